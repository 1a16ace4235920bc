"""The activations under HIPS autograd: importing this makes them differentiable, under their own names.

The functions of fastrelu stay what they are; autograd's boxes learn to answer ufuncs. The first derivative with respect
to the inputs comes from the kernels; higher derivatives, and those with respect to parameters, come from formulas that
autograd differentiates. NumPy's own ufuncs, called with a box, are answered by those of `autograd.numpy`.

Examples
--------
>>> import autograd, fastrelu, fastrelu.autograd
>>> float(autograd.grad(fastrelu.gelu)(0.0))
0.5
>>> round(float(autograd.grad(autograd.grad(fastrelu.gelu))(0.0)), 7)
0.7978846
"""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

try:
    import autograd.numpy as anp  # type: ignore[import-untyped]
    from autograd.core import make_jvp, make_vjp  # type: ignore[import-untyped]
    from autograd.extend import defjvp, defvjp, primitive  # type: ignore[import-untyped]
    from autograd.numpy.numpy_boxes import ArrayBox  # type: ignore[import-untyped]
    from autograd.numpy.numpy_vjps import unbroadcast_f  # type: ignore[import-untyped]
except ModuleNotFoundError as error:
    if not (error.name or "").startswith("autograd"):
        raise
    raise ImportError("fastrelu.autograd needs HIPS autograd: pip install fastrelu[autograd]") from error

import numpy as np

from . import _ufuncs
from ._formulas import ROW_FORMULAS, formula
from ._signature import KERNELS, ROWS, Signature

__all__: list[str] = []

# -------------------------------------------------------------------------------------------- formulas, for autograd


@primitive
def _logistic(x: Any) -> Any:
    # Of minus the absolute value, so that nothing overflows.
    small = np.exp(-np.abs(x))
    return np.where(np.asarray(x) >= 0, 1, small) / (1 + small)


@primitive
def _softplus(x: Any) -> Any:
    return np.logaddexp(0, x)


@primitive
def _erf(x: Any) -> Any:
    try:
        from scipy.special import erf  # type: ignore[import-untyped]
    except ModuleNotFoundError:
        erf = np.vectorize(math.erf, otypes=[np.float64])
    return erf(x)


defvjp(_logistic, lambda ans, x: lambda g: g * _logistic(x) * _logistic(-x))
defvjp(_softplus, lambda ans, x: lambda g: g * _logistic(x))
defvjp(_erf, lambda ans, x: lambda g: g * (2 / math.sqrt(math.pi)) * anp.exp(-x * x))
defjvp(_logistic, lambda g, ans, x: g * _logistic(x) * _logistic(-x))
defjvp(_softplus, lambda g, ans, x: g * _logistic(x))
defjvp(_erf, lambda g, ans, x: g * (2 / math.sqrt(math.pi)) * anp.exp(-x * x))

_MATHEMATICS = SimpleNamespace(
    where=anp.where,
    expm1=anp.expm1,
    sqrt=anp.sqrt,
    tanh=lambda x: 2 * _logistic(2 * x) - 1,
    erf=_erf,
    logistic=_logistic,
    softplus=_softplus,
)


def _spread(value: Any, shape: tuple[int, ...]) -> Any:
    """Broadcast; autograd's own broadcast_to adds no axes."""
    return value if anp.shape(value) == shape else value * anp.ones(shape, anp.result_type(value))


def _slope(function: Callable[..., Any], which: int) -> Callable[..., Any]:
    """The derivative of an elementwise function of arrays of one shape with respect to one of them."""

    def slope(*arrays: Any) -> Any:
        def of_one(value: Any) -> Any:
            return function(*arrays[:which], value, *arrays[which + 1 :])

        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Output seems independent of input")
            vjp, value = make_vjp(of_one, arrays[which])
        return vjp(anp.ones(anp.shape(value), anp.result_type(value)))

    return slope


@functools.cache
def _slopes(signature: Signature, *which: int) -> Callable[..., Any]:
    """A partial derivative of a kernel's formula, first or higher, of arrays that broadcast."""
    function = functools.partial(formula(signature), _MATHEMATICS)
    for k in which:
        function = _slope(function, k)  # type: ignore[assignment]

    def of_any_shapes(*arrays: Any) -> Any:
        shape = np.broadcast_shapes(*map(anp.shape, arrays))
        return function(*(_spread(array, shape) for array in arrays))

    return of_any_shapes


# ------------------------------------------------------------------------------------------------ kernels, for autograd


def _to(target: Any, pull: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What is pulled back, summed to the shape of what it is the gradient of."""
    return unbroadcast_f(target, pull)  # type: ignore[no-any-return]


def _define(function: Any, factors: list[Callable[..., Any]], first: int = 0) -> None:
    """Tell autograd the derivatives of a primitive by each of its arguments from `first` on.

    Parameters
    ----------
    function : callable
    factors : list of callable
        ``factor(g, *arguments)``: g times the derivative, of the broadcast shape.
    """

    def pull(k: int, factor: Callable[..., Any]) -> Callable[..., Any]:
        return lambda ans, *args: _to(args[k], lambda g: factor(g, *args))

    def push(factor: Callable[..., Any]) -> Callable[..., Any]:
        # As large as the result, which a tangent that broadcasts may not be.
        return lambda g, ans, *args: factor(_spread(g, anp.shape(ans)), *args)

    numbers = tuple(range(first, first + len(factors)))
    defvjp(function, *(pull(k, f) for k, f in zip(numbers, factors, strict=True)), argnums=numbers)
    defjvp(function, *map(push, factors), argnums=numbers)


def _gradient(signature: Signature, k: int) -> Any:
    """The backward pass to one input, as a primitive: of the gradient of the output, inputs and parameters."""
    ufunc = _ufuncs.ufunc(signature, "backward")
    alone = len(signature.inputs) == 1
    function = primitive(ufunc if alone else lambda *args: ufunc(*args)[k])

    def by(j: int) -> Callable[..., Any]:
        if signature.piecewise_linear and j < len(signature.inputs):
            return lambda gg, g, *args: gg * g * 0.0
        return lambda gg, g, *args: gg * g * _slopes(signature, k, j)(*args)

    count = len(signature.inputs) + len(signature.parameters)
    _define(function, [lambda gg, g, *args: function(gg, *args), *map(by, range(count))])
    return function


def _make(signature: Signature) -> dict[Any, Callable[..., Any]]:
    """What answers each ufunc of a kernel where there is a box among its arguments."""
    inputs, parameters = len(signature.inputs), len(signature.parameters)
    gradients = [_gradient(signature, k) for k in range(inputs)]
    by_parameters = [lambda g, *args, k=k: g * _slopes(signature, k)(*args) for k in range(inputs, inputs + parameters)]
    ufunc = functools.partial(_ufuncs.ufunc, signature)
    value = primitive(ufunc("value"))
    _define(value, [*gradients, *by_parameters])
    answers = {ufunc("value"): value}
    if inputs > 1:
        answers[ufunc("backward")] = lambda *args: tuple(gradient(*args) for gradient in gradients)
        return answers
    answers[ufunc("backward")] = gradients[0]
    if "derivative" in signature.forms:

        def derivative(x: Any, *args: Any) -> Any:
            return gradients[0](anp.ones(anp.shape(x), anp.result_type(x)), x, *args)

        answers[ufunc("derivative")] = derivative
        answers[ufunc("with_derivative")] = lambda *args: (value(*args), derivative(*args))
    return answers


# --------------------------------------------------------------------------------------------- functions along an axis


def _along(formula: Callable[..., Any], axis: int) -> Callable[[Any, Any], Any]:
    """A formula of a gradient or tangent and the output."""
    mathematics = SimpleNamespace(exp=anp.exp, sum=lambda x: anp.sum(x, axis=axis, keepdims=True))
    return functools.partial(formula, mathematics)


def _make_rows(signature: Signature) -> dict[Any, Callable[..., Any]]:
    """The same for a function along an axis: derivatives come from its output."""
    formulas, ufunc = ROW_FORMULAS[signature.name], functools.partial(_ufuncs.row_ufunc, signature)
    value = primitive(lambda x, axis: ufunc("value")(x, axis=axis))
    pull = primitive(lambda g, y, axis: ufunc("backward")(g, y, axis=axis))

    def push(t: Any, y: Any, axis: int) -> Any:
        return pull(t, y, axis) if formulas.push is None else _along(formulas.push, axis)(t, y)

    def of_output(g: Any, axis: int) -> Callable[[Any], Any]:
        return lambda y: _along(formulas.pull, axis)(g, y)

    defvjp(value, lambda y, x, axis: lambda g: pull(g, y, axis), argnums=(0,))
    defjvp(value, lambda t, y, x, axis: push(t, y, axis), argnums=(0,))
    defvjp(
        pull,
        lambda ans, g, y, axis: lambda gg: push(gg, y, axis),
        lambda ans, g, y, axis: lambda gg: make_vjp(of_output(g, axis), y)[0](gg),
        argnums=(0, 1),
    )
    defjvp(
        pull,
        lambda t, ans, g, y, axis: pull(t, y, axis),
        lambda t, ans, g, y, axis: make_jvp(of_output(g, axis), y)(t)[1],
        argnums=(0, 1),
    )

    def answer(function: Callable[..., Any], *args: Any, axis: int = -1) -> Any:
        shape = np.broadcast_shapes(*map(anp.shape, args))
        if shape == ():  # one element is a row
            return anp.reshape(function(*(anp.reshape(arg, (1,)) for arg in args), axis), ())
        return function(*(_spread(arg, shape) for arg in args), axis)

    return {ufunc("value"): functools.partial(answer, value), ufunc("backward"): functools.partial(answer, pull)}


_ANSWERS: dict[Any, Callable[..., Any]] = {}
for _kernel in KERNELS.values():
    if _kernel.kind in ("elementwise", "gated"):
        _ANSWERS.update(_make(_kernel))
_ROW_ANSWERS: dict[Any, Callable[..., Any]] = {}
for _kernel in ROWS.values():
    _ROW_ANSWERS.update(_make_rows(_kernel))


def _answer(self: Any, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """What a box does when it is an argument of a ufunc."""
    answer = _ANSWERS.get(ufunc)
    if ufunc in _ROW_ANSWERS:
        answer = functools.partial(_ROW_ANSWERS[ufunc], axis=kwargs.pop("axis", -1))
    if answer is None:
        answer = getattr(anp, ufunc.__name__, None) if getattr(np, ufunc.__name__, None) is ufunc else None
    elif any(kwargs.pop(name, default) is not default for name, default in (("out", None), ("where", True))) or kwargs:
        raise TypeError(f"{ufunc.__name__}: autograd differentiates calls without keywords of NumPy's, such as out")
    if answer is None or method != "__call__" or "out" in kwargs:
        return NotImplemented
    return answer(*inputs, **kwargs)


ArrayBox.__array_ufunc__ = _answer
