"""The activations as layers for Keras 3, in place of those of `keras.layers`.

They compute on the CPU, on Keras's backends numpy, torch and jax, and train on the latter two. On numpy and torch they
read the arrays where they lie; on jax they are called back out of the compiled program, and JAX copies their results.

Examples
--------
>>> import keras, fastrelu.keras
>>> model = keras.Sequential(
...     [
...         keras.Input((10,)),
...         keras.layers.Dense(64),
...         fastrelu.keras.LeakyReLU(negative_slope=0.01),
...         keras.layers.Dense(1, activation="sigmoid"),
...     ]
... )
>>> model.output_shape
(None, 1)
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

try:
    import keras  # type: ignore[import-untyped]
except ModuleNotFoundError as error:
    if error.name == "keras":
        raise ImportError("fastrelu.keras needs Keras 3: pip install fastrelu[keras]") from error
    raise ImportError(
        f"Keras cannot load its backend: {error}. Set the environment variable KERAS_BACKEND to numpy, torch or jax"
    ) from error

import numpy as np

import fastrelu

__all__ = ["ELU", "GELU", "LeakyReLU", "PReLU", "ReLU"]

# ------------------------------------------------------------------------------- every activation, on each backend

# Takes the name of an activation, its input, and its parameters: tensors first, numbers after.
_Apply = Callable[..., Any]


def _numpy() -> _Apply:
    def apply(name: str, inputs: Any, *parameters: Any) -> Any:
        return getattr(fastrelu, name)(inputs, *parameters)

    return apply


def _torch() -> _Apply:
    import torch

    import fastrelu.torch  # noqa: F401  # registers the operators

    def apply(name: str, inputs: Any, *parameters: Any) -> Any:
        if inputs.device.type != "cpu":
            raise ValueError(f"{name}: inputs are on the device {inputs.device}, but fastrelu computes on the CPU")
        # The operators broadcast as NumPy does, which is Keras's rule; fastrelu.torch.prelu has PyTorch's.
        return getattr(torch.ops.fastrelu, name).default(inputs, *parameters)

    return apply


def _jax() -> _Apply:
    import jax

    def call_back(function: Callable[..., Any], like: Any, *arrays: Any) -> Any:
        shapes = jax.tree.map(lambda array: jax.ShapeDtypeStruct(array.shape, array.dtype), like)  # type: ignore[no-untyped-call]
        # One by one under `jax.vmap`, since prelu's sums may not run over the axis that it maps.
        return jax.pure_callback(function, shapes, *arrays, vmap_method="sequential")

    @functools.cache
    def differentiable(name: str, numbers: tuple[Any, ...]) -> Callable[..., Any]:
        value, backward = getattr(fastrelu, name), getattr(fastrelu, name + "_backward")

        def on_arrays(function: Callable[..., Any]) -> Callable[..., Any]:
            return lambda *arrays: function(*map(np.asarray, arrays), *numbers)

        @jax.custom_vjp
        def operator(*tensors: Any) -> Any:
            return call_back(on_arrays(value), tensors[0], *tensors)

        def forward(*tensors: Any) -> tuple[Any, Any]:
            return operator(*tensors), tensors

        def reverse(tensors: Any, grad_output: Any) -> tuple[Any, ...]:
            like = tensors if len(tensors) > 1 else tensors[0]
            gradients = call_back(on_arrays(backward), like, grad_output, *tensors)
            return gradients if len(tensors) > 1 else (gradients,)

        operator.defvjp(forward, reverse)
        return operator

    def apply(name: str, inputs: Any, *parameters: Any) -> Any:
        tensors = [parameter for parameter in parameters if isinstance(parameter, jax.Array)]
        return differentiable(name, parameters[len(tensors) :])(inputs, *tensors)

    return apply


_BACKENDS = {"numpy": _numpy, "torch": _torch, "jax": _jax}

if keras.backend.backend() not in _BACKENDS:
    raise ImportError(
        f"fastrelu.keras works on Keras's backends numpy, torch and jax, not on {keras.backend.backend()}: "
        "set the environment variable KERAS_BACKEND, or use the layers of Keras"
    )
_apply = _BACKENDS[keras.backend.backend()]()

# ----------------------------------------------------------------------------------------------------------- the layers

_DTYPES = ("float16", "float32", "float64")


class _Activation(keras.layers.Layer):  # type: ignore[misc]  # Keras comes without types
    """A layer that applies the activation `_name_of_function`."""

    _name_of_function: str

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True

    def _arguments(self) -> tuple[Any, ...]:
        """The activation's parameters: tensors first, numbers after."""
        return ()

    def call(self, inputs: Any) -> Any:
        """Apply the activation."""
        dtype = keras.backend.standardize_dtype(inputs.dtype)
        if dtype not in _DTYPES:
            raise TypeError(f"{type(self).__name__}: inputs must be of float16, float32 or float64, not {dtype}")
        return _apply(self._name_of_function, inputs, *self._arguments())

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the input. Keras then needs no trial call to find it."""
        return input_shape


def _number(layer: _Activation, name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{type(layer).__name__}: {name} must be a real number, not {value!r}") from error


@keras.saving.register_keras_serializable(package="fastrelu")
class ReLU(_Activation):
    """Rectified linear unit as a layer, in place of `keras.layers.ReLU` without arguments.

    Parameters
    ----------
    **kwargs
        Those of `keras.layers.Layer`, such as ``name`` and ``dtype``.

    Examples
    --------
    >>> import keras, numpy as np, fastrelu.keras
    >>> keras.ops.convert_to_numpy(fastrelu.keras.ReLU()(np.array([-1.0, 0.0, 2.0])))
    array([0., 0., 2.], dtype=float32)
    """

    _name_of_function = "relu"


@keras.saving.register_keras_serializable(package="fastrelu")
class LeakyReLU(_Activation):
    """Leaky rectified linear unit as a layer, in place of `keras.layers.LeakyReLU`.

    Parameters
    ----------
    negative_slope : float, default 0.01
        Slope for negative x. Keras's own default is 0.3.
    **kwargs
        Those of `keras.layers.Layer`, such as ``name`` and ``dtype``.

    Examples
    --------
    >>> import keras, numpy as np, fastrelu.keras
    >>> keras.ops.convert_to_numpy(fastrelu.keras.LeakyReLU(negative_slope=0.5)(np.array([-1.0, 0.0, 2.0])))
    array([-0.5,  0. ,  2. ], dtype=float32)
    """

    _name_of_function = "leaky_relu"

    def __init__(self, negative_slope: float = 0.01, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.negative_slope = _number(self, "negative_slope", negative_slope)

    def _arguments(self) -> tuple[Any, ...]:
        return (self.negative_slope,)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs to make the layer again."""
        return {**super().get_config(), "negative_slope": self.negative_slope}


@keras.saving.register_keras_serializable(package="fastrelu")
class PReLU(_Activation):
    """Leaky rectified linear unit with trained slopes, in place of `keras.layers.PReLU`.

    Parameters
    ----------
    alpha_initializer : str or keras.Initializer, default "zeros"
        Of the slopes for negative x.
    alpha_regularizer : str or keras.Regularizer, optional
        Of the slopes.
    alpha_constraint : str or keras.constraints.Constraint, optional
        Of the slopes.
    shared_axes : int or sequence of int, optional
        Axes of the input along which there is one slope; axis 0 is the batch, and always so. By default each feature
        has its own slope. For images with the channels last, ``(1, 2)`` gives a slope to each channel.
    **kwargs
        Those of `keras.layers.Layer`, such as ``name`` and ``dtype``.

    Attributes
    ----------
    alpha : keras.Variable
        The slopes, of the input's shape without the batch, and 1 along the shared axes.

    Examples
    --------
    >>> import keras, numpy as np, fastrelu.keras
    >>> layer = fastrelu.keras.PReLU(alpha_initializer=keras.initializers.Constant(0.25))
    >>> keras.ops.convert_to_numpy(layer(np.array([[-1.0, 0.0, 2.0]])))
    array([[-0.25,  0.  ,  2.  ]], dtype=float32)
    """

    _name_of_function = "prelu"

    def __init__(
        self,
        alpha_initializer: Any = "zeros",
        alpha_regularizer: Any = None,
        alpha_constraint: Any = None,
        shared_axes: int | Sequence[int] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.alpha_initializer = keras.initializers.get(alpha_initializer)
        self.alpha_regularizer = keras.regularizers.get(alpha_regularizer)
        self.alpha_constraint = keras.constraints.get(alpha_constraint)
        self.shared_axes = [shared_axes] if isinstance(shared_axes, int) else list(shared_axes or ())

    def build(self, input_shape: Sequence[int | None]) -> None:
        """Make the slopes for inputs of a shape, the batch included."""
        ndim = len(input_shape)
        if not all(0 < axis < ndim for axis in self.shared_axes):
            raise ValueError(f"PReLU: shared_axes must lie between 1 and {ndim - 1}, unlike {self.shared_axes}")
        shape = [1 if axis in self.shared_axes else input_shape[axis] for axis in range(1, ndim)]
        if None in shape:
            raise ValueError(
                f"PReLU: an axis of unknown length must be among shared_axes; the input's shape is {tuple(input_shape)}"
            )
        self.alpha = self.add_weight(
            shape=shape,
            name="alpha",
            initializer=self.alpha_initializer,
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )
        lengths = {axis: length for axis, length in enumerate(shape, 1) if axis not in self.shared_axes}
        self.input_spec = keras.layers.InputSpec(ndim=ndim, axes=lengths)

    def _arguments(self) -> tuple[Any, ...]:
        return (keras.ops.convert_to_tensor(self.alpha),)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs to make the layer again."""
        return {
            **super().get_config(),
            "alpha_initializer": keras.initializers.serialize(self.alpha_initializer),
            "alpha_regularizer": keras.regularizers.serialize(self.alpha_regularizer),
            "alpha_constraint": keras.constraints.serialize(self.alpha_constraint),
            "shared_axes": list(self.shared_axes) or None,
        }


@keras.saving.register_keras_serializable(package="fastrelu")
class ELU(_Activation):
    """Exponential linear unit as a layer, in place of `keras.layers.ELU`.

    Parameters
    ----------
    alpha : float, default 1.0
        The value tends to ``-alpha`` for x to minus infinity.
    **kwargs
        Those of `keras.layers.Layer`, such as ``name`` and ``dtype``.

    Examples
    --------
    >>> import keras, numpy as np, fastrelu.keras
    >>> keras.ops.convert_to_numpy(fastrelu.keras.ELU()(np.array([-1.0, 0.0, 2.0]))).round(4)
    array([-0.6321,  0.    ,  2.    ], dtype=float32)
    """

    _name_of_function = "elu"

    def __init__(self, alpha: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.alpha = _number(self, "alpha", alpha)

    def _arguments(self) -> tuple[Any, ...]:
        return (self.alpha,)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs to make the layer again."""
        return {**super().get_config(), "alpha": self.alpha}


@keras.saving.register_keras_serializable(package="fastrelu")
class GELU(_Activation):
    """Gaussian error linear unit as a layer, in place of ``keras.layers.Activation("gelu")``.

    Parameters
    ----------
    approximate : bool, default False
        Whether to take the formula with the hyperbolic tangent for that with the normal distribution function.
    **kwargs
        Those of `keras.layers.Layer`, such as ``name`` and ``dtype``.

    Examples
    --------
    >>> import keras, numpy as np, fastrelu.keras
    >>> keras.ops.convert_to_numpy(fastrelu.keras.GELU()(np.array([-1.0, 0.0, 2.0]))).round(4)
    array([-0.1587,  0.    ,  1.9545], dtype=float32)
    """

    _name_of_function = "gelu"

    def __init__(self, approximate: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(approximate, bool):
            raise TypeError(f"GELU: approximate must be True or False, not {approximate!r}")
        self.approximate = approximate

    def _arguments(self) -> tuple[Any, ...]:
        return ("tanh" if self.approximate else "none",)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs to make the layer again."""
        return {**super().get_config(), "approximate": self.approximate}
