"""docs/agreement.md: made from what was measured, which holds at the inputs that it names; fastrelu at others too."""

import importlib.util
import json
import subprocess
import sys

import numpy as np
import pytest

import agreement
import support
from fastrelu._signature import KERNELS

RESULTS = json.loads(agreement.RESULTS.read_text())


def test_the_page_is_made_of_the_results():
    assert agreement.PAGE.read_text() == agreement.page(RESULTS), "run python tools/agreement.py --report"


def bound_of(kernel, form):
    """A gradient in the table is one of 1."""
    return kernel.bound_of("value" if form == "value" else "derivative") + 1e-3


def test_fastrelu_is_within_its_bounds_in_the_table():
    for name, table in RESULTS["functions"].items():
        for form, found in table["fastrelu"].items():
            assert found["ulp"] <= bound_of(KERNELS[name], form), name
            assert found["agree"] == 1, name
            assert not found["wrong"], name


@support.judged
@pytest.mark.parametrize("kernel", [KERNELS[name] for name in RESULTS["functions"]], ids=support.ufunc_id)
def test_fastrelu_at_other_inputs(kernel):
    for form, found in agreement.measured(kernel, [], 3000)["fastrelu"].items():
        assert found["ulp"] <= bound_of(kernel, form)
        assert not found["wrong"]
        assert not found["loses NaN"]


def ulps(result, exact):
    return float(support.ulps(np.array([result]), np.array([exact]), "f4")[0])


def check(framework):
    """The worst errors of a framework are what the table says, at the inputs that it says."""
    checked = 0
    for name, table in RESULTS["functions"].items():
        for form, found in table.get(framework, {}).items():
            inputs = [(found["at"], None), *((row[0], row[1]) for row in found["wrong"].values())]
            for number, wanted in inputs:
                result, mine, exact = agreement.again(name, framework, form, number)
                if wanted is not None:
                    # Another version of the same instructions may give another wrong number.
                    np.testing.assert_allclose(result, float(wanted), rtol=1e-3, err_msg=f"{name} {form} {number}")
                    checked += 1
                elif found["ulp"] < 2**20:
                    error = ulps(result, exact)
                    assert abs(error - found["ulp"]) <= 1 + 0.5 * found["ulp"], (name, form, number)
                    checked += 1
                assert ulps(mine, exact) <= bound_of(KERNELS[name], form) or not np.isfinite(exact)
    assert checked >= 10


@pytest.mark.parametrize("framework", agreement.FRAMEWORKS)
def test_frameworks_at_the_inputs_of_the_table(framework):
    needed = [framework, *{"keras": ["jax"], "onnxruntime": ["onnx"]}.get(framework, [])]
    if any(importlib.util.find_spec(name) is None for name in needed):
        pytest.skip(f"{' and '.join(needed)} are not installed")  # they come with extras
    code = f"import importlib; print(importlib.import_module({framework!r}).__version__)"
    code += f"\nimport sys; sys.path[:0] = {sys.path!r}; import test_agreement; test_agreement.check({framework!r})"
    # In a process of its own, as Keras's backend is chosen once, and these packages bring threads and warnings.
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, timeout=600)
    version = done.stdout.split()[-1] if done.stdout else ""
    if version != RESULTS["versions"].get(framework):
        pytest.skip(f"the table is of {framework} {RESULTS['versions'].get(framework)}, and this is {version}")
    assert done.returncode == 0, done.stderr
