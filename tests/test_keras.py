"""fastrelu.keras against Keras's own layers and functions, on each of the backends.

Keras takes its backend when it is imported, so each backend has a process of its own, which runs this file as a
script: it makes all the checks and prints what came of them, and the tests below pass that on, one by one. What there
is to check comes from the signatures and the table of Keras's names.
"""

import doctest
import functools
import inspect
import json
import os
import pickle

import numpy as np
import pytest

from keras_checks import (
    TRAINING,
    cases,
    dtype_of,
    normal,
    outcome,
    print_outcome,
    refuses,
    require,
    run,
    saved_and_loaded,
    to_numpy,
)

# ------------------------------------------------------------------------------------- checks, in the backend's process


def cases_of(row, signature):
    """Some values for the arguments of a layer: the defaults, and others."""
    numbers = {a.name: a.ours for a in row.arguments if not a.choices}
    usual = {name: next(p.example for p in signature.parameters if p.name == ours) for name, ours in numbers.items()}
    yield usual
    if usual:
        yield {name: value / 2 + 0.0625 for name, value in usual.items()}
    for argument in row.arguments:
        for choice in list(argument.choices or ())[1:]:
            yield {**usual, argument.name: choice}


def pairs(**arguments):
    """Our layers and Keras's, that should do the same."""
    import keras

    import fastrelu.keras as fk
    from fastrelu._keras_arguments import rows

    made = []
    for row, signature in rows():
        ours = getattr(fk, row.layer)
        if row.halves:
            continue  # Keras's Activation takes its output for as large as its input; see below
        if row.trained:
            random = keras.initializers.RandomUniform(-0.5, 0.5, seed=3)
            theirs = getattr(keras.layers, row.layer)
            made.append((ours(random.clone(), **arguments), theirs(random.clone(), **arguments)))
            continue
        for case in cases_of(row, signature):
            theirs = functools.partial(getattr(keras.activations, row.function), **case)
            made.append((ours(**case, **arguments), keras.layers.Activation(theirs, **arguments)))
    return made


def functions():
    """Our functions by name, the other names too, each with the arguments that it must have."""
    import fastrelu.keras as fk

    found = {name: getattr(fk.activations, name) for name in fk.activations.__all__ if name != "get"}
    return [
        (name, function, {p.name: 0.25 for p in list(given(function).values())[1:] if p.default is p.empty})
        for name, function in found.items()
    ]


def given(function):
    return {p.name: p for p in inspect.signature(function).parameters.values() if p.name not in ("self", "kwargs")}


def check_values_are_those_of_keras():
    import keras

    for dtype in ("float16", "float32", "float64"):
        x = normal(16, 6, dtype=dtype)
        if keras.backend.backend() == "jax" and dtype == "float64":
            continue  # JAX has no float64 unless it is switched on for the whole process
        for ours, theirs in pairs(dtype=dtype):
            got, expected = to_numpy(ours(x)), to_numpy(theirs(x))
            assert got.dtype == dtype, (ours.name, got.dtype, expected.dtype)
            # Of the larger of value and x, since the formulas that backends use cancel for negative x; in float16 they
            # round after every step. Keras on numpy computes some in float32 when asked for float64.
            step = (16 if dtype == "float16" else 8) * np.finfo(expected.dtype).eps
            allowed = step * np.maximum(np.abs(expected), np.maximum(np.abs(x), 1)).astype("float64")
            difference = np.abs(got.astype("float64") - expected.astype("float64"))
            assert (difference <= allowed).all(), (ours.name, dtype, difference.max())


def check_bits_are_those_of_the_array_functions():
    import fastrelu
    import fastrelu.keras as fk

    # Large, so that backends use their own threads.
    x = normal(1000, 2000)
    np.testing.assert_array_equal(to_numpy(fk.GELU()(x)), fastrelu.gelu(x))
    np.testing.assert_array_equal(to_numpy(fk.ELU(2.0)(x)), fastrelu.elu(x, 2.0))


def check_names_arguments_and_defaults_are_those_of_keras():
    import keras

    import fastrelu.keras as fk
    from fastrelu._keras_arguments import rows

    for row, _ in rows():
        theirs = getattr(keras.layers, row.layer, None)
        if theirs is not None:
            assert list(given(getattr(fk, row.layer))) == list(given(theirs)), row.layer
            config = {**theirs().get_config(), "name": "same"}
            assert set(getattr(fk, row.layer).from_config(config).get_config()) | set(row.fixed) == set(config)
    for name, function, _ in functions():
        theirs = getattr(keras.activations, name, None) or keras.activations.get(name)
        defaults = {p.name: p.default for p in given(theirs).values()}
        assert {p.name: p.default for p in given(function).values()} == defaults, name


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

    layers = [pair[0] for pair in pairs()] + [
        fk.ReLU(name="first"),
        fk.PReLU("ones", alpha_regularizer="l2", alpha_constraint="non_neg", shared_axes=(1, 2)),
        fk.PReLU(),
    ]
    for layer in layers:
        config = layer.get_config()
        assert json.loads(json.dumps(config)) == config
        assert type(layer).from_config(config).get_config() == config
        serialized = keras.saving.serialize_keras_object(layer)
        assert serialized["registered_name"] == f"fastrelu>{type(layer).__name__}"
        assert keras.saving.deserialize_keras_object(serialized).get_config() == config


def check_functions_do_what_layers_do():
    import keras

    import fastrelu.keras as fk

    x = normal(3, 4)
    for name, function, required in functions():
        arguments = {p.name: p.default for p in list(given(function).values())[1:]} | required
        np.testing.assert_array_equal(to_numpy(function(x, **required)), to_numpy(function.layer(**arguments)(x)))
        assert fk.activations.get(name) is function
        assert fk.activations.get(f"fastrelu>{name}") is function
        assert pickle.loads(pickle.dumps(function)) is function
        serialized = json.loads(json.dumps(keras.activations.serialize(function)))
        assert keras.activations.get(serialized) is function
    refuses(ValueError, "fastrelu.keras.activations has no 'nothing', but relu", fk.activations.get, "nothing")


def check_functions_are_saved_with_models():
    import keras

    inputs, outputs = keras.Input((4,)), []
    for _, function, required in functions():
        # Of the symbolic tensor, and as a layer's activation.
        outputs.append(function(keras.layers.Dense(2)(inputs), **required))
        assert type(outputs[-1]._keras_history.operation) is function.layer
        if not required:
            outputs.append(keras.layers.Dense(2, activation=function)(inputs))
    model = keras.Model(inputs, keras.layers.Concatenate()(outputs))
    loaded = saved_and_loaded(model)
    x = normal(8, 4)
    np.testing.assert_array_equal(loaded.predict(x, verbose=0), model.predict(x, verbose=0))
    used, again = (
        [layer.activation for layer in of.layers if isinstance(layer, keras.layers.Dense)] for of in (model, loaded)
    )
    assert again == used


def check_bfloat16_is_float32_rounded_once():
    import keras

    x = keras.ops.cast(normal(8, 6), "bfloat16")
    wide = keras.ops.cast(x, "float32")
    for (layer, _), (in_float32, _) in zip(pairs(dtype="bfloat16"), pairs(), strict=True):
        got = layer(x)
        assert dtype_of(got) == "bfloat16"
        if hasattr(layer, "alpha_initializer"):
            in_float32.build(x.shape)
            in_float32.alpha.assign(keras.ops.cast(layer.alpha, "float32"))
        expected = keras.ops.cast(in_float32(wide), "bfloat16")
        got, expected = (to_numpy(keras.ops.cast(y, "float32")) for y in (got, expected))
        np.testing.assert_array_equal(got, expected, err_msg=layer.name)


def check_dtype_policies():
    import keras

    import fastrelu.keras as fk

    x = normal(4, 6)
    for policy in ("mixed_bfloat16", "mixed_float16", "float16", "bfloat16", "float32", "float64"):
        if policy == "float64" and keras.backend.backend() == "jax":
            continue
        for layer, _ in pairs(dtype=policy):
            assert dtype_of(layer(x)) == layer.compute_dtype, (layer.name, policy)
            assert all(dtype_of(weight) == layer.variable_dtype for weight in layer.weights)
            assert layer(keras.Input((6,))).dtype == layer.compute_dtype
    # When made, not when used.
    refuses(
        TypeError, "ELU: the dtype must be one of float16, bfloat16, float32, float64, not int32", fk.ELU, dtype="int32"
    )
    refuses(TypeError, "PReLU: the dtype must be one of", fk.PReLU, dtype="uint8")


def check_integers_become_floats():
    for dtype in ("int32", "uint8", "bool"):
        x = np.array([[0, 1, 1, 0]], dtype)
        for layer, _ in pairs():
            got = layer(x)
            assert dtype_of(got) == "float32"
            np.testing.assert_array_equal(to_numpy(got), to_numpy(layer(x.astype("float32"))))
        for _, function, required in functions():
            expected = to_numpy(function(x.astype("float32"), **required))
            np.testing.assert_array_equal(to_numpy(function(x, **required)), expected)


def network(kind, policy="float32"):
    """A model with a branch for each of our layers (kind 0) or of Keras's (kind 1), the weights of both equal."""
    import keras

    keras.utils.set_random_seed(7)
    inputs = keras.Input((6,))
    branches = [pair[kind](keras.layers.Dense(6, dtype=policy)(inputs)) for pair in pairs(dtype=policy)]
    hidden = keras.layers.Concatenate(dtype=policy)(branches)
    return keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(hidden))


def check_saved_model_loads():
    x = normal(8, 6)
    model = network(0)
    np.testing.assert_array_equal(saved_and_loaded(model).predict(x, verbose=0), model.predict(x, verbose=0))


def check_predictions_are_those_of_keras():
    x = normal(8, 6)
    ours, theirs = network(0), network(1)
    np.testing.assert_allclose(ours.predict(x, verbose=0), theirs.predict(x, verbose=0), rtol=1e-5)


def check_layers_of_the_same_name_have_the_same_defaults():
    import keras

    import fastrelu.keras as fk
    from fastrelu._keras_arguments import rows

    x = normal(4, 6)
    for name in (row.layer for row, _ in rows() if hasattr(keras.layers, row.layer)):
        ours, theirs = (to_numpy(getattr(module, name)()(x)) for module in (fk, keras.layers))
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6, err_msg=name)


def check_symbolic_input_keeps_shape_and_mask():
    import keras

    import fastrelu.keras as fk

    symbolic = fk.LeakyReLU()(keras.Input((None, 3)))
    assert symbolic.shape == (None, None, 3)
    assert symbolic.dtype == "float32"
    embedded = keras.layers.Embedding(5, 4, mask_zero=True)(np.array([[1, 2, 0]]))
    for layer, _ in pairs():
        if layer._arguments.row.masked:
            continue  # takes the mask for itself
        mask = keras.src.backend.get_keras_mask(layer(embedded))
        assert to_numpy(mask).tolist() == [[True, True, False]], layer.name


def check_refuses_what_it_cannot_do():
    import keras

    import fastrelu.keras as fk

    x = normal(2, 3)
    gelu, leaky_relu = fk.activations.gelu, fk.activations.leaky_relu
    refuses(TypeError, "LeakyReLU: negative_slope must be a real number, not 'a'", fk.LeakyReLU, negative_slope="a")
    refuses(TypeError, "ELU: alpha must be a real number, not None", fk.ELU, alpha=None)
    refuses(TypeError, "GELU: approximate must be True or False, not 'tanh'", fk.GELU, approximate="tanh")
    refuses(ValueError, "PReLU: shared_axes must lie between 1 and 1, unlike [2]", fk.PReLU(shared_axes=2), x)
    refuses(ValueError, "PReLU: an axis of unknown length must be among", fk.PReLU(), keras.Input((None, 3)))
    refuses(TypeError, "float64 or integers, not complex64", gelu, x.astype("complex64"))
    refuses(TypeError, "leaky_relu: negative_slope must be a real", leaky_relu, x, "a")
    refuses(TypeError, "gelu() got an unexpected keyword argument 'slope'", gelu, x, slope=1)


def check_other_names_of_arguments():
    import fastrelu.keras as fk

    x = normal(2)
    # What Keras does with its old name.
    with pytest.warns(UserWarning, match="LeakyReLU: alpha is the old name of negative_slope"):
        layer = fk.LeakyReLU(alpha=0.2)
    assert layer.negative_slope == layer.get_config()["negative_slope"] == 0.2
    both = {"alpha": 0.2, "negative_slope": 0.1}
    refuses(TypeError, "LeakyReLU: alpha is the old name of negative_slope; both are given", fk.LeakyReLU, **both)
    refuses(TypeError, "ELU takes alpha, and those of keras.layers.Layer.", fk.ELU, negative_slope=0.2)
    refuses(TypeError, "ReLU takes no arguments of its own, and those of", fk.ReLU, alpha=0.2)
    refuses(ValueError, "ReLU: max_value must be None, not 6.0; for a slope there is LeakyReLU", fk.ReLU, 6.0)
    refuses(ValueError, "relu: negative_slope must be 0.0, not 0.1", fk.activations.relu, x, negative_slope=0.1)
    assert fk.ReLU(max_value=None, threshold=0)(x).shape == (2,)


def check_halves_are_gate_and_gated():
    import keras

    import fastrelu.keras as fk
    from fastrelu._keras_arguments import rows

    x = normal(3, 4, 6)
    for row, _ in rows():
        if row.halves:
            layer, function = getattr(fk, row.layer), getattr(fk.activations, row.function)
            for axis in (-1, 1):
                theirs = getattr(keras.activations, row.function)(x, axis=axis)
                np.testing.assert_allclose(to_numpy(layer(axis=axis)(x)), to_numpy(theirs), rtol=1e-5, atol=1e-6)
                assert layer(axis=axis)(keras.Input((4, 6))).shape[1:] == theirs.shape[1:]
            refuses(ValueError, "axis 0 must have an even length", function, x, axis=0)


def check_doctests():
    import fastrelu.keras as fk

    texts = {name: getattr(fk, name).__doc__ for name in fk.__all__}
    texts |= {f"activations.{name}": function.__doc__ for name, function, _ in functions()}
    texts["fastrelu.keras"] = fk.__doc__
    runner = doctest.DocTestRunner()
    for name, text in texts.items():
        runner.run(doctest.DocTestParser().get_doctest(text, {}, name, None, 0))
    assert runner.tries > 10
    assert runner.failures == 0


def trained(kind, policy="float32"):
    """The losses of a model on the way, and its weights at the end."""
    import keras

    x = normal(64, 6)
    y = (x.sum(axis=1, keepdims=True) > 0).astype("float32")
    model = network(kind, policy)
    model.compile(keras.optimizers.SGD(0.1), "binary_crossentropy")
    losses = model.fit(x, y, epochs=5, batch_size=16, shuffle=False, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    return losses, [to_numpy(weight) for weight in model.trainable_weights]


def check_trains_as_keras_does():
    (losses, weights), (expected_losses, expected_weights) = trained(0), trained(1)
    np.testing.assert_allclose(losses, expected_losses, rtol=1e-4)
    for ours, theirs in zip(weights, expected_weights, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-5)


def check_trains_in_mixed_precision():
    for policy in ("mixed_bfloat16", "mixed_float16"):
        np.testing.assert_allclose(trained(0, policy)[0], trained(1, policy)[0], rtol=0.05)


CHECKS = {name: function for name, function in globals().items() if name.startswith("check_")}


# ----------------------------------------------------------------------------------------------- tests, in this process


@pytest.mark.parametrize(("backend", "check"), cases(CHECKS))
def test_backend(backend, check):
    # Keras and its backends are optional extras.
    require("keras", backend)
    raised = outcome(__file__, backend)[check]
    assert raised is None, raised


ONE_CPU = """
import os
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
import keras, numpy as np, fastrelu.keras as fk
model = keras.Sequential([keras.Input((1000,)), fk.GELU(), fk.PReLU(), keras.layers.Dense(1)])
model.compile("sgd", "mse")
x = np.ones((3000, 1000), "float32")
model.fit(x, x[:, :1], batch_size=1000, verbose=0)
assert model.predict(x, batch_size=1000, verbose=0).shape == (3000, 1)
"""


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system has no affinity")
@pytest.mark.parametrize("backend", TRAINING)
def test_large_batches_come_back_on_one_cpu(backend, tmp_path):
    # A callback that asked for its argument as an array would wait for JAX's only thread: the one that it runs on.
    require("keras", backend)
    result = run(["-W", "ignore::DeprecationWarning", "-c", ONE_CPU], backend, tmp_path, timeout=80)
    assert result.returncode == 0, result.stderr


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
    print_outcome(CHECKS)
