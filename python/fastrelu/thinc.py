"""thinc's operations on the CPU, with the activations and their backward passes by fastrelu.

thinc knows `FastreluOps` by the name "fastrelu" once the package is installed.

Examples
--------
>>> import numpy as np
>>> from thinc.api import get_current_ops, use_ops
>>> with use_ops("fastrelu"):
...     get_current_ops().gelu(np.array([-1.0, 1.0])).round(4)
array([-0.1587,  0.8413])
"""

from __future__ import annotations

from typing import Any

try:
    from thinc.api import NumpyOps, registry
except ModuleNotFoundError as error:
    if not (error.name or "").startswith("thinc"):
        raise
    raise ImportError("fastrelu.thinc needs thinc: pip install fastrelu[thinc]") from error

import numpy as np
from numpy.typing import NDArray

import fastrelu

__all__ = ["FastreluOps"]

Array = NDArray[Any]


def _value(function: Any, X: Array, inplace: bool, *parameters: float) -> Array:
    return function(X, *parameters, out=X if inplace else None)  # type: ignore[no-any-return]


def _backward(function: Any, dY: Array, X: Array, inplace: bool, *parameters: Any) -> Array:
    # Without this one of them would be broadcast.
    if dY.shape != X.shape:
        raise ValueError(f"{function.__name__}: the gradient has the shape {dY.shape}, and its layer {X.shape}")
    return function(dY, X, *parameters, out=dY if inplace else None)  # type: ignore[no-any-return]


# Arguments and their names are thinc's, whose types are to be seen in its `Ops`.
@registry.ops("FastreluOps")
class FastreluOps(NumpyOps):
    """thinc's `NumpyOps` with the activations of fastrelu.

    All that thinc has in fastrelu are: relu, relu_k, clipped_linear, hard_sigmoid, hard_tanh, hard_swish (but for the
    backward pass), hard_swish_mobilenet, sigmoid, swish, mish, gelu, gelu_approx, softmax. Arrays of all shapes and
    float types are taken, strided ones too. Results differ from thinc's where those are approximations: there gelu has
    5 digits in float32, sigmoid ends at exp(-20), backward passes of gelu_approx have 6 digits.

    Raises
    ------
    ValueError
        By all backward passes, if the shapes of their arrays differ.

    Examples
    --------
    >>> import numpy as np
    >>> from fastrelu.thinc import FastreluOps
    >>> float(FastreluOps().sigmoid(np.array([-30.0]))[0])
    9.357622968839299e-14
    """

    name = "fastrelu"

    def relu(self, X, inplace=False):
        return _value(fastrelu.relu, X, inplace)

    def backprop_relu(self, dY, Y, inplace=False):
        # Y > 0 where X > 0.
        return _backward(fastrelu.relu_backward, dY, Y, inplace)

    def clipped_linear(
        self,
        X,
        slope=1.0,
        offset=0.0,
        min_val=0.0,
        max_val=1.0,
        inplace=False,
    ):
        if slope == 1.0 and offset == 0.0:
            return _value(fastrelu.hard_tanh, X, inplace, min_val, max_val)
        if min_val == 0.0 and max_val == 1.0:
            return _value(fastrelu.hard_sigmoid, X, inplace, slope, offset)
        line = np.multiply(X, slope, out=X if inplace else None)
        return fastrelu.bias_hard_tanh(line, offset, min_val, max_val, out=line)

    def backprop_clipped_linear(
        self,
        dY,
        X,
        slope=1.0,
        offset=0.0,
        min_val=0.0,
        max_val=1.0,
        inplace=False,
    ):
        ends = sorted(((min_val - offset) / slope, (max_val - offset) / slope))
        dX = _backward(fastrelu.hard_tanh_backward, dY, X, inplace, *ends)
        return dX if slope == 1.0 else np.multiply(dX, slope, out=dX)

    def sigmoid(self, X, *, inplace=False):
        return _value(fastrelu.sigmoid, X, inplace)

    def swish(self, X, inplace=False):
        return _value(fastrelu.silu, X, inplace)

    def backprop_swish(self, dY, X, Y, inplace=False):
        if Y.shape != X.shape:
            raise ValueError(f"silu_backward: X has the shape {X.shape}, and Y {Y.shape}")
        return _backward(fastrelu.silu_backward, dY, X, inplace)

    def hard_swish_mobilenet(self, X, inplace=False):
        return _value(fastrelu.hard_silu, X, inplace)

    def backprop_hard_swish_mobilenet(self, dY, X, inplace=False):
        return _backward(fastrelu.hard_silu_backward, dY, X, inplace)

    def gelu(self, X, inplace=False):
        return _value(fastrelu.gelu, X, inplace)

    def backprop_gelu(self, dY, X, inplace=False):
        return _backward(fastrelu.gelu_backward, dY, X, inplace)

    def gelu_approx(self, X, inplace=False):
        return _value(fastrelu.gelu, X, inplace, "tanh")  # type: ignore[arg-type]

    def backprop_gelu_approx(self, dY, X, inplace=False):
        return _backward(fastrelu.gelu_backward, dY, X, inplace, "tanh")

    # From a threshold on thinc takes x for mish(x), which from 20 on it is in every type.
    def mish(self, X, threshold=20.0, inplace=False):
        if threshold < 20.0:
            return super().mish(X, threshold, inplace)
        return _value(fastrelu.mish, X, inplace)

    def backprop_mish(self, dY, X, threshold=20.0, inplace=False):
        if threshold < 20.0:
            return super().backprop_mish(dY, X, threshold, inplace)
        return _backward(fastrelu.mish_backward, dY, X, inplace)

    def softmax(self, x, *, inplace=False, axis=-1, temperature=1.0):
        if temperature != 1.0:
            x = np.divide(x, temperature, out=x if inplace else None)
        return fastrelu.softmax(x, axis=axis, out=x if inplace else None)

    def backprop_softmax(self, Y, dY, *, axis=-1, temperature=1.0):
        if dY.shape != Y.shape:
            raise ValueError(f"softmax_backward: the gradient has the shape {dY.shape}, and its layer {Y.shape}")
        dX = fastrelu.softmax_backward(dY, Y, axis=axis)
        return dX if temperature == 1.0 else np.divide(dX, temperature, out=dX)
