"""Fused bias: f(x + bias) in one pass, the same bits as an addition and the function; and its backward pass."""

import numpy as np
import pytest

import fastrelu
import support
from fastrelu._signature import BIASED, FUNCTIONS

SIGNATURES = [s for s in FUNCTIONS.values() if BIASED[s.kind]]
DTYPES = ("f2", "f4", "f8")


def arguments(signature, formula=None):
    """Parameters without defaults, and the choice of a formula."""
    given = {p.name: p.example for p in signature.parameters if p.default is None}
    return given if formula is None else {**given, signature.choice.name: formula}


CASES = [
    pytest.param(s, formula, id=s.name + (f"-{formula}" if formula else ""))
    for s in SIGNATURES
    for formula in (s.variants or [None])
]
cases = pytest.mark.parametrize(("signature", "formula"), CASES)
dtypes = pytest.mark.parametrize("dtype", DTYPES)


def function(signature, form):
    return getattr(fastrelu, signature.function_name(form))


def first(result):
    return result[0] if isinstance(result, tuple) else result


def same(one, other):
    one, other = np.asarray(one), np.asarray(other)
    assert one.dtype == other.dtype
    support.assert_same_bits(one, other)


@cases
@dtypes
def test_same_bits_as_two_steps(signature, formula, dtype):
    rng, given = np.random.default_rng(0), arguments(signature, formula)
    for shape in ((7,), (600,), (40, 33), (3, 700), (5000,), (2, 3, 50)):
        x, g = (rng.normal(0, 3, shape).astype(dtype) for _ in range(2))
        for bias in (
            rng.normal(size=shape[-1:]).astype(dtype),
            dtype_of_one(dtype),
            rng.normal(size=shape).astype(dtype),
        ):
            same(function(signature, "bias")(x, bias, **given), function(signature, "value")(x + bias, **given))
            grad_x, grad_bias = function(signature, "bias_backward")(g, x, bias, **given)
            want = first(function(signature, "backward")(g, x + bias, **given))
            same(grad_x, want)
            assert np.shape(grad_bias) == np.shape(bias)
            axes = tuple(range(x.ndim - np.ndim(bias)))
            exact = want.astype("f8").sum(axis=axes)
            np.testing.assert_allclose(grad_bias, exact, rtol=2 * np.finfo(dtype).eps, atol=1e-10)
    # Strided, reversed, transposed.
    x, bias = rng.normal(size=(64, 80)).astype(dtype), rng.normal(size=64).astype(dtype)
    same(
        function(signature, "bias")(x[::-1, ::2].T, bias, **given),
        function(signature, "value")(x[::-1, ::2].T + bias, **given),
    )


@cases
@dtypes
def test_rows_of_every_length_and_sums_of_every_size(signature, formula, dtype):
    """The sum may be far where x and the bias are not, and the reverse; rows end within groups, and are overwritten."""
    rng, given = np.random.default_rng(3), arguments(signature, formula)
    bias_of, value = function(signature, "bias"), function(signature, "value")
    for columns in (*range(28, 68), 129, 1000, 4100):
        x = rng.normal(0, rng.choice([0.5, 4, 30], (9, 1)), (9, columns)).astype(dtype)
        bias = rng.normal(0, rng.choice([0.5, 40], columns, p=[0.8, 0.2])).astype(dtype)
        x[rng.random(x.shape) < 0.003] = np.nan
        x[rng.random(x.shape) < 0.003] = -np.inf
        with np.errstate(invalid="ignore"):
            want = value(x + bias, **given)
            same(bias_of(x, bias, **given), want)
            inside = x.copy()
            same(bias_of(inside, bias, **given, out=inside), want)
            row = x[0].copy()
            same(bias_of(row, row, **given, out=row), value(x[0] + x[0], **given))
            inside = np.broadcast_to(bias, x.shape).copy()
            same(bias_of(x, inside, **given, out=inside), want)


def dtype_of_one(dtype):
    return np.dtype(dtype).type(0.75)


@cases
def test_in_place_and_out(signature, formula):
    rng, given = np.random.default_rng(1), arguments(signature, formula)
    x, bias, g = rng.normal(size=(50, 21)), rng.normal(size=21), rng.normal(size=(50, 21))
    want = function(signature, "value")(x + bias, **given)
    inside = x.copy()
    assert function(signature, "bias")(inside, bias, **given, out=inside) is inside
    same(inside, want)
    out = np.empty_like(x), np.empty(21, "f4")
    grad_x, grad_bias = function(signature, "bias_backward")(g, x, bias, **given, out=out)
    assert grad_x is out[0]
    assert grad_bias is out[1]
    wanted = function(signature, "bias_backward")(g, x, bias, **given)
    same(grad_x, wanted[0])
    np.testing.assert_allclose(grad_bias, wanted[1], rtol=1e-6)
    for bad, error in (((np.empty_like(x), np.empty(20)), ValueError), (np.empty_like(x), TypeError)):
        with pytest.raises(error, match="out"):
            function(signature, "bias_backward")(g, x, bias, **given, out=bad)


def test_axis():
    x, bias = np.random.default_rng(2).normal(size=(4, 3, 5)), np.arange(3.0)
    same(fastrelu.bias_relu(x, bias[:, None]), fastrelu.bias_elu(x, bias, 0.0, axis=1) + 0.0)
    grad_x, grad_bias = fastrelu.bias_elu_backward(np.ones_like(x), x, bias, axis=1)
    assert grad_bias.shape == (3,)
    np.testing.assert_allclose(grad_bias, grad_x.sum(axis=(0, 2)))


def test_others_keep_their_kind():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(np.ones((3, 2)), columns=list("ab"))
    assert isinstance(fastrelu.bias_gelu(frame, np.array([1.0, 2.0])), pandas.DataFrame)
    grad_x, grad_bias = fastrelu.bias_gelu_backward(frame, frame, np.array([1.0, 2.0]))
    assert list(grad_bias.index) == ["a", "b"]
    np.testing.assert_allclose(grad_bias, grad_x.sum())
    assert fastrelu.bias_gelu(np.int8([1, 2]), np.int8(1)).dtype == np.float16


def test_where_is_refused_by_the_backward_pass():
    with pytest.raises(TypeError, match="where"):
        fastrelu.bias_relu_backward(np.ones(3), np.ones(3), 1.0, where=np.array([True, False, True]))
