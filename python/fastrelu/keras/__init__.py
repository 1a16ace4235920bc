"""The activations as layers for Keras 3, in place of those of `keras.layers`, and as functions.

They compute on the CPU, on Keras's backends numpy, torch and jax, and train on the latter two. They read the arrays
where they lie. Under a policy of bfloat16 they compute in float32 and round once. The functions, in place of those of
`keras.activations`, are in `fastrelu.keras.activations`.

Examples
--------
>>> import keras, fastrelu.keras
>>> model = keras.Sequential(
...     [
...         keras.Input((10,)),
...         keras.layers.Dense(64, activation=fastrelu.keras.activations.gelu),
...         keras.layers.Dense(64),
...         fastrelu.keras.LeakyReLU(negative_slope=0.01),
...         keras.layers.Dense(1, activation="sigmoid"),
...     ]
... )
>>> model.output_shape
(None, 1)
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

try:
    import keras  # type: ignore[import-untyped]
except ModuleNotFoundError as error:
    if error.name == "keras":
        raise ImportError("fastrelu.keras needs Keras 3: pip install fastrelu[keras]") from error
    raise ImportError(
        f"Keras cannot load its backend: {error}. Set the environment variable KERAS_BACKEND to numpy, torch or jax"
    ) from error

from .._keras_arguments import Arguments, rows
from .._names_keras import Keras
from .._signature import Signature
from . import _backends, activations

__all__ = ["activations"]


class _Activation(keras.layers.Layer):  # type: ignore[misc]  # Keras comes without types
    """A layer that applies an activation."""

    _arguments: Arguments

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        name = type(self).__name__
        values = self._arguments.bind(name, True, args, kwargs)
        try:
            super().__init__(**kwargs)
        except ValueError as error:
            if "nrecognized keyword" not in str(error):
                raise
            own = ", ".join(p.name for p in self._arguments.own()) or "no arguments of its own"
            raise TypeError(f"{name} takes {own}, and those of keras.layers.Layer. {error}") from None
        if self.compute_dtype not in _backends.DTYPES:
            raise TypeError(f"{name}: the dtype must be one of {', '.join(_backends.DTYPES)}, not {self.compute_dtype}")
        self.supports_masking = True
        for key, value in values.items():
            setattr(self, key, value)

    def _values(self) -> dict[str, Any]:
        """The arguments, which are attributes."""
        return {p.name: getattr(self, p.name) for p in self._arguments.own()}

    def _weights(self) -> tuple[Any, ...]:
        """The parameters, where they are weights."""
        return ()

    def call(self, inputs: Any) -> Any:
        """Apply the activation."""
        name = type(self).__name__
        return activations.apply(name, self._arguments, inputs, self._values(), self.compute_dtype, self._weights())

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the output. Keras then needs no trial call to find it."""
        if self._arguments.is_along:
            activations.axes_of(type(self).__name__, self.axis, len(input_shape))
        if not self._arguments.row.halves:
            return input_shape
        shape, axis = list(input_shape), self.axis
        if not -len(shape) <= axis < len(shape):
            raise ValueError(f"axis {axis} is out of bounds for an input of {len(shape)} dimensions")
        if shape[axis] is not None:
            if shape[axis] % 2:
                raise ValueError(f"axis {axis} must have an even length to be halved, not {shape[axis]}")
            shape[axis] //= 2
        return tuple(shape)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs to make the layer again."""
        return {**super().get_config(), **self._values()}


class _Masked(_Activation):
    """A layer that applies an activation along an axis, to what a mask leaves of each row."""

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """Apply the activation.

        Parameters
        ----------
        inputs : tensor
        mask : tensor, optional
            What counts: True, or more than 0.5, where an element does. Broadcasts to `inputs`. The others, and rows
            without any that counts, give 0.
        """
        if mask is None:
            return super().call(inputs)
        name, shape, own = type(self).__name__, tuple(inputs.shape), tuple(mask.shape)
        pairs = zip(reversed(own), reversed(shape), strict=False)
        if len(own) > len(shape) or any(a != 1 and a != b for a, b in pairs if None not in (a, b)):
            raise ValueError(f"{name}: mask must broadcast to inputs of shape {shape}, unlike one of shape {own}")
        if keras.backend.standardize_dtype(mask.dtype) != "bool":
            mask = keras.ops.greater(mask, 0.5)
        # Finite, so that rows without any that counts have a gradient; no more is left of the others than by Keras.
        lowest = -3e4 if keras.backend.standardize_dtype(inputs.dtype) == "float16" else -1e9
        outputs = super().call(keras.ops.where(mask, inputs, keras.ops.cast(lowest, inputs.dtype)))
        return keras.ops.where(mask, outputs, keras.ops.zeros_like(outputs))


class _Trained(_Activation):
    """A layer whose parameter is trained.

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
    """

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
        ndim, name = len(input_shape), type(self).__name__
        if not all(0 < axis < ndim for axis in self.shared_axes):
            raise ValueError(f"{name}: shared_axes must lie between 1 and {ndim - 1}, unlike {self.shared_axes}")
        shape = [1 if axis in self.shared_axes else input_shape[axis] for axis in range(1, ndim)]
        if None in shape:
            raise ValueError(
                f"{name}: an axis of unknown length must be among shared_axes; "
                f"the input's shape is {tuple(input_shape)}"
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

    def _weights(self) -> tuple[Any, ...]:
        return (keras.ops.cast(self.alpha, self.compute_dtype),)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs to make the layer again."""
        return {
            **super().get_config(),
            "alpha_initializer": keras.initializers.serialize(self.alpha_initializer),
            "alpha_regularizer": keras.regularizers.serialize(self.alpha_regularizer),
            "alpha_constraint": keras.constraints.serialize(self.alpha_constraint),
            "shared_axes": list(self.shared_axes) or None,
        }


def _in_place_of(row: Keras) -> str:
    """What an activation stands for in Keras."""
    if hasattr(keras.layers, row.layer):
        return f"`keras.layers.{row.layer}`"
    return f'``keras.layers.Activation("{row.function}")``'


def _docstring(arguments: Arguments) -> str:
    row, signature = arguments.row, arguments.signature
    parameters = inspect.cleandoc(_Trained.__doc__ or "").partition("\n\n")[2] if row.trained else ""
    if not row.trained:
        others = "**kwargs\n    Those of `keras.layers.Layer`, such as ``name`` and ``dtype``."
        parameters = "\n".join(filter(None, ["Parameters\n----------", arguments.described(of_layer=True), others]))
    shown = arguments.example(of_layer=True)
    if row.trained:
        (example,) = (p.example for p in signature.parameters if p.name == row.trained)
        shown = f"alpha_initializer=keras.initializers.Constant({example:g})"
    sections = [
        f"{signature.summary} as a layer, in place of {_in_place_of(row)}.",
        parameters,
        f"Notes\n-----\n``f(x) = {signature.formula}``. Worst error: {signature.worst_error}.",
    ]
    if not row.halves:
        call, first = f"fastrelu.keras.{row.layer}({shown})", "" if arguments.is_along else "[0]"
        sections.append(
            "Examples\n--------\n>>> import keras, numpy as np, fastrelu.keras\n"
            f">>> layer = {call}\n>>> y = layer(np.array([{arguments.example_input()}]))\n"
            f'>>> keras.ops.convert_to_numpy(y){first}.astype("float64").round(4)\n{signature.example}'
        )
    return "\n\n".join(sections) + "\n"


def _make_layer(row: Keras, signature: Signature) -> Any:
    arguments = Arguments(row, signature)
    base = _Trained if row.trained else _Masked if row.masked else _Activation
    contents = {"__module__": __name__, "__doc__": _docstring(arguments), "_arguments": arguments}
    if not row.trained:

        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
            _Activation.__init__(self, *args, **kwargs)

        own = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
        rest = inspect.Parameter("kwargs", inspect.Parameter.VAR_KEYWORD)
        given = [p.replace(kind=inspect.Parameter.POSITIONAL_OR_KEYWORD) for p in arguments.given(of_layer=True)]
        own = own.replace(kind=inspect.Parameter.POSITIONAL_OR_KEYWORD)
        __init__.__signature__ = inspect.Signature([own, *given, rest])  # type: ignore[attr-defined]
        contents["__init__"] = __init__
    layer = keras.saving.register_keras_serializable(package="fastrelu")(type(row.layer, (base,), contents))
    if row.function:
        activations.get(row.function).layer = layer
    return layer


for _row, _signature in rows():
    globals()[_row.layer] = _make_layer(_row, _signature)
    __all__.append(_row.layer)
