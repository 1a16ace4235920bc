# Made by tools/make_adapter_stubs.py from the signatures; do not edit. A test makes it again and compares.
from collections.abc import Callable
from typing import Any

__all__ = [
    "elu",
    "gelu",
    "get",
    "leaky_relu",
    "relu",
]

def get(name: str) -> Callable[..., Any]: ...
def relu(x: Any, *, max_value: None = None, negative_slope: float = 0.0, threshold: float = 0.0) -> Any: ...
def leaky_relu(x: Any, negative_slope: float = 0.2) -> Any: ...
def elu(x: Any, alpha: float = 1.0) -> Any: ...
def gelu(x: Any, approximate: bool = False) -> Any: ...
