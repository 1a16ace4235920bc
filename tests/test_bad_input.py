"""What is refused, by which error, in which words; and that a refused call has written nothing."""

import itertools

import numpy as np
import pytest

import fastrelu
import support
from fastrelu._signature import FUNCTIONS

cases = pytest.mark.parametrize("case", support.ALL_UFUNCS, ids=support.ufunc_id)
TRAINED = [s for s in FUNCTIONS.values() if s.trained]
trained = pytest.mark.parametrize(
    ("signature", "form"),
    [pytest.param(s, form, id=s.function_name(form)) for s in TRAINED for form in s.forms],
)
backward_of_trained = pytest.mark.parametrize("signature", TRAINED, ids=lambda s: s.name)
X = np.array([-1.0, 2.0, -3.0])


def public_call(case, x, grad=None, parameters=None, **keywords):
    return support.call_public(*case, x, parameters, x if grad is None else grad, **keywords)


def filled(shapes, dtype=None):
    """What a refused call may not have written to."""
    return tuple(np.full(shape, 77.0, dtype) for shape in shapes)


def as_out(targets):
    return targets if len(targets) > 1 else targets[0]


def untouched(targets):
    return all((target == 77).all() for target in targets)


def refused(case, error, match, call=public_call, **arguments):
    """Checks that a call is refused and leaves every `out` untouched."""
    out = filled(support.public_shapes(*case, (3,), arguments.get("parameters")))
    with pytest.raises(error, match=match) as caught:
        call(case, **{"out": as_out(out), **arguments})
    assert untouched(out)
    return str(caught.value)


BAD_ARRAYS = {
    "complex": np.array([1j, 2, 3]),
    "object": np.array([1, None, 2.5], dtype=object),
    "str": np.array(["a", "b", "c"]),
    "bytes": np.array([b"a", b"b", b"c"]),
    "datetime": np.array([1, 2, 3], "M8[s]"),
    "structured": np.zeros(3, [("a", "f4")]),
}


@cases
@pytest.mark.parametrize("kind", BAD_ARRAYS)
def test_arrays_that_are_not_of_real_numbers(case, kind):
    refused(case, TypeError, None, x=BAD_ARRAYS[kind])
    if case[1] == "backward":
        refused(case, TypeError, None, x=X, grad=BAD_ARRAYS[kind])


def test_error_of_numpy_names_the_function():
    for case in support.ALL_UFUNCS:
        name = support.ufunc(*case).__name__
        assert name in refused(case, TypeError, None, x=BAD_ARRAYS["complex"]), name


@cases
@pytest.mark.parametrize("bad", ["0.1", None, 1j, "array"], ids=str)
def test_parameters_that_are_not_real_numbers(case, bad):
    activation, _ = case
    for k, p in enumerate(activation.parameters):
        parameters = list(activation.defaults)
        parameters[k] = np.array([1j, 2, 3]) if bad == "array" else bad
        for x in (X, X.astype("f4"), np.arange(3, dtype="i1"), 1.0):
            message = refused(case, TypeError, rf"\b{p.name} must be a real number", x=x, parameters=parameters)
            assert message.startswith(support.public(*case)[0].__name__ + ":")


def test_the_message_shows_the_value():
    with pytest.raises(TypeError, match=r"^elu: alpha must be a real number or an array of real numbers, not 'big'$"):
        fastrelu.elu(X, "big")
    with pytest.raises(TypeError, match="not an array of complex128"):
        fastrelu.leaky_relu(X, negative_slope=np.array([1j, 1, 1]))
    with pytest.raises(TypeError, match="weight must be"):
        fastrelu.prelu_backward(X, X, "0.1")
    with pytest.raises(TypeError, match="weight must be"):
        fastrelu.prelu(X, np.array(["a", "b", "c"]), axis=0)


# Numbers among which there are some that any constraint refuses, and some that it accepts.
SOME = (-2.0, -0.5, 0.0, 0.5, 2.0)


def holds(signature, values):
    names = [p.name for p in signature.parameters]
    return eval(signature.constraint, {"inf": np.inf}, dict(zip(names, values, strict=True)))


@pytest.mark.parametrize("case", [c for c in support.ALL_UFUNCS if c[0].constraint], ids=support.ufunc_id)
def test_numbers_that_a_constraint_refuses(case):
    signature, _ = case
    tried = [values for values in itertools.product(SOME, repeat=len(signature.parameters))]
    bad = [values for values in tried if not holds(signature, values)]
    assert 0 < len(bad) < len(tried)
    name = support.public(*case)[0].__name__
    for values in bad:
        for given in (values, tuple(map(np.float32, values)), tuple(map(np.float64, values))):
            message = refused(case, ValueError, "must hold, unlike", x=X, parameters=given)
            assert message.startswith(f"{name}: {signature.constraint} must hold")
            assert any(f"{p.name} = {value!r}" in message for p, value in zip(signature.parameters, given, strict=True))
    for values in tried:
        if values not in bad:
            public_call(case, X, parameters=values)
    # Of arrays nobody looks at each element.
    public_call(case, X, parameters=[np.full(3, value) for value in bad[0]])


@pytest.mark.parametrize(
    ("signature", "form"),
    [pytest.param(s, form, id=s.function_name(form)) for s in FUNCTIONS.values() if s.choice for form in s.forms],
)
@pytest.mark.parametrize("bad", ["erf", "TANH", "", None, True, 1, b"tanh", np.array(["tanh", "none"])], ids=repr)
def test_unknown_choice(signature, form, bad):
    function, choice = getattr(fastrelu, signature.function_name(form)), signature.choice
    out = filled(support.public_shapes(signature, form, (3,)))
    listed = " or ".join(f'"{name}"' for name in choice.about)
    with pytest.raises(ValueError, match=f"{choice.name} must be {listed}, not") as caught:
        function(*support.inputs(signature, form, X), **{choice.name: bad}, out=as_out(out))
    assert str(caught.value).startswith(function.__name__ + ":")
    assert repr(bad) in str(caught.value)
    assert untouched(out)


@cases
def test_unknown_and_missing_arguments(case):
    activation, form = case
    function, selected = support.public(*case)
    refused(case, TypeError, "inplace", x=X, inplace=True)
    with pytest.raises(TypeError):
        function()
    with pytest.raises(TypeError):
        function(*[X] * 12)
    if form == "backward":
        with pytest.raises(TypeError):
            function(X)
    for p in activation.parameters:
        with pytest.raises(TypeError):
            public_call(case, X, **{p.name: 1.0})
        if p.default is None:
            with pytest.raises(TypeError, match=p.name):
                function(*([X] * len(activation.data(form))), **selected)


@cases
def test_out_that_does_not_fit(case):
    shapes = support.public_shapes(*case, (3,))
    two = len(shapes) > 1

    def bad_out(out, error, match=None):
        before = out.copy()
        others = filled(shapes[1:])
        with pytest.raises(error, match=match):
            public_call(case, X, out=as_out((out, *others)))
        np.testing.assert_array_equal(out, before)
        assert untouched(others)

    read_only = np.full(3, 77.0)
    read_only.flags.writeable = False
    bad_out(read_only, ValueError, "read-only")
    bad_out(np.full(4, 77.0), ValueError)
    bad_out(np.full((3, 1), 77.0), ValueError)
    bad_out(np.full(1, 77.0), ValueError)
    bad_out(np.full(3, 77), TypeError)
    bad_out(np.full(3, 77, dtype="m8[s]"), TypeError)
    with pytest.raises(TypeError):
        public_call(case, X, out=as_out(([1.0, 2.0, 3.0], *filled(shapes[1:]))))
    with pytest.raises((TypeError, ValueError)):
        public_call(case, X, out=(np.zeros(3),) * (len(shapes) + 1))
    if two:
        with pytest.raises(TypeError):
            public_call(case, X, out=np.zeros(3))


@pytest.mark.parametrize("case", [c for c in support.ALL_UFUNCS if support.outputs(*c) > 1], ids=support.ufunc_id)
def test_second_out_that_does_not_fit(case):
    first, second = np.full(3, 77.0), np.full(3, 77.0)
    second.flags.writeable = False
    for bad in (second, np.full(4, 77.0), np.full(3, 77)):
        with pytest.raises((ValueError, TypeError)):
            public_call(case, X, out=(first, bad))
        assert (first == 77).all()


@cases
def test_shapes_that_do_not_broadcast(case):
    activation, form = case
    if form == "backward":
        refused(case, ValueError, None, x=X, grad=np.ones(2))
    if len(activation.inputs) > 1:
        refused(case, ValueError, None, x=(X, np.ones(2)))
    for k in range(len(activation.parameters)):
        parameters = list(activation.defaults)
        parameters[k] = np.ones(2)
        refused(case, ValueError, None, x=X, parameters=parameters)
    refused(case, ValueError, r"broadcast", x=X, where=np.ones(2, bool))


@cases
def test_bad_keywords_of_numpy(case):
    refused(case, (TypeError, ValueError), None, x=X, casting="sometimes")
    refused(case, (TypeError, ValueError), None, x=X, dtype="nothing")
    refused(case, TypeError, None, x=X, dtype="c8")


# --------------------------------------------------------------------------------------------------- trained parameters


def with_weight(signature, form, x, weight, **keywords):
    """A function with its first trained parameter."""
    parameters = list(signature.defaults)
    parameters[signature.trained[0]] = weight
    return support.call_public(signature, form, x, parameters, x if form == "backward" else None, **keywords)


def backward(signature, grad, x, weight, **keywords):
    """The backward pass with its first trained parameter."""
    parameters = list(signature.defaults)
    parameters[signature.trained[0]] = weight
    return support.call_public(signature, "backward", x, parameters, grad, **keywords)


def name_of_weight(signature):
    return signature.parameters[signature.trained[0]].name


@trained
def test_axis(signature, form):
    x, name = np.ones((2, 3, 4)), name_of_weight(signature)
    for axis in (3, -4, 100):
        with pytest.raises(ValueError, match=f"axis {axis} is out of bounds for an array of 3 dimensions"):
            with_weight(signature, form, x, np.ones(3), axis=axis)
    with pytest.raises(ValueError, match=f"{name} has 2 elements, but axis 1 of x has length 3"):
        with_weight(signature, form, x, np.ones(2), axis=1)
    with pytest.raises(ValueError, match=f"{name} must have one dimension, not 2"):
        with_weight(signature, form, x, np.ones((3, 1)), axis=1)
    for axis in ("1", 1.0, (1,)):
        with pytest.raises(TypeError):
            with_weight(signature, form, x, np.ones(3), axis=axis)
    with pytest.raises(ValueError, match="out of bounds for an array of 0 dimensions"):
        with_weight(signature, form, np.array(1.0), np.ones(1), axis=0)
    function, selected = support.public(signature, form)
    with pytest.raises(TypeError):
        function(*support.inputs(signature, form, x), 2, **selected)  # by keyword only


@trained
def test_axis_writes_nothing_when_refused(signature, form):
    out = filled(support.public_shapes(signature, form, (2, 3), [np.ones(2)] * len(signature.parameters)))
    for weight, axis in ((np.ones(2), 1), (np.ones(2), 5), (np.ones((2, 1)), 1)):
        with pytest.raises(ValueError, match=r"axis|dimension"):
            with_weight(signature, form, np.ones((2, 3)), weight, axis=axis, out=as_out(out))
        assert untouched(out)


@backward_of_trained
def test_backward_out(signature):
    x = -np.ones((2, 3))
    weight = np.ones(3)
    grad_x, grad_weight = np.full((2, 3), 77.0), np.full(3, 77.0)
    read_only = np.full(3, 77.0)
    read_only.flags.writeable = False
    for out, error in (
        (grad_x, TypeError),
        ((grad_x,), TypeError),
        ((grad_x, grad_weight, grad_weight), TypeError),
        ([grad_x, grad_weight], TypeError),
        ((grad_x, np.full(2, 77.0)), ValueError),
        ((grad_x, np.full((1, 3), 77.0)), ValueError),
        ((grad_x, [1.0, 2.0, 3.0]), (TypeError, ValueError)),
        ((grad_x, read_only), ValueError),
        ((grad_x, np.full(3, 77)), TypeError),
        ((np.full((3, 3), 77.0), grad_weight), ValueError),
        ((np.full((2, 3), 77), grad_weight), TypeError),
    ):
        with pytest.raises(error):
            backward(signature, x, x, weight, out=out)
        assert untouched((grad_x, grad_weight))


@backward_of_trained
@pytest.mark.parametrize("dtype", ["O", "c16", "c8", "g"])
def test_backward_into_dtypes_that_numpy_casts_to(signature, dtype):
    """A ufunc writes into any dtype that its result can be cast to: so does this, or it refuses before it writes."""
    x, weight = -np.ones((2, 3), "f4"), np.full(3, 0.5, "f4")
    wanted = backward(signature, x, x, weight)
    assert not any((want == 77).any() for want in wanted)
    out = np.full((2, 3), 77).astype(dtype), np.full(3, 77.0)
    try:
        grad_x, grad_weight = backward(signature, x, x, weight, out=out)
    except (TypeError, ValueError):
        assert untouched(out)
    else:
        assert grad_x is out[0]
        assert (grad_x == wanted[0]).all()
        assert (grad_weight == wanted[1]).all()


@backward_of_trained
def test_backward_refuses_operands_before_it_writes(signature):
    x = -np.ones((2, 3))
    out = np.full((2, 3), 77.0), np.full(3, 77.0)
    for grad, at, weight, keywords in (
        (x.astype(complex), x, np.ones(3), {}),
        (x, x.astype(object), np.ones(3), {}),
        (x, x, np.array(["a", "b", "c"]), {}),
        (np.ones((3, 3)), x, np.ones(3), {}),
        (x, x, np.ones(3), {"where": np.ones(2, bool)}),
        (x, x, np.ones(3), {"casting": "never"}),
        (x, x, np.ones(3), {"nothing": 1}),
    ):
        with pytest.raises((TypeError, ValueError)):
            backward(signature, grad, at, weight, out=out, **keywords)
        assert untouched(out)


# -------------------------------------------------------------------------------------------------------------- threads


@pytest.mark.parametrize("bad", [0, -1])
def test_number_of_threads_out_of_range(bad):
    before = fastrelu.get_num_threads()
    for function in (fastrelu.set_num_threads, fastrelu.num_threads):
        with pytest.raises(ValueError, match=f"at least 1, not {bad}"):
            function(bad)
    assert fastrelu.get_num_threads() == before


@pytest.mark.parametrize("bad", [1.0, "2", True, [1], 1j], ids=repr)
def test_number_of_threads_of_a_wrong_type(bad):
    before = fastrelu.get_num_threads()
    for function in (fastrelu.set_num_threads, fastrelu.num_threads):
        with pytest.raises(TypeError, match="whole number"):
            function(bad)
    assert fastrelu.get_num_threads() == before


def test_show_config_mode():
    with pytest.raises(ValueError, match='mode must be "stdout" or "dicts"'):
        fastrelu.show_config(mode="json")


def test_number_of_threads_beyond_an_int():
    before = fastrelu.get_num_threads()
    for function in (fastrelu.set_num_threads, lambda n: fastrelu.num_threads(n).__enter__()):
        with pytest.raises((ValueError, OverflowError, TypeError)):
            function(2**40)
    assert fastrelu.get_num_threads() == before
