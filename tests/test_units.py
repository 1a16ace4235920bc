"""What training needs around the activations: first weights, sparsity, dead units."""

import math

import numpy as np
import pytest

import fastrelu
from fastrelu import init

SHAPES = [(300, 200), (64, 32, 3, 3), (128, 40, 5)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("transposed", [False, True])
def test_variances(shape, transposed):
    inputs, outputs = (shape[0], shape[1])[:: 1 if transposed else -1]
    field = math.prod(shape[2:])
    for mode, fan in (("fan_in", inputs * field), ("fan_out", outputs * field)):
        for nonlinearity, slope in (("relu", 0), ("leaky_relu", 0.2), ("tanh", 0), ("linear", 0), ("selu", 0)):
            wanted = init.calculate_gain(nonlinearity, slope) / math.sqrt(fan)
            for make in (init.kaiming_normal, init.kaiming_uniform):
                weight = make(shape, 7, a=slope, mode=mode, nonlinearity=nonlinearity, transposed=transposed)
                assert weight.shape == shape
                assert weight.dtype == np.float32
                assert weight.std() == pytest.approx(wanted, rel=0.02)
                assert abs(weight.mean()) < 5 * wanted / math.sqrt(weight.size)
    for make in (init.xavier_normal, init.xavier_uniform):
        weight = make(shape, 7, gain=1.5, transposed=transposed, dtype="f8")
        assert weight.std() == pytest.approx(1.5 * math.sqrt(2 / ((inputs + outputs) * field)), rel=0.02)
    bound = math.sqrt(6 / (inputs * field))
    assert np.abs(init.kaiming_uniform(shape, 1, transposed=transposed)).max() <= np.float32(bound)


def test_gains_are_those_of_torch():
    torch_init = pytest.importorskip("torch").nn.init
    for name, param in (("linear", None), ("sigmoid", None), ("tanh", None), ("relu", None), ("selu", None),
                        ("leaky_relu", None), ("leaky_relu", 0.3)):  # fmt: skip
        assert init.calculate_gain(name, param) == pytest.approx(torch_init.calculate_gain(name, param), rel=1e-15)


def test_generators():
    rng = np.random.default_rng(3)
    one, other = init.kaiming_normal((4, 5), rng), init.kaiming_normal((4, 5), rng)
    assert not np.array_equal(one, other)
    np.testing.assert_array_equal(init.kaiming_normal((4, 5), 3), one)


def test_bad_arguments():
    for make in (init.kaiming_normal, init.xavier_uniform):
        for shape in (3, (3,), ()):
            with pytest.raises(ValueError, match=f"{make.__name__}: shape"):
                make(shape)
    with pytest.raises(ValueError, match="kaiming_uniform: mode"):
        init.kaiming_uniform((2, 3), mode="fan")
    with pytest.raises(ValueError, match="nonlinearity must be one of"):
        init.calculate_gain("gulu")


def test_sparsity_and_dead_units():
    x = np.random.default_rng(0).normal(size=(1000, 8)) + np.linspace(-8, 8, 8)
    y = fastrelu.relu(x)
    assert fastrelu.sparsity(y) == pytest.approx((y == 0).mean())
    np.testing.assert_allclose(fastrelu.sparsity(y, axis=0), (y == 0).mean(axis=0))
    np.testing.assert_array_equal(fastrelu.dead_units(y), (y == 0).all(axis=0))
    assert fastrelu.dead_units(y)[0]
    assert not fastrelu.dead_units(y)[-1]
    images = y.reshape(10, 100, 4, 2).transpose(0, 2, 1, 3)
    assert fastrelu.dead_units(images, axis=(0, 2, 3)).shape == (4,)
    assert np.isnan(fastrelu.sparsity(np.empty(0)))
