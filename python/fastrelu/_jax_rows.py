"""Functions along an axis for JAX, as softmax is one.

The derivative is a primitive of JAX's, linear in the tangent: forward it is a formula, or the kernel where that is the
same, and transposed it is the kernel of the backward pass. Arrays have three axes or more here, and rows lie along the
last but one. XLA calls the kernels on those as they lie.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import jax
import jax.ffi
import jax.numpy as jnp
from jax.extend.core import Primitive
from jax.interpreters import ad, batching, mlir

from . import _core, _docs
from ._checks import axis_of
from ._formulas import ROW_FORMULAS
from ._jax_dtypes import COMPUTED_IN, dtype_of
from ._signature import ROWS, Signature

jax.ffi.register_ffi_target("fastrelu_rows", _core.xla_row_handler(), platform="cpu")

_MATHEMATICS = SimpleNamespace(exp=jnp.exp, sum=lambda x: jnp.sum(x, -2, keepdims=True))


def _call(name: str, *arrays: Any) -> Any:
    """A kernel: of x the value, of the gradient and y the backward pass."""
    result = jax.ShapeDtypeStruct(arrays[0].shape, arrays[0].dtype)  # type: ignore[no-untyped-call]
    return jax.ffi.ffi_call("fastrelu_rows", result, vmap_method="broadcast_all")(*arrays, function=name)


def _by_formula(formula: Callable[..., Any], t: Any, y: Any) -> Any:
    """A formula, of halves in float32."""
    wide = jnp.promote_types(t.dtype, "float32")
    return formula(_MATHEMATICS, t.astype(wide), y.astype(wide)).astype(t.dtype)


# ------------------------------------------------------------------------------------------ derivatives, a primitive

_slope_p = Primitive("fastrelu_row_slope")


def _slope(name: str, pulls: bool, t: Any, y: Any) -> Any:
    """A gradient pulled back, or a tangent pushed forward, by the derivatives at the output y; linear in it."""
    return _slope_p.bind(t, y, name=name, pulls=pulls)  # type: ignore[no-untyped-call]


def _formula(name: str, pulls: bool) -> Callable[..., Any]:
    formulas = ROW_FORMULAS[name]
    return formulas.pull if pulls or formulas.push is None else formulas.push


def _compute(t: Any, y: Any, *, name: str, pulls: bool) -> Any:
    if pulls or ROW_FORMULAS[name].push is None:
        return _call(name, t, y)
    return _by_formula(_formula(name, pulls), t, y)


def _slope_jvp(primals: Any, tangents: Any, *, name: str, pulls: bool) -> Any:
    t, y = primals
    parts = [] if isinstance(tangents[0], ad.Zero) else [_slope(name, pulls, tangents[0], y)]
    if not isinstance(tangents[1], ad.Zero):
        formula = functools.partial(_by_formula, _formula(name, pulls), t)
        parts.append(jax.jvp(formula, (y,), (tangents[1],))[1])
    return _slope(name, pulls, t, y), sum(parts[1:], parts[0])


def _slope_transposed(cotangent: Any, t: Any, y: Any, *, name: str, pulls: bool) -> Any:
    return (cotangent if isinstance(cotangent, ad.Zero) else _slope(name, not pulls, cotangent, y)), None


def _slope_batched(args: Any, dims: Any, *, name: str, pulls: bool) -> Any:
    (size,) = {array.shape[dim] for array, dim in zip(args, dims, strict=True) if dim is not None}
    first = (
        jnp.broadcast_to(array, (size, *array.shape)) if dim is None else jnp.moveaxis(array, dim, 0)
        for array, dim in zip(args, dims, strict=True)
    )
    return _slope(name, pulls, *first), 0


_slope_p.def_impl(jax.jit(_compute, static_argnames=("name", "pulls")))  # type: ignore[no-untyped-call]
_slope_p.def_abstract_eval(lambda t, y, **_: t)  # type: ignore[no-untyped-call]
mlir.register_lowering(_slope_p, mlir.lower_fun(_compute, multiple_results=False))
ad.primitive_jvps[_slope_p] = _slope_jvp
ad.primitive_transposes[_slope_p] = _slope_transposed
batching.primitive_batchers[_slope_p] = _slope_batched


@functools.cache
def _differentiable(name: str) -> Callable[..., Any]:
    """A kernel as a function of an array, for all of JAX's transformations."""

    @jax.custom_jvp
    def value(x: Any) -> Any:
        return _call(name, x)

    @value.defjvp
    def _(primals: Any, tangents: Any) -> Any:
        y = value(*primals)
        return y, _slope(name, False, tangents[0], y)

    return value


# ----------------------------------------------------------------------------------------------------- public functions


@functools.partial(jax.jit, static_argnums=(0, 1, 2))
def _compiled(name: str, dtype: str, axis: int | None, x: Any) -> Any:
    """In the dtype that is computed in, and back."""
    x = jnp.asarray(x)
    shape = x.shape
    if axis is None or x.ndim == 0:
        rows = (1, x.size, 1)
    else:  # whatever lies between the elements of a row is one axis
        rows = (math.prod(shape[:axis]), shape[axis], math.prod(shape[axis + 1 :]))
    return _differentiable(name)(x.astype(COMPUTED_IN[dtype]).reshape(rows)).astype(dtype).reshape(shape)


def _make(signature: Signature) -> Callable[..., Any]:
    name = signature.name

    def function(x: Any, axis: int | None = -1) -> Any:
        dtype = dtype_of(name, [x])
        ndim = jnp.ndim(x)
        if axis is not None:
            axis = axis_of(name, axis, max(ndim, 1), " or None") % max(ndim, 1)
        return _compiled(name, dtype, axis, x)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = _docstring(signature)
    return function


def _docstring(signature: Signature) -> str:
    """That of the NumPy function, without what is only there."""
    whole: str = _docs.row_docstring(signature, "value")  # type: ignore[no-untyped-call]
    what, arguments, _, raises, notes, references, _ = whole.split("\n\n")
    arguments = arguments[: arguments.index("\nout : ")]
    arguments = arguments.replace("array_like of float16, float32, float64 or integers", "jax.Array or number")
    result = "Returns\n-------\ny : jax.Array\n    Of the shape of `x`; bfloat16 is computed in float32."
    raises = raises.replace(", shapes do not broadcast, or `out` does not fit", "")
    example = (
        "Examples\n--------\n>>> import jax, fastrelu.jax\n"
        f">>> jax.jit(fastrelu.jax.{signature.name})(jax.numpy.ones((2, 3))).shape\n(2, 3)"
    )
    return "\n\n".join([what, arguments, result, raises, notes, references, example]) + "\n"


FUNCTIONS = {name: _make(signature) for name, signature in ROWS.items()}
