"""scikit-learn's multi-layer perceptrons, with every elementwise activation of fastrelu for their hidden layers.

Examples
--------
>>> import numpy as np
>>> from fastrelu.sklearn import MLPRegressor
>>> x = np.linspace(-3, 3, 200).reshape(-1, 1)
>>> elu = {"activation": "elu", "activation_parameters": {"alpha": 0.5}}
>>> network = MLPRegressor(hidden_layer_sizes=50, **elu, solver="lbfgs", random_state=0)
>>> bool(network.fit(x, np.sin(x).ravel()).score(x, np.sin(x).ravel()) > 0.99)
True
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable
from numbers import Real
from typing import Any

try:
    from sklearn import neural_network
    from sklearn.neural_network._base import ACTIVATIONS
    from sklearn.utils._param_validation import StrOptions
    from sklearn.utils.extmath import safe_sparse_dot
    from sklearn.utils.validation import validate_data
except ModuleNotFoundError as error:
    if not (error.name or "").startswith("sklearn"):
        raise
    raise ImportError("fastrelu.sklearn needs scikit-learn: pip install fastrelu[sklearn]") from error

import numpy as np
from numpy.typing import NDArray

from . import _functions, _ufuncs
from ._names import SKLEARN
from ._signature import Signature

__all__ = ["MLPClassifier", "MLPRegressor"]

Array = NDArray[Any]

# What may be given as `activation` -> its signature, or None for that which needs none.
_KNOWN: dict[str, Signature | None] = {
    name: signature
    for name, (signature, form) in _functions.PUBLIC.items()
    if form == "value" and signature.kind == "elementwise"
}
_KNOWN |= {theirs: None if ours is None else _KNOWN[ours] for theirs, ours in SKLEARN.items()}

# ---------------------------------------------------------------------------------------------------------- activations


class _Function:
    """An activation of hidden layers, with its parameters.

    Attributes
    ----------
    theirs : str or None
        scikit-learn's name for it.
    from_output : bool
        Whether the backward pass needs the outputs only, so that inputs need not be kept.
    """

    def __init__(self, kernel: Signature, parameters: tuple[float, ...]) -> None:
        self._parameters = parameters
        self._value, self._biased = (_ufuncs.ufunc(kernel, form) for form in ("value", "bias"))
        self.from_output = "backward_from_output" in kernel.all_forms
        self._backward = _ufuncs.ufunc(kernel, "backward_from_output" if self.from_output else "backward")
        self.theirs = next((theirs for theirs, ours in SKLEARN.items() if ours == kernel.name), None)

    def value(self, x: Array, out: Array | None = None) -> Array:
        """The outputs of a layer."""
        return self._value(x, *self._parameters, out=out)  # type: ignore[no-any-return]

    def value_in_place(self, x: Array, bias: Array) -> None:
        """The outputs of a layer in place of its inputs, which lack the bias still."""
        self._biased(x, bias, *self._parameters, out=x)

    def backward_in_place(self, delta: Array, kept: Array) -> None:
        """The gradient of a layer's inputs in place of that of its outputs; `kept` is what `from_output` says."""
        self._backward(delta, kept, *self._parameters, out=delta)

    @functools.cached_property
    def gain(self) -> float:
        """The factor for first weights by which a layer's outputs for standard normal inputs have a mean square of 1.

        It is sqrt(2) for the rectifier (He et al., ICCV 2015), and 1 for selu, which was made for that. Where so little
        comes through that no factor is sensible, it ends at 4.
        """
        x = np.linspace(-10.0, 10.0, 20001)
        density = np.exp(-x * x / 2)
        mean_square = float(np.sum(self.value(x) ** 2 * density) / np.sum(density))
        return 1 / math.sqrt(max(mean_square, 1 / 16))


@functools.lru_cache(maxsize=64)
def _resolved(activation: str, given: tuple[tuple[str, Any], ...]) -> _Function | None:
    """What the two arguments ask for, checked; None for the identity."""
    parameters = dict(given)
    signature = _KNOWN[activation]
    named = [] if signature is None else [p.name for p in signature.parameters]
    choice = None if signature is None else signature.choice
    known = [*named, *([choice.name] if choice else [])]
    for name in parameters:
        if name not in known:
            other = f"but {', '.join(known)}" if known else "and no other"
            raise ValueError(f"activation_parameters: {activation!r} has no parameter {name!r}, {other}")
    if signature is None:
        return None
    for p in signature.parameters:
        if p.default is None and p.name not in parameters:
            raise ValueError(f"activation_parameters: {activation!r} needs its parameter {p.name!r}")
    for name in named:
        if not isinstance(parameters.get(name, 0.0), Real):
            raise TypeError(f"activation_parameters: {name!r} must be a real number, not {parameters[name]!r}")
    # It has the words for what else may be wrong.
    _functions.public(signature.name)(np.zeros(1), **parameters)
    kernel = signature if choice is None else signature.variants[parameters.get(choice.name, choice.default)]
    values = tuple(float(parameters.get(p.name, p.example)) for p in signature.parameters)
    return _Function(kernel, values)


# ------------------------------------------------------------------------------------------------------------- networks


class _As:
    """An estimator as scikit-learn's own methods are to see it: with another activation."""

    def __init__(self, estimator: Any, activation: str | None) -> None:
        self._estimator, self.activation = estimator, activation

    def __getattr__(self, name: str) -> Any:
        return getattr(self._estimator, name)


class _Linear(_As):
    """An estimator for scikit-learn's backward pass, which finds the activation to be the identity.

    That leaves the gradients of hidden layers alone, and we apply the derivative as each comes by.
    """

    def __init__(self, estimator: Any, function: _Function) -> None:
        super().__init__(estimator, "identity")
        self._function = function
        self._kept: dict[int, Array] = {}

    def _forward_pass(self, layers: list[Any]) -> list[Any]:
        function, last = self._function, self._estimator.n_layers_ - 1
        for i in range(1, last + 1):
            x = safe_sparse_dot(layers[i - 1], self._estimator.coefs_[i - 1])
            x += self._estimator.intercepts_[i - 1]
            if i == last:
                ACTIVATIONS[self._estimator.out_activation_](x)
                layers[i] = x
            else:
                layers[i] = function.value(x, x if function.from_output else None)
                self._kept[i] = x
        return layers

    def _compute_loss_grad(self, layer: int, count: Any, layers: Any, deltas: Any, *gradients: Any) -> None:
        if layer + 1 in self._kept:  # a hidden layer
            self._function.backward_in_place(deltas[layer], self._kept.pop(layer + 1))
        self._estimator._compute_loss_grad(layer, count, layers, deltas, *gradients)


class _Perceptron:
    """What both estimators do in another way than scikit-learn's."""

    _parameter_constraints: dict[str, Any]
    activation: str
    activation_parameters: dict[str, Any] | None

    def _function(self) -> _Function | None:
        given = self.activation_parameters or {}
        try:
            return _resolved(self.activation, tuple(sorted(given.items())))
        except TypeError as error:
            if "unhashable" not in str(error):
                raise
        wrong = next(name for name, value in given.items() if not isinstance(value, (Real, str)))
        raise TypeError(f"activation_parameters: {wrong!r} must be a real number, not {given[wrong]!r}")

    def _initialize(self, *args: Any, **kwargs: Any) -> None:
        self._function()  # for its errors, before anything is computed
        super()._initialize(*args, **kwargs)  # type: ignore[misc]

    def _init_coef(self, *args: Any, **kwargs: Any) -> tuple[Array, Array]:
        function = self._function()
        theirs = "identity" if function is None else function.theirs
        weight, bias = super()._init_coef.__func__(_As(self, theirs), *args, **kwargs)  # type: ignore[misc]
        if function is not None and theirs is None:
            weight *= function.gain
            bias *= function.gain
        return weight, bias

    def _forward_pass(self, layers: list[Any]) -> list[Any]:
        function = self._function()
        return super()._forward_pass(layers) if function is None else _Linear(self, function)._forward_pass(layers)  # type: ignore[misc, no-any-return]

    def _forward_pass_fast(self, X: Any, check_input: bool = True) -> Any:
        function = self._function()
        if function is None:
            return super()._forward_pass_fast(X, check_input=check_input)  # type: ignore[misc]
        x = validate_data(self, X, accept_sparse=["csr", "csc"], reset=False) if check_input else X
        *hidden, last = zip(self.coefs_, self.intercepts_, strict=True)  # type: ignore[attr-defined]
        for weight, bias in hidden:
            x = safe_sparse_dot(x, weight)
            function.value_in_place(x, bias)
        x = safe_sparse_dot(x, last[0])
        x += last[1]
        ACTIVATIONS[self.out_activation_](x)  # type: ignore[attr-defined]
        return x

    def _backprop(self, *args: Any, **kwargs: Any) -> Any:
        function = self._function()
        seen = self if function is None else _Linear(self, function)
        return super()._backprop.__func__(seen, *args, **kwargs)  # type: ignore[misc]


def _with_parameters(init: Callable[..., None]) -> inspect.Signature:
    """The signature of scikit-learn's `__init__`, of whichever version, and `activation_parameters` after it."""
    signature = inspect.signature(init)
    added = inspect.Parameter("activation_parameters", inspect.Parameter.KEYWORD_ONLY, default=None)
    return signature.replace(parameters=[*signature.parameters.values(), added])


def _constraints(theirs: Any) -> dict[str, Any]:
    return {
        **theirs._parameter_constraints,
        "activation": [StrOptions(set(_KNOWN))],
        "activation_parameters": [dict, None],
    }


class MLPClassifier(_Perceptron, neural_network.MLPClassifier):
    """scikit-learn's MLPClassifier, with every elementwise activation of fastrelu for its hidden layers.

    Parameters
    ----------
    hidden_layer_sizes, solver, alpha, ... : optional
        As of `sklearn.neural_network.MLPClassifier`; the `alpha` among them is its penalty.
    activation : str, default "relu"
        The name of an elementwise function of fastrelu, or one of scikit-learn's four. First weights are scikit-learn's
        for those four. For others they are scikit-learn's for the identity times a gain by which the outputs of a layer
        for standard normal inputs have a mean square of 1, as first weights by He et al. have for rectifiers.
    activation_parameters : dict, optional
        Numbers, by the names of the function's parameters, and its choice of a formula if there is one:
        ``{"negative_slope": 0.1}``, ``{"approximate": "tanh"}``.

    Raises
    ------
    ValueError
        When it is fitted, if `activation` or `activation_parameters` name what there is not, or a required parameter
        is missing.
    TypeError
        If a parameter is no number.

    Notes
    -----
    With scikit-learn's own activations, results are scikit-learn's to rounding. Hidden layers keep their inputs for the
    backward pass where the outputs do not tell the derivative.

    Examples
    --------
    >>> import numpy as np
    >>> from fastrelu.sklearn import MLPClassifier
    >>> x = np.array([[-2.0], [-1.0], [1.0], [2.0]])
    >>> network = MLPClassifier(hidden_layer_sizes=8, activation="mish", solver="lbfgs", random_state=0)
    >>> network.fit(x, [0, 0, 1, 1]).predict(x).round().astype(int).tolist()
    [0, 0, 1, 1]
    """

    _parameter_constraints = _constraints(neural_network.MLPClassifier)

    def __init__(self, *args: Any, activation_parameters: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activation_parameters = activation_parameters

    # scikit-learn reads the names of parameters from it.
    __init__.__signature__ = _with_parameters(neural_network.MLPClassifier.__init__)  # type: ignore[attr-defined]


class MLPRegressor(_Perceptron, neural_network.MLPRegressor):
    __doc__ = (MLPClassifier.__doc__ or "").replace("MLPClassifier", "MLPRegressor")
    _parameter_constraints = _constraints(neural_network.MLPRegressor)

    def __init__(self, *args: Any, activation_parameters: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activation_parameters = activation_parameters

    __init__.__signature__ = _with_parameters(neural_network.MLPRegressor.__init__)  # type: ignore[attr-defined]
