"""The modules: those of `torch.nn` with another `forward`, and such for what `torch.nn` lacks."""

from __future__ import annotations

from typing import Any

import torch

from . import _row_functions
from ._functions import ARGUMENTS, FUNCTIONAL, Arguments, parameter_docs

_Parameter, _full = torch.nn.Parameter, torch.full


def _in_camel_case(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _trained(arguments: Arguments) -> list[Any]:
    return [p for p in arguments.signature.parameters if p.trained and p.default is None]


def _forward(arguments: Arguments) -> Any:
    inputs = ", ".join(arguments.inputs)
    values = [f"self.{name}" for name in arguments.positional]
    values += [f"{name}=self.{name}" for name in arguments.keywords]
    source = f"def forward(self, {inputs}):\n    return _{arguments.name}({', '.join([inputs, *values])})\n"
    globals()[f"_{arguments.name}"] = FUNCTIONAL[arguments.name]  # where compilers look for it
    forward = _compiled(source, "forward")
    forward.__doc__ = f"Apply `{arguments.name}`."
    return forward


def _compiled(source: str, name: str) -> Any:
    local: dict[str, Any] = {}
    exec(compile(source, "<fastrelu.torch>", "exec"), globals(), local)
    return local[name]


def _initializer(arguments: Arguments, name: str, base: Any) -> Any:
    """``__init__`` where PyTorch has none, or one without all of our parameters."""
    inherited = base is not torch.nn.Module
    trained = [p.name for p in _trained(arguments)]
    shown = [name for name in arguments.positional if name not in trained]
    if inherited and not arguments.keywords:
        return None

    def text(name: str, default: Any) -> str:
        return name if default is ... else f"{name}={default!r}"

    own = {name: value for name, value in arguments.keywords.items() if name not in trained}
    header = [text(name, arguments.positional[name]) for name in shown]
    header += ["*", *(text(name, value) for name, value in own.items())] if own else []
    if trained and not inherited:
        header += ["device=None", "dtype=None"]
    source = f"def __init__(self, {', '.join(header)}):\n"
    source += f"    super({name}, self).__init__({', '.join(shown) if inherited else ''})\n"
    for key in own if inherited else [*shown, *own]:
        source += f"    self.{key} = {key}\n"
    if not inherited:
        for p in _trained(arguments):
            source += f"    self.{p.name} = _Parameter(_full((1,), {p.example!r}, device=device, dtype=dtype))\n"
    return _compiled(source, "__init__")


def _shown(arguments: Arguments, base: Any) -> Any:
    own = [name for name in arguments.keywords if base is not torch.nn.Module]
    names = [*arguments.positional, *arguments.keywords] if base is torch.nn.Module else own
    names = [name for name in names if name not in {p.name for p in _trained(arguments)}]

    def extra_repr(self: Any) -> str:
        """What the module shows of itself between its parentheses."""
        shown = [base.extra_repr(self)] if base is not torch.nn.Module else []
        for name in names:
            if base is torch.nn.Module or getattr(self, name) != arguments.keywords[name]:
                shown.append(f"{name}={getattr(self, name)!r}")
        return ", ".join(text for text in shown if text)

    return extra_repr if names else None


def _docstring(arguments: Arguments, name: str, base: Any) -> str:
    signature = arguments.signature
    place = f", in place of `torch.nn.{name}`" if base is not torch.nn.Module else ""
    title = f"{signature.summary} as a module{place}."
    trained = [p.name for p in _trained(arguments)]
    parameters = parameter_docs(arguments, tuple(trained))
    if trained and base is not torch.nn.Module:
        parameters = "As those of PyTorch's module.\n" + parameters
    given = ", ".join(f"{p.example:g}" for p in signature.parameters if p.default is None and not p.trained)
    inputs = ", ".join(["torch.ones(4)"] * len(arguments.inputs))
    example = f">>> import torch, fastrelu.torch\n>>> fastrelu.torch.{name}({given})({inputs}).shape\n"
    example += f"torch.Size([{2 if arguments.row.halves else 4}])"
    sections = [title, f"Parameters\n----------\n{parameters}".rstrip()] if parameters else [title]
    return "\n\n".join([*sections, f"Examples\n--------\n{example}"]) + "\n"


def _make(arguments: Arguments, name: str) -> type[torch.nn.Module]:
    base = getattr(torch.nn, arguments.row.module or "", None) or torch.nn.Module
    trained = {p.name for p in _trained(arguments)}
    members: dict[str, Any] = {
        "__module__": "fastrelu.torch",
        "__doc__": _docstring(arguments, name, base),
        "forward": _forward(arguments),
        # So that a module of PyTorch's becomes one of ours by a change of class.
        **{key: value for key, value in arguments.keywords.items() if value is not ... and key not in trained},
    }
    for key, made in (("__init__", _initializer(arguments, name, base)), ("extra_repr", _shown(arguments, base))):
        if made is not None:
            members[key] = made
    made = globals()[name] = type(name, (base,), members)
    return made


MODULES: dict[str, type[torch.nn.Module]] = {}
_REPLACED: dict[type[torch.nn.Module], type[torch.nn.Module]] = {}  # PyTorch's -> ours

for _arguments in ARGUMENTS.values():
    _name = _arguments.row.module or _in_camel_case(_arguments.signature.public)
    MODULES[_name] = _make(_arguments, _name)
    if _arguments.row.module:
        _REPLACED[getattr(torch.nn, _name)] = MODULES[_name]
for _name, _module in _row_functions.MODULES.items():
    if hasattr(torch.nn, _name):
        _REPLACED[getattr(torch.nn, _name)] = _module


def _exchange(model: torch.nn.Module, classes: dict[Any, Any]) -> int:
    changed = 0
    for module in model.modules():
        if type(module) in classes:
            module.__class__ = classes[type(module)]
            changed += 1
    return changed


def replace_activations(model: torch.nn.Module) -> int:
    """Make the activation modules of a model ours, where they are PyTorch's own.

    The modules stay the objects that they are: parameters, hooks, names and modes are kept, and so are optimizers that
    hold their parameters. Subclasses of PyTorch's modules, and functions that a model calls itself, are left alone.

    Parameters
    ----------
    model : torch.nn.Module
        Changed in place; may be an activation itself.

    Returns
    -------
    int
        How many modules were changed.

    Examples
    --------
    >>> import torch, fastrelu.torch
    >>> model = torch.nn.Sequential(torch.nn.Linear(5, 3), torch.nn.GELU())
    >>> fastrelu.torch.replace_activations(model)
    1
    >>> type(model[1])
    <class 'fastrelu.torch.GELU'>
    """
    return _exchange(model, _REPLACED)


def restore_activations(model: torch.nn.Module) -> int:
    """Undo `replace_activations`.

    Parameters
    ----------
    model : torch.nn.Module
        Changed in place.

    Returns
    -------
    int
        How many modules were changed.

    Examples
    --------
    >>> import torch, fastrelu.torch
    >>> model = torch.nn.Sequential(torch.nn.Linear(5, 3), fastrelu.torch.GELU())
    >>> fastrelu.torch.restore_activations(model)
    1
    >>> type(model[1])
    <class 'torch.nn.modules.activation.GELU'>
    """
    return _exchange(model, {ours: theirs for theirs, ours in _REPLACED.items()})
