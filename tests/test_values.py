"""Every function against independent references: float16 completely, float32 and float64 over all kinds of numbers."""

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

import fastrelu
import support

CASES = [
    pytest.param(activation, form, parameters, id=f"{support.ufunc_id((activation, form))}{list(parameters) or ''}")
    for activation in support.ACTIVATIONS
    # An activation without a reference shows up with one case, which fails.
    for parameters in getattr(support.REFERENCES.get(activation.name), "samples", (activation.defaults,))
    for form in support.FORMS
]
BACKWARD = [case for case in CASES if case.values[1] == "backward"]
SAMPLES = sorted({(p.values[0], p.values[2]) for p in CASES}, key=str)
SAMPLE_IDS = [f"{activation.name}{list(parameters) or ''}" for activation, parameters in SAMPLES]


@pytest.mark.parametrize("activation", support.ACTIVATIONS, ids=str)
def test_worst_error_is_published_and_within_two_ulp(activation):
    assert activation.bound <= 2
    assert support.reference(activation)


# -------------------------------------------------------------------------------------------- the references themselves


@pytest.mark.parametrize(("activation", "parameters"), SAMPLES, ids=SAMPLE_IDS)
@pytest.mark.parametrize("derivative", [False, True], ids=["value", "derivative"])
def test_references_agree(activation, parameters, derivative):
    """The float64 reference is good enough to judge float32: within 1e-4 of its unit in the last place."""
    x = support.inputs_for(activation.name, "f4", 900, seed=5)
    fast = support.expected(activation, x, parameters, derivative)
    slow = support.exact(activation, x, parameters, derivative)
    for xi, one, other in zip(x, fast, slow, strict=True):
        _, exponent = mpmath.frexp(other) if other else (mpf(0), 0)
        unit = mpf(2) ** (max(exponent - 1, -126) - 23)
        assert abs(mpf(float(one)) - other) <= unit * mpf("1e-4"), (float(xi), float(one), other)


# ------------------------------------------------------------------------------------------------------------ comparing


def references(form, activation, x, parameters, grad):
    """What each output of a form should be, in float64."""
    if form == "value":
        return (support.expected(activation, x, parameters, False),)
    slopes = support.expected(activation, x, parameters, True)
    if form == "derivative":
        return (slopes,)
    if form == "backward":
        with np.errstate(all="ignore"):
            return (np.asarray(grad, "f8") * slopes,)
    return support.expected(activation, x, parameters, False), slopes


def assert_within(activation, form, x, parameters, results, wanted, grad=None):
    for result, want in zip(results, wanted, strict=True):
        if activation.bound == 0.5:
            off = support.bits(result) != support.bits(support.rounded(want, result.dtype))
            off &= ~(np.isnan(result) & np.isnan(want))
            error = np.where(off, support.ulps(result, want, result.dtype), 0)
        else:
            error = support.ulps(result, want, result.dtype)
            off = error > activation.bound
        if off.any():
            worst = np.argmax(np.where(off, error, -1))
            given = "" if grad is None else f", grad {float(grad[worst])!r}"
            pytest.fail(
                f"{support.ufunc_id((activation, form))}, {result.dtype}, parameters {parameters}: {off.sum()} of "
                f"{off.size} off; at x = {float(x[worst])!r} ({float(x[worst]).hex()}){given}: got "
                f"{float(result[worst])!r}, expected {float(want[worst])!r}, {error[worst]:.3g} ulp"
            )


def gradients(dtype, n, seed, any_size=False, x=None):
    """Gradients of both signs, over twelve binades for float16 and forty for the others; or over all finite numbers."""
    if any_size:
        grad = support.random_bits(dtype, n, seed)
        # A tail that has become 0 stays 0 under every gradient. So far out a gradient may be as large as the
        # documentation says (less what alpha takes of it), and no larger.
        if np.dtype(dtype).itemsize > 2:
            too_large = (np.abs(x) > 10) & (np.abs(grad) > (1e18 if np.dtype(dtype).itemsize == 4 else 1e190))
            grad[too_large] = 1 / grad[too_large]
        return grad
    generator = np.random.default_rng(seed)
    spread = 6 if np.dtype(dtype).itemsize == 2 else 20
    return np.ldexp(generator.uniform(-2, 2, n), generator.integers(-spread, spread, n)).astype(dtype)


# -------------------------------------------------------------------------------------------------------------- float16


@pytest.mark.parametrize(("activation", "form", "parameters"), CASES)
def test_float16_correctly_rounded_at_every_input(activation, form, parameters):
    x = np.arange(65536, dtype="u2").view("f2")
    parameters = support.in_dtype(parameters, "f2")
    grads = (
        [None]
        if form != "backward"
        else [
            np.ones(x.size, "f2"),
            gradients("f2", x.size, seed=3),
            gradients("f2", x.size, seed=4, any_size=True),
        ]
    )
    for grad in grads:
        results = support.call(activation, form, x, parameters, grad)
        wanted = references(form, activation, x, parameters, grad)
        for result, want in zip(results, wanted, strict=True):
            assert result.dtype == np.float16
            want = support.rounded(want, "f2")
            off = np.flatnonzero(~((result == want) | (np.isnan(result) & np.isnan(want))))
            assert off.size == 0, (
                f"{off.size} off; at x = {x[off[0]]!r}: got {result[off[0]]!r}, expected {want[off[0]]!r}"
                + ("" if grad is None else f", grad {grad[off[0]]!r}")
            )


# -------------------------------------------------------------------------------------------------------------- float32


def check_float32(activation, form, parameters, n, seed):
    x = support.inputs_for(activation.name, "f4", n, seed)
    parameters = support.in_dtype(parameters, "f4")
    grads = [None] if form != "backward" else [np.ones(x.size, "f4"), gradients("f4", x.size, seed)]
    for grad in grads:
        results = support.call(activation, form, x, parameters, grad)
        assert all(result.dtype == np.float32 for result in results)
        wanted = references(form, activation, x, parameters, grad)
        assert_within(activation, form, x, parameters, results, wanted, grad)


@pytest.mark.parametrize(("activation", "form", "parameters"), CASES)
def test_float32(activation, form, parameters):
    check_float32(activation, form, parameters, 120_000, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize(("activation", "form", "parameters"), CASES)
@pytest.mark.parametrize("seed", range(2, 6))
def test_float32_many(activation, form, parameters, seed):
    check_float32(activation, form, parameters, 6_000_000, seed)


# -------------------------------------------------------------------------------------------------------------- float64


@pytest.mark.parametrize(("activation", "form", "parameters"), BACKWARD)
def test_float32_backward_with_gradients_of_any_size(activation, form, parameters):
    """A large gradient brings back a derivative that is too small for float32, and neither may overflow early."""
    x = support.inputs_for(activation.name, "f4", 120_000)
    parameters = support.in_dtype(parameters, "f4")
    grad = gradients("f4", x.size, seed=7, any_size=True, x=x)
    results = support.call(activation, form, x, parameters, grad)
    assert_within(activation, form, x, parameters, results, references(form, activation, x, parameters, grad), grad)


def check_float64(activation, form, parameters, n, seed, any_size=False):
    x = support.inputs_for(activation.name, "f8", n, seed)
    grad = gradients("f8", x.size, seed, any_size, x) if form == "backward" else None
    wanted = []
    if form in ("value", "with_derivative"):
        wanted.append(support.exact(activation, x, parameters, False))
    if form != "value":
        slopes = support.exact(activation, x, parameters, True)
        wanted.append(slopes if grad is None else [mpf(float(g)) * s for g, s in zip(grad, slopes, strict=True)])
    results = support.call(activation, form, x, parameters, grad)
    for result, want in zip(results, wanted, strict=True):
        assert result.dtype == np.float64
        error = np.array([support.mp_ulps(float(r), w) for r, w in zip(result, want, strict=True)])
        worst = int(error.argmax())
        assert error[worst] <= activation.bound, (
            f"{support.ufunc_id((activation, form))}{parameters}: at x = {float(x[worst])!r} "
            f"({float(x[worst]).hex()}), grad {grad if grad is None else float(grad[worst])!r}: "
            f"got {float(result[worst])!r}, expected {mpmath.nstr(want[worst], 20)}, {error[worst]:.3g} ulp; "
            f"{np.count_nonzero(error > activation.bound)} of {error.size} off"
        )


@pytest.mark.parametrize(("activation", "form", "parameters"), CASES)
def test_float64(activation, form, parameters):
    usual = parameters == support.samples(activation)[0]
    check_float64(activation, form, parameters, 2000 if usual else 400, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize(("activation", "form", "parameters"), CASES)
def test_float64_many(activation, form, parameters):
    check_float64(activation, form, parameters, 60_000, seed=2)


@pytest.mark.parametrize(("activation", "form", "parameters"), BACKWARD)
def test_float64_backward_with_gradients_of_any_size(activation, form, parameters):
    check_float64(activation, form, parameters, 1000, seed=7, any_size=True)


@pytest.mark.parametrize(("activation", "form", "parameters"), BACKWARD)
def test_backward_with_gradient_one_is_the_derivative(activation, form, parameters):
    for dtype in support.FLOATS:
        x = support.inputs_for(activation.name, dtype, 6000)
        (backward,) = support.call(activation, form, x, parameters)
        (derivative,) = support.call(activation, "derivative", x, parameters)
        support.assert_same_bits(backward, derivative, dtype)


# ----------------------------------------------------------------------------------- derivatives without their formulas


@pytest.mark.parametrize(("activation", "parameters"), SAMPLES, ids=SAMPLE_IDS)
def test_derivative_is_the_slope_of_the_value(activation, parameters):
    """Against central differences of the value, which know nothing of the derivative's formula."""
    points = support.inputs_for(activation.name, "f8", 500, seed=9)
    # The step is relative, so that it never crosses the kink at 0; where it would underflow there is no difference.
    points = points[(np.abs(points) > 1e-290) & (np.abs(points) < 1e290)]
    (slopes,) = support.call(activation, "derivative", points, parameters)
    value = support.reference(activation).value
    exact = tuple(map(mpf, parameters))
    for x, slope in zip(map(float, points), slopes, strict=True):
        # elu's value differs from -1 in the 300th digit where its slope is 1e-300.
        with mp.workdps(70 + int(min(max(-x, 0), 800))):
            at = mpf(x)
            step = abs(at) * mpf("1e-22")
            difference = (value(at + step, *exact) - value(at - step, *exact)) / (2 * step)
            error = support.mp_ulps(float(slope), difference)
        # What the difference leaves out is of the order of the step squared, far below the last place.
        assert error <= activation.bound + 1e-9, (x, float(slope), mpmath.nstr(difference, 20), error)


@pytest.mark.parametrize("name", support.supported_isas())
def test_elu_with_a_huge_alpha(name):
    """Where the baseline splits products in float64, the splitting must not overflow."""
    with support.using_isa(name):
        x = np.array([-0.7, -2.0, -1e-3, -800.0])
        for alpha in (1e289, 1e291, 1e301, 1.7e308):
            np.testing.assert_allclose(fastrelu.elu(x, alpha), alpha * np.expm1(x), rtol=1e-15)
