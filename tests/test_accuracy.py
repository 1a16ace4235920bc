"""The sweep of tools/accuracy.py, strided, and the worst inputs that it has ever found."""

import functools
import itertools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import accuracy
import accuracy_page
import checksums
import fastrelu
import support
from fastrelu import _core, _judge
from fastrelu._signature import KERNELS

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "cpp" / "math" / "tables"
STRIDE = 8209  # a prime: half a million inputs, of all exponents and most patterns of low bits
SWEEPS = [
    pytest.param(name, parameters, id=f"{name}{list(parameters) or ''}")
    for name, signature in KERNELS.items()
    for parameters in signature.samples[: accuracy.SAMPLES]
]


def published():
    """Rows of docs/accuracy.json that have worst inputs."""
    rows = json.loads((ROOT / "docs" / "accuracy.json").read_text())["sweeps"]
    return [pytest.param(r, id=f"{r['activation']}{r['parameters'] or ''}-{r['isa']}") for r in rows if r["worst"]]


@pytest.fixture(autouse=True)
def on_one_thread():
    with fastrelu.num_threads(1):
        yield


def test_errors_are_counted_alike_with_and_without_a_compiler(monkeypatch):
    if accuracy.compiled_ulp_error() is None:
        pytest.skip("no compiler")
    rng = np.random.default_rng(0)
    patterns = rng.integers(0, 1 << 32, 100_000, dtype=np.uint64).astype(np.uint32).view(np.float32)
    with np.errstate(invalid="ignore"):  # signalling NaN
        truth = patterns.astype(np.float64) * (1 + rng.normal(size=patterns.size) * 2.0**-23)
    truth[:4], result = [np.inf, 1e39, -1e39, np.nan], patterns.copy()
    result[:4] = [np.inf, np.inf, 3e38, 1]
    floor = np.abs(truth) * rng.uniform(0.1, 100, truth.size)
    cases = [(result, truth, None), (result, truth, floor), (result[::3], truth[::3], None)]
    compiled = [accuracy.ulp_error(*case) for case in cases]
    monkeypatch.setattr(accuracy, "compiled_ulp_error", lambda: None)
    with np.errstate(all="ignore"):
        for case, errors in zip(cases, compiled, strict=True):
            np.testing.assert_allclose(errors, accuracy.ulp_error(*case), rtol=1e-15)
    assert list(compiled[0][[0, 1, 3]]) == [0, 0, np.inf]


@support.judged
@pytest.mark.parametrize(("name", "parameters"), SWEEPS)
def test_strided_sweep(name, parameters):
    half, isa = accuracy.ALL // 2, _core.isa()
    for start in (0, half):
        chunk = accuracy.sweep_chunk((name, parameters, isa, start, start + half, STRIDE, True))
        assert chunk["unequal"] == 0
        assert chunk["disorder"] == 0
        for form, worst in chunk["worst"].items():
            error, *at = max(worst, default=(0.0, 0.0, 0.0))
            assert error <= KERNELS[name].bound_of(form), f"{name}{parameters} {form} at {at!r}: {error:.3f} ulp"


@pytest.mark.parametrize(("name", "parameters"), SWEEPS)
def test_strided_checksums_agree(name, parameters, isas_of_same_bits):
    half = accuracy.ALL // 2
    digests = {
        accuracy.sweep_chunk((name, parameters, isa, half, accuracy.ALL, STRIDE, False))["digest"]
        for isa in isas_of_same_bits
    }
    assert len(digests) == 1


@support.judged
@pytest.mark.parametrize("row", published())
def test_worst_inputs_found_so_far(row):
    """On whatever instruction set runs now: all of them must hold the bound where one of them was worst."""
    signature = KERNELS[row["activation"]]
    functions = accuracy.form_functions(signature)
    singles = tuple(np.float32(p) for p in row["parameters"])
    wide = tuple(float(p) for p in singles)
    for form, noted in row["worst"].items():
        _, *data, grad = np.array(noted, np.float32).T
        data64 = tuple(column.astype(np.float64) for column in data)
        truths = _judge.by_kernel(signature, data64, wide, accuracy.judge(None)).results(form, grad)
        units = _judge.units(signature, data64, wide)
        floors = (None,) * len(truths) if units is None else units.results(form, grad)
        got = functions[form](*((grad, *data) if form == "backward" else data), *singles)
        error = np.max([accuracy.ulp_error(*each) for each in zip(got, truths, floors, strict=True)], axis=0)
        assert (error <= signature.bound_of(form)).all(), (
            form,
            [column[error.argmax()] for column in data],
            error.max(),
        )
        if _core.isa() == row["isa"]:
            np.testing.assert_allclose(np.sort(error), np.sort([noted_error for noted_error, *_ in noted]), rtol=1e-3)


@pytest.mark.parametrize("dtype", checksums.DTYPES)
@pytest.mark.parametrize("name", KERNELS)
def test_checksums(name, dtype):
    """Every instruction set with fused multiply-add, on every machine, returns the same bits."""
    names = support.isas_of_same_bits()
    if not names:
        # Without fused multiply-add (x86-64 before 2013) results differ in their last bits; their bounds are tested.
        pytest.skip("no instruction set with fused multiply-add here")
    table = json.loads(checksums.TABLE.read_text())
    assert name in table, "run tools/checksums.py"
    for isa in names:
        with support.using_isa(isa):
            assert checksums.checksums(name, dtype) == table[name][dtype], isa


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
    results = accuracy_page.load()
    assert (ROOT / "docs" / "accuracy.md").read_text() == accuracy_page.page(results)


def test_a_wrong_result_is_seen():
    """The measure itself: one unit in the last place more is an error of one more."""
    truth = np.array([1.0, -3.5e-41, 2.0**-149, 1e38, 0.0])
    right = truth.astype(np.float32)
    assert accuracy.ulp_error(right, truth).max() <= 0.5
    wrong = np.nextafter(right, np.float32(np.inf))
    assert (accuracy.ulp_error(wrong, truth) >= 0.5).all()
    assert accuracy.ulp_error(np.float32([np.nan]), np.array([1.0]))[0] == np.inf
    # Where errors are measured in units of something larger.
    np.testing.assert_allclose(accuracy.ulp_error(np.float32([1.5]), np.array([1.0]), np.array([-(2.0**23)])), 0.5)


@support.judged
def test_a_wrong_kernel_is_seen(monkeypatch):
    """The sweep itself: the judge has another parameter than what is judged."""
    by_kernel = _judge.by_kernel
    monkeypatch.setattr(_judge, "by_kernel", lambda s, x, p, isa: by_kernel(s, x, tuple(q + 1e-5 for q in p), isa))
    name = next(name for name, signature in KERNELS.items() if signature.parameters)
    job = (name, KERNELS[name].samples[0], _core.isa(), 0, accuracy.ALL, 1_000_003, True)
    assert max(accuracy.sweep_chunk(job)["worst"]["value"])[0] > 10


def test_the_judge_is_another_instruction_set():
    names = support.isas_of_same_bits()
    for tested in support.supported_isas():
        judge = _judge.judging_isa(tested)
        assert judge in (names or [None])
        assert judge != tested or len(names) == 1


def test_preamble_names_no_tool_that_is_not_there():
    for path in ("tools/accuracy.py", "docs/accuracy.json"):
        assert path in accuracy_page.PREAMBLE.read_text()
        assert (ROOT / path).exists()


# These take a minute, and say nothing of an instruction set: once is enough, in the run that asks for none.
once = pytest.mark.skipif("FASTRELU_ISA" in os.environ, reason="runs where no instruction set is asked for")


@once
@pytest.mark.parametrize("table", [path.name for path in sorted(TABLES.glob("*.inc"))])
def test_tables_are_those_of_their_scripts(table, tmp_path):
    """Each script of tools/fit writes the table of its name, two folders up from its own."""
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    made = tmp_path / "cpp" / "math" / "tables" / table
    made.parent.mkdir(parents=True)
    script = tmp_path / "tools" / "fit" / table.replace(".inc", ".py")
    subprocess.run([sys.executable, str(script)], check=True, capture_output=True)
    assert made.read_text() == (TABLES / table).read_text()
