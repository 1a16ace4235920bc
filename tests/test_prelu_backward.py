"""The gradient of prelu's weight: right to one rounding; the same bits for every layout, thread count and vector."""

import itertools
import math
import pickle

import numpy as np
import pytest

import fastrelu
import support
from fastrelu import _ufuncs
from fastrelu._signature import KERNELS, OUTPUT_FORM

# x, weight, axis
SHAPES = [
    ((), (), None),
    ((5,), (), None),
    ((5,), (1,), None),
    ((5,), (5,), None),
    ((5,), (5,), 0),
    ((5,), (1,), 0),
    ((4, 3), (), None),
    ((4, 3), (3,), None),
    ((4, 3), (1, 3), None),
    ((4, 3), (4, 1), None),
    ((4, 3), (4, 3), None),
    ((4, 3), (4,), 0),
    ((4, 3), (3,), -1),
    ((2, 3, 5, 7), (3,), 1),
    ((2, 3, 5, 7), (3, 1, 1), None),
    ((2, 3, 5, 7), (2, 1, 5, 1), None),
    ((2, 3, 5, 7), (1, 3, 1, 7), None),
    ((2, 3, 5, 7), (), 2),
    ((3,), (2, 3), None),  # x itself is broadcast
    ((4, 1), (4, 3), None),
    ((1,), (600,), None),
    ((300, 70), (70,), None),
    ((70, 300), (70, 1), None),
    ((3, 5000), (5000,), None),  # groups of columns
    ((100_000,), (), None),  # several segments
    ((50_000, 3), (3,), None),
    ((2, 70, 40), (70,), 1),
    # Nothing to sum, and nothing at all.
    ((0,), (), None),
    ((0, 3), (3,), None),
    ((3, 0), (3, 1), None),
    ((3, 0), (3,), 0),
    ((3, 0), (0,), None),
    ((2, 0, 4), (4,), None),
]

shapes = pytest.mark.parametrize(("x_shape", "weight_shape", "axis"), SHAPES, ids=str)
dtypes = pytest.mark.parametrize("dtype", support.FLOATS)


def operands(x_shape, weight_shape, dtype, seed=0):
    generator = np.random.default_rng(seed)
    x = generator.normal(0, 2, x_shape).astype(dtype)
    grad = generator.normal(0, 1, x_shape).astype(dtype)
    weight = generator.uniform(0.1, 0.5, weight_shape).astype(dtype)
    return np.asarray(grad), np.asarray(x), np.asarray(weight)


def exact_sums(grad, x, weight, axis):
    """Sums over what the weight was broadcast along, each by math.fsum over exact products, and sums of magnitudes."""
    if axis is not None and weight.ndim:
        laid = [1] * x.ndim
        laid[axis] = -1
        laid = weight.reshape(laid)
    else:
        laid = weight
    shape = np.broadcast_shapes(grad.shape, x.shape, laid.shape)
    grad, x = (np.broadcast_to(a.astype("f8"), shape) for a in (grad, x))
    index = np.broadcast_to(np.arange(laid.size).reshape(laid.shape), shape).ravel()
    order = np.argsort(index, kind="stable")
    products = (grad * np.where(x > 0, 0, x)).ravel()[order]
    ends = np.searchsorted(index[order], np.arange(laid.size + 1))
    parts = [products[a:b] for a, b in itertools.pairwise(ends)]
    sums = np.array([math.fsum(part) for part in parts]).reshape(weight.shape)
    sizes = np.array([math.fsum(np.abs(part)) for part in parts]).reshape(weight.shape)
    counts = np.array([part.size for part in parts]).reshape(weight.shape)
    return sums, sizes, counts


@shapes
@dtypes
def test_against_exact_sums(x_shape, weight_shape, axis, dtype):
    grad, x, weight = operands(x_shape, weight_shape, dtype)
    grad_x, grad_weight = fastrelu.prelu_backward(grad, x, weight, axis=axis)
    sums, sizes, counts = exact_sums(grad, x, weight, axis)
    assert np.shape(grad_weight) == weight.shape
    assert grad_weight.dtype == grad_x.dtype == np.dtype(dtype)
    # Sums and, for float64, products are rounded in float64: at most one rounding per addition and product, of at most
    # the sum of magnitudes. Then one rounding to the dtype.
    accumulated = (counts + 1) * 2.0**-53 * sizes
    allowed = accumulated + 0.5001 * support.unit(sums, dtype)
    assert (np.abs(np.asarray(grad_weight, "f8") - sums) <= allowed).all()
    if weight.ndim == 0:
        assert type(grad_weight) is np.dtype(dtype).type


@shapes
def test_gradient_of_x(x_shape, weight_shape, axis):
    grad, x, weight = operands(x_shape, weight_shape, "f4")
    grad_x, _ = fastrelu.prelu_backward(grad, x, weight, axis=axis)
    support.assert_same_bits(grad_x, grad * fastrelu.prelu_derivative(x, weight, axis=axis))


def test_against_numerical_differentiation():
    grad, x, weight = operands((3, 4, 5), (4,), "f8", seed=2)
    _, grad_weight = fastrelu.prelu_backward(grad, x, weight, axis=1)
    for k in range(4):
        up, down = weight.copy(), weight.copy()
        up[k] += 0.5
        down[k] -= 0.5  # prelu is linear in its weight: no step is too large
        difference = (grad * (fastrelu.prelu(x, up, axis=1) - fastrelu.prelu(x, down, axis=1))).sum()
        assert grad_weight[k] == pytest.approx(difference, rel=1e-12)


def test_cancellation():
    """Sums in float32 would lose these."""
    x = np.full(200_001, -1, "f4")
    grad = np.where(np.arange(200_001) % 2, np.float32(1e8), np.float32(-1e8))
    grad[-1] = 3
    assert fastrelu.prelu_backward(grad, x, np.float32(0.5))[1] == np.float32(-3)
    grad = np.full(200_001, 0.1, "f4")
    assert fastrelu.prelu_backward(grad, x, np.float32(0.5))[1] == np.float32(-200_001 * float(np.float32(0.1)))


@dtypes
def test_edges(dtype):
    x = np.array([-np.inf, -1, -0.0, 0, 1, np.inf], dtype)
    gradients = [fastrelu.prelu_backward(np.ones(1, dtype), x[k : k + 1], 0.5)[1] for k in range(x.size)]
    np.testing.assert_array_equal(gradients, [-np.inf, -1, 0, 0, 0, 0])
    assert np.isnan(fastrelu.prelu_backward(np.ones(2, dtype), np.array([1, np.nan], dtype), 0.5)[1])
    assert np.isnan(fastrelu.prelu_backward(np.array([np.nan, 1], dtype), -np.ones(2, dtype), 0.5)[1])
    least = np.finfo(dtype).smallest_subnormal
    assert fastrelu.prelu_backward(np.ones(3, dtype), np.full(3, -least), 0.5)[1] == -3 * least
    # The sum may pass the largest float32 on its way.
    if dtype != "f8":
        huge = np.finfo(dtype).max
        assert fastrelu.prelu_backward(np.array([1, 1, -1], dtype), np.full(3, -huge), 0.5)[1] == -huge


# -------------------------------------------------------------------------------------------------------- the same bits


def layouts(a):
    yield a.copy()
    yield np.asfortranarray(a)
    room = np.zeros((*a.shape[:-1], 2 * a.shape[-1]), a.dtype)
    room[..., ::2] = a
    yield room[..., ::2]
    yield a[::-1].copy()[::-1]
    yield a.astype(a.dtype.newbyteorder())
    unaligned = np.zeros(a.nbytes + 1, "u1")[1:].view(a.dtype).reshape(a.shape)
    unaligned[...] = a
    yield unaligned


BIG = [
    ((300_000,), (), None),
    ((100_000, 3), (3,), None),
    ((50, 6000), (6000,), None),
    ((6, 50_000), (6, 1), None),
    ((4, 70, 900), (70,), 1),
    ((64, 5, 700), (64, 1, 1), None),
]


@pytest.mark.parametrize(("x_shape", "weight_shape", "axis"), BIG, ids=str)
@dtypes
def test_same_bits_for_threads_and_layouts(x_shape, weight_shape, axis, dtype):
    grad, x, weight = operands(x_shape, weight_shape, dtype)
    wanted = fastrelu.prelu_backward(grad, x, weight, axis=axis)

    def check(*given):
        for result, want in zip(fastrelu.prelu_backward(*given, axis=axis), wanted, strict=True):
            support.assert_same_bits(result, want)

    for threads in (1, 2, 3, 7):
        with fastrelu.num_threads(threads):
            check(grad, x, weight)
    for g, a in zip(layouts(grad), layouts(x), strict=True):
        check(g, a, weight)
        check(grad, a, weight)


@pytest.mark.parametrize(("x_shape", "weight_shape", "axis"), BIG, ids=str)
@dtypes
def test_same_bits_for_every_instruction_set(x_shape, weight_shape, axis, dtype, isa):
    """Products and sums in float64, in an order that only the shape decides: even the baseline has the same bits."""
    grad, x, weight = operands(x_shape, weight_shape, dtype)
    wanted = fastrelu.prelu_backward(grad, x, weight, axis=axis)
    for name in support.supported_isas():
        with isa(name):
            for result, want in zip(fastrelu.prelu_backward(grad, x, weight, axis=axis), wanted, strict=True):
                support.assert_same_bits(result, want, name)


def test_broadcast_operands_sum_like_their_copies():
    grad, x, weight = operands((40, 30), (30,), "f4")
    for g, a in ((grad[:1], x), (grad, x[:, :1]), (grad[0], x), (np.float32(2), x), (grad, np.float32(-2))):
        full = [np.ascontiguousarray(np.broadcast_to(operand, (40, 30))) for operand in (g, a)]
        for result, want in zip(
            fastrelu.prelu_backward(g, a, weight), fastrelu.prelu_backward(*full, weight), strict=True
        ):
            support.assert_same_bits(result, want)


# ---------------------------------------------------------------------------------------------------- out, where, dtype


@shapes
def test_out(x_shape, weight_shape, axis):
    grad, x, weight = operands(x_shape, weight_shape, "f4")
    wanted = fastrelu.prelu_backward(grad, x, weight, axis=axis)
    out = tuple(np.full(np.shape(w), 9, "f4") for w in wanted)
    for given in (out, (out[0], None), (None, out[1]), (None, None)):
        returned = fastrelu.prelu_backward(grad, x, weight, axis=axis, out=given)
        for result, target, want in zip(returned, given, wanted, strict=True):
            assert target is None or result is target
            support.assert_same_bits(result, want)


def test_out_of_other_dtypes_and_layouts():
    grad, x, weight = operands((30, 40), (40,), "f4")
    wanted = fastrelu.prelu_backward(grad, x, weight)
    out = np.zeros((40, 30), "f8").T, np.zeros(80, "f8")[::2]
    returned = fastrelu.prelu_backward(grad, x, weight, out=out)
    np.testing.assert_array_equal(returned[0], wanted[0])
    np.testing.assert_allclose(returned[1], wanted[1], rtol=2**-23)
    small = np.zeros(40, "f2")
    fastrelu.prelu_backward(grad, x, weight, out=(None, small))
    np.testing.assert_allclose(small, wanted[1], rtol=2**-10)


@pytest.mark.parametrize("target", ["grad_output", "x"])
@pytest.mark.parametrize("shape", [(40, 30), (1000, 400)], ids=str)
def test_in_place(target, shape):
    """grad_x may replace either input; the sums are those of the inputs as they were."""
    grad, x, weight = operands(shape, (shape[1],), "f4")
    wanted = fastrelu.prelu_backward(grad.copy(), x.copy(), weight)
    out = grad if target == "grad_output" else x
    for result, want in zip(fastrelu.prelu_backward(grad, x, weight, out=(out, None)), wanted, strict=True):
        support.assert_same_bits(result, want)


def test_grad_weight_may_replace_the_weight():
    grad, x, weight = operands((40, 30), (30,), "f4")
    wanted = fastrelu.prelu_backward(grad, x, weight)
    for result, want in zip(fastrelu.prelu_backward(grad, x, weight, out=(None, weight)), wanted, strict=True):
        support.assert_same_bits(result, want)


def test_where():
    """Elements that are left out count for nothing in the sums either, not even as NaN."""
    grad, x, weight = operands((40, 30), (30,), "f4")
    where = np.random.default_rng(5).random((40, 30)) < 0.5
    grad[~where] = np.nan
    x[3][~where[3]] = np.nan
    clean = np.where(where, grad, 0).astype("f4"), np.where(where, x, 1).astype("f4")
    wanted = fastrelu.prelu_backward(*clean, weight)
    out = np.full((40, 30), 9, "f4"), np.full(30, 9, "f4")
    fastrelu.prelu_backward(grad, x, weight, out=out, where=where)
    support.assert_same_bits(out[1], wanted[1])
    np.testing.assert_array_equal(out[0], np.where(where, wanted[0], 9))
    for row in (np.arange(30) % 2 == 0, (np.arange(40) % 2 == 0)[:, None], np.False_):
        grad, x, weight = operands((40, 30), (30,), "f4")
        fastrelu.prelu_backward(grad, x, weight, out=out, where=row)
        masked = np.where(row, grad, 0).astype("f4")
        support.assert_same_bits(out[1], fastrelu.prelu_backward(masked, x, weight)[1])


def test_dtypes():
    grad, x, weight = operands((40, 30), (30,), "f8")
    for dtype in ("f2", "f4"):
        returned = fastrelu.prelu_backward(grad, x, weight, dtype=dtype, casting="same_kind")
        wanted = fastrelu.prelu_backward(*(a.astype(dtype) for a in (grad, x, weight)))
        for result, want in zip(returned, wanted, strict=True):
            support.assert_same_bits(result, want)
    for types, expected in (("f4 f2 f2", "f4"), ("f2 i1 f2", "f2"), ("i1 i1 f2", "f2"), ("f4 f4 f8", "f8")):
        given = [a.astype(t) for a, t in zip((grad, 9 * x, weight), types.split(), strict=True)]
        grad_x, grad_weight = fastrelu.prelu_backward(*given)
        assert grad_x.dtype == grad_weight.dtype == np.dtype(expected), types
        sums, sizes, counts = exact_sums(*given, None)
        allowed = (counts + 1) * 2.0**-53 * sizes + 0.5001 * support.unit(sums, expected)
        assert (np.abs(grad_weight.astype("f8") - sums) <= allowed).all(), types
    grad_x, grad_weight = fastrelu.prelu_backward(np.ones(3, "i1"), np.array([-2, 3, -4], "i1"), 0.5)
    assert grad_x.dtype == grad_weight.dtype == np.float16
    assert grad_weight == -6


def test_lists_and_scalars():
    grad_x, grad_weight = fastrelu.prelu_backward([1.0, 2.0], [-3.0, 4.0], 0.5)
    assert grad_x.tolist() == [0.5, 2.0]
    assert grad_weight == -3.0
    assert fastrelu.prelu_backward(2.0, -3.0, 0.5) == (1.0, -6.0)
    assert fastrelu.prelu_backward([[1.0]], [[-3.0]], [0.5], axis=1)[1].tolist() == [-3.0]


def test_gradient_ufuncs_are_pickled_by_name():
    """As Dask's workers get them; each under its own name, also where an activation has several trained parameters."""
    ufuncs = [
        _ufuncs.gradient_ufunc(signature, k, from_output)
        for signature in KERNELS.values()
        for k in signature.trained
        for from_output in (False, True)
        if not from_output or OUTPUT_FORM in signature.all_forms
    ]
    assert len({u.__name__ for u in ufuncs}) == len(ufuncs) >= 3
    assert pickle.loads(pickle.dumps(ufuncs)) == ufuncs
    code = f"import pickle\nprint(*(u.__name__ for u in pickle.loads({pickle.dumps(ufuncs)!r})))"
    assert support.run_python(code).stdout.split() == [u.__name__ for u in ufuncs]
