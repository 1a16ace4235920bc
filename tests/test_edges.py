"""NaN, infinities, zeros, subnormals and the largest numbers; and no floating-point warning, whatever the input."""

import warnings

import numpy as np
import pytest

import fastrelu
import support

# The module already turns warnings into errors (pytest's filterwarnings); here every floating-point flag is one too.
pytestmark = pytest.mark.parametrize("dtype", support.FLOATS)

by_activation = pytest.mark.parametrize(
    ("activation", "parameters"),
    [
        pytest.param(activation, parameters, id=f"{activation}{list(parameters) or ''}")
        for activation in support.ACTIVATIONS
        for parameters in getattr(support.REFERENCES.get(activation.name), "samples", (activation.defaults,))
    ],
)


@pytest.fixture(autouse=True)
def every_flag_raises():
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        yield


def value_and_derivative(activation, x, parameters, dtype):
    """Value and derivative at one number, the same from every form that gives them."""
    x = np.array([x], dtype)
    (value,) = support.call(activation, "value", x, parameters)
    (derivative,) = support.call(activation, "derivative", x, parameters)
    both = support.call(activation, "with_derivative", x, parameters)
    (backward,) = support.call(activation, "backward", x, parameters)
    support.assert_same_bits(both[0], value)
    support.assert_same_bits(both[1], derivative)
    support.assert_same_bits(backward, derivative)
    return value[0], derivative[0]


@by_activation
def test_nan_gives_nan(activation, parameters, dtype):
    for nan in (np.nan, -np.nan):
        value, derivative = value_and_derivative(activation, nan, parameters, dtype)
        assert np.isnan(value)
        assert np.isnan(derivative)
    for form in support.FORMS:
        results = support.call(activation, form, np.array([1, np.nan, -1], dtype), parameters)
        assert all(list(np.isnan(result)) == [False, True, False] for result in results), form


@by_activation
def test_nan_gradient_gives_nan(activation, parameters, dtype):
    x = np.array([-np.inf, -1, -0.0, 0, 1, np.inf], dtype)
    (backward,) = support.call(activation, "backward", x, parameters, np.full_like(x, np.nan))
    assert np.isnan(backward).all()


@by_activation
def test_nan_parameter_gives_nan_for_negative_input(activation, parameters, dtype):
    for k in range(len(parameters)):
        changed = (*parameters[:k], np.nan, *parameters[k + 1 :])
        value, derivative = value_and_derivative(activation, -1.0, changed, dtype)
        assert np.isnan(value)
        assert np.isnan(derivative)


@by_activation
def test_limits_at_infinity(activation, parameters, dtype):
    about = support.reference(activation)
    parameters = support.in_dtype(parameters, dtype)
    for x, limits in (
        (-np.inf, about.at_minus_infinity(*parameters)),
        (np.inf, about.at_plus_infinity(*parameters)),
    ):
        value, derivative = value_and_derivative(activation, x, parameters, dtype)
        assert value == limits[0], x
        assert derivative == limits[1], x
        # The sign of a value of zero is part of the table; that of a derivative of zero is not.
        assert not np.isfinite(limits[0]) or np.signbit(value) == np.signbit(limits[0]), x


@by_activation
def test_zeros(activation, parameters, dtype):
    about = support.reference(activation)
    parameters = support.in_dtype(parameters, dtype)
    for zero in (0.0, -0.0):
        value, derivative = value_and_derivative(activation, zero, parameters, dtype)
        assert value == float(support.exact(activation, [zero], parameters, False)[0]) == 0
        assert derivative == float(support.exact(activation, [zero], parameters, True)[0])
        if not about.keeps_sign_of_zero:
            assert not np.signbit(value)
        elif all(p > 0 for p in parameters):
            assert np.signbit(value) == np.signbit(zero)


@by_activation
def test_extreme_finite_numbers(activation, parameters, dtype):
    """Subnormals are not flushed, the smallest normal and the largest numbers are as good as any."""
    info = np.finfo(dtype)
    parameters = support.in_dtype(parameters, dtype)
    least = float(info.smallest_subnormal)
    numbers = [least, 2 * least, 3 * least, 100 * least, info.tiny - least, info.tiny, info.eps, 1 / info.eps]
    numbers += [info.max, info.max / 2, np.nextafter(info.max, info.dtype.type(0))]
    for x in map(float, numbers):
        for signed in (x, -x):
            results = value_and_derivative(activation, signed, parameters, dtype)
            for derivative, result in enumerate(results):
                want = support.exact(activation, [signed], parameters, bool(derivative))[0]
                if dtype == "f8":
                    error = support.mp_ulps(float(result), want)
                else:
                    error = float(support.ulps([result], [float(want)], dtype)[0])
                assert error <= activation.bound, (signed, derivative, result, float(want))


@pytest.mark.parametrize("case", support.UFUNCS, ids=support.ufunc_id)
def test_no_warning_for_any_input(case, dtype):
    """All kinds of NaN, infinities and numbers, at all places of blocks and vectors; overflow is no news either."""
    activation, form = case
    for parameters in support.samples(activation):
        numbers = support.random_bits(dtype, 5000, seed=1, finite=False)
        numbers[::50] = np.inf
        numbers[7::50] = -np.inf
        grad = support.random_bits(dtype, 5000, seed=2, finite=False)
        for n in (1, 2, 31, 32, 33, 513, 5000):
            for start in (0, 7, 50):
                x, g = numbers[start : start + n], grad[start : start + n]
                support.call(activation, form, x, parameters, g)
                strided = numbers[::-3][:n]
                support.call(activation, form, strided, parameters, grad[: strided.size])
        for value in (np.nan, np.inf, -np.inf, 1.0, -1.0, 0.0, -30.0):
            # Python floats too: NumPy takes them as float64.
            support.call(activation, form, value, parameters, 1.0)
            support.call(activation, form, np.dtype(dtype).type(value), parameters, np.dtype(dtype).type(2))


def test_no_warning_from_many_threads(dtype):
    x = support.random_bits(dtype, 300_000, seed=5, finite=False)
    for activation, form in support.UFUNCS:
        with fastrelu.num_threads(2):
            support.call(activation, form, x)


@pytest.mark.parametrize("case", support.UFUNCS, ids=support.ufunc_id)
def test_warnings_of_others_are_not_lost(case, dtype):
    """A flag that somebody else's work raises is still seen after a call of ours."""
    activation, form = case
    support.call(activation, form, np.array([1, -1], dtype))
    with pytest.raises(FloatingPointError):
        np.array([1], dtype) / np.array([0], dtype)


def test_prelu_backward_sums_without_warning(dtype):
    huge = np.finfo(dtype).max
    x = np.array([[-huge, -1, -np.inf, np.nan], [-huge, -huge, np.inf, 1]], dtype)
    for weight in (0.25, np.full(4, 0.25, dtype), np.full((2, 1), 0.25, dtype)):
        grad_x, grad_weight = fastrelu.prelu_backward(np.full_like(x, 2), x, weight)
        assert grad_x.shape == x.shape
        assert np.shape(grad_weight) == np.shape(weight)
    # Overflow to infinity in rounding the sum to the dtype of the weight.
    (_, grad_weight) = fastrelu.prelu_backward(
        np.full((1, 1), 2, dtype), np.full((1, 1), -huge, dtype), np.ones(1, dtype)
    )
    assert grad_weight == -np.inf


# ------------------------------------------------------------------------------- the table once more, in so many words


def test_the_documented_signs(dtype):
    zero, minus_zero, minus_inf = np.array([0.0, -0.0, -np.inf], dtype)
    assert not np.signbit(fastrelu.relu(minus_zero))
    assert not np.signbit(fastrelu.relu(minus_inf))
    for function in (fastrelu.elu, fastrelu.leaky_relu, fastrelu.gelu, lambda x: fastrelu.gelu(x, approximate="tanh")):
        assert np.signbit(function(minus_zero))
        assert not np.signbit(function(zero))
    assert np.signbit(fastrelu.prelu(minus_zero, 0.25))
    for approximate in ("none", "tanh"):
        # What underflows from below is -0.0 as well.
        result = fastrelu.gelu(np.array([-np.inf, -100.0], dtype), approximate=approximate)
        assert (result == 0).all()
        assert np.signbit(result).all()
    assert fastrelu.leaky_relu(minus_inf) == -np.inf
    assert fastrelu.leaky_relu(minus_inf, -0.5) == np.inf
    assert fastrelu.leaky_relu(minus_inf, 0.0) == 0
    assert fastrelu.prelu(minus_inf, 0.0) == 0
    assert fastrelu.elu(minus_inf, 2.0) == -2
    assert fastrelu.relu_derivative(zero) == fastrelu.relu_derivative(minus_zero) == 0
    assert fastrelu.leaky_relu_derivative(zero, 0.5) == fastrelu.prelu_derivative(minus_zero, 0.5) == 0.5
    assert fastrelu.elu_derivative(zero, 3.0) == fastrelu.elu_derivative(minus_zero, 3.0) == 3
    assert fastrelu.gelu_derivative(zero) == 0.5


@pytest.mark.parametrize("form", support.FORMS)
@pytest.mark.parametrize("activation", support.ACTIVATIONS, ids=str)
def test_no_element_depends_on_its_neighbours(activation, form, dtype):
    """Groups of which all elements are small may be computed another way than others; the bits are the same."""
    info, rng = np.finfo(dtype), np.random.default_rng(7)
    numbers = rng.standard_normal(300) * 2
    ends = np.linspace(3.9, 5.1, 301).astype(dtype)  # where ways may part, above all at round numbers
    ends = np.concatenate(
        [
            ends,
            *(np.nextafter(np.array([4, 4.5, 5], dtype), np.array(to, dtype)) for to in (-np.inf, np.inf)),
            [4, 4.5, 5],
        ]
    )
    special = [0.0, 1e-30, info.tiny, info.smallest_subnormal, 6.0, 30.0, 1e4, info.max, np.inf, np.nan]
    with np.errstate(over="ignore", under="ignore"):
        x = np.concatenate([numbers, ends, -ends, special, np.negative(special)]).astype(dtype)
    with np.errstate(all="ignore"):
        huge = np.array([1, -0.0, info.max / 2, info.max, -info.max, np.inf, np.nan, 2.0 ** (info.maxexp - 1)], dtype)
    grad = np.where(rng.random(x.size) < 0.2, rng.choice(huge, x.size), rng.standard_normal(x.size)).astype(dtype)
    order = rng.permutation(x.size)
    mixed = support.call(activation, form, x[order], activation.defaults, grad[order])
    for k, at in enumerate(order):
        alone = support.call(activation, form, np.full(64, x[at]), activation.defaults, np.full(64, grad[at]))
        for ours, theirs in zip(alone, mixed, strict=True):
            if np.isnan(theirs[k]):  # of which there are many
                assert np.isnan(ours).all(), (x[at], grad[at])
            else:
                support.assert_same_bits(ours, np.full(64, theirs[k]), f"{x[at]!r}, {grad[at]!r}")
