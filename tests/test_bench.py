"""``python -m fastrelu bench``: every mode in small, what it writes, and that no peer is timed with a wrong formula.

Nothing here looks at a time: how fast something is, no test can say.
"""

import importlib.util
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import fastrelu
from fastrelu import __main__ as command
from fastrelu import _core, _signature, _ufuncs, bench, reference
from fastrelu._signature import FORMS, KERNELS, OUTPUT_FORM
from fastrelu.bench import cases, data, modes, peers, row_peers, rows, tables, timing

ROOT = Path(__file__).resolve().parent.parent
NAMES = list(KERNELS)
ALL_FORMS = list(FORMS["elementwise"])
CPUS = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
# What each mode is run with here.
SMALL = {
    "throughput": ["--sizes", "10", "1e3"],
    "forms": ["--sizes", "10", "1e3"],
    "calls": ["--sizes", "1", "1000"],
    "scaling": ["--largest", "2^3", "--threads", "2"],
    "layouts": ["--sizes", "1000", "--threads", "2"],
    "rows": ["--sizes", "10", "1e3"],
}
COMMON = {
    "what", "command", "cpu", "cpus", "caches", "system", "python", "isa", "compiler", "threads", "fresh_output",
    "reused_buffers", "cold", "versions", "missing_peers", "notes", "rows",
}  # fmt: skip
CASE = {"activation", "form", "dtype", "data", "size"}
ROWS = {
    "throughput": {"ns_per_element", "fastest_peer", "ratio", "share_of_memcpy", "share_of_stream_copy"},
    "forms": {"ns_per_element", "over_dearer"},
    "calls": {"statements", "ns_per_call"},
    "scaling": {"ns_per_element", "ratio"},
    "layouts": {
        "layout",
        "threads",
        "ns_per_element",
        "contiguous_ns_per_element",
        "relative",
        "copy_relative",
    },
    "rows": {"rows", "ns_per_element", "fastest_peer", "ratio", "share_of_memcpy"},
}


@pytest.fixture(autouse=True)
def as_before(monkeypatch):
    """No pauses, and the CPUs of the process are the same afterwards."""
    monkeypatch.setattr(timing, "PAUSE", 0.0)
    monkeypatch.setattr(timing, "_SAMPLE", 1e-6)
    yield
    if CPUS is not None:
        assert os.sched_getaffinity(0) == CPUS


@pytest.fixture
def measured(tmp_path, capsys):
    """`measured(mode, *options)` runs the command; results from the file that it writes."""

    def run(what, *options, peers=("numpy",)):
        path = tmp_path / "results" / f"{what}.json"
        given = ["bench", what, *SMALL[what], *options, "--seconds", "0", "--output", str(path), "--peers", *peers]
        assert command.main(given) == 0
        printed = capsys.readouterr()
        assert printed.err == ""
        results = json.loads(path.read_text(encoding="utf-8"))
        assert results["cpu"] in printed.out
        return results

    return run


# ------------------------------------------------------------------------------------------------------------ the modes


def test_starts_without_what_it_measures_with():
    source = "import fastrelu.__main__, sys; print([m for m in sys.modules if m.startswith('fastrelu.bench.')])"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_in_its_own_process(tmp_path):
    output = tmp_path / "results.json"
    given = ["bench", "--sizes", "10", "--seconds=0", "--peers", "--activations", "relu", f"--output={output}"]
    done = subprocess.run([sys.executable, "-m", "fastrelu", *given], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "relu_backward" in done.stdout
    results = json.loads(output.read_text(encoding="utf-8"))
    assert results["command"] == "python -m fastrelu bench --sizes 10 --seconds=0 --peers --activations relu"
    assert all(row["fastest_peer"] is row["ratio"] is None for row in results["rows"])


@pytest.mark.parametrize("what", SMALL)
def test_mode(what, measured):
    results = measured(what)
    assert set(results) == COMMON
    assert results["what"] == what
    assert str(results["command"]).startswith(f"python -m fastrelu bench {what} --")
    assert "--output" not in results["command"]
    assert {"fastrelu", "numpy"} <= set(results["versions"])
    assert all(set(row) == CASE | ROWS[what] for row in results["rows"])
    assert {row["activation"] for row in results["rows"]} == set(modes.MODES[what].functions)
    assert {row["data"] for row in results["rows"]} == {"normal"}
    _, sections = tables.table(results)
    assert sections


def test_modes_are_those_of_the_command_line():
    assert list(bench.MODES) == list(modes.MODES) == list(tables.TABLES) == list(SMALL)
    assert list(bench.PEERS) == list(peers.PEERS)
    assert list(bench.DATA) == list(data.DATA)
    assert set(peers.PEERS) < set(tables.LABELS)


def test_throughput_has_a_row_for_every_case(measured):
    results = measured("throughput", "--dtypes", "float16", "float64", "--forms", *ALL_FORMS)
    assert [(r["size"], r["dtype"], r["activation"], r["form"]) for r in results["rows"]] == [
        (size, dtype, name, form)
        for size in (10, 1000)
        for dtype in ("float16", "float64")
        for name in NAMES
        for form in KERNELS[name].forms
    ]
    for row in results["rows"]:
        assert {"fastrelu", "memcpy"} <= set(row["ns_per_element"])
        # Only a formula with erf goes without NumPy's, where SciPy is not installed.
        assert row["fastest_peer"] == "numpy" or "scipy" in results["missing_peers"]


@pytest.mark.parametrize(("option", "reused"), [("--fresh", False), ("--reuse", True)])
def test_fresh_outputs(option, reused, measured):
    results = measured("throughput", option)
    assert results["fresh_output"] is True
    assert results["reused_buffers"] is reused
    assert all(row["ns_per_element"]["existing"] > 0 for row in results["rows"])
    assert all(row["fastest_peer"] != "existing" for row in results["rows"])


def test_cold(measured, capsys):
    assert measured("throughput", "--cold")["cold"] is True
    for given in (["calls"], ["throughput", "--threads", "2"]):
        with pytest.raises(SystemExit):
            command.main(["bench", *given, "--cold"])
        assert "--cold is for bench throughput on one thread" in capsys.readouterr().err


def test_stream_copy_is_timed(measured):
    rows = measured("throughput")["rows"]
    assert all(row["ns_per_element"]["stream_copy"] > 0 and row["share_of_stream_copy"] > 0 for row in rows)


@pytest.mark.parametrize("start", [0, 1, 13])
def test_stream_copy_copies(start):
    for n in (0, 1, 63, 64, 1000):
        x, y = np.arange(n, dtype="f4"), np.full(n + start + 20, 7, "f4")
        _core.stream_copy(y[start : start + n], x)
        np.testing.assert_array_equal(y[start : start + n], x)
        assert (y[:start] == 7).all()
        assert (y[start + n :] == 7).all()
    with pytest.raises(ValueError, match="contiguous"):
        _core.stream_copy(y[::2], x[::2])
    with pytest.raises(ValueError, match="contiguous"):
        _core.stream_copy(y, x[:-1])


def test_calls_are_what_people_write(measured):
    rows = measured("calls", "--forms", "value", "backward")["rows"]
    statements = {(row["activation"], row["form"]): row["statements"]["fastrelu"] for row in rows}
    assert statements["relu", "value"] == "fastrelu.relu(x)"
    assert statements["prelu", "backward"] == "fastrelu.prelu_backward(grad, x, weight)"
    assert statements["gelu_tanh", "value"] == 'fastrelu.gelu(x, approximate="tanh")'


def test_scaling_goes_through_powers_of_two(measured):
    results = measured("scaling", "--activations", "elu", "--threads", "3")
    assert [row["size"] for row in results["rows"]] == [1, 2, 4, 8]
    headings, sections = tables.table(results)
    assert headings == ["", "elu"]
    assert list(sections) == ["2 threads against 1, float32", "3 threads against 1, float32"]
    assert [line[0] for line in sections["2 threads against 1, float32"]] == ["1", "2", "4", "8"]
    assert all(
        set(row["ratio"]) == {"2", "3"} and set(row["ns_per_element"]) == {"1", "2", "3"} for row in results["rows"]
    )


def test_forms_stand_beside_each_other(measured):
    results = measured("forms", "--dtypes", "float32", "float64", "--activations", "prelu", "gelu")
    headings, sections = tables.table(results)
    assert headings == ["", *ALL_FORMS, "over the\ndearer"]
    assert list(sections) == [f"{size} elements, {dtype}" for size in (10, 1000) for dtype in ("float32", "float64")]
    assert all([line[0] for line in lines] == ["prelu", "gelu"] for lines in sections.values())
    for row in results["rows"]:
        key = ("activation", "dtype", "size")
        alone = [
            r["ns_per_element"] for r in results["rows"] if all(r[k] == row[k] for k in key) and "with" not in r["form"]
        ]
        if row["form"] == "with_derivative":
            assert row["over_dearer"] == pytest.approx(row["ns_per_element"] / max(alone[:2]), rel=0.01)
        else:
            assert row["over_dearer"] is None
    # Where there is nothing to compare with, there is no ratio.
    assert {row["over_dearer"] for row in measured("forms", "--forms", "with_derivative")["rows"]} == {None}


def test_layouts_with_a_weight_are_those_of_prelu(measured):
    rows = measured("layouts", "--activations", "relu", "prelu", "--forms", "value", "backward")["rows"]
    of = {name: {row["layout"] for row in rows if row["activation"] == name} for name in ("relu", "prelu")}
    assert len(of["prelu"] - of["relu"]) == 4
    assert all("weight" in layout for layout in of["prelu"] - of["relu"])
    assert {row["threads"] for row in rows} == {1, 2}


# ------------------------------------------------------------------------------------------------------------- the data


def test_every_kind_of_data_is_timed(measured):
    results = measured("throughput", "--data", "wide", "normal", "--activations", "relu", "gelu")
    assert [row["data"] for row in results["rows"][:8]] == ["wide"] * 4 + ["normal"] * 4
    _, sections = tables.table(results)
    assert list(sections)[:2] == ["10 elements, float32, wide", "10 elements, float32"]
    assert "wide and normal numbers" in tables.caption(results)
    assert f"wide: {data.DATA['wide'].about}" in results["notes"]
    for what in ("forms", "scaling"):
        rows = measured(what, "--data", "zeros", "far", "--activations", "elu", "--forms", "value")["rows"]
        assert {row["data"] for row in rows} == {"zeros", "far"}


def test_earlier_results_are_shown(measured, tmp_path, capsys):
    results = measured("calls")
    path = tmp_path / "results" / "calls.json"
    assert command.main(["bench", "--results", str(path)]) == 0
    printed = capsys.readouterr().out
    assert results["cpu"] in printed
    assert "np.maximum" in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sorting"], "invalid choice"),
        (["--sizes", "0"], "less than 1"),
        (["--sizes", "2^99"], "too large"),
        (["--sizes", "1e17", "--activations", "relu", "--peers"], "not enough memory"),
        (["--seconds", "-1"], "no number of seconds"),
        (["--peers", "abacus"], "invalid choice"),
        (["scaling", "--threads", "1"], "several threads"),
        (["layouts", "--fresh"], "no fresh outputs"),
        (["calls", "--data", "wide"], "normal numbers alone"),
        (["rows", "--activations", "relu"], "has no relu; it has softmax"),
        (["rows", "--forms", "derivative"], "none of these functions"),
        (["--activations", "relu", "softmax"], "has no softmax"),
        (["--data", "abnormal"], "invalid choice"),
        (["--results", "absent.json"], "cannot read"),
        (["--results", str(ROOT / "pyproject.toml")], "cannot read"),
    ],
)
def test_unfit_arguments(arguments, message, capsys):
    with pytest.raises(SystemExit) as exit:
        command.main(["bench", *arguments])
    assert exit.value.code == 2
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert message in captured.err


# ------------------------------------------------------------------------------------------------------------ the peers


def test_activation_without_a_case_is_an_error(monkeypatch):
    monkeypatch.delitem(reference.REFERENCES, NAMES[0])
    for what in modes.MODES:
        with pytest.raises(LookupError, match="has no entry"):
            command.main(["bench", what, "--sizes", "10", "--peers"])


def case(name, form, dtype, *, fresh=False, threads=1):
    x, grad, gate = np.random.default_rng(1).standard_normal((3, 1001)).astype(dtype)
    return peers.Case(name, form, peers.Arrays(x, grad, np.full_like(x, 9), np.full_like(x, 9), gate), fresh, threads)


def results_of(call, case):
    """What a call computes, as a tuple of arrays."""
    result = call()
    if result is None:
        result = case.arrays.y
    if "bfloat16" in str(getattr(result, "dtype", "")) and hasattr(result, "float"):  # PyTorch's, for no array
        result = result.float()
    return tuple(map(np.asarray, result if isinstance(result, tuple) else (result,)))


def check_peer(name):
    """Every case of a peer gives what fastrelu does; so no wrong formula is timed."""
    peer = peers.PEERS[name]
    for dtype in peer.dtypes:
        if dtype == "bfloat16":
            pytest.importorskip("ml_dtypes")
        # JAX computes each step of a formula in the dtype.
        tolerance = {"float16": 1e-2, "bfloat16": 6e-2}.get(dtype, 1e-4)
        seen = set()
        with peer.limited(1, [dtype]):
            forms = [*ALL_FORMS, *[OUTPUT_FORM] * peer.from_output]
            for activation, form, fresh in itertools.product(NAMES, forms, (False, True)):
                if form not in KERNELS[activation].all_forms:
                    continue
                one = case(activation, form, dtype, fresh=fresh)
                call = peer.call(one)
                if call is None:
                    continue
                seen.add((activation, form))
                wanted = results_of(cases.ours(case(activation, form, dtype, fresh=True)), one)
                # Slopes at kinks are conventions, and next to them roundings decide.
                points = np.array(KERNELS[activation].points)[:, np.newaxis]
                near = np.abs(one.arrays.x.astype("f8") - points) < (2e-2 if dtype == "bfloat16" else 2e-3)
                usual = ~np.any(near, axis=0) | (form == "value")
                for f, w in zip(results_of(call, one), wanted, strict=True):
                    np.testing.assert_allclose(
                        f[usual].astype("f8"),
                        w[usual].astype("f8"),
                        tolerance,
                        tolerance,
                        err_msg=f"{activation} {form} {dtype}",
                    )
        assert ("relu", "value") in seen
        assert (("tanh", OUTPUT_FORM) in seen) == peer.from_output
        if name == "numpy":
            having = [name for name in NAMES if reference.functions(KERNELS[name])]  # all, if SciPy is installed
            assert seen == {(name, form) for name in having for form in KERNELS[name].forms}
    for function, form in itertools.product(_signature.ROWS, cases.ROW_FORMS) if name in row_peers.CONTENDERS else ():
        for dtype in ("float32", "float64"):
            a = rows.rows_of(function, 300, dtype, "normal")
            with peer.limited(1, [dtype]):
                call = row_peers.peer_call(name, function, form, a, 1)
                wanted = rows.ours(function, form, a)().copy()
                a.y[:] = 9
                if call is not None:
                    result = call()
                    # ONNX Runtime has bound its output.
                    np.testing.assert_allclose(a.y if result is None else np.asarray(result), wanted, 1e-4, 1e-6)
                assert (call is not None) or (function, form) != ("softmax", "value")
    with timing.limited_to(2), peer.limited(2, ["float32"]):
        one = case("relu", "value", "float32", threads=2)
        np.testing.assert_array_equal(*results_of(peer.call(one), one), np.maximum(one.arrays.x, 0))


@pytest.mark.parametrize("name", peers.PEERS)
def test_peer_computes_what_fastrelu_does(name):
    if name == "numpy":
        check_peer(name)
        return
    for package in peers.PEERS[name].packages:
        if importlib.util.find_spec(package) is None:
            # Part of the extra "bench", not of "test".
            pytest.skip(f"{package} is not installed; it comes with fastrelu[bench]")
    # In a process of its own: these packages bring threads, hooks for forks and warnings that other tests would meet.
    source = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'tests')!r}); import test_bench; test_bench.check_peer({name!r})"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "form"), [(name, form) for name in NAMES for form in cases.forms_of(name, [*ALL_FORMS, OUTPUT_FORM])]
)
def test_ours_is_timed_into_the_output_it_says(name, form):
    """The public function, with the parameters that the peers get."""
    one = case(name, form, "float32")
    wanted = _ufuncs.ufunc(KERNELS[name], form)(*one.data, *map(np.float32, one.parameters))
    found = results_of(cases.ours(one), one)
    into = (one.arrays.y, one.arrays.dy)[: len(found)]
    for f, i, w in zip(found, into, wanted if isinstance(wanted, tuple) else (wanted,), strict=True):
        assert np.shares_memory(f, i)
        np.testing.assert_array_equal(f, w)


def test_absent_peers_are_named(measured, monkeypatch):
    monkeypatch.setattr(peers.PEERS["thinc"], "packages", ("no_such_package",))
    results = measured("throughput", peers=["numpy", "thinc"])
    assert "no_such_package" in results["missing_peers"]
    assert all("thinc" not in row["ns_per_element"] for row in results["rows"])


# --------------------------------------------------------------------------------------------------------------- timing


def _five_rounds(seconds, **options):
    """The calls that a, b and c get in five rounds, as a text for each; those of `cool` in capitals."""
    taken = []
    if "cool" in options:
        options["cool"] = lambda name: taken.append(name.upper())
    timing.interleaved({name: lambda number, name=name: taken.append(name) or seconds for name in "abc"}, 0, **options)
    assert "".join(taken[:6]) == "aabbcc"
    each = len(taken[6:]) // 5
    return ["".join(taken[i : i + each]) for i in range(6, len(taken), each)]


def test_contenders_take_turns():
    rounds = _five_rounds(1.0)
    assert all(sorted(each) == ["a", "b", "c"] for each in rounds)
    assert len(set(rounds)) > 1


def test_a_call_warms_the_caches_or_they_are_emptied():
    for each in _five_rounds(1e-3):
        assert sorted(each[::2]) == ["a", "b", "c"]
        assert each[::2] == each[1::2]
    for each in _five_rounds(1e-9, cool=True):
        assert each[::2].lower() == each[1::2]
        assert sorted(each) == ["A", "B", "C", "a", "b", "c"]


def test_caches_are_emptied(monkeypatch):
    monkeypatch.setattr(timing, "caches", lambda: {"L1 data": "32K", "L2": "1M", "L3": "what"})
    empty = timing.emptied_caches()
    assert empty() == 1
    assert empty.__self__.size == 2 << 20


def test_median_of_repeated_calls(monkeypatch):
    seconds = iter([1e-6] * 2 + [7.0, 0.5, 7.0, 3.0, 7.0, 1.0, 7.0, 2.0, 7.0, 9.0])
    numbers = []

    def run(number):
        numbers.append(number)
        return next(seconds) * number

    monkeypatch.setattr(timing, "_SAMPLE", 1.005e-4)
    assert timing.interleaved({"one": run}, 0) == {"one": pytest.approx(2e9)}
    assert numbers == [1, 1, *[1, 100] * 5]


# ------------------------------------------------------------------------------------------------- pictures and reports


@pytest.mark.parametrize(("what", "options"), [*((what, []) for what in SMALL), ("throughput", ["--fresh"])])
def test_picture(what, options, tmp_path, capsys):
    if what == "throughput":
        # A panel for each kind; 76 of them would take matplotlib half a minute.
        options = [*options, "--activations", "relu", "prelu", "gelu", "swiglu", "--forms", "value", "backward"]
    # matplotlib is in the test extra, but the rest of these tests runs without it.
    pytest.importorskip("matplotlib")
    path = tmp_path / "pictures" / "picture.png"
    given = ["bench", what, *SMALL[what], *options, "--seconds", "0", "--peers", "numpy", "--plot", str(path)]
    assert command.main(given) == 0
    assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    capsys.readouterr()


def test_picture_without_matplotlib(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit):
        command.main(["bench", "--plot", str(tmp_path / "picture.png")])
    assert "needs matplotlib" in capsys.readouterr().err


@pytest.fixture
def report(monkeypatch, tmp_path):
    """The module bench/report.py, on copies of the pages and without results."""
    spec = importlib.util.spec_from_file_location("report", ROOT / "bench" / "report.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "docs").mkdir()
    (tmp_path / "results").mkdir()
    (tmp_path / "docs" / "accuracy.json").write_bytes((ROOT / "docs" / "accuracy.json").read_bytes())
    (tmp_path / "README.md").write_bytes((ROOT / "README.md").read_bytes())
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(module, "README", tmp_path / "README.md")
    monkeypatch.setattr(module, "SPEED", tmp_path / "docs" / "speed.md")
    return module


def check(report, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["report.py", "--check"])
    with pytest.raises(SystemExit) as exit:
        report.main()
    return exit.value.code


def test_results_are_measured_again_by_their_own_commands(report, measured, monkeypatch, tmp_path):
    monkeypatch.setattr(report, "RESULTS", tmp_path)
    before = measured("throughput", "--activations", "relu", "--forms", "derivative")
    for name in ("some", "others"):
        (tmp_path / f"{name}.json").write_text(json.dumps(before | {"rows": []}), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["report.py", "--measure", "some"])
    report.main()
    again, others = (json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8")) for name in ("some", "others"))
    assert [row["form"] for row in again["rows"]] == ["derivative"] * 2
    assert again["command"] == before["command"]
    assert others["rows"] == []


def test_report(report, measured, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "argv", ["report.py"])
    report.main()  # without any result
    assert "ahead of the fastest" not in report.README.read_text(encoding="utf-8")
    assert check(report, monkeypatch) == 0
    for what in SMALL:
        options = ["--sizes", "1e6", "--activations", "relu"] if what == "throughput" else []
        (tmp_path / "results" / f"{what}.json").write_text(json.dumps(measured(what, *options)), encoding="utf-8")
    assert "README.md and docs/speed.md" in check(report, monkeypatch)
    monkeypatch.setattr(sys, "argv", ["report.py"])
    report.main()
    assert check(report, monkeypatch) == 0
    assert "| `relu` |" in report.README.read_text(encoding="utf-8")
    page = report.SPEED.read_text(encoding="utf-8")
    for what in SMALL:
        assert f"## {report.HEADINGS[what]}" in page
        assert f"`python -m fastrelu bench {what}" in page
    # Every line of a table has as many cells.
    for table in page.split("\n\n"):
        if table.startswith("|"):
            assert len({line.count("|") for line in table.splitlines()}) == 1


def test_numbers_of_elements():
    assert [tables.count(n) for n in (1, 1000, 65536, 100_000, 2**20, 10**8, 3_000_001)] == [
        "1", "1000", "65536", "1e5", "2^20", "1e8", "3000001",
    ]  # fmt: skip


def test_threads_stay_as_they_were(measured):
    before = fastrelu.get_num_threads()
    measured("throughput", "--threads", "2")
    assert fastrelu.get_num_threads() == before


def test_bfloat16_in_a_fresh_process():
    """Nothing has imported ml_dtypes there."""
    pytest.importorskip("ml_dtypes")
    options = ["--sizes", "100", "--seconds", "0.01", "--activations", "gelu", "--peers"]
    command = [sys.executable, "-m", "fastrelu", "bench", "--dtypes", "bfloat16", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "bfloat16" in done.stdout
