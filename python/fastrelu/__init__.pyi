# Made by tools/make_stubs.py from the signatures; do not edit. A test makes it again and compares.
from types import TracebackType
from typing import Any, Literal, TypeAlias, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray
from typing_extensions import Self

__all__ = [
    "__version__",
    "bias_elu",
    "bias_elu_backward",
    "bias_gelu",
    "bias_gelu_backward",
    "bias_leaky_relu",
    "bias_leaky_relu_backward",
    "bias_prelu",
    "bias_prelu_backward",
    "bias_relu",
    "bias_relu_backward",
    "dead_units",
    "elu",
    "elu_backward",
    "elu_derivative",
    "elu_with_derivative",
    "gelu",
    "gelu_backward",
    "gelu_derivative",
    "gelu_with_derivative",
    "get_num_threads",
    "leaky_relu",
    "leaky_relu_backward",
    "leaky_relu_derivative",
    "leaky_relu_with_derivative",
    "num_threads",
    "prelu",
    "prelu_backward",
    "prelu_derivative",
    "prelu_with_derivative",
    "relu",
    "relu_backward",
    "relu_derivative",
    "relu_with_derivative",
    "reuse_buffers",
    "set_num_threads",
    "show_config",
    "sparsity",
]

# A call without `out` and `dtype` on arrays of one float type gives arrays of that type. A call with `out` gives back
# what it was given. Series, data arrays and whatever else knows ufuncs give what they like: Any.
_Float = TypeVar("_Float", bound=np.floating[Any])
_Out = TypeVar("_Out", bound=NDArray[Any])
_Out2 = TypeVar("_Out2", bound=NDArray[Any])
_Out3 = TypeVar("_Out3", bound=NDArray[Any])
_Out4 = TypeVar("_Out4", bound=NDArray[Any])
_Casting: TypeAlias = Literal["no", "equiv", "safe", "same_kind", "unsafe"]
_Order: TypeAlias = Literal["K", "A", "C", "F"]

__version__: str

def get_num_threads() -> int: ...
def set_num_threads(n: int | None) -> None: ...

class num_threads:
    def __init__(self, n: int | None) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None, /
    ) -> None: ...

class reuse_buffers:
    def __init__(self, max_bytes: int = 1073741824) -> None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def trim(self) -> int: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None, /
    ) -> None: ...
    @property
    def kept_bytes(self) -> int: ...
    @property
    def reused(self) -> int: ...
    @property
    def fresh(self) -> int: ...

def sparsity(y: ArrayLike, axis: int | tuple[int, ...] | None = None) -> Any: ...
def dead_units(y: ArrayLike, axis: int | tuple[int, ...] = 0) -> NDArray[np.bool_]: ...
@overload
def show_config(mode: Literal["stdout"] = "stdout") -> None: ...
@overload
def show_config(mode: Literal["dicts"]) -> dict[str, Any]: ...

relu: np.ufunc
relu_derivative: np.ufunc
relu_backward: np.ufunc
relu_with_derivative: np.ufunc
bias_relu: np.ufunc

@overload
def bias_relu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], Any]: ...
@overload
def bias_relu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], Any]: ...
@overload
def bias_relu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    *,
    axis: int | None = None,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def bias_relu_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def leaky_relu(
    x: NDArray[_Float],
    negative_slope: float | NDArray[_Float] = 0.01,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def leaky_relu(
    x: NDArray[Any],
    negative_slope: ArrayLike = 0.01,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def leaky_relu(
    x: ArrayLike,
    negative_slope: ArrayLike = 0.01,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def leaky_relu(
    x: Any,
    negative_slope: Any = 0.01,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def leaky_relu_derivative(
    x: NDArray[_Float],
    negative_slope: float | NDArray[_Float] = 0.01,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def leaky_relu_derivative(
    x: NDArray[Any],
    negative_slope: ArrayLike = 0.01,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def leaky_relu_derivative(
    x: ArrayLike,
    negative_slope: ArrayLike = 0.01,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def leaky_relu_derivative(
    x: Any,
    negative_slope: Any = 0.01,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def leaky_relu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    negative_slope: float | NDArray[_Float] = 0.01,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def leaky_relu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    negative_slope: ArrayLike = 0.01,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def leaky_relu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    negative_slope: ArrayLike = 0.01,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def leaky_relu_backward(
    grad_output: Any,
    x: Any,
    negative_slope: Any = 0.01,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def leaky_relu_with_derivative(
    x: NDArray[_Float],
    negative_slope: float | NDArray[_Float] = 0.01,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def leaky_relu_with_derivative(
    x: NDArray[Any],
    negative_slope: ArrayLike = 0.01,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def leaky_relu_with_derivative(
    x: ArrayLike,
    negative_slope: ArrayLike = 0.01,
    *,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def leaky_relu_with_derivative(
    x: Any,
    negative_slope: Any = 0.01,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def bias_leaky_relu(
    x: NDArray[_Float],
    bias: NDArray[_Float],
    negative_slope: float | NDArray[_Float] = 0.01,
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def bias_leaky_relu(
    x: NDArray[Any],
    bias: NDArray[Any],
    negative_slope: ArrayLike = 0.01,
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def bias_leaky_relu(
    x: ArrayLike,
    bias: ArrayLike,
    negative_slope: ArrayLike = 0.01,
    *,
    axis: int | None = None,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def bias_leaky_relu(
    x: Any,
    bias: Any,
    negative_slope: Any = 0.01,
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def bias_leaky_relu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    negative_slope: float | NDArray[_Float] = 0.01,
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], Any]: ...
@overload
def bias_leaky_relu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    negative_slope: ArrayLike = 0.01,
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], Any]: ...
@overload
def bias_leaky_relu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    negative_slope: ArrayLike = 0.01,
    *,
    axis: int | None = None,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def bias_leaky_relu_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    negative_slope: Any = 0.01,
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def prelu(
    x: NDArray[_Float],
    weight: float | NDArray[_Float],
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def prelu(
    x: NDArray[Any],
    weight: ArrayLike,
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def prelu(
    x: ArrayLike,
    weight: ArrayLike,
    *,
    axis: int | None = None,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def prelu(
    x: Any,
    weight: Any,
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def prelu_derivative(
    x: NDArray[_Float],
    weight: float | NDArray[_Float],
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def prelu_derivative(
    x: NDArray[Any],
    weight: ArrayLike,
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def prelu_derivative(
    x: ArrayLike,
    weight: ArrayLike,
    *,
    axis: int | None = None,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def prelu_derivative(
    x: Any,
    weight: Any,
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def prelu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    weight: float | NDArray[_Float],
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], Any]: ...
@overload
def prelu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    weight: ArrayLike,
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], Any]: ...
@overload
def prelu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    weight: ArrayLike,
    *,
    axis: int | None = None,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def prelu_backward(
    grad_output: Any,
    x: Any,
    weight: Any,
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def prelu_with_derivative(
    x: NDArray[_Float],
    weight: float | NDArray[_Float],
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def prelu_with_derivative(
    x: NDArray[Any],
    weight: ArrayLike,
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def prelu_with_derivative(
    x: ArrayLike,
    weight: ArrayLike,
    *,
    axis: int | None = None,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def prelu_with_derivative(
    x: Any,
    weight: Any,
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def bias_prelu(
    x: NDArray[_Float],
    bias: NDArray[_Float],
    weight: float | NDArray[_Float],
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def bias_prelu(
    x: NDArray[Any],
    bias: NDArray[Any],
    weight: ArrayLike,
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def bias_prelu(
    x: ArrayLike,
    bias: ArrayLike,
    weight: ArrayLike,
    *,
    axis: int | None = None,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def bias_prelu(
    x: Any,
    bias: Any,
    weight: Any,
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def bias_prelu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    weight: float | NDArray[_Float],
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], Any]: ...
@overload
def bias_prelu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    weight: ArrayLike,
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], Any]: ...
@overload
def bias_prelu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    weight: ArrayLike,
    *,
    axis: int | None = None,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def bias_prelu_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    weight: Any,
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def elu(
    x: NDArray[_Float],
    alpha: float | NDArray[_Float] = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def elu(
    x: NDArray[Any],
    alpha: ArrayLike = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def elu(
    x: ArrayLike,
    alpha: ArrayLike = 1.0,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def elu(
    x: Any,
    alpha: Any = 1.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def elu_derivative(
    x: NDArray[_Float],
    alpha: float | NDArray[_Float] = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def elu_derivative(
    x: NDArray[Any],
    alpha: ArrayLike = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def elu_derivative(
    x: ArrayLike,
    alpha: ArrayLike = 1.0,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def elu_derivative(
    x: Any,
    alpha: Any = 1.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def elu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    alpha: float | NDArray[_Float] = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def elu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    alpha: ArrayLike = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def elu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    alpha: ArrayLike = 1.0,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def elu_backward(
    grad_output: Any,
    x: Any,
    alpha: Any = 1.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def elu_with_derivative(
    x: NDArray[_Float],
    alpha: float | NDArray[_Float] = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def elu_with_derivative(
    x: NDArray[Any],
    alpha: ArrayLike = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def elu_with_derivative(
    x: ArrayLike,
    alpha: ArrayLike = 1.0,
    *,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def elu_with_derivative(
    x: Any,
    alpha: Any = 1.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def bias_elu(
    x: NDArray[_Float],
    bias: NDArray[_Float],
    alpha: float | NDArray[_Float] = 1.0,
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def bias_elu(
    x: NDArray[Any],
    bias: NDArray[Any],
    alpha: ArrayLike = 1.0,
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def bias_elu(
    x: ArrayLike,
    bias: ArrayLike,
    alpha: ArrayLike = 1.0,
    *,
    axis: int | None = None,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def bias_elu(
    x: Any,
    bias: Any,
    alpha: Any = 1.0,
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def bias_elu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    alpha: float | NDArray[_Float] = 1.0,
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], Any]: ...
@overload
def bias_elu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    alpha: ArrayLike = 1.0,
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], Any]: ...
@overload
def bias_elu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    alpha: ArrayLike = 1.0,
    *,
    axis: int | None = None,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def bias_elu_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    alpha: Any = 1.0,
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def gelu(
    x: NDArray[_Float],
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def gelu(
    x: NDArray[Any],
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def gelu(
    x: ArrayLike,
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def gelu(
    x: Any,
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def gelu_derivative(
    x: NDArray[_Float],
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def gelu_derivative(
    x: NDArray[Any],
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def gelu_derivative(
    x: ArrayLike,
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def gelu_derivative(
    x: Any,
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def gelu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def gelu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def gelu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def gelu_backward(
    grad_output: Any,
    x: Any,
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def gelu_with_derivative(
    x: NDArray[_Float],
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def gelu_with_derivative(
    x: NDArray[Any],
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def gelu_with_derivative(
    x: ArrayLike,
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def gelu_with_derivative(
    x: Any,
    approximate: Literal["none", "tanh"] = "none",
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def bias_gelu(
    x: NDArray[_Float],
    bias: NDArray[_Float],
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def bias_gelu(
    x: NDArray[Any],
    bias: NDArray[Any],
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def bias_gelu(
    x: ArrayLike,
    bias: ArrayLike,
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int | None = None,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def bias_gelu(
    x: Any,
    bias: Any,
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def bias_gelu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], Any]: ...
@overload
def bias_gelu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int | None = None,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], Any]: ...
@overload
def bias_gelu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int | None = None,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def bias_gelu_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
