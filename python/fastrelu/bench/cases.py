"""What is timed: a kernel in one form on some arrays, and how fastrelu is called for it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

import fastrelu

from .. import _ufuncs
from .._signature import FUNCTIONS, KERNELS, OUTPUT_FORM, Signature
from ..reference import reference
from .data import sample
from .timing import Call

Array = np.ndarray[Any, Any]
# Of functions along an axis, whose backward pass is from the output.
ROW_FORMS = ("value", "backward")


class Arrays(NamedTuple):
    """What all contenders compute on, and where they put it."""

    x: Array
    grad: Array
    y: Array
    dy: Array
    gate: Array | None = None  # the data are its, where an activation has one


def arrays(size: int, dtype: str, data: str = "normal") -> Arrays:
    """Inputs of some kind of data, normal gradients and second inputs, and outputs, all where NumPy puts them."""
    x, grad, other = sample(data, size, dtype), sample("normal", size, dtype, 1), sample("normal", size, dtype, 2)
    return Arrays(x, grad, np.empty_like(x), np.empty_like(x), other)


@dataclass(frozen=True)
class Case:
    """One kernel in one form on some arrays.

    Attributes
    ----------
    name, form : str
        Of `KERNELS`, and of the forms of its `Signature`.
    arrays : Arrays
    fresh : bool
        Whether each call makes its output.
    threads : int
    """

    name: str
    form: str
    arrays: Arrays
    fresh: bool
    threads: int

    @property
    def signature(self) -> Signature:
        return KERNELS[self.name]

    @property
    def dtype(self) -> np.dtype[Any]:
        return np.dtype(self.arrays.x.dtype)

    @property
    def data(self) -> tuple[Array, ...]:
        """The inputs that are no parameters, in their order; a gate gets `arrays.x`, and x then `arrays.gate`."""
        if self.form == OUTPUT_FORM:
            return self.arrays.grad, self._output
        first, second = self.arrays.x, self.arrays.gate
        if second is None:
            second = first
        inputs = (first, second)[: len(self.signature.inputs)]
        return (self.arrays.grad, *inputs) if self.form == "backward" else inputs

    @functools.cached_property
    def _output(self) -> Array:
        value = _ufuncs.ufunc(self.signature, "value")
        return np.asarray(value(self.arrays.x, *map(self.dtype.type, self.parameters)))

    @property
    def outputs(self) -> tuple[Array, ...]:
        return (self.arrays.y, self.arrays.dy)[: len(self.signature.results(self.form))]

    @property
    def parameters(self) -> tuple[float, ...]:
        """Those with which everybody is timed."""
        return self.signature.defaults


def forms_of(name: str, forms: list[str]) -> list[str]:
    """Those of some forms that a function has."""
    has = KERNELS[name].all_forms if name in KERNELS else ROW_FORMS
    return [form for form in forms if form in has]


def check_references() -> None:
    """Refuse kernels without a formula to be timed beside.

    Raises
    ------
    LookupError
    """
    for name in KERNELS:
        reference(name)


def public(signature: Signature, form: str) -> tuple[Any, dict[str, Any]]:
    """The public function of a kernel, and the keywords that choose its formula."""
    function = getattr(fastrelu, signature.function_name(form))
    choice = FUNCTIONS[signature.public].choice
    return function, {} if choice is None or choice.default == signature.chosen else {choice.name: signature.chosen}


def ours(case: Case) -> Call:
    """fastrelu's function, as a user calls it."""
    signature = case.signature
    function, keywords = public(signature, case.form)
    required = [p for p in signature.parameters if p.default is None]
    arguments: tuple[Any, ...] = (*case.data, *(p.example for p in required))
    if case.form in ("backward", OUTPUT_FORM) and any(p.trained for p in required):
        # The gradients of the data alone, which is what the peers' operators here give.
        function = _ufuncs.ufunc(signature, case.form)
        arguments = (*case.data, *map(case.dtype.type, case.parameters))
    if not case.fresh:
        outputs = case.outputs
        keywords = {**keywords, "out": outputs if len(outputs) > 1 else outputs[0]}
    return functools.partial(function, *arguments, **keywords)


def statement(signature: Signature, form: str) -> str:
    """A call of fastrelu as people write it, with variables of the names of its inputs."""
    function, keywords = public(signature, form)
    arguments = ["grad" if name == "grad_output" else name for name in signature.data(form)]
    arguments += [p.name for p in signature.parameters if p.default is None]
    arguments += [f'{keyword}="{value}"' for keyword, value in keywords.items()]
    return f"fastrelu.{function.__name__}({', '.join(arguments)})"
