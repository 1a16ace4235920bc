# Made by tools/make_adapter_stubs.py from the signatures; do not edit. A test makes it again and compares.
from collections.abc import Sequence
from typing import Any

import keras  # type: ignore[import-untyped]

from . import activations as activations

__all__ = [
    "ELU",
    "GELU",
    "LeakyReLU",
    "PReLU",
    "ReLU",
    "activations",
]

class _Activation(keras.layers.Layer):  # type: ignore[misc]
    def call(self, inputs: Any) -> Any: ...
    def compute_output_shape(self, input_shape: Any) -> Any: ...
    def get_config(self) -> dict[str, Any]: ...

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

class LeakyReLU(_Activation):
    def __init__(
        self,
        negative_slope: float = 0.01,
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

class GELU(_Activation):
    def __init__(
        self,
        approximate: bool = False,
        **kwargs: Any,
    ) -> None: ...
    approximate: bool
