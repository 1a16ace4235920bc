"""Functions along an axis: functional forms with PyTorch's arguments, and modules."""

from __future__ import annotations

import warnings
from typing import Any

import torch

from .._names import TORCH_IMAGES
from ._calls import DTYPES, is_usual, never
from ._functions import _check
from ._nodes import rows_at_once_of
from ._row_operators import OPERATORS, RowOperator, axis_of

_is_grad_enabled, _is_dynamo_compiling = torch.is_grad_enabled, torch.compiler.is_dynamo_compiling
_handle_torch_function, _has_torch_function = torch.overrides.handle_torch_function, torch.overrides.has_torch_function

# ----------------------------------------------------------------------------------------------------------- functions


def _implied(function: str, ndim: int, stacklevel: int) -> int:
    """What PyTorch takes ``dim`` for where it is not given."""
    dim = 0 if ndim in (0, 1, 3) else 1
    warnings.warn(f"{function}: dim is not given and taken for {dim}, which PyTorch deprecates", stacklevel=stacklevel)
    return dim


def _cast(function: str, input: Any, dtype: Any) -> Any:
    if dtype not in DTYPES:
        raise TypeError(f"{function}: dtype must be float16, bfloat16, float32 or float64, not {dtype}")
    return input.to(dtype) if isinstance(input, torch.Tensor) else input


def _make(operator: RowOperator) -> Any:
    name, apply, compute = operator.function, operator.apply, operator.compute_value
    at_once = rows_at_once_of(operator)

    def function(input: Any, dim: Any = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
        if at_once is not never and dtype is None and dim.__class__ is int and not _is_dynamo_compiling():
            out = at_once(input, dim)  # sees to subclasses and modes itself
            if out is not None:
                return out
        if _has_torch_function((input,)):
            given = {"dim": dim, "_stacklevel": _stacklevel, "dtype": dtype}
            return _handle_torch_function(function, (input,), input, **given)
        if dtype is not None:
            input = _cast(name, input, dtype)
        if dim is None and isinstance(input, torch.Tensor):
            dim = _implied(name, input.ndim, _stacklevel)
        if is_usual(input):
            if _is_grad_enabled() and input.requires_grad:
                return apply(input, axis_of(name, dim, input))  # type: ignore[no-untyped-call]
            return compute(input, dim)
        _check(name, input=input)
        return operator.value(input, axis_of(name, dim, input))

    function.__name__ = function.__qualname__ = name
    function.__module__ = "fastrelu.torch"
    function.__doc__ = _docstring(operator)
    return function


_ARGUMENT = """\
dim : int
    The axis along which rows lie. Where it is not given, PyTorch takes one by the number of axes, with a warning."""

_DOCSTRING = """\
{summary}, ``{formula}``{like}.

Parameters
----------
input : torch.Tensor
    Of float16, bfloat16, float32 or float64, on the CPU. Of any dtype if `dtype` is given.
{argument}
dtype : torch.dtype, optional
    What `input` is cast to first.

Returns
-------
torch.Tensor
    Of the shape of `input`.

Raises
------
TypeError, ValueError
    For other dtypes, layouts and devices, and for a `dim` that is no integer.
IndexError
    If `dim` is out of bounds.

Examples
--------
>>> import torch, fastrelu.torch
>>> x = torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]], dtype=torch.float64)
>>> fastrelu.torch.{name}(x, 1).numpy().round(4)
{example}
"""


def _docstring(operator: RowOperator) -> str:
    signature, function = operator.signature, operator.row.function
    return _DOCSTRING.format(
        summary=signature.summary,
        formula=signature.formula,
        like=f", as `torch.nn.functional.{function}`" if function else "",
        argument=_ARGUMENT,
        name=operator.function,
        example=signature.example,
    )


FUNCTIONAL = {operator.function: _make(operator) for operator in OPERATORS.values()}

# ------------------------------------------------------------------------------------------------------------- modules

_MODULE = """\
{summary} as a module{place}.
{parameters}
Examples
--------
>>> import torch, fastrelu.torch
>>> fastrelu.torch.{name}({given})(torch.ones({shape})).shape
torch.Size([{shape}])
"""


class _Along(torch.nn.Module):
    """What modules are that PyTorch lacks."""

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def extra_repr(self) -> str:
        """What the module shows of itself between its parentheses."""
        return f"dim={self.dim}"


def _make_module(name: str, operator: RowOperator, of_images: bool) -> type[torch.nn.Module]:
    function, inherited = FUNCTIONAL[operator.function], getattr(torch.nn, name, None)

    def forward(self: Any, input: torch.Tensor) -> Any:
        # The warning of a `dim` that is not given is for who called the module, past two frames of PyTorch's.
        return function(input, self.dim, _stacklevel=6)

    def forward_of_images(self: Any, input: torch.Tensor) -> Any:
        if isinstance(input, torch.Tensor) and input.ndim not in (3, 4):
            raise ValueError(f"{name}: input must have 3 or 4 dimensions, not {input.ndim}")
        return function(input, -3)

    made = forward_of_images if of_images else forward
    made.__name__, made.__doc__ = "forward", f"Apply `{operator.function}`."
    made.__qualname__, made.__module__ = f"{name}.forward", "fastrelu.torch"
    docstring = _MODULE.format(
        summary=operator.signature.summary.replace("an axis", "the channels of images" if of_images else "an axis"),
        place=f", in place of `torch.nn.{name}`" if inherited else "",
        parameters="" if of_images else f"\nParameters\n----------\n{_ARGUMENT}\n",
        name=name,
        given="" if of_images else "1",
        shape="2, 3, 4, 4" if of_images else "2, 3",
    )
    members = {"__module__": "fastrelu.torch", "__doc__": docstring, "forward": made}
    return type(name, (inherited or _Along,), members)


def _modules() -> dict[str, type[torch.nn.Module]]:
    made = {}
    for operator in OPERATORS.values():
        name = operator.row.module or "".join(word.capitalize() for word in operator.signature.name.split("_"))
        made[name] = _make_module(name, operator, False)
    for name, of in TORCH_IMAGES.items():
        made[name] = _make_module(name, OPERATORS[of], True)
    return made


MODULES = _modules()
