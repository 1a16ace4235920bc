# Made by tools/make_stubs.py from the signatures; do not edit. A test makes it again and compares.
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Literal, TypeAlias, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray
from typing_extensions import Self

__all__ = [
    "Activation",
    "__version__",
    "activation",
    "bias_celu",
    "bias_celu_backward",
    "bias_elu",
    "bias_elu_backward",
    "bias_gelu",
    "bias_gelu_backward",
    "bias_hard_shrink",
    "bias_hard_shrink_backward",
    "bias_hard_sigmoid",
    "bias_hard_sigmoid_backward",
    "bias_hard_silu",
    "bias_hard_silu_backward",
    "bias_hard_swish",
    "bias_hard_swish_backward",
    "bias_hard_tanh",
    "bias_hard_tanh_backward",
    "bias_laplace",
    "bias_laplace_backward",
    "bias_leaky_relu",
    "bias_leaky_relu_backward",
    "bias_log_sigmoid",
    "bias_log_sigmoid_backward",
    "bias_mish",
    "bias_mish_backward",
    "bias_prelu",
    "bias_prelu_backward",
    "bias_quick_gelu",
    "bias_quick_gelu_backward",
    "bias_relu",
    "bias_relu2",
    "bias_relu2_backward",
    "bias_relu6",
    "bias_relu6_backward",
    "bias_relu_backward",
    "bias_relu_squared",
    "bias_relu_squared_backward",
    "bias_rrelu",
    "bias_rrelu_backward",
    "bias_selu",
    "bias_selu_backward",
    "bias_sigmoid",
    "bias_sigmoid_backward",
    "bias_silu",
    "bias_silu_backward",
    "bias_soft_shrink",
    "bias_soft_shrink_backward",
    "bias_softplus",
    "bias_softplus_backward",
    "bias_softsign",
    "bias_softsign_backward",
    "bias_sparse_plus",
    "bias_sparse_plus_backward",
    "bias_sparse_sigmoid",
    "bias_sparse_sigmoid_backward",
    "bias_squareplus",
    "bias_squareplus_backward",
    "bias_swish",
    "bias_swish_backward",
    "bias_tanh",
    "bias_tanh_backward",
    "bias_tanh_shrink",
    "bias_tanh_shrink_backward",
    "bias_threshold",
    "bias_threshold_backward",
    "bias_thresholded_relu",
    "bias_thresholded_relu_backward",
    "bias_xielu",
    "bias_xielu_backward",
    "celu",
    "celu_backward",
    "celu_backward_from_output",
    "celu_derivative",
    "celu_with_derivative",
    "dead_units",
    "elu",
    "elu_backward",
    "elu_backward_from_output",
    "elu_derivative",
    "elu_with_derivative",
    "geglu",
    "geglu_backward",
    "gelu",
    "gelu_backward",
    "gelu_derivative",
    "gelu_with_derivative",
    "get_num_threads",
    "glu",
    "glu_backward",
    "hard_shrink",
    "hard_shrink_backward",
    "hard_shrink_derivative",
    "hard_shrink_with_derivative",
    "hard_sigmoid",
    "hard_sigmoid_backward",
    "hard_sigmoid_derivative",
    "hard_sigmoid_with_derivative",
    "hard_silu",
    "hard_silu_backward",
    "hard_silu_derivative",
    "hard_silu_with_derivative",
    "hard_swish",
    "hard_swish_backward",
    "hard_swish_derivative",
    "hard_swish_with_derivative",
    "hard_tanh",
    "hard_tanh_backward",
    "hard_tanh_backward_from_output",
    "hard_tanh_derivative",
    "hard_tanh_with_derivative",
    "laplace",
    "laplace_backward",
    "laplace_derivative",
    "laplace_with_derivative",
    "leaky_relu",
    "leaky_relu_backward",
    "leaky_relu_backward_from_output",
    "leaky_relu_derivative",
    "leaky_relu_with_derivative",
    "list_activations",
    "log_sigmoid",
    "log_sigmoid_backward",
    "log_sigmoid_backward_from_output",
    "log_sigmoid_derivative",
    "log_sigmoid_with_derivative",
    "log_softmax",
    "log_softmax_backward",
    "log_softmax_backward_from_output",
    "mish",
    "mish_backward",
    "mish_derivative",
    "mish_with_derivative",
    "num_threads",
    "prelu",
    "prelu_backward",
    "prelu_backward_from_output",
    "prelu_derivative",
    "prelu_with_derivative",
    "quick_gelu",
    "quick_gelu_backward",
    "quick_gelu_derivative",
    "quick_gelu_with_derivative",
    "reglu",
    "reglu_backward",
    "relu",
    "relu2",
    "relu2_backward",
    "relu2_derivative",
    "relu2_with_derivative",
    "relu6",
    "relu6_backward",
    "relu6_backward_from_output",
    "relu6_derivative",
    "relu6_with_derivative",
    "relu_backward",
    "relu_backward_from_output",
    "relu_derivative",
    "relu_squared",
    "relu_squared_backward",
    "relu_squared_derivative",
    "relu_squared_with_derivative",
    "relu_with_derivative",
    "reuse_buffers",
    "rrelu",
    "rrelu_backward",
    "rrelu_derivative",
    "rrelu_with_derivative",
    "selu",
    "selu_backward",
    "selu_backward_from_output",
    "selu_derivative",
    "selu_with_derivative",
    "set_num_threads",
    "show_config",
    "sigmoid",
    "sigmoid_backward",
    "sigmoid_backward_from_output",
    "sigmoid_derivative",
    "sigmoid_with_derivative",
    "silu",
    "silu_backward",
    "silu_derivative",
    "silu_with_derivative",
    "soft_shrink",
    "soft_shrink_backward",
    "soft_shrink_derivative",
    "soft_shrink_with_derivative",
    "softmax",
    "softmax_backward",
    "softmax_backward_from_output",
    "softmin",
    "softmin_backward",
    "softmin_backward_from_output",
    "softplus",
    "softplus_backward",
    "softplus_backward_from_output",
    "softplus_derivative",
    "softplus_with_derivative",
    "softsign",
    "softsign_backward",
    "softsign_backward_from_output",
    "softsign_derivative",
    "softsign_with_derivative",
    "sparse_plus",
    "sparse_plus_backward",
    "sparse_plus_derivative",
    "sparse_plus_with_derivative",
    "sparse_sigmoid",
    "sparse_sigmoid_backward",
    "sparse_sigmoid_derivative",
    "sparse_sigmoid_with_derivative",
    "sparsity",
    "squareplus",
    "squareplus_backward",
    "squareplus_derivative",
    "squareplus_with_derivative",
    "swiglu",
    "swiglu_backward",
    "swiglu_oai",
    "swiglu_oai_backward",
    "swish",
    "swish_backward",
    "swish_derivative",
    "swish_with_derivative",
    "tanh",
    "tanh_backward",
    "tanh_backward_from_output",
    "tanh_derivative",
    "tanh_shrink",
    "tanh_shrink_backward",
    "tanh_shrink_derivative",
    "tanh_shrink_with_derivative",
    "tanh_with_derivative",
    "threshold",
    "threshold_backward",
    "threshold_derivative",
    "threshold_with_derivative",
    "thresholded_relu",
    "thresholded_relu_backward",
    "thresholded_relu_backward_from_output",
    "thresholded_relu_derivative",
    "thresholded_relu_with_derivative",
    "xielu",
    "xielu_backward",
    "xielu_derivative",
    "xielu_with_derivative",
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

class Activation:
    def __init__(self, name: str, /, **parameters: Any) -> None: ...
    @property
    def name(self) -> str: ...
    @property
    def parameters(self) -> Mapping[str, Any]: ...
    def __call__(self, *inputs: Any, **kwargs: Any) -> Any: ...
    def value(self, *inputs: Any, **kwargs: Any) -> Any: ...
    def backward(self, *inputs: Any, **kwargs: Any) -> Any: ...
    def backward_from_output(self, *inputs: Any, **kwargs: Any) -> Any: ...
    def derivative(self, *inputs: Any, **kwargs: Any) -> Any: ...
    def with_derivative(self, *inputs: Any, **kwargs: Any) -> Any: ...

def activation(name: str, /, **parameters: Any) -> Activation: ...
def list_activations(framework: str | None = None) -> list[str]: ...
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

relu_backward_from_output: np.ufunc

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
def leaky_relu_backward_from_output(
    grad_output: NDArray[_Float],
    y: NDArray[_Float],
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
def leaky_relu_backward_from_output(
    grad_output: NDArray[Any],
    y: NDArray[Any],
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
def leaky_relu_backward_from_output(
    grad_output: ArrayLike,
    y: ArrayLike,
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
def leaky_relu_backward_from_output(
    grad_output: Any,
    y: Any,
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
def prelu_backward_from_output(
    grad_output: NDArray[_Float],
    y: NDArray[_Float],
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
def prelu_backward_from_output(
    grad_output: NDArray[Any],
    y: NDArray[Any],
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
def prelu_backward_from_output(
    grad_output: ArrayLike,
    y: ArrayLike,
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
def prelu_backward_from_output(
    grad_output: Any,
    y: Any,
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

relu6: np.ufunc
relu6_derivative: np.ufunc
relu6_backward: np.ufunc
relu6_with_derivative: np.ufunc
bias_relu6: np.ufunc

@overload
def bias_relu6_backward(
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
def bias_relu6_backward(
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
def bias_relu6_backward(
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
def bias_relu6_backward(
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

relu6_backward_from_output: np.ufunc
relu_squared: np.ufunc
relu_squared_derivative: np.ufunc
relu_squared_backward: np.ufunc
relu_squared_with_derivative: np.ufunc
bias_relu_squared: np.ufunc

@overload
def bias_relu_squared_backward(
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
def bias_relu_squared_backward(
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
def bias_relu_squared_backward(
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
def bias_relu_squared_backward(
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
def threshold(
    x: NDArray[_Float],
    threshold: float | NDArray[_Float],
    value: float | NDArray[_Float],
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def threshold(
    x: NDArray[Any],
    threshold: ArrayLike,
    value: ArrayLike,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def threshold(
    x: ArrayLike,
    threshold: ArrayLike,
    value: ArrayLike,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def threshold(
    x: Any,
    threshold: Any,
    value: Any,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def threshold_derivative(
    x: NDArray[_Float],
    threshold: float | NDArray[_Float],
    value: float | NDArray[_Float],
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def threshold_derivative(
    x: NDArray[Any],
    threshold: ArrayLike,
    value: ArrayLike,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def threshold_derivative(
    x: ArrayLike,
    threshold: ArrayLike,
    value: ArrayLike,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def threshold_derivative(
    x: Any,
    threshold: Any,
    value: Any,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def threshold_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    threshold: float | NDArray[_Float],
    value: float | NDArray[_Float],
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def threshold_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    threshold: ArrayLike,
    value: ArrayLike,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def threshold_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    threshold: ArrayLike,
    value: ArrayLike,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def threshold_backward(
    grad_output: Any,
    x: Any,
    threshold: Any,
    value: Any,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def threshold_with_derivative(
    x: NDArray[_Float],
    threshold: float | NDArray[_Float],
    value: float | NDArray[_Float],
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def threshold_with_derivative(
    x: NDArray[Any],
    threshold: ArrayLike,
    value: ArrayLike,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def threshold_with_derivative(
    x: ArrayLike,
    threshold: ArrayLike,
    value: ArrayLike,
    *,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def threshold_with_derivative(
    x: Any,
    threshold: Any,
    value: Any,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def bias_threshold(
    x: NDArray[_Float],
    bias: NDArray[_Float],
    threshold: float | NDArray[_Float],
    value: float | NDArray[_Float],
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
def bias_threshold(
    x: NDArray[Any],
    bias: NDArray[Any],
    threshold: ArrayLike,
    value: ArrayLike,
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
def bias_threshold(
    x: ArrayLike,
    bias: ArrayLike,
    threshold: ArrayLike,
    value: ArrayLike,
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
def bias_threshold(
    x: Any,
    bias: Any,
    threshold: Any,
    value: Any,
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
def bias_threshold_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    threshold: float | NDArray[_Float],
    value: float | NDArray[_Float],
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
def bias_threshold_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    threshold: ArrayLike,
    value: ArrayLike,
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
def bias_threshold_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    threshold: ArrayLike,
    value: ArrayLike,
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
def bias_threshold_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    threshold: Any,
    value: Any,
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
def thresholded_relu(
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
def thresholded_relu(
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
def thresholded_relu(
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
def thresholded_relu(
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
def thresholded_relu_derivative(
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
def thresholded_relu_derivative(
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
def thresholded_relu_derivative(
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
def thresholded_relu_derivative(
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
def thresholded_relu_backward(
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
def thresholded_relu_backward(
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
def thresholded_relu_backward(
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
def thresholded_relu_backward(
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
def thresholded_relu_with_derivative(
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
def thresholded_relu_with_derivative(
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
def thresholded_relu_with_derivative(
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
def thresholded_relu_with_derivative(
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
def bias_thresholded_relu(
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
def bias_thresholded_relu(
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
def bias_thresholded_relu(
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
def bias_thresholded_relu(
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
def bias_thresholded_relu_backward(
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
def bias_thresholded_relu_backward(
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
def bias_thresholded_relu_backward(
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
def bias_thresholded_relu_backward(
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
def thresholded_relu_backward_from_output(
    grad_output: NDArray[_Float],
    y: NDArray[_Float],
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
def thresholded_relu_backward_from_output(
    grad_output: NDArray[Any],
    y: NDArray[Any],
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
def thresholded_relu_backward_from_output(
    grad_output: ArrayLike,
    y: ArrayLike,
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
def thresholded_relu_backward_from_output(
    grad_output: Any,
    y: Any,
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
def rrelu(
    x: NDArray[_Float],
    lower: float | NDArray[_Float] = 0.125,
    upper: float | NDArray[_Float] = 0.3333333333333333,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def rrelu(
    x: NDArray[Any],
    lower: ArrayLike = 0.125,
    upper: ArrayLike = 0.3333333333333333,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def rrelu(
    x: ArrayLike,
    lower: ArrayLike = 0.125,
    upper: ArrayLike = 0.3333333333333333,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def rrelu(
    x: Any,
    lower: Any = 0.125,
    upper: Any = 0.3333333333333333,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def rrelu_derivative(
    x: NDArray[_Float],
    lower: float | NDArray[_Float] = 0.125,
    upper: float | NDArray[_Float] = 0.3333333333333333,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def rrelu_derivative(
    x: NDArray[Any],
    lower: ArrayLike = 0.125,
    upper: ArrayLike = 0.3333333333333333,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def rrelu_derivative(
    x: ArrayLike,
    lower: ArrayLike = 0.125,
    upper: ArrayLike = 0.3333333333333333,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def rrelu_derivative(
    x: Any,
    lower: Any = 0.125,
    upper: Any = 0.3333333333333333,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def rrelu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    lower: float | NDArray[_Float] = 0.125,
    upper: float | NDArray[_Float] = 0.3333333333333333,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def rrelu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    lower: ArrayLike = 0.125,
    upper: ArrayLike = 0.3333333333333333,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def rrelu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    lower: ArrayLike = 0.125,
    upper: ArrayLike = 0.3333333333333333,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def rrelu_backward(
    grad_output: Any,
    x: Any,
    lower: Any = 0.125,
    upper: Any = 0.3333333333333333,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def rrelu_with_derivative(
    x: NDArray[_Float],
    lower: float | NDArray[_Float] = 0.125,
    upper: float | NDArray[_Float] = 0.3333333333333333,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def rrelu_with_derivative(
    x: NDArray[Any],
    lower: ArrayLike = 0.125,
    upper: ArrayLike = 0.3333333333333333,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def rrelu_with_derivative(
    x: ArrayLike,
    lower: ArrayLike = 0.125,
    upper: ArrayLike = 0.3333333333333333,
    *,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def rrelu_with_derivative(
    x: Any,
    lower: Any = 0.125,
    upper: Any = 0.3333333333333333,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def bias_rrelu(
    x: NDArray[_Float],
    bias: NDArray[_Float],
    lower: float | NDArray[_Float] = 0.125,
    upper: float | NDArray[_Float] = 0.3333333333333333,
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
def bias_rrelu(
    x: NDArray[Any],
    bias: NDArray[Any],
    lower: ArrayLike = 0.125,
    upper: ArrayLike = 0.3333333333333333,
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
def bias_rrelu(
    x: ArrayLike,
    bias: ArrayLike,
    lower: ArrayLike = 0.125,
    upper: ArrayLike = 0.3333333333333333,
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
def bias_rrelu(
    x: Any,
    bias: Any,
    lower: Any = 0.125,
    upper: Any = 0.3333333333333333,
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
def bias_rrelu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    lower: float | NDArray[_Float] = 0.125,
    upper: float | NDArray[_Float] = 0.3333333333333333,
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
def bias_rrelu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    lower: ArrayLike = 0.125,
    upper: ArrayLike = 0.3333333333333333,
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
def bias_rrelu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    lower: ArrayLike = 0.125,
    upper: ArrayLike = 0.3333333333333333,
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
def bias_rrelu_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    lower: Any = 0.125,
    upper: Any = 0.3333333333333333,
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
def hard_tanh(
    x: NDArray[_Float],
    min_val: float | NDArray[_Float] = -1.0,
    max_val: float | NDArray[_Float] = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def hard_tanh(
    x: NDArray[Any],
    min_val: ArrayLike = -1.0,
    max_val: ArrayLike = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def hard_tanh(
    x: ArrayLike,
    min_val: ArrayLike = -1.0,
    max_val: ArrayLike = 1.0,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def hard_tanh(
    x: Any,
    min_val: Any = -1.0,
    max_val: Any = 1.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def hard_tanh_derivative(
    x: NDArray[_Float],
    min_val: float | NDArray[_Float] = -1.0,
    max_val: float | NDArray[_Float] = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def hard_tanh_derivative(
    x: NDArray[Any],
    min_val: ArrayLike = -1.0,
    max_val: ArrayLike = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def hard_tanh_derivative(
    x: ArrayLike,
    min_val: ArrayLike = -1.0,
    max_val: ArrayLike = 1.0,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def hard_tanh_derivative(
    x: Any,
    min_val: Any = -1.0,
    max_val: Any = 1.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def hard_tanh_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    min_val: float | NDArray[_Float] = -1.0,
    max_val: float | NDArray[_Float] = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def hard_tanh_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    min_val: ArrayLike = -1.0,
    max_val: ArrayLike = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def hard_tanh_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    min_val: ArrayLike = -1.0,
    max_val: ArrayLike = 1.0,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def hard_tanh_backward(
    grad_output: Any,
    x: Any,
    min_val: Any = -1.0,
    max_val: Any = 1.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def hard_tanh_with_derivative(
    x: NDArray[_Float],
    min_val: float | NDArray[_Float] = -1.0,
    max_val: float | NDArray[_Float] = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def hard_tanh_with_derivative(
    x: NDArray[Any],
    min_val: ArrayLike = -1.0,
    max_val: ArrayLike = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def hard_tanh_with_derivative(
    x: ArrayLike,
    min_val: ArrayLike = -1.0,
    max_val: ArrayLike = 1.0,
    *,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def hard_tanh_with_derivative(
    x: Any,
    min_val: Any = -1.0,
    max_val: Any = 1.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def bias_hard_tanh(
    x: NDArray[_Float],
    bias: NDArray[_Float],
    min_val: float | NDArray[_Float] = -1.0,
    max_val: float | NDArray[_Float] = 1.0,
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
def bias_hard_tanh(
    x: NDArray[Any],
    bias: NDArray[Any],
    min_val: ArrayLike = -1.0,
    max_val: ArrayLike = 1.0,
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
def bias_hard_tanh(
    x: ArrayLike,
    bias: ArrayLike,
    min_val: ArrayLike = -1.0,
    max_val: ArrayLike = 1.0,
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
def bias_hard_tanh(
    x: Any,
    bias: Any,
    min_val: Any = -1.0,
    max_val: Any = 1.0,
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
def bias_hard_tanh_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    min_val: float | NDArray[_Float] = -1.0,
    max_val: float | NDArray[_Float] = 1.0,
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
def bias_hard_tanh_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    min_val: ArrayLike = -1.0,
    max_val: ArrayLike = 1.0,
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
def bias_hard_tanh_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    min_val: ArrayLike = -1.0,
    max_val: ArrayLike = 1.0,
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
def bias_hard_tanh_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    min_val: Any = -1.0,
    max_val: Any = 1.0,
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
def hard_tanh_backward_from_output(
    grad_output: NDArray[_Float],
    y: NDArray[_Float],
    min_val: float | NDArray[_Float] = -1.0,
    max_val: float | NDArray[_Float] = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def hard_tanh_backward_from_output(
    grad_output: NDArray[Any],
    y: NDArray[Any],
    min_val: ArrayLike = -1.0,
    max_val: ArrayLike = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def hard_tanh_backward_from_output(
    grad_output: ArrayLike,
    y: ArrayLike,
    min_val: ArrayLike = -1.0,
    max_val: ArrayLike = 1.0,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def hard_tanh_backward_from_output(
    grad_output: Any,
    y: Any,
    min_val: Any = -1.0,
    max_val: Any = 1.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def hard_sigmoid(
    x: NDArray[_Float],
    alpha: float | NDArray[_Float] = 0.16666666666666666,
    beta: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def hard_sigmoid(
    x: NDArray[Any],
    alpha: ArrayLike = 0.16666666666666666,
    beta: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def hard_sigmoid(
    x: ArrayLike,
    alpha: ArrayLike = 0.16666666666666666,
    beta: ArrayLike = 0.5,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def hard_sigmoid(
    x: Any,
    alpha: Any = 0.16666666666666666,
    beta: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def hard_sigmoid_derivative(
    x: NDArray[_Float],
    alpha: float | NDArray[_Float] = 0.16666666666666666,
    beta: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def hard_sigmoid_derivative(
    x: NDArray[Any],
    alpha: ArrayLike = 0.16666666666666666,
    beta: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def hard_sigmoid_derivative(
    x: ArrayLike,
    alpha: ArrayLike = 0.16666666666666666,
    beta: ArrayLike = 0.5,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def hard_sigmoid_derivative(
    x: Any,
    alpha: Any = 0.16666666666666666,
    beta: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def hard_sigmoid_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    alpha: float | NDArray[_Float] = 0.16666666666666666,
    beta: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def hard_sigmoid_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    alpha: ArrayLike = 0.16666666666666666,
    beta: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def hard_sigmoid_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    alpha: ArrayLike = 0.16666666666666666,
    beta: ArrayLike = 0.5,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def hard_sigmoid_backward(
    grad_output: Any,
    x: Any,
    alpha: Any = 0.16666666666666666,
    beta: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def hard_sigmoid_with_derivative(
    x: NDArray[_Float],
    alpha: float | NDArray[_Float] = 0.16666666666666666,
    beta: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def hard_sigmoid_with_derivative(
    x: NDArray[Any],
    alpha: ArrayLike = 0.16666666666666666,
    beta: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def hard_sigmoid_with_derivative(
    x: ArrayLike,
    alpha: ArrayLike = 0.16666666666666666,
    beta: ArrayLike = 0.5,
    *,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def hard_sigmoid_with_derivative(
    x: Any,
    alpha: Any = 0.16666666666666666,
    beta: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def bias_hard_sigmoid(
    x: NDArray[_Float],
    bias: NDArray[_Float],
    alpha: float | NDArray[_Float] = 0.16666666666666666,
    beta: float | NDArray[_Float] = 0.5,
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
def bias_hard_sigmoid(
    x: NDArray[Any],
    bias: NDArray[Any],
    alpha: ArrayLike = 0.16666666666666666,
    beta: ArrayLike = 0.5,
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
def bias_hard_sigmoid(
    x: ArrayLike,
    bias: ArrayLike,
    alpha: ArrayLike = 0.16666666666666666,
    beta: ArrayLike = 0.5,
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
def bias_hard_sigmoid(
    x: Any,
    bias: Any,
    alpha: Any = 0.16666666666666666,
    beta: Any = 0.5,
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
def bias_hard_sigmoid_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    alpha: float | NDArray[_Float] = 0.16666666666666666,
    beta: float | NDArray[_Float] = 0.5,
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
def bias_hard_sigmoid_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    alpha: ArrayLike = 0.16666666666666666,
    beta: ArrayLike = 0.5,
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
def bias_hard_sigmoid_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    alpha: ArrayLike = 0.16666666666666666,
    beta: ArrayLike = 0.5,
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
def bias_hard_sigmoid_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    alpha: Any = 0.16666666666666666,
    beta: Any = 0.5,
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...

hard_silu: np.ufunc
hard_silu_derivative: np.ufunc
hard_silu_backward: np.ufunc
hard_silu_with_derivative: np.ufunc
bias_hard_silu: np.ufunc

@overload
def bias_hard_silu_backward(
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
def bias_hard_silu_backward(
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
def bias_hard_silu_backward(
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
def bias_hard_silu_backward(
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
def soft_shrink(
    x: NDArray[_Float],
    lambd: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def soft_shrink(
    x: NDArray[Any],
    lambd: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def soft_shrink(
    x: ArrayLike,
    lambd: ArrayLike = 0.5,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def soft_shrink(
    x: Any,
    lambd: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def soft_shrink_derivative(
    x: NDArray[_Float],
    lambd: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def soft_shrink_derivative(
    x: NDArray[Any],
    lambd: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def soft_shrink_derivative(
    x: ArrayLike,
    lambd: ArrayLike = 0.5,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def soft_shrink_derivative(
    x: Any,
    lambd: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def soft_shrink_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    lambd: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def soft_shrink_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    lambd: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def soft_shrink_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    lambd: ArrayLike = 0.5,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def soft_shrink_backward(
    grad_output: Any,
    x: Any,
    lambd: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def soft_shrink_with_derivative(
    x: NDArray[_Float],
    lambd: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def soft_shrink_with_derivative(
    x: NDArray[Any],
    lambd: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def soft_shrink_with_derivative(
    x: ArrayLike,
    lambd: ArrayLike = 0.5,
    *,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def soft_shrink_with_derivative(
    x: Any,
    lambd: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def bias_soft_shrink(
    x: NDArray[_Float],
    bias: NDArray[_Float],
    lambd: float | NDArray[_Float] = 0.5,
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
def bias_soft_shrink(
    x: NDArray[Any],
    bias: NDArray[Any],
    lambd: ArrayLike = 0.5,
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
def bias_soft_shrink(
    x: ArrayLike,
    bias: ArrayLike,
    lambd: ArrayLike = 0.5,
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
def bias_soft_shrink(
    x: Any,
    bias: Any,
    lambd: Any = 0.5,
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
def bias_soft_shrink_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    lambd: float | NDArray[_Float] = 0.5,
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
def bias_soft_shrink_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    lambd: ArrayLike = 0.5,
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
def bias_soft_shrink_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    lambd: ArrayLike = 0.5,
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
def bias_soft_shrink_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    lambd: Any = 0.5,
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
def hard_shrink(
    x: NDArray[_Float],
    lambd: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def hard_shrink(
    x: NDArray[Any],
    lambd: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def hard_shrink(
    x: ArrayLike,
    lambd: ArrayLike = 0.5,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def hard_shrink(
    x: Any,
    lambd: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def hard_shrink_derivative(
    x: NDArray[_Float],
    lambd: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def hard_shrink_derivative(
    x: NDArray[Any],
    lambd: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def hard_shrink_derivative(
    x: ArrayLike,
    lambd: ArrayLike = 0.5,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def hard_shrink_derivative(
    x: Any,
    lambd: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def hard_shrink_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    lambd: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def hard_shrink_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    lambd: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def hard_shrink_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    lambd: ArrayLike = 0.5,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def hard_shrink_backward(
    grad_output: Any,
    x: Any,
    lambd: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def hard_shrink_with_derivative(
    x: NDArray[_Float],
    lambd: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def hard_shrink_with_derivative(
    x: NDArray[Any],
    lambd: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def hard_shrink_with_derivative(
    x: ArrayLike,
    lambd: ArrayLike = 0.5,
    *,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def hard_shrink_with_derivative(
    x: Any,
    lambd: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def bias_hard_shrink(
    x: NDArray[_Float],
    bias: NDArray[_Float],
    lambd: float | NDArray[_Float] = 0.5,
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
def bias_hard_shrink(
    x: NDArray[Any],
    bias: NDArray[Any],
    lambd: ArrayLike = 0.5,
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
def bias_hard_shrink(
    x: ArrayLike,
    bias: ArrayLike,
    lambd: ArrayLike = 0.5,
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
def bias_hard_shrink(
    x: Any,
    bias: Any,
    lambd: Any = 0.5,
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
def bias_hard_shrink_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    lambd: float | NDArray[_Float] = 0.5,
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
def bias_hard_shrink_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    lambd: ArrayLike = 0.5,
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
def bias_hard_shrink_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    lambd: ArrayLike = 0.5,
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
def bias_hard_shrink_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    lambd: Any = 0.5,
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
def elu_backward_from_output(
    grad_output: NDArray[_Float],
    y: NDArray[_Float],
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
def elu_backward_from_output(
    grad_output: NDArray[Any],
    y: NDArray[Any],
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
def elu_backward_from_output(
    grad_output: ArrayLike,
    y: ArrayLike,
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
def elu_backward_from_output(
    grad_output: Any,
    y: Any,
    alpha: Any = 1.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...

selu: np.ufunc
selu_derivative: np.ufunc
selu_backward: np.ufunc
selu_with_derivative: np.ufunc
bias_selu: np.ufunc

@overload
def bias_selu_backward(
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
def bias_selu_backward(
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
def bias_selu_backward(
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
def bias_selu_backward(
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

selu_backward_from_output: np.ufunc

@overload
def celu(
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
def celu(
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
def celu(
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
def celu(
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
def celu_derivative(
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
def celu_derivative(
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
def celu_derivative(
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
def celu_derivative(
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
def celu_backward(
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
def celu_backward(
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
def celu_backward(
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
def celu_backward(
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
def celu_with_derivative(
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
def celu_with_derivative(
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
def celu_with_derivative(
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
def celu_with_derivative(
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
def bias_celu(
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
def bias_celu(
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
def bias_celu(
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
def bias_celu(
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
def bias_celu_backward(
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
def bias_celu_backward(
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
def bias_celu_backward(
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
def bias_celu_backward(
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
def celu_backward_from_output(
    grad_output: NDArray[_Float],
    y: NDArray[_Float],
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
def celu_backward_from_output(
    grad_output: NDArray[Any],
    y: NDArray[Any],
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
def celu_backward_from_output(
    grad_output: ArrayLike,
    y: ArrayLike,
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
def celu_backward_from_output(
    grad_output: Any,
    y: Any,
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
def xielu(
    x: NDArray[_Float],
    alpha_p: float | NDArray[_Float] = 0.8,
    alpha_n: float | NDArray[_Float] = 0.8,
    beta: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def xielu(
    x: NDArray[Any],
    alpha_p: ArrayLike = 0.8,
    alpha_n: ArrayLike = 0.8,
    beta: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def xielu(
    x: ArrayLike,
    alpha_p: ArrayLike = 0.8,
    alpha_n: ArrayLike = 0.8,
    beta: ArrayLike = 0.5,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def xielu(
    x: Any,
    alpha_p: Any = 0.8,
    alpha_n: Any = 0.8,
    beta: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def xielu_derivative(
    x: NDArray[_Float],
    alpha_p: float | NDArray[_Float] = 0.8,
    alpha_n: float | NDArray[_Float] = 0.8,
    beta: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def xielu_derivative(
    x: NDArray[Any],
    alpha_p: ArrayLike = 0.8,
    alpha_n: ArrayLike = 0.8,
    beta: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def xielu_derivative(
    x: ArrayLike,
    alpha_p: ArrayLike = 0.8,
    alpha_n: ArrayLike = 0.8,
    beta: ArrayLike = 0.5,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def xielu_derivative(
    x: Any,
    alpha_p: Any = 0.8,
    alpha_n: Any = 0.8,
    beta: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def xielu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    alpha_p: float | NDArray[_Float] = 0.8,
    alpha_n: float | NDArray[_Float] = 0.8,
    beta: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def xielu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    alpha_p: ArrayLike = 0.8,
    alpha_n: ArrayLike = 0.8,
    beta: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def xielu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    alpha_p: ArrayLike = 0.8,
    alpha_n: ArrayLike = 0.8,
    beta: ArrayLike = 0.5,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def xielu_backward(
    grad_output: Any,
    x: Any,
    alpha_p: Any = 0.8,
    alpha_n: Any = 0.8,
    beta: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def xielu_with_derivative(
    x: NDArray[_Float],
    alpha_p: float | NDArray[_Float] = 0.8,
    alpha_n: float | NDArray[_Float] = 0.8,
    beta: float | NDArray[_Float] = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def xielu_with_derivative(
    x: NDArray[Any],
    alpha_p: ArrayLike = 0.8,
    alpha_n: ArrayLike = 0.8,
    beta: ArrayLike = 0.5,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def xielu_with_derivative(
    x: ArrayLike,
    alpha_p: ArrayLike = 0.8,
    alpha_n: ArrayLike = 0.8,
    beta: ArrayLike = 0.5,
    *,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def xielu_with_derivative(
    x: Any,
    alpha_p: Any = 0.8,
    alpha_n: Any = 0.8,
    beta: Any = 0.5,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def bias_xielu(
    x: NDArray[_Float],
    bias: NDArray[_Float],
    alpha_p: float | NDArray[_Float] = 0.8,
    alpha_n: float | NDArray[_Float] = 0.8,
    beta: float | NDArray[_Float] = 0.5,
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
def bias_xielu(
    x: NDArray[Any],
    bias: NDArray[Any],
    alpha_p: ArrayLike = 0.8,
    alpha_n: ArrayLike = 0.8,
    beta: ArrayLike = 0.5,
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
def bias_xielu(
    x: ArrayLike,
    bias: ArrayLike,
    alpha_p: ArrayLike = 0.8,
    alpha_n: ArrayLike = 0.8,
    beta: ArrayLike = 0.5,
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
def bias_xielu(
    x: Any,
    bias: Any,
    alpha_p: Any = 0.8,
    alpha_n: Any = 0.8,
    beta: Any = 0.5,
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
def bias_xielu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    alpha_p: float | NDArray[_Float] = 0.8,
    alpha_n: float | NDArray[_Float] = 0.8,
    beta: float | NDArray[_Float] = 0.5,
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
def bias_xielu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    alpha_p: ArrayLike = 0.8,
    alpha_n: ArrayLike = 0.8,
    beta: ArrayLike = 0.5,
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
def bias_xielu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    alpha_p: ArrayLike = 0.8,
    alpha_n: ArrayLike = 0.8,
    beta: ArrayLike = 0.5,
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
def bias_xielu_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    alpha_p: Any = 0.8,
    alpha_n: Any = 0.8,
    beta: Any = 0.5,
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

sigmoid: np.ufunc
sigmoid_derivative: np.ufunc
sigmoid_backward: np.ufunc
sigmoid_with_derivative: np.ufunc
bias_sigmoid: np.ufunc

@overload
def bias_sigmoid_backward(
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
def bias_sigmoid_backward(
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
def bias_sigmoid_backward(
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
def bias_sigmoid_backward(
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

sigmoid_backward_from_output: np.ufunc
log_sigmoid: np.ufunc
log_sigmoid_derivative: np.ufunc
log_sigmoid_backward: np.ufunc
log_sigmoid_with_derivative: np.ufunc
bias_log_sigmoid: np.ufunc

@overload
def bias_log_sigmoid_backward(
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
def bias_log_sigmoid_backward(
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
def bias_log_sigmoid_backward(
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
def bias_log_sigmoid_backward(
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

log_sigmoid_backward_from_output: np.ufunc

@overload
def silu(
    x: NDArray[_Float],
    beta: float | NDArray[_Float] = 1.0,
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
def silu(
    x: NDArray[Any],
    beta: ArrayLike = 1.0,
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
def silu(
    x: ArrayLike,
    beta: ArrayLike = 1.0,
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
def silu(
    x: Any,
    beta: Any = 1.0,
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
def silu_derivative(
    x: NDArray[_Float],
    beta: float | NDArray[_Float] = 1.0,
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
def silu_derivative(
    x: NDArray[Any],
    beta: ArrayLike = 1.0,
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
def silu_derivative(
    x: ArrayLike,
    beta: ArrayLike = 1.0,
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
def silu_derivative(
    x: Any,
    beta: Any = 1.0,
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
def silu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def silu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def silu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def silu_backward(
    grad_output: Any,
    x: Any,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def silu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    beta: float | NDArray[_Float],
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
def silu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    beta: ArrayLike,
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
def silu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    beta: ArrayLike,
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
def silu_backward(
    grad_output: Any,
    x: Any,
    beta: Any,
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
def silu_with_derivative(
    x: NDArray[_Float],
    beta: float | NDArray[_Float] = 1.0,
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
def silu_with_derivative(
    x: NDArray[Any],
    beta: ArrayLike = 1.0,
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
def silu_with_derivative(
    x: ArrayLike,
    beta: ArrayLike = 1.0,
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
def silu_with_derivative(
    x: Any,
    beta: Any = 1.0,
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
def bias_silu(
    x: NDArray[_Float],
    bias: NDArray[_Float],
    beta: float | NDArray[_Float] = 1.0,
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
def bias_silu(
    x: NDArray[Any],
    bias: NDArray[Any],
    beta: ArrayLike = 1.0,
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
def bias_silu(
    x: ArrayLike,
    bias: ArrayLike,
    beta: ArrayLike = 1.0,
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
def bias_silu(
    x: Any,
    bias: Any,
    beta: Any = 1.0,
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
def bias_silu_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    beta: float | NDArray[_Float] = 1.0,
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
def bias_silu_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    beta: ArrayLike = 1.0,
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
def bias_silu_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    beta: ArrayLike = 1.0,
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
def bias_silu_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    beta: Any = 1.0,
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...

quick_gelu: np.ufunc
quick_gelu_derivative: np.ufunc
quick_gelu_backward: np.ufunc
quick_gelu_with_derivative: np.ufunc
bias_quick_gelu: np.ufunc

@overload
def bias_quick_gelu_backward(
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
def bias_quick_gelu_backward(
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
def bias_quick_gelu_backward(
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
def bias_quick_gelu_backward(
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

tanh: np.ufunc
tanh_derivative: np.ufunc
tanh_backward: np.ufunc
tanh_with_derivative: np.ufunc
bias_tanh: np.ufunc

@overload
def bias_tanh_backward(
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
def bias_tanh_backward(
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
def bias_tanh_backward(
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
def bias_tanh_backward(
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

tanh_backward_from_output: np.ufunc
tanh_shrink: np.ufunc
tanh_shrink_derivative: np.ufunc
tanh_shrink_backward: np.ufunc
tanh_shrink_with_derivative: np.ufunc
bias_tanh_shrink: np.ufunc

@overload
def bias_tanh_shrink_backward(
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
def bias_tanh_shrink_backward(
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
def bias_tanh_shrink_backward(
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
def bias_tanh_shrink_backward(
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
def softplus(
    x: NDArray[_Float],
    beta: float | NDArray[_Float] = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def softplus(
    x: NDArray[Any],
    beta: ArrayLike = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def softplus(
    x: ArrayLike,
    beta: ArrayLike = 1.0,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def softplus(
    x: Any,
    beta: Any = 1.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def softplus_derivative(
    x: NDArray[_Float],
    beta: float | NDArray[_Float] = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def softplus_derivative(
    x: NDArray[Any],
    beta: ArrayLike = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def softplus_derivative(
    x: ArrayLike,
    beta: ArrayLike = 1.0,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def softplus_derivative(
    x: Any,
    beta: Any = 1.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def softplus_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    beta: float | NDArray[_Float] = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def softplus_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    beta: ArrayLike = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def softplus_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    beta: ArrayLike = 1.0,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def softplus_backward(
    grad_output: Any,
    x: Any,
    beta: Any = 1.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def softplus_with_derivative(
    x: NDArray[_Float],
    beta: float | NDArray[_Float] = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def softplus_with_derivative(
    x: NDArray[Any],
    beta: ArrayLike = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def softplus_with_derivative(
    x: ArrayLike,
    beta: ArrayLike = 1.0,
    *,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def softplus_with_derivative(
    x: Any,
    beta: Any = 1.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def bias_softplus(
    x: NDArray[_Float],
    bias: NDArray[_Float],
    beta: float | NDArray[_Float] = 1.0,
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
def bias_softplus(
    x: NDArray[Any],
    bias: NDArray[Any],
    beta: ArrayLike = 1.0,
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
def bias_softplus(
    x: ArrayLike,
    bias: ArrayLike,
    beta: ArrayLike = 1.0,
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
def bias_softplus(
    x: Any,
    bias: Any,
    beta: Any = 1.0,
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
def bias_softplus_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    beta: float | NDArray[_Float] = 1.0,
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
def bias_softplus_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    beta: ArrayLike = 1.0,
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
def bias_softplus_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    beta: ArrayLike = 1.0,
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
def bias_softplus_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    beta: Any = 1.0,
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
def softplus_backward_from_output(
    grad_output: NDArray[_Float],
    y: NDArray[_Float],
    beta: float | NDArray[_Float] = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def softplus_backward_from_output(
    grad_output: NDArray[Any],
    y: NDArray[Any],
    beta: ArrayLike = 1.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def softplus_backward_from_output(
    grad_output: ArrayLike,
    y: ArrayLike,
    beta: ArrayLike = 1.0,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def softplus_backward_from_output(
    grad_output: Any,
    y: Any,
    beta: Any = 1.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...

mish: np.ufunc
mish_derivative: np.ufunc
mish_backward: np.ufunc
mish_with_derivative: np.ufunc
bias_mish: np.ufunc

@overload
def bias_mish_backward(
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
def bias_mish_backward(
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
def bias_mish_backward(
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
def bias_mish_backward(
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

softsign: np.ufunc
softsign_derivative: np.ufunc
softsign_backward: np.ufunc
softsign_with_derivative: np.ufunc
bias_softsign: np.ufunc

@overload
def bias_softsign_backward(
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
def bias_softsign_backward(
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
def bias_softsign_backward(
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
def bias_softsign_backward(
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

softsign_backward_from_output: np.ufunc

@overload
def squareplus(
    x: NDArray[_Float],
    b: float | NDArray[_Float] = 4.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def squareplus(
    x: NDArray[Any],
    b: ArrayLike = 4.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def squareplus(
    x: ArrayLike,
    b: ArrayLike = 4.0,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def squareplus(
    x: Any,
    b: Any = 4.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def squareplus_derivative(
    x: NDArray[_Float],
    b: float | NDArray[_Float] = 4.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def squareplus_derivative(
    x: NDArray[Any],
    b: ArrayLike = 4.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def squareplus_derivative(
    x: ArrayLike,
    b: ArrayLike = 4.0,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def squareplus_derivative(
    x: Any,
    b: Any = 4.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def squareplus_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    b: float | NDArray[_Float] = 4.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def squareplus_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    b: ArrayLike = 4.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def squareplus_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    b: ArrayLike = 4.0,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def squareplus_backward(
    grad_output: Any,
    x: Any,
    b: Any = 4.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def squareplus_with_derivative(
    x: NDArray[_Float],
    b: float | NDArray[_Float] = 4.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def squareplus_with_derivative(
    x: NDArray[Any],
    b: ArrayLike = 4.0,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def squareplus_with_derivative(
    x: ArrayLike,
    b: ArrayLike = 4.0,
    *,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def squareplus_with_derivative(
    x: Any,
    b: Any = 4.0,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def bias_squareplus(
    x: NDArray[_Float],
    bias: NDArray[_Float],
    b: float | NDArray[_Float] = 4.0,
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
def bias_squareplus(
    x: NDArray[Any],
    bias: NDArray[Any],
    b: ArrayLike = 4.0,
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
def bias_squareplus(
    x: ArrayLike,
    bias: ArrayLike,
    b: ArrayLike = 4.0,
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
def bias_squareplus(
    x: Any,
    bias: Any,
    b: Any = 4.0,
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
def bias_squareplus_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    b: float | NDArray[_Float] = 4.0,
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
def bias_squareplus_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    b: ArrayLike = 4.0,
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
def bias_squareplus_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    b: ArrayLike = 4.0,
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
def bias_squareplus_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    b: Any = 4.0,
    *,
    axis: int | None = None,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...

sparse_plus: np.ufunc
sparse_plus_derivative: np.ufunc
sparse_plus_backward: np.ufunc
sparse_plus_with_derivative: np.ufunc
bias_sparse_plus: np.ufunc

@overload
def bias_sparse_plus_backward(
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
def bias_sparse_plus_backward(
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
def bias_sparse_plus_backward(
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
def bias_sparse_plus_backward(
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

sparse_sigmoid: np.ufunc
sparse_sigmoid_derivative: np.ufunc
sparse_sigmoid_backward: np.ufunc
sparse_sigmoid_with_derivative: np.ufunc
bias_sparse_sigmoid: np.ufunc

@overload
def bias_sparse_sigmoid_backward(
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
def bias_sparse_sigmoid_backward(
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
def bias_sparse_sigmoid_backward(
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
def bias_sparse_sigmoid_backward(
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
def laplace(
    x: NDArray[_Float],
    mu: float | NDArray[_Float] = 0.707107,
    sigma: float | NDArray[_Float] = 0.282095,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def laplace(
    x: NDArray[Any],
    mu: ArrayLike = 0.707107,
    sigma: ArrayLike = 0.282095,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def laplace(
    x: ArrayLike,
    mu: ArrayLike = 0.707107,
    sigma: ArrayLike = 0.282095,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def laplace(
    x: Any,
    mu: Any = 0.707107,
    sigma: Any = 0.282095,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def laplace_derivative(
    x: NDArray[_Float],
    mu: float | NDArray[_Float] = 0.707107,
    sigma: float | NDArray[_Float] = 0.282095,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def laplace_derivative(
    x: NDArray[Any],
    mu: ArrayLike = 0.707107,
    sigma: ArrayLike = 0.282095,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def laplace_derivative(
    x: ArrayLike,
    mu: ArrayLike = 0.707107,
    sigma: ArrayLike = 0.282095,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def laplace_derivative(
    x: Any,
    mu: Any = 0.707107,
    sigma: Any = 0.282095,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def laplace_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    mu: float | NDArray[_Float] = 0.707107,
    sigma: float | NDArray[_Float] = 0.282095,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def laplace_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    mu: ArrayLike = 0.707107,
    sigma: ArrayLike = 0.282095,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def laplace_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    mu: ArrayLike = 0.707107,
    sigma: ArrayLike = 0.282095,
    *,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def laplace_backward(
    grad_output: Any,
    x: Any,
    mu: Any = 0.707107,
    sigma: Any = 0.282095,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def laplace_with_derivative(
    x: NDArray[_Float],
    mu: float | NDArray[_Float] = 0.707107,
    sigma: float | NDArray[_Float] = 0.282095,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def laplace_with_derivative(
    x: NDArray[Any],
    mu: ArrayLike = 0.707107,
    sigma: ArrayLike = 0.282095,
    *,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def laplace_with_derivative(
    x: ArrayLike,
    mu: ArrayLike = 0.707107,
    sigma: ArrayLike = 0.282095,
    *,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def laplace_with_derivative(
    x: Any,
    mu: Any = 0.707107,
    sigma: Any = 0.282095,
    *,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def bias_laplace(
    x: NDArray[_Float],
    bias: NDArray[_Float],
    mu: float | NDArray[_Float] = 0.707107,
    sigma: float | NDArray[_Float] = 0.282095,
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
def bias_laplace(
    x: NDArray[Any],
    bias: NDArray[Any],
    mu: ArrayLike = 0.707107,
    sigma: ArrayLike = 0.282095,
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
def bias_laplace(
    x: ArrayLike,
    bias: ArrayLike,
    mu: ArrayLike = 0.707107,
    sigma: ArrayLike = 0.282095,
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
def bias_laplace(
    x: Any,
    bias: Any,
    mu: Any = 0.707107,
    sigma: Any = 0.282095,
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
def bias_laplace_backward(
    grad_output: NDArray[_Float],
    x: NDArray[_Float],
    bias: NDArray[_Float],
    mu: float | NDArray[_Float] = 0.707107,
    sigma: float | NDArray[_Float] = 0.282095,
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
def bias_laplace_backward(
    grad_output: NDArray[Any],
    x: NDArray[Any],
    bias: NDArray[Any],
    mu: ArrayLike = 0.707107,
    sigma: ArrayLike = 0.282095,
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
def bias_laplace_backward(
    grad_output: ArrayLike,
    x: ArrayLike,
    bias: ArrayLike,
    mu: ArrayLike = 0.707107,
    sigma: ArrayLike = 0.282095,
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
def bias_laplace_backward(
    grad_output: Any,
    x: Any,
    bias: Any,
    mu: Any = 0.707107,
    sigma: Any = 0.282095,
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
def glu(
    gate: NDArray[_Float],
    x: NDArray[_Float] | None = None,
    *,
    axis: int = -1,
    gate_first: bool = False,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def glu(
    gate: NDArray[Any],
    x: NDArray[Any] | None = None,
    *,
    axis: int = -1,
    gate_first: bool = False,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def glu(
    gate: ArrayLike,
    x: ArrayLike | None = None,
    *,
    axis: int = -1,
    gate_first: bool = False,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def glu(
    gate: Any,
    x: Any | None = None,
    *,
    axis: int = -1,
    gate_first: bool = False,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def glu_backward(
    grad_output: NDArray[_Float],
    gate: NDArray[_Float],
    x: NDArray[_Float],
    *,
    axis: int = -1,
    gate_first: bool = False,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def glu_backward(
    grad_output: NDArray[Any],
    gate: NDArray[Any],
    x: NDArray[Any],
    *,
    axis: int = -1,
    gate_first: bool = False,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def glu_backward(
    grad_output: ArrayLike,
    gate: ArrayLike,
    x: ArrayLike,
    *,
    axis: int = -1,
    gate_first: bool = False,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def glu_backward(
    grad_output: Any,
    gate: Any,
    x: Any,
    *,
    axis: int = -1,
    gate_first: bool = False,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def glu_backward(
    grad_output: NDArray[_Float],
    gate: NDArray[_Float],
    x: None = None,
    *,
    axis: int = -1,
    gate_first: bool = False,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def glu_backward(
    grad_output: NDArray[Any],
    gate: NDArray[Any],
    x: None = None,
    *,
    axis: int = -1,
    gate_first: bool = False,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def glu_backward(
    grad_output: ArrayLike,
    gate: ArrayLike,
    x: None = None,
    *,
    axis: int = -1,
    gate_first: bool = False,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def glu_backward(
    grad_output: Any,
    gate: Any,
    x: None = None,
    *,
    axis: int = -1,
    gate_first: bool = False,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def reglu(
    gate: NDArray[_Float],
    x: NDArray[_Float] | None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def reglu(
    gate: NDArray[Any],
    x: NDArray[Any] | None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def reglu(
    gate: ArrayLike,
    x: ArrayLike | None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def reglu(
    gate: Any,
    x: Any | None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def reglu_backward(
    grad_output: NDArray[_Float],
    gate: NDArray[_Float],
    x: NDArray[_Float],
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def reglu_backward(
    grad_output: NDArray[Any],
    gate: NDArray[Any],
    x: NDArray[Any],
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def reglu_backward(
    grad_output: ArrayLike,
    gate: ArrayLike,
    x: ArrayLike,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def reglu_backward(
    grad_output: Any,
    gate: Any,
    x: Any,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def reglu_backward(
    grad_output: NDArray[_Float],
    gate: NDArray[_Float],
    x: None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def reglu_backward(
    grad_output: NDArray[Any],
    gate: NDArray[Any],
    x: None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def reglu_backward(
    grad_output: ArrayLike,
    gate: ArrayLike,
    x: None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def reglu_backward(
    grad_output: Any,
    gate: Any,
    x: None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def geglu(
    gate: NDArray[_Float],
    x: NDArray[_Float] | None = None,
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def geglu(
    gate: NDArray[Any],
    x: NDArray[Any] | None = None,
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def geglu(
    gate: ArrayLike,
    x: ArrayLike | None = None,
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def geglu(
    gate: Any,
    x: Any | None = None,
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def geglu_backward(
    grad_output: NDArray[_Float],
    gate: NDArray[_Float],
    x: NDArray[_Float],
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def geglu_backward(
    grad_output: NDArray[Any],
    gate: NDArray[Any],
    x: NDArray[Any],
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def geglu_backward(
    grad_output: ArrayLike,
    gate: ArrayLike,
    x: ArrayLike,
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def geglu_backward(
    grad_output: Any,
    gate: Any,
    x: Any,
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def geglu_backward(
    grad_output: NDArray[_Float],
    gate: NDArray[_Float],
    x: None = None,
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def geglu_backward(
    grad_output: NDArray[Any],
    gate: NDArray[Any],
    x: None = None,
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def geglu_backward(
    grad_output: ArrayLike,
    gate: ArrayLike,
    x: None = None,
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def geglu_backward(
    grad_output: Any,
    gate: Any,
    x: None = None,
    approximate: Literal["none", "tanh"] = "none",
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def swiglu(
    gate: NDArray[_Float],
    x: NDArray[_Float] | None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def swiglu(
    gate: NDArray[Any],
    x: NDArray[Any] | None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def swiglu(
    gate: ArrayLike,
    x: ArrayLike | None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def swiglu(
    gate: Any,
    x: Any | None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def swiglu_backward(
    grad_output: NDArray[_Float],
    gate: NDArray[_Float],
    x: NDArray[_Float],
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def swiglu_backward(
    grad_output: NDArray[Any],
    gate: NDArray[Any],
    x: NDArray[Any],
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def swiglu_backward(
    grad_output: ArrayLike,
    gate: ArrayLike,
    x: ArrayLike,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def swiglu_backward(
    grad_output: Any,
    gate: Any,
    x: Any,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def swiglu_backward(
    grad_output: NDArray[_Float],
    gate: NDArray[_Float],
    x: None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def swiglu_backward(
    grad_output: NDArray[Any],
    gate: NDArray[Any],
    x: None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def swiglu_backward(
    grad_output: ArrayLike,
    gate: ArrayLike,
    x: None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def swiglu_backward(
    grad_output: Any,
    gate: Any,
    x: None = None,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def swiglu_oai(
    gate: NDArray[_Float],
    x: NDArray[_Float] | None = None,
    alpha: float | NDArray[_Float] = 1.702,
    limit: float | NDArray[_Float] = 7.0,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def swiglu_oai(
    gate: NDArray[Any],
    x: NDArray[Any] | None = None,
    alpha: ArrayLike = 1.702,
    limit: ArrayLike = 7.0,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def swiglu_oai(
    gate: ArrayLike,
    x: ArrayLike | None = None,
    alpha: ArrayLike = 1.702,
    limit: ArrayLike = 7.0,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def swiglu_oai(
    gate: Any,
    x: Any | None = None,
    alpha: Any = 1.702,
    limit: Any = 7.0,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def swiglu_oai_backward(
    grad_output: NDArray[_Float],
    gate: NDArray[_Float],
    x: NDArray[_Float],
    alpha: float | NDArray[_Float] = 1.702,
    limit: float | NDArray[_Float] = 7.0,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[_Float], NDArray[_Float]]: ...
@overload
def swiglu_oai_backward(
    grad_output: NDArray[Any],
    gate: NDArray[Any],
    x: NDArray[Any],
    alpha: ArrayLike = 1.702,
    limit: ArrayLike = 7.0,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[NDArray[Any], NDArray[Any]]: ...
@overload
def swiglu_oai_backward(
    grad_output: ArrayLike,
    gate: ArrayLike,
    x: ArrayLike,
    alpha: ArrayLike = 1.702,
    limit: ArrayLike = 7.0,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: tuple[_Out, _Out2],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[_Out, _Out2]: ...
@overload
def swiglu_oai_backward(
    grad_output: Any,
    gate: Any,
    x: Any,
    alpha: Any = 1.702,
    limit: Any = 7.0,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> tuple[Any, Any]: ...
@overload
def swiglu_oai_backward(
    grad_output: NDArray[_Float],
    gate: NDArray[_Float],
    x: None = None,
    alpha: float | NDArray[_Float] = 1.702,
    limit: float | NDArray[_Float] = 7.0,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def swiglu_oai_backward(
    grad_output: NDArray[Any],
    gate: NDArray[Any],
    x: None = None,
    alpha: ArrayLike = 1.702,
    limit: ArrayLike = 7.0,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: None = None,
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[Any]: ...
@overload
def swiglu_oai_backward(
    grad_output: ArrayLike,
    gate: ArrayLike,
    x: None = None,
    alpha: ArrayLike = 1.702,
    limit: ArrayLike = 7.0,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: _Out | tuple[_Out],
    where: ArrayLike = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def swiglu_oai_backward(
    grad_output: Any,
    gate: Any,
    x: None = None,
    alpha: Any = 1.702,
    limit: Any = 7.0,
    *,
    axis: int = -1,
    gate_first: bool = True,
    out: Any = None,
    where: Any = True,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def softmax(
    x: NDArray[_Float],
    axis: int | None = -1,
    *,
    out: None = None,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def softmax(
    x: ArrayLike,
    axis: int | None = -1,
    *,
    out: _Out | tuple[_Out],
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def softmax(
    x: Any,
    axis: int | None = -1,
    *,
    out: Any = None,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def softmax_backward(
    grad_output: NDArray[_Float],
    y: NDArray[_Float],
    axis: int | None = -1,
    *,
    out: None = None,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def softmax_backward(
    grad_output: ArrayLike,
    y: ArrayLike,
    axis: int | None = -1,
    *,
    out: _Out | tuple[_Out],
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def softmax_backward(
    grad_output: Any,
    y: Any,
    axis: int | None = -1,
    *,
    out: Any = None,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def log_softmax(
    x: NDArray[_Float],
    axis: int | None = -1,
    *,
    out: None = None,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def log_softmax(
    x: ArrayLike,
    axis: int | None = -1,
    *,
    out: _Out | tuple[_Out],
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def log_softmax(
    x: Any,
    axis: int | None = -1,
    *,
    out: Any = None,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def log_softmax_backward(
    grad_output: NDArray[_Float],
    y: NDArray[_Float],
    axis: int | None = -1,
    *,
    out: None = None,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def log_softmax_backward(
    grad_output: ArrayLike,
    y: ArrayLike,
    axis: int | None = -1,
    *,
    out: _Out | tuple[_Out],
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def log_softmax_backward(
    grad_output: Any,
    y: Any,
    axis: int | None = -1,
    *,
    out: Any = None,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def softmin(
    x: NDArray[_Float],
    axis: int | None = -1,
    *,
    out: None = None,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def softmin(
    x: ArrayLike,
    axis: int | None = -1,
    *,
    out: _Out | tuple[_Out],
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def softmin(
    x: Any,
    axis: int | None = -1,
    *,
    out: Any = None,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...
@overload
def softmin_backward(
    grad_output: NDArray[_Float],
    y: NDArray[_Float],
    axis: int | None = -1,
    *,
    out: None = None,
    dtype: None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> NDArray[_Float]: ...
@overload
def softmin_backward(
    grad_output: ArrayLike,
    y: ArrayLike,
    axis: int | None = -1,
    *,
    out: _Out | tuple[_Out],
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> _Out: ...
@overload
def softmin_backward(
    grad_output: Any,
    y: Any,
    axis: int | None = -1,
    *,
    out: Any = None,
    dtype: DTypeLike | None = None,
    casting: _Casting = "same_kind",
    order: _Order = "K",
    subok: bool = True,
) -> Any: ...

softmax_backward_from_output = softmax_backward
log_softmax_backward_from_output = log_softmax_backward
softmin_backward_from_output = softmin_backward
relu2 = relu_squared
relu2_derivative = relu_squared_derivative
relu2_backward = relu_squared_backward
relu2_with_derivative = relu_squared_with_derivative
bias_relu2 = bias_relu_squared
bias_relu2_backward = bias_relu_squared_backward
hard_swish = hard_silu
hard_swish_derivative = hard_silu_derivative
hard_swish_backward = hard_silu_backward
hard_swish_with_derivative = hard_silu_with_derivative
bias_hard_swish = bias_hard_silu
bias_hard_swish_backward = bias_hard_silu_backward
swish = silu
swish_derivative = silu_derivative
swish_backward = silu_backward
swish_with_derivative = silu_with_derivative
bias_swish = bias_silu
bias_swish_backward = bias_silu_backward
