"""The sweep of tools/accuracy.py, strided, and the worst inputs that it has ever found."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import accuracy
import fastrelu
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


@pytest.mark.parametrize("script", ["fit_coefficients.py"])
def test_coefficients_are_those_of_the_script(script):
    """The constants in the C++ are exactly what the committed script prints."""
    printed = subprocess.run(
        [sys.executable, str(ROOT / "tools" / script)], check=True, capture_output=True, text=True
    ).stdout
    assert printed == (ROOT / "cpp" / "math" / "coefficients.h").read_text()
