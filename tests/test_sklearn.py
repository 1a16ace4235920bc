"""fastrelu.sklearn: scikit-learn's results with its activations, its own checks, and right gradients with ours."""

import doctest
import pickle
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("sklearn")

from sklearn import base, model_selection, neural_network
from sklearn.utils.estimator_checks import parametrize_with_checks

import fastrelu
import support
from fastrelu import _names, init, sklearn
from fastrelu._signature import FUNCTIONS

PAIRS = [(sklearn.MLPClassifier, neural_network.MLPClassifier), (sklearn.MLPRegressor, neural_network.MLPRegressor)]
ELEMENTWISE = [signature for signature in FUNCTIONS.values() if signature.kind == "elementwise"]
# Some of scikit-learn's checks skip themselves: array API unless it is switched on, decision functions.
# Of few iterations, which is no fault of theirs.
not_converged = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def data(dtype="f8"):
    rng = np.random.default_rng(1)
    x = rng.normal(size=(60, 5)).astype(dtype)
    return x, (x[:, 0] * x[:, 1] > 0).astype(int)


def required(signature):
    return {p.name: p.example for p in signature.parameters if p.default is None} or None


# ------------------------------------------------------------------------------------------- with theirs, and like them


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
@pytest.mark.parametrize("activation", _names.SKLEARN)
@pytest.mark.parametrize("solver", ["adam", "sgd", "lbfgs"])
@pytest.mark.parametrize("dtype", ["f4", "f8"])
@not_converged
def test_results_are_those_of_scikit_learn(ours, theirs, activation, solver, dtype):
    x, y = data(dtype)
    given = {"hidden_layer_sizes": (7, 4), "activation": activation, "solver": solver, "max_iter": 8, "random_state": 0}
    one, other = ours(**given).fit(x, y), theirs(**given).fit(x, y)
    tolerance = 1e-4 if dtype == "f4" else 1e-10
    for a, b in zip(one.coefs_ + one.intercepts_, other.coefs_ + other.intercepts_, strict=True):
        assert a.dtype == b.dtype
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)
    predict = "predict_proba" if base.is_classifier(one) else "predict"
    np.testing.assert_allclose(getattr(one, predict)(x), getattr(other, predict)(x), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
def test_parameters_are_theirs_and_one_more(ours, theirs):
    assert ours().get_params() == {**theirs().get_params(), "activation_parameters": None}


@parametrize_with_checks(
    [
        cls(activation=activation, activation_parameters=parameters, max_iter=100)
        for cls in (sklearn.MLPClassifier, sklearn.MLPRegressor)
        for activation, parameters in [("relu", None), ("leaky_relu", {"negative_slope": 0.3}), ("gelu", None)]
    ]
)
@not_converged
def test_estimator_checks(estimator, check):
    check(estimator)


# Theirs by another name, so that scikit-learn's tests find ours.
SCIKIT_LEARNS_TESTS = """
import sys
import pytest
from sklearn import neural_network
from fastrelu import sklearn as ours
neural_network.MLPClassifier, neural_network.MLPRegressor = ours.MLPClassifier, ours.MLPRegressor
from sklearn.neural_network.tests import test_mlp
assert test_mlp.MLPClassifier is ours.MLPClassifier
test_mlp.ACTIVATION_TYPES = {activations}
options = ["-q", "-p", "no:cacheprovider", "-c", {no_settings!r}]
sys.exit(pytest.main(["--pyargs", "sklearn.neural_network.tests.test_mlp", *options]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("activations", [list(_names.SKLEARN), ["gelu", "mish", "elu", "selu", "silu"]])
def test_scikit_learns_own_tests(activations, tmp_path):
    settings = tmp_path / "pytest.ini"
    settings.write_text("[pytest]\n")
    code = SCIKIT_LEARNS_TESTS.format(activations=activations, no_settings=str(settings))
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout


# ------------------------------------------------------------------------------------------------------------ with ours


def loss_and_gradient(network, x, y):
    """The loss of a fitted network at some weights, and its gradient, by scikit-learn's own way for L-BFGS."""
    count = network.n_layers_
    lists = [x, *[None] * (count - 1)], *([None] * (count - 1) for _ in range(3))
    wanted = np.asarray(y, "f8").reshape(-1, 1)
    return lambda weights: network._loss_grad_lbfgs(weights, x, wanted, None, *lists)


@pytest.mark.parametrize("signature", ELEMENTWISE, ids=support.ufunc_id)
@not_converged
def test_gradients_are_slopes_of_the_loss(signature):
    """Of all weights, by difference quotients; with a sample of parameters that are not all 1."""
    x, y = data()
    parameters = {p.name: v for p, v in zip(signature.parameters, signature.general_sample, strict=True)}
    network = sklearn.MLPRegressor(
        hidden_layer_sizes=(6, 5),
        activation=signature.name,
        activation_parameters=parameters,
        solver="lbfgs",
        max_iter=1,
        random_state=3,
    ).fit(x, y)
    function = loss_and_gradient(network, x, y)
    weights = np.concatenate([array.ravel() for array in network.coefs_ + network.intercepts_])
    step, found = 1e-6, function(weights)[1].copy()
    slopes = [(function(weights + d)[0] - function(weights - d)[0]) / (2 * step) for d in step * np.eye(weights.size)]
    np.testing.assert_allclose(found, slopes, rtol=1e-5, atol=1e-6)
    assert np.abs(found).max() > 1e-3


@pytest.mark.parametrize("signature", ELEMENTWISE, ids=support.ufunc_id)
def test_prediction_is_the_last_of_the_layers(signature):
    """The two ways forward, and float32 throughout."""
    x, y = data("f4")
    network = sklearn.MLPRegressor(
        hidden_layer_sizes=(6, 5), activation=signature.name, activation_parameters=required(signature), random_state=3
    )
    network.partial_fit(x, y)
    layers = network._forward_pass([x, None, None, None])
    assert [layer.dtype for layer in layers] == [np.dtype("f4")] * 4
    np.testing.assert_allclose(network.predict(x), layers[-1].ravel(), rtol=1e-6, atol=1e-6)
    function = getattr(fastrelu, signature.name)
    for i in (0, 1):
        hidden = function(layers[i] @ network.coefs_[i] + network.intercepts_[i], **required(signature) or {})
        support.assert_same_bits(layers[i + 1], hidden)


@pytest.mark.parametrize("signature", [s for s in ELEMENTWISE if s.choice], ids=support.ufunc_id)
def test_choice_of_a_formula(signature):
    x, y = data()
    for chosen in signature.variants:
        given = {signature.choice.name: chosen}
        network = sklearn.MLPRegressor(
            hidden_layer_sizes=(6,), activation=signature.name, activation_parameters=given, random_state=3
        )
        network.partial_fit(x, y)
        hidden = getattr(fastrelu, signature.name)(x @ network.coefs_[0] + network.intercepts_[0], **given)
        wanted = hidden @ network.coefs_[1] + network.intercepts_[1]
        np.testing.assert_allclose(network.predict(x), wanted.ravel(), rtol=1e-13)


def first_weights(activation, parameters=None, cls=sklearn.MLPRegressor):
    extra = {} if cls.__module__ != "fastrelu.sklearn" else {"activation_parameters": parameters}
    network = cls(
        hidden_layer_sizes=(400,),
        activation=activation,
        solver="sgd",
        learning_rate_init=1e-300,
        random_state=0,
        **extra,
    )
    x, y = data()
    return network.partial_fit(np.repeat(x, 80, axis=1), y).coefs_[0]


def test_first_weights():
    """scikit-learn's own for its four; else the variance that keeps the mean square."""
    plain = first_weights("tanh")
    np.testing.assert_array_equal(plain, first_weights("tanh", cls=neural_network.MLPRegressor))
    np.testing.assert_array_equal(first_weights("sigmoid"), first_weights("logistic", cls=neural_network.MLPRegressor))
    for slope in (0.0, 0.01, 0.5):
        gain = init.calculate_gain("leaky_relu", slope)
        np.testing.assert_allclose(first_weights("leaky_relu", {"negative_slope": slope}), gain * plain, rtol=1e-6)
    np.testing.assert_allclose(first_weights("selu"), plain, rtol=1e-6)
    x = np.random.default_rng(0).normal(size=200_000)
    for name in ("elu", "gelu", "mish"):
        gain = first_weights(name)[0, 0] / plain[0, 0]
        assert np.mean(getattr(fastrelu, name)(x) ** 2) * gain**2 == pytest.approx(1, rel=0.02)
    # Nothing comes through, and no gain would help.
    np.testing.assert_allclose(first_weights("thresholded_relu", {"alpha": 9.0}), 4 * plain, rtol=1e-6)


@not_converged
def test_clones_pickles_and_searches():
    x, y = data()
    network = sklearn.MLPClassifier(
        hidden_layer_sizes=(5,), activation="elu", activation_parameters={"alpha": 0.5}, max_iter=5, random_state=0
    )
    twin = base.clone(network)
    assert twin.get_params() == network.get_params()
    assert repr(twin) == repr(network)
    network.fit(x, y)
    again = pickle.loads(pickle.dumps(network))
    support.assert_same_bits(again.predict_proba(x), network.predict_proba(x))
    again.partial_fit(x, y)
    grid = {"activation": ["elu", "celu"], "activation_parameters": [{"alpha": 0.25}, {"alpha": 2.0}]}
    search = model_selection.GridSearchCV(network, grid, cv=2).fit(x, y)
    assert len(search.cv_results_["params"]) == 4
    assert np.unique(search.cv_results_["mean_test_score"]).size > 1
    assert search.best_estimator_.activation_parameters in grid["activation_parameters"]


@not_converged
def test_sparse_data_weights_and_early_stopping():
    sparse = pytest.importorskip("scipy.sparse")
    x, y = data()
    x[np.abs(x) < 0.5] = 0
    network = sklearn.MLPClassifier(
        hidden_layer_sizes=(5,), activation="gelu", max_iter=5, random_state=0, early_stopping=True
    )
    wanted = network.fit(x, y, sample_weight=np.ones(len(y))).predict_proba(x)
    thin = sparse.csr_matrix(x)
    found = base.clone(network).fit(thin, y).predict_proba(thin)
    np.testing.assert_allclose(found, wanted, rtol=1e-9)


# -------------------------------------------------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(
    ("activation", "parameters", "error", "message"),
    [
        ("novel", None, ValueError, "The 'activation' parameter of MLPRegressor must be a str among"),
        ("elu", [0.5], ValueError, "The 'activation_parameters' parameter of MLPRegressor must be an instance of"),
        ("elu", {"beta": 0.5}, ValueError, "activation_parameters: 'elu' has no parameter 'beta', but alpha"),
        ("identity", {"a": 1.0}, ValueError, "activation_parameters: 'identity' has no parameter 'a', and no other"),
        ("relu", {"alpha": 0.5}, ValueError, "activation_parameters: 'relu' has no parameter 'alpha', and no other"),
        ("threshold", {"value": 0.5}, ValueError, "'threshold' needs its parameter 'threshold'"),
        ("elu", {"alpha": "1"}, TypeError, "activation_parameters: 'alpha' must be a real number, not '1'"),
        ("elu", {"alpha": [1]}, TypeError, r"activation_parameters: 'alpha' must be a real number, not \[1\]"),
        ("elu", {"alpha": float("nan")}, ValueError, "elu: alpha must not be NaN"),
        ("gelu", {"approximate": "wrong"}, ValueError, "gelu: approximate must be"),
        ("gelu", {"approximate": ["tanh"]}, TypeError, "activation_parameters: 'approximate' must be"),
    ],
)
def test_errors(activation, parameters, error, message):
    x, y = data()
    network = sklearn.MLPRegressor(activation=activation, activation_parameters=parameters)
    with pytest.raises(error, match=message):
        network.fit(x, y)
    assert not hasattr(network, "coefs_")


def test_docstrings():
    result = doctest.testmod(sklearn)
    assert result.attempted >= 10
    assert result.failed == 0


def test_says_what_to_install():
    assert support.error_without("sklearn", "sklearn").endswith(
        "fastrelu.sklearn needs scikit-learn: pip install fastrelu[sklearn]\n"
    )
