"""The arguments of fastrelu.keras's layers and functions: how they are given, checked, and said in docstrings.

Keras itself is not needed here.
"""

from __future__ import annotations

import inspect
import warnings
from typing import Any

from ._functions import About
from ._names_keras import KERAS, KERAS_ROWS, Argument, Keras
from ._signature import FUNCTIONS, ROWS, Signature


class Arguments:
    """Those of an activation in Keras, besides the tensor.

    Attributes
    ----------
    row : Keras
    signature : Signature
    is_along : bool
        Whether it is a function along an axis, or along several.
    """

    def __init__(self, row: Keras, signature: Signature):
        self.row, self.signature = row, signature
        self.is_along = signature.name in ROWS
        self._about = None if self.is_along else About(signature, "value")
        self._parameters = {p.name: p for p in signature.parameters}

    def default(self, argument: Argument, of_layer: bool) -> Any:
        """What an argument is if it is not given; `inspect.Parameter.empty` if it must be."""
        given = argument.layer if of_layer else argument.function
        if given is not None:
            return given
        if argument.choices:
            return next(iter(argument.choices))
        default = self._parameters[argument.ours].default
        return inspect.Parameter.empty if default is None else default

    def given(self, of_layer: bool) -> list[inspect.Parameter]:
        """As `inspect.Signature` has them."""
        named, kinds = inspect.Parameter, inspect.Parameter.POSITIONAL_OR_KEYWORD
        parameters = [named(a.name, kinds, default=self.default(a, of_layer)) for a in self.row.arguments]
        if self.row.halves or self.is_along:
            parameters.append(named("axis", kinds, default=-1))
        last = kinds if of_layer else inspect.Parameter.KEYWORD_ONLY
        return parameters + [named(name, last, default=value) for name, value in self.row.fixed.items()]

    def own(self) -> list[inspect.Parameter]:
        """Those that have an effect."""
        return [p for p in self.given(of_layer=True) if p.name not in self.row.fixed]

    def bind(self, name: str, of_layer: bool, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """The values of all arguments, checked; takes them out of `kwargs`.

        Parameters
        ----------
        name : str
            Of the layer or the function, for errors.
        of_layer : bool
        args : tuple
        kwargs : dict
        """
        for old, new in self.row.old.items():
            if old in kwargs:
                if new in kwargs or args:
                    raise TypeError(f"{name}: {old} is the old name of {new}; both are given")
                warnings.warn(f"{name}: {old} is the old name of {new}; use {new} instead", stacklevel=4)
                kwargs[new] = kwargs.pop(old)
        parameters = self.given(of_layer)
        ours = {p.name: kwargs.pop(p.name) for p in parameters if p.name in kwargs}
        try:
            bound = inspect.Signature(parameters).bind(*args, **ours)
        except TypeError as error:
            raise TypeError(f"{name}: {error}") from None
        bound.apply_defaults()
        values = {key: self._checked(name, key, value) for key, value in bound.arguments.items()}
        if self._about:
            self._about._check_numbers({p: v for p, v in zip(self._names(), self.parameters(values), strict=True)})
        return {key: value for key, value in values.items() if key not in self.row.fixed}

    def _names(self) -> list[str]:
        return [*self._parameters, *([self.signature.choice.name] if self.signature.choice else [])]

    def _checked(self, name: str, key: str, value: Any) -> Any:
        if key in self.row.fixed:
            if value != self.row.fixed[key]:
                raise ValueError(f"{name}: {key} must be {self.row.fixed[key]}, not {value!r}; {self.row.instead}")
            return value
        choices = next((a.choices for a in self.row.arguments if a.name == key), None)
        if choices:
            if not any(value is choice for choice in choices):
                raise TypeError(f"{name}: {key} must be {' or '.join(map(str, reversed(choices)))}, not {value!r}")
            return value
        if key == "axis" and self.is_along and isinstance(value, (tuple, list)):
            if not value or any(isinstance(axis, bool) or not isinstance(axis, int) for axis in value):
                raise TypeError(f"{name}: axis must be an integer or a list of some, not {value!r}")
            return list(value)  # as it comes from a saved configuration
        if key == "axis":
            if isinstance(value, bool) or not isinstance(value, int):
                raise TypeError(f"{name}: axis must be an integer, not {value!r}")
            return value
        try:
            return float(value)
        except (TypeError, ValueError) as error:
            raise TypeError(f"{name}: {key} must be a real number, not {value!r}") from error

    def parameters(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """The values of the activation's own parameters, from those of the arguments."""
        ours: dict[str, Any] = {p.name: p.example for p in self.signature.parameters}
        if self.signature.choice:
            ours[self.signature.choice.name] = self.signature.choice.default
        for argument in self.row.arguments:
            value = values[argument.name]
            ours[argument.ours] = argument.choices[value] if argument.choices else value
        return tuple(ours.values())

    def described(self, of_layer: bool) -> str:
        """The arguments as a docstring lists them."""
        lines = []
        for a in self.row.arguments:
            default = self.default(a, of_layer)
            kind = "bool" if a.choices else "float"
            shown = "" if default is inspect.Parameter.empty else f", default {default}"
            about = a.about or self._parameters[a.ours].about.replace(" Broadcasts against `x`.", "")
            lines.append(f"{a.name} : {kind}{shown}\n    {about}")
        if self.row.halves:
            lines.append("axis : int, default -1\n    Along this axis the second half of the input is the gate.")
        if self.is_along:
            lines.append(
                "axis : int or list of int, default -1\n    The axis along which rows lie, or several that are one."
            )
        for name, value in self.row.fixed.items():
            lines.append(f"{name} : optional\n    As Keras has it; {value} alone is taken, and {self.row.instead}.")
        return "\n".join(lines)

    def example_input(self) -> str:
        """The rows of the array in an example, so that the results are those that the signature gives."""
        return "[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]" if self.is_along else "[-2.0, -0.5, 0.0, 0.5, 2.0]"

    def example(self, of_layer: bool) -> str:
        """The arguments in an example, so that the results are those that the signature gives."""
        shown = []
        for a in self.row.arguments:
            if not a.choices and self.default(a, of_layer) != self._parameters[a.ours].example:
                shown.append(f"{a.name}={self._parameters[a.ours].example:g}")
        return ", ".join(shown)


def rows() -> list[tuple[Keras, Signature]]:
    """The activations that Keras has, and we too."""
    elementwise = [(row, FUNCTIONS[name]) for name, row in KERAS.items() if name in FUNCTIONS]
    return elementwise + [(row, ROWS[name]) for name, row in KERAS_ROWS.items() if name in ROWS]
