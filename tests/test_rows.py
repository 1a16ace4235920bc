"""Functions along an axis: against mpmath and float64, at the edges, for every layout, dtype and number of threads."""

import pickle

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

import fastrelu
import support
from fastrelu import _core, _rows
from fastrelu._signature import ROWS

functions = pytest.mark.parametrize("name", sorted(ROWS))
dtypes = pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])


def forward(name):
    return getattr(fastrelu, name)


def backward(name):
    return getattr(fastrelu, name + "_backward")


def exact(name, row):
    """A row of results by mpmath."""
    x = [mpf(float(v)) * (-1 if name == "softmin" else 1) for v in row]
    total = mpmath.fsum(mpmath.exp(v - max(x)) for v in x)
    if name == "log_softmax":
        others = mpmath.fsum(mpmath.exp(v - max(x)) for v in sorted(x)[:-1])
        return [(v - max(x)) - mpmath.log1p(others) for v in x]
    return [mpmath.exp(v - max(x)) / total for v in x]


def exact_backward(name, g, y):
    """The gradient by mpmath, and what errors are measured in units of where terms cancel."""
    g, y = ([mpf(float(v)) for v in row] for row in (g, y))
    if name == "log_softmax":
        total = mpmath.fsum(g)
        return [(a - mpmath.exp(b) * total, abs(mpmath.exp(b) * total)) for a, b in zip(g, y, strict=True)]
    total = mpmath.fsum(a * b for a, b in zip(g, y, strict=True))
    size = mpmath.fsum(abs(a * b) for a, b in zip(g, y, strict=True))
    sign = -1 if name == "softmin" else 1
    return [(sign * b * (a - total), b * size * mpf(2) ** -20) for a, b in zip(g, y, strict=True)]


def ulps(got, want, dtype, floor=0):
    info = np.finfo(dtype)
    size = max(abs(want), abs(floor))
    exponent = info.minexp if size == 0 else max(mpmath.frexp(size)[1] - 1, info.minexp)
    return float(abs(mpf(float(got)) - want) / mpf(2) ** (int(exponent) - info.nmant))


def rows_to_judge(dtype):
    rng = np.random.default_rng(0)
    kinds = [(s, m) for s in (1e-6, 1, 5, 30) for m in (0, -1e3, 3e3)]
    # Of the longer ones, whose exact values take most of the time, not all.
    some = [(1e-6, 3e3), (5, 0), (30, -1e3)]
    wide = [rng.normal(0, s, n) + m for n in (1, 2, 3, 10, 33, 255, 300) for s, m in (kinds if n < 100 else some)]
    special = [
        [16.942385, 0.0], [0.0] * 7, [-1e4, 0.0], [80.0, -80.0, 0.0, 1e-30], [-700.0, 0.0, -745.0, -740.3],
        [88.0, -15.0, -16.2, -13.5], [60000.0, 59999.0, -60000.0], np.arange(40) * -2.7, [1e-7, -1e-7, 0.0, 3e-8],
    ]  # fmt: skip
    return [np.asarray(row, "f8").astype(dtype) for row in (*wide, *special)]


@functions
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_within_two_ulp(name, dtype):
    with mp.workdps(60):
        for row in rows_to_judge(dtype):
            got = forward(name)(row)
            errors = [ulps(a, b, dtype) for a, b in zip(got, exact(name, row), strict=True)]
            assert max(errors) <= 2, (row[:5], max(errors))
            g = np.random.default_rng(1).normal(size=row.size).astype(dtype)
            grad = backward(name)(g, got)
            wanted = exact_backward(name, g, got)
            errors = [ulps(a, want, dtype, floor) for a, (want, floor) in zip(grad, wanted, strict=True)]
            assert max(errors) <= 2.5, (row[:5], max(errors))


@functions
def test_long_rows_against_float64(name):
    rng = np.random.default_rng(2)
    for n in (1000, 8191, 8193, 100_000, 400_000):
        row = rng.normal(0, 4, n).astype("f4")
        got, want = forward(name)(row), forward(name)(row.astype("f8"))
        error = np.abs(got - want) / np.spacing(np.abs(want).astype("f4"))
        assert error.max() <= 2, n


@pytest.mark.parametrize("name", [name for name in sorted(ROWS) if name != "log_softmax"])
def test_the_smallest_normal_results(name):
    """What corrects a quotient must not be lost where it is subnormal itself."""
    rng = np.random.default_rng(6)
    # Most of the results are between 2^-126 and 2^-125; sums are of every significand.
    x = rng.uniform(-86.6, -84.5, (100_000, 24)).astype("f4")
    x[:, :4] = rng.uniform(-2, 0.7, (len(x), 4))
    x *= -1 if name == "softmin" else 1
    got, want = forward(name)(x), forward(name)(x.astype("f8"))
    error = np.abs(got - want) / np.spacing(want.astype("f4"))
    # Of ten million others the worst was 1.77; here it was 1.96 and up to 2.1.
    assert error.max() <= 1.9


# Powers of two that take products below the subnormal numbers, and differences beyond the largest number.
@pytest.mark.parametrize("scale", [-149, -135, -126, -110, -60, 0, 60, 110, 124, 125])
@pytest.mark.parametrize("n", [3, 31, 33, 128, 1000])
@functions
def test_gradients_of_every_size(name, n, scale):
    rng = np.random.default_rng(n)
    y = forward(name)(rng.normal(0, 2, (40, n)).astype("f4"))
    if name == "log_softmax":  # the sum of gradients is no average
        scale = min(scale, 115)
    g = np.ldexp(rng.uniform(-2, 2, (40, n)), scale).astype("f4")
    got, y, g = backward(name)(g, y).astype("f8"), y.astype("f8"), g.astype("f8")
    if name == "log_softmax":
        part = np.exp(y) * g.sum(-1, keepdims=True)
        want, floor, most = g - part, np.abs(part), 2
    else:
        want = y * (g - (y * g).sum(-1, keepdims=True)) * (-1 if name == "softmin" else 1)
        floor, most = y * np.abs(y * g).sum(-1, keepdims=True) * 2.0**-22, 1.6
    size = np.maximum(np.abs(want), floor)
    # An ulp of either term, in those of the larger; in softmax a rounded product of what was rounded.
    assert (np.abs(got - want) / np.spacing(size.astype("f4"))).max() <= most


@functions
@dtypes
def test_edges(name, dtype):
    inf, sign = np.inf, -1 if name == "softmin" else 1
    with np.errstate(all="raise"):
        for n in (1, 2, 5, 40, 300):
            for odd in (np.nan, sign * inf):
                row = np.zeros(n, dtype)
                row[n // 2] = odd
                assert np.isnan(forward(name)(row)).all(), (n, odd)
            row = np.zeros(n, dtype)
            row[0] = -sign * inf
            got = forward(name)(row)
            if n == 1:
                assert np.isnan(got).all()
            else:
                assert got[0] == (-inf if name == "log_softmax" else 0)
                np.testing.assert_array_equal(got[1:], forward(name)(row[1:]))
            assert np.isnan(forward(name)(np.full(n, -sign * inf, dtype))).all()
        one = forward(name)(np.array([3.0], dtype))
        assert one == (0 if name == "log_softmax" else 1)
        largest = np.finfo(dtype).max
        with np.errstate(over="ignore"):
            got = forward(name)(np.array([largest, -largest], dtype))
        assert np.isfinite(got).sum() >= (1 if name == "log_softmax" else 2)
    for shape, axis in (((0,), -1), ((3, 0), -1), ((0, 3), -1), ((3, 0), 0)):
        assert forward(name)(np.ones(shape, dtype), axis).shape == shape


@functions
@dtypes
def test_every_axis_and_layout(name, dtype):
    rng = np.random.default_rng(3)
    whole = rng.normal(0, 3, (6, 10, 14, 8)).astype(dtype)
    for x in (
        whole,
        whole[::2, ::-1],
        whole.transpose(2, 0, 3, 1),
        np.asfortranarray(whole),
        whole[..., ::3],
        whole[0, 0],
    ):
        grad = rng.normal(size=x.shape).astype(dtype)
        for axis in range(-x.ndim, x.ndim):
            moved = np.ascontiguousarray(np.moveaxis(x, axis, -1))
            want = np.moveaxis(forward(name)(moved), -1, axis)
            got = forward(name)(x, axis)
            support.assert_same_bits(got, want, f"{x.strides} {axis}")
            back = backward(name)(grad, got, axis=axis)
            moved = np.ascontiguousarray(np.moveaxis(grad, axis, -1)), np.ascontiguousarray(np.moveaxis(want, axis, -1))
            support.assert_same_bits(back, np.moveaxis(backward(name)(*moved), -1, axis))
        support.assert_same_bits(forward(name)(x, None), forward(name)(x.reshape(-1)).reshape(x.shape))
    scalar = forward(name)(np.dtype(dtype).type(2))
    assert scalar == (0 if name == "log_softmax" else 1)


@functions
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_threads_and_rows_do_not_change_bits(name, dtype):
    rng = np.random.default_rng(4)
    for shape in ((2, 500_000), (300, 700), (40_000, 12), (1, 131_072), (14, 120_000)):
        x, g = rng.normal(size=shape).astype(dtype), rng.normal(size=shape).astype(dtype)
        with fastrelu.num_threads(1):
            y = forward(name)(x)
            back = backward(name)(g, y)
        with fastrelu.num_threads(2):
            support.assert_same_bits(forward(name)(x), y)
            support.assert_same_bits(backward(name)(g, y), back)
        support.assert_same_bits(forward(name)(x[-1:]), y[-1:])
        support.assert_same_bits(forward(name)(x[-1]), y[-1])
    # A cut row whose parts would take different loops. (The bits of its NaN are not compared: support.bits.)
    x = rng.normal(size=(1, 131_072)).astype(dtype)
    for odd in (-np.inf, -80.0, -np.nan, np.nan, 5e4):
        x[0, 9000] = odd
        with fastrelu.num_threads(2):
            cut, whole = forward(name)(x), forward(name)(np.repeat(x, 4, axis=0))
        support.assert_same_bits(whole, np.repeat(cut, 4, axis=0))


@functions
@pytest.mark.parametrize("n", [2, 40, 127, 128, 129, 143, 144, 300, 1000, 2100, 9000])
def test_rows_of_every_sort_side_by_side(name, n):
    """Narrow, wide, masked, far from 0: loops differ, but no row's bits depend on those beside it."""
    inf, nan, rng = np.inf, np.nan, np.random.default_rng(n)
    normal, some = rng.normal(size=n), rng.random(n) < 0.1
    span = np.linspace(0, 1, n)
    sorts = [
        normal, 30 * normal, normal + 100, 5000 + normal, 3e5 * normal, 0 * normal, span * 59.99, span * -60.01 + 20,
        span * -104 + 3, np.where(some, -inf, normal), np.where(some, inf, normal), np.where(some, nan, 40 * normal),
        np.where(some, -nan, normal), np.full(n, -inf), np.full(n, inf), -np.abs(normal), np.abs(normal), -0.0 * normal,
    ]  # fmt: skip
    rows = np.array(sorts, "f4")[rng.permutation(len(sorts))]
    want = np.array([forward(name)(row) for row in rows])
    for count in (len(rows), 7, 2):
        for first in range(0, len(rows), count):
            support.assert_same_bits(forward(name)(rows[first : first + count]), want[first : first + count])
    exact = forward(name)(rows.astype("f8"))
    assert (np.isnan(want) == np.isnan(exact)).all()
    finite = np.isfinite(exact)
    assert (want[~finite & ~np.isnan(want)] == exact[~finite & ~np.isnan(exact)]).all()
    error = np.abs(want[finite] - exact[finite]) / np.spacing(np.abs(exact[finite]).astype("f4"))
    assert error.max() <= 2


# Where rows are computed in pieces, where whole steps begin at a line, where pieces end, where the longest row is.
LENGTHS = [
    127, 128, 129, 159, 160, 256, 511, 512, 513, 527, 528, 543, 544, 1000, 1023, 4096,
    8191, 8192, 8193, 8209, 8705, 8792, 16384, 16385, 20001, 65536, 65537,
]  # fmt: skip


@functions
@pytest.mark.parametrize("n", LENGTHS)
def test_many_rows_as_each_by_itself(name, n):
    """Of many rows some are finished while others are begun: wherever they lie, in place, and on several threads."""
    rng = np.random.default_rng(n)
    most = 140 if n < 2000 else 20 if n < 50_000 else 13
    x = rng.normal(0, 3, (most, n)).astype("f4")
    alone = np.array([forward(name)(row) for row in x])
    odd = x.copy()
    odd[most // 3 :: 7] *= 30  # not narrow
    odd[most // 2, n // 2], odd[most // 2 + 1, n - 1] = -np.inf, np.inf
    odd[3 * most // 4, 0] = np.nan
    odd[5 * most // 6] += 5000  # far from 0
    odd_alone = np.array([forward(name)(row) for row in odd])
    for count in (4, 5, 8, 13, most // 2 + 1, most):
        offset, gap = int(rng.integers(0, 17)), int(rng.integers(0, 17))
        for rows, want in ((x[:count], alone[:count]), (odd[-count:], odd_alone[-count:])):
            support.assert_same_bits(forward(name)(rows), want)
            buffer = np.full((count + 1) * (n + gap) + 16, 77, "f4")
            out = buffer[offset : offset + count * (n + gap)].reshape(count, n + gap)[:, :n]
            support.assert_same_bits(forward(name)(rows, out=out), want)
            out[...] = rows
            support.assert_same_bits(forward(name)(out, out=out), want)  # in place
            out[...] = 77
            assert (buffer == 77).all()
    support.assert_same_bits(forward(name)(x[::-1]), alone[::-1])
    support.assert_same_bits(forward(name)(np.broadcast_to(x[0], (40, n))), np.repeat(alone[:1], 40, axis=0))
    with fastrelu.num_threads(2):
        support.assert_same_bits(forward(name)(np.tile(odd, (3, 1))), np.tile(odd_alone, (3, 1)))


@functions
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_instruction_sets_give_the_same_bits(name, dtype):
    names = support.isas_of_same_bits()
    if len(names) < 2:
        pytest.skip("one instruction set with fused multiply-add, or none")
    rng, results = np.random.default_rng(5), []
    x = rng.normal(0, 3, (57, 300)).astype(dtype)
    for isa in names:
        with support.using_isa(isa):
            y = forward(name)(x)
            results.append((y, backward(name)(x, y), forward(name)(x[:, :11].copy())))
    for one, other in zip(results[0], results[1], strict=True):
        support.assert_same_bits(one, other)


@functions
def test_out_in_place_and_overlap(name):
    x = np.random.default_rng(6).normal(size=(9, 33)).astype("f4")
    want = forward(name)(x)
    for axis in (0, 1):
        want = forward(name)(x, axis)
        inside = x.copy()
        assert forward(name)(inside, axis, out=inside) is inside
        support.assert_same_bits(inside, want)
        out = np.empty_like(x)
        assert forward(name)(x, axis, out=(out,)) is out
        support.assert_same_bits(out, want)
        wide = np.empty(x.shape, "f8")
        assert forward(name)(x, axis, out=wide) is wide
        shifted = np.concatenate([x, x])
        result = forward(name)(shifted[:9], axis, out=shifted[1:10])
        support.assert_same_bits(result, want)
        grad = x.copy()
        backward(name)(grad, want, axis, out=grad)
        support.assert_same_bits(grad, backward(name)(x, want, axis))


@functions
def test_as_other_ufuncs(name):
    x = np.arange(6).reshape(2, 3)
    for dtype, result in (("i1", "f2"), ("i2", "f4"), ("i8", "f8"), ("?", "f2"), (">f4", "f4")):
        assert forward(name)(x.astype(dtype)).dtype == result
    assert forward(name)(x.tolist()).shape == (2, 3)
    assert forward(name)(x.astype("f4"), dtype="f8").dtype == "f8"
    y = forward(name)(x.astype("f8"))
    support.assert_same_bits(backward(name)(np.ones(3), y), backward(name)(np.ones((2, 3)), y))
    dask_array = pytest.importorskip("dask.array")
    lazy = dask_array.from_array(y, chunks=(1, 3))
    np.testing.assert_array_equal(forward(name)(lazy).compute(), forward(name)(y))
    whole = lazy.rechunk((2, 3))
    np.testing.assert_allclose(forward(name)(whole, None).compute(), forward(name)(y, None), rtol=1e-15)
    with pytest.raises(TypeError, match=f"{name}_backward: axis may be None for arrays of one shape"):
        backward(name)(whole[0], whole, None)
    for bad in (np.array(["a"]), np.array([1j]), np.array([None])):
        with pytest.raises(TypeError, match=name):
            forward(name)(bad)
    for axis in (2, -3):
        with pytest.raises(ValueError, match=f"axis {axis} is out of bounds"):
            forward(name)(x.astype("f4"), axis)
    for axis in (1.0, "1", (0,)):
        with pytest.raises(TypeError, match="axis must be an integer"):
            forward(name)(x.astype("f4"), axis)
    read_only = np.ones((2, 3), "f4")
    read_only.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        forward(name)(x.astype("f4"), out=read_only)
    with pytest.raises(ValueError, match=r"out|shape|broadcast|mismatch"):
        forward(name)(x.astype("f4"), out=np.empty((2, 4), "f4"))


def test_ufuncs_are_pickled_by_name():
    """As Dask sends them to its workers, to processes that have not made them yet."""
    ufuncs = [getattr(fastrelu, name).ufunc for name in _rows.PUBLIC]
    assert pickle.loads(pickle.dumps(ufuncs)) == ufuncs
    code = f"import pickle\nprint(*(u.__name__ for u in pickle.loads({pickle.dumps(ufuncs)!r})))"
    assert support.run_python(code).stdout.split() == [ufunc.__name__ for ufunc in ufuncs]


def test_the_compiled_function_refuses_what_is_not_its():
    x = np.ones((2, 3), "f4")
    assert not _core.run_rows("softmax", "value", (x, np.ones((2, 3))))
    assert not _core.run_rows("softmax", "value", (x, np.ones((3, 2), "f4")))
    assert not _core.run_rows("softmax", "value", (x[:, :2], x[:, 1:]))
    with pytest.raises(ValueError, match="form"):
        _core.run_rows("softmax", "derivative", (x, x))


def test_what_others_get_wrong():
    assert fastrelu.log_softmax(np.float32([16.942385, 0]))[0] == np.float32(-4.3854665e-08)
    tiny = fastrelu.softmax(np.float32([0, -100.3]))[1]
    assert tiny == pytest.approx(2.7559e-44, rel=0.03)
