"""What the tests share: the kernels as their signatures describe them, judges for them, and ways to compare.

Nothing here lists the activations. What they should give is in ``fastrelu/reference.py``, where an activation without
an entry fails the tests of values and edges, so that a new one cannot go untested.
"""

import functools
import os
import subprocess
import sys

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

import fastrelu
import reference_values
from fastrelu import _dtypes, _judge, _signature, _ufuncs

mp.dps = 40

FLOATS = tuple(np.dtype(name).str[1:] for name in _dtypes.NUMPY_FLOATS)
FORMS = tuple(_signature.FORMS["elementwise"])


# ------------------------------------------------------------------------------------------------ what there is to test


KERNELS = tuple(_signature.KERNELS.values())
# Those of one input, which most tests of calls and layouts are about.
ACTIVATIONS = tuple(kernel for kernel in KERNELS if kernel.kind == "elementwise")
UFUNCS = tuple((activation, form) for activation in ACTIVATIONS for form in activation.forms)
ALL_UFUNCS = tuple((kernel, form) for kernel in KERNELS for form in kernel.forms)
PUBLIC = tuple(fastrelu._functions.PUBLIC)


def _shape(kernel):
    """What the code that all kernels share tells apart: drivers, short calls, functions over ufuncs."""
    exact, ones = kernel.bound == 0.5, all(p == 1 for p in kernel.defaults)
    return (
        (kernel.kind, len(kernel.parameters), bool(kernel.trained), kernel.chosen is not None, kernel.keeps_integers),
        (exact, ones),
    )


def _first_of_each(kernels, key):
    found = {}
    for kernel in kernels:
        found.setdefault(key(kernel), kernel)
    return tuple(found.values())


# One kernel of each shape, for tests of what all share that would take too long for all of them; and fewer still.
REPRESENTATIVES = _first_of_each(KERNELS, _shape)
FEW = _first_of_each(KERNELS, lambda kernel: _shape(kernel)[0])


def ufunc_id(case):
    """The name of a test case for pytest."""
    if isinstance(case, _signature.Signature):
        return case.name
    if isinstance(case, tuple) and len(case) == 2 and isinstance(case[0], _signature.Signature):
        return case[0].name + case[0].forms[case[1]]
    return str(case)


def ufunc(activation, form):
    return _ufuncs.ufunc(activation, form)


def public(activation, form):
    """The public function of one form of a kernel, and the keywords that select it."""
    function = getattr(fastrelu, activation.public + activation.forms[form])
    choice = _signature.FUNCTIONS[activation.public].choice
    return function, {} if choice is None else {choice.name: activation.chosen}


def inputs(activation, form, x, parameters=None, grad=None):
    """The inputs of a ufunc in their order; `x` is the input, or all of them. Without `grad`, the gradient is 1."""
    parameters = activation.defaults if parameters is None else parameters
    data = as_data(x) if len(as_data(x)) == len(activation.inputs) else as_data(x) * len(activation.inputs)
    if form != "backward":
        return (*data, *parameters)
    if grad is None:
        grad = np.ones_like(data[0])
    return (grad, *data, *parameters)


def outputs(activation, form):
    """How many a ufunc has."""
    return len(activation.results(form))


def call_public(activation, form, x, parameters=None, grad=None, **keywords):
    """All results of a public function that is given all parameters, as a tuple: with the gradients of trained ones."""
    function, selected = public(activation, form)
    return as_tuple(function(*inputs(activation, form, x, parameters, grad), **selected, **keywords))


def public_shapes(activation, form, shape, parameters=None):
    """The shapes of those results, for inputs of a shape."""
    parameters = activation.defaults if parameters is None else parameters
    of_parameters = [np.shape(parameters[k]) for k in activation.trained] if form == "backward" else []
    return [shape] * outputs(activation, form) + of_parameters


def as_tuple(result):
    return result if isinstance(result, tuple) else (result,)


def call(activation, form, x, parameters=None, grad=None, **keywords):
    """All results of one ufunc, as a tuple."""
    return as_tuple(ufunc(activation, form)(*inputs(activation, form, x, parameters, grad), **keywords))


# ------------------------------------------------------------------------------------------------------------ comparing


def bits(array):
    """The bits of an array of numbers, for comparisons that tell -0.0 from 0.0; all NaN are one.

    The sign of NaN is the compiler's: AArch64 has an instruction for negated products (FNMUL) that turns it; a loop
    takes it for vectors and not for what is left of them, or the other way round.
    """
    array = np.ascontiguousarray(array)
    array = array.astype(array.dtype.newbyteorder("="), copy=False)
    if array.dtype.kind != "f" and array.dtype.name != "bfloat16":
        return array
    return np.where(np.isnan(array), array.dtype.type(np.nan), array).view(f"u{array.dtype.itemsize}")


def assert_same_bits(actual, expected, what=""):
    actual, expected = np.asarray(actual), np.asarray(expected)
    assert actual.dtype.newbyteorder("=") == expected.dtype.newbyteorder("="), what
    assert actual.shape == expected.shape, what
    different = np.flatnonzero((bits(actual) != bits(expected)).ravel())
    if different.size:
        first = different[0]
        one, other = actual.ravel()[first], expected.ravel()[first]
        shown = f"{one!r} and not {other!r}"
        if repr(one) == repr(other):
            shown += f", of bits {int(bits(one).item()):#x} and {int(bits(other).item()):#x}"
        raise AssertionError(f"{what}: {different.size} of {actual.size} elements differ, first at {first}: {shown}")


def rounded(numbers, dtype):
    """float64 numbers in another float dtype; overflow is infinity, without a warning."""
    with np.errstate(all="ignore"):
        return np.asarray(numbers, "f8").astype(dtype)


def unit(expected, dtype, floor=None):
    """The unit in the last place of `dtype` at float64 numbers, or at `floor` where that is larger."""
    info = np.finfo(dtype)
    expected = np.asarray(expected, "f8")
    finite = np.where(np.isfinite(expected), expected, 1.0)
    if floor is not None:
        finite = np.where(np.abs(finite) < floor, floor, finite)
    _, exponent = np.frexp(finite)
    # frexp gives 0 the exponent 0.
    exponent = np.where(finite == 0, info.minexp, np.maximum(exponent - 1, info.minexp))
    return np.ldexp(1.0, exponent - info.nmant)


def ulps(actual, expected, dtype, floor=None):
    """|actual - expected| in units in the last place of `dtype` at `expected`, which is float64 and may lie between."""
    actual, expected = np.asarray(actual, "f8"), np.asarray(expected, "f8")
    with np.errstate(all="ignore"):
        error = np.abs(actual - expected) / unit(expected, dtype, floor)
    same = (actual == rounded(expected, dtype)) & ~np.isfinite(actual)
    error[same | (np.isnan(actual) & np.isnan(expected))] = 0.0
    error[np.isnan(error)] = np.inf
    return error


def mp_ulps(actual, expected, dtype="f8", floor=0.0):
    """Distance of a number from an mpmath number in units in the last place of `dtype` at the latter, or at `floor`."""
    info = np.finfo(dtype)
    if not mpmath.isfinite(expected) or not np.isfinite(actual):
        # What rounds to infinity is at least half a unit beyond the largest number.
        overflow = abs(expected) >= mpf(float(info.max)) + mpf(2) ** (info.maxexp - info.nmant - 2)
        return 0.0 if overflow and actual == np.copysign(np.inf, float(mpmath.sign(expected))) else np.inf
    size = max(abs(expected), mpf(min(floor, float(info.max))))
    exponent = info.minexp if size == 0 else max(mpmath.frexp(size)[1] - 1, info.minexp)
    return float(abs(mpf(float(actual)) - expected) / mpf(2) ** (int(exponent) - info.nmant))


def _bfloat16_size(magnitude):
    """The numbers of bfloat16 with these bits but for the sign; what would be next stands for infinity."""
    return np.ldexp((magnitude & 0x7F) + 128.0 * (magnitude >= 0x80), np.maximum(magnitude >> 7, 1) - 134)


def to_bfloat16(numbers):
    """float64 rounded to bfloat16, to nearest even, in one step: the cast of ml_dtypes goes by way of float32."""
    numbers = np.asarray(numbers, "f8")
    with np.errstate(all="ignore"):
        _, exponent = np.frexp(numbers)
        unit = np.ldexp(1.0, np.maximum(exponent, -125) - 8)
        result = np.rint(numbers / unit) * unit
        result = np.where(np.isfinite(numbers), result, numbers)
        return np.where(np.abs(result) >= 2.0**128, np.copysign(np.inf, result), result)


def on_bfloat16_middle(numbers):
    """Where float64 lies between two numbers, and so may have lost what decides; mpmath judges those."""
    numbers = np.asarray(numbers, "f8")
    with np.errstate(all="ignore"):
        return to_bfloat16(numbers * (1 - 1e-14)) != to_bfloat16(numbers * (1 + 1e-14))


def assert_nearest_bfloat16(got, exact, about, signed_zeros=True, again=None, either_of_ties=False):
    """Is each number of bfloat16 that which is nearest to mpmath's, the even one of two?

    Parameters
    ----------
    got : ndarray of bfloat16
    exact : sequence of mpf
        Of the precision that mpmath has now.
    about : object
        For the message.
    signed_zeros : bool, optional
        Must zeros have the sign of what they stand for?
    again : callable, optional
        Indices to numbers of many more digits, for what these digits cannot tell from the middle between two numbers.
    either_of_ties : bool, optional
        Of gates so large that what is missing from 1 has no digits at all: a tie may not be one.
    """
    bits = np.ascontiguousarray(got).view("u2").astype("i4")
    magnitude = bits & 0x7FFF
    assert (magnitude <= 0x7F80).all(), about  # no NaN
    # Halfway to the next smaller and larger one.
    number, smaller = _bfloat16_size(magnitude), _bfloat16_size(np.maximum(magnitude, 1) - 1)
    above = (number + _bfloat16_size(magnitude + 1)) / 2
    below = np.where(magnitude == 0, -1.0, (smaller + number) / 2)
    above[magnitude == 0x7F80] = np.inf
    # Quotients have rounded in the last digits.
    digits = mpf(10) ** (8 - mp.dps)

    def is_tie(k, size):
        return any(abs(size - end[k]) < digits * size for end in (below, above) if np.isfinite(end[k]))

    ties = []
    for k, truth in enumerate(exact):
        size = abs(truth)
        if is_tie(k, size):
            ties.append(k)
        else:
            assert below[k] < size < above[k], (about, k, got[k], truth)
        # The reference clips exponents, so that smaller numbers may have another sign.
        signed_as_it = size < mpf("1e-43000") or (truth < 0) == bool(bits[k] >> 15)
        signed_as_it = signed_as_it or (magnitude[k] == 0 and not signed_zeros)
        assert signed_as_it, (about, k, got[k], truth)
    if ties and again is not None:
        with mp.workdps(600):
            assert_nearest_bfloat16(got[ties], again(ties), about, signed_zeros, None, either_of_ties)
    else:
        assert either_of_ties or (magnitude[ties] % 2 == 0).all(), (about, ties, got[ties])


# --------------------------------------------------------------------------------------------------------------- judges
#
# mpmath judges float64; float64, on an instruction set with fused multiply-add, judges float32 and float16. Where there
# is none, mpmath judges all, at fewer points.

CAN_JUDGE = _judge.judging_isa() is not None
# x86-64 had no fused multiply-add before 2013; what only such a judge is fast enough for is left out there.
judged = pytest.mark.skipif(not CAN_JUDGE, reason="no instruction set here can judge float32")


def fewer(n, by=60):
    """A number of points, or as many as mpmath can judge where nothing else can."""
    return n if CAN_JUDGE else max(n // by, 300)


def samples(activation, dtype="f8"):
    """Tuples of parameters to test an activation with: those that a dtype has, or has numbers next to."""
    return tuple(sample for sample in activation.samples if reference_values.fits(sample, dtype))


def in_dtype(parameters, dtype):
    """Parameters as the kernel sees them: rounded to the dtype of the call."""
    return tuple(float(np.dtype(dtype).type(p)) for p in parameters)


def as_data(x):
    """Inputs as a tuple."""
    return x if isinstance(x, tuple) else (x,)


_exact = {}  # of the latest cases: all forms of an activation are tested with the same inputs


def exact(activation, x, parameters):
    """The truth by mpmath at arrays of finite floats; see `_judge.Truth`."""
    data = as_data(x)
    key = activation.name, tuple(np.asarray(column, "f8").tobytes() for column in data), tuple(parameters)
    if key not in _exact:
        while len(_exact) > 7:
            del _exact[next(iter(_exact))]
        _exact[key] = _judge.by_mpmath(mp, activation, data, parameters)
    return _exact[key]


def expected(activation, x, parameters):
    """The truth in float64, good for judging float16 and float32; of one input also at NaN and infinities."""
    with np.errstate(all="ignore"):  # signalling NaN among the bit patterns of float16
        data = tuple(np.asarray(column).astype("f8") for column in as_data(x))
    isa = _judge.judging_isa()
    if isa is not None:
        truth = _judge.by_kernel(activation, data, parameters, isa)
    else:
        finite = tuple(np.where(np.isfinite(column), column, 0.0) for column in data)
        value, slopes = exact(activation, finite, parameters)
        truth = _judge.Truth(value.astype("f8"), tuple(slope.astype("f8") for slope in slopes))
    if len(data) > 1:
        return truth
    for k, result in enumerate((truth.value, *truth.slopes)):
        result[np.isnan(data[0])] = np.nan
        result[np.isneginf(data[0])] = activation.limits(-np.inf, *parameters)[k]
        result[np.isposinf(data[0])] = activation.limits(np.inf, *parameters)[k]
    return truth


def floors(activation, form, x, parameters, grad=None):
    """For each result what errors are measured in units of where it is larger than the result, or None."""
    with np.errstate(invalid="ignore"):  # signalling NaN
        data = tuple(np.asarray(column, "f8") for column in as_data(x))
    units = _judge.units(activation, data, parameters)
    if units is None:
        return (None,) * outputs(activation, form)
    return tuple(map(np.abs, units.results(form, None if grad is None else np.asarray(grad, "f8"))))


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
def inputs_for(activation, dtype, n, seed=1):
    """Inputs for an activation: random bit patterns, the range where something happens, and all points of interest.

    For a gated one, a tuple: these as the gate, and numbers of moderate size.
    """
    generator = np.random.default_rng(seed)
    info = np.finfo(dtype)
    with np.errstate(over="ignore", under="ignore"):
        specials = sorted({float(np.dtype(dtype).type(p)) for p in activation.points if abs(p) <= info.max} | {0.0})
    usual = [point for point in specials if abs(point) < 1000]
    parts = [
        random_bits(dtype, n // 3, seed),
        generator.uniform(-12, 12, n // 6).astype(dtype),
        generator.uniform(min(1.1 * min(usual), -1), max(1.1 * max(usual), 3), n // 6).astype(dtype),
        np.array([0.0, -0.0, info.tiny, -info.tiny, info.smallest_subnormal, info.max, -info.max], dtype),
    ]
    parts += [around(dtype, point, n // (6 * len(specials))) for point in specials]
    points = np.concatenate(parts)
    points.flags.writeable = False
    if len(activation.inputs) == 1:
        return points
    factors = of_moderate_size(dtype, points.size, seed)
    factors.flags.writeable = False
    return points, factors


def of_moderate_size(dtype, n, seed):
    """Numbers of both signs, over twelve binades for float16 and forty for the others."""
    generator = np.random.default_rng(seed)
    spread = 6 if np.dtype(dtype).itemsize == 2 else 20
    return np.ldexp(generator.uniform(-2, 2, n), generator.integers(-spread, spread, n)).astype(dtype)


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


using_isa = _judge.instruction_set


def run_example(script, *arguments, cwd=None, timeout=500, **environment):
    """Run a script as a user does, but for NumPy's products on one thread.

    OpenBLAS's threads wait for one another without a pause: on a busy machine 11 seconds became more than 300.
    """
    return subprocess.run(
        [sys.executable, str(script), *map(str, arguments)],
        capture_output=True, text=True, timeout=timeout, cwd=cwd,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **environment},
    )  # fmt: skip


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
        assert done.returncode == 0, f"exit status {done.returncode}: {done.stderr}"
    return done


def error_without(package, module):
    """What is said where a module of ours is imported, and a package that it needs is not there."""
    code = f"import sys; sys.modules[{package!r}] = None; import fastrelu; import fastrelu.{module}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    return done.stderr
