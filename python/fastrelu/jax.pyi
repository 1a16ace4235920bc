# Made by tools/make_adapter_stubs.py from the signatures; do not edit. A test makes it again and compares.
from typing import Literal

from jax import Array
from jax.typing import ArrayLike

__all__ = [
    "elu",
    "gelu",
    "leaky_relu",
    "prelu",
    "relu",
]

def relu(x: ArrayLike) -> Array: ...
def leaky_relu(x: ArrayLike, negative_slope: ArrayLike = 0.01) -> Array: ...
def prelu(x: ArrayLike, weight: ArrayLike, *, axis: int | None = None) -> Array: ...
def elu(x: ArrayLike, alpha: ArrayLike = 1.0) -> Array: ...
def gelu(x: ArrayLike, approximate: Literal["none", "tanh"] = "none") -> Array: ...
