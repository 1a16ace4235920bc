"""The same bits however the operands lie in memory, and however many threads, elements and vector lanes there are."""

import itertools

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

import fastrelu
import support
from fastrelu import _core, _ufuncs

BLOCK = 512  # kBlock and kLanes of cpp/kernels, about which the lengths below are chosen
LANES = 32
IN_TWO_PARTS = 131_072  # bytes of an operand, from which on some kernels take it as two parts by turns
LARGE = 400_003  # enough for every function to be cut for two threads; odd, so that nothing divides it

# Drivers are one code for all kernels: one of each shape stands for the others, and few where a case takes long. Loops
# are compiled for every kernel: what is quick, and values, are asked of all.
UFUNCS = [(kernel, form) for kernel in support.REPRESENTATIVES for form in kernel.forms]
cases = pytest.mark.parametrize("case", UFUNCS, ids=support.ufunc_id)
few = pytest.mark.parametrize("case", [c for c in UFUNCS if c[0] in support.FEW], ids=support.ufunc_id)
every = pytest.mark.parametrize("case", support.ALL_UFUNCS, ids=support.ufunc_id)
every_with_parameters = pytest.mark.parametrize(
    "case", [c for c in support.ALL_UFUNCS if c[0].parameters], ids=support.ufunc_id
)
dtypes = pytest.mark.parametrize("dtype", support.FLOATS)


def loops(activation):
    """The dtypes that an activation has loops for."""
    return support.FLOATS + (("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8") if activation.keeps_integers else ())


def data(activation, form, dtype, n, seed=0):
    """Inputs without parameters: grad_output for a backward pass, the gate of gated ones, and x."""
    inputs = tuple(support.mixture(dtype, n, seed + 20 * k) for k in range(len(activation.inputs)))
    return (support.mixture(dtype, n, seed + 10), *inputs) if form == "backward" else inputs


def compute(case, operands, parameters=None, **keywords):
    activation, form = case
    parameters = activation.defaults if parameters is None else parameters
    return support.as_tuple(support.ufunc(activation, form)(*operands, *parameters, **keywords))


def assert_all_same(results, wanted, what=""):
    for result, want in zip(results, wanted, strict=True):
        support.assert_same_bits(result, want, what)


def one_by_one(case, operands, parameters=None):
    """Results computed in small contiguous pieces: no threads, no streaming, one vector at a time.

    Parameters are one value for each element, or else the defaults.
    """
    pieces = []
    for start in range(0, operands[0].size, 1000):
        given = (None if p is None else [a[start : start + 1000].copy() for a in p] for p in (operands, parameters))
        with fastrelu.num_threads(1):
            pieces.append(compute(case, *given))
    return [np.concatenate(piece) for piece in zip(*pieces, strict=True)]


# -------------------------------------------------------------------------------------------------------------- lengths


@every
def test_every_length(case):
    activation, form = case
    for dtype in loops(activation):
        operands = data(activation, form, dtype, 1100)
        whole = compute(case, operands)
        for n in [*range(0, 3 * LANES), *range(3 * LANES, 1100, 7), BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK]:
            # From the end, so that starts are unaligned as well.
            head = compute(case, [operand[:n] for operand in operands])
            tail = compute(case, [operand[1100 - n :] for operand in operands])
            assert_all_same(head, [result[:n] for result in whole], f"first {n}, {dtype}")
            assert_all_same(tail, [result[1100 - n :] for result in whole], f"last {n}, {dtype}")


@cases
@pytest.mark.parametrize("streams", [False, True], ids=["", "streams"])
def test_lengths_about_two_parts(case, streams, request):
    activation, _ = case
    expected = []
    for dtype in loops(activation):
        page, limit = (size // np.dtype(dtype).itemsize for size in (4096, IN_TWO_PARTS))
        operands = data(*case, dtype, limit + 3 * page)
        each = [np.linspace(0.1, 0.9, limit + 3 * page).astype(dtype) for _ in activation.parameters]
        for parameters in [None, each] if each else [None]:
            wanted = one_by_one(case, operands, parameters)
            expected.append((dtype, page, limit, operands, parameters, wanted))
    if streams:
        request.getfixturevalue("always_streaming")
    for dtype, page, limit, operands, parameters, wanted in expected:
        out = tuple(np.empty_like(want) for want in wanted)
        for n in (limit - 1, limit, limit + LANES - 1, limit + page, limit + 2 * page - 1, limit + 3 * page - 7):
            for target in out:
                target.fill(77)
            given = (None if p is None else [a[:n] for a in p] for p in (operands, parameters))
            with fastrelu.num_threads(1):  # a thread's share counts
                compute(case, *given, out=tuple(target[:n] for target in out))
            assert_all_same([target[:n] for target in out], [want[:n] for want in wanted], f"{dtype}, {n}")
            assert all((target[n:] == 77).all() for target in out), f"{dtype}, {n}"


@cases
def test_every_start(case):
    """Outputs large enough to be brought to a cache line first, from every place in one; nothing else is written."""
    activation, form = case
    for dtype in loops(activation):
        operands = data(activation, form, dtype, 4300)
        whole = one_by_one(case, operands)
        for start in [*range(0, 64 // np.dtype(dtype).itemsize), 100]:
            n = 4096 + 5 * start % 64
            room = [np.full(n + 200, 77, dtype) for _ in range(support.outputs(activation, form))]
            # Inputs and outputs together or apart, and the second output a little further on.
            for inputs_at in (start, 0):
                out = tuple(r[start + k : start + k + n] for k, r in enumerate(room))
                compute(case, [operand[inputs_at : inputs_at + n] for operand in operands], out=out)
                for target, want in zip(out, whole, strict=True):
                    support.assert_same_bits(target, want[inputs_at : inputs_at + n], f"{start}, {inputs_at}, {dtype}")
                    target[...] = 77
                assert all((r == 77).all() for r in room), (start, inputs_at, dtype)


@cases
def test_nothing_is_written_beyond_the_end(case):
    activation, form = case
    for dtype in loops(activation):
        for n in (1, 5, LANES - 1, LANES, LANES + 1, BLOCK - 1, BLOCK, BLOCK + 1, 1100):
            operands = data(activation, form, dtype, n)
            for step in (1, 2, -1):
                room = [np.full(2 * n + 100, 77, dtype) for _ in range(support.outputs(activation, form))]
                targets = [r[50 : 50 + n * abs(step)][::step] for r in room]
                compute(case, operands, out=tuple(targets))
                for r, target in zip(room, targets, strict=True):
                    target[...] = 77
                    assert (r == 77).all(), (dtype, n, step)


# -------------------------------------------------------------------------------------------------------------- layouts


def laid_out(a, layout):
    """The same numbers in another layout."""
    n = a.size
    if layout == "offset":
        room = np.empty(n + 1, a.dtype)
        room[1:] = a
        return room[1:]
    if layout == "strided":
        room = np.zeros((n, 3), a.dtype)
        room[:, 1] = a
        return room[:, 1]
    if layout == "reversed":
        return a[::-1].copy()[::-1]
    if layout == "unaligned":
        room = np.empty(n * a.itemsize + 1, "u1")
        view = room[1:].view(a.dtype)
        view[...] = a
        return view
    if layout == "byte-swapped":
        return a.astype(a.dtype.newbyteorder())
    if layout == "read-only":
        a = a.copy()
        a.flags.writeable = False
        return a
    raise AssertionError(layout)


LAYOUTS = ("offset", "strided", "reversed", "unaligned", "byte-swapped", "read-only")


@cases
def test_layouts_of_inputs(case):
    activation, form = case
    for dtype, n, layout in itertools.product(loops(activation), (7, 1100), LAYOUTS):
        operands = data(activation, form, dtype, n)
        whole = compute(case, operands)
        changed = [laid_out(operand, layout) for operand in operands]
        assert_all_same(compute(case, changed), whole, f"{dtype}, {n}, {layout}")
        for k, given in enumerate(activation.data(form) if len(operands) > 1 else ()):
            alone = [*operands[:k], changed[k], *operands[k + 1 :]]
            assert_all_same(compute(case, alone), whole, f"{dtype}, {n}, {layout} {given}")


@cases
def test_layouts_of_outputs(case):
    activation, form = case
    for dtype, n, layout in itertools.product(loops(activation), (7, 1100), LAYOUTS[:-1]):
        operands = data(activation, form, dtype, n)
        out = tuple(laid_out(np.zeros(n, dtype), layout) for _ in range(support.outputs(activation, form)))
        results = compute(case, operands, out=out)
        assert all(result is target for result, target in zip(results, out, strict=True))
        assert_all_same(results, compute(case, operands), f"{dtype}, {n}, {layout}")


@cases
@dtypes
def test_layouts_of_matrices(case, dtype):
    activation, form = case
    operands = [operand.reshape(37, 41) for operand in data(activation, form, dtype, 37 * 41)]
    whole = compute(case, operands)
    for change in (np.asfortranarray, lambda a: np.ascontiguousarray(a.T).T, lambda a: np.repeat(a, 2, axis=1)[:, ::2]):
        assert_all_same(compute(case, [change(operand) for operand in operands]), whole)
    assert_all_same([r.T for r in compute(case, [operand.T for operand in operands])], whole)
    assert_all_same([r[::-1, ::-1] for r in compute(case, [operand[::-1, ::-1] for operand in operands])], whole)
    window = compute(case, [operand[3:-2, 5:-7] for operand in operands])
    assert_all_same(window, [result[3:-2, 5:-7] for result in whole])
    out = tuple(np.zeros((41, 37), dtype).T for _ in whole)
    assert_all_same(compute(case, operands, out=out), whole)


def in_order(operand, shape, axes):
    """The elements of an operand in a shape, axes[-1] the one along which they lie end to end."""
    place = np.empty([shape[k] for k in axes], operand.dtype).transpose(np.argsort(axes))
    place[...] = operand.reshape(shape)
    return place


# Whole tiles of 32 by 32, tiles with edges on either axis or both, less than a tile, axes around the two.
@pytest.mark.parametrize("shape", [(64, 96), (33, 160), (160, 65), (31, 200), (3, 40, 70), (2, 33, 5, 64)], ids=str)
@cases
def test_operands_in_different_orders(case, threads, shape):
    activation, form = case
    orders = list(itertools.permutations(range(len(shape))))
    rng = np.random.default_rng(len(shape))
    for dtype in loops(activation):
        operands = data(activation, form, dtype, int(np.prod(shape)))
        wanted = [result.reshape(shape) for result in compute(case, operands)]
        for axes in orders if dtype == "f4" else orders[-1:]:
            changed = [in_order(operand, shape, rng.permutation(len(shape))) for operand in operands[:-1]]
            changed.append(in_order(operands[-1], shape, axes))
            out = tuple(np.zeros_like(w) for w in wanted)
            assert_all_same(compute(case, changed, out=out), wanted, f"{dtype}, {axes}")
            turned = tuple(in_order(np.zeros_like(w), shape, axes) for w in wanted)
            straight = [operand.reshape(shape) for operand in operands]
            assert_all_same(compute(case, straight, out=turned), wanted, f"{dtype}, {axes}, outputs")


def test_weights_over_operands_in_different_orders(threads):
    x = support.mixture("f4", 64 * 100).reshape(64, 100)
    for weight in (np.linspace(-1, 2, 100, dtype="f4"), np.linspace(-1, 2, 64, dtype="f4")[:, None]):
        out = np.empty_like(x)
        fastrelu.prelu(np.asfortranarray(x), weight, out=out)
        support.assert_same_bits(out, fastrelu.prelu(x, weight))


@cases
@dtypes
def test_broadcast_inputs(case, dtype):
    activation, form = case
    operands = data(activation, form, dtype, 1100)
    for shape, row in (((1100, 3), (slice(None), None)), ((3, 1100), (None, slice(None)))):
        spread = [np.broadcast_to(operand[row], shape) for operand in operands]
        copies = [np.ascontiguousarray(s) for s in spread]
        assert_all_same(compute(case, spread), compute(case, copies))
        for k in range(len(operands)):  # one stands still while the other moves
            mixed = [s if j == k else c for j, (s, c) in enumerate(zip(spread, copies, strict=True))]
            assert_all_same(compute(case, mixed), compute(case, copies))
    constant = [np.broadcast_to(operand[:1], 1100) for operand in operands]
    assert_all_same(compute(case, constant), compute(case, [np.ascontiguousarray(c) for c in constant]))


@cases
def test_in_place(case, threads):
    activation, form = case
    for dtype in loops(activation):
        for n in (1, 33, 1100, LARGE) if dtype in ("f4", "i4") else (1, 33, 1100):
            operands = data(activation, form, dtype, n)
            whole = compute(case, operands)
            for target in range(len(operands)):
                # With two outputs the second lies elsewhere.
                changed = [operand.copy() for operand in operands]
                out = (changed[target], *(np.empty_like(w) for w in whole[1:]))
                assert_all_same(compute(case, changed, out=out), whole, f"{dtype}, {n}, input {target}")
                changed = [operand.copy() for operand in operands]
                out = (*(np.empty_like(w) for w in whole[1:]), changed[target])
                assert_all_same(compute(case, changed, out=out), whole, f"{dtype}, {n}, input {target}, last output")
        both = data(activation, form, dtype, 1100)[-1]
        whole = compute(case, [both.copy() for _ in operands])
        assert_all_same(compute(case, [both for _ in operands], out=(both, *map(np.empty_like, whole[1:]))), whole)


@cases
def test_outputs_that_partly_overlap_inputs(case, threads):
    """Ahead and behind by less than a vector, a block, and more; NumPy lets some of these through to the loop."""
    activation, form = case
    sizes = [(2500, shift) for shift in (1, -1, 31, -31, 200, -200, 511, -512, 600, -601)]
    for dtype in ("f4",) if form != "value" else loops(activation):
        for n, shift in [*sizes, (LARGE, 1), (LARGE, -1)] if dtype == "f4" else sizes:
            given = data(activation, form, dtype, n)
            whole = compute(case, given)
            for target in range(len(given)):
                operands = list(given)
                room = np.empty(n + abs(shift), dtype)
                source = room[max(shift, 0) :][:n]
                source[...] = operands[target]
                operands[target] = source
                out = room[max(-shift, 0) :][:n]
                results = compute(case, operands, out=(out, *map(np.empty_like, whole[1:])))
                assert_all_same(results, whole, f"{dtype}, {n}, shift {shift}, input {target}")


@cases
def test_outputs_that_overlap_in_reverse(case, threads):
    for n in (40, 1101, LARGE):
        operands = list(data(*case, "f4", n))
        whole = compute(case, operands)
        results = compute(case, operands, out=(operands[-1][::-1], *map(np.empty_like, whole[1:])))
        assert_all_same(results, whole, n)


# ------------------------------------------------------------------------------------- threads, streaming, vector width


@cases
def test_number_of_threads(case):
    activation, form = case
    for dtype in loops(activation):
        operands = data(activation, form, dtype, LARGE)
        layouts = [lambda a: a, lambda a: a[1:], lambda a: a[::-1], lambda a: a[::3]]
        # The cuts know nothing of dtypes; integers need not try all layouts.
        for layout in layouts if dtype in support.FLOATS else layouts[:1]:
            with fastrelu.num_threads(1):
                one = compute(case, [layout(operand) for operand in operands])
            for threads in (2, 3):
                with fastrelu.num_threads(threads):
                    more = compute(case, [layout(operand) for operand in operands])
                assert_all_same(more, one, f"{dtype}, {threads} threads")


@few
def test_more_than_a_million_elements(case, threads):
    """Where operands are fetched ahead: from two megabytes of each on by what one of two threads has."""
    operands = data(*case, "f4", 1_200_003)
    assert_all_same(compute(case, operands), one_by_one(case, operands), "")


@pytest.fixture
def always_streaming():
    """Outputs leave past the caches whatever their size."""
    before = _core.set_stream_bytes(0)
    yield
    _core.set_stream_bytes(before)


def check_streaming(case, dtype, start):
    """Outputs that leave past the caches, from starts on and off the cache lines."""
    n = LARGE
    short = data(*case, dtype, 100_003)
    wanted = compute(case, short)
    operands = [np.resize(operand, n) for operand in short]
    out = tuple(np.full(n + 100, 77, dtype) for _ in wanted)
    compute(case, operands, out=tuple(o[start : start + n] for o in out))
    for target, want in zip(out, wanted, strict=True):
        assert (target[:start] == 77).all()
        assert (target[start + n :] == 77).all()
        support.assert_same_bits(target[start : start + n], np.resize(want, n))


@pytest.mark.parametrize("activation", support.REPRESENTATIVES, ids=support.ufunc_id)
@pytest.mark.parametrize(
    ("form", "dtype", "start"), [("value", "f4", 1), ("with_derivative", "f8", 3), ("backward", "f2", 5)]
)
def test_streaming(activation, form, dtype, start, threads, always_streaming):
    if form in activation.forms:
        check_streaming((activation, form), dtype, start)


@cases
def test_streams_of_every_length(case, always_streaming):
    activation, form = case
    for dtype in loops(activation):
        operands = data(activation, form, dtype, 1200)
        wanted = one_by_one(case, operands)
        for start, n in itertools.product((0, 1, 7), (*range(1, 140), 511, 545, 1056, 1199)):
            room = tuple(np.full(1300, 77, dtype) for _ in wanted)
            compute(case, [operand[:n] for operand in operands], out=tuple(r[start : start + n] for r in room))
            for target, want in zip(room, wanted, strict=True):
                assert (target[:start] == 77).all()
                assert (target[start + n :] == 77).all()
                support.assert_same_bits(target[start : start + n], want[:n], f"{dtype}, {n} from {start}")


@pytest.mark.slow
@every
@dtypes
@pytest.mark.parametrize("start", [0, 1, 16, 17])
def test_streaming_many(case, dtype, start, threads, always_streaming):
    check_streaming(case, dtype, start)


@pytest.mark.parametrize(("row", "start"), [(49, 0), (49, 3), (3136, 1), (20_000, 5)])
def test_streaming_by_channel(row, start, threads, always_streaming):
    """The same for rows that are put together before they are computed, and for long ones that are not."""
    image = np.random.default_rng(row).standard_normal((13, row), np.float32)
    weight = np.linspace(-1, 1, 13, dtype=np.float32)
    wanted = np.stack([fastrelu.prelu(*pair) for pair in zip(image, weight, strict=True)])
    images = LARGE // image.size + 2
    room = np.full(images * image.size + 100, 77, np.float32)
    out = room[start : start + images * image.size].reshape(images, *image.shape)
    fastrelu.prelu(np.broadcast_to(image, out.shape).copy(), weight, axis=1, out=out)
    assert (room[:start] == 77).all()
    assert (room[start + out.size :] == 77).all()
    support.assert_same_bits(out, np.broadcast_to(wanted, out.shape).copy())


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
@pytest.mark.parametrize(("row", "starts"), [(3, (1, 3)), (48, (0, 0)), (49, (3, 8)), (100, (0, 5))])
def test_streaming_by_last_axis(dtype, row, starts, threads, always_streaming):
    """Weights that are the same in every row, for two outputs that lie differently on the cache lines."""
    rng = np.random.default_rng(row)
    base, weight = rng.standard_normal((257, row)).astype(dtype), rng.uniform(-1, 1, row).astype(dtype)
    wanted = [np.stack(each) for each in zip(*(_ufuncs.prelu_with_derivative(b, weight) for b in base), strict=True)]
    rows = LARGE // row + 7
    rooms = [np.full(rows * row + 100, 77, dtype) for _ in wanted]
    outs = tuple(room[s : s + rows * row].reshape(rows, row) for room, s in zip(rooms, starts, strict=True))
    _ufuncs.prelu_with_derivative(np.resize(base, (rows, row)), weight, out=outs)
    for out, want, room, start in zip(outs, wanted, rooms, starts, strict=True):
        assert (room[:start] == 77).all()
        assert (room[start + out.size :] == 77).all()
        support.assert_same_bits(out, np.resize(want, (rows, row)))


@pytest.mark.parametrize("dtype", ["i1", "u2", "i4", "i8"])
@pytest.mark.parametrize("columns", [20, 700])
def test_integers_of_several_dimensions(dtype, columns, threads):
    """Enough elements to be walked by us rather than by NumPy, in short rows and in long ones."""
    x = np.random.default_rng(0).integers(0, 256, (5000, 1000)).astype(dtype)[:, :columns]
    support.assert_same_bits(fastrelu.relu(x), np.maximum(x, 0))
    out = np.zeros((5000, 1000), dtype)
    fastrelu.relu(x, out=out[:, 7 : 7 + columns])
    support.assert_same_bits(np.ascontiguousarray(out[:, 7 : 7 + columns]), np.maximum(x, 0))
    assert not out[:, :7].any()
    assert not out[:, 7 + columns :].any()


def test_streaming_integers(threads, always_streaming):
    for activation in support.KERNELS:
        if activation.keeps_integers:
            for dtype in ("i1", "u2", "i8"):
                check_streaming((activation, "value"), dtype, 1)


@every
def test_instruction_sets(case, isa, isas_of_same_bits):
    activation, form = case
    for dtype in loops(activation):
        for parameters in support.samples(activation):
            operands = (*data(activation, form, dtype, 60_007), *parameters)
            if np.dtype(dtype).kind in "iu" and parameters:
                continue
            found = []
            for name in isas_of_same_bits:
                with isa(name):
                    found.append(support.as_tuple(support.ufunc(activation, form)(*operands)))
            for other in found[1:]:
                assert_all_same(other, found[0], f"{dtype}, {parameters}, {' and '.join(isas_of_same_bits)}")


@pytest.mark.parametrize("activation", support.KERNELS, ids=support.ufunc_id)
def test_exact_functions_agree_on_every_instruction_set(activation, isa):
    """What is correctly rounded has no freedom to differ, not even without fused multiplication."""
    for form in activation.forms:
        if activation.bound_of(form) != 0.5:
            continue
        for dtype in loops(activation):
            operands = data(activation, form, dtype, 20_000)
            with isa(support.supported_isas()[0]):
                wanted = compute((activation, form), operands)
            for name in support.supported_isas()[1:]:
                with isa(name):
                    assert_all_same(compute((activation, form), operands), wanted, f"{name}, {dtype}")


# ---------------------------------------------------------------------------------------------------- forms, parameters


@pytest.mark.parametrize("activation", support.ACTIVATIONS, ids=support.ufunc_id)
@dtypes
def test_forms_agree(activation, dtype):
    for parameters in support.samples(activation):
        for n in (1, 50, 5000):
            x = support.mixture(dtype, n)
            value, derivative = support.call(activation, "with_derivative", x, parameters)
            assert_all_same(support.call(activation, "value", x, parameters), [value])
            assert_all_same(support.call(activation, "derivative", x, parameters), [derivative])
            assert_all_same(support.call(activation, "backward", x, parameters), [derivative])


@every_with_parameters
@dtypes
def test_parameters_as_arrays(case, dtype):
    activation, form = case
    for parameters in support.samples(activation):
        for n in (1, 33, 1100, 20_001):
            operands = data(activation, form, dtype, n)
            function = support.ufunc(activation, form)
            wanted = support.as_tuple(function(*operands, *parameters))
            full = [np.full(n, p, dtype) for p in parameters]
            for given in (full, [np.repeat(f, 2)[::2] for f in full], [np.broadcast_to(f[:1], n) for f in full]):
                assert_all_same(support.as_tuple(function(*operands, *given)), wanted, n)
            columns = [np.full((3, 1), p, dtype) for p in parameters]
            for result, want in zip(support.as_tuple(function(*operands, *columns)), wanted, strict=True):
                support.assert_same_bits(result, np.broadcast_to(want, (3, n)))


@every_with_parameters
@dtypes
def test_a_parameter_for_each_element(case, dtype):
    activation, form = case
    n = 1100
    operands = data(activation, form, dtype, n)
    generator = np.random.default_rng(4)
    # Some are 1, which may take a way of its own.
    parameters = [
        np.where(generator.random(n) < 0.3, 1, generator.uniform(-2, 2, n)).astype(dtype) for _ in activation.parameters
    ]
    together = support.as_tuple(support.ufunc(activation, form)(*operands, *parameters))
    for k in range(0, n, 13):
        alone = support.ufunc(activation, form)(*(operand[k] for operand in operands), *(p[k] for p in parameters))
        assert_all_same(support.as_tuple(alone), [result[k] for result in together], k)


@every_with_parameters
@dtypes
@pytest.mark.parametrize("parameter", [1.0, 0.25])
def test_a_parameter_for_all_elements_or_for_each(case, dtype, parameter):
    """These are different loops, and 1 for all has one of its own where it is the default."""
    activation, form = case
    special = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, -np.nan, -40, -104, -157.375, -1333], dtype)
    operands = [np.concatenate([operand, special]) for operand in data(activation, form, dtype, 10_000)]
    one, each = (
        compute(case, operands, [given for _ in activation.parameters])
        for given in (np.dtype(dtype).type(parameter), np.full(operands[0].shape, parameter, dtype))
    )
    for result, other in zip(one, each, strict=True):
        nan = np.isnan(result)  # which have no bits to keep
        assert (nan == np.isnan(other)).all()
        support.assert_same_bits(result[~nan], other[~nan])


# ----------------------------------------------------------------------------------------------------------- hypothesis


@st.composite
def views(draw, dtype, shape):
    """An array of a shape, as a view of a larger one: offset, stepped, reversed, transposed, byte-swapped."""
    axes = draw(st.permutations(range(len(shape))))
    steps = [draw(st.sampled_from([1, 1, 1, 2, 3, -1, -2])) for _ in shape]
    offsets = [draw(st.integers(0, 3)) for _ in shape]
    swapped = draw(st.integers(0, 4)) == 0
    room_shape = [offsets[k] + shape[k] * abs(steps[k]) for k in axes]
    dtype = np.dtype(dtype).newbyteorder() if swapped else np.dtype(dtype)
    room = np.zeros(room_shape, dtype).transpose(np.argsort(axes))
    # The ellipsis keeps a view of no dimensions a view.
    view = room[(..., *(slice(o, o + n * abs(s)) for o, n, s in zip(offsets, shape, steps, strict=True)))]
    return view[(..., *(slice(None, None, s) for s in steps))]


@st.composite
def calls(draw):
    case = draw(st.sampled_from(support.ALL_UFUNCS))
    activation, form = case
    dtype = draw(st.sampled_from(loops(activation)))
    dimensions = draw(st.integers(0, 3))
    longest = (2000, 40, 12)[max(dimensions - 1, 0)]
    shape = tuple(draw(st.integers(0, longest)) for _ in range(dimensions))
    seed = draw(st.integers(0, 99))
    operands = []
    for k, operand in enumerate(data(activation, form, dtype, int(np.prod(shape)), seed)):
        broadcast = shape
        if form == "backward" and k == 0:
            broadcast = tuple(1 if draw(st.integers(0, 5)) == 0 else n for n in shape)
        view = draw(views(dtype, broadcast))
        view[...] = np.resize(operand, broadcast)
        operands.append(view)
    targets = []
    for _ in range(support.outputs(activation, form)):
        kind = draw(st.sampled_from(["new", "none", "in place", "reversed", "shifted"]))
        source = operands[draw(st.integers(0, len(operands) - 1))]
        if kind == "none":
            targets.append(None)
        elif kind == "in place" and source.shape == shape:
            targets.append(source)
        elif kind == "reversed" and source.shape == shape and dimensions:
            targets.append(source[::-1])
        elif kind == "shifted" and dimensions == 1 and operands[-1].shape == shape and shape[0] > 0:
            room = np.zeros(shape[0] + 5, dtype)
            ahead, behind = room[draw(st.integers(0, 5)) :][: shape[0]], room[draw(st.integers(0, 5)) :][: shape[0]]
            ahead[...] = operands[-1]
            operands[-1] = ahead
            targets.append(behind)
        else:
            targets.append(draw(views(dtype, shape)))
    if len(targets) == 2 and all(t is not None for t in targets) and np.shares_memory(*targets):
        targets[1] = np.zeros(shape, dtype)  # two outputs in the same memory have no meaning
    where = True
    if draw(st.integers(0, 3)) == 0:
        where = np.random.default_rng(seed).random(shape) < 0.6
    return case, operands, tuple(targets), where, draw(st.sampled_from([1, 2]))


@hypothesis.settings(max_examples=400)
@hypothesis.given(calls())
def test_any_layout(call):
    case, operands, targets, where, threads = call
    # NumPy 1 chooses the dtype of a ufunc by the value of operands without dimensions; the public functions do not.
    hypothesis.assume(not (np.__version__.startswith("1.") and operands[0].ndim == 0))
    shape = np.broadcast_shapes(*(operand.shape for operand in operands))
    flat = [np.ascontiguousarray(np.broadcast_to(operand, shape)).ravel() for operand in operands]
    # Byte order is part of the dtype, and the reference has the machine's.
    flat = [f.astype(f.dtype.newbyteorder("=")) for f in flat]
    wanted = [w.reshape(shape) for w in compute(case, flat)]
    if where is not True:
        # Where nothing is computed the output keeps what it held; a new one holds anything.
        targets = tuple(np.zeros(shape, w.dtype) if t is None else t for t, w in zip(targets, wanted, strict=True))
        wanted = [np.where(where, w, t) for w, t in zip(wanted, targets, strict=True)]
    # NumPy takes a bare None for one output only.
    given = None if len(targets) == 1 and targets[0] is None else targets
    with fastrelu.num_threads(threads):
        results = compute(case, operands, out=given, where=where)
    for result, target in zip(results, targets, strict=True):
        assert target is None or result is target
    assert_all_same(results, wanted)


@pytest.mark.parametrize("seed", range(60))
def test_operands_that_lie_between_each_other(seed):
    """As the halves of rows, or shifted into each other: what is written is what NumPy's assignments would have."""
    rng = np.random.default_rng(seed)
    # Rows that are put together, and long ones.
    rows, columns = rng.integers(1, 40), rng.integers(1, rng.choice([50, 3000]))
    memory = rng.normal(size=(rows, 3, columns + rng.integers(0, 3))).astype("f4")
    order, places, turned = rng.choice(["C", "F"]), rng.permutation(3), rng.random() < 0.3
    shift = rng.integers(1, columns + 1) if order == "C" and rng.random() < 0.4 else 0
    memory = np.asarray(memory, order=order)

    def parts(memory):
        of = [memory[:, k, :columns] for k in places]
        if shift and rows > 1:  # the last row would end beyond the memory
            of = [a[:-1] for a in of]
            flat = memory.reshape(-1)[places[1] * memory.shape[2] + shift :]
            of[1] = np.lib.stride_tricks.as_strided(flat, of[0].shape, of[0].strides)
        return [a[::-1] for a in of] if turned else of

    wanted = memory.copy(order="K")
    x, *outputs = parts(wanted)
    for out, result in zip(outputs, fastrelu.elu_with_derivative(x.copy()), strict=True):
        out[...] = result
    x, *outputs = parts(memory)
    meet = np.shares_memory(*outputs)  # then one of the two is lost, whichever
    fastrelu.elu_with_derivative(x, out=tuple(outputs))
    if not meet:
        support.assert_same_bits(memory, wanted)
