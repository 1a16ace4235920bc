"""The functional forms, each made from its signature as source: calls have names, defaults and no detours."""

from __future__ import annotations

import numbers
import re
from collections.abc import Callable
from typing import Any

import torch

from .._names import TORCH, Torch
from .._signature import FUNCTIONS
from . import _calls
from ._nodes import NODES, at_once_of
from ._operators import OPERATORS, WITH_TENSORS, Operator

# What the source below has at hand.
_Tensor, _inf = torch.Tensor, float("inf")
_call_tensors, _exchange, _is_usual = _calls.call_tensors, _calls.EXCHANGE, _calls.is_usual
_is_grad_enabled, _is_dynamo_compiling = torch.is_grad_enabled, torch.compiler.is_dynamo_compiling
_handle_torch_function, _has_torch_function = torch.overrides.handle_torch_function, torch.overrides.has_torch_function
_forward_ad = torch.autograd.forward_ad
_has_torch_function_unary = torch.overrides.has_torch_function_unary
_increment_version = torch.autograd.graph.increment_version

# ------------------------------------------------------------------------------------------------ what is not as usual


def _check(function: str, **tensors: Any) -> None:
    """Refuse, by its name, an argument that the kernels cannot read."""
    for name, tensor in tensors.items():
        if not isinstance(tensor, torch.Tensor):
            raise TypeError(f"{function}: {name} must be a torch.Tensor, not {type(tensor).__name__}")
        if tensor.device.type != "cpu":
            raise ValueError(f"{function}: {name} is on the device {tensor.device}, but fastrelu computes on the CPU")
        if tensor.layout is not torch.strided:
            raise TypeError(f"{function}: {name} must be a dense tensor, not one of layout {tensor.layout}")
        if tensor.dtype not in _calls.DTYPES:
            raise TypeError(f"{function}: {name} must be of float16, bfloat16, float32 or float64, not {tensor.dtype}")


def _check_like(function: str, like: str, tensor: torch.Tensor, **others: torch.Tensor) -> None:
    for name, other in others.items():
        if other.dtype != tensor.dtype:
            raise TypeError(f"{function}: {name} must be of the dtype of {like}, {tensor.dtype}, not {other.dtype}")


def _number(function: str, name: str, value: Any) -> float:
    """A parameter as a float."""
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, torch.SymFloat):
        return value  # type: ignore[return-value]
    if isinstance(value, torch.Tensor) and value.ndim == 0 and not value.requires_grad and value.dtype != torch.bool:
        return float(value)
    shown = f"a tensor of shape {tuple(value.shape)}" if isinstance(value, torch.Tensor) else repr(value)
    raise TypeError(f"{function}: {name} must be a number, not {shown}")


def _refuse(function: str, constraint: str, **values: float) -> None:
    for name, value in values.items():
        if value != value:
            raise ValueError(f"{function}: {name} must not be NaN")
    shown = ", ".join(f"{name} = {value!r}" for name, value in values.items() if name in constraint)
    raise ValueError(f"{function}: {constraint} must hold, unlike {shown}")


def _refuse_choice(function: str, name: str, value: Any, choices: Any) -> None:
    listed = " or ".join(f'"{choice}"' for choice in choices)
    raise ValueError(f"{function}: {name} must be {listed}, not {value!r}")


def _refuse_ignored(function: str, name: str, value: Any, least: Any) -> None:
    raise ValueError(
        f"{function}: {name} must be at least {least}, since no value is replaced beyond it, not {value!r}"
    )


def _along_channels(function: str, name: str, input: torch.Tensor, weight: Any) -> torch.Tensor:
    """A trained parameter, with one element or one for each channel, so that it broadcasts as PyTorch has it."""
    if not isinstance(weight, torch.Tensor):
        raise TypeError(f"{function}: {name} must be a torch.Tensor, not {type(weight).__name__}")
    if weight.ndim > 1:
        raise ValueError(f"{function}: {name} must have at most one dimension, not {weight.ndim}")
    channels = input.shape[1] if input.ndim > 1 else 1
    if weight.numel() not in (1, channels):
        least = f"1 element or {channels}, one for each channel"
        raise ValueError(f"{function}: {name} must have {least}, not {weight.numel()}")
    if weight.numel() == 1:  # must not add an axis to an input without any
        return weight.reshape(()) if weight.ndim > input.ndim else weight
    return weight if input.ndim == 2 else weight.reshape(-1, *(1 for _ in range(input.ndim - 2)))


def _autocast(tensors: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
    """Functions of trained tensors are cast under autocast, as PyTorch's are; all others take what they are given."""
    if not torch.is_autocast_enabled("cpu"):
        return tensors
    dtype = torch.get_autocast_dtype("cpu")
    return tuple(
        t.to(dtype) if isinstance(t, torch.Tensor) and t.is_floating_point() and t.dtype != torch.float64 else t
        for t in tensors
    )


def _call(operator: Operator, tensors: tuple[Any, ...], others: tuple[Any, ...], inplace: Any, like: int) -> Any:
    """Through the dispatcher."""
    function, input = operator.function, tensors[like]
    names = operator.names
    _check(function, **dict(zip(names, tensors, strict=True)))
    _check_like(function, names[like], input, **dict(zip(names, tensors, strict=True)))
    if like:
        data = torch.broadcast_tensors(*tensors[: like + 1])  # type: ignore[no-untyped-call]
        tensors = (*data, *tensors[like + 1 :])
    if not inplace:
        return operator.value(*tensors, *others)
    # The kernel's derivative is taken at the input, which is about to change.
    kept = input.clone() if torch.is_grad_enabled() else input
    return input.copy_(operator.value(kept, *tensors[1:], *others))


def _with_tensors(operator: Operator, tensors: tuple[Any, ...], parameters: tuple[Any, ...], inplace: Any) -> Any:
    """The same where a trained parameter that has a default is given as a tensor."""
    like = operator.data - 1
    _check(operator.function, **dict(zip(operator.names, tensors, strict=False)))
    trained, others = [], []
    for k, value in enumerate(parameters[: len(operator.signature.parameters)]):
        if k not in operator.trained:
            others.append(value)
        elif isinstance(value, torch.Tensor):
            trained.append(value)
        else:
            trained.append(torch.full((), value, dtype=tensors[like].dtype))
    others += parameters[len(operator.signature.parameters) :]
    return _call(operator, (*tensors, *trained), tuple(others), inplace, like)


def _halved(function: str, input: Any, dim: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Gate and x of one tensor, without a copy."""
    _check(function, input=input)
    if input.ndim == 0:
        raise ValueError(f"{function}: input must have at least one dimension")
    if not -input.ndim <= dim < input.ndim:
        raise IndexError(f"{function}: dim {dim} is out of bounds for an input of {input.ndim} dimensions")
    if input.shape[dim] % 2:
        raise ValueError(f"{function}: dim {dim} of input must have an even length, not {input.shape[dim]}")
    x, gate = input.chunk(2, dim)
    return gate, x


# ---------------------------------------------------------------------------------------------------------- the source


class Arguments:
    """The arguments of a functional form: names, and defaults where they have them, in order.

    Attributes
    ----------
    tensors : tuple of str
        What comes first.
    positional, keywords : dict of str to object
        What comes after; the value is the default, Ellipsis for none.
    """

    def __init__(self, name: str):
        signature, row = FUNCTIONS[name], TORCH.get(name, Torch())
        self.signature, self.row = signature, row
        self.name = row.function or name
        self.tensors = tuple("input" if name == "x" else name for name in signature.inputs)
        self.inputs = ("input",) if row.halves else self.tensors
        defaults: dict[str, Any] = {
            p.name: ... if p.default is None else float(p.default) for p in signature.parameters
        }
        if signature.choice:
            defaults[signature.choice.name] = signature.choice.default
        order = [*row.arguments.split()] if row.function else list(defaults)
        known: dict[str, Any] = {**defaults, **row.ignored, "inplace": False, "dim": -1}
        self.positional = {name: known[name] for name in order}
        self.keywords = {name: value for name, value in defaults.items() if name not in self.positional}

    def text(self, annotate: Callable[[str], str] = lambda name: "") -> str:
        """As in a ``def``."""
        shown = [f"{name}{annotate(name)}" for name in self.inputs]
        for k, (name, value) in enumerate((*self.positional.items(), *self.keywords.items())):
            if self.keywords and k == len(self.positional):
                shown.append("*")
            space = " " if annotate(name) else ""
            shown.append(f"{name}{annotate(name)}" + ("" if value is ... else f"{space}={space}{value!r}"))
        return ", ".join(shown)


def _source(arguments: Arguments, operator: Operator) -> str:
    signature, name = arguments.signature, arguments.name
    parameters = [p.name for p in signature.parameters]
    required = [parameters[k] for k in operator.trained]
    optional = [parameters[k] for k in signature.trained if k not in operator.trained]
    numbers = [p for p in parameters if p not in required]
    choice = signature.choice.name if signature.choice else None
    others = numbers + ([choice] if choice else [])
    tensors = [*arguments.tensors, *required]
    passed = [*arguments.inputs, *arguments.positional, *arguments.keywords]
    inplace = "inplace" if "inplace" in arguments.positional else "False"
    like = len(arguments.tensors) - 1
    given = [*arguments.inputs, *required, *optional]

    refused = [f"{p} != {p}" for p in numbers]
    if signature.constraint and not any(p in signature.constraint for p in required):
        refused.append("not (" + re.sub(r"\binf\b", "_inf", signature.constraint) + ")")
    ordered = ", ".join([*arguments.tensors, *parameters])
    at_once = [
        f"        out = {f'_at_once_of_{name}[{choice}]' if choice else f'_at_once_of_{name}'}({ordered})",
        "        if out is not None:",
        "            return out",
    ]

    lines = [f"def {name}({arguments.text()}):"]
    add = lines.append
    # Nodes see to subclasses, modes and forward derivatives themselves; arguments that are not usual come further down.
    first = NODES is not None and not (required or arguments.row.halves)
    if first:
        conditions = [f"not {inplace}"] if inplace != "False" else []
        conditions += [f"{p}.__class__ is float" for p in numbers]
        conditions += [f"not ({test})" for test in refused]
        conditions += [f"{p} >= {least!r}" for p, least in arguments.row.ignored.items()]
        if choice:
            conditions.append(f"{choice}.__class__ is str and {choice} in _ufuncs_of_{name}")
        lines += [f"    if {' and '.join([*conditions, 'not _is_dynamo_compiling()'])}:", *at_once]
    listed = f"({', '.join(given)},)"
    # The one for a single argument takes half the time.
    overridden = f"_has_torch_function({listed})" if len(given) > 1 else f"_has_torch_function_unary({given[0]})"
    add(f"    if {overridden}:")
    keywords = ", ".join(f"{p}={p}" for p in passed if p not in arguments.inputs)
    add(f"        return _handle_torch_function(_{name}, {listed}, {', '.join(arguments.inputs)}, {keywords})")
    for p, least in arguments.row.ignored.items():
        add(f"    if not {p} >= {least!r}:")
        add(f"        _refuse_ignored({name!r}, {p!r}, {p}, {least!r})")
    if optional:
        add(f"    if {' or '.join(f'isinstance({p}, _Tensor)' for p in optional)}:")
        values = ", ".join(parameters + ([choice] if choice else []))
        data = ", ".join(arguments.tensors)
        add(f"        return _with_tensors(_with_tensors_of_{name}, ({data},), ({values},), {inplace})")
    for p in numbers:
        add(f"    if {p}.__class__ is not float:")
        add(f"        {p} = _number({name!r}, {p!r}, {p})")
    if refused:
        add(f"    if {' or '.join(refused)}:")
        add(f"        _refuse({name!r}, {signature.constraint!r}, {', '.join(f'{p}={p}' for p in numbers)})")
    if choice:
        add(f"    if {choice}.__class__ is not str or {choice} not in _ufuncs_of_{name}:")
        add(f"        _refuse_choice({name!r}, {choice!r}, {choice}, _ufuncs_of_{name})")
    if arguments.row.halves:
        add(f"    {', '.join(arguments.tensors)} = _halved({name!r}, input, dim)")
    if required:
        add("    if isinstance(input, _Tensor):")
        for p in required:
            add(f"        {p} = _along_channels({name!r}, {p!r}, input, {p})")
        add(f"        {', '.join(tensors)} = _autocast(({', '.join(tensors)},))")
    if (_exchange is not None or NODES is not None) and not first:
        conditions = ["not inplace"] if inplace == "inplace" else []
        add(f"    if {' and '.join([*conditions, '_forward_ad._current_level < 0', 'not _is_dynamo_compiling()'])}:")
        lines += at_once
    usual = [f"_is_usual({t})" for t in tensors]
    usual += [f"{t}.dtype is {tensors[0]}.dtype" for t in tensors[1:]]
    if like:
        usual.append(f"{tensors[0]}.shape == {tensors[1]}.shape")
    args = ", ".join(tensors + others)
    ufunc = f"_ufuncs_of_{name}[{choice}]" if choice else f"_ufunc_of_{name}"
    add(f"    if {' and '.join(usual)}:")
    add(f"        if _is_grad_enabled() and ({' or '.join(f'{t}.requires_grad' for t in tensors)}):")
    if inplace == "False":
        add(f"            return _apply_of_{name}({args})")
    else:
        add("            if not inplace:")
        add(f"                return _apply_of_{name}({args})")
        add("        elif _exchange is not None and inplace:")
        add(f"            if _call_tensors(_exchange, {ufunc}, {ordered}, input):")
        add("                _increment_version(input)")
        add("                return input")
    passed_on = f"({', '.join(tensors)},), ({' '.join(f'{o},' for o in others)})"
    add(f"    return _call(_operator_of_{name}, {passed_on}, {inplace}, {like})")
    return "\n".join(lines) + "\n"


# -------------------------------------------------------------------------------------------------------- docstrings

_TENSOR = "torch.Tensor\n    Of float16, bfloat16, float32 or float64, on the CPU."


def _title(arguments: Arguments) -> str:
    row, signature = arguments.row, arguments.signature
    like = f", as `torch.nn.functional.{row.function}`" if row.function else ""
    return f"{signature.summary}, ``{signature.formula}``{like}."


def parameter_docs(arguments: Arguments, skipped: tuple[str, ...] = ()) -> str:
    """What docstrings say of numbers and choices."""
    signature, shown = arguments.signature, []
    parameters = {p.name: p for p in signature.parameters}
    for name, default in (*arguments.positional.items(), *arguments.keywords.items()):
        if name in skipped:
            continue
        optional = "" if default is ... else f", default {default!r}"
        if name == "inplace":
            shown.append("inplace : bool, default False\n    Write the result into `input`.")
        elif name == "dim":
            shown.append("dim : int, default -1\n    The axis that is halved: x, then the gate.")
        elif name in arguments.row.ignored:
            shown.append(f"{name} : float{optional}\n    Taken for PyTorch's sake; nothing happens beyond it.")
        elif name in parameters:
            p = parameters[name]
            kind = "float" if not p.trained else "torch.Tensor" if p.default is None else "float or torch.Tensor"
            about = (
                "Trained: one value for all, or one for each channel, along axis 1." if kind == "torch.Tensor" else ""
            )
            shown.append(f"{name} : {kind}{optional}\n    {about or p.about.replace('`x`', '`input`')}")
        elif choice := signature.choice:
            meaning = ", ".join(f'"{c}" for {about}' for c, about in choice.about.items())
            choices = ", ".join(f'"{c}"' for c in choice.about)
            shown.append(f'{name} : {{{choices}}}, default "{choice.default}"\n    {meaning}.')
    return "\n".join(shown)


def _docstring(arguments: Arguments) -> str:
    signature = arguments.signature
    inputs = "\n".join(f"{name} : {_TENSOR}" for name in arguments.inputs)
    call = f"fastrelu.torch.{arguments.name}"
    setup = ">>> import torch, fastrelu.torch\n"
    if signature.kind == "elementwise":
        given = "".join(
            f", {p.name}="
            + (f"torch.tensor({p.example:g}).double()" if p.trained and p.default is None else f"{p.example:g}")
            for p in signature.parameters
        )
        setup += ">>> x = torch.tensor([-2.0, -0.5, 0.0, 0.5, 2.0], dtype=torch.float64)\n"
        example = f"{setup}>>> {call}(x{given}).numpy().round(4)\n{signature.example}"
    else:
        given = ", ".join(["torch.ones(4)"] * len(arguments.inputs))
        length = 2 if arguments.row.halves else 4
        example = f"{setup}>>> {call}({given}).shape\ntorch.Size([{length}])"
    sections = [
        _title(arguments),
        f"Parameters\n----------\n{inputs}\n{parameter_docs(arguments)}".rstrip(),
        "Returns\n-------\ntorch.Tensor\n    Of the dtype of the input.",
        "Raises\n------\nTypeError, ValueError\n    For other dtypes, layouts and devices, and for bad parameters.",
        f"Examples\n--------\n{example}",
    ]
    return "\n\n".join(sections) + "\n"


# ------------------------------------------------------------------------------------------------------------ made


def _make(name: str) -> Any:
    arguments, operator = Arguments(name), OPERATORS[name]
    # Into this module, each name for one thing: compilers find the globals of a function by its module.
    ufuncs = operator.ufuncs["value"]
    own = {
        "apply": operator.apply,
        "operator": operator,
        "with_tensors": WITH_TENSORS[name],
        "ufuncs": ufuncs,
        "ufunc": next(iter(ufuncs.values())),
    }
    at_once = {chosen: at_once_of(operator, chosen) for chosen in ufuncs}
    own["at_once"] = at_once.get(None, at_once)  # None: there is no choice
    space = globals()
    space.update({f"_{key}_of_{arguments.name}": value for key, value in own.items()})
    local: dict[str, Any] = {}
    exec(compile(_source(arguments, operator), f"<fastrelu.torch.{arguments.name}>", "exec"), space, local)
    function = space[f"_{arguments.name}"] = local[arguments.name]
    function.__doc__ = _docstring(arguments)
    function.__module__ = "fastrelu.torch"
    return function


FUNCTIONAL = {Arguments(name).name: _make(name) for name in OPERATORS}
ARGUMENTS = {name: Arguments(name) for name in OPERATORS}
