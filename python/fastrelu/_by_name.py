"""Activations by name: those of fastrelu, PyTorch, Keras, JAX, ONNX, Transformers and thinc."""

from __future__ import annotations

from typing import Any, NamedTuple

from ._activation import Activation, check, same, text
from ._meanings import FRAMEWORKS, bind, find, framework_of, table, unknown
from ._names_other import REQUIRED


class _Candidate(NamedTuple):
    """What a name stands for in one framework; `name` is that of our function, if we have it."""

    label: str
    name: str = ""
    values: dict[str, Any] = {}  # noqa: RUF012  # nobody writes to it
    error: Exception | None = None
    lacking: str = ""  # why we have no such function

    def agrees(self, other: _Candidate) -> bool:
        return bool(self.name) and self.name == other.name and same(self.values, other.values)

    def lacks_axis(self) -> bool:
        return self.values.get("axis") is REQUIRED

    def __str__(self) -> str:
        if not self.name:
            return f"not in fastrelu: {self.lacking}"
        shown = (
            f"{key} to be given" if value is REQUIRED else f"{key}={value!r}"
            for key, value in self.values.items()
            if value is not None
        )
        return f"{self.name}({', '.join(shown)})"


def _candidate(framework: str, name: str, parameters: dict[str, Any]) -> _Candidate:
    label, entry = f"{framework}:{name}", table(framework)[name]
    try:
        signature, values = bind(framework, name, parameters)
        check(signature, values)
    except (TypeError, ValueError) as error:
        return _Candidate(label, error=error, lacking=entry if isinstance(entry, str) else "")
    return _Candidate(label, signature.name, values)


def activation(name: str, /, **parameters: Any) -> Activation:
    """The activation of a name, be it ours or that of another framework, with the parameters that it has there.

    Parameters
    ----------
    name : str
        ``"framework:name"``, of the frameworks fastrelu, torch, keras, jax, onnx, transformers (also ``hf``), and
        thinc. A bare name is taken if all frameworks that have it, fastrelu included, mean the same function with the
        same parameters, those that are given here included. Names are looked up in their own case first, and in any
        case if there is none.
    **parameters
        By our names, or by those of the framework.

    Returns
    -------
    Activation
        With its parameters bound.

    Raises
    ------
    TypeError
        If a parameter is unknown, missing, or not of real numbers.
    ValueError
        If the name is unknown (the error has names that are like it), if frameworks mean different things by it (the
        error lists what), if we have no such function, or if a parameter makes no sense.

    Notes
    -----
    The page docs/names.md has all names, and which of them need a prefix. Where a framework has no default for an axis,
    as PyTorch has none for softmax, it does not stand against those that have one.

    Examples
    --------
    >>> import fastrelu
    >>> fastrelu.activation("gelu_new")
    Activation('gelu', approximate='tanh')
    >>> fastrelu.activation("keras:leaky_relu")
    Activation('leaky_relu', negative_slope=0.2)
    >>> fastrelu.activation("onnx:LeakyRelu", alpha=0.1)
    Activation('leaky_relu', negative_slope=0.1)
    >>> fastrelu.activation("leaky_relu")
    Traceback (most recent call last):
        ...
    ValueError: 'leaky_relu' is ambiguous; name one of these, or give its parameters:
        fastrelu:leaky_relu, torch:leaky_relu, jax:leaky_relu, transformers:leaky_relu: leaky_relu(negative_slope=0.01)
        keras:leaky_relu: leaky_relu(negative_slope=0.2)
    """
    prefix, colon, bare = text(name).rpartition(":")
    frameworks = (framework_of(prefix),) if colon else FRAMEWORKS
    candidates = [_candidate(*found, parameters) for found in find(bare, frameworks)]
    if not candidates:
        raise unknown(bare, frameworks)
    # Those that take these parameters. A framework that has a name for what we cannot compute counts, too.
    taken = [c for c in candidates if c.name or c.lacking]
    if not taken:
        assert candidates[0].error is not None
        raise candidates[0].error
    if any(c.name and not c.lacks_axis() for c in taken):
        taken = [c for c in taken if not c.lacks_axis()]
    first = taken[0]
    if all(c.lacking for c in taken):
        assert first.error is not None
        raise first.error
    if not all(c is first or first.agrees(c) for c in taken):
        raise ValueError(_ambiguous(bare, taken))
    missing = [key for key, value in first.values.items() if value is REQUIRED]
    if missing:
        raise TypeError(f"{first.label}: {' and '.join(missing)} must be given")
    return Activation(first.name, **first.values)


def _ambiguous(name: str, candidates: list[_Candidate]) -> str:
    """The candidates, those together that mean the same."""
    groups: list[list[_Candidate]] = []
    for candidate in candidates:
        group = next((g for g in groups if g[0].agrees(candidate)), None)
        if group is None:
            groups.append([candidate])
        else:
            group.append(candidate)
    lines = [f"{', '.join(c.label for c in group)}: {group[0]}" for group in groups]
    return "\n    ".join([f"{name!r} is ambiguous; name one of these, or give its parameters:", *lines])


def list_activations(framework: str | None = None) -> list[str]:
    """The names that `activation` takes.

    Parameters
    ----------
    framework : str, optional
        Whose names: fastrelu, torch, keras, jax, onnx, transformers or thinc. By default those of all.

    Returns
    -------
    list of str
        Each with the prefix of its framework, so that `activation` takes it as it is.

    Raises
    ------
    ValueError
        If there is no such framework.

    Examples
    --------
    >>> import fastrelu
    >>> fastrelu.list_activations("jax")[:4]
    ['jax:celu', 'jax:elu', 'jax:gelu', 'jax:glu']
    >>> fastrelu.activation("jax:gelu")
    Activation('gelu', approximate='tanh')
    """
    if framework is not None and not isinstance(framework, str):
        raise TypeError(f"framework must be a string or None, not {framework!r}")
    frameworks = FRAMEWORKS if framework is None else (framework_of(framework),)
    return [f"{f}:{name}" for f in frameworks for name in sorted(table(f)) if not isinstance(table(f)[name], str)]
