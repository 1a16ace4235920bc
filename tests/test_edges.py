"""NaN, infinities, zeros, subnormals and the largest numbers; and no floating-point warning, whatever the input."""

import warnings

import numpy as np
import pytest

import fastrelu
import support
from fastrelu.reference import reference

# The module already turns warnings into errors (pytest's filterwarnings); here every floating-point flag is one too.
pytestmark = pytest.mark.parametrize("dtype", support.FLOATS)

by_kernel = pytest.mark.parametrize(
    ("kernel", "parameters"),
    [
        pytest.param(kernel, parameters, id=f"{kernel.name}{list(parameters) or ''}")
        for kernel in support.KERNELS
        for parameters in support.samples(kernel)
    ],
)


@pytest.fixture(autouse=True)
def every_flag_raises(request):
    given = getattr(request.node, "callspec", None)
    if given and "kernel" in given.params:
        kernel, parameters, dtype = (given.params[name] for name in ("kernel", "parameters", "dtype"))
        if parameters not in support.samples(kernel, dtype):
            pytest.skip("the dtype has no such parameters")
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        yield


def data_at(kernel, numbers, dtype):
    """The inputs for some numbers: those of a gated activation are its gate, and x is 1."""
    x = np.array(numbers, dtype)
    return x if len(kernel.inputs) == 1 else (x, np.ones_like(x))


def value_and_derivative(kernel, x, parameters, dtype):
    """Value and derivative (of a gated activation that for the gate) at a number, the same from every form."""
    data = data_at(kernel, [x], dtype)
    (value,) = support.call(kernel, "value", data, parameters)
    (derivative, *_) = support.call(kernel, "backward", data, parameters)
    if "derivative" in kernel.forms:
        (alone,) = support.call(kernel, "derivative", data, parameters)
        both = support.call(kernel, "with_derivative", data, parameters)
        support.assert_same_bits(both[0], value)
        support.assert_same_bits(both[1], alone)
        support.assert_same_bits(derivative, alone)
    return value[0], derivative[0]


def exact(kernel, x, parameters):
    """Value and derivative by mpmath, at a number."""
    data = data_at(kernel, [x], "f8")
    truth = support.exact(kernel, data if isinstance(data, tuple) else (data,), parameters)
    return truth.value[0], truth.slopes[0][0]


@by_kernel
def test_nan_gives_nan(kernel, parameters, dtype):
    for nan in (np.nan, -np.nan):
        value, derivative = value_and_derivative(kernel, nan, parameters, dtype)
        assert np.isnan(value)
        assert np.isnan(derivative)
    for form in kernel.forms:
        results = support.call(kernel, form, data_at(kernel, [1, np.nan, -1], dtype), parameters)
        assert all(list(np.isnan(result)) == [False, True, False] for result in results), form


@by_kernel
def test_nan_beside_the_gate_gives_nan(kernel, parameters, dtype):
    if len(kernel.inputs) == 1:
        return
    gate, x = np.array([-1, -0.5, 2], dtype), np.array([1, np.nan, -1], dtype)
    (value,) = support.call(kernel, "value", (gate, x), parameters)
    grad_gate, _ = support.call(kernel, "backward", (gate, x), parameters)
    assert list(np.isnan(value)) == list(np.isnan(grad_gate)) == [False, True, False]


@by_kernel
def test_infinity_beside_the_gate(kernel, parameters, dtype):
    """The sign of the gate's factor; NaN only where that counts as 0, below all numbers of the dtype."""
    if len(kernel.inputs) == 1:
        return
    gates = [-1000.0, -100.0, -20.0, -1.0, 1.0, 20.0, 1000.0]
    gate, x = np.array(gates, dtype), np.full(len(gates), np.inf, dtype)
    with np.errstate(invalid="ignore"):
        (value,) = support.call(kernel, "value", (gate, x), parameters)
    for number, result in zip(gates, value, strict=True):
        factor = exact(kernel, number, parameters)[0]
        if abs(factor) < np.finfo(dtype).smallest_subnormal:
            assert np.isnan(result) or result * np.sign(factor) in (0, np.inf), number
        else:
            assert np.sign(result) == np.sign(factor), number


@by_kernel
def test_nan_gradient_gives_nan(kernel, parameters, dtype):
    numbers = [-1, -0.0, 0, 1] if len(kernel.inputs) > 1 else [-np.inf, -1, -0.0, 0, 1, np.inf]
    data = data_at(kernel, numbers, dtype)
    for result in support.call(kernel, "backward", data, parameters, np.full(len(numbers), np.nan, dtype)):
        assert np.isnan(result).all()


@by_kernel
def test_nan_parameter_gives_nan_where_it_counts(kernel, parameters, dtype):
    if kernel.constraint:
        return  # numbers are refused then, NaN among them
    for k, p in enumerate(parameters):
        changed = (*parameters[:k], np.nan, *parameters[k + 1 :])
        other = (*parameters[:k], p + abs(p) / 64 + 1 / 64, *parameters[k + 1 :])
        for x in (-30.0, -1.0, -0.25, 0.25, 1.0, 30.0):
            pairs = zip(exact(kernel, x, parameters), exact(kernel, x, other), strict=True)
            results = value_and_derivative(kernel, x, changed, dtype)
            for (one, another), result in zip(pairs, results, strict=True):
                # In the last place of float16, that is: tails are not waited for.
                if abs(one - another) > 1e-4:
                    assert np.isnan(result), (kernel.parameters[k].name, x)


@by_kernel
def test_limits_at_infinity(kernel, parameters, dtype):
    parameters = support.in_dtype(parameters, dtype)
    for x in (-np.inf, np.inf):
        limits = kernel.limits(x, *parameters)
        value, derivative = value_and_derivative(kernel, x, parameters, dtype)
        for result, limit in zip((value, derivative), limits, strict=True):
            if kernel.bound == 0.5 or not np.isfinite(limit) or limit == np.dtype(dtype).type(limit):
                with np.errstate(over="ignore", under="ignore"):
                    assert result == np.dtype(dtype).type(limit), x
            else:
                assert support.ulps([result], [limit], dtype)[0] <= kernel.bound, x
        # The sign of a value of zero is part of the table; that of a derivative of zero is not.
        assert not np.isfinite(limits[0]) or np.signbit(value) == np.signbit(limits[0]), x


@by_kernel
def test_values_that_underflow_keep_their_sign(kernel, parameters, dtype):
    with np.errstate(all="ignore"):
        far, tiny = np.linspace(-800, -8, 20_001), np.geomspace(1e-323, 1e-3, 2001)
        numbers = np.concatenate([far, -far, tiny, -tiny]).astype(dtype)
    numbers = numbers[numbers != 0]
    given = [np.dtype(dtype).type(p) for p in parameters]
    data = (numbers, np.linspace(0.3, 3.0, numbers.size).astype(dtype))[: len(kernel.inputs)]
    zero = np.flatnonzero(support.ufunc(kernel, "value")(*data, *given) == 0)
    zero = np.random.default_rng(0).permutation(zero)[:100]
    data = tuple(column[zero] for column in data)
    values = support.ufunc(kernel, "value")(*data, *given)
    meant = reference(kernel.name).meant(*support.in_dtype(parameters, dtype))
    for number, value, truth in zip(data[0], values, support.exact(kernel, data, meant).value, strict=True):
        assert truth == 0 or np.signbit(value) == (truth < 0), (number, value, truth)


def test_underflow_with_unusual_parameters(dtype):
    tiny = np.array([-1, -3, -1000], dtype) * np.finfo(dtype).smallest_subnormal
    with np.errstate(under="ignore"):
        small = np.array([0.001], dtype)
    assert not np.signbit(fastrelu.elu(tiny, -small)).any()
    assert np.signbit(fastrelu.elu(tiny, small)).all()
    # Below 0 the curvature above it counts for nothing.
    assert not fastrelu.xielu(tiny, np.array(2.0**10, dtype), np.array(0.8, dtype), np.array(0.0, dtype)).any()
    assert np.signbit(fastrelu.xielu(tiny, np.array(2.0**10, dtype), np.array(0.8, dtype), small)).all()


@by_kernel
def test_zeros(kernel, parameters, dtype):
    parameters = support.in_dtype(parameters, dtype)
    wanted = exact(kernel, 0.0, parameters)
    for zero in (0.0, -0.0):
        results = value_and_derivative(kernel, zero, parameters, dtype)
        for result, want in zip(results, wanted, strict=True):
            if float(np.dtype(dtype).type(float(want))) == want:
                assert result == float(want)
            else:
                assert support.mp_ulps(float(result), want, dtype) <= kernel.bound
        if wanted[0] == 0:
            if not kernel.keeps_sign_of_zero:
                assert not np.signbit(results[0])
            elif all(p > 0 for p in parameters):
                assert np.signbit(results[0]) == np.signbit(zero)


@by_kernel
def test_extreme_finite_numbers(kernel, parameters, dtype):
    """Subnormals are not flushed, the smallest normal and the largest numbers are as good as any."""
    info = np.finfo(dtype)
    parameters = support.in_dtype(parameters, dtype)
    least = float(info.smallest_subnormal)
    numbers = [least, 2 * least, 3 * least, 100 * least, info.tiny - least, info.tiny, info.eps, 1 / info.eps]
    numbers += [info.max, info.max / 2, np.nextafter(info.max, info.dtype.type(0))]
    for x in map(float, numbers):
        for signed in (x, -x):
            results = value_and_derivative(kernel, signed, parameters, dtype)
            data = data_at(kernel, [signed], "f8")
            floors = [support.floors(kernel, form, data, parameters, np.ones(1))[0] for form in ("value", "backward")]
            for form, result, want, floor in zip(
                ("value", "derivative"), results, exact(kernel, signed, parameters), floors, strict=True
            ):
                error = support.mp_ulps(float(result), want, dtype, 0.0 if floor is None else float(floor[0]))
                assert error <= kernel.bound_of(form), (signed, result, float(want))


def test_large_gradients_of_softsign_far_out(dtype):
    """Nothing on the way is infinite where the product is not."""
    far = {2: [(6e4, 5e4)], 4: [(1e30, 2e12), (1e38, -1e15), (1e38, 1e19)], 8: [(1e240, 2e96), (1e300, -1e150)]}
    for grad, x in far[np.dtype(dtype).itemsize]:
        result = fastrelu.softsign_backward(np.array(grad, dtype), np.array(x, dtype))
        np.testing.assert_allclose(float(result), grad / x / x, rtol=1e-3 if np.dtype(dtype).itemsize == 2 else 1e-6)


@pytest.mark.parametrize("case", support.ALL_UFUNCS, ids=support.ufunc_id)
def test_no_warning_for_any_input(case, dtype):
    """All kinds of NaN, infinities and numbers, at all places of blocks and vectors; overflow is no news either."""
    kernel, form = case

    def together(x):
        return x if len(kernel.inputs) == 1 else (x, x[::-1])

    for parameters in support.samples(kernel, dtype):
        numbers = support.random_bits(dtype, 5000, seed=1, finite=False)
        numbers[::50] = np.inf
        numbers[7::50] = -np.inf
        grad = support.random_bits(dtype, 5000, seed=2, finite=False)
        for n in (1, 2, 31, 32, 33, 513, 5000):
            for start in (0, 7, 50):
                x, g = numbers[start : start + n], grad[start : start + n]
                support.call(kernel, form, together(x), parameters, g)
                strided = numbers[::-3][:n]
                support.call(kernel, form, together(strided), parameters, grad[: strided.size])
        for value in (np.nan, np.inf, -np.inf, 1.0, -1.0, 0.0, -30.0):
            # Python floats too: NumPy takes them as float64.
            support.call(kernel, form, value, parameters, 1.0)
            support.call(kernel, form, np.dtype(dtype).type(value), parameters, np.dtype(dtype).type(2))


def test_no_warning_from_many_threads(dtype):
    x = support.random_bits(dtype, 300_000, seed=5, finite=False)
    for activation, form in support.ALL_UFUNCS:
        with fastrelu.num_threads(2):
            support.call(activation, form, x)


@pytest.mark.parametrize("case", support.ALL_UFUNCS, ids=support.ufunc_id)
def test_warnings_of_others_are_not_lost(case, dtype):
    """A flag that somebody else's work raises is still seen after a call of ours."""
    activation, form = case
    support.call(activation, form, np.array([1, -1], dtype))
    with pytest.raises(FloatingPointError):
        np.array([1], dtype) / np.array([0], dtype)


def test_gradients_of_parameters_are_summed_without_warning(dtype):
    huge = np.finfo(dtype).max
    x = np.array([[-huge, -1, -np.inf, np.nan], [-huge, -huge, np.inf, 1]], dtype)
    for kernel in support.KERNELS:
        for weight in (0.25, np.full(4, 0.25, dtype), np.full((2, 1), 0.25, dtype)) if kernel.trained else ():
            parameters = [weight if p.trained else p.example for p in kernel.parameters]
            found = support.call_public(kernel, "backward", x, parameters, np.full_like(x, 2))
            shapes = support.public_shapes(kernel, "backward", x.shape, parameters)
            assert [np.shape(result) for result in found] == shapes
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


@pytest.mark.parametrize("case", support.ALL_UFUNCS, ids=support.ufunc_id)
def test_no_element_depends_on_its_neighbours(case, dtype):
    """Groups of which all elements are small may be computed another way than others; the bits are the same."""
    kernel, form = case
    info, rng = np.finfo(dtype), np.random.default_rng(7)
    numbers = rng.standard_normal(300) * 2
    ends = np.linspace(3.9, 5.1, 301).astype(dtype)  # where ways may part, above all at round numbers
    ends = np.concatenate(
        [
            ends,
            *(np.nextafter(np.array([4, 4.5, 5], dtype), np.array(to, dtype)) for to in (-np.inf, np.inf)),
            [4, 4.5, 5],
            *(np.abs(support.around(dtype, point, 2)) for point in kernel.points if abs(point) < float(info.max)),
        ]
    )
    special = [0.0, 1e-30, info.tiny, info.smallest_subnormal, 6.0, 30.0, 1e4, info.max, np.inf, np.nan]
    with np.errstate(over="ignore", under="ignore"):
        x = np.concatenate([numbers, ends, -ends, special, np.negative(special)]).astype(dtype)
    with np.errstate(all="ignore"):
        huge = np.array([1, -0.0, info.max / 2, info.max, -info.max, np.inf, np.nan, 2.0 ** (info.maxexp - 1)], dtype)
    grad = np.where(rng.random(x.size) < 0.2, rng.choice(huge, x.size), rng.standard_normal(x.size)).astype(dtype)
    order = rng.permutation(x.size)
    data = (x, *(rng.permutation(x) for _ in kernel.inputs[1:]))
    mixed = support.call(kernel, form, tuple(column[order] for column in data), kernel.defaults, grad[order])
    for k, at in enumerate(order):
        copies = tuple(np.full(64, column[at]) for column in data)
        alone = support.call(kernel, form, copies, kernel.defaults, np.full(64, grad[at]))
        for ours, theirs in zip(alone, mixed, strict=True):
            if np.isnan(theirs[k]):  # of which there are many
                assert np.isnan(ours).all(), (x[at], grad[at])
            else:
                support.assert_same_bits(ours, np.full(64, theirs[k]), f"{x[at]!r}, {grad[at]!r}")
