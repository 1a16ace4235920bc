"""The sweep of tools/accuracy.py, strided, and the worst inputs that it has ever found."""

import functools
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import accuracy
import checksums
import fastrelu
import support
from fastrelu import _core, _reference, _ufuncs

ROOT = Path(__file__).resolve().parent.parent
STRIDE = 8209  # a prime: half a million inputs, of all exponents and most patterns of low bits
BOUND = 2
SWEEPS = [
    pytest.param(activation["name"], parameters, id=f"{activation['name']}{list(parameters) or ''}")
    for activation in _ufuncs.REGISTRY
    for parameters in accuracy.PARAMETERS.get(activation["name"], [()])
]


def published():
    """Rows of docs/accuracy.json that have worst inputs."""
    rows = json.loads((ROOT / "docs" / "accuracy.json").read_text())["sweeps"]
    return [pytest.param(r, id=f"{r['activation']}{r['parameters'] or ''}-{r['isa']}") for r in rows if r["worst"]]


@pytest.fixture(autouse=True)
def fast_references():
    """SciPy's erfc for the sweeps of this file alone."""
    before = _reference._erfc
    accuracy.use_scipy()
    with fastrelu.num_threads(1):
        yield
    _reference._erfc = before


@pytest.mark.parametrize(("name", "parameters"), SWEEPS)
def test_strided_sweep(name, parameters):
    half, isa = accuracy.ALL // 2, _core.isa()
    for start in (0, half):
        chunk = accuracy.sweep_chunk((name, parameters, isa, start, start + half, STRIDE, True))
        assert chunk["unequal"] == 0
        assert chunk["disorder"] == 0
        for form, worst in chunk["worst"].items():
            error, x, grad = max(worst, default=(0.0, 0.0, 0.0))
            assert error <= BOUND, f"{name}{parameters} {form} at {x!r} (grad {grad!r}): {error:.3f} ulp"


@pytest.mark.parametrize(("name", "parameters"), SWEEPS)
def test_strided_checksums_agree(name, parameters, isas_of_same_bits):
    half = accuracy.ALL // 2
    digests = {
        accuracy.sweep_chunk((name, parameters, isa, half, accuracy.ALL, STRIDE, False))["digest"]
        for isa in isas_of_same_bits
    }
    assert len(digests) == 1


@pytest.mark.parametrize("row", published())
def test_worst_inputs_found_so_far(row):
    """On whatever instruction set runs now: all of them must hold the bound where one of them was worst."""
    functions, reference = accuracy.form_functions(row["activation"]), _reference.reference(row["activation"])
    singles = tuple(np.float32(p) for p in row["parameters"])
    wide = tuple(float(p) for p in singles)
    for form, noted in row["worst"].items():
        _, x, grad = np.array(noted, np.float32).T
        x64 = x.astype(np.float64)
        truth = (reference.value if form == "value" else reference.derivative)(x64, *wide)
        if form == "backward":
            got, truth = functions[form](grad, x, *singles), truth * grad
        else:
            got = functions[form](x, *singles)
        error = accuracy.ulp_error(got, np.asarray(truth))
        assert (error <= BOUND).all(), (form, x[error.argmax()], error.max())
        if _core.isa() == row["isa"]:
            np.testing.assert_allclose(np.sort(error), np.sort([e for e, _, _ in noted]), rtol=1e-3)


@pytest.mark.parametrize("dtype", checksums.DTYPES)
@pytest.mark.parametrize("name", [a["name"] for a in _ufuncs.REGISTRY])
def test_checksums(name, dtype):
    """Every instruction set with fused multiply-add, on every machine, returns the same bits."""
    names = support.isas_of_same_bits()
    if not names:
        # Without fused multiply-add (x86-64 before 2013) results differ in their last bits; their bounds are tested.
        pytest.skip("no instruction set with fused multiply-add here")
    table = json.loads(checksums.TABLE.read_text())
    before = _core.isa()
    try:
        for isa in names:
            _core.set_isa(isa)
            assert checksums.checksums(name, dtype) == table[name][dtype], isa
    finally:
        _core.set_isa(before)


def test_elu_where_it_is_worst():
    """Alphas made for the worst values of alpha = 1: products just below a power of two, where ulps are small."""
    rng = np.random.default_rng(3)
    for low, high in ((0.05, 0.1), (0.2, 0.3465), (0.3465, 0.36), (0.69, 0.8), (1.03, 1.11), (1.73, 1.8)):
        x = -rng.uniform(low, high, 1 << 20).astype(np.float32)
        truth = np.expm1(x.astype(np.float64))
        worst = np.argsort(np.abs(fastrelu.elu(x) / truth - 1))[-1000:]
        x, truth = x[worst, None], truth[worst, None]
        alpha = ((2 - rng.uniform(0, 2**-8, (worst.size, 300))) / (2 * np.frexp(-truth)[0])).astype(np.float32)
        result, wanted = fastrelu.elu(x, alpha).astype(np.float64), alpha * truth
        ulp = np.ldexp(1.0, np.frexp(np.maximum(-result, -wanted))[1] - 24)  # of the larger: see docs/accuracy.md
        assert (np.abs(result - wanted) <= 2 * ulp).all(), (low, high)


def test_backward_of_elu_where_it_is_worst():
    """Gradients made for the worst derivatives: products just below a power of two, where half an ulp is largest."""
    rng = np.random.default_rng(2)
    x = -rng.uniform(0.3, 20, 1 << 22).astype(np.float32)
    alpha = rng.uniform(1, 2, x.size).astype(np.float32)
    truth = alpha * np.exp(x.astype(np.float64))
    worst = np.argsort(np.abs(fastrelu.elu_derivative(x, alpha) / truth - 1))[-4000:]
    x, alpha, truth = x[worst, None], alpha[worst, None], truth[worst, None]
    mantissa = 2 * np.frexp(truth)[0]
    g = ((2 - rng.uniform(0, 2**-8, (worst.size, 300))) / mantissa).astype(np.float32)
    result, wanted = fastrelu.elu_backward(g, x, alpha).astype(np.float64), g * truth
    ulp = np.ldexp(1.0, np.frexp(np.maximum(result, wanted))[1] - 24)  # of the larger: see docs/accuracy.md
    assert (np.abs(result - wanted) <= 2 * ulp).all()


@pytest.mark.parametrize("approximate", ["none", "tanh"])
def test_backward_of_gelu_where_it_is_worst(approximate):
    """The same: in all parts of the range, at its zero, and beside the ends of the cells."""
    rng = np.random.default_rng(5)
    far, zero = {"none": (-12, 0.7517915), "tanh": (-8, 0.7524614)}[approximate]
    edges = [far, -6, -4.6, -4.3, -4, -3, -2, -zero - 0.01, -zero, -zero + 0.01, -0.3, -1e-3, 1e-3, 0.3, 1, 3, 4.6]
    derivative = functools.partial(fastrelu.gelu_derivative, approximate=approximate)
    for low, high in itertools.pairwise(edges):
        x = rng.uniform(low, high, 1 << 19).astype(np.float32)
        truth = derivative(x.astype(np.float64))
        worst = np.argsort(np.abs(derivative(x) / truth - 1))[-1000:]
        x, truth = x[worst, None], truth[worst, None]
        g = ((2 - rng.uniform(0, 2**-8, (worst.size, 300))) / (2 * np.frexp(np.abs(truth))[0])).astype(np.float32)
        result, wanted = fastrelu.gelu_backward(g, x, approximate=approximate).astype(np.float64), g * truth
        ulp = np.ldexp(1.0, np.frexp(np.maximum(np.abs(result), np.abs(wanted)))[1] - 24)  # of the larger, as above
        error = np.abs(result - wanted) / ulp
        assert (error <= 2).all(), (low, high, error.max())


@pytest.mark.parametrize(
    ("function", "x", "expected"),
    [
        # Where others return 0, the wrong sign, or nothing of the value (values by mpmath).
        (fastrelu.gelu, -7.689382, -5.684e-14),
        (functools.partial(fastrelu.gelu, approximate="tanh"), -5.1, -1.1544526e-07),
        (fastrelu.elu, -7.7e-34, -7.7e-34),
        (fastrelu.gelu_derivative, -13.2, -7.643e-38),
        (fastrelu.gelu, -13.0, -7.952314e-38),
    ],
)
def test_what_others_get_wrong(function, x, expected):
    assert function(np.float32(x)) == pytest.approx(expected, rel=1e-3, abs=0)


@pytest.mark.parametrize("approximate", ["none", "tanh"])
def test_half_at_zero(approximate):
    zeros = np.array([0.0, -0.0, 1e-45, -1e-45], np.float32)
    assert (fastrelu.gelu_derivative(zeros, approximate=approximate) == 0.5).all()


def test_the_page_is_what_the_results_say():
    results = accuracy.load()
    assert (ROOT / "docs" / "accuracy.md").read_text() == accuracy.page(results)


def test_a_wrong_result_is_seen():
    """The measure itself: one unit in the last place more is an error of one more."""
    truth = np.array([1.0, -3.5e-41, 2.0**-149, 1e38, 0.0])
    right = truth.astype(np.float32)
    assert accuracy.ulp_error(right, truth).max() <= 0.5
    wrong = np.nextafter(right, np.float32(np.inf))
    assert (accuracy.ulp_error(wrong, truth) >= 0.5).all()
    assert accuracy.ulp_error(np.float32([np.nan]), np.array([1.0]))[0] == np.inf


# It takes a minute, and says nothing of an instruction set: once is enough, in the run that asks for none.
@pytest.mark.skipif("FASTRELU_ISA" in os.environ, reason="runs where no instruction set is asked for")
@pytest.mark.parametrize("script", ["fit_coefficients.py"])
def test_coefficients_are_those_of_the_script(script):
    """The constants in the C++ are exactly what the committed script prints."""
    printed = subprocess.run(
        [sys.executable, str(ROOT / "tools" / script)], check=True, capture_output=True, text=True
    ).stdout
    assert printed == (ROOT / "cpp" / "math" / "tables" / "coefficients.inc").read_text()
