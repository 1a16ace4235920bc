"""What is refused, by which error, in which words; and that a refused call has written nothing."""

import numpy as np
import pytest

import fastrelu
import support

cases = pytest.mark.parametrize("case", support.UFUNCS, ids=support.ufunc_id)
X = np.array([-1.0, 2.0, -3.0])


def public_call(case, x, grad=None, parameters=None, **keywords):
    activation, form = case
    function, selected = support.public(*case)
    operands = (x if grad is None else grad, x) if form == "backward" else (x,)
    return function(*operands, *(activation.defaults if parameters is None else parameters), **selected, **keywords)


def refused(case, error, match, call=public_call, **arguments):
    """Checks that a call is refused and leaves every `out` untouched."""
    two = case[1] == "with_derivative" or (case[0].name, case[1]) == ("prelu", "backward")
    out = [np.full(3, 77.0), np.full(3, 77.0)]
    if (case[0].name, case[1]) == ("prelu", "backward"):
        out[1] = np.array(77.0)
    out = tuple(out[: 2 if two else 1])
    with pytest.raises(error, match=match) as caught:
        call(case, **{"out": out if two else out[0], **arguments})
    assert all((o == 77).all() for o in out)
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
    for case in support.UFUNCS:
        name = support.ufunc(*case).__name__
        assert name in refused(case, TypeError, None, x=BAD_ARRAYS["complex"]), name


@cases
@pytest.mark.parametrize("bad", ["0.1", None, 1j, "array"], ids=str)
def test_parameters_that_are_not_real_numbers(case, bad):
    activation, _ = case
    for k, name in enumerate(p.name for p in activation.parameters):
        parameters = list(activation.defaults)
        parameters[k] = np.array([1j, 2, 3]) if bad == "array" else bad
        for x in (X, X.astype("f4"), np.arange(3, dtype="i1"), 1.0):
            given = {"x": x, "parameters": parameters}
            if bad == "array" and support.public(*case)[0] is fastrelu.prelu_backward:
                given["out"] = (np.full(3, 77.0), np.full(3, 77.0))  # the second has the shape of the weight
            message = refused(case, TypeError, rf"\b{name} must be a real number", **given)
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


@pytest.mark.parametrize("form", support.FORMS)
@pytest.mark.parametrize("bad", ["erf", "TANH", "", None, True, 1, b"tanh", np.array(["tanh", "none"])], ids=repr)
def test_unknown_approximate(form, bad):
    activation = next(a for a in support.ACTIVATIONS if a.name == "gelu")
    function, _ = support.public(activation, form)
    out = tuple(np.full(3, 77.0) for _ in range(support.outputs(activation, form)))
    operands = (X, X) if form == "backward" else (X,)
    with pytest.raises(ValueError, match='approximate must be "none" or "tanh", not') as caught:
        function(*operands, approximate=bad, out=out)
    assert str(caught.value).startswith(function.__name__ + ":")
    assert repr(bad) in str(caught.value)
    assert all((o == 77).all() for o in out)


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
    if activation.parameters:
        with pytest.raises(TypeError):
            public_call(case, X, **{activation.parameters[0].name: 1.0})
    if activation.name == "prelu":
        with pytest.raises(TypeError, match="weight"):
            function(*([X] * (2 if form == "backward" else 1)), **selected)


@cases
def test_out_that_does_not_fit(case):
    activation, form = case
    weighted = activation.name == "prelu" and form == "backward"
    two = form == "with_derivative" or weighted

    def bad_out(out, error, match=None):
        before = out.copy()
        other = np.array(77.0) if weighted else np.full(3, 77.0)
        with pytest.raises(error, match=match):
            public_call(case, X, out=(out, other) if two else out)
        np.testing.assert_array_equal(out, before)
        assert (other == 77).all()

    read_only = np.full(3, 77.0)
    read_only.flags.writeable = False
    bad_out(read_only, ValueError, "read-only")
    bad_out(np.full(4, 77.0), ValueError)
    bad_out(np.full((3, 1), 77.0), ValueError)
    bad_out(np.full(1, 77.0), ValueError)
    bad_out(np.full(3, 77), TypeError)
    bad_out(np.full(3, 77, dtype="m8[s]"), TypeError)
    with pytest.raises(TypeError):
        public_call(case, X, out=([1.0, 2.0, 3.0], np.zeros(() if weighted else 3)) if two else [1.0, 2.0, 3.0])
    with pytest.raises((TypeError, ValueError)):
        public_call(case, X, out=(np.zeros(3),) * 3)
    if two:
        with pytest.raises(TypeError):
            public_call(case, X, out=np.zeros(3))


@pytest.mark.parametrize("activation", support.ACTIVATIONS, ids=support.ufunc_id)
def test_second_out_that_does_not_fit(activation):
    first, second = np.full(3, 77.0), np.full(3, 77.0)
    second.flags.writeable = False
    for bad in (second, np.full(4, 77.0), np.full(3, 77)):
        with pytest.raises((ValueError, TypeError)):
            public_call((activation, "with_derivative"), X, out=(first, bad))
        assert (first == 77).all()


@cases
def test_shapes_that_do_not_broadcast(case):
    activation, form = case
    if form == "backward":
        refused(case, ValueError, None, x=X, grad=np.ones(2))
    for k in range(len(activation.parameters)):
        parameters = list(activation.defaults)
        parameters[k] = np.ones(2)
        if (activation.name, form) == ("prelu", "backward"):
            out = (np.full(3, 77.0), np.full(2, 77.0))
            refused(case, ValueError, None, x=X, parameters=parameters, out=out)
            assert (out[0] == 77).all()
            assert (out[1] == 77).all()
        else:
            refused(case, ValueError, None, x=X, parameters=parameters)
    refused(case, ValueError, r"broadcast", x=X, where=np.ones(2, bool))


@cases
def test_bad_keywords_of_numpy(case):
    refused(case, (TypeError, ValueError), None, x=X, casting="sometimes")
    refused(case, (TypeError, ValueError), None, x=X, dtype="nothing")
    refused(case, TypeError, None, x=X, dtype="c8")


# ---------------------------------------------------------------------------------------------------------------- prelu


PRELU_FORMS = pytest.mark.parametrize("form", support.FORMS)


def prelu(form, x, weight, **keywords):
    function = getattr(fastrelu, "prelu" + {"value": ""}.get(form, f"_{form}"))
    return function(*([x] * (2 if form == "backward" else 1)), weight, **keywords)


@PRELU_FORMS
def test_prelu_axis(form):
    x = np.ones((2, 3, 4))
    for axis in (3, -4, 100):
        with pytest.raises(ValueError, match=f"axis {axis} is out of bounds for an array of 3 dimensions"):
            prelu(form, x, np.ones(3), axis=axis)
    with pytest.raises(ValueError, match="weight has 2 elements, but axis 1 of x has length 3"):
        prelu(form, x, np.ones(2), axis=1)
    with pytest.raises(ValueError, match="weight must have one dimension, not 2"):
        prelu(form, x, np.ones((3, 1)), axis=1)
    for axis in ("1", 1.0, (1,)):
        with pytest.raises(TypeError):
            prelu(form, x, np.ones(3), axis=axis)
    with pytest.raises(ValueError, match="out of bounds for an array of 0 dimensions"):
        prelu(form, np.array(1.0), np.ones(1), axis=0)
    with pytest.raises(TypeError):
        prelu(form, x, np.ones(4), 2)  # by keyword only


@PRELU_FORMS
def test_prelu_axis_writes_nothing_when_refused(form):
    count = 1 if form in ("value", "derivative") else 2
    shapes = [(2, 3), (2,) if form == "backward" else (2, 3)][:count]
    out = tuple(np.full(shape, 77.0) for shape in shapes)
    for weight, axis in ((np.ones(2), 1), (np.ones(2), 5), (np.ones((2, 1)), 1)):
        with pytest.raises(ValueError, match=r"axis|dimension"):
            prelu(form, np.ones((2, 3)), weight, axis=axis, out=out)
        assert all((o == 77).all() for o in out)


def test_prelu_backward_out():
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
            fastrelu.prelu_backward(x, x, weight, out=out)
        assert (grad_x == 77).all()
        assert (grad_weight == 77).all()


@pytest.mark.parametrize("dtype", ["O", "c16", "c8", "g"])
def test_prelu_backward_into_dtypes_that_numpy_casts_to(dtype):
    """A ufunc writes into any dtype that its result can be cast to: so does this, or it refuses before it writes."""
    x = -np.ones((2, 3), "f4")
    out = np.full((2, 3), 77).astype(dtype), np.full(3, 77.0)
    try:
        grad_x, grad_weight = fastrelu.prelu_backward(x, x, np.full(3, 0.5, "f4"), out=out)
    except (TypeError, ValueError):
        assert (out[0] == 77).all()
        assert (out[1] == 77).all()
    else:
        assert grad_x is out[0]
        assert (grad_x == -0.5).all()
        assert (grad_weight == 2).all()


def test_prelu_backward_refuses_operands_before_it_writes():
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
            fastrelu.prelu_backward(grad, at, weight, out=out, **keywords)
        assert all((o == 77).all() for o in out)


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
