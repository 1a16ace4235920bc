"""What the functions of cpp/math state about themselves, measured by a small program in long double."""

import platform
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import support

ROOT = Path(__file__).resolve().parent.parent
# "at most 2^-25.4 (float), 2^-54.6 (double)"
STATEMENT = re.compile(r"at most 2\^(-[\d.]+) \(float\), 2\^(-[\d.]+) \(double\)")


@pytest.fixture(scope="module", params=["fused", "split"])
def measured(request, tmp_path_factory):
    """Type and name -> figure, with fused multiply-add and without."""
    if platform.machine() not in ("x86_64", "AMD64") or not shutil.which("g++"):
        # The reference is x87's long double, and a compiler is needed: where a wheel is tested there may be neither.
        pytest.skip("needs x86-64 and g++")
    flags = []
    if request.param == "fused":
        if "avx2" not in support.supported_isas():
            # The program would not run.
            pytest.skip("this CPU has no fused multiply-add")
        flags = ["-mavx2", "-mfma"]
    program = tmp_path_factory.mktemp("bounds") / "bounds"
    command = ["g++", "-std=c++17", "-O2", "-ffp-contract=off", "-Icpp", "-DFASTRELU_ISA_NAMESPACE=bounds", *flags]
    subprocess.run([*command, "tests/cross/bounds.cpp", "-o", str(program)], check=True, cwd=ROOT)
    lines = subprocess.run([str(program)], check=True, capture_output=True, text=True).stdout.splitlines()
    return {(kind, name): float(figure) for kind, name, figure in map(str.split, lines)}


@pytest.mark.parametrize(("number", "name"), [(0, "exp_negative"), (1, "exp_in_parts")])
def test_exponentials(measured, number, name):
    stated = STATEMENT.findall((ROOT / "cpp" / "math" / "exp.h").read_text())[number]
    for kind, bound in zip(("float", "double"), map(float, stated), strict=True):
        if (kind, name) in measured:
            # Within the statement, which is not much too large either.
            assert bound - 0.5 < measured[kind, name] <= bound, kind


@pytest.mark.parametrize("places", [16, 8])
def test_exponentials_by_tables(measured, places):
    stated = re.search(
        r"at most 2\^(-[\d.]+) with 16 numbers, 2\^(-[\d.]+) with 8", (ROOT / "cpp/math/short_tables.h").read_text()
    )
    bound = float(stated[1 if places == 16 else 2])
    if ("float", f"exp_by_table_of_{places}") in measured:
        assert bound - 0.2 < measured["float", f"exp_by_table_of_{places}"] <= bound


def test_sums_and_products_are_exact(measured):
    counts = {key: figure for key, figure in measured.items() if key[1].endswith("_inexact")}
    assert len(counts) >= 3
    assert not any(counts.values())
