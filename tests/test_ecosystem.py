"""pandas, xarray and Dask through NumPy's protocols, without an adapter."""

import warnings

import numpy as np
import pytest

import fastrelu
import support
from fastrelu._signature import FUNCTIONS

functions = pytest.mark.parametrize("case", support.ALL_UFUNCS, ids=support.ufunc_id)
TRAINED = [s for s in FUNCTIONS.values() if s.trained]
trained = pytest.mark.parametrize("signature", TRAINED, ids=lambda s: s.name)
dtypes = pytest.mark.parametrize("dtype", ["f4", "f8"])


def x_and_wanted(case, dtype, shape=(60, 7)):
    x = support.mixture(dtype, int(np.prod(shape))).reshape(shape)
    return x, public_call(case, x)


def public_call(case, x):
    """All results of a public function at x, with a gradient like x; without the gradients of parameters."""
    return support.call_public(*case, x, grad=x)[: support.outputs(*case)]


# --------------------------------------------------------------------------------------------------------------- pandas


@functions
@dtypes
def test_pandas_series(case, dtype):
    pandas = pytest.importorskip("pandas")
    x, wanted = x_and_wanted(case, dtype, (60,))
    series = pandas.Series(x, index=np.arange(60) * 2, name="height")
    for result, want in zip(public_call(case, series), wanted, strict=True):
        assert isinstance(result, pandas.Series)
        assert result.name == "height"
        assert result.index.equals(series.index)
        support.assert_same_bits(result.to_numpy(), want)


@functions
@dtypes
def test_pandas_frames(case, dtype):
    pandas = pytest.importorskip("pandas")
    x, wanted = x_and_wanted(case, dtype)
    frame = pandas.DataFrame(x, columns=list("abcdefg"), index=np.arange(60) * 2)
    for result, want in zip(public_call(case, frame), wanted, strict=True):
        assert isinstance(result, pandas.DataFrame)
        assert list(result.columns) == list("abcdefg")
        assert result.index.equals(frame.index)
        support.assert_same_bits(result.to_numpy(), want)


def test_pandas_aligns_gradient_and_input():
    pandas = pytest.importorskip("pandas")
    grad = pandas.Series([1.0, 2.0], index=["a", "b"])
    x = pandas.Series([-1.0, 1.0], index=["b", "a"])
    result = fastrelu.relu_backward(grad, x)
    assert result.to_dict() == {"a": 1.0, "b": 0.0}


def test_pandas_integers_and_parameters():
    pandas = pytest.importorskip("pandas")
    series = pandas.Series([-2, 3], dtype="int8")
    assert fastrelu.relu(series).dtype == np.int8
    assert fastrelu.elu(series, 0.5).dtype == np.float16
    alpha = pandas.Series([1.0, 2.0])
    np.testing.assert_array_equal(fastrelu.elu(series, alpha).to_numpy(), fastrelu.elu(series.to_numpy(), [1.0, 2.0]))
    missing = pandas.Series([1.5, None, -1.5], dtype="Float64")
    result = fastrelu.relu(missing)
    assert result.dtype == "Float64"
    assert result.isna().tolist() == [False, True, False]


def backward(signature, x, weight):
    """The gradients of x and of the trained parameter, which is `weight`."""
    parameters = [weight if p.trained else p.example for p in signature.parameters]
    return support.call_public(signature, "backward", x, parameters, x)


@trained
def test_pandas_gradients_of_parameters(signature):
    pandas = pytest.importorskip("pandas")
    x = np.random.default_rng(2).normal(size=(6, 3))
    wanted = backward(signature, x, np.ones(3))
    frame = pandas.DataFrame(x)
    *_, grad_weight = backward(signature, frame, np.ones(3))
    np.testing.assert_array_equal(grad_weight, wanted[-1])
    series = pandas.Series(x[:, 0])
    *_, grad_weight = backward(signature, series, 0.5)
    assert grad_weight == backward(signature, x[:, 0], 0.5)[-1]


# --------------------------------------------------------------------------------------------------------------- xarray


@functions
@dtypes
def test_xarray(case, dtype):
    xarray = pytest.importorskip("xarray")
    x, wanted = x_and_wanted(case, dtype)
    array = xarray.DataArray(x, dims=("time", "station"), coords={"station": list("abcdefg")}, name="flow")
    for result, want in zip(public_call(case, array), wanted, strict=True):
        assert isinstance(result, xarray.DataArray)
        assert result.dims == ("time", "station")
        assert result.coords["station"].to_numpy().tolist() == list("abcdefg")
        support.assert_same_bits(result.to_numpy(), want)


def test_xarray_broadcasts_by_name():
    xarray = pytest.importorskip("xarray")
    x = xarray.DataArray(-np.ones((2, 3)), dims=("a", "b"))
    weight = xarray.DataArray([0.1, 0.2], dims="a")
    np.testing.assert_array_equal(fastrelu.prelu(x, weight).to_numpy(), -np.repeat([[0.1], [0.2]], 3, axis=1))
    np.testing.assert_array_equal(fastrelu.prelu(x, np.array([0.1, 0.2]), axis=0).to_numpy(), fastrelu.prelu(x, weight))
    dataset = xarray.Dataset({"u": x, "v": 2 * x})
    assert isinstance(fastrelu.elu(dataset), xarray.Dataset)


# ----------------------------------------------------------------------------------------------------------------- dask


@pytest.mark.parametrize("case", [c for c in support.ALL_UFUNCS if support.outputs(*c) == 1], ids=support.ufunc_id)
@dtypes
def test_dask(case, dtype):
    """Dask knows no ufuncs of two outputs but NumPy's own; see the next test."""
    dask_array = pytest.importorskip("dask.array")
    x, wanted = x_and_wanted(case, dtype)
    lazy = dask_array.from_array(x, chunks=(25, 4))
    for result, want in zip(public_call(case, lazy), wanted, strict=True):
        assert isinstance(result, dask_array.Array)
        assert result.dtype == np.dtype(dtype)
        assert result.chunks == lazy.chunks
        support.assert_same_bits(result.compute(scheduler="threads", num_workers=2), want)


@pytest.mark.parametrize("case", [c for c in support.ALL_UFUNCS if support.outputs(*c) > 1], ids=support.ufunc_id)
def test_dask_with_two_outputs(case):
    """Refused by Dask rather than computed at once; block by block it works."""
    dask_array = pytest.importorskip("dask.array")
    x, wanted = x_and_wanted(case, "f4")
    lazy = dask_array.from_array(x, chunks=(25, 4))
    with pytest.raises(TypeError):
        public_call(case, lazy)
    stacked = lazy.map_blocks(lambda block: np.stack(public_call(case, block)), new_axis=0, dtype="f4")
    for result, want in zip(stacked.compute(scheduler="threads", num_workers=2), wanted, strict=True):
        support.assert_same_bits(result, want)


def test_dask_computes_nothing_before_it_must():
    dask_array = pytest.importorskip("dask.array")

    def explode(block):
        if block.size:  # Dask tries functions on empty arrays to learn their dtype
            raise RuntimeError("computed")
        return block

    lazy = dask_array.ones((8, 8), chunks=4).map_blocks(explode, dtype="f8", meta=np.empty((0, 0)))
    for case in support.ALL_UFUNCS:
        if support.outputs(*case) > 1:
            continue  # Dask does not know these
        for result in support.call_public(*case, lazy, grad=lazy):
            assert isinstance(result, dask_array.Array)
            with pytest.raises(RuntimeError, match="computed"):
                result.compute(scheduler="sync")


@trained
def test_dask_gradients_of_parameters(signature):
    dask_array = pytest.importorskip("dask.array")
    x = np.random.default_rng(2).normal(size=(40, 3))
    lazy = dask_array.from_array(x, chunks=(7, 2))
    grad_x, grad_weight = backward(signature, lazy, np.full(3, 0.5))
    assert isinstance(grad_weight, dask_array.Array)
    wanted = backward(signature, x, np.full(3, 0.5))
    support.assert_same_bits(np.asarray(grad_x), wanted[0])
    # Summed by Dask, chunk by chunk.
    np.testing.assert_allclose(np.asarray(grad_weight), wanted[1], rtol=1e-14)


def test_array_interfaces():
    """What NumPy takes for an array, these take too."""

    class Holder:
        def __array__(self, dtype=None, copy=None):
            return np.array([-1.0, 2.0], dtype)

    class Buffer:
        def __init__(self):
            self.__array_interface__ = np.array([-1.0, 2.0]).__array_interface__
            self.kept = np.array([-1.0, 2.0])
            self.__array_interface__ = self.kept.__array_interface__

    for given in (Holder(), Buffer(), memoryview(np.array([-1.0, 2.0])), [-1.0, 2.0], (-1.0, 2.0)):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert fastrelu.relu(given).tolist() == [0.0, 2.0]
            assert fastrelu.leaky_relu(given, 0.5).tolist() == [-0.5, 2.0]
