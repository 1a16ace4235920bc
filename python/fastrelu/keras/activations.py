"""The activations as functions, in place of those of `keras.activations`.

They take tensors of the backend and arrays, and the symbolic inputs of Functional models, of which they make layers. As
``activation=`` of a layer they are saved with it, and a loaded model has them again.

Examples
--------
>>> import keras, fastrelu.keras
>>> layer = keras.layers.Dense(3, activation=fastrelu.keras.activations.gelu)
>>> keras.layers.Dense.from_config(layer.get_config()).activation
<function fastrelu.keras.activations.gelu>
"""

from __future__ import annotations

import inspect
from typing import Any

import keras  # type: ignore[import-untyped]

from .._keras_arguments import Arguments, rows
from . import _backends

__all__ = ["get"]


@keras.saving.register_keras_serializable(package="fastrelu", name="activation")
class _Function:
    """One of the functions. Not a Python function: of those, Keras saves the name alone, and would load its own."""

    layer: Any = None  # the class of the layer, set when that is made

    def __init__(self, arguments: Arguments):
        self._arguments = arguments
        self.__name__ = self.__qualname__ = arguments.row.function
        self.__module__ = __name__
        self.__doc__ = _docstring(arguments)
        x = inspect.Parameter("x", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        self.__signature__ = inspect.Signature([x, *arguments.given(of_layer=False)])

    def __repr__(self) -> str:
        return f"<function {__name__}.{self.__name__}>"

    def __reduce__(self) -> Any:
        return get, (self.__name__,)

    def __call__(self, x: Any, *args: Any, **kwargs: Any) -> Any:
        values = self._arguments.bind(self.__name__, False, args, kwargs)
        if kwargs:
            raise TypeError(f"{self.__name__}() got an unexpected keyword argument {next(iter(kwargs))!r}")
        if isinstance(x, keras.KerasTensor):
            return self.layer(**values, dtype=x.dtype if x.dtype in _backends.DTYPES else None)(x)
        x = keras.ops.convert_to_tensor(x)
        return apply(self.__name__, self._arguments, x, values, keras.config.floatx())

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs to find the function again."""
        return {"name": self.__name__}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> _Function:
        """The function that `get_config` has described."""
        return get(config["name"])


def _split(inputs: Any, axis: int) -> tuple[Any, Any]:
    """The gate and what it gates, for activations that take both in one tensor."""
    ndim = len(inputs.shape)
    if not -ndim <= axis < ndim:
        raise ValueError(f"axis {axis} is out of bounds for an input of {ndim} dimensions")
    if inputs.shape[axis] % 2:
        raise ValueError(f"axis {axis} must have an even length to be halved, not {inputs.shape[axis]}")
    x, gate = keras.ops.split(inputs, 2, axis)
    return gate, x


def axes_of(name: str, axis: int | list[int], ndim: int) -> list[int]:
    """The axes of a row, from 0 on."""
    axes = axis if isinstance(axis, list) else [axis]
    for one in axes:
        if not -ndim <= one < ndim:
            raise ValueError(f"{name}: axis {one} is out of bounds for an input of {ndim} dimensions")
    found = [one % ndim for one in axes]
    if len(set(found)) < len(found):
        raise ValueError(f"{name}: axis names a dimension twice: {axis}")
    return found


def _along(name: str, arguments: Arguments, x: Any, axis: int | list[int]) -> Any:
    """A function along an axis, or along several, which then become one."""
    axes = axes_of(name, axis, len(x.shape))
    if len(axes) == 1:
        return _backends.apply(arguments.signature, (x,), (axes[0],))
    order = [k for k in range(len(x.shape)) if k not in axes] + axes
    moved = keras.ops.transpose(x, order)
    rows = keras.ops.reshape(moved, (*moved.shape[: -len(axes)], -1))
    y = keras.ops.reshape(_backends.apply(arguments.signature, (rows,), (rows.ndim - 1,)), moved.shape)
    return keras.ops.transpose(y, sorted(range(len(order)), key=order.__getitem__))


def apply(name: str, arguments: Arguments, x: Any, values: dict[str, Any], floats: str, weights: Any = ()) -> Any:
    """An activation on a tensor; integers become `floats`."""
    dtype = keras.backend.standardize_dtype(x.dtype)
    if dtype == "bool" or "int" in dtype:
        x, dtype = keras.ops.cast(x, floats), floats
    if dtype not in _backends.DTYPES:
        raise TypeError(f"{name}: inputs must be of {', '.join(_backends.DTYPES)} or integers, not {dtype}")
    if arguments.is_along:
        return _along(name, arguments, x, values["axis"])
    inputs = _split(x, values["axis"]) if arguments.row.halves else (x,)
    return _backends.apply(arguments.signature, inputs, weights or arguments.parameters(values))


def _docstring(arguments: Arguments) -> str:
    row, signature = arguments.row, arguments.signature
    described = "".join(f"\n{line}" for line in filter(None, [arguments.described(of_layer=False)]))
    shown = ", ".join(filter(None, ["x", arguments.example(of_layer=False)]))
    call = f"fastrelu.keras.activations.{row.function}({shown})"
    rows = arguments.example_input()
    shape = f"[{rows}]" if arguments.is_along else rows
    sections = [
        f"{signature.summary}, in place of `keras.activations.{row.function}`.",
        "Parameters\n----------\nx : tensor or array\n    Input. Integers become floats."
        + ("\n" + described if described else ""),
        "Returns\n-------\ntensor\n    Of the dtype of `x`; bfloat16 is computed in float32 and rounded once.",
        f"Notes\n-----\n``f(x) = {signature.formula}``. {signature.notes}\nWorst error: {signature.worst_error}.",
    ]
    if not row.halves:
        sections.append(
            "Examples\n--------\n>>> import keras, numpy as np, fastrelu.keras\n"
            f">>> x = np.array({shape}, np.float32)\n"
            f'>>> keras.ops.convert_to_numpy({call}).astype("float64").round(4)\n{signature.example}'
        )
    return "\n\n".join(sections) + "\n"


_functions = {}
for _row, _signature in rows():
    if _row.function:
        _function = _Function(Arguments(_row, _signature))
        for _name in (_row.function, *_row.aliases):
            _functions[_name] = globals()[_name] = _function
            __all__.append(_name)


def get(name: str) -> Any:
    """A function by its name.

    Parameters
    ----------
    name : str
        Keras's, with or without the "fastrelu>" of registered objects.

    Returns
    -------
    callable

    Raises
    ------
    ValueError
        If there is none of that name.
    """
    try:
        return _functions[name.removeprefix("fastrelu>")]
    except KeyError:
        raise ValueError(f"fastrelu.keras.activations has no {name!r}, but {', '.join(_functions)}") from None
