"""fastrelu.keras's functions along an axis: axes, masks and training, against Keras's own, on each of the backends."""

import json

import numpy as np
import pytest

from keras_checks import cases, dtype_of, normal, outcome, print_outcome, refuses, require, saved_and_loaded, to_numpy

AXES = (-1, 1, 0, [1], (0, 1), (0, 2), (-1, 1), (2, 1, 0))


def functions():
    """Name, layer and function of each."""
    import fastrelu.keras as fk
    from fastrelu._names_keras import KERAS_ROWS

    return [(n, getattr(fk, row.layer), getattr(fk.activations, row.function)) for n, row in KERAS_ROWS.items()]


def masked():
    """The layers that take a mask, and Keras's."""
    import keras

    from fastrelu._names_keras import KERAS_ROWS

    layers = {name: layer for name, layer, _ in functions()}
    return [(layers[n], getattr(keras.layers, row.layer)) for n, row in KERAS_ROWS.items() if row.masked]


def check_every_axis():
    import keras
    from scipy import special

    import fastrelu

    x = normal(3, 4, 5)
    for name, layer, function in functions():
        array = getattr(fastrelu, name)
        for axis in AXES:
            got = to_numpy(layer(axis)(x))
            wanted = getattr(special, name)(x.astype("float64"), tuple(np.atleast_1d(axis)))
            np.testing.assert_allclose(got, wanted, rtol=1e-6)
            np.testing.assert_array_equal(to_numpy(function(x, axis=axis)), got)
            if isinstance(axis, int):
                np.testing.assert_array_equal(got, array(x, axis))
            symbolic = layer(axis)(keras.Input(batch_shape=(3, 4, 5)))
            assert symbolic.shape == (3, 4, 5)


def check_narrow_types():
    import keras

    x = keras.ops.cast(normal(6, 7), "float32")
    for name, layer, function in functions():
        for dtype in ("float16", "bfloat16"):
            given = keras.ops.cast(x, dtype)
            got = layer(dtype=dtype)(given)
            assert dtype_of(got) == dtype_of(function(given)) == dtype, name
            wanted = keras.ops.cast(function(keras.ops.cast(given, "float32")), dtype)
            got, wanted = (to_numpy(keras.ops.cast(y, "float32")) for y in (got, wanted))
            np.testing.assert_array_equal(got, wanted)


def check_masks():
    import keras

    x = normal(3, 4, 5)
    mask = np.random.default_rng(1).random((3, 4, 5)) > 0.5
    mask[0, 0] = False  # nothing counts in this row
    for ours, theirs in masked():
        for m in (mask, mask.astype("float32"), mask[0], mask[:, :1], mask[0, 1]):
            for axis in (-1, 1, (1, 2)):
                got, wanted = (to_numpy(layer(axis)(x, mask=m)) for layer in (ours, theirs))
                np.testing.assert_allclose(got, wanted, rtol=1e-5)
                assert (got[~np.broadcast_to(m > 0.5, x.shape)] == 0).all()
        got = to_numpy(ours(dtype="float16")(x.astype("float16"), mask=mask))
        assert got.dtype == "float16"
        assert (got[~mask] == 0).all()
        assert np.isfinite(got).all()
        refuses(ValueError, "mask must broadcast to inputs of shape (3, 4, 5)", ours(), x, mask=mask[None])
        refuses(ValueError, "mask must broadcast to inputs of shape (3, 4, 5)", ours(), x, mask=mask[:, :2])
        # As a layer before gives it, for the axes that it knows.
        embedded = keras.layers.Embedding(5, 3, mask_zero=True)(np.array([[1, 2, 0]]))
        summed = keras.layers.Lambda(lambda x: keras.ops.sum(x, -1), (3,), mask=lambda inputs, mask: mask)
        assert (to_numpy(ours()(summed(embedded)))[0] == 0).tolist() == [False, False, True]


def check_models_with_masks_are_saved():
    import keras

    for ours, _ in masked():
        x, mask = keras.Input((4, 5)), keras.Input((4, 5), dtype="bool")
        model = keras.Model([x, mask], ours(axis=[1, 2])(keras.layers.Dense(5)(x), mask=mask))
        given = [normal(3, 4, 5), np.random.default_rng(1).random((3, 4, 5)) > 0.5]
        np.testing.assert_array_equal(
            saved_and_loaded(model).predict(given, verbose=0), model.predict(given, verbose=0)
        )


def check_configurations():
    for _, layer, _ in functions():
        for axis in AXES:
            config = layer(axis).get_config()
            assert json.loads(json.dumps(config)) == config
            assert layer.from_config(config).get_config() == config


def check_refuses_what_it_cannot_do():
    import keras

    x = normal(3, 4)
    for name, layer, function in functions():
        for bad in (True, "a", 1.0, [], [1.0], None):
            refuses(TypeError, f"{layer.__name__}: axis must be an integer", layer, bad)
            refuses(TypeError, f"{name}: axis must be an integer", function, x, bad)
        for axis, words in (
            (2, "axis 2 is out of bounds for an input of 2 dim"),
            ([0, -2], "axis names a dimension tw"),
        ):
            refuses(ValueError, f"{name}: {words}", function, x, axis)
            refuses(ValueError, f"{layer.__name__}: {words}", layer(axis), x)
            refuses(ValueError, f"{layer.__name__}: {words}", layer(axis), keras.Input((4,)))


def check_trains_as_keras_does():
    """A classifier, with attention over masked keys on its way."""
    import keras

    x, labels = normal(64, 5, 6), np.arange(64) % 3
    mask = np.random.default_rng(1).random((64, 5)) > 0.3
    mask[:4] = False
    results = []
    for softmax, function in ((masked()[0][0], functions()[0][2]), (masked()[0][1], keras.activations.softmax)):
        for policy in ("float32", "mixed_bfloat16"):
            keras.utils.set_random_seed(7)
            tokens, keys = keras.Input((5, 6)), keras.Input((5,), dtype="bool")
            scores = keras.ops.reshape(keras.layers.Dense(1, dtype=policy)(tokens), (-1, 5))
            weights = keras.ops.reshape(softmax(dtype=policy)(scores, mask=keys), (-1, 1, 5))
            hidden = keras.ops.reshape(keras.ops.matmul(weights, keras.ops.cast(tokens, weights.dtype)), (-1, 6))
            outputs = keras.layers.Dense(3, activation=function, dtype=policy)(hidden)
            model = keras.Model([tokens, keys], keras.ops.cast(outputs, "float32"))
            model.compile(keras.optimizers.SGD(0.5), "sparse_categorical_crossentropy")
            losses = model.fit([x, mask], labels, epochs=5, batch_size=16, shuffle=False, verbose=0).history["loss"]
            assert losses[-1] < losses[0]
            results.append(losses)
    np.testing.assert_allclose(results[0], results[2], rtol=1e-4)
    np.testing.assert_allclose(results[1], results[3], rtol=0.05)


CHECKS = {name: function for name, function in globals().items() if name.startswith("check_")}


@pytest.mark.parametrize(("backend", "check"), cases(CHECKS))
def test_backend(backend, check):
    # Keras and its backends are optional extras.
    require("keras", backend)
    raised = outcome(__file__, backend)[check]
    assert raised is None, raised


if __name__ == "__main__":
    print_outcome(CHECKS)
