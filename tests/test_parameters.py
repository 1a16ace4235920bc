"""Parameters: what numbers, axes and arrays of others they may be, and their gradients by the rules of those arrays."""

import warnings

import numpy as np
import pytest

import fastrelu
from fastrelu._signature import FUNCTIONS

TRAINED = [s for s in FUNCTIONS.values() if s.trained]
WITH_PARAMETERS = [s for s in FUNCTIONS.values() if s.parameters or s.choice]
trained = pytest.mark.parametrize("signature", TRAINED, ids=lambda s: s.name)
every_form = pytest.mark.parametrize(
    ("signature", "form"),
    [pytest.param(s, form, id=s.name + suffix) for s in WITH_PARAMETERS for form, suffix in s.forms.items()],
)


def call(signature, form, *data, **keywords):
    """A form of a function on as many arrays as it takes, with what parameters must be given."""
    required = {p.name: p.example for p in signature.parameters if p.default is None}
    function = getattr(fastrelu, signature.name + signature.forms[form])
    result = function(*data[: len(signature.data(form))], **{**required, **keywords})
    return result if isinstance(result, tuple) else (result,)


def backward(signature, grad, x, weight):
    """The gradients of x and of a trained parameter."""
    data = (grad, *[x] * len(signature.inputs))
    (k,) = signature.trained
    keywords = {p.name: p.example for p in signature.parameters}
    results = getattr(fastrelu, signature.name + "_backward")(
        *data, **{**keywords, signature.parameters[k].name: weight}
    )
    return results[0], results[-1]


# ------------------------------------------------------------------------------------------------ gradients, one rule


@trained
def test_gradients_are_aligned_by_label(signature):
    pandas = pytest.importorskip("pandas")
    grad, x = pandas.Series([1.0, 10.0], index=list("ab")), pandas.Series([-1.0, -2.0], index=list("ba"))
    grad_x, grad_weight = backward(signature, grad, x, 0.5)
    want_x, want_weight = backward(signature, np.array([1.0, 10.0]), np.array([-2.0, -1.0]), 0.5)
    assert list(grad_x.index) == ["a", "b"]
    np.testing.assert_array_equal(grad_x, want_x)
    np.testing.assert_allclose(grad_weight, want_weight, rtol=1e-15)
    # A label that one of them lacks is missing, in both results.
    grad_x, grad_weight = backward(signature, grad, pandas.Series([-1.0, -2.0], index=list("bc")), 0.5)
    assert grad_x.isna().sum() == 2
    assert np.isnan(grad_weight)


@trained
def test_gradients_are_aligned_by_dimension(signature):
    xarray = pytest.importorskip("xarray")
    rng = np.random.default_rng(0)
    g, x = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    weight = xarray.DataArray([0.1, 0.2], dims="a")
    turned = xarray.DataArray(x.T, dims=("b", "a"))
    grad_x, grad_weight = backward(signature, xarray.DataArray(g, dims=("a", "b")), turned, weight)
    want_x, want_weight = backward(signature, g, x, np.array([[0.1], [0.2]]))
    np.testing.assert_array_equal(grad_x, want_x)
    assert grad_weight.dims == ("a",)
    np.testing.assert_allclose(grad_weight, want_weight[:, 0], rtol=1e-14)


@trained
def test_masked_elements_have_no_gradient(signature):
    x = np.ma.masked_array([-1.0, -2.0, -3.0], mask=[False, True, False])
    grad_x, grad_weight = backward(signature, np.ones(3), x, 0.5)
    assert grad_x.mask.tolist() == [False, True, False]
    np.testing.assert_allclose(grad_weight, backward(signature, np.ones(2), np.array([-1.0, -3.0]), 0.5)[1], rtol=1e-15)


@trained
def test_operands_that_refuse_ufuncs_are_not_converted(signature):
    class Refuses:
        __array_ufunc__ = None

        def __array__(self, dtype=None, copy=None):
            raise AssertionError("converted")

    class Declines(Refuses):
        def __array_ufunc__(self, *arguments, **keywords):
            return NotImplemented

    for operand in (Refuses(), Declines()):
        for grad, x, weight in ((operand, 1.0, 0.5), (1.0, operand, 0.5), (np.ones(1), np.ones(1), operand)):
            with pytest.raises(TypeError):
                backward(signature, grad, x, weight)


@trained
def test_dtypes_of_both_results(signature):
    (k,) = signature.trained
    name = signature.parameters[k].name
    function = getattr(fastrelu, signature.name + "_backward")
    x = np.float32([-1, 2])
    for grad, weight, keywords in (
        (x, 0.5, {}),
        (1.0, 0.5, {}),
        (np.int8([1, 2]), 0.5, {}),
        (x, np.float64(0.5), {}),
        (x, 0.5, {"dtype": "f8"}),
        (x, 0.5, {"signature": "ddd->d"}),
        (np.float16([1, 2]), np.float16(0.5), {}),
    ):
        grad_x, grad_weight = function(grad, x, **{name: weight}, **keywords)
        assert grad_x.dtype == grad_weight.dtype, (grad, weight, keywords)


@trained
def test_where_out_and_many_dimensions(signature):
    rng = np.random.default_rng(1)
    g, x = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    where = rng.random((3, 4)) < 0.5
    (k,) = signature.trained
    name, function = signature.parameters[k].name, getattr(fastrelu, signature.name + "_backward")
    out = np.full((3, 4), 7.0), np.empty(4)
    grad_x, grad_weight = function(g, x, **{name: np.full(4, 0.5)}, where=where, out=out)
    assert grad_x is out[0]
    assert grad_weight is out[1]
    want = function(g, x, **{name: np.full((3, 4), 0.5)})
    np.testing.assert_array_equal(grad_x, np.where(where, want[0], 7.0))
    np.testing.assert_allclose(grad_weight, np.where(where, want[1], 0).sum(axis=0), rtol=1e-14)
    # What is left out may be infinite.
    x[~where] = np.inf
    np.testing.assert_array_equal(function(g, x, **{name: np.full(4, 0.5)}, where=where, out=out)[1], grad_weight)
    # A where, or an out, of a larger shape than the inputs.
    wide = np.array([[True], [False], [True]])
    out = np.zeros((3, 4)), np.empty(())
    assert function(g[0], x[0], **{name: 0.5}, where=wide, out=out)[1] == pytest.approx(
        2 * function(g[0], x[0], **{name: 0.5})[1], rel=1e-14, nan_ok=True
    )
    many = np.ones((1,) * 64)
    assert function(many, -many, **{name: 0.5})[0].shape == many.shape


# ------------------------------------------------------------------------------------------------------- axis, numbers


@trained
def test_axis_is_checked_for_numbers_too(signature):
    (k,) = signature.trained
    name = signature.parameters[k].name
    x = np.ones((2, 3))
    for form in signature.forms:
        for weight in (0.25, np.float64(0.25), np.array([0.25])):
            for axis in (2, -3):
                with pytest.raises(ValueError, match=f"axis {axis} is out of bounds"):
                    call(signature, form, x, x, x, **{name: weight}, axis=axis)
            for axis in (1.0, "1", (0,), [1]):
                with pytest.raises(TypeError, match="axis must be an integer"):
                    call(signature, form, x, x, x, **{name: weight}, axis=axis)
            call(signature, form, x, x, x, **{name: weight}, axis=np.int64(1))


@every_form
def test_nan_is_no_number_for_a_parameter(signature, form):
    for p in signature.parameters:
        for nan in (float("nan"), np.float32("nan")):
            with pytest.raises(ValueError, match=f"{p.name} must not be NaN"):
                call(signature, form, np.ones(3), np.ones(3), np.ones(3), **{p.name: nan})
        call(signature, form, np.ones(3), np.ones(3), np.ones(3), **{p.name: np.full(3, np.nan)})


# -------------------------------------------------------------------------------------------------------- like NumPy


@every_form
def test_out_none_with_where_does_not_warn(signature, form):
    x = np.ones(3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        call(signature, form, x, x, x, where=np.array([True, False, True]), out=None)


@every_form
@pytest.mark.parametrize(
    "name", ["Int8", "Int32", "Float32", "boolean", "int8[pyarrow]", "float[pyarrow]", "Sparse[float32]"]
)
def test_dtypes_of_pandas(signature, form, name):
    pandas = pytest.importorskip("pandas")
    if "pyarrow" in name:
        pytest.importorskip("pyarrow")
    values = [True, False, True] if name == "boolean" else [1, -2, 3]
    series = pandas.Series(values, dtype=name)
    if len(signature.results(form)) > 1 and "pyarrow" in name:
        with pytest.raises(AttributeError):  # pandas itself fails there
            np.modf(series)
        pytest.skip("pandas has no ufuncs of two results for the arrays of Arrow")
    results = call(signature, form, series, series, series)
    like = np.asarray(values, getattr(series.dtype, "numpy_dtype", getattr(series.dtype, "subtype", None)))
    for result, want in zip(results, call(signature, form, like, like, like), strict=True):
        np.testing.assert_array_equal(np.asarray(result, "f8"), np.asarray(want, "f8"))


@every_form
def test_tables_keep_their_dtype(signature, form):
    pandas = pytest.importorskip("pandas")
    for dtype in ("f2", "f4", "f8"):
        table = pandas.DataFrame(np.ones((2, 3), dtype))
        for result in call(signature, form, table, table, table):
            found = result.dtypes if isinstance(result, pandas.DataFrame) else result.dtype
            assert np.all(found == np.dtype(dtype))


@every_form
def test_the_ufunc_is_public(signature, form):
    function = getattr(fastrelu, signature.name + signature.forms[form])
    assert isinstance(function.ufunc, np.ufunc)
    assert function.ufunc.nin == len(signature.data(form)) + len(signature.parameters)
