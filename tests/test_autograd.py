"""fastrelu's own functions under HIPS autograd."""

import doctest

import numpy as np
import pytest

import fastrelu
from fastrelu._signature import FUNCTIONS

# autograd is an optional extra.
autograd = pytest.importorskip("autograd")

import autograd.numpy as anp  # noqa: E402
from autograd.test_util import check_grads  # noqa: E402

import fastrelu.autograd  # noqa: E402
import support  # noqa: E402

CHOICES = [
    pytest.param(name, chosen, kernel, id=kernel.name)
    for name, signature in FUNCTIONS.items()
    if signature.kind in ("elementwise", "gated")
    for chosen, kernel in (signature.variants or {None: signature}).items()
]
each_formula = pytest.mark.parametrize(("name", "chosen", "kernel"), CHOICES)


def function(name, chosen, form=""):
    f, choice = getattr(fastrelu, name + form), FUNCTIONS[name].choice
    return (lambda *args: f(*args, **{choice.name: chosen})) if choice else f


def smooth_points(kernel):
    """Points away from the kinks for any of the parameters that tests use."""
    x = np.linspace(-5.3, 5.7, 45)
    kinks = [*kernel.points, *(p for sample in kernel.samples for s in sample for p in (s, -s))]
    return x[np.all([np.abs(x - kink) > 0.05 for kink in kinks], axis=0)]


@each_formula
def test_first_derivatives_are_those_of_the_kernels(name, chosen, kernel):
    f, backward = function(name, chosen), function(name, chosen, "_backward")
    for dtype in ("float32", "float64"):
        x = [np.linspace(-4 - k, 4, 101).astype(dtype) for k in range(len(kernel.inputs))]
        for parameters in kernel.samples:
            result = backward(np.ones_like(x[0]), *x, *map(x[0].dtype.type, parameters))
            expected = result[: len(x)] if isinstance(result, tuple) else (result,)
            for k, want in enumerate(expected):
                got = autograd.elementwise_grad(lambda *x: f(*x, *parameters), k)(*x)  # noqa: B023
                np.testing.assert_array_equal(got, want)
                assert got.dtype == dtype


def at_an_edge(kernel, parameters, k):
    """Is a parameter at the edge of what it may be, so that no difference can be taken?"""
    names = {p.name: number for p, number in zip(kernel.parameters, parameters, strict=True)}
    name = kernel.parameters[k].name
    tried = ({**names, name: names[name] + step} for step in (-1e-3, 1e-3))
    return bool(kernel.constraint) and not all(eval(kernel.constraint, {"inf": np.inf}, given) for given in tried)


@each_formula
def test_twice_both_ways(name, chosen, kernel):
    f, x = function(name, chosen), smooth_points(kernel)
    for parameters in kernel.samples[:3]:
        rest = (np.array(0.75),) * (len(kernel.inputs) - 1)
        for k in range(len(kernel.inputs) + len(parameters)):
            args = [x, *rest, *map(np.float64, parameters)]

            def of_one(value, k=k, args=args):
                return f(*args[:k], value, *args[k + 1 :])

            if k >= len(kernel.inputs) and at_an_edge(kernel, parameters, k - len(kernel.inputs)):
                continue
            check_grads(of_one, modes=["fwd", "rev"], order=2)(args[k])


@each_formula
def test_second_derivatives_far_out(name, chosen, kernel):
    f = function(name, chosen)
    rest = (0.75,) * (len(kernel.inputs) - 1) + kernel.defaults
    first = autograd.elementwise_grad(lambda x: f(x, *rest))
    x = np.array([-1e300, -1e4, -900.0, -50.0, 50.0, 900.0, 1e4, 1e300])
    with np.errstate(all="ignore"):  # of branches that are not taken
        assert np.isfinite(autograd.elementwise_grad(first)(x)[np.isfinite(first(x))]).all()


@each_formula
def test_other_forms(name, chosen, kernel):
    rest = kernel.defaults
    if kernel.kind != "elementwise":
        pytest.skip("has no other forms")
    x = smooth_points(kernel)
    derivative, both = (function(name, chosen, form) for form in ("_derivative", "_with_derivative"))
    check_grads(lambda x: derivative(x, *rest), modes=["fwd", "rev"], order=1)(x)
    expected = autograd.elementwise_grad(derivative)(x, *rest)
    np.testing.assert_allclose(autograd.elementwise_grad(lambda x: both(x, *rest)[1])(x), expected)
    if not kernel.trained:
        backward = function(name, chosen, "_backward")
        check_grads(lambda g, x: backward(g, x, *rest), modes=["fwd", "rev"], order=1)(np.cos(x), x)


def test_broadcasting_sums():
    x, weight = np.linspace(-3, 3, 12).reshape(3, 4) + 0.1, np.array([0.1, 0.2, 0.3, 0.4])
    grad_x, grad_weight = autograd.grad(lambda x, w: anp.sum(fastrelu.prelu(x, w) * x), (0, 1))(x, weight)
    expected = fastrelu.prelu_backward(x, x, weight)
    np.testing.assert_allclose(grad_weight, expected[1])
    np.testing.assert_allclose(grad_x, expected[0] + fastrelu.prelu(x, weight))
    check_grads(lambda w: fastrelu.prelu(x, w, axis=0), order=2)(np.array([0.1, 0.2, 0.3]))


def test_a_network_trains():
    random = np.random.default_rng(1)
    x = random.standard_normal((64, 5))
    y = np.sin(x.sum(axis=1))
    weights = [random.standard_normal((5, 16)) / 2, random.standard_normal(16) / 4]

    def loss(weights):
        return anp.mean((anp.dot(fastrelu.gelu(anp.dot(x, weights[0])), weights[1]) - y) ** 2)

    before = loss(weights)
    for _ in range(100):
        weights = [w - 0.1 * g for w, g in zip(weights, autograd.grad(loss)(weights), strict=True)]
    assert loss(weights) < before / 3


def test_functions_stay_what_they_are():
    assert isinstance(fastrelu.relu, np.ufunc)
    assert isinstance(fastrelu.elu(np.ones(3)), np.ndarray)


def test_operators_of_numpy_and_boxes():
    a = np.array([1.0, 2.0, 3.0])
    for f in (
        lambda x: a * x, lambda x: x * a, lambda x: a - x / a, lambda x: np.float64(2) * x, lambda x: a**x,
        lambda x: np.exp(x), lambda x: anp.where(a > x, x, 2 * x), lambda x: np.outer(a, a) @ x, lambda x: abs(-a * x),
    ):  # fmt: skip
        check_grads(f, modes=["fwd", "rev"], order=2)(np.array([0.3, 1.7, 0.9]))


def test_keywords_are_refused():
    with pytest.raises(TypeError, match="gelu: autograd differentiates calls without keywords of NumPy's, such as out"):
        autograd.grad(lambda x: anp.sum(fastrelu.gelu(x, out=np.empty(3))))(np.ones(3))
    with pytest.raises(TypeError, match="gelu: autograd differentiates calls without"):
        autograd.grad(lambda x: anp.sum(fastrelu.gelu(x, where=np.ones(3, bool))))(np.ones(3))


def test_docstring():
    result = doctest.testmod(fastrelu.autograd)
    assert result.attempted == 3
    assert result.failed == 0


def test_says_what_to_install():
    assert support.error_without("autograd", "autograd").endswith(
        "fastrelu.autograd needs HIPS autograd: pip install fastrelu[autograd]\n"
    )
