"""The examples run, and show what they say they show."""

import re
from pathlib import Path

import pytest

import support

# The example draws with Matplotlib and trains on the digits of scikit-learn; neither is needed by fastrelu itself.
pytest.importorskip("matplotlib")
pytest.importorskip("sklearn")

DIGITS = Path(__file__).parents[1] / "examples" / "digits.py"


def run(*arguments, cwd):
    return support.run_example(DIGITS, *arguments, cwd=cwd)


def tables(text):
    """The tables of an output, as lists of dictionaries, heading -> cell."""
    found, lines = [], text.splitlines()
    for i, line in enumerate(lines):
        if not line.startswith("---"):
            continue
        columns = [slice(*match.span()) for match in re.finditer("-+", line)]
        headings = [lines[i - 1][column].strip() for column in columns]
        rows = []
        for row in lines[i + 1 :]:
            if not row:
                break
            rows.append(dict(zip(headings, (row[column].strip() for column in columns), strict=True)))
        found.append(rows)
    return found


def percent(cell):
    assert cell.endswith("%")
    return float(cell[:-1])


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """Output and figure of a short run."""
    folder = tmp_path_factory.mktemp("digits")
    result = run("--epochs", "8", "--output", "short.png", cwd=folder)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    return result.stdout, folder / "short.png"


def test_figure(digits):
    text, figure = digits
    assert figure.read_bytes().startswith(b"\x89PNG")
    assert "Figure saved as short.png" in text


def test_every_activation_learns(digits):
    rows = {row["activation"]: row for row in tables(digits[0])[0]}
    assert list(rows) == ["relu", "leaky_relu", "prelu", "elu", "gelu", "gelu (tanh)"]
    for name, row in rows.items():
        assert set(row) == {"activation", "test accuracy", "dead units", "zero activations", "learned slope"}
        assert percent(row["test accuracy"]) > 85
        assert (percent(row["zero activations"]) > 10) == (name == "relu")
        if name != "relu":
            assert percent(row["dead units"]) == 0
    mean, low, high = map(float, re.findall(r"-?\d+\.\d+", rows["prelu"]["learned slope"]))
    assert low < mean < high
    assert low < 0.25 < high


def test_relu_dies_and_is_cured(digits):
    rows = {row["activation and start"]: row for row in tables(digits[0])[1]}
    dead = {name: percent(row["dead at end"]) for name, row in rows.items()}
    accuracy = {name: percent(row["test accuracy"]) for name, row in rows.items()}
    assert dead["relu, bad start"] > 90
    assert dead["relu, bad start"] >= percent(rows["relu, bad start"]["dead at start"])
    assert accuracy["relu, bad start"] < 50
    for cure in ("leaky_relu, bad start", "prelu, bad start", "elu, bad start"):
        assert dead[cure] == 0
    assert dead["relu, He start"] < 20
    # A slope of 0.01 keeps the units alive, but they learn slowly.
    for cure in ("prelu, bad start", "elu, bad start", "relu, He start"):
        assert accuracy[cure] > 85
    # A good start does not save ReLU from too high a rate.
    killed = rows["relu, He start, rate 2"]
    assert percent(killed["dead at start"]) < 20 < 90 < percent(killed["dead at end"])
    assert dead["leaky_relu, He start, rate 2"] == 0
    assert accuracy["leaky_relu, He start, rate 2"] > accuracy["relu, He start, rate 2"]


def test_same_seed_same_numbers(tmp_path):
    first, second = (run("--epochs", "1", "--seed", "3", cwd=tmp_path) for _ in range(2))
    assert first.returncode == 0
    assert first.stdout == second.stdout
    assert (tmp_path / "digits.png").exists()


@pytest.mark.parametrize("arguments", [["--epochs", "0"], ["--seed", "-1"], ["--epochs", "few"]])
def test_unfit_arguments(arguments, tmp_path):
    result = run(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert arguments[0] in result.stderr
    assert "Traceback" not in result.stderr
