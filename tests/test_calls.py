"""The short way into a ufunc gives what NumPy's own way gives: results, dtypes, memory layout, errors and warnings.

A keyword `where=True` changes nothing but the way: such calls go through NumPy's machinery.
"""

import itertools
import sys
import threading

import numpy as np
import pytest

import fastrelu
import support
from fastrelu import _ufuncs

# One kernel of each shape: the short way knows nothing else of a kernel.
UFUNCS = [(kernel, form) for kernel in support.REPRESENTATIVES for form in kernel.forms]
cases = pytest.mark.parametrize("case", UFUNCS, ids=support.ufunc_id)
with_parameters = pytest.mark.parametrize("case", [c for c in UFUNCS if c[0].parameters], ids=support.ufunc_id)


def both_ways(ufunc, operands, out=None):
    """Results by the short way and by NumPy's; with `out`, functions that make the arrays to write to."""
    short = ufunc(*operands, out=out()) if out else ufunc(*operands)
    long = ufunc(*operands, out=out(), where=True) if out else ufunc(*operands, where=True)
    return support.as_tuple(short), support.as_tuple(long)


def assert_alike(short, long, what):
    for one, other in zip(short, long, strict=True):
        support.assert_same_bits(one, other, what)
        assert type(one) is type(other), what
        # Strides along axes of length 1 mean nothing.
        lengths = [
            [stride for stride, n in zip(a.strides, np.shape(a), strict=True) if n > 1] if np.ndim(a) else []
            for a in (one, other)
        ]
        assert lengths[0] == lengths[1], what


LAYOUTS = {
    "C": lambda a: np.ascontiguousarray(a),
    "F": lambda a: np.asfortranarray(a),
    "axes turned": lambda a: np.ascontiguousarray(a.transpose(1, 2, 0)).transpose(2, 0, 1),
    "every second": lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
    "backwards": lambda a: np.ascontiguousarray(a[:, ::-1])[:, ::-1],
    "window": lambda a: np.pad(a, ((0, 0), (1, 2), (3, 4)))[:, 1:-2, 3:-4],
    "byte-swapped": lambda a: a.astype(a.dtype.newbyteorder()),
}
# Small and large, rows short and long, axes of length 1.
SHAPES = [(2, 3, 5), (3, 41, 37), (1, 70, 80), (70, 1, 80), (2, 3, 1100), (700, 5, 3)]


@cases
@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(case, layout):
    activation, form = case
    for dtype, shape in itertools.product(("f2", "f4", "f8"), SHAPES):
        x = support.mixture(dtype, int(np.prod(shape))).reshape(shape)
        grad = support.mixture(dtype, x.size, seed=3).reshape(shape)
        laid = LAYOUTS[layout](x)
        for other in (grad, LAYOUTS[layout](grad)):
            operands = support.inputs(activation, form, laid, grad=other)
            assert_alike(*both_ways(support.ufunc(*case), operands), f"{dtype}, {shape}")


@cases
def test_outputs_of_every_layout(case):
    activation, form = case
    outputs = support.outputs(activation, form)
    for shape, layout in itertools.product(SHAPES, ("C", "F", "axes turned", "every second", "backwards", "window")):
        x = support.mixture("f4", int(np.prod(shape))).reshape(shape)
        operands = support.inputs(activation, form, x, grad=x[::-1] if form == "backward" else None)

        def out(layout=layout, x=x):
            return tuple(LAYOUTS[layout](np.full_like(x, 9)) for _ in range(outputs))

        assert_alike(*both_ways(support.ufunc(*case), operands, out), f"{shape}, {layout}")


@with_parameters
def test_parameters(case):
    activation, form = case
    ufunc = support.ufunc(*case)
    for dtype, shape in itertools.product(("f2", "f4", "f8"), SHAPES):
        x = support.mixture(dtype, int(np.prod(shape))).reshape(shape)
        ones = np.linspace(0.1, 0.9, max(shape)).astype(dtype)
        parameters = [
            *(
                0.25,
                np.float64(0.25),
                np.dtype(dtype).type(0.25),
                1,
                np.array(0.25, dtype),
                np.full((1, 1), 0.25, dtype),
                np.full((1,) * 5, 0.25, dtype),
            ),
            *(ones[: shape[0], None, None], ones[: shape[1], None], ones[: shape[2]]),
            *(np.broadcast_to(ones[: shape[2]], shape), np.full(shape, 0.25, dtype)),
        ]
        for parameter, k in itertools.product(parameters, range(len(activation.parameters))):
            given = (*activation.defaults[:k], parameter, *activation.defaults[k + 1 :])
            operands = support.inputs(activation, form, x, given)
            assert_alike(*both_ways(ufunc, operands), f"{dtype}, {shape}, {np.shape(parameter)} as number {k}")


@cases
def test_operands_that_share_memory(case):
    """In place, shifted by a few elements in each direction, interleaved, and transposed into itself."""
    activation, form = case
    if support.outputs(activation, form) > 1:
        return
    ufunc, side = support.ufunc(*case), 72
    plans = {
        "in place": lambda a: (a, a),
        "ahead": lambda a: (a[:-1], a[1:]),
        "behind": lambda a: (a[1:], a[:-1]),
        "a row ahead": lambda a: (a.ravel()[:-1], a.ravel()[1:]),
        "interleaved": lambda a: (a[:, ::2], a[:, 1::2]),
        "transposed": lambda a: (a, a.T),
        "backwards": lambda a: (a, a[::-1, ::-1]),
        "one line": lambda a: (a[:1], a),
    }
    for name, plan in plans.items():
        results = []
        for where in ({}, {"where": True}):
            a = support.mixture("f4", side * side).reshape(side, side)
            x, out = plan(a)
            grad = np.full_like(x, 2)
            ufunc(*support.inputs(activation, form, x, grad=grad), out=out, **where)
            results.append(a)
        support.assert_same_bits(*results, name)


def test_two_outputs_that_share_memory():
    x = support.mixture("f4", 5000)
    for where in ({}, {"where": True}):
        out = np.zeros(5001, "f4")
        fastrelu.relu_with_derivative(x, out=(out[1:], out[:-1]), **where)
        np.testing.assert_array_equal(out[:-1], fastrelu.relu_derivative(x))


def test_outputs_of_every_form():
    x = np.array([-1.0, 2.0])
    y, dy = np.zeros((2, 2))
    relu = fastrelu.relu
    assert relu(x, y) is y
    assert relu(x, out=y) is y
    assert relu(x, out=(y,)) is y
    assert relu(x, None) is not y
    assert relu(x, out=None) is not y
    assert relu(x, out=(None,)) is not y
    both = fastrelu.relu_with_derivative(x, out=(None, dy))
    assert both[1] is dy
    assert both[0].tolist() == [0, 2]
    both = fastrelu.relu_with_derivative(x, y, dy)
    assert both[0] is y
    assert both[1] is dy
    for out in (dy, (y,), (y, dy, y)):
        with pytest.raises((TypeError, ValueError)):
            fastrelu.relu_with_derivative(x, out=out)
    with pytest.raises((TypeError, ValueError)):
        relu(x, y, out=y)
    with pytest.raises(TypeError):
        relu(x, y, dy)
    with pytest.raises(TypeError):
        relu()
    with pytest.raises(TypeError, match="nonsense"):
        relu(x, nonsense=1)


@pytest.mark.parametrize("shape", [(4,), (100, 100)])
def test_refusals_are_numpys(shape):
    """Nothing is written, and the words are the same."""
    x = np.full(shape, -1.0, "f4")
    read_only = np.full(shape, 9.0, "f4")
    read_only.flags.writeable = False
    for out in (read_only, np.full((3, *shape[1:]), 9.0, "f4"), np.full(shape, 9, "i4"), [1.0]):
        errors = []
        for where in ({}, {"where": True}):
            with pytest.raises((TypeError, ValueError)) as caught:
                fastrelu.relu(x, out=out, **where)
            errors.append((caught.type, str(caught.value)))
        assert errors[0] == errors[1]
        if isinstance(out, np.ndarray):
            assert (out == 9).all()
    for grad in (np.ones(3, "f4"), np.ones((7, *shape), "c8"), "text"):
        errors = []
        for where in ({}, {"where": True}):
            with pytest.raises((TypeError, ValueError)) as caught:
                fastrelu.gelu_backward(grad, x[..., :2], **where)
            errors.append((caught.type, str(caught.value)))
        assert errors[0] == errors[1]


# NumPy 1 chooses the dtype of a ufunc by the value of a number: a float64 here, and nothing overflows.
@pytest.mark.skipif(np.__version__.startswith("1."), reason="the rules of NumPy 1 for scalars")
def test_a_number_too_large_for_the_dtype():
    for dtype, number in (("f2", 1e5), ("f4", 1e39)):
        x = np.full(3, -1, dtype)
        for where in ({}, {"where": True}):
            with np.errstate(all="raise"), pytest.raises(FloatingPointError, match="overflow"):
                _ufuncs.leaky_relu(x, number, **where)
    x = np.full(3, -1.0, "f4")
    assert (_ufuncs.leaky_relu(x, np.inf) == -np.inf).all()
    assert np.isnan(_ufuncs.leaky_relu(x, np.nan)).all()


def test_arrays_whose_writing_is_deprecated():
    out, _ = np.broadcast_arrays(np.zeros(4, "f4"), np.zeros((1, 4), "f4"))
    with pytest.warns((DeprecationWarning, FutureWarning), match="broadcast"):
        fastrelu.relu(np.ones((1, 4), "f4"), out=out)


def test_dtypes_without_a_number_of_their_own():
    """A dtype made by Python or C code has the number -1, until NumPy gives it one."""
    try:
        from numpy._core._multiarray_umath import _get_sfloat_dtype
    except ImportError:
        # NumPy 1.26 has its private test dtype elsewhere; that it is refused does not depend on NumPy's version.
        pytest.skip("this NumPy has no dtype for tests")
    x = np.arange(5.0).view(_get_sfloat_dtype()(1.0))
    assert x.dtype.num < 0
    for function in (fastrelu.relu, _ufuncs.leaky_relu, _ufuncs.gelu_with_derivative):
        with pytest.raises(TypeError, match="did not contain a loop"):
            function(x, *(0.1,) * (getattr(function, "nin", 1) - 1))


def test_long_integers_of_both_names():
    for code in "bBhHiIlLqQ":
        x = np.array([-3, 4] if code.islower() else [3, 4]).astype(code)
        result = fastrelu.relu(x)
        assert result.dtype == x.dtype
        assert result.tolist() == np.maximum(x, 0).tolist()


def test_many_dimensions():
    for n in (5, 20, 32):
        shape = (2,) * min(n, 13) + (1,) * max(n - 13, 0)
        x = support.mixture("f4", int(np.prod(shape))).reshape(shape)
        for operand in (x, x.T, x.transpose(*range(1, n), 0)):
            assert_alike(*both_ways(_ufuncs.elu, (operand, 0.5)), f"{n} dimensions")


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_shares_of_several_dimensions(threads):
    """Cut anywhere in a row, for any number of threads."""
    rng = np.random.default_rng(4)
    with fastrelu.num_threads(threads):
        for shape in ((1000, 499), (63, 64, 7, 7), (5, 100_003), (100_003, 5)):
            wide = rng.standard_normal((*shape[:-1], shape[-1] + 3)).astype("f4")
            x, weight = wide[..., 2:-1], rng.random(shape[1], np.float32)
            got = fastrelu.prelu(x, weight, axis=1)
            laid = weight.reshape(-1, *(1,) * (len(shape) - 2))
            support.assert_same_bits(got, np.where(x > 0, x, laid * x))


def test_calls_from_several_threads():
    x = np.random.default_rng(5).standard_normal((300, 301)).astype("f4")[:, ::2]
    want = fastrelu.gelu(x)
    wrong = []

    def work():
        for _ in range(50):
            if not np.array_equal(fastrelu.gelu(x), want):
                wrong.append(1)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not wrong


def test_references_are_counted():
    """Arguments and results are neither kept nor given away once too often."""
    x, y = np.linspace(-1, 1, 6000).reshape(60, 100).astype("f4"), np.zeros((60, 100), "f4")
    before = [sys.getrefcount(a) for a in (x, y, x.dtype)]
    for _ in range(100):
        fastrelu.relu(x)
        fastrelu.relu(x.T, out=y.T)
        fastrelu.elu(x[:, ::2], 0.5)
        fastrelu.gelu_with_derivative(x[::2])
        fastrelu.gelu_backward(x, x, out=y)
        counts = [sys.getrefcount(function(a)) for function in (np.exp, fastrelu.relu) for a in (x, x[:, ::2])]
        assert len(set(counts)) == 1
    after = [sys.getrefcount(a) for a in (x, y, x.dtype)]
    assert before == after


def test_types_that_only_look_usual():
    class Scalar(np.float32):
        def __array_ufunc__(self, *arguments, **keywords):
            return "taken over"

    x = np.ones(5, "f4")
    assert _ufuncs.elu(x, Scalar(1)) == "taken over"
    described = np.zeros((70, 70), np.dtype("f4", metadata={"unit": "mV"}))
    for operand in (described, described[0], described[:, ::2]):
        assert fastrelu.gelu(operand).dtype.metadata == {"unit": "mV"}


@with_parameters
@pytest.mark.parametrize("dtype", support.FLOATS)
def test_an_output_may_be_any_of_the_inputs(case, dtype):
    activation, form = case
    operands = [
        np.broadcast_to(operand, 1100).astype(dtype)
        for operand in support.inputs(
            activation, form, support.mixture(dtype, 1100), (0.3,) * len(activation.parameters)
        )
    ]
    wanted = support.as_tuple(support.ufunc(*case)(*operands))
    for place in range(len(operands)):
        for output in range(len(wanted)):
            copies = [operand.copy() for operand in operands]
            out = [None] * len(wanted)
            out[output] = copies[place]
            for result, want in zip(
                support.as_tuple(support.ufunc(*case)(*copies, out=tuple(out))), wanted, strict=True
            ):
                support.assert_same_bits(result, want, f"output {output} is input {place}")


@pytest.mark.parametrize("kernel", support.KERNELS, ids=support.ufunc_id)
def test_float16_does_not_depend_on_its_neighbours(kernel):
    """Whatever makes a group be computed again, infinite gradients included."""
    rng = np.random.default_rng(6)
    x = np.arange(65536, dtype="u2").view("f2")
    data = (x, *(rng.permutation(x) for _ in kernel.inputs[1:]))
    for value in (np.inf, -np.inf, 0.0, -0.0, 1.0, 6e-8, 65504.0):
        grad = np.full(x.size, value, "f2")
        order = rng.permutation(x.size)
        whole = support.call(kernel, "backward", data, grad=grad)
        mixed = support.call(kernel, "backward", tuple(column[order] for column in data), grad=grad)
        for one, other in zip(whole, mixed, strict=True):
            np.testing.assert_array_equal(one[order], other)  # NaN may differ in its payload
            nan = np.isnan(other)
            support.assert_same_bits(one[order][~nan], other[~nan])


@pytest.mark.parametrize("dtype", support.FLOATS)
@pytest.mark.parametrize("activation", support.ACTIVATIONS, ids=support.ufunc_id)
def test_one_array_for_both_outputs(activation, dtype):
    """It holds the derivative throughout, which is written last."""
    x = np.linspace(-4, 4, 4096).astype(dtype)
    derivative = support.ufunc(activation, "derivative")(x, *activation.defaults)
    for y in (np.empty_like(x), np.empty(2 * x.size, dtype)[::2]):
        support.ufunc(activation, "with_derivative")(x, *activation.defaults, out=(y, y))
        support.assert_same_bits(y, derivative)


def frames_of(call):
    """How many Python functions a call enters."""
    entered = []
    sys.setprofile(lambda frame, event, _: entered.append(frame.f_code.co_name) if event == "call" else None)
    try:
        call()
    finally:
        sys.setprofile(None)
    return len(entered) - 1  # without the call itself


def test_numbers_are_checked_once():
    """A number that has to be checked costs no more than another once it has been; others are refused all the same."""
    x = np.linspace(-3, 3, 7)
    for name, good, bad in (("softplus", 2.0, -1.0), ("celu", 0.5, 0.0), ("elu_backward_from_output", 0.5, np.inf)):
        function = getattr(fastrelu, name)
        data = (x, x) if name.endswith("output") else (x,)
        want = function.ufunc(*data, good)
        for _ in range(2):
            np.testing.assert_array_equal(function(*data, good), want)
            with pytest.raises(ValueError, match=name):
                function(*data, bad)
        function(*data, good)
        assert frames_of(lambda call=function, data=data, good=good: call(*data, good)) == 0
        assert frames_of(lambda call=function, data=data, good=good: call(*data, good / 2)) > 0
        np.testing.assert_array_equal(function(*data, good, dtype="f4").dtype, "f4")
    # Gradients of parameters that are given are never left out.
    for _ in range(3):
        assert len(fastrelu.silu_backward(x, x, 2.0)) == 2
        assert len(fastrelu.prelu_backward_from_output(x, x, 0.5)) == 2
