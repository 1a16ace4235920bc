"""Typical calls and the types that they have; `test_stubs.py` has mypy check it, and nobody runs it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from typing_extensions import assert_type

import fastrelu

x32: NDArray[np.float32] = np.zeros(3, np.float32)
x64: NDArray[np.float64] = np.zeros(3)
whole: NDArray[np.int8] = np.zeros(3, np.int8)
anything: Any = ...

# A float array gives an array of its dtype.
assert_type(fastrelu.elu(x32), NDArray[np.float32])
assert_type(fastrelu.elu(x64, 0.5), NDArray[np.float64])
assert_type(fastrelu.elu(x32, alpha=x32), NDArray[np.float32])
assert_type(fastrelu.leaky_relu_derivative(x32, negative_slope=0.2, where=x32 > 0), NDArray[np.float32])
assert_type(fastrelu.elu_backward(x32, x32, order="C", subok=False), NDArray[np.float32])
assert_type(fastrelu.gelu_with_derivative(x64), tuple[NDArray[np.float64], NDArray[np.float64]])
assert_type(fastrelu.gelu(x32, "tanh"), NDArray[np.float32])
assert_type(fastrelu.gelu_backward(x32, x32, approximate="none"), NDArray[np.float32])
assert_type(fastrelu.prelu(x32, 0.25), NDArray[np.float32])
assert_type(fastrelu.prelu(x32, x32, axis=0), NDArray[np.float32])

# Other arrays, and a dtype that is asked for, give an array.
assert_type(fastrelu.elu(whole), NDArray[Any])
assert_type(fastrelu.elu(x32, [0.5, 1.0, 2.0]), NDArray[Any])
assert_type(fastrelu.gelu(x64, dtype=np.float32, casting="same_kind"), NDArray[Any])

# `out` comes back as it is.
assert_type(fastrelu.gelu(x32, out=x64), NDArray[np.float64])
assert_type(fastrelu.gelu([1.0, 2.0], out=(x32,)), NDArray[np.float32])
assert_type(fastrelu.elu_with_derivative(x32, out=(x32, x64)), tuple[NDArray[np.float32], NDArray[np.float64]])
assert_type(fastrelu.prelu_backward(x32, x32, 0.25, out=(x32, x64)), tuple[NDArray[np.float32], NDArray[np.float64]])

# Numbers, lists, Series and the like: whatever they make of it.
assert_type(fastrelu.elu(1.0), Any)
assert_type(fastrelu.gelu([1.0, 2.0]), Any)
assert_type(fastrelu.prelu_backward([1.0], [2.0], 0.25), tuple[Any, Any])

# The gradient of the weight is a number for a weight that is one.
gradients = fastrelu.prelu_backward(x32, x32, x32, axis=-1)
assert_type(gradients[0], NDArray[np.float32])
assert_type(gradients[1], Any)

# Several parameters; numbers, arrays and lists.
assert_type(fastrelu.hard_tanh(x32, -2.0, 2.0), NDArray[np.float32])
assert_type(fastrelu.hard_tanh(x32, max_val=x32), NDArray[np.float32])
assert_type(fastrelu.threshold(x64, threshold=0.5, value=0.0), NDArray[np.float64])
assert_type(fastrelu.xielu(x32, 0.5, 0.25, [0.1, 0.2, 0.3]), NDArray[Any])
assert_type(fastrelu.xielu_derivative(x32, 0.5, beta=0.25), NDArray[np.float32])

# A parameter with a default that is trained: its gradient is there if it was given.
assert_type(fastrelu.silu_backward(x32, x32), NDArray[np.float32])
assert_type(fastrelu.silu_backward(x32, x32, out=x64), NDArray[np.float64])
with_beta = fastrelu.silu_backward(x32, x32, beta=2.0)
assert_type(with_beta[0], NDArray[np.float32])
assert_type(with_beta[1], Any)
assert_type(
    fastrelu.silu_backward(x32, x32, x32, axis=0, out=(x32, x64)), tuple[NDArray[np.float32], NDArray[np.float64]]
)

# Another name is the same function.
assert_type(fastrelu.swish(x32, 1.5), NDArray[np.float32])
assert_type(fastrelu.hard_swish, np.ufunc)

# With a bias.
assert_type(fastrelu.bias_elu(x32, x32, 0.5), NDArray[np.float32])
assert_type(fastrelu.bias_gelu(x32, x32, approximate="tanh", axis=0), NDArray[np.float32])
assert_type(fastrelu.bias_relu, np.ufunc)
with_bias = fastrelu.bias_relu_backward(x32, x32, x32)
assert_type(with_bias[0], NDArray[np.float32])
assert_type(with_bias[1], Any)

# Two inputs, or both in one array.
assert_type(fastrelu.swiglu(x32, x32), NDArray[np.float32])
assert_type(fastrelu.swiglu(x32), NDArray[np.float32])
assert_type(fastrelu.geglu(x32, axis=0, approximate="tanh"), NDArray[np.float32])
assert_type(fastrelu.swiglu_oai(x64, x64, limit=5.0), NDArray[np.float64])
assert_type(fastrelu.swiglu_backward(x32, x32, x32), tuple[NDArray[np.float32], NDArray[np.float32]])
assert_type(fastrelu.swiglu_backward(x32, x32), NDArray[np.float32])

# Without parameters it is a ufunc.
assert_type(fastrelu.relu, np.ufunc)
assert_type(fastrelu.relu_with_derivative, np.ufunc)
fastrelu.relu(x32, out=x32)
fastrelu.relu.at(x32, [0])

with fastrelu.num_threads(2) as limit:
    assert_type(limit, fastrelu.num_threads)
with fastrelu.num_threads(None):
    assert_type(fastrelu.get_num_threads(), int)
fastrelu.set_num_threads(None)
assert_type(fastrelu.show_config("dicts"), dict[str, Any])
assert_type(fastrelu.show_config(mode="dicts")["version"], Any)
fastrelu.show_config()
assert_type(fastrelu.__version__, str)

# Each of these is an error; if one were none, mypy would call its comment unused.
fastrelu.gelu(x32, "erf")  # type: ignore[call-overload]
fastrelu.gelu(x32, approximate=True)  # type: ignore[call-overload]
fastrelu.elu(x32, beta=1.0)  # type: ignore[call-overload]
fastrelu.prelu(x32)  # type: ignore[call-overload]
fastrelu.prelu(x32, 0.25, 1)  # type: ignore[call-overload]
fastrelu.elu(x32, casting="sometimes")  # type: ignore[call-overload]
fastrelu.threshold(x32, 0.5)  # type: ignore[call-overload]
fastrelu.xielu(x32, 0.5, 0.5, 0.5, 0.5)  # type: ignore[call-overload]
fastrelu.silu_backward(x32, x32, axis=0)  # type: ignore[call-overload]
fastrelu.bias_elu(x32)  # type: ignore[call-overload]
fastrelu.elu_backward(x32)  # type: ignore[call-overload]
fastrelu.set_num_threads("2")  # type: ignore[arg-type]
fastrelu.show_config("json")  # type: ignore[call-overload]
fastrelu.rectify(x32)  # type: ignore[attr-defined]

# By name: which function it is, and so what it takes, is known later.
act = fastrelu.activation("gelu_new")
assert_type(act, fastrelu.Activation)
assert_type(act.name, str)
assert_type(act(x32, out=x64), Any)
assert_type(act.derivative(x32), Any)
assert_type(fastrelu.list_activations("keras"), list[str])
