"""The command line: its commands, their help, names and parameters, exit statuses; ``info`` and ``list``."""

import importlib.metadata
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import fastrelu
from fastrelu import cli
from fastrelu._command import Failure, UsageError
from fastrelu._signature import FUNCTIONS, KERNELS, ROWS
from fastrelu.cli import functions, progress

COMMANDS = ("info", "list", "apply", "accuracy", "plot", "bench", "report")


def printed(capsys, *arguments):
    """What a command prints that does as it is told."""
    assert cli.main(list(arguments)) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def refused(capsys, *arguments):
    """The one line that a refused command prints."""
    with pytest.raises(SystemExit) as exit:
        cli.main(list(map(str, arguments)))
    captured = capsys.readouterr()
    assert (exit.value.code, captured.out, captured.err.count("\n")) == (2, "", 1)
    return captured.err


def test_script_and_module_are_the_same():
    project = (Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    target = re.search(r'^\[project.scripts\]\nfastrelu = "(.+)"$', project, re.MULTILINE)[1]
    assert importlib.metadata.EntryPoint("fastrelu", target, "console_scripts").load() is cli.main
    result = subprocess.run([sys.executable, "-m", "fastrelu", "--version"], capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (0, f"fastrelu {fastrelu.__version__}\n")


def test_script_calls_itself_by_its_name(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["/usr/bin/fastrelu"])
    assert refused(capsys, "apply").startswith("fastrelu apply: error: ")


def test_starts_without_what_commands_need():
    heavy = {"json", "rich", "mpmath", "matplotlib", "difflib", "fastrelu.cli.npy", "fastrelu.cli.drawing"}
    source = f"import fastrelu.cli, sys; fastrelu.cli._parser(); print({heavy} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    out = capsys.readouterr().out
    assert all(f"\n    {command} " in out for command in COMMANDS)
    assert "--repeats" not in out, "the report's options have a place of their own"


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(command, capsys):
    with pytest.raises(SystemExit) as exit:
        cli.main([command, "--help"])
    out = capsys.readouterr().out
    assert exit.value.code == 0
    if command == "bench":
        return
    examples = re.findall(rf"^  (?:\w+=\w+ )?fastrelu {command}\b(.*)$", out, re.MULTILINE)
    assert len(examples) >= 2
    assert max(map(len, out.splitlines())) <= 85
    # The examples are words that the parser takes, and functions that there are.
    for example in examples:
        words = re.split(r"\s{2,}| > ", example)[0].split()
        args = cli._parser().parse_args([command, *words])
        for name in [getattr(args, "name", None), *(name for name, _ in getattr(args, "names", []))]:
            if name:
                functions.find(name, ("value", "derivative"))


def test_unknown_commands_and_functions(capsys):
    assert "invalid choice: 'appply'" in refused(capsys, "appply")
    assert "did you mean gelu?" in refused(capsys, "accuracy", "gellu")
    assert "fastrelu list shows" in refused(capsys, "accuracy", "qqq")
    assert "along an axis" in refused(capsys, "accuracy", next(iter(ROWS)))


def test_statuses(monkeypatch, capsys):
    def failing_with(error):
        def run(args):
            raise error

        monkeypatch.setattr(cli.info, "run", run)
        return cli.main(["info"])

    assert failing_with(Failure("it is so")) == 1
    assert capsys.readouterr().err.endswith("info: error: it is so\n")
    assert failing_with(MemoryError()) == 1
    assert failing_with(KeyboardInterrupt()) == 130
    assert failing_with(cli.Terminated(15)) == 143
    assert capsys.readouterr().err.count("\n") == 3
    with pytest.raises(SystemExit) as exit:
        failing_with(UsageError("not so"))
    assert exit.value.code == 2


# Windows has no pipe that says so.
@pytest.mark.skipif(sys.platform == "win32", reason="no broken pipes here")
def test_reader_that_leaves():
    source = "import sys, time; from fastrelu import cli; time.sleep(0.2); sys.exit(cli.main())"
    process = subprocess.Popen(
        [sys.executable, "-c", source, "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait() == 1


# ----------------------------------------------------------------------------------------------- names and parameters


def test_every_name_in_every_spelling():
    for signature in (*KERNELS.values(), *ROWS.values()):
        for name in (signature.name, *signature.aliases):
            for spelling in (name, name.upper(), name.replace("_", ""), name.replace("_", "-")):
                assert functions.find(spelling)[0] is signature


def test_no_two_names_differ_in_spelling_alone():
    names = [name for s in (*KERNELS.values(), *ROWS.values()) for name in (s.name, *s.aliases)]
    assert len({functions._plain(name) for name in names}) == len(names)


def test_choices_lead_to_formulas():
    for signature in FUNCTIONS.values():
        for chosen, kernel in signature.variants.items():
            assert functions.kernel(signature.name, [(signature.choice.name, chosen)])[0] is kernel
            function, keywords = functions.public(kernel, "value")
            data = [np.ones(3)] * len(kernel.inputs)
            expected = getattr(fastrelu, signature.name)(*data, **{signature.choice.name: chosen})
            np.testing.assert_array_equal(function(*data, **keywords), expected)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["hard_tanh", "--param", "alpha=1"], "its parameters are min_val, max_val"),
        (["relu", "--param", "alpha=1"], "it has none"),
        (["elu", "--param", "alpha=much"], "must be a number, not 'much'"),
        (["elu", "--param", "alpha=nan"], "must not be NaN"),
        (["elu", "--param", "alpha"], "not of the form NAME=VALUE"),
        (["elu", "--param", "alpha=1", "--param", "alpha=2"], "given twice"),
        (["hard_tanh", "--param", "min_val=3"], "min_val <= max_val must hold"),
        (["gelu", "--param", "approximate=most"], '"none" or "tanh"'),
    ],
)
def test_unfit_parameters(given, message, capsys):
    assert message in refused(capsys, "accuracy", *given)
    assert message in refused(capsys, "apply", *given, "in.npy", "-o", "out.npy")


# ------------------------------------------------------------------------------------------------------- info and list


def test_info(capsys):
    found = json.loads(printed(capsys, "info", "--json"))
    assert found["version"] == fastrelu.__version__
    assert found["instruction sets"]["active"] in found["instruction sets"]["supported"]
    assert found["packages"]["numpy"] == np.__version__
    assert found["machine"]["cpus"] >= 1
    assert json.loads(printed(capsys, "--json", "info")) == found
    text = printed(capsys, "info")
    assert f"version: {fastrelu.__version__}\n" in text
    assert f"  numpy: {np.__version__}\n" in text


def test_list(capsys):
    found = json.loads(printed(capsys, "list", "--json"))
    assert [entry["name"] for entry in found] == [*FUNCTIONS, *ROWS]
    for entry in found:
        assert entry["functions"], entry["name"]
        assert all(callable(getattr(fastrelu, name)) for name in entry["functions"])
    text = printed(capsys, "list")
    for signature in (*FUNCTIONS.values(), *ROWS.values()):
        assert f"{signature.summary}: {signature.formula}\n" in text
        for p in signature.parameters:
            assert (p.name if p.default is None else f"{p.name}={p.default:.6g}") in text


def test_list_of_some(capsys):
    found = json.loads(printed(capsys, "list", "Softmax", "--json"))
    assert {entry["name"] for entry in found} >= {name for name in ROWS if "softmax" in name}
    assert len(found) < len(FUNCTIONS)
    assert cli.main(["list", "qqq"]) == 1
    assert capsys.readouterr().err.endswith("no function has 'qqq' in its name or summary\n")


# ------------------------------------------------------------------------------------------------------------ progress


@pytest.mark.parametrize("with_rich", [True, False])
def test_progress_on_a_terminal(with_rich, monkeypatch, capsys):
    if with_rich:
        pytest.importorskip("rich")
    else:
        monkeypatch.setitem(sys.modules, "rich.console", None)
    monkeypatch.setattr(progress, "_SHOWN_AFTER", 0)
    monkeypatch.setattr(progress, "_BETWEEN", 0)
    with progress.progress(4, "work") as advance:
        advance(1)
    assert capsys.readouterr().err == "", "no terminal, no bar"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress.progress(4, "work") as advance:
        advance(1)
        advance(2, "more work")
    err = capsys.readouterr().err
    assert "work" in err
    assert "more work" in err
    if not with_rich:
        assert "25 %" in err
        assert "75 %" in err
        assert err.endswith("\r\x1b[K")
