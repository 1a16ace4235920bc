"""examples/digits_frameworks.py: the same weights, batches and activations give the same network, whoever trains it."""

import importlib.util
from pathlib import Path

import pytest

import support
from test_examples import percent, tables

# digits.py, whose network it is, draws with Matplotlib and trains on the digits of scikit-learn.
pytest.importorskip("matplotlib")
pytest.importorskip("sklearn")

EXAMPLE = Path(__file__).parents[1] / "examples" / "digits_frameworks.py"
HAVE = {name: importlib.util.find_spec(name) is not None for name in ("torch", "jax", "keras")}


def run(*arguments, **environment):
    return support.run_example(EXAMPLE, *arguments, **environment)


@pytest.mark.parametrize(("activation", "backend"), [("relu", "torch"), ("gelu", "jax")])
def test_every_framework_comes_to_the_same(activation, backend):
    if not any(HAVE.values()):
        # NumPy alone would be compared with itself.
        pytest.skip("neither PyTorch nor Keras nor JAX is installed")
    result = run("--activation", activation, "--epochs", "3", KERAS_BACKEND=backend)
    assert result.returncode == 0, result.stderr
    (rows,) = tables(result.stdout)
    wanted = {"NumPy": True, "PyTorch": HAVE["torch"], "JAX": HAVE["jax"]}
    # Keras asks for its backend.
    wanted[f"Keras on {backend}"] = HAVE["keras"] and HAVE[backend]
    assert {row["trained in"] for row in rows} == {name for name, there in wanted.items() if there}
    for row in rows:
        assert percent(row["test accuracy"]) > 85
        assert row["test accuracy"] == rows[0]["test accuracy"]
        assert row["other answers than NumPy"] == "0"
        assert float(row["largest difference of a weight"]) < 1e-4


@pytest.mark.parametrize("arguments", [["--epochs", "0"], ["--seed", "-1"], ["--activation", "prelu"]])
def test_unfit_arguments(arguments):
    result = run(*arguments)
    assert result.returncode == 2
    assert arguments[0] in result.stderr
    assert "Traceback" not in result.stderr
