"""A function of fastrelu with its parameters bound, in one object of all its forms."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from . import _functions, _rows
from ._functions import About
from ._meanings import SIGNATURES, bind, find, parameters_of, unknown
from ._names_other import REQUIRED
from ._operands import overrides
from ._signature import OUTPUT_FORM, ROW_FORMS, Signature


class Activation:
    """A function of fastrelu with its parameters bound: value, derivative and backward pass in one object.

    It can be pickled and copied, and equals another one of the same function and parameters. `activation` makes it from
    the names of other frameworks too.

    Parameters
    ----------
    name : str
        Of a function of fastrelu.
    **parameters
        Its parameters, that which chooses its formula (``approximate``), its ``axis``. They stay bound, but a call may
        give others by keyword.

    Attributes
    ----------
    name : str
        The name of our function.
    parameters : mapping
        All that is bound, by our names, defaults among them.

    Raises
    ------
    TypeError
        If a parameter is unknown, missing, or not of real numbers.
    ValueError
        If the name is unknown, or a parameter makes no sense.

    Notes
    -----
    All methods take arrays by position, and by keyword whatever the function of that form takes: ``out``, ``where``,
    ``dtype`` and so on. ``value``, which is a call of the object itself, and ``backward`` are there for every kind;
    ``derivative`` and ``with_derivative`` for elementwise functions only, ``backward_from_output`` where fastrelu has a
    function of that name. Gated functions take ``(gate, x)``, or one array that holds both. The backward pass of
    functions along an axis takes the output: ``backward(grad_output, y)``.

    A bound parameter is a constant to ``backward``. A trained one that is given in the call gets its gradient.

    Examples
    --------
    >>> import numpy as np, fastrelu
    >>> act = fastrelu.Activation("leaky_relu", negative_slope=0.5)
    >>> act
    Activation('leaky_relu', negative_slope=0.5)
    >>> x = np.array([-2.0, 0.0, 2.0])
    >>> act(x)
    array([-1.,  0.,  2.])
    >>> act.backward(np.ones(3), x)
    array([0.5, 0.5, 1. ])
    """

    __slots__ = ("_constant", "_given", "_signature", "parameters")
    parameters: Mapping[str, Any]

    def __init__(self, name: str, /, **parameters: Any) -> None:
        spelled = [spelling for _, spelling in find(text(name), ("fastrelu",))]
        if not spelled:
            raise unknown(name, ("fastrelu",))
        signature, values = bind("fastrelu", spelled[0], parameters)
        check(signature, values)
        missing = [key for key, value in values.items() if value is REQUIRED]
        if missing:
            raise TypeError(f"{signature.name}: {' and '.join(missing)} must be given")
        defaults = parameters_of(signature)
        self._signature = signature
        # What has our default need not be given: the function then takes the shorter way.
        self._given = {key: value for key, value in values.items() if not _is_default(value, defaults[key])}
        # An axis along which nothing is laid says nothing.
        laid = signature.kind != "elementwise" or values.get("axis") is not None
        self.parameters = MappingProxyType({key: value for key, value in values.items() if key != "axis" or laid})
        self._constant = frozenset(signature.parameters[k].name for k in signature.trained) & self._given.keys()

    @property
    def name(self) -> str:
        """The name of our function."""
        return self._signature.name

    def _call(self, form: str, /, *inputs: Any, **kwargs: Any) -> Any:
        function, data = _forms(self.name)[form]
        if len(inputs) > len(data):
            raise TypeError(
                f"{self.name}: {form} takes {', '.join(data)} by position, and all else by keyword; "
                f"{len(inputs)} are given"
            )
        given = self._given
        if self._signature.kind == "gated" and (len(inputs) == len(data) or "x" in kwargs):
            # How one array is halved; there are two.
            given = {k: v for k, v in given.items() if k not in ("axis", "gate_first")}
        if form in ("backward", OUTPUT_FORM) and self._constant and (constant := self._constant - kwargs.keys()):
            return About(self._signature, form).call(inputs, {**given, **kwargs}, constant)
        return function(*inputs, **{**given, **kwargs})

    def _form(self, form: str) -> Callable[..., Any]:
        if form not in (forms := _forms(self.name)):
            raise AttributeError(f"{self.name} has no {form}: it has {', '.join(forms)}")
        return functools.partial(self._call, form)

    def __call__(self, *inputs: Any, **kwargs: Any) -> Any:
        return self._call("value", *inputs, **kwargs)

    def value(self, *inputs: Any, **kwargs: Any) -> Any:
        """The value, as a call of the object gives it."""
        return self._call("value", *inputs, **kwargs)

    def backward(self, *inputs: Any, **kwargs: Any) -> Any:
        """The backward pass: of ``grad_output`` and the inputs; of functions along an axis, of the output."""
        return self._call("backward", *inputs, **kwargs)

    @property
    def backward_from_output(self) -> Callable[..., Any]:
        """The backward pass of ``grad_output`` and the output, of functions that have it."""
        return self._form(OUTPUT_FORM)

    @property
    def derivative(self) -> Callable[..., Any]:
        """The derivative, of elementwise functions."""
        return self._form("derivative")

    @property
    def with_derivative(self) -> Callable[..., Any]:
        """Value and derivative in one pass, of elementwise functions."""
        return self._form("with_derivative")

    def __repr__(self) -> str:
        bound = "".join(f", {key}={value!r}" for key, value in self.parameters.items())
        return f"{type(self).__name__}({self.name!r}{bound})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Activation):
            return NotImplemented
        return self.name == other.name and same(self.parameters, other.parameters)

    def __hash__(self) -> int:
        return hash(self.name)  # parameters may be arrays

    def __reduce__(self) -> Any:
        return _remake, (type(self), self.name, dict(self._given))


def _remake(made: type[Activation], name: str, parameters: dict[str, Any]) -> Activation:
    return made(name, **parameters)


@functools.cache
def _forms(name: str) -> dict[str, tuple[Callable[..., Any], tuple[str, ...]]]:
    """Form -> our function, and the names of what it takes by position."""
    signature = SIGNATURES[name]
    if signature.kind == "along_axis":
        data = {"value": ("x",), "backward": ("grad_output", "y")}
        made = {form: (_rows.public(name + suffix), data[form]) for form, suffix in ROW_FORMS.items()}
        return made | {OUTPUT_FORM: made["backward"]}
    forms = [form for form in signature.all_forms if form in signature.forms or form == OUTPUT_FORM]
    return {form: (_functions.public(signature.function_name(form)), signature.data(form)) for form in forms}


def text(name: object) -> str:
    """`name`, or a TypeError."""
    if not isinstance(name, str):
        raise TypeError(f"the name of an activation must be a string, not {name!r}")
    return name


def _is_default(value: Any, default: Any) -> bool:
    """Scalars of NumPy and arrays are no defaults, as they may have a say in the dtype."""
    return value is default or (type(value) in (bool, int, float, str) and bool(value == default))


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Are two sets of parameters the same, arrays among them?"""
    return one.keys() == other.keys() and all(
        value is other[key] or np.array_equal(value, other[key]) for key, value in one.items()
    )


def check(signature: Signature, values: dict[str, Any]) -> None:
    """Refuse what makes no sense as a parameter. What is yet to be given is left out."""
    for p in signature.parameters:
        value = values[p.name]
        if value is REQUIRED or overrides(value):
            continue
        dtype = getattr(value, "dtype", None) or np.asarray(value).dtype
        if isinstance(value, bool) or not (dtype.kind in "iuf" or dtype.isbuiltin == 2):  # 2 is bfloat16
            shown = repr(value) if np.ndim(value) == 0 else f"an array of {dtype}"
            raise TypeError(
                f"{signature.name}: {p.name} must be a real number or an array of real numbers, not {shown}"
            )
    if signature.kind != "along_axis":
        about = About(signature, "value")
        about._check_numbers(values)
        about._ufunc(values)  # refuses a choice that there is not
    if (axis := values.get("axis")) is not None and axis is not REQUIRED:
        try:
            operator.index(axis)
        except TypeError:
            raise TypeError(f"{signature.name}: axis must be an integer, not {axis!r}") from None
    elif axis is None and "axis" in values and signature.kind == "gated":
        raise TypeError(f"{signature.name}: axis must be an integer, not None")
    if not isinstance(gate_first := values.get("gate_first", True), bool):
        raise TypeError(f"{signature.name}: gate_first must be True or False, not {gate_first!r}")
