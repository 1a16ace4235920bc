"""``fastrelu accuracy``: within what is published here, a status of 1 where it is not, and numbers from everywhere."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest

from fastrelu import _judge, _ufuncs, cli
from fastrelu._signature import KERNELS
from fastrelu.cli import sampling
from support import FEW, ufunc_id
from test_cli import refused

FIRST = next(kernel.name for kernel in KERNELS.values() if kernel.bound > 1 and not kernel.parameters)
# Enough to see that it works, in all kernels and dtypes.
QUICK = {"float16": ["--stride", "7"], "float32": ["--stride", "100003"], "float64": ["--samples", "60"]}


def measured(capsys, *arguments, status=0):
    assert cli.main(["accuracy", *arguments, "--json"]) == status
    captured = capsys.readouterr()
    assert captured.err == ""
    return json.loads(captured.out)


@pytest.mark.parametrize("dtype", QUICK)
@pytest.mark.parametrize("kernel", KERNELS.values(), ids=ufunc_id)
def test_within_what_is_published(kernel, dtype, capsys):
    options = [f"--param={p.name}={p.example!r}" for p in kernel.parameters]
    if kernel not in FEW and dtype == "float64":
        options += ["--samples", "4"]  # mpmath takes its time
    else:
        options += QUICK[dtype]
    found = measured(capsys, kernel.name, "--dtype", dtype, *options)
    assert (found["function"], found["dtype"]) == (kernel.name, dtype)
    assert [row["form"] for row in found["rows"]] == [form for form in kernel.forms if form != "with_derivative"]
    for row in found["rows"]:
        assert 0 <= row["worst_ulp"] <= row["published_ulp"] + 1e-6
        assert row["published_ulp"] == (0.5 if dtype == "float16" else kernel.bound_of(row["form"]))
        assert list(row["at"]) == list(kernel.data(row["form"]))


def test_text(capsys):
    assert cli.main(["accuracy", FIRST, "--stride", "100003"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{FIRST} in float32 on ")
    assert out.endswith("\nWithin what is published.\n")
    assert re.search(r"^value +\d\.\d\d\d +2   x = -?[\d.e-]+$", out, re.MULTILINE)
    found = measured(capsys, FIRST, "--stride", "100003")
    assert f"{found['inputs']} inputs: every 100003th bit pattern" in out
    assert f"{found['rows'][0]['worst_ulp']:9.3f}" in out


def test_wrong_results_are_found(monkeypatch, capsys):
    """One number among millions is off by a thousandth."""
    real, bad = _ufuncs.ufunc, np.float32(KERNELS[FIRST].points[1])

    def spoiled(signature, form):
        function = real(signature, form)

        def wrong(*arguments):
            result = function(*arguments)
            if form == "derivative" and result.dtype == np.float32:
                result[arguments[0] == bad] += np.float32(1e-3)
            return result

        return wrong

    monkeypatch.setattr(_ufuncs, "ufunc", spoiled)
    found = measured(capsys, FIRST, "--stride", "100003", status=1)
    assert [row["good"] for row in found["rows"]] == [True, False, True]
    assert found["rows"][1]["at"] == {"x": float(bad)}
    assert found["rows"][1]["got"] == pytest.approx(found["rows"][1]["expected"] + 1e-3, rel=1e-3)
    assert cli.main(["accuracy", FIRST, "--stride", "100003"]) == 1
    out = capsys.readouterr().out
    assert out.endswith("\nAbove what is published.\n")
    assert out.count("ABOVE") == 1
    assert "\nderivative: dy is " in out


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_without_a_judge_mpmath_judges(dtype, monkeypatch, capsys):
    options = [FIRST, "--dtype", dtype, "--samples", "50"]
    usual = measured(capsys, *options)
    monkeypatch.setattr(_judge, "judging_isa", lambda *tested: None)
    slow = measured(capsys, *options)
    assert slow["judge"] == "mpmath with 50 digits"
    assert slow["inputs"] < usual["inputs"], "fewer neighbours"
    assert slow["good"]


def test_float64_needs_mpmath():
    source = "import sys; sys.modules['mpmath'] = None; from fastrelu import cli; sys.exit(cli.main())"
    command = [sys.executable, "-c", source, "accuracy", FIRST, "--dtype", "float64"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert 'pip install "fastrelu[report]"' in result.stderr


@pytest.mark.parametrize("options", [["--samples", "1"], ["--stride", "1e18"]])
@pytest.mark.parametrize("dtype", QUICK)
def test_few_numbers(dtype, options, capsys):
    assert measured(capsys, FIRST, "--dtype", dtype, *options)["inputs"] > 0


def test_unfit_arguments(capsys):
    assert "is not a whole number" in refused(capsys, "accuracy", FIRST, "--stride", "many")
    assert "not allowed with" in refused(capsys, "accuracy", FIRST, "--stride", "3", "--samples", "3")
    assert "invalid choice" in refused(capsys, "accuracy", FIRST, "--dtype", "int8")


# ------------------------------------------------------------------------------------------------------------ sampling


def test_every_pattern_of_float16():
    x = np.concatenate(list(sampling.every(np.dtype("f2"), 1)))
    assert np.unique(x.view("u2")).size == x.size == 65536 - 2 * 1024
    assert sampling.count_of(np.dtype("f2"), 3) == 21846


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_patterns_from_the_whole_range(dtype):
    dtype = np.dtype(dtype)
    x = np.concatenate(list(sampling.spread(dtype, 20000)))
    assert x.size == pytest.approx(20000, rel=0.01)
    info = np.finfo(dtype)
    assert np.abs(x).min() < info.tiny
    assert np.abs(x).max() > info.max / 4
    usual = (np.abs(x) >= 2.0**-7) & (np.abs(x) < 2.0**7)
    assert usual.mean() > 0.5
    assert (x < 0).mean() == pytest.approx(0.5, abs=0.02)
    bits = x.view(f"u{dtype.itemsize}")
    assert (bits & 1).mean() == pytest.approx(0.5, abs=0.05), "the last bits take all values"


def test_neighbours():
    dtype = np.dtype("f4")
    x = sampling.neighbours(dtype, [1.0, 1e300], 2)
    for wanted in (1, np.nextafter(dtype.type(1), dtype.type(2)), -1, 0, 1e-45, np.finfo(dtype).max):
        assert dtype.type(wanted) in x
    assert np.isfinite(x).all()
    assert np.unique(x.view("u4")).size == x.size
