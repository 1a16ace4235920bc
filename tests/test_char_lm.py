"""examples/char_lm.py: its gradients, and that it learns what it says it learns."""

import re
from pathlib import Path

import numpy as np
import pytest

import char_lm
import support

EXAMPLE = Path(char_lm.__file__)


def small_model():
    """A model in float64, small enough to move each of its weights by hand, and not as even as at its start."""
    rng = np.random.default_rng(40)
    model = char_lm.Model(letters=5, context=6, rng=rng, width=8, hidden=6, heads=2, blocks=2, dtype=np.float64)
    for weight in model.weights.values():
        weight += rng.normal(0, 0.3, weight.shape)
    return model, rng.integers(0, 5, (2, 6)), rng.integers(0, 5, (2, 6))


def test_gradients():
    """Every weight's, against what the loss does when the weight is moved."""
    model, text, following = small_model()
    model.loss(text, following)
    gradients = {name: gradient.copy() for name, gradient in model.gradients.items()}
    assert set(gradients) == set(model.weights)
    step = 1e-5
    for name, weight in model.weights.items():
        measured = np.empty_like(weight)
        for i in np.ndindex(weight.shape):
            before, losses = weight[i], []
            for moved in (before + step, before - step):
                weight[i] = moved
                losses.append(model.loss(text, following))
            weight[i] = before
            measured[i] = (losses[0] - losses[1]) / (2 * step)
        np.testing.assert_allclose(gradients[name], measured, rtol=1e-6, atol=1e-9, err_msg=name)


def test_gradients_do_not_pile_up():
    model, text, following = small_model()
    model.loss(text, following)
    first = {name: gradient.copy() for name, gradient in model.gradients.items()}
    model.loss(text, following)
    for name, gradient in model.gradients.items():
        np.testing.assert_array_equal(gradient, first[name])


def test_no_letter_sees_the_future():
    model, text, _ = small_model()
    before, _ = model.forward(text)
    text[:, 3] = (text[:, 3] + 1) % 5
    after, _ = model.forward(text)
    np.testing.assert_array_equal(after[:, :3], before[:, :3])
    assert (after[:, 3:] != before[:, 3:]).any(axis=(0, 2)).all()


def test_probabilities():
    model, text, _ = small_model()
    np.testing.assert_allclose(np.exp(model.forward(text)[0]).sum(axis=-1), 1, rtol=1e-14)


def test_adam_begins_with_steps_of_its_rate():
    weights = {"w": np.array([1.0, -2.0])}
    adam = char_lm.Adam(weights, rate=0.1)
    adam.step(weights, {"w": np.array([3.0, -1e-3])})
    np.testing.assert_allclose(weights["w"], [0.9, -1.9], rtol=1e-4)
    adam.step(weights, {"w": np.array([3.0, -1e-3])}, slowdown=0.5)
    np.testing.assert_allclose(weights["w"], [0.85, -1.85], rtol=1e-4)


def run(*arguments):
    return support.run_example(EXAMPLE, *arguments)


def test_it_learns_the_poem():
    result = run()
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    losses = [float(loss) for loss in re.findall(r"loss +(\d+\.\d+)", result.stdout)]
    assert losses[0] > 3.5
    assert losses[-1] < 0.12
    assert result.stdout.rstrip("\n").endswith(char_lm.zen()[:300])


def test_another_text(tmp_path):
    (tmp_path / "text.txt").write_text("to be or not to be, " * 10, encoding="utf-8")
    first, second = (run("--text", tmp_path / "text.txt", "--steps", 2, "--seed", 1) for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert "200 letters of 8 kinds" in first.stdout
    steps = [re.findall("^step .*$", result.stdout, re.M) for result in (first, second)]
    assert steps[0] == steps[1]
    assert len(steps[0]) == 2


@pytest.mark.parametrize(
    ("arguments", "named"),
    [(["--steps", "0"], "--steps"), (["--seed", "-1"], "--seed"), (["--text", EXAMPLE.parent / "none"], "--text")],
)
def test_unfit_arguments(arguments, named):
    result = run(*arguments)
    assert result.returncode == 2
    assert named in result.stderr
    assert "Traceback" not in result.stderr


def test_short_text(tmp_path):
    (tmp_path / "text.txt").write_text("short", encoding="utf-8")
    result = run("--text", tmp_path / "text.txt")
    assert result.returncode == 2
    assert "65 characters are needed at least, not 5" in result.stderr
