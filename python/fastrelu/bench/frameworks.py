"""The elementwise activations as other frameworks have them, found by the tables of their names.

Each function here takes the signature of a kernel and gives what computes it there, with our parameters, as a function
of one array of that framework's; or None where it has no such function.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from .._names import JAX, JAX_CHOICES, TORCH
from .._names_keras import KERAS
from .._names_onnx import operators
from .._signature import Signature

Function = Callable[[Any], Any]


def torch(kernel: Signature) -> Function | None:
    """PyTorch's."""
    names = TORCH.get(kernel.public)
    if names is None or names.function is None or len(kernel.inputs) > 1:
        return None
    module = importlib.import_module("torch")
    function = getattr(module.nn.functional, names.function)
    taken = names.arguments.split()
    given: dict[str, Any] = {p.name: p.example for p in kernel.parameters if p.name in taken}
    for p in kernel.parameters:
        if p.trained and p.name in given:
            weight = module.tensor([p.example])
            return lambda x: function(x, **{**given, p.name: weight.to(x.dtype)})
    if kernel.chosen is not None:
        given |= {kernel.variant[1]: kernel.chosen} if kernel.variant else {}
    return functools.partial(function, **given)


def jax(kernel: Signature) -> Function | None:
    """JAX's, not compiled."""
    if len(kernel.inputs) > 1:
        return None
    function = getattr(importlib.import_module("jax.nn"), JAX.get(kernel.public, kernel.public), None)
    if function is None:
        return None
    taken = inspect.signature(function).parameters
    given: dict[str, Any] = {p.name: p.example for p in kernel.parameters if p.name in taken}
    if kernel.variant and kernel.chosen is not None:
        given[kernel.variant[1]] = JAX_CHOICES[kernel.variant[1]][kernel.chosen]
    return functools.partial(function, **given)


def keras(kernel: Signature) -> Function | None:
    """Keras's, of whichever backend it has."""
    names = KERAS.get(kernel.public)
    if names is None or names.function is None or len(kernel.inputs) > 1:
        return None
    function = getattr(importlib.import_module("keras.activations"), names.function, None)
    if function is None:
        return None
    examples = {p.name: p.example for p in kernel.parameters}
    given: dict[str, Any] = {}
    for argument in names.arguments:
        if argument.choices is None:
            given[argument.name] = examples[argument.ours]
        else:
            given[argument.name] = next(theirs for theirs, ours in argument.choices.items() if ours == kernel.chosen)
    return functools.partial(function, **given)


def onnx_node(kernel: Signature) -> tuple[str, dict[str, Any]] | None:
    """ONNX's operator, and the attributes for our parameters."""
    for operator, (ours, names, whole) in operators().items():
        if ours != kernel.public:
            continue
        if not whole:
            return operator, {}
        there = importlib.import_module("onnx.defs").get_schema(operator).attributes
        values: dict[str, Any] = {p.name: p.example for p in kernel.parameters}
        if kernel.variant and kernel.chosen is not None:
            values[kernel.variant[1]] = kernel.chosen
        return operator, {theirs: values[of] for theirs, of in names.items() if theirs in there}
    return None


def onnxruntime(kernel: Signature) -> Function | None:
    """ONNX Runtime's, on one thread, of arrays of one axis."""
    node = onnx_node(kernel)
    if node is None:
        return None
    helper, runtime = importlib.import_module("onnx.helper"), importlib.import_module("onnxruntime")
    definitions = importlib.import_module("onnx.defs")
    version = max(20, definitions.get_schema(node[0]).since_version)
    values = [helper.make_tensor_value_info(name, 1, ["n"]) for name in "xy"]
    graph = helper.make_graph([helper.make_node(node[0], ["x"], ["y"], **node[1])], "g", values[:1], values[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", version)], ir_version=10)
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    errors = importlib.import_module("onnxruntime.capi.onnxruntime_pybind11_state")
    try:
        session = runtime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    except (errors.NotImplemented, errors.Fail, errors.InvalidGraph):
        return None  # this version of it does not have this version of the operator
    return lambda x: session.run(None, {"x": x})[0]


# Framework -> a function of an array of NumPy's of float32, which gives value and derivative there; the latter is None
# where it has no derivatives.
Pair = Callable[[Any], tuple[Any, Any]]


def _torch_pair(function: Function) -> Pair:
    def pair(x: Any) -> tuple[Any, Any]:
        module = importlib.import_module("torch")
        leaf = module.from_numpy(x).clone().requires_grad_(True)
        y = function(leaf)
        y.backward(module.ones_like(y))
        return y.detach().numpy(), leaf.grad.numpy()

    return pair


def _jax_pair(function: Function) -> Pair:
    module = importlib.import_module("jax")

    @module.jit  # type: ignore[untyped-decorator]
    def compiled(x: Any) -> Any:
        y, pull = module.vjp(function, x)
        return y, pull(module.numpy.ones_like(x))[0]

    def pair(x: Any) -> tuple[Any, Any]:
        y, slope = compiled(x)
        return np.asarray(y), np.asarray(slope)

    return pair


def pairs(framework: str, kernel: Signature) -> Pair | None:
    """What gives value and derivative of a kernel in a framework, of float32.

    Parameters
    ----------
    framework : {"torch", "jax", "keras", "onnxruntime"}
        Keras has to be on JAX.
    kernel : Signature

    Returns
    -------
    callable or None
    """
    function = {"torch": torch, "jax": jax, "keras": keras, "onnxruntime": onnxruntime}[framework](kernel)
    if function is None:
        return None
    if framework == "onnxruntime":
        return lambda x: (function(x), None)
    return _torch_pair(function) if framework == "torch" else _jax_pair(function)
