"""``python -m fastrelu``: the report of the activations."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest

import fastrelu
from fastrelu import __main__ as command
from fastrelu import _command, _judge, reference
from fastrelu._signature import FORMS, KERNELS

FUNCTIONS = [name + suffix for name, signature in KERNELS.items() for suffix in signature.forms.values()]
QUICK = ["--size", "100", "--repeats", "1"]


def run(*arguments, before=""):
    """Run the command in a process of its own, after some Python source."""
    source = f"import runpy, sys; {before}; runpy.run_module('fastrelu', run_name='__main__', alter_sys=True)"
    code = [sys.executable, "-c", source] if before else [sys.executable, "-m", "fastrelu"]
    return subprocess.run([*code, *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False)


def without(*modules):
    return ";".join(f"sys.modules[{module!r}] = None" for module in modules)


def as_json(capsys, *arguments):
    assert command.main([*QUICK, *map(str, arguments), "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return json.loads(captured.out)


# ---------------------------------------------------------------------------------------------------------- the report


def test_json_in_its_own_process():
    result = run("--size", "1e3", "--repeats", "1", "--json")
    assert (result.returncode, result.stderr) == (0, "")
    report = json.loads(result.stdout)
    assert {"build", "instruction sets", "threads", "version"} <= set(report["configuration"])
    assert report["data"]["size"] == 1000
    assert report["data"]["dtype"] == "float32"
    assert [row["function"] for row in report["rows"]] == FUNCTIONS


def test_text_in_its_own_process():
    result = run(*QUICK)
    assert (result.returncode, result.stderr) == (0, "")
    assert "instruction sets:" in result.stdout
    for name in KERNELS:
        assert reference.REFERENCES[name].by_hand in result.stdout
    for form in FORMS["elementwise"]:
        having = sum(form in signature.forms for signature in KERNELS.values())
        assert result.stdout.count(f"  {form} ") == having


def test_plain_text_with_numpy_alone():
    result = run(*QUICK, before=without("scipy", "rich", "mpmath"))
    assert (result.returncode, result.stderr) == (0, "")
    assert "Note: SciPy is not installed" in result.stdout
    lines = result.stdout.splitlines()
    table = [line for line in lines if line.startswith("  ") and line.split()[0] in FORMS["elementwise"]]
    assert len(table) == len(FUNCTIONS)
    assert len(set(map(len, table))) == 1, "columns are not aligned"
    assert max(map(len, table)) <= 80
    of_gelu = table[FUNCTIONS.index("gelu")].split()
    assert [of_gelu[i] for i in (3, 4, 6)] == ["-"] * 3
    if _judge.judging_isa() is not None:
        assert float(of_gelu[5]) < 1e3


def test_float64_errors_need_mpmath():
    result = run(*QUICK, "--dtype", "float64", "--json", before=without("mpmath"))
    report = json.loads(result.stdout)
    assert report["accuracy"] == {"sample_size": 0, "about": "not measured, float64 results need mpmath"}
    assert all(row["worst_ulp"] is None for row in report["rows"])


def test_starts_without_optional_modules():
    source = "import fastrelu.__main__, sys; print({'scipy', 'rich', 'mpmath', 'json'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_rows(dtype, capsys):
    report = as_json(capsys, "--dtype", dtype)
    assert report["data"]["dtype"] == dtype
    assert report["accuracy"]["sample_size"] == 100
    for row in report["rows"]:
        assert row["ns_per_element"] > 0
        assert row["gigaelements_per_second"] * row["ns_per_element"] == pytest.approx(1)
        assert row["speedup"] == pytest.approx(row["by_hand"]["ns_per_element"] / row["ns_per_element"])
        # Not the place to hold the bounds, but a mistaken reference would be off by far more.
        assert 0 <= row["worst_ulp"] < 1e5
        # Formulas by hand may lose every digit, as that of squareplus does at -1e8.
        assert row["by_hand"]["worst_ulp"] >= 0
        assert isinstance(row["worst_at"], float)


def test_seed_gives_the_same_errors(capsys):
    first, second, other = (
        [(row["worst_ulp"], row["worst_at"]) for row in as_json(capsys, "--seed", seed)["rows"]] for seed in (1, 1, 2)
    )
    assert first == second
    assert first != other


def test_large_arrays_are_sampled(capsys):
    report = as_json(capsys, "--size", "2e3", "--dtype", "float64")
    assert report["accuracy"]["sample_size"] == 1000
    assert "1000 of 2000 elements" in report["accuracy"]["about"]


@pytest.mark.parametrize("threads", [1, 2])
def test_threads(threads, capsys):
    before = fastrelu.get_num_threads()
    assert as_json(capsys, "--threads", threads)["data"]["threads"] == threads
    assert fastrelu.get_num_threads() == before


# ---------------------------------------------------------------------------------------------------------- input files


@pytest.fixture
def saved(tmp_path):
    def save(array, **kwargs):
        path = tmp_path / "input.npy"
        np.save(path, array, **kwargs)
        return path

    return save


def with_input(capsys, path, *arguments):
    assert command.main(["--input", str(path), "--repeats", "1", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("given", "taken"), [("f2", "float16"), ("f4", "float32"), (">f8", "float64"), ("i1", "float64"), ("?", "float64")]
)
def test_input_keeps_float_dtypes(given, taken, saved, capsys):
    report = with_input(capsys, saved(np.ones((3, 4, 5), given).T))
    assert report["data"]["dtype"] == taken
    assert report["data"]["size"] == 60


def test_input_cast_by_dtype(saved, capsys):
    report = with_input(capsys, saved(np.array([1e300, 1, -1])), "--dtype", "float16")
    assert report["data"]["dtype"] == "float16"
    assert report["accuracy"]["sample_size"] == 2


def test_input_with_every_kind_of_number(saved, capsys):
    x = np.array([np.nan, np.inf, -np.inf, 0, -0.0, 1e-45, -1e-45, 3e38, -3e38, 100, -100, -13.5], np.float32)
    report = with_input(capsys, saved(x))
    assert report["accuracy"]["sample_size"] == 9
    # The formulas by hand give NaN far out; JSON has no infinity.
    assert {row["by_hand"]["worst_ulp"] for row in report["rows"]} & {"inf"}
    assert all(isinstance(row["worst_ulp"], float) for row in report["rows"])


def test_input_without_finite_elements(saved, capsys):
    path = saved(np.full(3, np.nan, np.float32))
    report = with_input(capsys, path)
    assert report["accuracy"] == {"sample_size": 0, "about": "not measured, no element is finite"}
    assert command.main(["--input", str(path), "--repeats", "1"]) == 0
    assert "no element is finite" in capsys.readouterr().out


# --------------------------------------------------------------------------------------------------------------- errors


def fails(capsys, *arguments):
    """The one line that a refused command prints."""
    with pytest.raises(SystemExit) as exit:
        command.main(list(map(str, arguments)))
    assert exit.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("python -m fastrelu: error: ")
    return captured.err


def test_error_in_its_own_process(tmp_path):
    result = run("--input", tmp_path / "absent.npy", "--json")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("python -m fastrelu: error: cannot read")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.ones(3, complex), "complex128, not real"),
        (np.array(["a"]), "not real"),
        (np.ones(3, "M8[s]"), "not real"),
        (np.ones(3, [("a", "f4")]), "not real"),
        (np.empty((0, 3)), "is empty"),
    ],
)
def test_unfit_arrays(array, message, saved, capsys):
    assert message in fails(capsys, "--input", saved(array))


# Where long double is double, there is no such dtype to refuse.
@pytest.mark.skipif(np.dtype(np.longdouble).itemsize == 8, reason="long double is double here")
def test_long_double_must_be_cast(saved, capsys):
    path = saved(np.ones(3, np.longdouble))
    assert "with --dtype" in fails(capsys, "--input", path)
    assert with_input(capsys, path, "--dtype", "float64")["data"]["size"] == 3


def test_unfit_files(tmp_path, saved, capsys):
    assert "No such file" in fails(capsys, "--input", tmp_path / "absent.npy")
    assert "cannot read" in fails(capsys, "--input", tmp_path)
    assert "not a .npy file" in fails(capsys, "--input", saved(np.array([None]), allow_pickle=True))
    for content in (b"", b"no numbers", b"\x93NUMPY"):
        (tmp_path / "text.npy").write_bytes(content)
        assert "not a .npy file" in fails(capsys, "--input", tmp_path / "text.npy")
    np.savez(tmp_path / "several.npz", a=np.ones(3))
    assert "several arrays" in fails(capsys, "--input", tmp_path / "several.npz")


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ("0", "less than 1"),
        ("-5", "less than 1"),
        ("1.5", "not a whole number"),
        ("many", "not a whole number"),
        ("nan", "not a whole number"),
        ("inf", "not a whole number"),
        ("1e30", "too large"),
        ("1e17", "not enough memory"),
    ],
)
def test_unfit_sizes(size, message, capsys):
    assert message in fails(capsys, f"--size={size}")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--dtype", "int8"],
        ["--seed=-1"],
        ["--threads", "0"],
        ["--threads", "65537"],
        ["--repeats", "0"],
        ["--size", "3", "--input", "x.npy"],
    ],
)
def test_unfit_arguments(arguments, capsys):
    fails(capsys, *arguments)


# ------------------------------------------------------------------------------------------------------------- accuracy


def test_activation_without_reference_is_an_error(monkeypatch):
    monkeypatch.delitem(reference.REFERENCES, next(iter(KERNELS)))
    with pytest.raises(LookupError, match="has no entry"):
        command.main(QUICK)


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_without_a_judge_mpmath_judges(dtype, monkeypatch, capsys):
    usual = as_json(capsys, "--dtype", dtype)
    monkeypatch.setattr(_judge, "judging_isa", lambda: None)
    slow = as_json(capsys, "--dtype", dtype)
    assert "mpmath with 50 digits" in slow["accuracy"]["about"]
    for one, other in zip(usual["rows"], slow["rows"], strict=True):
        assert one["worst_ulp"] == pytest.approx(other["worst_ulp"], abs=1e-6), one["function"]


def test_ulp_errors():
    info = np.finfo(np.float32)
    tiny = float(info.smallest_subnormal)
    cases = [
        # result, truth, error in ulp
        (1, 1, 0),
        (1, 1 + 2.0**-24, 0.5),
        (1, 1 - 2.0**-24, 1),  # just below 1 the spacing is half as wide
        (-2, -2 - 2.0**-22, 1),
        (0, tiny / 2, 0.5),
        (tiny, 3 * tiny, 2),
        (float(info.tiny), float(info.tiny) - tiny, 1),
        (0, 1e-300, 0),
        (np.inf, 1e39, 0),
        (np.inf, 1, np.inf),
        (-np.inf, 1e39, np.inf),
        (np.nan, 0, np.inf),
    ]
    result, truth, expected = np.array(cases).T
    with np.errstate(all="ignore"):
        errors = _judge.ulp_errors(result.astype(np.float32), truth)
    np.testing.assert_allclose(errors, expected, atol=1e-100)
    floor = np.array([-(2.0**24)])
    np.testing.assert_allclose(_judge.ulp_errors(np.array([1.0]), np.array([1.0]), np.array([np.inf])), 0)
    np.testing.assert_allclose(_judge.ulp_errors(np.float32([3]), np.array([1.0]), floor), 1)


def test_numbers_are_short():
    given = [None, math.inf, 0, 0.004, 1.234, 12.34, 123.4, 86112, 1.2e6]
    shown = ["-", "inf", "0.00", "0.00", "1.23", "12.3", "123", "86112", "1.2e6"]
    assert [_command.number(value) for value in given] == shown
