"""fastrelu.jax's functions along an axis: against the array functions, and under JAX's transformations."""

import doctest
import re

import numpy as np
import pytest

import fastrelu
from fastrelu._formulas import ROW_FORMULAS
from fastrelu._signature import ROWS

# JAX is an optional extra.
jax = pytest.importorskip("jax")

from jax.test_util import check_grads  # noqa: E402

import fastrelu.jax as fj  # noqa: E402

jnp = jax.numpy
each_function = pytest.mark.parametrize("name", list(ROWS))
each_axis = pytest.mark.parametrize("axis", [-1, 0, 1, None])
# What JAX has, for derivatives that are no business of the kernels.
THEIRS = {
    "softmax": jax.nn.softmax,
    "log_softmax": jax.nn.log_softmax,
    "softmin": lambda x, axis=-1: jax.nn.softmax(-x, axis),
}


@pytest.fixture(autouse=True)
def with_float64():
    # JAX has no float64 unless it is switched on.
    with jax.enable_x64(True) if hasattr(jax, "enable_x64") else jax.experimental.enable_x64():
        yield


def normal(*shape, dtype="float64", seed=7):
    return (2 * np.random.default_rng(seed).standard_normal(shape)).astype(dtype)


def total(function, axis=-1):
    return lambda x: jnp.sin(function(x, axis)).sum()


# -------------------------------------------------------------------------------------------------------------- values


@each_function
@each_axis
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_bits_are_those_of_the_array_functions(name, axis, dtype):
    ours, array, backward = getattr(fj, name), getattr(fastrelu, name), getattr(fastrelu, name + "_backward")
    for shape in ((70,), (33, 40), (3, 20, 17), (2, 3, 4, 5)):
        if axis == 1 and len(shape) == 1:
            continue
        x, g = normal(*shape, dtype=dtype), normal(*shape, dtype=dtype, seed=1)
        want = array(x, axis)
        for got in (ours(x, axis), jax.jit(ours, static_argnums=1)(x, axis)):
            assert got.dtype == dtype
            np.testing.assert_array_equal(got, want)
        (pulled,) = jax.vjp(lambda x: ours(x, axis), x)[1](jnp.asarray(g))
        assert pulled.dtype == dtype
        np.testing.assert_array_equal(pulled, backward(g, want, axis))


@each_function
def test_special_values_and_shapes(name):
    ours, array = getattr(fj, name), getattr(fastrelu, name)
    x = normal(6, 5)
    x[0, 1], x[1, 2], x[2, 3], x[3], x[4] = np.nan, np.inf, -np.inf, -np.inf, np.inf
    np.testing.assert_array_equal(ours(x), array(x))
    for shape in ((0,), (0, 3), (3, 0), (2, 0, 3), ()):
        for axis in range(-max(len(shape), 1), max(len(shape), 1)):
            np.testing.assert_array_equal(ours(np.ones(shape), axis), array(np.ones(shape), axis))
    assert float(ours(2.0)) == float(array(2.0))
    transposed = normal(70, 90, dtype="float32")
    np.testing.assert_array_equal(jax.jit(lambda x: ours(x.T, 0))(transposed), array(transposed.T, 0))


@each_function
def test_dtypes(name):
    ours = getattr(fj, name)
    for dtype in ("int8", "int64", "bool"):
        x = np.array([[0, 1, 1]], dtype)
        assert ours(x).dtype == "float64"
        np.testing.assert_array_equal(ours(x), getattr(fastrelu, name)(x.astype("float64")))
    x = jnp.asarray(normal(30, 40)).astype("bfloat16")
    assert ours(x).dtype == "bfloat16"
    assert jnp.array_equal(ours(x), ours(x.astype("float32")).astype("bfloat16"))
    assert jax.grad(total(lambda x, axis: ours(x, axis).astype("float32")))(x).dtype == "bfloat16"


def test_long_rows_are_cut_among_threads():
    x = normal(2, 300_000, dtype="float32")
    for name in ROWS:
        np.testing.assert_array_equal(jax.jit(getattr(fj, name))(x), getattr(fastrelu, name)(x))


# --------------------------------------------------------------------------------------------------------- derivatives


@each_function
@each_axis
def test_twice_both_ways(name, axis):
    check_grads(jax.jit(lambda x: getattr(fj, name)(x, axis)), (normal(2, 3, 4),), order=2, modes=["fwd", "rev"])


@each_function
def test_higher_derivatives_are_those_of_jax(name):
    x = normal(5)
    ours, theirs = total(getattr(fj, name)), total(THEIRS[name])
    for outer in (jax.jacfwd, jax.jacrev):
        for inner in (jax.jacfwd, jax.jacrev):
            second = (jax.jit(outer(inner(f)))(x) for f in (ours, theirs))
            np.testing.assert_allclose(*second, atol=1e-13)
    third = (jax.jit(jax.jacfwd(jax.jacrev(jax.grad(f))))(x) for f in (ours, theirs))
    np.testing.assert_allclose(*third, atol=1e-12)


@each_function
def test_second_derivatives_in_narrow_types(name):
    x, hessian = normal(6), jax.jit(jax.hessian(total(getattr(fj, name))))
    for dtype, near in (("float32", 1e-6), ("float16", 4e-3), ("bfloat16", 4e-2)):
        given = jnp.asarray(x).astype(dtype)
        wide, got = (hessian(v) for v in (given.astype("float64"), given))
        assert got.dtype == dtype
        np.testing.assert_allclose(got.astype("float64"), wide, atol=near)


@each_function
def test_masked_elements_have_derivatives(name):
    """Where a logarithm is minus infinity nothing becomes NaN."""
    x = normal(5)
    x[2] = np.inf if name == "softmin" else -np.inf

    def of_two(x):
        return getattr(fj, name)(x)[:2].sum()

    assert np.isfinite(jax.grad(of_two)(x)).all()
    assert np.isfinite(jax.jit(jax.hessian(of_two))(x)).all()


# ----------------------------------------------------------------------------------------------------- transformations


@each_function
def test_vmap(name):
    ours, x = getattr(fj, name), normal(3, 4, 5)
    for of, axis in ((0, 0), (1, -1), (2, 1), (1, None)):
        alone, slope = jax.jit(lambda x: ours(x, axis)), jax.jit(jax.grad(total(ours, axis)))  # noqa: B023
        ones = np.moveaxis(x, of, 0)
        np.testing.assert_array_equal(jax.vmap(alone, of)(x), np.stack([alone(one) for one in ones]))
        by_one = np.stack([slope(one) for one in ones])
        np.testing.assert_allclose(jax.vmap(slope, of)(x), by_one, rtol=1e-12, atol=1e-15)
    hessians = jax.vmap(jax.vmap(jax.hessian(total(ours))))(x)
    np.testing.assert_allclose(hessians, jax.vmap(jax.vmap(jax.hessian(total(THEIRS[name]))))(x), atol=1e-13)
    # One of the two is mapped: a gradient for many outputs, and many gradients for one.
    pulls = jax.jacrev(lambda x: ours(x, 1))(x[0])
    np.testing.assert_allclose(pulls, jax.jacrev(lambda x: THEIRS[name](x, 1))(x[0]), atol=1e-14)

    def pulled(scale):
        return jax.vjp(lambda x: ours(x * scale), x)[1](jnp.asarray(x))[0]

    np.testing.assert_allclose(jax.vmap(pulled)(jnp.arange(3.0)), [pulled(s) for s in range(3)], atol=1e-14)


@each_function
def test_control_flow_and_checkpoints(name):
    ours, x = getattr(fj, name), normal(4, 5)

    def loss(w):
        return jax.lax.scan(lambda c, v: (ours(c * v + w), c), w, x)[0][0]

    def by_hand(w):
        c = w
        for v in x:
            c = ours(c * v + w)
        return c[0]

    w = normal(5, seed=3)
    slope = jax.jit(jax.grad(by_hand))(w)
    np.testing.assert_allclose(jax.jit(jax.grad(loss))(w), slope, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(jax.jit(jax.grad(jax.checkpoint(by_hand)))(w), slope, rtol=1e-12)
    linear = jax.linearize(by_hand, w)[1]
    np.testing.assert_allclose(linear(w), slope @ w, rtol=1e-9)
    np.testing.assert_allclose(jax.linear_transpose(linear, w)(1.0)[0], slope, rtol=1e-9, atol=1e-15)


def test_a_classifier_trains():
    x, labels = normal(64, 5), np.arange(64) % 3

    @jax.jit
    def step(w):
        loss, slope = jax.value_and_grad(lambda w: -fj.log_softmax(x @ w)[np.arange(64), labels].mean())(w)
        return loss, w - 0.5 * slope

    losses, w = [], jnp.zeros((5, 3))
    for _ in range(30):
        loss, w = step(w)
        losses.append(float(loss))
    assert losses[-1] < losses[0]


# --------------------------------------------------------------------------------------------------------- what it says


@pytest.mark.parametrize("name", list(ROWS))
@pytest.mark.parametrize(
    ("error", "message", "args"),
    [
        (TypeError, "arguments must be real, of float16", (np.array([1j]),)),
        (TypeError, "arguments must be arrays or numbers, not list", ([1.0],)),
        (TypeError, "axis must be an integer or None, not 1.0", (np.ones((2, 3)), 1.0)),
        (TypeError, "axis must be an integer or None, not (0, 1)", (np.ones((2, 3)), (0, 1))),
        (ValueError, "axis 2 is out of bounds for an array of 2 dimensions", (np.ones((2, 3)), 2)),
        (ValueError, "axis -3 is out of bounds for an array of 2 dimensions", (np.ones((2, 3)), -3)),
    ],
)
def test_errors(name, error, message, args):
    for call in (
        (getattr(fj, name), jax.grad(getattr(fj, name))) if "arguments" not in message else (getattr(fj, name),)
    ):
        with pytest.raises(error, match=re.escape(f"{name}: {message}")):
            call(*args)


@each_function
def test_docstrings(name):
    documented = getattr(fj, name)
    assert documented.__name__ == name
    assert documented.__module__ == "fastrelu.jax"
    assert "out :" not in documented.__doc__
    runner = doctest.DocTestRunner()
    runner.run(doctest.DocTestParser().get_doctest(documented.__doc__, {}, name, None, 0))
    assert runner.failures == 0
    assert runner.tries == 2


def test_every_function_has_what_it_needs():
    assert set(ROWS) == set(ROW_FORMULAS)
    assert set(ROWS) <= set(fj.__all__)
