"""The mathematics of every activation, stated once beside the kernels: what they are measured against.

`REFERENCES` has an entry for each. Nothing here shares a formula with the kernels. The report, the benchmarks, the
tests and the tools of accuracy all read it.
"""

import functools
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ._dual import slope


@dataclass(frozen=True)
class Reference:
    """What one activation is measured against.

    Attributes
    ----------
    exact : callable
        ``f(mp, x, *parameters)``, or ``f(mp, gate, x, *parameters)``, on numbers of the mpmath context `mp`, at its
        precision and for every finite number: nothing may cancel, but for roots.
    by_hand : str
        What people write: one NumPy expression in the inputs and the parameters by their names, with ``np``, ``erf``,
        ``sqrt`` and ``pi``.
    by_hand_derivative : str or tuple of str
        The same for the derivative, or for those with respect to each input.
    by_hand_backward : str, optional
        The same for the backward pass, with `g` for the gradient of the output, if there is a quicker way than `g`
        times `by_hand_derivative`.
    by_hand_parameter_gradients : mapping of str to str
        The same for the gradients of parameters that are trained.
    exact_derivative : callable, optional
        As `exact`, for the derivative with respect to the first input, where it is not the derivative of the branch
        that `exact` takes, as at a kink with a slope of neither side, or where its rules would cancel.
    unit : callable, optional
        ``unit(x, *parameters)`` on float64 arrays, for the value and each derivative: errors are in units in the last
        place of this where it is larger than the result.
    meant : callable
        ``meant(*parameters)``: the parameters in float64 that the kernel takes those of a narrower dtype for.
    """

    exact: Callable
    by_hand: str
    by_hand_derivative: str | tuple[str, ...]
    by_hand_backward: str | None = None
    by_hand_parameter_gradients: Mapping[str, str] = field(default_factory=dict)
    exact_derivative: Callable | None = None
    unit: Callable | None = None
    meant: Callable = lambda *parameters: parameters

    def derivative(self, mp, *arguments, by=0):
        """The exact derivative with respect to one of the inputs and parameters, by its number.

        At kinks it is what the kernels have to give there.
        """
        if by == 0 and self.exact_derivative is not None:
            return self.exact_derivative(mp, *arguments)
        return slope(self.exact, mp, arguments, by)


# --------------------------------------------------------------------------------------------------------------- pieces


def _clipped(x, end=10**5):
    """`x`, or the number next to it where no exponential is left: mpmath would labour over exp(-1e600)."""
    return max(min(x, end), -end)


def _logistic(mp, x):
    return 1 / (1 + mp.exp(-_clipped(x)))


def _softplus(mp, x):
    near = _clipped(x)
    return x + mp.log1p(mp.exp(-near)) if x > 0 else mp.log1p(mp.exp(near))


def _elu(mp, x, alpha):
    return x if x > 0 else alpha * mp.expm1(_clipped(x))


def _leaky(mp, x, slope):
    return x if x > 0 else slope * x


def _normal(mp, x):
    """The normal distribution function."""
    return mp.erfc(-_clipped(x) / mp.sqrt(mp.mpf(2))) / 2


def _gelu_tanh(mp, x):
    # x/2 (1 + tanh(u)) is x times the logistic of 2u.
    near = _clipped(x)
    twice = 2 * mp.sqrt(2 / mp.pi) * (near + mp.mpf("0.044715") * near**3)
    return x / (1 + mp.exp(-twice))


def _hard_sigmoid(mp, x, alpha, beta):
    if _is_sixth(alpha):
        return _ramp(mp, x, -6 * beta, 6 - 6 * beta)
    return _ramp(mp, alpha * x, -beta, 1 - beta)


def _ramp(mp, x, low, high):
    """From 0 at `low` to 1 at `high`, with a slope of 0 at both. What is compared has not been rounded."""
    if x <= low:
        return mp.zero
    return mp.one if x >= high else (x - low) / (high - low)


# 1/6 in bfloat16, float16, float32 and float64: each of them means a sixth.
_SIXTHS = (float.fromhex("0x1.56p-3"), float.fromhex("0x1.554p-3"), float.fromhex("0x1.555556p-3"), 1 / 6)


def _is_sixth(alpha):
    return alpha in _SIXTHS


def _shrunk(x, lambd, by):
    if x > lambd:
        return x - by
    return x + by if x < -lambd else 0 * x


def _squareplus(mp, x, b):
    root = mp.sqrt(x * x + b)
    if root == 0:
        return x / 2
    return b / (2 * (root - x)) if x < 0 else (x + root) / 2


def _sparse_plus(mp, x):
    if x <= -1:
        return mp.zero
    return x if x >= 1 else (x + 1) ** 2 / 4


def _tanh_shrink(mp, x):
    if abs(x) > 1:
        return x - mp.tanh(_clipped(x))
    # (x cosh(x) - sinh(x)) / cosh(x), the first by its series, all of one sign.
    term, total = x, 0
    for k in range(1, 30):
        term = term * x * x / (2 * k * (2 * k + 1))
        total = total + 2 * k * term
    return total / mp.cosh(x)


def _exp_remainder(mp, x):
    """exp(x) - 1 - x."""
    if abs(x) > 0.5:
        return mp.expm1(_clipped(x)) - x
    term, total = x, 0
    for k in range(2, 40):
        term = term * x / k
        total = total + term
    return total


def _xielu(mp, x, alpha_p, alpha_n, beta):
    return (alpha_p * x**2 if x > 0 else alpha_n * _exp_remainder(mp, x)) + beta * x


def _larger_term_of_xielu(x, alpha_p, alpha_n, beta):
    """Of the value and of the derivative."""
    import numpy as np

    below = np.minimum(x, 0)
    curved = np.where(x > 0, alpha_p * x * x, alpha_n * (np.expm1(below) - below))
    sloped = np.where(x > 0, 2 * alpha_p * x, alpha_n * np.expm1(below))
    return np.maximum(np.abs(curved), np.abs(beta * x)), np.maximum(np.abs(sloped), np.abs(beta))


def _swiglu_oai(mp, gate, x, alpha, limit):
    gate = limit if gate > limit else gate
    if abs(x) > limit:
        x = limit if x > 0 else -limit
    return gate * _logistic(mp, alpha * gate) * (x + 1)


_SELU_ALPHA, _SELU_SCALE = "1.6732632423543772848170429916717", "1.0507009873554804934193349852946"
_LOGISTIC_BY_HAND = "1 / (1 + np.exp(-x))"
_ONE_ABOVE_ZERO = "(x > 0).astype(x.dtype)"


def _leaky_by_hand(slope: str) -> tuple[str, str]:
    return f"np.where(x > 0, x, {slope} * x)", f"np.where(x > 0, 1, {slope}).astype(x.dtype)"


def _silu_by_hand(factor: str) -> tuple[str, str]:
    """Formula and derivative of x times the logistic function of `factor` times x."""
    times = f"{factor} * " if factor else ""
    logistic = f"1 / (1 + np.exp(-{times}x))"
    return f"x / (1 + np.exp(-{times}x))", f"(lambda s: s * (1 + {times}x * (1 - s)))({logistic})"


# ---------------------------------------------------------------------------------------------------------- elementwise

REFERENCES = {
    "relu": Reference(
        lambda mp, x: max(mp.zero, x),
        "np.maximum(x, 0)",
        _ONE_ABOVE_ZERO,
        by_hand_backward="g * (x > 0)",
    ),
    "relu6": Reference(
        lambda mp, x: 6 * _ramp(mp, x, 0, 6),
        "np.clip(x, 0, 6)",
        "((x > 0) & (x < 6)).astype(x.dtype)",
    ),
    "relu_squared": Reference(
        lambda mp, x: max(mp.zero, x) ** 2,
        "np.maximum(x, 0) ** 2",
        "2 * np.maximum(x, 0)",
    ),
    "leaky_relu": Reference(_leaky, *_leaky_by_hand("negative_slope")),
    "prelu": Reference(
        _leaky,
        *_leaky_by_hand("weight"),
        by_hand_parameter_gradients={"weight": "np.sum(g * np.minimum(x, 0))"},
    ),
    "rrelu": Reference(
        lambda mp, x, lower, upper: _leaky(mp, x, (lower + upper) / 2), *_leaky_by_hand("(lower + upper) / 2")
    ),
    "threshold": Reference(
        lambda mp, x, threshold, value: x if x > threshold else value,
        "np.where(x > threshold, x, value)",
        "(x > threshold).astype(x.dtype)",
    ),
    "thresholded_relu": Reference(
        lambda mp, x, alpha: x if x > alpha else mp.zero,
        "np.where(x > alpha, x, 0)",
        "(x > alpha).astype(x.dtype)",
    ),
    "hard_tanh": Reference(
        lambda mp, x, min_val, max_val: min_val if x <= min_val else max_val if x >= max_val else x,
        "np.clip(x, min_val, max_val)",
        "((x > min_val) & (x < max_val)).astype(x.dtype)",
    ),
    "hard_sigmoid": Reference(
        _hard_sigmoid,
        "np.clip(alpha * x + beta, 0, 1)",
        "np.where((alpha * x + beta > 0) & (alpha * x + beta < 1), alpha, 0).astype(x.dtype)",
        meant=lambda alpha, beta: (1 / 6 if _is_sixth(alpha) else alpha, beta),
    ),
    "hard_silu": Reference(
        lambda mp, x: x * _ramp(mp, x, -3, 3),
        "x * np.clip(x + 3, 0, 6) / 6",
        "np.where(x <= -3, 0, np.where(x < 3, x / 3 + 0.5, 1))",
    ),
    "soft_shrink": Reference(
        lambda mp, x, lambd: _shrunk(x, lambd, lambd),
        "np.sign(x) * np.maximum(np.abs(x) - lambd, 0)",
        "(np.abs(x) > lambd).astype(x.dtype)",
    ),
    "hard_shrink": Reference(
        lambda mp, x, lambd: _shrunk(x, lambd, 0),
        "np.where(np.abs(x) > lambd, x, 0)",
        "(np.abs(x) > lambd).astype(x.dtype)",
    ),
    "softsign": Reference(
        lambda mp, x: x / (1 + abs(x)),
        "x / (1 + np.abs(x))",
        "1 / (1 + np.abs(x)) ** 2",
        exact_derivative=lambda mp, x: 1 / (1 + abs(x)) ** 2,  # the rule for quotients would cancel
    ),
    "squareplus": Reference(
        _squareplus,
        "(x + np.sqrt(x * x + b)) / 2",
        "(1 + x / np.sqrt(x * x + b)) / 2",
    ),
    "sparse_plus": Reference(
        _sparse_plus,
        "np.where(x < 1, np.maximum(x + 1, 0) ** 2 / 4, x)",
        "np.clip((x + 1) / 2, 0, 1)",
    ),
    "sparse_sigmoid": Reference(
        lambda mp, x: _ramp(mp, x, -1, 1),
        "np.clip((x + 1) / 2, 0, 1)",
        "np.where(np.abs(x) < 1, 0.5, 0).astype(x.dtype)",
    ),
    "elu": Reference(
        _elu,
        "np.where(x > 0, x, alpha * (np.exp(x) - 1))",
        "np.where(x > 0, 1, alpha * np.exp(x))",
    ),
    "selu": Reference(
        lambda mp, x: mp.mpf(_SELU_SCALE) * _elu(mp, x, mp.mpf(_SELU_ALPHA)),
        "1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * (np.exp(x) - 1))",
        "1.0507009873554805 * np.where(x > 0, 1, 1.6732632423543772 * np.exp(x))",
    ),
    "celu": Reference(
        lambda mp, x, alpha: x if x > 0 else alpha * mp.expm1(_clipped(x / alpha)),
        "np.where(x > 0, x, alpha * (np.exp(x / alpha) - 1))",
        "np.where(x > 0, 1, np.exp(x / alpha))",
    ),
    "xielu": Reference(
        _xielu,
        "np.where(x > 0, alpha_p * x * x, alpha_n * (np.exp(x) - 1 - x)) + beta * x",
        "np.where(x > 0, 2 * alpha_p * x, alpha_n * (np.exp(x) - 1)) + beta",
        unit=_larger_term_of_xielu,
    ),
    "gelu": Reference(
        lambda mp, x: x * _normal(mp, x),
        "0.5 * x * (1 + erf(x / sqrt(2)))",
        "0.5 * (1 + erf(x / sqrt(2))) + x * np.exp(-0.5 * x * x) / sqrt(2 * pi)",
    ),
    "gelu_tanh": Reference(
        _gelu_tanh,
        "0.5 * x * (1 + np.tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))",
        "(lambda t: 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * sqrt(2 / pi) * (1 + 3 * 0.044715 * x * x))"
        "(np.tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))",
    ),
    "laplace": Reference(
        lambda mp, x, mu, sigma: _normal(mp, (x - mu) / sigma),
        "0.5 * (1 + erf((x - mu) / (sigma * sqrt(2))))",
        "np.exp(-0.5 * ((x - mu) / sigma) ** 2) / (sigma * sqrt(2 * pi))",
    ),
    "sigmoid": Reference(_logistic, _LOGISTIC_BY_HAND, f"(lambda s: s * (1 - s))({_LOGISTIC_BY_HAND})"),
    "log_sigmoid": Reference(
        lambda mp, x: -_softplus(mp, -x),
        "-np.log1p(np.exp(-x))",
        "1 / (1 + np.exp(x))",
    ),
    "silu": Reference(
        lambda mp, x, beta: x * _logistic(mp, beta * x),
        *_silu_by_hand("beta"),
        by_hand_parameter_gradients={
            "beta": "np.sum((lambda s: g * x * x * s * (1 - s))(1 / (1 + np.exp(-beta * x))))"
        },
    ),
    "quick_gelu": Reference(lambda mp, x: x * _logistic(mp, mp.mpf("1.702") * x), *_silu_by_hand("1.702")),
    "softplus": Reference(
        lambda mp, x, beta: _softplus(mp, beta * x) / beta,
        "np.log1p(np.exp(beta * x)) / beta",
        "1 / (1 + np.exp(-beta * x))",
    ),
    "mish": Reference(
        lambda mp, x: x * mp.tanh(_softplus(mp, _clipped(x))),
        "x * np.tanh(np.log1p(np.exp(x)))",
        "(lambda t: t + x * (1 - t * t) / (1 + np.exp(-x)))(np.tanh(np.log1p(np.exp(x))))",
    ),
    "tanh": Reference(lambda mp, x: mp.tanh(_clipped(x)), "np.tanh(x)", "1 - np.tanh(x) ** 2"),
    "tanh_shrink": Reference(_tanh_shrink, "x - np.tanh(x)", "np.tanh(x) ** 2"),
}

# ---------------------------------------------------------------------------------------------------------------- gated


def _gated(of, by_hand=None):
    """An activation of the gate, times x."""
    function = REFERENCES[of]
    value, derivative = by_hand or (function.by_hand, function.by_hand_derivative)
    value, derivative = (re.sub(r"\bx\b", "gate", text) for text in (value, derivative))
    parameters = (1,) if of == "silu" else ()
    return Reference(
        lambda mp, gate, x: function.exact(mp, gate, *parameters) * x,
        f"{value} * x",
        (f"{derivative} * x" if derivative[0] == "(" else f"({derivative}) * x", value),
    )


REFERENCES |= {
    "glu": _gated("sigmoid"),
    "swiglu": _gated("silu", _silu_by_hand("")),
    "geglu": _gated("gelu"),
    "geglu_tanh": _gated("gelu_tanh"),
    "reglu": _gated("relu"),
    "swiglu_oai": Reference(
        _swiglu_oai,
        "(lambda a, b: a / (1 + np.exp(-alpha * a)) * (b + 1))(np.minimum(gate, limit), np.clip(x, -limit, limit))",
        (
            "(lambda s: s * (1 + alpha * gate * (1 - s)))(1 / (1 + np.exp(-alpha * gate)))"
            " * (gate <= limit) * (np.clip(x, -limit, limit) + 1)",
            "(lambda a: a / (1 + np.exp(-alpha * a)))(np.minimum(gate, limit)) * (np.abs(x) <= limit)",
        ),
    ),
}

# ------------------------------------------------------------------------------------------------------ from the output

# Name -> the exact derivative as a function of y = f(x): ``derivative(mp, y, *parameters)``.
FROM_OUTPUT = {
    **dict.fromkeys(("relu", "thresholded_relu"), lambda mp, y, alpha=0: mp.mpf(y > alpha)),
    **dict.fromkeys(("leaky_relu", "prelu"), lambda mp, y, slope: mp.one if y > 0 else slope),
    "relu6": lambda mp, y: mp.mpf(0 < y < 6),
    "hard_tanh": lambda mp, y, low, high: mp.mpf(low < y < high),
    "elu": lambda mp, y, alpha: mp.one if y > 0 else alpha + y,
    "celu": lambda mp, y, alpha: mp.one if y > 0 else 1 + y / alpha,
    "selu": lambda mp, y: mp.mpf(_SELU_SCALE) * (1 if y > 0 else mp.mpf(_SELU_ALPHA)) + min(y, mp.zero),
    "sigmoid": lambda mp, y: y - y * y,
    "log_sigmoid": lambda mp, y: -mp.expm1(y),
    "tanh": lambda mp, y: 1 - y * y,
    "softsign": lambda mp, y: (1 - abs(y)) ** 2,
    "softplus": lambda mp, y, beta: -mp.expm1(-beta * y),
}


def reference(name):
    """The `Reference` of an activation.

    Parameters
    ----------
    name : str
        That of a `Signature`.

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
        raise LookupError(f"activation {name!r} has no entry in fastrelu/reference.py; add one") from None


# -------------------------------------------------------------------------------------------------------------- by hand


def sources(signature, parameter_gradients=True):
    """What people write by hand, as text.

    Parameters
    ----------
    signature : Signature
    parameter_gradients : bool, optional
        Whether the backward pass is to have those of trained parameters too, as the public function does.

    Returns
    -------
    dict of str to str
        By form.
    """
    about = reference(signature.name)
    derivatives = about.by_hand_derivative
    derivatives = (derivatives,) if isinstance(derivatives, str) else derivatives
    backward = [about.by_hand_backward] if about.by_hand_backward else [f"g * ({d})" for d in derivatives]
    if parameter_gradients:
        backward += about.by_hand_parameter_gradients.values()
    found = {
        "value": about.by_hand,
        "derivative": ", ".join(derivatives),
        "backward": ", ".join(backward),
        "with_derivative": ", ".join([about.by_hand, *derivatives]),
    }
    return {form: found[form] for form in signature.forms}


@functools.cache
def functions(signature, parameter_gradients=True):
    """What people write by hand, to be called with the inputs of the form and all parameters.

    Parameters
    ----------
    signature : Signature
    parameter_gradients : bool, optional
        As for `sources`.

    Returns
    -------
    dict of str to callable
        By form; empty for a formula whose function NumPy does not have, if SciPy is not installed.
    """
    import numpy as np

    texts = sources(signature, parameter_gradients)
    scope = {"np": np, "sqrt": math.sqrt, "pi": math.pi}
    if any("erf(" in text for text in texts.values()):
        try:
            from scipy.special import erf
        except ImportError:
            return {}
        scope["erf"] = erf
    names = [parameter.name for parameter in signature.parameters]
    inputs = {form: (["g"] if form == "backward" else []) + list(signature.inputs) for form in texts}
    return {form: eval(f"lambda {', '.join(inputs[form] + names)}: ({text})", scope) for form, text in texts.items()}
