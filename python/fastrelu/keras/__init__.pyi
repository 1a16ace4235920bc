# Made by tools/make_adapter_stubs.py from the signatures; do not edit. A test makes it again and compares.
from collections.abc import Sequence
from typing import Any

import keras  # type: ignore[import-untyped]

from . import activations as activations

__all__ = [
    "CELU",
    "ELU",
    "GELU",
    "GLU",
    "HardShrink",
    "HardSiLU",
    "HardSigmoid",
    "HardTanh",
    "LeakyReLU",
    "LogSigmoid",
    "LogSoftmax",
    "Mish",
    "PReLU",
    "ReLU",
    "ReLU6",
    "SELU",
    "SiLU",
    "Sigmoid",
    "SoftShrink",
    "Softmax",
    "Softplus",
    "Softsign",
    "SparsePlus",
    "SparseSigmoid",
    "Squareplus",
    "Tanh",
    "TanhShrink",
    "Threshold",
    "activations",
]

class _Activation(keras.layers.Layer):  # type: ignore[misc]
    def call(self, inputs: Any) -> Any: ...
    def compute_output_shape(self, input_shape: Any) -> Any: ...
    def get_config(self) -> dict[str, Any]: ...

class _Masked(_Activation):
    def call(self, inputs: Any, mask: Any = None) -> Any: ...

class _Trained(_Activation):
    alpha: Any
    alpha_initializer: Any
    alpha_regularizer: Any
    alpha_constraint: Any
    shared_axes: list[int]
    def __init__(
        self,
        alpha_initializer: Any = "zeros",
        alpha_regularizer: Any = None,
        alpha_constraint: Any = None,
        shared_axes: int | Sequence[int] | None = None,
        **kwargs: Any,
    ) -> None: ...
    def build(self, input_shape: Sequence[int | None]) -> None: ...

class ReLU(_Activation):
    def __init__(
        self,
        max_value: None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **kwargs: Any,
    ) -> None: ...
class ReLU6(_Activation):
    def __init__(
        self,
        **kwargs: Any,
    ) -> None: ...
class LeakyReLU(_Activation):
    def __init__(
        self,
        negative_slope: float = 0.3,
        **kwargs: Any,
    ) -> None: ...
    negative_slope: float
class PReLU(_Trained): ...
class ELU(_Activation):
    def __init__(
        self,
        alpha: float = 1.0,
        **kwargs: Any,
    ) -> None: ...
    alpha: float
class SELU(_Activation):
    def __init__(
        self,
        **kwargs: Any,
    ) -> None: ...
class CELU(_Activation):
    def __init__(
        self,
        alpha: float = 1.0,
        **kwargs: Any,
    ) -> None: ...
    alpha: float
class GELU(_Activation):
    def __init__(
        self,
        approximate: bool = False,
        **kwargs: Any,
    ) -> None: ...
    approximate: bool
class SiLU(_Activation):
    def __init__(
        self,
        **kwargs: Any,
    ) -> None: ...
class Mish(_Activation):
    def __init__(
        self,
        **kwargs: Any,
    ) -> None: ...
class Softplus(_Activation):
    def __init__(
        self,
        **kwargs: Any,
    ) -> None: ...
class Softsign(_Activation):
    def __init__(
        self,
        **kwargs: Any,
    ) -> None: ...
class SoftShrink(_Activation):
    def __init__(
        self,
        threshold: float = 0.5,
        **kwargs: Any,
    ) -> None: ...
    threshold: float
class HardShrink(_Activation):
    def __init__(
        self,
        threshold: float = 0.5,
        **kwargs: Any,
    ) -> None: ...
    threshold: float
class TanhShrink(_Activation):
    def __init__(
        self,
        **kwargs: Any,
    ) -> None: ...
class Squareplus(_Activation):
    def __init__(
        self,
        b: float = 4.0,
        **kwargs: Any,
    ) -> None: ...
    b: float
class SparsePlus(_Activation):
    def __init__(
        self,
        **kwargs: Any,
    ) -> None: ...
class SparseSigmoid(_Activation):
    def __init__(
        self,
        **kwargs: Any,
    ) -> None: ...
class Tanh(_Activation):
    def __init__(
        self,
        **kwargs: Any,
    ) -> None: ...
class HardTanh(_Activation):
    def __init__(
        self,
        **kwargs: Any,
    ) -> None: ...
class Sigmoid(_Activation):
    def __init__(
        self,
        **kwargs: Any,
    ) -> None: ...
class HardSigmoid(_Activation):
    def __init__(
        self,
        **kwargs: Any,
    ) -> None: ...
class LogSigmoid(_Activation):
    def __init__(
        self,
        **kwargs: Any,
    ) -> None: ...
class HardSiLU(_Activation):
    def __init__(
        self,
        **kwargs: Any,
    ) -> None: ...
class Threshold(_Activation):
    def __init__(
        self,
        threshold: float,
        default_value: float,
        **kwargs: Any,
    ) -> None: ...
    threshold: float
    default_value: float
class GLU(_Activation):
    def __init__(
        self,
        axis: int = -1,
        **kwargs: Any,
    ) -> None: ...
    axis: int
class Softmax(_Masked):
    def __init__(
        self,
        axis: int | Sequence[int] = -1,
        **kwargs: Any,
    ) -> None: ...
    axis: int | list[int]
class LogSoftmax(_Activation):
    def __init__(
        self,
        axis: int | Sequence[int] = -1,
        **kwargs: Any,
    ) -> None: ...
    axis: int | list[int]
