"""fastrelu.keras against Keras's own layers, on each of the backends.

Keras takes its backend when it is imported, so each backend has a process of its own, which runs this file as a script:
it makes all the checks and prints what came of them, and the tests below pass that on, one by one.
"""

import doctest
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

# ------------------------------------------------------------------------------------- checks, in the backend's process


def normal(*shape, dtype="float32"):
    return (2 * np.random.default_rng(20).standard_normal(shape)).astype(dtype)


def pairs(**arguments):
    """Our layers and Keras's, that should do the same."""
    import keras

    import fastrelu.keras as fk

    random = keras.initializers.RandomUniform(-0.5, 0.5, seed=3)
    theirs = keras.layers
    return [
        (fk.ReLU(**arguments), theirs.ReLU(**arguments)),
        (fk.LeakyReLU(**arguments), theirs.LeakyReLU(negative_slope=0.01, **arguments)),
        (fk.LeakyReLU(negative_slope=0.2, **arguments), theirs.LeakyReLU(negative_slope=0.2, **arguments)),
        (fk.PReLU(random.clone(), **arguments), theirs.PReLU(random.clone(), **arguments)),
        (fk.ELU(**arguments), theirs.ELU(**arguments)),
        (fk.ELU(alpha=1.5, **arguments), theirs.ELU(alpha=1.5, **arguments)),
        (fk.GELU(**arguments), theirs.Activation("gelu", **arguments)),
        (
            fk.GELU(approximate=True, **arguments),
            theirs.Activation(functools.partial(keras.activations.gelu, approximate=True), **arguments),
        ),
    ]


def to_numpy(tensor):
    import keras

    return keras.ops.convert_to_numpy(tensor)


def check_values_are_those_of_keras():
    import keras

    for dtype in ("float16", "float32", "float64"):
        x = normal(16, 5, dtype=dtype)
        if keras.backend.backend() == "jax" and dtype == "float64":
            continue  # JAX has no float64 unless it is switched on for the whole process
        for ours, theirs in pairs(dtype=dtype):
            got, expected = to_numpy(ours(x)), to_numpy(theirs(x))
            assert got.dtype == dtype, (ours.name, got.dtype, expected.dtype)
            # Of the larger of value and x, since the formulas that backends use for gelu cancel for negative x; in
            # float16 they round after every step. Keras on numpy computes some in float32 when asked for float64.
            step = (16 if dtype == "float16" else 8) * np.finfo(expected.dtype).eps
            allowed = step * np.maximum(np.abs(expected), np.maximum(np.abs(x), 1)).astype("float64")
            difference = np.abs(got.astype("float64") - expected.astype("float64"))
            assert (difference <= allowed).all(), (ours.name, dtype, difference.max())


def check_bits_are_those_of_the_array_functions():
    import fastrelu
    import fastrelu.keras as fk

    # Large, so that JAX runs it on its own threads, from which it calls back.
    x = normal(1000, 2000)
    np.testing.assert_array_equal(to_numpy(fk.GELU()(x)), fastrelu.gelu(x))
    np.testing.assert_array_equal(to_numpy(fk.ELU(2.0)(x)), fastrelu.elu(x, 2.0))


def check_prelu_shares_axes():
    import keras

    import fastrelu.keras as fk

    x = normal(2, 4, 5, 3)
    for shared_axes, shape in [(None, (4, 5, 3)), ((1, 2), (1, 1, 3)), (3, (4, 5, 1)), ([1, 2, 3], (1, 1, 1))]:
        random = keras.initializers.RandomUniform(-0.5, 0.5, seed=3)
        ours = fk.PReLU(random.clone(), shared_axes=shared_axes)
        theirs = keras.layers.PReLU(random.clone(), shared_axes=shared_axes)
        np.testing.assert_allclose(to_numpy(ours(x)), to_numpy(theirs(x)), rtol=1e-6)
        assert tuple(ours.alpha.shape) == shape
    ours = fk.PReLU(shared_axes=(1, 2))
    ours.build((None, None, None, 3))
    assert tuple(ours.alpha.shape) == (1, 1, 3)


def check_configuration_makes_the_layer_again():
    import keras

    import fastrelu.keras as fk

    layers = [
        fk.ReLU(name="first"),
        fk.LeakyReLU(negative_slope=0.2),
        fk.PReLU("ones", alpha_regularizer="l2", alpha_constraint="non_neg", shared_axes=(1, 2)),
        fk.PReLU(),
        fk.ELU(alpha=1.5),
        fk.GELU(approximate=True),
    ]
    for layer in layers:
        config = layer.get_config()
        assert json.loads(json.dumps(config)) == config
        assert type(layer).from_config(config).get_config() == config
        serialized = keras.saving.serialize_keras_object(layer)
        assert serialized["registered_name"] == f"fastrelu>{type(layer).__name__}"
        assert keras.saving.deserialize_keras_object(serialized).get_config() == config


def network(kind):
    """A model of all our layers (kind 0) or of Keras's (kind 1), the weights of both equal."""
    import keras

    keras.utils.set_random_seed(7)
    layers = [keras.Input((6,))]
    for pair in pairs():
        layers += [keras.layers.Dense(6), pair[kind]]
    return keras.Sequential([*layers, keras.layers.Dense(1, activation="sigmoid")])


def check_saved_model_loads():
    import keras

    x = normal(8, 6)
    model = network(0)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        loaded = keras.saving.load_model(path)
    np.testing.assert_array_equal(loaded.predict(x, verbose=0), model.predict(x, verbose=0))


def check_predictions_are_those_of_keras():
    x = normal(8, 6)
    ours, theirs = network(0), network(1)
    np.testing.assert_allclose(ours.predict(x, verbose=0), theirs.predict(x, verbose=0), rtol=1e-5)


def check_symbolic_input_keeps_shape_and_mask():
    import keras

    import fastrelu.keras as fk

    symbolic = fk.LeakyReLU()(keras.Input((None, 3)))
    assert symbolic.shape == (None, None, 3)
    assert symbolic.dtype == "float32"
    embedded = keras.layers.Embedding(5, 3, mask_zero=True)(np.array([[1, 2, 0]]))
    mask = keras.src.backend.get_keras_mask(fk.ELU()(embedded))
    assert to_numpy(mask).tolist() == [[True, True, False]]


def refuses(error, message, function, *arguments, **keywords):
    with pytest.raises(error, match=re.escape(message)):
        function(*arguments, **keywords)


def check_refuses_what_it_cannot_do():
    import keras

    import fastrelu.keras as fk

    x = normal(2, 3)
    refuses(TypeError, "ELU: inputs must be of float16, float32 or float64, not bfloat16", fk.ELU(dtype="bfloat16"), x)
    refuses(TypeError, "LeakyReLU: negative_slope must be a real number, not 'a'", fk.LeakyReLU, negative_slope="a")
    refuses(TypeError, "ELU: alpha must be a real number, not None", fk.ELU, alpha=None)
    refuses(TypeError, "GELU: approximate must be True or False, not 'tanh'", fk.GELU, approximate="tanh")
    refuses(ValueError, "PReLU: shared_axes must lie between 1 and 1, unlike [2]", fk.PReLU(shared_axes=2), x)
    refuses(ValueError, "PReLU: an axis of unknown length must be among", fk.PReLU(), keras.Input((None, 3)))


def check_doctests():
    import fastrelu.keras as fk

    result = doctest.testmod(fk)
    assert result.attempted > 10
    assert result.failed == 0


def check_trains_as_keras_does():
    import keras

    x = normal(64, 6)
    y = (x.sum(axis=1, keepdims=True) > 0).astype("float32")
    trained, losses = [], []
    for kind in (0, 1):
        model = network(kind)
        model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy")
        losses.append(model.fit(x, y, epochs=5, batch_size=16, shuffle=False, verbose=0).history["loss"])
        trained.append([to_numpy(weight) for weight in model.trainable_weights])
    assert losses[0][-1] < losses[0][0]
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-4)
    for ours, theirs in zip(*trained, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-5)


CHECKS = {name: function for name, function in globals().items() if name.startswith("check_")}


def main():
    """Make all checks and print, as the last line, what each of them raised."""
    import keras

    # Keras 3 hands its variables to NumPy 2 through an __array__ without `copy`, of which NumPy warns.
    warnings.filterwarnings("ignore", "__array__ implementation doesn't accept a copy keyword", DeprecationWarning)
    # Keras else leaves its own frames out of the errors.
    keras.config.disable_traceback_filtering()
    raised = {}
    for name, check in CHECKS.items():
        if name == "check_trains_as_keras_does" and keras.backend.backend() not in TRAINING:
            continue
        try:
            check()
        except Exception:
            raised[name] = traceback.format_exc()
        else:
            raised[name] = None
    print(json.dumps(raised))


# ----------------------------------------------------------------------------------------------- tests, in this process


def run(arguments, backend, home):
    # Keras writes a file of settings into its home.
    environment = {**os.environ, "KERAS_BACKEND": backend, "KERAS_HOME": str(home)}
    command = [sys.executable, "-W", "error", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)


@functools.cache
def outcome(backend):
    with tempfile.TemporaryDirectory() as home:
        result = run([__file__], backend, home)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


def require(*modules):
    for module in modules:
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed")


def cases():
    for backend in BACKENDS:
        for check in CHECKS:
            if check != "check_trains_as_keras_does" or backend in TRAINING:
                yield pytest.param(backend, check, id=f"{backend}-{check.removeprefix('check_')}")


@pytest.mark.parametrize(("backend", "check"), list(cases()))
def test_backend(backend, check):
    # Keras and its backends are optional extras.
    require("keras", backend)
    raised = outcome(backend)[check]
    assert raised is None, raised


def test_refuses_a_backend_that_it_does_not_know(tmp_path):
    require("keras")
    code = "import keras; keras.backend.backend = lambda: 'tensorflow'; import fastrelu.keras"
    result = run(["-c", code], "numpy", tmp_path)
    assert result.returncode == 1
    assert "ImportError: fastrelu.keras works on Keras's backends numpy, torch and jax, not on tenso" in result.stderr


def test_says_so_if_the_backend_of_keras_is_missing(tmp_path):
    require("keras")
    # None in sys.modules makes an import fail as if there were no such module.
    code = "import sys; sys.modules['tensorflow'] = None; import fastrelu.keras"
    result = run(["-c", code], "tensorflow", tmp_path)
    assert result.returncode == 1
    assert "Set the environment variable KERAS_BACKEND to numpy, torch or jax" in result.stderr


def test_without_keras_the_error_says_what_to_install(tmp_path):
    code = "import sys; sys.modules['keras'] = None; import fastrelu; fastrelu.relu(1.0); import fastrelu.keras"
    result = run(["-c", code], "numpy", tmp_path)
    assert result.returncode == 1
    assert result.stderr.endswith("ImportError: fastrelu.keras needs Keras 3: pip install fastrelu[keras]\n")


def test_fastrelu_does_not_import_keras(tmp_path):
    code = "import sys, fastrelu; assert not {'keras', 'torch', 'jax'} & set(sys.modules)"
    result = run(["-c", code], "numpy", tmp_path)
    assert result.returncode == 0, result.stderr


if __name__ == "__main__":
    main()
