"""How the tests of fastrelu.keras make their checks: in a process for each backend, which Keras takes when imported.

A test file has functions named ``check_``, and is run as a script that makes them and prints what came of each. Those
named ``check_trains`` are for backends that train.
"""

import functools
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import traceback
import warnings

import numpy as np
import pytest

BACKENDS = ("numpy", "torch", "jax")
TRAINING = ("torch", "jax")

# ------------------------------------------------------------------------------------------- in the backend's process


def normal(*shape, dtype="float32"):
    return (2 * np.random.default_rng(20).standard_normal(shape)).astype(dtype)


def to_numpy(tensor):
    import keras

    return keras.ops.convert_to_numpy(tensor)


def dtype_of(tensor):
    import keras

    return keras.backend.standardize_dtype(tensor.dtype)


def saved_and_loaded(model):
    import keras

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        return keras.saving.load_model(path)


def refuses(error, message, function, *arguments, **keywords):
    with pytest.raises(error, match=re.escape(message)):
        function(*arguments, **keywords)


def is_for(check, backend):
    return backend in TRAINING or not check.startswith("check_trains")


def print_outcome(checks):
    """Make all checks and print, as the last line, what each of them raised."""
    import keras

    # Keras 3 hands its variables to NumPy 2 through an __array__ without `copy`, of which NumPy warns.
    warnings.filterwarnings("ignore", "__array__ implementation doesn't accept a copy keyword", DeprecationWarning)
    # Keras else leaves its own frames out of the errors.
    keras.config.disable_traceback_filtering()
    raised = {}
    for name, check in checks.items():
        if not is_for(name, keras.backend.backend()):
            continue
        try:
            check()
        except (Exception, pytest.fail.Exception):
            raised[name] = traceback.format_exc()
        else:
            raised[name] = None
    print(json.dumps(raised))


# ------------------------------------------------------------------------------------------------- in pytest's process


def run(arguments, backend, home, timeout=600):
    # Keras writes a file of settings into its home.
    environment = {**os.environ, "KERAS_BACKEND": backend, "KERAS_HOME": str(home)}
    command = [sys.executable, "-W", "error", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout)


@functools.cache
def outcome(path, backend):
    """What each check of a file raised, run as a script in a process of its own."""
    with tempfile.TemporaryDirectory() as home:
        result = run([path], backend, home)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


def require(*modules):
    for module in modules:
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")


def cases(checks):
    """Backends and names of checks, for `pytest.mark.parametrize`."""
    return [
        pytest.param(backend, check, id=f"{backend}-{check.removeprefix('check_')}")
        for backend in BACKENDS
        for check in checks
        if is_for(check, backend)
    ]
