"""bfloat16 by ml_dtypes: rounded once at every pattern; every form and layout; whichever is imported first."""

import math

import numpy as np
import pytest

import fastrelu
import support
from fastrelu import _judge
from fastrelu._signature import BIASED, FUNCTIONS, KERNELS, ROWS
from fastrelu.reference import reference
from support import mp

ml_dtypes = pytest.importorskip("ml_dtypes")
BF = np.dtype(ml_dtypes.bfloat16)


def wide(array):
    with np.errstate(all="ignore"):  # signalling NaN
        return np.asarray(array).astype("f8")


def every_pattern():
    return np.arange(65536, dtype="u2").view(BF)


@pytest.mark.parametrize("signature", KERNELS.values(), ids=lambda s: s.name)
def test_rounded_once_at_every_pattern(signature):
    x = every_pattern()
    other = np.roll(x, 12345) if signature.kind == "gated" else None
    data = (x,) if other is None else (x, other)
    grad = np.random.default_rng(1).normal(size=x.size).astype(BF)
    parameters = [BF.type(p) for p in signature.samples[0]]
    for form in signature.forms:
        inputs = (grad, *data) if form == "backward" else data
        ufunc = support.ufunc(signature, form)
        got = support.as_tuple(ufunc(*inputs, *parameters))
        want = support.as_tuple(ufunc(*map(wide, inputs), *map(float, parameters)))
        single = support.as_tuple(ufunc(*(wide(i).astype("f4") for i in inputs), *map(np.float32, parameters)))
        for one, other_one, by_float in zip(got, want, single, strict=True):
            assert one.dtype == BF
            off = (wide(one) != support.to_bfloat16(other_one)) & ~support.on_bfloat16_middle(other_one)
            off &= ~(np.isnan(wide(one)) & np.isnan(other_one))
            if signature.kind == "gated":
                # A product that float32 has lost to its range, or where infinities meet, is rounded from that.
                off &= ~(wide(one) == support.to_bfloat16(by_float)) & ~np.isnan(by_float)
            assert not off.any(), (form, wide(x[off])[:3], wide(one[off])[:3], support.to_bfloat16(other_one)[off][:3])


def nearest_by_mpmath(signature, data, grad):
    """Is each result of every form that number of bfloat16 which is nearest to mpmath's?"""
    given = [BF.type(p) for p in signature.samples[0]]
    meant = reference(signature.name).meant(*map(float, given))

    def exact(form, k, truth, at=slice(None)):
        return truth.results(form, np.array([mp.mpf(float(g)) for g in grad[at]], object))[k]

    with mp.workdps(100):
        truth = _judge.by_mpmath(mp, signature, tuple(map(wide, data)), meant)
        for form in signature.forms:
            ufunc = support.ufunc(signature, form)
            got = support.as_tuple(ufunc(*((grad, *data) if form == "backward" else data), *given))
            for k, one in enumerate(got):

                def again(at, form=form, k=k):
                    finer = _judge.by_mpmath(mp, signature, tuple(wide(column[at]) for column in data), meant)
                    return exact(form, k, finer, at)

                support.assert_nearest_bfloat16(
                    one,
                    exact(form, k, truth),
                    (signature.name, form),
                    # Of derivatives the sign of a zero is not promised.
                    signed_zeros=form in ("value", "with_derivative") and k == 0,
                    again=again,
                    either_of_ties=signature.kind == "gated",
                )


# Without a kernel as judge, which takes half a minute for each.
@pytest.mark.slow
@pytest.mark.parametrize("signature", KERNELS.values(), ids=lambda s: s.name)
def test_rounded_once_by_mpmath(signature):
    x = every_pattern()
    x = x[np.isfinite(wide(x))]
    data = (x,) if signature.kind == "elementwise" else (x, np.roll(x, 12345))
    nearest_by_mpmath(signature, data, np.random.default_rng(1).normal(size=x.size).astype(BF))


@pytest.mark.parametrize("signature", KERNELS.values(), ids=lambda s: s.name)
def test_middles_near_zero(signature):
    """Half of an odd subnormal number lies between two others; what decides is beyond the digits of float64."""
    subnormal = np.concatenate([np.arange(1, 128, dtype="u2"), np.arange(0x8001, 0x8080, dtype="u2")]).view(BF)
    others = np.random.default_rng(5).permutation(np.outer([1, -1], np.logspace(-39, 0, 127)).ravel()).astype(BF)
    gated = signature.kind == "gated"
    for first, second in ((subnormal, others), (others, subnormal)):
        data = (first, second) if gated else (first,)
        nearest_by_mpmath(signature, data, grad=np.ones_like(first) if gated else second)


@pytest.mark.parametrize("signature", [s for s in FUNCTIONS.values() if BIASED[s.kind]], ids=lambda s: s.name)
def test_bias_is_added_first_at_every_pattern(signature):
    """The sum is a number of bfloat16, so that what holds for the function at every pattern holds for this."""
    x = every_pattern()
    required = {p.name: p.example for p in signature.parameters if p.default is None}
    grad = np.random.default_rng(1).normal(size=x.size).astype(BF)
    value, backward, bias, bias_backward = (
        getattr(fastrelu, signature.function_name(form)) for form in ("value", "backward", *BIASED[signature.kind])
    )
    for added in (BF.type(-0.0), BF.type(-1.5), np.roll(x, 12345)):
        with np.errstate(invalid="ignore", over="ignore"):
            total = x + added
        got, want = bias(x, added, **required), value(total, **required)
        number = ~np.isnan(wide(total))
        np.testing.assert_array_equal(got.view("u2")[number], want.view("u2")[number])
        assert np.isnan(wide(got)[~number]).all()
        grads, grad_added = bias_backward(grad, x, added, **required)
        want = support.as_tuple(backward(grad, total, **required))[0]
        np.testing.assert_array_equal(grads.view("u2")[number], want.view("u2")[number])
        finite = np.isfinite(wide(want))
        if np.ndim(added):
            np.testing.assert_array_equal(wide(grad_added)[number], wide(want)[number])
        elif finite.all():
            assert wide(grad_added) == support.to_bfloat16(math.fsum(wide(want)))


@pytest.mark.parametrize("signature", FUNCTIONS.values(), ids=lambda s: s.name)
def test_layouts_and_parameters(signature):
    x = np.random.default_rng(2).normal(0, 3, (40, 66)).astype(BF)
    required = {p.name: p.example for p in signature.parameters if p.default is None}
    for form in (*signature.forms, *BIASED[signature.kind]):
        function = getattr(fastrelu, signature.function_name(form))
        whole = support.as_tuple(function(*[x] * len(signature.data(form)), **required))
        for index in (np.s_[::2], np.s_[:, ::-3], np.s_[5], np.s_[3:4, :7]):
            part = x[index]
            if form == "bias_backward":
                continue  # sums over what there is
            for one, other in zip(
                support.as_tuple(function(*[part] * len(signature.data(form)), **required)), whole, strict=True
            ):
                if np.ndim(other) == 0:
                    continue  # the gradient of a parameter
                assert one.dtype == BF
                np.testing.assert_array_equal(one.view("u2"), np.ascontiguousarray(other[index]).view("u2"))
        assert all(result.dtype == BF for result in whole)
        scalar = support.as_tuple(function(*[x[0, 0]] * len(signature.data(form)), **required))
        assert all(np.asarray(result).dtype == BF for result in scalar)


def test_promotion_is_that_of_ml_dtypes():
    x = np.ones(3, BF)
    for dtype in ("f4", "f8", "i1", BF):
        other = np.ones(3, dtype)
        want = np.add(x, other).dtype
        assert fastrelu.relu_backward(other, x).dtype == want
        assert fastrelu.elu_backward(other, x).dtype == want
    # float16 and bfloat16 have no type in common for np.add; as inputs of a loop both fit into float32.
    assert fastrelu.relu_backward(np.ones(3, "f2"), x).dtype == np.float32


@pytest.mark.parametrize("name", sorted(ROWS))
def test_rows(name):
    x = np.random.default_rng(3).normal(size=(5, 70)).astype(BF)
    got = getattr(fastrelu, name)(x, 0)
    assert got.dtype == BF
    want = getattr(fastrelu, name)(wide(x).astype("f4"), 0)
    np.testing.assert_array_equal(wide(got), wide(want.astype(BF)))
    assert getattr(fastrelu, name + "_backward")(x, got).dtype == BF


@pytest.mark.parametrize("first", ["ml_dtypes", "fastrelu"])
def test_whichever_is_imported_first(first):
    second = {"ml_dtypes": "fastrelu", "fastrelu": "ml_dtypes"}[first]
    support.run_python(
        f"import {first}; import {second}; import ml_dtypes, numpy as np, warnings\n"
        "warnings.simplefilter('error')\n"
        "x = np.array([-1.5, 2], ml_dtypes.bfloat16)\n"
        "assert fastrelu.elu(x).dtype == x.dtype and fastrelu.gelu(x, approximate='tanh').dtype == x.dtype\n"
    )


@pytest.mark.parametrize("first", ["softmax(x)", "relu(x)", "elu(x)", "gelu(x, dtype=x.dtype)"])
def test_whichever_function_sees_it_first(first):
    """Ufuncs that were made before get their loops, whoever meets the dtype."""
    support.run_python(
        "import ml_dtypes, numpy as np, fastrelu\n"
        "x = np.ones((3, 4), ml_dtypes.bfloat16)\n"
        "fastrelu.elu.ufunc, fastrelu.glu.ufunc, fastrelu.relu\n"
        f"fastrelu.{first}\n"
        "assert fastrelu.elu(x, x[:, :1]).dtype == fastrelu.glu(x, x[:, :1]).dtype == x.dtype\n"
        "assert fastrelu.relu(x[:, ::2], order='F').dtype == x.dtype\n"
    )


def test_importing_does_not_import_it():
    support.run_python("import sys, fastrelu; assert 'ml_dtypes' not in sys.modules")
