"""The activations for JAX on the CPU, under `jax.jit`, `jax.grad`, `jax.vmap` and their kin.

Names, arguments and defaults are those of fastrelu. The kernels are called by XLA itself, through its interface for
foreign functions, on the buffers where they lie: nothing is copied, nothing goes through Python, and no thread of XLA's
waits for another. `jax.jvp`, `jax.grad` and so on take the derivative from the kernels, in the same pass as the value;
second and higher derivatives, and those with respect to parameters, come from formulas that JAX differentiates.

bfloat16 is computed in float32 and rounded once. `fastrelu.set_num_threads`, for the whole process, says how many
threads the kernels use. On other devices there is an error when a program is compiled.

Examples
--------
>>> import jax, fastrelu.jax
>>> jax.jit(jax.grad(fastrelu.jax.gelu))(0.0)
Array(0.5, dtype=float32, weak_type=True)
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

try:
    import jax
    import jax.ffi
    import jax.numpy as jnp
except ModuleNotFoundError as error:
    if error.name not in ("jax", "jax.ffi"):
        raise
    raise ImportError("fastrelu.jax needs JAX 0.5 or newer: pip install fastrelu[jax]") from error

import numpy as np
from jax.custom_derivatives import SymbolicZero

from . import _core, _docs, _jax_rows, _ufuncs
from ._checks import axis_of
from ._formulas import formula
from ._functions import About, _along
from ._jax_dtypes import COMPUTED_IN, INTEGERS, dtype_of
from ._signature import FUNCTIONS, Signature

__all__: list[str] = []

jax.ffi.register_ffi_target("fastrelu", _core.xla_handler(), platform="cpu")

# --------------------------------------------------------------------------------------------------- kernels, for JAX


def _call(signature: Signature, form: str, arrays: tuple[Any, ...]) -> Any:
    """A kernel on arrays of one dtype."""
    shape = jnp.broadcast_shapes(*(array.shape for array in arrays))
    result = jax.ShapeDtypeStruct(shape, arrays[0].dtype)
    results = [result] * len(signature.results(form))
    # As many axes as the result for all, so that `jax.vmap` can put another in front.
    arrays = tuple(array.reshape((1,) * (len(shape) - array.ndim) + array.shape) for array in arrays)
    call = jax.ffi.ffi_call("fastrelu", results, vmap_method="expand_dims")
    # Asked for here, so that it has been made when XLA looks for it by its name.
    return tuple(call(*arrays, function=_ufuncs.ufunc(signature, form).__name__))


@jax.custom_jvp
def _logistic(x: Any) -> Any:
    return jax.nn.sigmoid(x)


@_logistic.defjvp
def _(primals: Any, tangents: Any) -> Any:
    # JAX's own s (1 - s) loses everything on one side.
    (x,), (dx,) = primals, tangents
    return _logistic(x), _logistic(x) * _logistic(-x) * dx


@jax.custom_jvp
def _softplus(x: Any) -> Any:
    return jax.nn.softplus(x)


@_softplus.defjvp
def _(primals: Any, tangents: Any) -> Any:
    (x,), (dx,) = primals, tangents
    return _softplus(x), _logistic(x) * dx


_MATHEMATICS = SimpleNamespace(
    where=jnp.where, exp=jnp.exp, expm1=jnp.expm1, sqrt=jnp.sqrt, tanh=jnp.tanh, erf=jax.scipy.special.erf,
    logistic=_logistic, softplus=_softplus,
)  # fmt: skip


def _wide(arrays: Any) -> tuple[Any, ...]:
    """Arrays in float32 at least, in which the formulas neither overflow nor cancel too early."""
    return tuple(a.astype(jnp.promote_types(a.dtype, "float32")) for a in arrays)


def _slopes(signature: Signature, which: int, arrays: tuple[Any, ...]) -> Any:
    """The derivative of the formula with respect to one of its arguments, elementwise."""
    function = functools.partial(formula(signature), _MATHEMATICS)
    shape = jnp.broadcast_shapes(*(array.shape for array in arrays))
    arrays = tuple(jnp.broadcast_to(array, shape) for array in arrays)

    def of_one(value: Any) -> Any:
        return function(*arrays[:which], value, *arrays[which + 1 :])

    return jax.jvp(of_one, (arrays[which],), (jnp.ones_like(arrays[which]),))[1]


def _nonzero(tangents: Any) -> list[int]:
    return [k for k, tangent in enumerate(tangents) if not isinstance(tangent, SymbolicZero)]


@functools.cache
def _differentiable(signature: Signature) -> Callable[..., Any]:
    """A kernel as a function of arrays of one float dtype, for all of JAX's transformations."""
    inputs = len(signature.inputs)

    @jax.custom_jvp
    def value(*arrays: Any) -> Any:
        return _call(signature, "value", arrays)[0]

    @jax.custom_jvp
    def with_slopes(*arrays: Any) -> Any:
        """The value, and a tuple of the derivatives with respect to the inputs."""
        if "with_derivative" in signature.forms:
            result, *slopes = _call(signature, "with_derivative", arrays)
        else:
            (result,) = _call(signature, "value", arrays)
            slopes = _call(signature, "backward", (jnp.ones_like(result), *arrays))
        return result, tuple(slopes)

    def tangent(result: Any, slopes: Any, primals: Any, tangents: Any) -> Any:
        total = jnp.zeros_like(result)
        for k in _nonzero(tangents):
            slope = slopes[k] if k < inputs else _slopes(signature, k, _wide(primals)).astype(result.dtype)
            total = total + slope * tangents[k]
        return total

    def value_jvp(primals: Any, tangents: Any) -> Any:
        if all(k >= inputs for k in _nonzero(tangents)):
            result, slopes = value(*primals), ()
        else:
            result, slopes = with_slopes(*primals)
        return result, tangent(result, slopes, primals, tangents)

    def with_slopes_jvp(primals: Any, tangents: Any) -> Any:
        result, slopes = with_slopes(*primals)
        moving = _nonzero(tangents)
        along = tuple(jnp.zeros(t.shape, t.dtype) if isinstance(t, SymbolicZero) else t for t in tangents)
        if signature.piecewise_linear and all(k < inputs for k in moving):
            curvatures = tuple(jnp.zeros_like(slope) for slope in slopes)
        else:
            curvatures = jax.jvp(
                lambda *arrays: tuple(_slopes(signature, k, arrays) for k in range(inputs)),
                _wide(primals),
                _wide(along),
            )[1]
            curvatures = tuple(c.astype(s.dtype) for c, s in zip(curvatures, slopes, strict=True))
        return (result, slopes), (tangent(result, slopes, primals, tangents), curvatures)

    value.defjvp(value_jvp, symbolic_zeros=True)
    with_slopes.defjvp(with_slopes_jvp, symbolic_zeros=True)
    return value


@functools.partial(jax.jit, static_argnums=(0, 1))
def _compiled(signature: Signature, dtype: str, *arrays: Any) -> Any:
    """In the dtype that is computed in, and back."""
    if dtype in INTEGERS:
        return _call(signature, "value", tuple(array.astype(dtype) for array in arrays))[0]
    computed = COMPUTED_IN[dtype]
    return _differentiable(signature)(*(array.astype(computed) for array in arrays)).astype(dtype)


# -------------------------------------------------------------------------------------------------- public functions


def _array(value: Any, dtype: str) -> Any:
    """A Python number as an array that keeps as many of its digits as it can; anything else as it is."""
    if isinstance(value, (bool, int, float)):
        with np.errstate(over="ignore"):
            return np.asarray(value, COMPUTED_IN.get(dtype, dtype))
    return value


def _split(name: str, signature: Signature, both: Any, kwargs: dict[str, Any]) -> tuple[Any, Any]:
    """Gate and x of an array that holds both."""
    both = jnp.asarray(both)
    axis = axis_of(name, kwargs.pop("axis", -1), both.ndim)
    if both.shape[axis] % 2:
        raise ValueError(f"{name}: axis {axis} has length {both.shape[axis]}, and no two halves; give gate and x")
    first, second = jnp.split(both, 2, axis)
    return (first, second) if kwargs.pop("gate_first", signature.gate_first) else (second, first)


def _make_function(name: str, signature: Signature) -> Callable[..., Any]:
    about = About(signature, "value")

    def function(*args: Any, **kwargs: Any) -> Any:
        if signature.kind == "gated" and "x" not in kwargs and len(args) + ("gate" in kwargs) == 1:
            gate, x = _split(name, signature, args[0] if args else kwargs.pop("gate"), kwargs)
            args = (gate, x)
        values, _ = about._bind(args, kwargs)
        axis = kwargs.pop("axis", None) if signature.trained else None
        if kwargs:
            raise TypeError(f"{name}() got an unexpected keyword argument {next(iter(kwargs))!r}")
        kernel = signature
        if signature.choice:
            about._ufunc(values)  # refuses what it does not know
            kernel = signature.variants[values.get(signature.choice.name, signature.choice.default)]
        about._check_numbers(values)
        if axis is not None:
            for k in signature.trained:
                of = signature.parameters[k].name
                values[of] = _along(axis, values[of], values[signature.inputs[0]], name, of)
        operands = [values[of] for of in (*signature.inputs, *(p.name for p in signature.parameters))]
        dtype = dtype_of(name, operands, signature.keeps_integers and not signature.parameters)
        return _compiled(kernel, dtype, *(_array(operand, dtype) for operand in operands))

    function.__name__ = function.__qualname__ = name
    function.__module__ = __name__
    function.__doc__ = _docstring(name, signature)
    given = [p for p in about.signature().parameters.values() if p.name not in ("out", "kwargs")]
    function.__signature__ = inspect.Signature(given)  # type: ignore[attr-defined]
    return function


def _docstring(name: str, signature: Signature) -> str:
    """That of the NumPy function, without what is only there."""
    what, arguments, *_, notes, references, _ = _docs.docstring(signature, "value").split("\n\n")
    arguments = arguments[: arguments.index("\nout : ")].replace("array_like", "jax.Array or number")
    result = "Returns\n-------\ny : jax.Array\n    f(x), of the broadcast shape of the arguments."
    values = ["0.5"] * len(signature.inputs)
    values += [f"{p.example:g}" for p in signature.parameters if p.default is None]
    call = f"jax.jit(fastrelu.jax.{name})({', '.join(values)})"
    example = f"Examples\n--------\n>>> import jax, fastrelu.jax\n>>> {call}.dtype\ndtype('float32')"
    return "\n\n".join([what, arguments, result, notes, references, example]) + "\n"


for _signature in FUNCTIONS.values():
    if _signature.kind in ("elementwise", "gated"):
        for _name in (_signature.name, *_signature.aliases):
            globals()[_name] = _make_function(_name, _signature)
            __all__.append(_name)
for _name, _function in _jax_rows.FUNCTIONS.items():
    _function.__module__ = __name__
    globals()[_name] = _function
    __all__.append(_name)
