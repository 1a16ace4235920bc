"""fastrelu.thinc: thinc's own tests of activations, and agreement with its formulas where those have digits."""

import doctest
import re
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("thinc")

from thinc import api

import fastrelu.thinc as ours
import support

OURS, THEIRS = ours.FastreluOps(), api.Ops(np)
OWN = sorted(set(vars(ours.FastreluOps)) & {name for name in dir(api.Ops) if not name.startswith("_")} - {"name"})
FORWARD = [name for name in OWN if not name.startswith("backprop")]
# Those that lead to ours by way of another, too.
BY_OTHERS = ["relu_k", "hard_sigmoid", "hard_tanh", "hard_swish"]
X = np.random.default_rng(1).normal(0, 3, (40, 7))
# Their approximations of gelu have so many digits.
DIGITS = {"gelu": 1e-6, "gelu_approx": 2e-5}


def other_arguments(name):
    """What makes the general way of a function be taken, besides that without arguments."""
    return {"softmax": [{"axis": 0, "temperature": 0.5}], "mish": [{"threshold": 5.0}]}.get(name, []) + (
        [{"max_val": 6.0}, {"slope": 0.2, "offset": 0.5}, {"slope": 3.0, "offset": 0.5, "min_val": -1.0}]
        if name == "clipped_linear"
        else []
    )


CALLS = [(name, given) for name in [*FORWARD, *BY_OTHERS] for given in [{}, *other_arguments(name)]]
calls = pytest.mark.parametrize(("name", "given"), CALLS)


def gradient(ops, name, dY, x, given, **inplace):
    """The backward pass, of whatever it takes besides the gradient."""
    function = getattr(ops, f"backprop_{name}")
    y = getattr(THEIRS, name)(x, **given)
    if name == "softmax":
        return function(y, dY, **given)
    if name in ("relu", "sigmoid"):
        return function(dY, y, **inplace)
    return function(dY, x, y, **inplace) if name == "swish" else function(dY, x, **given, **inplace)


@calls
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_values(name, given, dtype):
    x = X.astype(dtype)
    before, digits = x.copy(), max(DIGITS.get(name, 0), 2e-5 if dtype == "f4" else 1e-8)
    result = getattr(OURS, name)(x, **given)
    assert result.dtype == x.dtype
    np.testing.assert_allclose(result, getattr(THEIRS, name)(X, **given), rtol=digits, atol=digits)
    support.assert_same_bits(x, before)
    there = getattr(OURS, name)(x, inplace=True, **given)
    assert there is x
    np.testing.assert_allclose(there, result, rtol=1e-6, atol=1e-6)
    if name not in ("mish", "hard_swish"):  # of which some is thinc's, for arrays end to end
        np.testing.assert_array_equal(
            getattr(OURS, name)(before.T, **{**given, "axis": 1}).T
            if "axis" in given
            else getattr(OURS, name)(before[::2], **given),
            result if "axis" in given else result[::2],
        )


@calls
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_gradients(name, given, dtype):
    x, dY = X.astype(dtype), np.random.default_rng(2).normal(size=X.shape).astype(dtype)
    before, digits = dY.copy(), max(DIGITS.get(name, 0), 2e-5 if dtype == "f4" else 1e-8)
    result = gradient(OURS, name, dY, x, given)
    assert result.dtype == x.dtype
    wanted = gradient(THEIRS, name, dY.astype("f8"), X, given)
    np.testing.assert_allclose(result, wanted, rtol=digits, atol=digits)
    support.assert_same_bits(dY, before)
    if f"backprop_{name}" in OWN and name not in ("softmax", "sigmoid"):
        there = gradient(OURS, name, dY, x, given, inplace=True)
        assert there is dY
        np.testing.assert_allclose(there, result, rtol=1e-6)


def test_falling_line():
    """thinc gives 0 everywhere for the gradient of a line of negative slope."""
    line = {"slope": -0.2, "offset": 0.5}
    x = np.array([-4.0, 0.0, 4.0])
    assert OURS.clipped_linear(x, **line).tolist() == [1.0, 0.5, 0.0]
    assert OURS.backprop_clipped_linear(np.ones(3), x, **line).tolist() == [0.0, -0.2, 0.0]


def test_what_thinc_has_no_digits_of():
    x = np.array([-25.0, -12.0], "f4")
    np.testing.assert_allclose(OURS.sigmoid(x), np.exp(x.astype("f8")), rtol=1e-5)
    assert THEIRS.sigmoid(x)[0] > 100 * OURS.sigmoid(x)[0]
    assert OURS.gelu(x)[1] < 0 == THEIRS.gelu(x)[1]


def test_a_network_trains_with_it():
    with api.use_ops("fastrelu"):
        assert type(api.get_current_ops()) is ours.FastreluOps
        model = api.chain(api.Mish(8), api.Gelu(8), api.Softmax())
        x, y = X.astype("f4"), np.eye(3, dtype="f4")[np.arange(40) % 3]
        model.initialize(x, y)
        losses, optimizer = [], api.Adam(0.01)
        for _ in range(30):
            found, backprop = model.begin_update(x)
            losses.append(float(np.sum((found - y) ** 2)))
            backprop((found - y) / len(y))
            model.finish_update(optimizer)
    assert losses[-1] < 0.9 * losses[0]


# Ours by the name of theirs. They turn arrays of one element into numbers, which NumPy has ceased to do.
THINCS_TESTS = """
import sys
import numpy as np
import pytest
from thinc import api
from fastrelu.thinc import FastreluOps
api.NumpyOps = FastreluOps
from thinc.tests.backends import test_ops
assert type(test_ops.NUMPY_OPS) is FastreluOps
test_ops.float = lambda number: np.asarray(number).item()
chosen = "consistency or (ops0 and (softmax or mish or eltwise or relu or swish or hard or gelu or clipped or torch))"
options = ["-q", "-p", "no:cacheprovider", "-c", {settings!r}, "-k", chosen]
sys.exit(pytest.main(["--pyargs", "thinc.tests.backends.test_ops", *options]))
"""


@pytest.mark.slow
def test_thincs_own_tests(tmp_path):
    settings = tmp_path / "pytest.ini"
    settings.write_text("[pytest]\n")
    code = THINCS_TESTS.format(settings=str(settings))
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stdout + done.stderr
    # Those that compare with PyTorch are there if it is.
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) >= 40


def test_docstrings():
    result = doctest.testmod(ours)
    assert result.attempted == 6
    assert result.failed == 0


def test_says_what_to_install():
    assert support.error_without("thinc", "thinc").endswith("fastrelu.thinc needs thinc: pip install fastrelu[thinc]\n")


def test_thinc_finds_it_by_its_name():
    support.run_python("from thinc.api import get_ops; assert type(get_ops('fastrelu')).__module__ == 'fastrelu.thinc'")
