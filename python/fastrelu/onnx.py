"""ONNX's activation operators by fastrelu, for ONNX's reference evaluator.

Examples
--------
>>> import numpy as np, onnx, onnx.reference, fastrelu.onnx
>>> model = onnx.parser.parse_model('''
...     <ir_version: 9, opset_import: ["" : 20]>
...     graph (float[n] x) => (float[n] y) { y = Gelu <approximate = "tanh"> (x) }''')
>>> evaluator = onnx.reference.ReferenceEvaluator(model, new_ops=fastrelu.onnx.OPERATORS)
>>> evaluator.run(None, {"x": np.float32([-1, 0, 1])})[0].round(4)
array([-0.1588,  0.    ,  0.8412], dtype=float32)
"""

from __future__ import annotations

import math
from typing import Any

try:
    import onnx.defs
    from onnx.reference.op_run import OpRun
except ModuleNotFoundError as error:
    if not (error.name or "").startswith("onnx"):
        raise
    raise ImportError("fastrelu.onnx needs onnx: pip install fastrelu[onnx]") from error

import numpy as np
from numpy.typing import NDArray

import fastrelu

from ._names_onnx import operators

__all__ = ["OPERATORS"]

Array = NDArray[Any]


class _Operator(OpRun):
    """An operator of the version that the model asks for, which its schema knows with the defaults of attributes."""

    _computed: Any  # the result, of the inputs and the attributes by name

    def __init__(self, node: Any, run_params: dict[str, Any], schema: Any = None) -> None:
        if schema is None:
            schema = onnx.defs.get_schema(node.op_type, run_params["opsets"][node.domain], node.domain)
        self._since = schema.since_version
        super().__init__(node, run_params, schema)

    def _run(self, *inputs: Array, consumed_inputs: Any = None, **attributes: Any) -> tuple[Array]:
        # `consumed_inputs` is of the first version of some, and says what may be overwritten.
        result = np.asarray(self._computed(*inputs, **attributes))
        return (result.astype(inputs[0].dtype, copy=False),)


def _elementwise(operator: str, ours: str, attributes: dict[str, str]) -> type[OpRun]:
    """The class of an operator that is one of our functions, with parameters by other names."""

    def computed(self: Any, x: Array, **given: Any) -> Any:
        return getattr(fastrelu, ours)(x, **{attributes[name]: value for name, value in given.items()})

    return type(operator, (_Operator,), {"__module__": __name__, "_computed": computed})


class PRelu(_Operator):
    def _computed(self, x: Array, slope: Array) -> Any:
        if self._since < 7 and slope.size > 1:  # one for each channel
            slope = slope.reshape(-1, *[1] * (x.ndim - 2))
        if x.dtype.kind in "iu":
            return np.where(x < 0, x * slope, x)
        return fastrelu.prelu(x, slope)


class Selu(_Operator):
    def _computed(self, x: Array, alpha: float, gamma: float) -> Any:
        # Of 16 bits in float32, so that it is rounded once.
        return fastrelu.elu(x if x.dtype.itemsize > 2 else x.astype(np.float32), alpha) * gamma


class Shrink(_Operator):
    def _computed(self, x: Array, lambd: float, bias: float) -> Any:
        if x.dtype.kind in "iu" or lambd < 0:
            return np.where(x < -lambd, x + bias, np.where(x > lambd, x - bias, 0))
        if bias == lambd:
            return fastrelu.soft_shrink(x, lambd)
        y = np.asarray(fastrelu.hard_shrink(x, lambd))
        return np.subtract(y, (np.copysign(1, y) * bias).astype(y.dtype), out=y, where=y != 0) if bias else y


class SwiGLU(_Operator):
    def _computed(self, a: Array, b: Array, alpha: float) -> Any:
        if a.shape != b.shape or a.dtype != b.dtype:
            raise ValueError(
                f"SwiGLU: A and B must have one shape and type, unlike {a.shape} of {a.dtype}, {b.shape} of {b.dtype}"
            )
        return fastrelu.swiglu(a, b) if alpha == 1 else fastrelu.silu(a, alpha) * b


class _AlongAxis(_Operator):
    def _computed(self, x: Array, axis: int) -> Any:
        if not x.size:
            return x
        function = getattr(fastrelu, self._function)  # type: ignore[attr-defined]
        if self._since >= 13:
            return function(x, axis=axis)
        # All axes from there on counted as one.
        rows = math.prod(x.shape[: axis % x.ndim if axis < 0 else axis])
        return function(x.reshape(rows, -1)).reshape(x.shape)


class Softmax(_AlongAxis):
    _function = "softmax"


class LogSoftmax(_AlongAxis):
    _function = "log_softmax"


# For `new_ops` of onnx.reference.ReferenceEvaluator. All versions that ONNX has of each, with their own defaults.
OPERATORS: list[type[OpRun]] = [
    *(_elementwise(operator, ours, names) for operator, (ours, names, whole) in operators().items() if whole),
    *(PRelu, Selu, Shrink, SwiGLU, Softmax, LogSoftmax),
]
