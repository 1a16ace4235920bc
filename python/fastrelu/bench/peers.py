"""What other people use for the same functions: a class for each peer.

`PEERS` has an instance of each, under the name by which results and the command line know it. A peer is imported by its
method `limited`, so that `timing.limited_to` comes first. NumPy's formulas are those of ``fastrelu/reference.py``, for
every activation; the others may lack some, and then have an empty place in the table.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib
import importlib.util
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .. import reference
from .._signature import OUTPUT_FORM
from . import frameworks
from .cases import Array, Arrays, Case
from .formulas import formula, translated
from .timing import Call

__all__ = ["PEERS", "TORCH_STATEMENTS", "Array", "Arrays", "Case", "Peer"]


class Peer:
    """What all peers have in common.

    Attributes
    ----------
    label : str
        How tables and pictures name it.
    packages : tuple of str
        What must be installed; the version of the first is stated.
    dtypes : tuple of str
        What it computes in.
    from_output : bool
        Whether it has backward passes from the output, and is asked for them.
    only_from_output : tuple of str
        Activations of which it has no other, so that this is what it does for ours from the input.
    note : str
        What one has to know to read its figures.
    """

    label = ""
    packages: tuple[str, ...] = ()
    dtypes: tuple[str, ...] = ("float16", "float32", "float64")
    from_output = False
    only_from_output: tuple[str, ...] = ()
    note = ""

    def missing(self) -> list[str]:
        """The packages that are not installed."""
        return [package for package in self.packages if importlib.util.find_spec(package) is None]

    @functools.cached_property
    def module(self) -> Any:
        return importlib.import_module(self.packages[0])

    @contextlib.contextmanager
    def limited(self, threads: int, dtypes: list[str]) -> Iterator[None]:
        """Import it, with so many threads and ready for these dtypes; what it had before comes back at the end."""
        _ = self.module
        yield

    def call(self, case: Case) -> Call | None:
        """What computes a case into an existing output where the peer can, or None where it has no such function.

        It returns the result as something that `np.asarray` takes, or None if that is in ``case.arrays.y``.
        """
        raise NotImplementedError


# ---------------------------------------------------------------------------------------------------------------- NumPy


class _NumPy(Peer):
    label = "NumPy/SciPy"
    packages = ("numpy", "scipy")
    note = "the formula that people write by hand, on one thread"

    def missing(self) -> list[str]:
        # Only what needs it goes without SciPy.
        return []

    def call(self, case: Case) -> Call | None:
        formulas = reference.functions(case.signature, parameter_gradients=False)
        if not formulas:
            return None
        return functools.partial(formulas[case.form], *case.data, *case.parameters)


# -------------------------------------------------------------------------------------------------------------- PyTorch


class _Torch(Peer):
    """PyTorch's operators, one call of the dispatcher each; into an existing tensor where they take one."""

    label = "PyTorch"
    packages = ("torch",)
    dtypes = (*Peer.dtypes, "bfloat16")
    from_output = True
    only_from_output = ("sigmoid", "tanh")
    note = (
        f"backward passes of {' and '.join(only_from_output)} from the output; "
        "values that it cannot write to an output are fresh"
    )

    @contextlib.contextmanager
    def limited(self, threads: int, dtypes: list[str]) -> Iterator[None]:
        before = self.module.get_num_threads()
        self.module.set_num_threads(threads)
        yield
        self.module.set_num_threads(before)

    def call(self, case: Case) -> Call | None:
        torch = self.module
        x, grad, y = (self._tensor(array) for array in case.arrays[:3])
        nn, aten = torch._C._nn, torch.ops.aten
        p = case.parameters[0] if case.parameters else 0.0
        if case.form == OUTPUT_FORM:
            return self._from_output(case, grad, self._tensor(case.data[1]), y, p)
        weight = torch.tensor(case.parameters[:1], dtype=x.dtype)
        tanh = {"approximate": "tanh"}
        # Values and backward passes, each into an existing output and into a fresh one.
        calls: dict[tuple[str, str], tuple[Call, Call]] = {
            ("relu", "value"): (lambda: torch.clamp_min(x, 0, out=y), lambda: torch.relu(x)),
            ("leaky_relu", "value"): (lambda: nn.leaky_relu(x, p, out=y), lambda: nn.leaky_relu(x, p)),
            ("prelu", "value"): (lambda: nn.leaky_relu(x, p, out=y), lambda: torch.prelu(x, weight)),
            ("elu", "value"): (lambda: nn.elu(x, p, out=y), lambda: nn.elu(x, p)),
            ("gelu", "value"): (lambda: nn.gelu(x, out=y), lambda: nn.gelu(x)),
            ("gelu_tanh", "value"): (lambda: nn.gelu(x, **tanh, out=y), lambda: nn.gelu(x, **tanh)),
            ("relu", "backward"): (
                lambda: aten.threshold_backward.grad_input(grad, x, 0, grad_input=y),
                lambda: aten.threshold_backward(grad, x, 0),
            ),
            ("leaky_relu", "backward"): (
                lambda: aten.leaky_relu_backward.grad_input(grad, x, p, False, grad_input=y),
                lambda: aten.leaky_relu_backward(grad, x, p, False),
            ),
            ("elu", "backward"): (
                lambda: aten.elu_backward.grad_input(grad, p, 1.0, 1.0, False, x, grad_input=y),
                lambda: aten.elu_backward(grad, p, 1.0, 1.0, False, x),
            ),
            ("gelu", "backward"): (
                lambda: aten.gelu_backward.grad_input(grad, x, grad_input=y),
                lambda: aten.gelu_backward(grad, x),
            ),
            ("gelu_tanh", "backward"): (
                lambda: aten.gelu_backward.grad_input(grad, x, **tanh, grad_input=y),
                lambda: aten.gelu_backward(grad, x, **tanh),
            ),
        }
        calls["prelu", "backward"] = calls["leaky_relu", "backward"]
        calls |= self._family(case, x, grad, y)
        if (case.name, case.form) in calls:
            return calls[case.name, case.form][case.fresh]
        # Of the others it has no value into an existing output, as it has one of all that are much used.
        function = frameworks.torch(case.signature) if case.form == "value" else None
        return function and functools.partial(function, x)

    def _from_output(self, case: Case, grad: Any, output: Any, y: Any, p: float) -> Call | None:
        aten = self.module.ops.aten
        # Our name -> its operator, and what that takes.
        operators: dict[str, tuple[Any, tuple[Any, ...]]] = {
            "relu": (aten.threshold_backward, (grad, output, 0)),
            "leaky_relu": (aten.leaky_relu_backward, (grad, output, p, True)),
            "prelu": (aten.leaky_relu_backward, (grad, output, p, True)),
            "elu": (aten.elu_backward, (grad, p, 1.0, 1.0, True, output)),
            "sigmoid": (aten.sigmoid_backward, (grad, output)),
            "tanh": (aten.tanh_backward, (grad, output)),
        }
        if case.name not in operators:
            return None
        operator, given = operators[case.name]
        if case.fresh:
            return functools.partial(operator, *given)
        return functools.partial(operator.grad_input, *given, grad_input=y)

    def _tensor(self, array: Array) -> Any:
        """On the memory of an array."""
        torch = self.module
        if array.dtype.name == "bfloat16":  # of which it takes no arrays
            return torch.from_numpy(array.view(np.int16)).view(torch.bfloat16)
        return torch.from_numpy(array)

    def _family(self, case: Case, x: Any, grad: Any, y: Any) -> dict[tuple[str, str], tuple[Call, Call]]:
        """The same for others, of which it has operators that take the tensors and then numbers."""
        aten = self.module.ops.aten
        # Our name -> its operator, and what that takes after the tensors: None for our parameters.
        operators: dict[str, tuple[str, tuple[float, ...] | None]] = {
            "silu": ("silu", ()),
            "sigmoid": ("sigmoid", ()),
            "tanh": ("tanh", ()),
            "softplus": ("softplus", (*case.parameters, 20.0)),
            "hard_tanh": ("hardtanh", None),
            "relu6": ("hardtanh", (0.0, 6.0)),
            "hard_silu": ("hardswish", ()),
            "hard_sigmoid": ("hardsigmoid", ()),
            "soft_shrink": ("softshrink", None),
            "hard_shrink": ("hardshrink", None),
            "mish": ("mish", ()),
        }
        if case.name not in operators or case.form not in ("value", "backward"):
            return {}
        name, rest = operators[case.name]
        more = tuple(case.parameters) if rest is None else rest
        if case.form == "value":
            value = getattr(aten, name)
            return {(case.name, "value"): (lambda: value.out(x, *more, out=y), lambda: value(x, *more))}
        backward = getattr(aten, f"{name}_backward")
        given = getattr(self.module, name)(x) if name in self.only_from_output else x
        fresh = functools.partial(backward, grad, given, *more)
        if not hasattr(backward, "grad_input"):
            return {(case.name, "backward"): (fresh, fresh)}
        return {(case.name, "backward"): (lambda: backward.grad_input(grad, given, *more, grad_input=y), fresh)}


# What people write, by name; "t" is a tensor, "w" a weight.
TORCH_STATEMENTS = {
    "relu": "torch.relu(t)",
    "leaky_relu": "F.leaky_relu(t)",
    "prelu": "F.prelu(t, w)",
    "elu": "F.elu(t)",
    "gelu": "F.gelu(t)",
    "gelu_tanh": 'F.gelu(t, approximate="tanh")',
}

# --------------------------------------------------------------------------------------------------------- ONNX Runtime


class _OnnxRuntime(Peer):
    """ONNX Runtime: a graph of one node, its input and output bound to the arrays."""

    label = "ONNX Runtime"
    packages = ("onnxruntime", "onnx")
    note = "values only, into outputs bound beforehand"

    def call(self, case: Case) -> Call | None:
        node = frameworks.onnx_node(case.signature)
        if case.name == "prelu":
            node = "LeakyRelu", {"alpha": case.parameters[0]}
        if case.form != "value" or case.fresh or node is None:
            return None
        return self.bound(*node, case.arrays.x, case.arrays.y, case.threads)

    def bound(self, operator: str, attributes: dict[str, Any], x: Array, y: Array, threads: int) -> Call | None:
        """A node of one input and one output, those arrays; None where the runtime has it not."""
        ort, helper = self.module, importlib.import_module("onnx.helper")
        element, shape = helper.np_dtype_to_tensor_dtype(x.dtype), list(x.shape)
        graph = helper.make_graph(
            [helper.make_node(operator, ["x"], ["y"], **attributes)],
            "g",
            [helper.make_tensor_value_info("x", element, shape)],
            [helper.make_tensor_value_info("y", element, shape)],
        )
        version = max(20, importlib.import_module("onnx.defs").get_schema(operator).since_version)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", version)])
        # What opset 20 came with, and 24; newer ones are refused by older runtimes.
        model.ir_version = 9 if version == 20 else 11
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        errors = importlib.import_module("onnxruntime.capi.onnxruntime_pybind11_state")
        try:
            session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        except (errors.NotImplemented, errors.Fail, errors.InvalidGraph):
            # Not every operator has float64 and float16, nor every version of the runtime the newest ones.
            return None
        binding = session.io_binding()
        binding.bind_cpu_input("x", x)
        binding.bind_output("y", "cpu", 0, x.dtype.type, shape, y.ctypes.data)
        # The argument keeps the arrays alive: the binding has only their addresses.
        return functools.partial(lambda *arrays: session.run_with_iobinding(binding), x, y)


# ------------------------------------------------------------------------------------------------------------------ JAX


def _without_data(name: str, form: str, dtype: str) -> Case:
    """What is compiled once for all data."""
    few = np.zeros(1, dtype)
    return Case(name, form, Arrays(few, few, few, few), True, 1)


class _Jax(Peer):
    """JAX's own functions, compiled; derivatives by its differentiation."""

    label = "JAX"
    packages = ("jax",)
    dtypes = (*Peer.dtypes, "bfloat16")
    note = "has no out=, so that its output is always fresh"

    @contextlib.contextmanager
    def limited(self, threads: int, dtypes: list[str]) -> Iterator[None]:
        # It takes as many threads as the process has CPUs when it is imported.
        before = self.module.config.jax_enable_x64
        self.module.config.update("jax_enable_x64", before or "float64" in dtypes)
        yield
        self.module.config.update("jax_enable_x64", before)

    def call(self, case: Case) -> Call | None:
        jax = self.module
        function = self._compiled(case.name, case.form)
        if function is None:
            return None
        data = [jax.numpy.asarray(array) for array in case.data]
        return lambda: jax.block_until_ready(function(*data))

    @functools.cache  # noqa: B019 - there is one instance
    def _compiled(self, name: str, form: str) -> Callable[..., Any] | None:
        """Once for both kinds of outputs, which JAX does not tell apart."""
        jax = self.module
        case = _without_data(name, form, "float32")
        value = frameworks.jax(case.signature)
        if name == "prelu":
            value = functools.partial(jax.nn.leaky_relu, negative_slope=case.parameters[0])
        if value is None:
            return None

        def backward(grad: Any, x: Any) -> Any:
            return jax.vjp(value, x)[1](grad)[0]

        def with_derivative(x: Any) -> Any:
            y, pull = jax.vjp(value, x)
            return y, pull(jax.numpy.ones_like(x))[0]

        compiled: Callable[..., Any] = jax.jit(
            {
                "value": value,
                "derivative": lambda x: with_derivative(x)[1],
                "backward": backward,
                "with_derivative": with_derivative,
            }[form]
        )
        return compiled


# ---------------------------------------------------------------------------------------------------- numexpr and numba


class _NumExpr(Peer):
    label = "numexpr"
    packages = ("numexpr",)
    dtypes = ("float32", "float64")
    note = "has no erf, and so no exact gelu"
    _KNOWN = frozenset({"where", "exp", "expm1", "log1p", "tanh", "sqrt", "abs"})

    @contextlib.contextmanager
    def limited(self, threads: int, dtypes: list[str]) -> Iterator[None]:
        before = self.module.set_num_threads(min(threads, self.module.MAX_THREADS))
        yield
        self.module.set_num_threads(before)

    def call(self, case: Case) -> Call | None:
        text = formula(case)
        if text is None:
            return None
        text, numbers = translated(text, lambda *given: ast.Call(ast.Name("where"), list(given), []))
        if not set(re.findall(r"(\w+)\(", text)) <= self._KNOWN:
            return None
        whole = f"grad * ({text})" if case.form == "backward" else text
        numbers |= {p.name: value for p, value in zip(case.signature.parameters, case.parameters, strict=True)}
        a = case.arrays
        names: dict[str, Any] = {name: case.dtype.type(value) for name, value in numbers.items()}
        names |= {"x": a.x, "grad": a.grad}
        out = None if case.fresh else a.y
        return functools.partial(self.module.evaluate, whole, names, {}, out=out)


class _Numba(Peer):
    """A loop over the formula, compiled in memory."""

    label = "numba"
    packages = ("numba",)
    dtypes = ("float32", "float64")
    note = "a loop over the formula with math's functions, without fastmath"

    @contextlib.contextmanager
    def limited(self, threads: int, dtypes: list[str]) -> Iterator[None]:
        before = self.module.get_num_threads()
        self.module.set_num_threads(min(threads, self.module.config.NUMBA_NUM_THREADS))
        yield
        self.module.set_num_threads(before)

    def _scalar(self, case: Case, jit: Callable[..., Any]) -> Any:
        """The formula as a function of one number, in the type of the case throughout."""
        text = formula(case)
        if text is None:
            return None
        # A choice evaluates one of its sides, where NumPy has to evaluate both.
        text, numbers = translated(text, ast.IfExp)
        scope: dict[str, Any] = {**vars(math), "abs": abs, "sign": jit(lambda x: (x > 0) - (x < 0))}
        scope |= {name: case.dtype.type(value) for name, value in numbers.items()}
        arguments = ", ".join(["x", *(p.name for p in case.signature.parameters)])
        return jit(eval(f"lambda {arguments}: {text}", scope))

    @functools.cache  # noqa: B019 - there is one instance
    def _loop(self, name: str, form: str, dtype: str, parallel: bool) -> Any:
        numba = self.module
        jit = functools.partial(numba.njit, error_model="numpy")
        function = self._scalar(_without_data(name, form, dtype), jit())
        if function is None:
            return None
        prange = numba.prange

        def unary(out: Any, x: Any, *parameters: Any) -> Any:
            for i in prange(x.size):
                out[i] = function(x[i], *parameters)
            return out

        def backward(out: Any, grad: Any, x: Any, *parameters: Any) -> Any:
            for i in prange(x.size):
                out[i] = grad[i] * function(x[i], *parameters)
            return out

        return jit(parallel=parallel)(backward if form == "backward" else unary)

    def call(self, case: Case) -> Call | None:
        loop = self._loop(case.name, case.form, case.dtype.name, case.threads > 1)
        if loop is None:
            return None
        arguments = (*case.data, *map(case.dtype.type, case.parameters))
        if case.fresh:
            return lambda: loop(np.empty_like(case.arrays.x), *arguments)
        return functools.partial(loop, case.arrays.y, *arguments)


# ---------------------------------------------------------------------------------------------------------------- thinc


class _Thinc(Peer):
    label = "thinc"
    packages = ("thinc",)
    note = "on one thread; its output is always fresh"

    @functools.cached_property
    def module(self) -> Any:
        importlib.import_module("thinc.api")
        return importlib.import_module("thinc")

    def call(self, case: Case) -> Call | None:
        ops = self.module.api.NumpyOps()
        known = {"relu": "relu", "gelu": "gelu", "gelu_tanh": "gelu_approx"}
        if case.name not in known or case.form not in ("value", "backward"):
            return None
        if case.form == "value":
            return functools.partial(getattr(ops, known[case.name]), case.arrays.x)
        # That of relu takes the output in place of the input.
        x = ops.relu(case.arrays.x) if case.name == "relu" else case.arrays.x
        return functools.partial(getattr(ops, "backprop_" + known[case.name]), case.arrays.grad, x)


PEERS: dict[str, Peer] = {
    "numpy": _NumPy(),
    "torch": _Torch(),
    "onnxruntime": _OnnxRuntime(),
    "jax": _Jax(),
    "numexpr": _NumExpr(),
    "numba": _Numba(),
    "thinc": _Thinc(),
}
