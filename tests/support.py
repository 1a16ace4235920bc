"""What the tests share: the activations as the registry lists them, references for them, and ways to compare.

Nothing here lists the activations by hand but `REFERENCES`, and an activation without an entry there fails the tests
of values and edges, so that a new one cannot go untested.
"""

import functools
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import mpmath
import numpy as np
from mpmath import mp, mpf
from scipy import special

import fastrelu
from fastrelu import _core, _ufuncs

mp.dps = 40

FLOATS = ("f2", "f4", "f8")
FORMS = tuple(_ufuncs.FORMS)


# ------------------------------------------------------------------------------------------------ what there is to test


@dataclass(frozen=True)
class Activation:
    name: str
    parameters: tuple[str, ...]
    defaults: tuple[float, ...]
    keeps_integers: bool
    bound: float  # the published worst error, in ulp; 0.5 means correctly rounded

    def __str__(self):
        return self.name


def _activation(entry):
    parameters = tuple(name for name, _, _ in entry["parameters"])
    # A parameter without a default is a weight; any number serves where its value does not matter.
    defaults = tuple(0.25 if default is None else default for _, default, _ in entry["parameters"])
    bound = float(entry["worst_error"].split()[0])
    return Activation(entry["name"], parameters, defaults, entry["keeps_integers"], bound)


ACTIVATIONS = tuple(map(_activation, _ufuncs.REGISTRY))
UFUNCS = tuple((activation, form) for activation in ACTIVATIONS for form in FORMS)
PUBLIC = tuple(name for name in fastrelu.__all__ if name.startswith(tuple(a.name for a in ACTIVATIONS)))


def ufunc_id(case):
    """The name of a test case for pytest."""
    if isinstance(case, tuple) and len(case) == 2 and isinstance(case[0], Activation):
        return case[0].name + _ufuncs.FORMS[case[1]]
    return str(case)


def ufunc(activation, form):
    return getattr(_ufuncs, activation.name + _ufuncs.FORMS[form])


def public(activation, form):
    """The public function of one form of an activation, and the keywords that select it."""
    base = activation.name.removesuffix("_tanh")
    keywords = {} if base == activation.name else {"approximate": "tanh"}
    return getattr(fastrelu, base + _ufuncs.FORMS[form]), keywords


def inputs(activation, form, x, parameters=None, grad=None):
    """The inputs of a ufunc in their order. Without `grad`, the gradient of a backward pass is all ones."""
    parameters = activation.defaults if parameters is None else parameters
    if form != "backward":
        return (x, *parameters)
    if grad is None:
        grad = np.ones_like(x)
    return (grad, x, *parameters)


def outputs(form):
    return 2 if form == "with_derivative" else 1


def as_tuple(result):
    return result if isinstance(result, tuple) else (result,)


def call(activation, form, x, parameters=None, grad=None, **keywords):
    """All results of one ufunc, as a tuple."""
    return as_tuple(ufunc(activation, form)(*inputs(activation, form, x, parameters, grad), **keywords))


# ------------------------------------------------------------------------------------------------------------ comparing


def bits(array):
    """The bits of an array of numbers, for comparisons that tell -0.0 from 0.0."""
    array = np.ascontiguousarray(array)
    array = array.astype(array.dtype.newbyteorder("="), copy=False)
    return array.view(f"u{array.dtype.itemsize}") if array.dtype.kind == "f" else array


def assert_same_bits(actual, expected, what=""):
    actual, expected = np.asarray(actual), np.asarray(expected)
    assert actual.dtype.newbyteorder("=") == expected.dtype.newbyteorder("="), what
    assert actual.shape == expected.shape, what
    different = np.flatnonzero((bits(actual) != bits(expected)).ravel())
    if different.size:
        first = different[0]
        one, other = actual.ravel()[first], expected.ravel()[first]
        raise AssertionError(
            f"{what}: {different.size} of {actual.size} elements differ, first at {first}: {one!r} and not {other!r}"
        )


def rounded(numbers, dtype):
    """float64 numbers in another float dtype; overflow is infinity, without a warning."""
    with np.errstate(all="ignore"):
        return np.asarray(numbers, "f8").astype(dtype)


def unit(expected, dtype):
    """The unit in the last place of `dtype` at float64 numbers."""
    info = np.finfo(dtype)
    expected = np.asarray(expected, "f8")
    finite = np.where(np.isfinite(expected), expected, 1.0)
    _, exponent = np.frexp(finite)
    # frexp gives 0 the exponent 0.
    exponent = np.where(finite == 0, info.minexp, np.maximum(exponent - 1, info.minexp))
    return np.ldexp(1.0, exponent - info.nmant)


def ulps(actual, expected, dtype):
    """|actual - expected| in units in the last place of `dtype` at `expected`, which is float64 and may lie between."""
    actual, expected = np.asarray(actual, "f8"), np.asarray(expected, "f8")
    with np.errstate(all="ignore"):
        error = np.abs(actual - expected) / unit(expected, dtype)
    same = (actual == rounded(expected, dtype)) & ~np.isfinite(actual)
    error[same | (np.isnan(actual) & np.isnan(expected))] = 0.0
    error[np.isnan(error)] = np.inf
    return error


def mp_ulps(actual, expected):
    """Distance of a float64 from an mpmath number in units in the last place of float64 at the latter."""
    if not mpmath.isfinite(expected) or not np.isfinite(actual):
        # What rounds to infinity is at least half a unit beyond the largest number.
        overflow = abs(expected) >= mpf(np.finfo("f8").max) + mpf(2) ** 970
        return 0.0 if overflow and actual == np.copysign(np.inf, float(mpmath.sign(expected))) else np.inf
    exponent = -1022 if expected == 0 else max(mpmath.frexp(expected)[1] - 1, -1022)
    return float(abs(mpf(float(actual)) - expected) / mpf(2) ** (exponent - 52))


# ----------------------------------------------------------------------------------------------------------- references
#
# In mpmath for everything, and in float64 with SciPy's special functions, arranged so as not to cancel, for the many
# points of float16 and float32. A test compares the two.

_FAR = mpf(10) ** 5  # beyond it every exponential has died out; mpmath would labour over exp(-1e600)


def _near(x):
    return min(max(x, -_FAR), _FAR)


def _mp_gelu(x):
    return x * mpmath.erfc(-_near(x) / mpmath.sqrt(2)) / 2


def _mp_gelu_derivative(x):
    near = _near(x)
    return mpmath.erfc(-near / mpmath.sqrt(2)) / 2 + near * mpmath.exp(-near * near / 2) / mpmath.sqrt(2 * mpmath.pi)


def _mp_logistic(x):
    """logistic(2u), logistic(-2u), and 2u' of tanh-gelu's u."""
    k = 2 * mpmath.sqrt(2 / mpmath.pi)
    cubic = mpf("0.044715")
    v = k * (x + cubic * x**3)
    return 1 / (1 + mpmath.exp(-v)), 1 / (1 + mpmath.exp(v)), k * (1 + 3 * cubic * x * x)


def _mp_gelu_tanh(x):
    return x * _mp_logistic(_near(x))[0]


def _mp_gelu_tanh_derivative(x):
    s, rest, slope = _mp_logistic(_near(x))
    return s * (1 + _near(x) * rest * slope)


def _mp_elu(x, alpha):
    return x if x > 0 else alpha * mpmath.expm1(_near(x))


def _mp_elu_derivative(x, alpha):
    return mpf(1) if x > 0 else alpha * mpmath.exp(_near(x))


def _gelu_tail_derivative(a):
    """gelu' at -a, a >= 0."""
    return np.exp(-a * a / 2) * (special.erfcx(a / np.sqrt(2)) / 2 - a / np.sqrt(2 * np.pi))


def _gelu_derivative(x):
    tail = _gelu_tail_derivative(np.abs(x))
    return np.where(x > 0, 1 - tail, tail)


def _tanh_terms(x):
    """exp(-2|u|), 2u', both as float64."""
    k, cubic = 2 * np.sqrt(2 / np.pi), 0.044715
    a = np.abs(x)
    return np.exp(-k * (a + cubic * a**3)), k * (1 + 3 * cubic * a * a)


def _gelu_tanh(x):
    e, _ = _tanh_terms(x)
    return np.where(x > 0, x, x * e) / (1 + e)


def _gelu_tanh_derivative(x):
    # For the tail at -a: logistic(-2u) * (1 - a * logistic(2u) * 2u'), the last two with 2u > 0.
    e, slope = _tanh_terms(x)
    tail = e / (1 + e) * (1 - np.abs(x) * slope / (1 + e))
    return np.where(x > 0, 1 - tail, tail)


@dataclass(frozen=True)
class Reference:
    value: Callable  # of mpmath numbers: x, *parameters
    derivative: Callable
    fast_value: Callable  # of float64 arrays and floats
    fast_derivative: Callable
    # The limits at minus infinity, value and derivative, from the parameters. At plus infinity: inf and 1.
    at_minus_infinity: Callable
    at_plus_infinity: Callable = lambda *_: (np.inf, 1.0)
    # f(-0.0) is -0.0 (for parameters that are positive).
    keeps_sign_of_zero: bool = True
    samples: tuple[tuple[float, ...], ...] = ((),)
    # Where the sampling is dense: kinks, roots, ends of tails.
    special: tuple[float, ...] = (0.0,)
    # Roots of the derivative, where float64 has not the accuracy to judge float32.
    roots: tuple[float, ...] = ()


_SLOPES = ((0.01,), (-0.5,), (0.0,), (1.0,), (2.5,))

_LEAKY = Reference(
    value=lambda x, slope: x if x >= 0 else slope * x,
    derivative=lambda x, slope: mpf(1) if x > 0 else slope,
    fast_value=lambda x, slope: np.where(x >= 0, x, slope * x),
    fast_derivative=lambda x, slope: np.where(x > 0, 1.0, slope),
    at_minus_infinity=lambda slope: (-np.inf * slope if slope else -0.0, slope),
    samples=_SLOPES,
)

REFERENCES = {
    "relu": Reference(
        value=lambda x: max(x, mpf(0)),
        derivative=lambda x: mpf(1) if x > 0 else mpf(0),
        fast_value=lambda x: np.where(x > 0, x, 0.0),
        fast_derivative=lambda x: np.where(x > 0, 1.0, 0.0),
        at_minus_infinity=lambda: (0.0, 0.0),
        keeps_sign_of_zero=False,
    ),
    "leaky_relu": _LEAKY,
    "prelu": _LEAKY,
    "elu": Reference(
        value=_mp_elu,
        derivative=_mp_elu_derivative,
        fast_value=lambda x, alpha: np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0))),
        fast_derivative=lambda x, alpha: np.where(x > 0, 1.0, alpha * np.exp(np.minimum(x, 0))),
        at_minus_infinity=lambda alpha: (-alpha, 0.0),
        samples=((1.0,), (1e-3,), (0.5,), (7.3,), (1e3,)),
        # 1 - exp(x) comes to 1 in float16, float32, float64; exp(x) leaves the normal numbers, then all numbers.
        special=(0.0, -1.0, -8.3, -17.3, -37.4, -87.3, -103.9, -708.4, -745.1),
    ),
    "gelu": Reference(
        value=_mp_gelu,
        derivative=_mp_gelu_derivative,
        fast_value=lambda x: 0.5 * x * special.erfc(-x / np.sqrt(2)),
        fast_derivative=_gelu_derivative,
        at_minus_infinity=lambda: (-0.0, 0.0),
        special=(0.0, -0.7517915246935645, 0.7517915246935645, -1.0, 5.5, 8.3, -13.0, -14.2, -14.5, -37.6, -38.6),
        roots=(-0.7517915246935645,),
    ),
    "gelu_tanh": Reference(
        value=_mp_gelu_tanh,
        derivative=_mp_gelu_tanh_derivative,
        fast_value=_gelu_tanh,
        fast_derivative=_gelu_tanh_derivative,
        at_minus_infinity=lambda: (-0.0, 0.0),
        special=(0.0, -0.7524614220710162, 0.7524614220710162, -1.0, 4.7, 7.0, -10.0, -10.3, -10.6, -21.2, -21.7),
        roots=(-0.7524614220710162,),
    ),
}


def reference(activation):
    assert activation.name in REFERENCES, f"write a reference for {activation.name} in tests/support.py"
    return REFERENCES[activation.name]


def samples(activation):
    """Tuples of parameters to test an activation with."""
    return reference(activation).samples


def in_dtype(parameters, dtype):
    """Parameters as the kernel sees them: rounded to the dtype of the call."""
    return tuple(float(np.dtype(dtype).type(p)) for p in parameters)


def exact(activation, x, parameters, derivative):
    """The reference in mpmath at a sequence of floats."""
    function = reference(activation).derivative if derivative else reference(activation).value
    parameters = tuple(map(mpf, parameters))
    return [function(mpf(float(xi)), *parameters) for xi in x]


def expected(activation, x, parameters, derivative):
    """The reference in float64, good for judging float16 and float32, at NaN and infinities too."""
    about = reference(activation)
    with np.errstate(all="ignore"):  # signalling NaN among the bit patterns of float16
        x = np.asarray(x).astype("f8")
        result = (about.fast_derivative if derivative else about.fast_value)(x, *parameters)
    result = np.array(result, "f8")
    result[np.isnan(x)] = np.nan
    result[np.isneginf(x)] = about.at_minus_infinity(*parameters)[derivative]
    result[np.isposinf(x)] = about.at_plus_infinity(*parameters)[derivative]
    if derivative:
        for root in about.roots:
            close = np.flatnonzero((x > root - 1e-4) & (x < root + 1e-4))
            distinct, back = np.unique(x[close], return_inverse=True)
            result[close] = np.array(list(map(float, exact(activation, distinct, parameters, True))))[back]
    return result


# --------------------------------------------------------------------------------------------------------------- inputs


def random_bits(dtype, n, seed, finite=True):
    """Numbers of random bit patterns: every exponent is as likely as another, subnormals included."""
    dtype = np.dtype(dtype)
    numbers = np.frombuffer(np.random.default_rng(seed).bytes(n * dtype.itemsize), dtype).copy()
    if finite:
        numbers[~np.isfinite(numbers)] = dtype.type(-1.5)
    return numbers


def around(dtype, point, n):
    """2n + 1 neighbouring numbers about a point; about 0 these are subnormal, of both signs, and both zeros."""
    dtype = np.dtype(dtype)
    steps = np.arange(n + 1, dtype=f"u{dtype.itemsize}")
    if point == 0:
        return np.concatenate([steps.view(dtype), -steps.view(dtype)])
    centre = np.array(abs(point), dtype).view(steps.dtype)
    return np.copysign(np.concatenate([centre + steps, centre - steps]).view(dtype), dtype.type(point))


@functools.lru_cache(maxsize=64)
def inputs_for(name, dtype, n, seed=1):
    """Inputs for an activation: random bit patterns, the range where something happens, and all special points."""
    generator = np.random.default_rng(seed)
    specials = REFERENCES[name].special
    info = np.finfo(dtype)
    parts = [
        random_bits(dtype, n // 3, seed),
        generator.uniform(-12, 12, n // 6).astype(dtype),
        generator.uniform(1.1 * min(specials), 3, n // 6).astype(dtype),
        np.array([0.0, -0.0, info.tiny, -info.tiny, info.smallest_subnormal, info.max, -info.max], dtype),
    ]
    parts += [around(dtype, point, n // (6 * len(specials))) for point in specials]
    points = np.concatenate(parts)
    points.flags.writeable = False
    return points


def mixture(dtype, n, seed=0):
    """Finite numbers of every kind for tests that compare bits: moderate ones, random bits, and zeros."""
    dtype = np.dtype(dtype)
    generator = np.random.default_rng(seed)
    if dtype.kind in "iu":
        return np.frombuffer(generator.bytes(n * dtype.itemsize), dtype).copy()
    numbers = generator.normal(0, 3, n).astype(dtype)
    numbers[1::3] = random_bits(dtype, numbers[1::3].size, seed + 1)
    numbers[5::17] = 0.0
    numbers[6::17] = -0.0
    return numbers


# ------------------------------------------------------------------------------------------------------------- settings


def supported_isas():
    return tuple(fastrelu.show_config(mode="dicts")["instruction sets"]["supported"])


def isas_of_same_bits():
    """The instruction sets that promise the same bits: all but x86's baseline, which lacks fused multiplication."""
    return tuple(name for name in supported_isas() if name != "baseline")


class using_isa:
    """Another instruction set while in the context."""

    def __init__(self, name):
        self._name = name

    def __enter__(self):
        self._before = _core.isa()
        _core.set_isa(self._name)

    def __exit__(self, *exception):
        _core.set_isa(self._before)


def run_python(code, timeout=120, check=True, **environment):
    """Run code in a fresh interpreter. A variable of None is removed from the environment; a hang is a failure."""
    variables = {**os.environ, **{k: v for k, v in environment.items() if v is not None}}
    for name, value in environment.items():
        if value is None:
            variables.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env=variables, capture_output=True, text=True, timeout=timeout
    )
    if check:
        assert done.returncode == 0, done.stderr
    return done
