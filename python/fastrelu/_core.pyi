# The compiled module: cpp/module.cpp.
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

class _Activation(TypedDict):
    name: str
    summary: str
    formula: str
    derivative_formula: str
    source: str
    notes: str
    worst_error: str
    example: str
    example_derivative: str
    parameters: list[tuple[str, float | None, str]]
    keeps_integers: bool

__version__: str

def registry() -> list[_Activation]: ...
def make_ufunc(activation: str, form: str, name: str, doc: str) -> np.ufunc: ...
def prelu_weight_gradient(grad_output: NDArray[Any], x: NDArray[Any], sums: NDArray[np.float64], /) -> None: ...
def get_num_threads() -> int: ...
def set_num_threads(n: int, /) -> None: ...
def set_local_num_threads(n: int, /) -> int: ...
def configuration() -> dict[str, Any]: ...
def isa() -> str: ...
def set_isa(name: str, /) -> None: ...
