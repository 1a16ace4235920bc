"""At home in NumPy: every function takes what NumPy's own ufuncs take, and answers in the same way."""

import doctest
import inspect
import pickle
import re

import numpy as np
import pytest
from mpmath import mp, mpf

import fastrelu
import support
from fastrelu import _ufuncs
from fastrelu._signature import FUNCTIONS
from fastrelu.reference import reference

cases = pytest.mark.parametrize("case", support.ALL_UFUNCS, ids=support.ufunc_id)
# Public functions, each once with its inputs; other formulas of a function by its keyword.
functions = pytest.mark.parametrize("case", support.ALL_UFUNCS, ids=support.ufunc_id)
trained = pytest.mark.parametrize("signature", [s for s in FUNCTIONS.values() if s.trained], ids=lambda s: s.name)

X = np.array([[-3.0, -0.5, -0.0], [0.0, 0.5, 3.0]])


def arguments(case, x=X):
    return support.inputs(*case, x, grad=np.full_like(x, 2.0) if case[1] == "backward" else None)


def results(case, *operands, **keywords):
    return support.as_tuple(support.ufunc(*case)(*operands, **keywords))


def call_public(case, x, **keywords):
    """The public function with its parameters by keyword; without the gradients of parameters."""
    activation, form = case
    function, selected = support.public(*case)
    operands = arguments(case, x)[: len(activation.data(form))]
    by_name = {p.name: p.example for p in activation.parameters}
    result = support.as_tuple(function(*operands, **by_name, **selected, **keywords))
    return result[: support.outputs(*case)]


# -------------------------------------------------------------------------------------------------------- out and where


@cases
def test_out(case):
    operands = arguments(case)
    wanted = results(case, *operands)
    out = tuple(np.full_like(X, 9) for _ in wanted)
    returned = results(case, *operands, out=out if len(out) > 1 else out[0])
    assert all(r is o for r, o in zip(returned, out, strict=True))
    for result, want in zip(returned, wanted, strict=True):
        support.assert_same_bits(result, want)
    # By position, as NumPy has it.
    out = tuple(np.full_like(X, 9) for _ in wanted)
    assert all(r is o for r, o in zip(results(case, *operands, *out), out, strict=True))


@cases
def test_out_of_another_dtype(case):
    operands = arguments(case, X.astype("f4"))
    out = tuple(np.zeros(X.shape, "f8") for _ in range(support.outputs(*case)))
    for result, want in zip(results(case, *operands, out=out), results(case, *operands), strict=True):
        np.testing.assert_array_equal(result, want.astype("f8"))


@cases
def test_out_may_be_larger_than_the_inputs(case):
    operands = arguments(case)
    out = tuple(np.zeros((4, *X.shape)) for _ in range(support.outputs(*case)))
    for result, want in zip(results(case, *operands, out=out), results(case, *operands), strict=True):
        np.testing.assert_array_equal(result, np.broadcast_to(want, result.shape))


@cases
def test_where(case):
    operands = arguments(case)
    for where in (np.array([True, False, True]), np.array([[False], [True]]), np.array(False), np.array(True)):
        out = tuple(np.full_like(X, 9) for _ in range(support.outputs(*case)))
        results(case, *operands, out=out, where=where)
        for result, want in zip(out, results(case, *operands), strict=True):
            np.testing.assert_array_equal(result, np.where(where, want, 9))


# ------------------------------------------------------------------------------------------------------- dtype, casting


@cases
@pytest.mark.parametrize("dtype", ["?", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8"])
def test_dtype_of_the_result(case, dtype):
    """As numpy.exp has it; what keeps integers does as numpy.square."""
    activation, _ = case
    x = np.array([0, 1], dtype)
    like = np.square if activation.keeps_integers else np.exp
    for given in (x, x[1], np.array(x[1])):
        for result in call_public(case, given):
            assert result.dtype == like(given).dtype
            assert np.shape(result) == np.shape(given)
    for result in call_public(case, x, dtype="f4", casting="unsafe"):
        assert result.dtype == np.float32


@cases
def test_python_numbers(case):
    activation, form = case
    for number in (1, -2, 0.5, [1, -2], [0.5, 2]):
        like = np.square if activation.keeps_integers else np.exp
        for result in support.as_tuple(call_public(case, np.asarray(number))):
            assert result.dtype == like(number).dtype
        function, selected = support.public(*case)
        operands = ((1,) if form == "backward" else ()) + (number,) * len(activation.inputs)
        found = support.as_tuple(function(*operands, *activation.defaults, **selected))
        for result, shape in zip(found, support.public_shapes(*case, np.shape(number)), strict=True):
            assert np.shape(result) == shape
            assert np.result_type(result) == like(number).dtype


@pytest.mark.parametrize("activation", support.KERNELS, ids=support.ufunc_id)
def test_integers_are_computed_as_floats(activation):
    for dtype in ("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"):
        info = np.iinfo(dtype)
        x = np.array([info.min, 0, 1, 5, 100, info.max, max(info.min, -3)], dtype)
        (result,) = call_public((activation, "value"), x)
        if activation.keeps_integers:
            assert result.dtype == x.dtype
            assert [int(y) for y in result] == [int(reference(activation.name).exact(mp, mpf(int(n)))) for n in x]
        else:
            support.assert_same_bits(result, call_public((activation, "value"), x.astype(result.dtype))[0])


def test_relu_on_integers():
    for dtype in ("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"):
        x = support.mixture(dtype, 3000)
        support.assert_same_bits(fastrelu.relu(x), np.maximum(x, 0))
        support.assert_same_bits(fastrelu.relu_derivative(x), (x > 0).astype(dtype))
        grad = support.mixture(dtype, 3000, seed=8)
        support.assert_same_bits(fastrelu.relu_backward(grad, x), np.where(x > 0, grad, 0).astype(dtype))
    assert fastrelu.relu(np.array([True, False])).tolist() == [1, 0]


@pytest.mark.parametrize("activation", support.KERNELS, ids=support.ufunc_id)
def test_gradient_and_input_promote_together(activation):
    for grad in ("f2", "f4", "f8", "i1", "i4"):
        for x in ("f2", "f4", "f8", "i1", "i4"):
            results = support.call(activation, "backward", np.ones(2, x), grad=np.ones(2, grad))
            like = np.multiply(np.ones(2, grad), np.ones(2, x))
            if like.dtype.kind == "f":
                assert all(result.dtype == like.dtype for result in results)


def test_parameters_promote_as_numpy_has_it():
    x = np.ones(3, "i1")
    assert fastrelu.elu(x).dtype == np.float16
    assert fastrelu.elu(x, 0.5).dtype == np.float16
    assert fastrelu.elu(x, 2).dtype == np.float16
    assert fastrelu.elu(x, np.float32(0.5)).dtype == np.float32
    assert fastrelu.elu(x, np.full(3, 0.5)).dtype == np.float64
    assert fastrelu.elu(x.astype("i2"), alpha=0.5).dtype == np.float32
    assert fastrelu.elu(x.astype("i8"), alpha=0.5).dtype == np.float64
    x = np.ones(3, "f4")
    assert fastrelu.elu(x, 0.1).dtype == np.float32
    assert fastrelu.elu(x, np.float64(0.1)).dtype == np.multiply(x, np.float64(0.1)).dtype
    assert fastrelu.elu(x, np.full(3, 0.1)).dtype == np.float64
    assert fastrelu.elu_backward(np.ones(3, "f2"), np.ones(3, "i1"), 0.5).dtype == np.float16


@cases
def test_casting(case):
    operands = arguments(case, X.astype("f8"))
    for result in results(case, *operands, dtype="f4", casting="same_kind"):
        assert result.dtype == np.float32
    with pytest.raises(TypeError, match="casting"):
        results(case, *operands, dtype="f4", casting="safe")
    with pytest.raises(TypeError, match="casting"):
        results(case, *operands, out=tuple(np.zeros(X.shape, "i4") for _ in range(support.outputs(*case))))
    types = support.ufunc(*case).nin * "f" + "->" + support.outputs(*case) * "f"
    for result in results(case, *operands, signature=types, casting="same_kind"):
        assert result.dtype == np.float32


@cases
def test_byte_order(case):
    for dtype in ("f2", "f4", "f8"):
        x = X.astype(dtype)
        for result, want in zip(
            results(case, *arguments(case, x.astype(x.dtype.newbyteorder()))),
            results(case, *arguments(case, x)),
            strict=True,
        ):
            assert result.dtype.isnative
            support.assert_same_bits(result, want)


@cases
def test_order_and_shape(case):
    operands = arguments(case)
    for result in results(case, *operands, order="F"):
        assert result.flags.f_contiguous
    for result in results(case, *(np.asfortranarray(o) if np.ndim(o) else o for o in operands)):
        assert result.flags.f_contiguous
    for shape in ((), (0,), (0, 3), (1, 1, 1), (2, 0, 5), (1,) * 20):
        for result in results(case, *arguments(case, np.zeros(shape))):
            assert np.shape(result) == shape


@cases
def test_scalars(case):
    """No dimensions in, a NumPy scalar out; into an `out` of no dimensions, that array."""
    if np.__version__.startswith("1.") and case[0].parameters:
        # NumPy 1 chooses the dtype of a ufunc by the value of operands without dimensions; the public functions do not.
        pytest.skip("the rules of NumPy 1 for scalars")
    for scalar in (np.float32(-0.5), np.array(-0.5, "f4")):
        for result in results(case, *arguments(case, scalar)):
            assert type(result) is np.float32
    out = tuple(np.array(9, "f4") for _ in range(support.outputs(*case)))
    assert all(r is o for r, o in zip(results(case, *arguments(case, np.float32(1)), out=out), out, strict=True))


@cases
def test_broadcasting(case):
    function = support.ufunc(*case)
    shapes = [(3, 1), (1, 4), (2, 1, 1), (4,), (3, 4), ()][: function.nin]
    assert len(shapes) == function.nin
    operands = [np.linspace(0.1, 2, int(np.prod(shape))).reshape(shape) for shape in shapes]
    shape = np.broadcast_shapes(*shapes)
    full = [np.ascontiguousarray(np.broadcast_to(operand, shape)) for operand in operands]
    for result, want in zip(results(case, *operands), results(case, *full), strict=True):
        support.assert_same_bits(result, want)


# ------------------------------------------------------------------------------------------ subclasses and other arrays


class Tagged(np.ndarray):
    """A subclass that carries a tag from array to array."""

    def __array_finalize__(self, source):
        self.tag = getattr(source, "tag", None)


@functions
def test_subclasses(case):
    x = X.view(Tagged)
    x.tag = "kept"
    for result, want in zip(call_public(case, x), call_public(case, X), strict=True):
        assert type(result) is Tagged
        assert result.tag == "kept"
        np.testing.assert_array_equal(np.asarray(result), want)
    for result in call_public(case, x, subok=False):
        assert type(result) is np.ndarray


@functions
def test_masked_arrays(case):
    x = np.ma.masked_array(X, mask=X == 0.5)
    for result, want in zip(call_public(case, x), call_public(case, X), strict=True):
        assert isinstance(result, np.ma.MaskedArray)
        np.testing.assert_array_equal(result.mask, X == 0.5)
        np.testing.assert_array_equal(result.compressed(), want[X != 0.5])


class Duck:
    """Not an array; takes over whatever ufunc it is given to."""

    __array_ufunc__ = None  # replaced below, so that the signature stands by itself

    def __init__(self):
        self.calls = []


def _take_over(self, ufunc, method, *inputs, **keywords):
    self.calls.append((ufunc, method, inputs, keywords))
    return self


Duck.__array_ufunc__ = _take_over


@functions
def test_array_ufunc_overrides(case):
    activation, form = case
    duck = Duck()
    function, selected = support.public(*case)
    operands = ((2.0,) if form == "backward" else ()) + (duck,) * len(activation.inputs)
    if form == "backward" and activation.trained:
        weight = activation.parameters[activation.trained[0]]
        with pytest.raises(TypeError, match=f"{weight.name} must be left out, as a Duck cannot be summed") as caught:
            function(*operands, *activation.defaults, **selected)
        assert str(caught.value).startswith(f"{function.__name__}: ")
        if weight.default is not None:
            assert function(*operands, **selected) is duck
        return
    assert function(*operands, *activation.defaults, **selected) is duck
    ((called, method, inputs, keywords),) = duck.calls
    assert called is support.ufunc(*case)
    assert method == "__call__"
    assert inputs == (*operands, *activation.defaults)
    assert keywords == {}
    mask = np.array([True])
    function(*operands, *activation.defaults, **selected, where=mask, dtype="f4")
    assert duck.calls[1][3] == {"where": mask, "dtype": "f4"}


@cases
def test_array_ufunc_overrides_of_every_operand(case):
    function = support.ufunc(*case)
    for k in range(function.nin):
        duck = Duck()
        operands = [1.0] * function.nin
        operands[k] = duck
        assert function(*operands) is duck
    duck = Duck()
    outputs = (duck, None)[: function.nout]
    assert function(*[1.0] * function.nin, out=outputs) is duck


@functions
def test_objects_that_opt_out(case):
    class Refuses:
        __array_ufunc__ = None

    given = [Refuses() if shape == (2,) else None for shape in support.public_shapes(*case, (2,))]
    with pytest.raises(TypeError):
        support.call_public(*case, np.ones(2), out=tuple(given))


# ------------------------------------------------------------------------------------------------ methods of the ufuncs


@cases
def test_reduce_is_refused_where_numpy_refuses_it(case):
    function = support.ufunc(*case)
    if function.nin == 2 and function.nout == 1:
        return
    for method in (function.reduce, function.accumulate):
        with pytest.raises(ValueError, match=r"only supported for (binary functions|functions returning a single)"):
            method(np.ones(3))
    with pytest.raises((ValueError, TypeError)):
        function.reduceat(np.ones(3), [0])
    if function.nin != 2:
        with pytest.raises((ValueError, TypeError)):
            function.outer(np.ones(3), np.ones(2))


@pytest.mark.parametrize("n", [2, 3, 33, 700])
@cases
def test_reduce_of_two_inputs_folds(case, n):
    """NumPy offers folds for every ufunc of two inputs and one output, and hands the loop its own output as input."""
    function = support.ufunc(*case)
    if (function.nin, function.nout) != (2, 1):
        return
    numbers = np.random.default_rng(3).uniform(0.5, 1.5, n)
    numbers[n // 2] = -0.25
    folded = [numbers[0]]
    for number in numbers[1:]:
        folded.append(function(folded[-1], number))
    np.testing.assert_array_equal(function.accumulate(numbers), folded)
    np.testing.assert_array_equal(function.reduce(numbers), folded[-1])
    matrix = np.stack([numbers, numbers], axis=1)
    np.testing.assert_array_equal(function.reduce(matrix, axis=0), [folded[-1]] * 2)
    np.testing.assert_array_equal(function.reduce(matrix.T.copy(), axis=1), [folded[-1]] * 2)
    np.testing.assert_array_equal(function.reduceat(numbers, [0]), [folded[-1]])


@cases
def test_outer(case):
    function = support.ufunc(*case)
    if (function.nin, function.nout) == (2, 1):
        a, b = np.array([-1.0, 2.0, 3.0]), np.array([0.5, -0.5])
        np.testing.assert_array_equal(function.outer(a, b), function(a[:, None], b))


@cases
def test_at(case):
    function = support.ufunc(*case)
    if function.nout != 1 or function.nin > 2:
        return
    x = np.array([-1.0, -2.0, 3.0])
    more = [np.array([-0.5, 2.0])] * (function.nin - 1)
    wanted = x.copy()
    wanted[[0, 2]] = function(x[[0, 2]], *more)
    function.at(x, [0, 2], *more)
    np.testing.assert_array_equal(x, wanted)


# --------------------------------------------------------------------------------------------------------- as functions


def test_pickling_in_a_fresh_process():
    objects = {name: getattr(fastrelu, name) for name in support.PUBLIC}
    objects |= {f"{a.name}{form}": support.ufunc(a, form) for a, form in support.ALL_UFUNCS}
    code = (
        "import pickle, sys\n"
        f"objects = pickle.loads({pickle.dumps(objects)!r})\n"
        "import fastrelu\n"
        f"assert all(objects[name] is getattr(fastrelu, name) for name in {support.PUBLIC!r})\n"
        "assert objects['relu'](-1.0) == 0\n"
        "print(len(objects))\n"
    )
    assert int(support.run_python(code).stdout) == len(objects)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(objects, protocol)) == objects


@functions
def test_public_function_gives_what_its_ufunc_gives(case):
    wanted = results(case, *arguments(case))
    for result, want in zip(call_public(case, X), wanted, strict=False):
        support.assert_same_bits(result, want)


@functions
def test_public_function_passes_keywords_on(case):
    wanted = results(case, *arguments(case))
    out = tuple(np.full(X.shape, 9, "f8") for _ in wanted)
    of_parameters = len(support.public_shapes(*case, X.shape)) - len(out)
    given = out + (None,) * of_parameters
    where = np.array([True, False, True])
    returned = call_public(case, X, out=given, where=where)
    assert all(r is o for r, o in zip(returned, out, strict=True))
    for result, want in zip(returned, wanted, strict=True):
        np.testing.assert_array_equal(result, np.where(where, want, 9))
    assert all(r.dtype == np.float32 for r in call_public(case, X, dtype=np.float32, casting="same_kind"))
    assert all(r.flags.f_contiguous for r in call_public(case, X, order="F"))
    if not isinstance(support.public(*case)[0], np.ufunc):  # functions, to whom out=None is as nothing
        for result, want in zip(call_public(case, X, out=None), wanted, strict=True):
            support.assert_same_bits(result, want)
    if len(given) == 1:
        alone = np.empty_like(X)
        assert call_public(case, X, out=alone)[0] is alone


@pytest.mark.parametrize("signature", [s for s in FUNCTIONS.values() if s.choice], ids=lambda s: s.name)
def test_a_choice_among_formulas(signature):
    choice, default = signature.choice, signature.choice.default
    assert len(signature.variants) > 1
    assert list(signature.variants) == list(choice.about)
    for form in signature.forms:
        function = getattr(fastrelu, signature.function_name(form))
        operands, seen = support.inputs(signature, form, X), []
        for chosen, kernel in signature.variants.items():
            wanted = results((kernel, form), *operands)
            seen.append(wanted[0].tobytes())
            ways = [function(*operands, chosen), function(*operands, **{choice.name: chosen})]
            for found in ways + [function(*operands)] * (chosen == default):
                for result, want in zip(support.as_tuple(found), wanted, strict=True):
                    support.assert_same_bits(result, want)
        assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("signature", [s for s in FUNCTIONS.values() if s.aliases], ids=lambda s: s.name)
def test_aliases(signature):
    for alias in signature.aliases:
        for form in signature.all_forms:
            name = signature.function_name(form, alias)
            assert name in fastrelu.__all__
            assert getattr(fastrelu, name) is getattr(fastrelu, signature.function_name(form))


@trained
def test_gradients_of_parameters_are_for_those_that_are_given(signature):
    function = getattr(fastrelu, signature.function_name("backward"))
    grad, *data = support.inputs(signature, "backward", X)[: len(signature.data("backward"))]
    count = support.outputs(signature, "backward")
    required = {p.name: p.example for p in signature.parameters if p.default is None}
    trainable = {signature.parameters[k].name for k in signature.trained}
    wanted = support.as_tuple(function(grad, *data, **{p.name: p.example for p in signature.parameters}))
    assert len(wanted) == count + len(signature.trained)
    for k, number in enumerate(signature.trained):
        p = signature.parameters[number]
        found = support.as_tuple(function(grad, *data, **{**required, p.name: p.example}))
        assert len(found) == count + len({*required, p.name} & trainable)
        support.assert_same_bits(found[0], wanted[0])
        if not required:
            support.assert_same_bits(found[count], wanted[count + k])
    for given in (signature.defaults, [np.full(3, value) for value in signature.defaults]):
        for result, shape in zip(
            function(grad, *data, *given), support.public_shapes(signature, "backward", X.shape, given), strict=True
        ):
            assert np.shape(result) == shape
    if not required:
        alone = support.as_tuple(function(grad, *data))
        assert len(alone) == count
        support.assert_same_bits(alone[0], wanted[0])


@functions
def test_defaults(case):
    activation, _ = case
    if any(p.default is None for p in activation.parameters):
        return
    function, selected = support.public(*case)
    operands = arguments(case)[: len(arguments(case)) - len(activation.parameters)]
    for result, want in zip(
        support.as_tuple(function(*operands, **selected)), results(case, *arguments(case)), strict=True
    ):
        support.assert_same_bits(result, want)


def test_a_float_has_the_digits_of_the_dtype():
    """A Python float beside an array takes the dtype of the result, whatever its value and sign."""
    for dtype in ("f2", "f4", "f8", ">f4", "i1", "i8", "?"):
        x = np.array([-3, -1, 0, 1], np.float64).astype(dtype)
        for slope in (0.01, -0.0, 0.0, 0.3, 0.01):
            like = slope if x.dtype.kind == "f" else fastrelu.leaky_relu(x, slope).dtype.type(slope)
            for _ in range(2):
                got = fastrelu.leaky_relu(x, slope)
                support.assert_same_bits(got, _ufuncs.leaky_relu(x, like))
                back = fastrelu.leaky_relu_backward(x, x, slope)
                support.assert_same_bits(back, _ufuncs.leaky_relu_backward(x, x, like))
    # With dtype, the float has all the digits of that.
    for data in (np.float32([-1]), np.int8([-1])):
        for keyword in ({"dtype": np.float64}, {"signature": "dd->d"}):
            assert fastrelu.leaky_relu(data, **keyword)[0] == -0.01
        assert fastrelu.leaky_relu_backward(data, data, dtype=np.float64)[0] == -0.01
    # dtype=None says nothing.
    for data in (np.float32([-1]), np.int8([-1]), np.int16([-1])):
        plain, none = fastrelu.leaky_relu(data), fastrelu.leaky_relu(data, dtype=None)
        assert plain.dtype == none.dtype
        support.assert_same_bits(plain, none)
        assert fastrelu.leaky_relu_backward(data, data, dtype=None).dtype == plain.dtype
    assert fastrelu.leaky_relu(np.float32([-1]), out=np.empty(1))[0] == -np.float32(0.01)


@trained
def test_axis(signature):
    x = np.random.default_rng(1).normal(size=(2, 3, 4))
    weight = np.array([0.1, 0.2, 0.3])
    laid = weight[:, None]

    def call(form, weight, x=x, **keywords):
        parameters = [weight if p.trained else p.example for p in signature.parameters]
        return support.call_public(signature, form, x, parameters, x, **keywords)

    for form in signature.forms:

        def assert_same(found, wanted):
            for one, other in zip(found, wanted, strict=True):
                support.assert_same_bits(np.ravel(one), np.ravel(other))

        for axis in (1, -2):
            found = call(form, weight, axis=axis)
            assert_same(found, call(form, laid))
            assert [np.shape(one) for one in found] == support.public_shapes(
                signature, form, x.shape, [weight] * len(signature.parameters)
            )
        assert_same(call(form, 0.25, axis=1), call(form, 0.25))
        assert_same(call(form, [0.5], axis=1), call(form, 0.5))
        assert_same(call(form, list(weight), axis=1), call(form, laid))
        for one, other in zip(
            call(form, weight, x.transpose(0, 2, 1))[: support.outputs(signature, form)], call(form, laid), strict=False
        ):
            support.assert_same_bits(one, other.transpose(0, 2, 1))


# -------------------------------------------------------------------------------------------------------- documentation


def test_dir_is_the_public_interface():
    assert dir(fastrelu) == sorted(fastrelu.__all__)
    assert len(set(fastrelu.__all__)) == len(fastrelu.__all__)
    assert not [name for name in dir(fastrelu) if name.startswith("_") and name != "__version__"]
    for activation, form in support.ALL_UFUNCS:
        function, _ = support.public(activation, form)
        assert function.__name__ in fastrelu.__all__


@pytest.mark.parametrize("name", sorted(set(fastrelu.__all__) - {"__version__"}))
def test_docstrings(name):
    thing = getattr(fastrelu, name)
    sections = re.findall(r"^([A-Z][a-z]+)\n-+$", inspect.cleandoc(thing.__doc__), re.MULTILINE)
    wanted = ["Parameters", "Returns", "Raises", "Notes", "References", "Examples"]
    if name in support.PUBLIC:
        assert sections == wanted
    else:
        wanted.insert(1, "Attributes")
        assert sections == [section for section in wanted if section in sections]
        assert "Examples" in sections
    # Every parameter that a call may name is described. (NumPy has names of its own for the inputs of a ufunc.)
    if name in support.PUBLIC:
        signature, form = fastrelu._functions.PUBLIC[name]
        named = [*signature.data(form), *(p.name for p in signature.parameters), "out"]
        if not isinstance(thing, np.ufunc):
            found = inspect.signature(thing).parameters.values()
            assert {*named} <= {p.name for p in found}
            named = [p.name for p in found if p.kind is not p.VAR_KEYWORD]
        for parameter in named:
            assert re.search(rf"^{parameter} : ", inspect.cleandoc(thing.__doc__), re.MULTILINE), parameter
    before = fastrelu.get_num_threads()
    examples = doctest.DocTestParser().get_doctest(thing.__doc__, {}, name, None, 0)
    assert examples.examples
    report = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert runner.run(examples, out=report.append).failed == 0, "".join(report)
    assert fastrelu.get_num_threads() == before


@cases
def test_ufuncs_are_ufuncs(case):
    activation, form = case
    function = support.ufunc(*case)
    assert isinstance(function, np.ufunc)
    assert function.__name__ == activation.name + activation.forms[form]
    assert function.nin == len(activation.parameters) + len(activation.inputs) + (form == "backward")
    assert function.nout == support.outputs(activation, form)
    assert function.identity is None
    assert {t[0] for t in function.types} >= set("efd")
    public, _ = support.public(*case)
    assert isinstance(public, np.ufunc) == (public is function)
    is_plain = activation.kind == "elementwise" and not activation.parameters and activation.chosen is None
    assert (public is function) == is_plain


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "i1", "i2", "i4"])
def test_parameters_leave_the_dtype_alone(dtype):
    """By NumPy 1's rules for scalars as well as by NumPy 2's."""
    want = np.exp(np.dtype(dtype).type(1)).dtype
    for x in (np.dtype(dtype).type(1), np.ones((), dtype), np.ones(3, dtype)):
        assert fastrelu.leaky_relu(x).dtype == want
        assert fastrelu.elu(x, 0.7).dtype == want
        assert fastrelu.elu_backward(x, x, 0.7).dtype == want
