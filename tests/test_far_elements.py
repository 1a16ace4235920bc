"""Elements beyond the short way of the gelus, and of silu's derivative, are computed apart and put back.

Every count of them, at every place.
"""

import itertools

import numpy as np
import pytest

import support

ACTIVATIONS = [a for a in support.ACTIVATIONS if a.family in ("gaussian", "sigmoid")]
pytestmark = [
    pytest.mark.parametrize("dtype", support.FLOATS),
    pytest.mark.parametrize("form", support.FORMS),
    pytest.mark.parametrize("activation", ACTIVATIONS, ids=str),
]

# Near, far for one and for the other, where f(x) is x or 0 to every rounding, and too large for that way; no two alike,
# so that a result that is put in the wrong place shows.
KINDS = [(-4, 4), (-9, -5.5), (-40, -22), (9.5, 20), (-80, -60)]


def numbers(activation, dtype, n, seed, far):
    """n numbers, of which those where `far` is set are far."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(*KINDS[0], n)
    return np.where(far, rng.uniform(*KINDS[1 if activation.family == "gaussian" else 2], n), x).astype(dtype)


def one_by_one(activation, form, x, grad):
    """What each element gives when all 32 of a group are alike."""
    repeated = support.call(activation, form, np.repeat(x, 32), None, np.repeat(grad, 32))
    return [result[::32] for result in repeated]


def check(activation, form, x, grad):
    for ours, alone in zip(
        support.call(activation, form, x, None, grad), one_by_one(activation, form, x, grad), strict=True
    ):
        support.assert_same_bits(ours, alone)


def test_one_far_element_at_every_place(activation, form, dtype):
    n = 160
    grad = np.random.default_rng(0).standard_normal(n).astype(dtype)
    for place in range(n):
        check(activation, form, numbers(activation, dtype, n, place, np.arange(n) == place), grad)


def test_every_count_of_far_elements(activation, form, dtype):
    n, rng = 545, np.random.default_rng(1)
    grad = rng.standard_normal(n).astype(dtype)
    for count in [*range(0, 70), *range(70, 512, 13), *range(505, 520), n]:
        far = np.zeros(n, bool)
        far[rng.permutation(n)[:count]] = True
        check(activation, form, numbers(activation, dtype, n, count, far), grad)


def test_stretches_of_every_kind(activation, form, dtype):
    """Groups that are near, far, beyond, and mixed follow each other; gradients are infinite or NaN here and there."""
    rng = np.random.default_rng(2)
    n = 6000
    share = np.repeat(rng.choice([0, 0.02, 0.3, 0.9, 1], n // 50), 50)
    kinds = np.where(rng.random(n) < share, rng.integers(1, len(KINDS), n), 0)
    low, high = np.array(KINDS).T
    x = rng.uniform(low[kinds], high[kinds]).astype(dtype)
    x[rng.random(n) < 0.003] = np.nan
    x[rng.random(n) < 0.003] = -np.inf
    x[rng.random(n) < 0.003] = np.inf
    x[rng.random(n) < 0.003] = np.finfo(dtype).min
    grad = rng.standard_normal(n).astype(dtype)
    grad[rng.random(n) < 0.003] = np.inf
    with np.errstate(all="ignore"):
        check(activation, form, x, grad)


def test_in_place(activation, form, dtype):
    """What an output overwrites has been read before."""
    n, rng = 5000, np.random.default_rng(3)
    x = numbers(activation, dtype, n, 3, rng.random(n) < 0.2)
    grad = rng.standard_normal(n).astype(dtype)
    want = support.call(activation, form, x, None, grad)
    ufunc = support.ufunc(activation, form)
    operands = (grad, x) if form == "backward" else (x,)
    for over, place in itertools.product(range(len(operands)), range(ufunc.nout)):
        copies = [operand.copy() for operand in operands]
        out = [np.empty_like(x) for _ in range(ufunc.nout)]
        out[place] = copies[over]
        got = ufunc(*copies, *activation.defaults, out=tuple(out))
        for ours, theirs in zip(got if ufunc.nout > 1 else (got,), want, strict=True):
            support.assert_same_bits(ours, theirs)


def test_signaling_nan_among_far_elements(activation, form, dtype):
    """Instructions for the larger of two differ in what they make of it, and the number of a cell comes from that."""
    n = 545
    x = numbers(activation, dtype, n, 3, np.arange(n) % 5 == 0)
    bits = np.array([np.inf, -np.inf], dtype).view(f"u{x.itemsize}") + 1
    places = np.arange(0, n, 7)
    with_nan = x.copy()
    with_nan[places] = np.resize(bits.view(dtype), places.size)
    grad = np.random.default_rng(3).standard_normal(n).astype(dtype)
    others = np.setdiff1d(np.arange(n), places)
    for ours, without in zip(
        support.call(activation, form, with_nan, None, grad), support.call(activation, form, x, None, grad), strict=True
    ):
        assert np.isnan(ours[places]).all()
        support.assert_same_bits(ours[others], without[others])
