"""What the activations are measured against: two independent references, and the formula that people write by hand.

`REFERENCES` has one entry per activation of the registry. Nothing here shares a formula with the kernels, and nothing
here needs SciPy. The float64 formulas judge float16 and float32 results: they never cancel, so that they keep about 14
digits wherever the result is not 0. The mpmath formulas judge float64 results, and the float64 formulas in turn.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Reference:
    """What one activation is measured against.

    Attributes
    ----------
    value, derivative : callable
        ``f(x, *parameters)`` on float64 arrays.
    exact_value, exact_derivative : callable
        ``f(mp, x, *parameters)`` on numbers of the mpmath context `mp`, at its precision.
    by_hand, by_hand_derivative : str
        NumPy source in `x`, the parameters under their own names, and ``erf``, ``sqrt`` and ``pi``.
    by_hand_backward : str, optional
        The same, with `g` for the gradient of the output; by default `g` times `by_hand_derivative`.
    """

    value: Callable
    derivative: Callable
    exact_value: Callable
    exact_derivative: Callable
    by_hand: str
    by_hand_derivative: str
    by_hand_backward: str | None = None


# ------------------------------------------------------------------------------------------------- float64, vectorised

_erfc = np.vectorize(math.erfc, otypes=[np.float64])

# A gelu derivative is a sum of two terms that cancel near its root, so there it is a Taylor series about the root. The
# root comes in two parts, and x minus the first is exact. mpmath made the numbers, and tests hold them against it.
_NEAR = 1 / 16
_GELU_ROOT = (-0.7517915246935645, 1.4956759177009883e-17)
_GELU_SERIES = (
    0.0, 0.4314939923140469, 0.388284982990552, -0.018199676398671087, -0.1140082332972217, -0.014771522148244337,
    0.019421679838189067, 0.004539228379125415, -0.002239538068073497, -0.0007448268386746817, 0.00018633974623233514,
)  # fmt: skip
_TANH_ROOT = (-0.7524614220710163, 3.635560509207687e-17)
_TANH_SERIES = (
    0.0, 0.4304000910248585, 0.38751844613578895, -0.01578285352184803, -0.11394448308095899, -0.01661932834305256,
    0.019682309459833118, 0.005261059254921912, -0.0024227318458750974, -0.0009274420230205449, 0.00026392764052681053,
)  # fmt: skip

_TANH_SCALE, _TANH_CUBIC = math.sqrt(2 / math.pi), 0.044715


def _with_series(x, direct, root, series):
    """`direct`, but near the root the series about it."""
    distance = (x - root[0]) - root[1]
    near = np.abs(distance) < _NEAR
    if not near.any():
        return direct
    result = np.array(direct)
    result[near] = np.polynomial.polynomial.polyval(distance[near], series)
    return result


def _piecewise(x, slope):
    return np.where(x > 0, x, slope * x)


def _piecewise_derivative(x, slope):
    return np.where(x > 0, 1.0, slope)


def _gelu(x):
    return x * (0.5 * _erfc(-x / math.sqrt(2)))


def _gelu_derivative(x):
    density = np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
    return _with_series(x, 0.5 * _erfc(-x / math.sqrt(2)) + x * density, _GELU_ROOT, _GELU_SERIES)


def _tanh_argument(x):
    """Twice the argument u of tanh: ``x/2 (1 + tanh(u))`` is x times the logistic of 2u, free of cancellation."""
    return 2 * _TANH_SCALE * x * (1 + _TANH_CUBIC * x * x)


def _gelu_tanh(x):
    return x / (1 + np.exp(-_tanh_argument(x)))


def _gelu_tanh_derivative(x):
    v, slope = _tanh_argument(x), 2 * _TANH_SCALE * (1 + 3 * _TANH_CUBIC * x * x)
    direct = (1 + x * slope / (1 + np.exp(v))) / (1 + np.exp(-v))
    return _with_series(x, direct, _TANH_ROOT, _TANH_SERIES)


# ------------------------------------------------------------------------------------------------------ mpmath, by ones


def _clipped(x, end=1000):
    """`x`, or the number next to it where a Gaussian is not yet as small as 1e-200000: mpmath would take too long."""
    return max(min(x, end), -end)


def _exact_gelu(mp, x):
    return x * mp.erfc(-_clipped(x) / mp.sqrt(2)) / 2


def _exact_gelu_derivative(mp, x):
    x = _clipped(x)
    return mp.erfc(-x / mp.sqrt(2)) / 2 + x * mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def _exact_tanh_argument(mp, x):
    return 2 * mp.sqrt(2 / mp.pi) * (x + mp.mpf("0.044715") * x**3)


def _exact_gelu_tanh(mp, x):
    return x / (1 + mp.exp(-_exact_tanh_argument(mp, _clipped(x))))


def _exact_gelu_tanh_derivative(mp, x):
    x = _clipped(x)
    logistic = 1 / (1 + mp.exp(-_exact_tanh_argument(mp, x)))
    slope = 2 * mp.sqrt(2 / mp.pi) * (1 + 3 * mp.mpf("0.044715") * x**2)
    return logistic + x * slope * logistic / (1 + mp.exp(_exact_tanh_argument(mp, x)))


# --------------------------------------------------------------------------------------------------------- all together


def _linear(name):
    """The references of the activations that are x for x > 0, else `name` times x."""
    return dict(
        value=_piecewise,
        derivative=_piecewise_derivative,
        exact_value=lambda mp, x, slope: x if x > 0 else slope * x,
        exact_derivative=lambda mp, x, slope: mp.one if x > 0 else slope,
        by_hand=f"np.where(x > 0, x, {name} * x)",
        by_hand_derivative=f"np.where(x > 0, 1, {name}).astype(x.dtype)",
    )


REFERENCES = {
    "relu": Reference(
        value=lambda x: np.maximum(x, 0),
        derivative=lambda x: np.where(x > 0, 1.0, 0.0),
        exact_value=lambda mp, x: max(x, mp.zero),
        exact_derivative=lambda mp, x: mp.one if x > 0 else mp.zero,
        by_hand="np.maximum(x, 0)",
        by_hand_derivative="(x > 0).astype(x.dtype)",
    ),
    "leaky_relu": Reference(**_linear("negative_slope")),
    "prelu": Reference(
        **_linear("weight"),
        by_hand_backward="g * np.where(x > 0, 1, weight).astype(x.dtype), np.sum(g * np.minimum(x, 0))",
    ),
    "elu": Reference(
        value=lambda x, alpha: np.where(x > 0, x, alpha * np.expm1(x)),
        derivative=lambda x, alpha: np.where(x > 0, 1.0, alpha * np.exp(x)),
        exact_value=lambda mp, x, alpha: x if x > 0 else alpha * mp.expm1(_clipped(x)),
        exact_derivative=lambda mp, x, alpha: mp.one if x > 0 else alpha * mp.exp(_clipped(x)),
        by_hand="np.where(x > 0, x, alpha * (np.exp(x) - 1))",
        by_hand_derivative="np.where(x > 0, 1, alpha * np.exp(x))",
    ),
    "gelu": Reference(
        value=_gelu,
        derivative=_gelu_derivative,
        exact_value=_exact_gelu,
        exact_derivative=_exact_gelu_derivative,
        by_hand="0.5 * x * (1 + erf(x / sqrt(2)))",
        by_hand_derivative="0.5 * (1 + erf(x / sqrt(2))) + x * np.exp(-0.5 * x * x) / sqrt(2 * pi)",
    ),
    "gelu_tanh": Reference(
        value=_gelu_tanh,
        derivative=_gelu_tanh_derivative,
        exact_value=_exact_gelu_tanh,
        exact_derivative=_exact_gelu_tanh_derivative,
        by_hand="0.5 * x * (1 + np.tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))",
        by_hand_derivative=(
            "(lambda t: 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * sqrt(2 / pi) * (1 + 3 * 0.044715 * x * x))"
            "(np.tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))"
        ),
    ),
}


def reference(name):
    """The `Reference` of an activation.

    Parameters
    ----------
    name : str
        Its name in the registry.

    Returns
    -------
    Reference

    Raises
    ------
    LookupError
        If there is none: a new activation needs an entry in `REFERENCES`.
    """
    try:
        return REFERENCES[name]
    except KeyError:
        raise LookupError(f"activation {name!r} has no entry in fastrelu/_reference.py; add one") from None
