"""The activations as formulas that can be differentiated as often as one likes: what second derivatives come from.

Kernels give value and derivative. What is asked beyond those (second derivatives, derivatives with respect to
parameters) is made from these by the framework that asks. Each is ``f(m, *inputs, *parameters)``, `m` being the
framework's functions: where, expm1, sqrt, tanh, erf, and logistic and softplus. The names are those of `KERNELS`.

No branch that is not taken may have an infinite derivative: backwards, times 0, that would be NaN. Hence the inner
wheres.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

_SELU_ALPHA, _SELU_SCALE = 1.6732632423543772, 1.0507009873554805


def _leaky(m, x, slope):
    return m.where(x > 0, x, slope * x)


def _between(m, x, low, high):
    return m.where(x <= low, low, m.where(x >= high, high, x))


def _negative(m, x):
    return m.where(x > 0, 0.0, x)


def _elu(m, x, alpha):
    return m.where(x > 0, x, alpha * m.expm1(_negative(m, x)))


def _within(m, x, reach, inside, outside):
    """`inside` of x where `reach`, which no x that is infinite does, and elsewhere `outside`."""
    return m.where(reach, inside(m.where(reach, x, 0.0)), outside)


def _softsign(m, x):
    rest = 1 / (1 + m.where(x < 0, -x, x))
    return m.where(x < 0, rest - 1, 1 - rest)


def _gelu(m, x):
    near = (x > -40) & (x < 40)
    return _within(m, x, near, lambda x: x / 2 * (1 + m.erf(x / math.sqrt(2))), m.where(x > 0, x, 0.0))


def _gelu_tanh(m, x):
    def inside(x):
        return x * m.logistic(math.sqrt(8 / math.pi) * x * (1 + 0.044715 * x * x))

    return _within(m, x, (x > -40) & (x < 40), inside, m.where(x > 0, x, 0.0))


def _silu(m, x, beta=1.0):
    # Far out it is 0 or x, to the last bit and with all derivatives.
    near = (beta * x > -800) & (beta * x < 800)
    return _within(m, x, near, lambda x: x * m.logistic(beta * x), m.where(beta * x > 0, x, 0.0))


def _mish(m, x):
    near = (x > -800) & (x < 800)
    return _within(m, x, near, lambda x: x * m.tanh(m.softplus(x)), m.where(x > 0, x, 0.0))


def _laplace(m, x, mu, sigma):
    u = (x - mu) / (sigma * math.sqrt(2))
    return _within(m, u, (u > -30) & (u < 30), lambda u: (1 + m.erf(u)) / 2, m.where(u > 0, 1.0, 0.0))


def _squareplus(m, x, b):
    near = (x > -1e9) & (x < 1e9)
    return _within(m, x, near, lambda x: (x + m.sqrt(x * x + b)) / 2, m.where(x > 0, x, 0.0))


def _hard_silu(m, x):
    return _within(m, x, (x > -3) & (x < 3), lambda x: x * (x + 3) / 6, m.where(x > 0, x, 0.0))


def _sparse_plus(m, x):
    return _within(m, x, (x > -1) & (x < 1), lambda x: (x + 1) * (x + 1) / 4, m.where(x > 0, x, 0.0))


def _xielu(m, x, alpha_p, alpha_n, beta):
    above, below = m.where(x > 0, x, 0.0), _negative(m, x)
    return m.where(x > 0, alpha_p * above * above, alpha_n * (m.expm1(below) - below)) + beta * x


def _swiglu_oai(m, gate, x, alpha, limit):
    return _silu(m, m.where(gate > limit, limit, gate), alpha) * (_between(m, x, -limit, limit) + 1)


FORMULAS = {
    "relu": lambda m, x: m.where(x > 0, x, 0.0),
    "relu6": lambda m, x: _between(m, x, 0.0, 6.0),
    "relu_squared": lambda m, x: m.where(x > 0, x, 0.0) ** 2,
    "leaky_relu": _leaky,
    "prelu": _leaky,
    "rrelu": lambda m, x, lower, upper: _leaky(m, x, (lower + upper) / 2),
    "threshold": lambda m, x, threshold, value: m.where(x > threshold, x, value),
    "thresholded_relu": lambda m, x, alpha: m.where(x > alpha, x, 0.0),
    "hard_tanh": _between,
    "hard_sigmoid": lambda m, x, alpha, beta: _between(m, alpha * x + beta, 0.0, 1.0),
    "hard_silu": _hard_silu,
    "soft_shrink": lambda m, x, lambd: m.where(x > lambd, x - lambd, m.where(x < -lambd, x + lambd, 0.0)),
    "hard_shrink": lambda m, x, lambd: m.where((x > lambd) | (x < -lambd), x, 0.0),
    "softsign": _softsign,
    "squareplus": _squareplus,
    "sparse_plus": _sparse_plus,
    "sparse_sigmoid": lambda m, x: _between(m, (x + 1) / 2, 0.0, 1.0),
    "elu": _elu,
    "selu": lambda m, x: _SELU_SCALE * _elu(m, x, _SELU_ALPHA),
    "celu": lambda m, x, alpha: m.where(x > 0, x, alpha * m.expm1(_negative(m, x) / alpha)),
    "xielu": _xielu,
    "gelu": _gelu,
    "gelu_tanh": _gelu_tanh,
    "laplace": _laplace,
    "sigmoid": lambda m, x: m.logistic(x),
    "log_sigmoid": lambda m, x: -m.softplus(-x),
    "silu": _silu,
    "quick_gelu": lambda m, x: _silu(m, x, 1.702),
    "softplus": lambda m, x, beta: m.softplus(beta * x) / beta,
    "mish": _mish,
    "tanh": lambda m, x: m.tanh(x),
    "tanh_shrink": lambda m, x: x - m.tanh(x),
    "glu": lambda m, gate, x: m.logistic(gate) * x,
    "swiglu": lambda m, gate, x: _silu(m, gate) * x,
    "geglu": lambda m, gate, x: _gelu(m, gate) * x,
    "geglu_tanh": lambda m, gate, x: _gelu_tanh(m, gate) * x,
    "reglu": lambda m, gate, x: m.where(gate > 0, gate, 0.0) * x,
    "swiglu_oai": _swiglu_oai,
}


class RowFormulas(NamedTuple):
    """How the derivatives of a function along an axis come from its output.

    Attributes
    ----------
    pull : callable
        ``pull(m, g, y)``: the gradient of the input, from that of the output `y`. `m` has exp, and sum along the rows,
        which keeps their axis.
    push : callable or None
        ``push(m, t, y)``: the tangent of the output, from that of the input; None where `pull` does that too, the
        matrix of the derivatives being symmetric.
    """

    pull: Callable[[Any, Any, Any], Any]
    push: Callable[[Any, Any, Any], Any] | None = None


ROW_FORMULAS = {
    "softmax": RowFormulas(lambda m, g, y: y * (g - m.sum(g * y))),
    "softmin": RowFormulas(lambda m, g, y: y * (m.sum(g * y) - g)),
    "log_softmax": RowFormulas(lambda m, g, y: g - m.exp(y) * m.sum(g), lambda m, t, y: t - m.sum(m.exp(y) * t)),
}


def formula(signature):
    """The formula of a kernel.

    Parameters
    ----------
    signature : Signature

    Returns
    -------
    callable

    Raises
    ------
    NotImplementedError
        If there is none.
    """
    try:
        return FORMULAS[signature.name]
    except KeyError:
        raise NotImplementedError(
            f"{signature.public}: nothing beyond its first derivative with respect to its inputs is known"
        ) from None
