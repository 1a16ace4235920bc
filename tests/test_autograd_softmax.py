"""Functions along an axis under HIPS autograd."""

import functools

import numpy as np
import pytest

import fastrelu
from fastrelu._signature import ROWS

# HIPS autograd is an optional extra.
autograd = pytest.importorskip("autograd")

import autograd.numpy as anp  # noqa: E402
from autograd.test_util import check_grads  # noqa: E402

import fastrelu.autograd  # noqa: E402

each_function = pytest.mark.parametrize("name", list(ROWS))
each_axis = pytest.mark.parametrize("axis", [-1, 0, 1, None])


def normal(*shape, seed=0, dtype="float64"):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def functions(name):
    return getattr(fastrelu, name), getattr(fastrelu, name + "_backward")


@each_function
@each_axis
def test_first_derivatives_are_those_of_the_kernels(name, axis):
    f, backward = functions(name)
    for dtype in ("float32", "float64"):
        x, g = normal(3, 40, dtype=dtype), normal(3, 40, seed=1, dtype=dtype)
        got = autograd.grad(lambda x: anp.sum(f(x, axis) * g))(x)  # noqa: B023
        assert got.dtype == dtype
        np.testing.assert_array_equal(got, backward(g, f(x, axis), axis))


@each_function
@each_axis
def test_three_times_both_ways(name, axis):
    f, backward = functions(name)
    x = normal(3, 4)
    check_grads(functools.partial(f, axis=axis), modes=["fwd", "rev"], order=3)(x)
    check_grads(lambda x: f(x, axis) ** 2, modes=["fwd", "rev"], order=2)(x)
    check_grads(lambda g, y: backward(g, y, axis), modes=["fwd", "rev"], order=2)(np.cos(x), f(x, axis))


@each_function
def test_one_element_and_shapes_that_broadcast(name):
    f, backward = functions(name)
    check_grads(f, modes=["fwd", "rev"], order=2)(np.float64(1.5))
    assert autograd.grad(f)(1.5) == 0
    x = normal(3, 4)
    check_grads(backward, modes=["fwd", "rev"], order=2)(np.cos(x[0]), f(x))
    check_grads(backward, modes=["fwd", "rev"], order=2)(np.cos(x), f(x[:1]))


@each_function
def test_jacobians_and_hessians(name):
    f, backward = functions(name)
    x = normal(5)
    wanted = np.stack([backward(row, f(x)) for row in np.eye(5)])
    np.testing.assert_allclose(autograd.jacobian(f)(x), wanted, rtol=1e-12, atol=1e-15)
    hessian = autograd.hessian(lambda x: anp.sum(anp.sin(f(x))))(x)
    np.testing.assert_allclose(hessian, hessian.T, rtol=1e-12, atol=1e-15)


@each_function
def test_masked_elements_have_derivatives(name):
    """Where a logarithm is minus infinity nothing becomes NaN."""
    f, x = getattr(fastrelu, name), normal(5)
    x[2] = np.inf if name == "softmin" else -np.inf

    def total(x):
        return f(x)[0] + f(x)[1]

    assert np.isfinite(autograd.grad(total)(x)).all()
    assert np.isfinite(autograd.grad(lambda x: autograd.grad(total)(x)[0])(x)).all()


@each_function
def test_keywords_are_refused(name):
    f, x = getattr(fastrelu, name), np.ones((2, 3))
    for keywords in ({"out": np.empty((2, 3))}, {"dtype": "float32"}):
        with pytest.raises(TypeError, match=f"{name}: autograd differentiates calls without keywords of NumPy's"):
            autograd.grad(lambda x: anp.sum(f(x, **keywords)))(x)  # noqa: B023
    with pytest.raises(TypeError, match=f"{name}: axis may be None for arrays of one shape"):
        autograd.grad(lambda x: anp.sum(f(x, None, out=np.empty((2, 3)))))(x)
    with pytest.raises(Exception, match="axis"):
        autograd.grad(lambda x: anp.sum(f(x, 2)))(x)


def test_a_classifier_trains():
    random = np.random.default_rng(1)
    x = random.standard_normal((64, 5))
    labels = (x @ random.standard_normal((5, 3))).argmax(1)
    weights = np.zeros((5, 3))

    def loss(weights):
        return -anp.mean(fastrelu.log_softmax(anp.dot(x, weights))[np.arange(64), labels])

    before = loss(weights)
    for _ in range(100):
        weights = weights - autograd.grad(loss)(weights)
    assert loss(weights) < before / 3
