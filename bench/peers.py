"""What other people use for the same functions: one callable per peer, activation and form, on the same arrays.

Each maker gets the arrays of a case and returns a function without arguments that computes into an existing output
(`out`) where the peer can, or None where the peer has no such function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

import fastrelu
from fastrelu import _ufuncs

Call = Callable[[], object]


class Arrays(NamedTuple):
    x: np.ndarray
    grad: np.ndarray
    y: np.ndarray
    dy: np.ndarray


SLOPE, WEIGHT, ALPHA = 0.01, 0.25, 1.0


def ours(name: str, form: str, a: Arrays, fresh: bool) -> Call:
    """fastrelu's public function."""
    base, keywords = (name, {}) if name != "gelu_tanh" else ("gelu", {"approximate": "tanh"})
    function = getattr(fastrelu, base + _ufuncs.FORMS[form])
    if base == "prelu":
        keywords = {"weight": WEIGHT}
        if form == "backward":  # the gradient of x alone, as the peers' operators here give it
            function, keywords = _ufuncs.prelu_backward, {}
            arguments = (a.grad, a.x, a.x.dtype.type(WEIGHT))
            return (lambda: function(*arguments)) if fresh else (lambda: function(*arguments, out=a.y))
    arguments = (a.grad, a.x) if form == "backward" else (a.x,)
    if fresh:
        return lambda: function(*arguments, **keywords)
    out = (a.y, a.dy) if form == "with_derivative" else a.y
    return lambda: function(*arguments, out=out, **keywords)


def _normal_cdf(x: np.ndarray) -> np.ndarray:
    from scipy.special import erf

    return 0.5 * (1 + erf(x / x.dtype.type(np.sqrt(2))))


def _inner_tanh(x: np.ndarray) -> np.ndarray:
    return np.tanh(x.dtype.type(np.sqrt(2 / np.pi)) * (x + x.dtype.type(0.044715) * x**3))


# As people write them by hand.
NUMPY = {
    ("relu", "value"): lambda a: np.maximum(a.x, 0),
    ("relu", "backward"): lambda a: a.grad * (a.x > 0),
    ("leaky_relu", "value"): lambda a: np.where(a.x > 0, a.x, SLOPE * a.x),
    ("leaky_relu", "backward"): lambda a: a.grad * np.where(a.x > 0, 1, SLOPE).astype(a.x.dtype),
    ("prelu", "value"): lambda a: np.where(a.x > 0, a.x, WEIGHT * a.x),
    ("prelu", "backward"): lambda a: a.grad * np.where(a.x > 0, 1, WEIGHT).astype(a.x.dtype),
    ("elu", "value"): lambda a: np.where(a.x > 0, a.x, ALPHA * np.expm1(a.x)),
    ("elu", "backward"): lambda a: a.grad * np.where(a.x > 0, 1, ALPHA * np.exp(a.x)),
    ("gelu", "value"): lambda a: a.x * _normal_cdf(a.x),
    ("gelu", "backward"): lambda a: (
        a.grad * (_normal_cdf(a.x) + a.x * np.exp(-0.5 * a.x * a.x) * a.x.dtype.type(1 / np.sqrt(2 * np.pi)))
    ),
    ("gelu_tanh", "value"): lambda a: 0.5 * a.x * (1 + _inner_tanh(a.x)),
}


def numpy(name: str, form: str, a: Arrays, fresh: bool) -> Call | None:
    formula = NUMPY.get((name, form))
    return None if formula is None else lambda: formula(a)


def torch(name: str, form: str, a: Arrays, fresh: bool) -> Call | None:
    """PyTorch's operators, one call of the dispatcher each; into `out` where they take it."""
    import torch

    x, grad, y = (torch.from_numpy(array) for array in (a.x, a.grad, a.y))
    nn, aten = torch._C._nn, torch.ops.aten
    weight = torch.tensor([WEIGHT], dtype=x.dtype)
    if form == "value":
        into = {
            "relu": lambda: torch.clamp_min(x, 0, out=y),
            "leaky_relu": lambda: nn.leaky_relu(x, SLOPE, out=y),
            "prelu": lambda: nn.leaky_relu(x, WEIGHT, out=y),
            "elu": lambda: nn.elu(x, ALPHA, out=y),
            "gelu": lambda: nn.gelu(x, out=y),
            "gelu_tanh": lambda: nn.gelu(x, approximate="tanh", out=y),
        }
        new = {
            "relu": lambda: torch.relu(x),
            "leaky_relu": lambda: nn.leaky_relu(x, SLOPE),
            "prelu": lambda: torch.prelu(x, weight),
            "elu": lambda: nn.elu(x, ALPHA),
            "gelu": lambda: nn.gelu(x),
            "gelu_tanh": lambda: nn.gelu(x, approximate="tanh"),
        }
        return (new if fresh else into).get(name)
    if form == "backward":
        into = {
            "relu": lambda: aten.threshold_backward.grad_input(grad, x, 0, grad_input=y),
            "leaky_relu": lambda: aten.leaky_relu_backward.grad_input(grad, x, SLOPE, False, grad_input=y),
            "prelu": lambda: aten.leaky_relu_backward.grad_input(grad, x, WEIGHT, False, grad_input=y),
            "elu": lambda: aten.elu_backward.grad_input(grad, ALPHA, 1.0, 1.0, False, x, grad_input=y),
            "gelu": lambda: aten.gelu_backward.grad_input(grad, x, grad_input=y),
            "gelu_tanh": lambda: aten.gelu_backward.grad_input(grad, x, approximate="tanh", grad_input=y),
        }
        new = {
            "relu": lambda: aten.threshold_backward(grad, x, 0),
            "leaky_relu": lambda: aten.leaky_relu_backward(grad, x, SLOPE, False),
            "prelu": lambda: aten.leaky_relu_backward(grad, x, WEIGHT, False),
            "elu": lambda: aten.elu_backward(grad, ALPHA, 1.0, 1.0, False, x),
            "gelu": lambda: aten.gelu_backward(grad, x),
            "gelu_tanh": lambda: aten.gelu_backward(grad, x, approximate="tanh"),
        }
        return (new if fresh else into).get(name)
    return None


_ONNX = {
    "relu": ("Relu", {}),
    "leaky_relu": ("LeakyRelu", {"alpha": SLOPE}),
    "prelu": ("LeakyRelu", {"alpha": WEIGHT}),
    "elu": ("Elu", {"alpha": ALPHA}),
    "gelu": ("Gelu", {}),
    "gelu_tanh": ("Gelu", {"approximate": "tanh"}),
}


def onnxruntime(name: str, form: str, a: Arrays, fresh: bool) -> Call | None:
    """ONNX Runtime with one node and bound input and output."""
    if form != "value" or fresh or name not in _ONNX or a.x.dtype != np.float32:
        return None
    import onnxruntime as ort
    from onnx import TensorProto, helper

    operator, attributes = _ONNX[name]
    shape = [a.x.size]
    graph = helper.make_graph(
        [helper.make_node(operator, ["x"], ["y"], **attributes)],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, shape)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
    model.ir_version = 9  # what opset 20 came with; newer ones are refused by older runtimes
    options = ort.SessionOptions()
    options.intra_op_num_threads = fastrelu.get_num_threads()
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    binding = session.io_binding()
    binding.bind_cpu_input("x", a.x)
    binding.bind_output("y", "cpu", 0, np.float32, shape, a.y.ctypes.data)
    # The default argument keeps the arrays alive: the binding has only their addresses.
    return lambda arrays=a: session.run_with_iobinding(binding)


PEERS = {"numpy": numpy, "torch": torch, "onnxruntime": onnxruntime}
