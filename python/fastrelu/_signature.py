"""What each activation says of itself: its inputs, parameters, limits, and where tests shall look closely.

It is said in the structs of ``cpp/activations``, and comes from the compiled module as it stands there. Functions,
docstrings, stubs, adapters, tests, tools and benchmarks are made from it, and ask for no activation by its name.

`KERNELS` has a `Signature` for every struct. `FUNCTIONS` has those that have a public name of their own: formulas that
one function chooses among, as ``gelu(x, approximate="tanh")`` does, are its `variants`. `ROWS` has the functions along
an axis, as softmax is one.
"""

from __future__ import annotations

from typing import Any

from . import _core

# Kind -> form of a function -> what is appended to the activation's name.
FORMS = {
    "elementwise": {
        "value": "",
        "derivative": "_derivative",
        "backward": "_backward",
        "with_derivative": "_with_derivative",
    },
    "gated": {"value": "", "backward": "_backward"},
}
# The backward pass that takes y = f(x) for x, of activations that say how: form and what is appended.
OUTPUT_FORM = "backward_from_output"
# Kind -> form -> names of the results.
RESULTS = {
    "elementwise": {
        "value": ("y",),
        "derivative": ("dy",),
        "backward": ("grad_x",),
        "with_derivative": ("y", "dy"),
        OUTPUT_FORM: ("grad_x",),
    },
    "gated": {"value": ("y",), "backward": ("grad_gate", "grad_x")},
}
INPUTS = {"elementwise": ("x",), "gated": ("gate", "x"), "along_axis": ("x",)}
# The forms of functions along an axis, of which the backward pass takes the output: form -> what is appended.
ROW_FORMS = {"value": "", "backward": "_backward"}
# Forms of x + bias, by kind -> the form that they are of.
BIASED = {"elementwise": {"bias": "value", "bias_backward": "backward"}, "gated": {}}


class Parameter:
    """A parameter of an activation.

    Attributes
    ----------
    name, about : str
    default : float or None
        None if it must be given.
    example : float
        The default, or what examples and benchmarks take.
    trained : bool
        Whether it is trained, so that the backward pass gives its gradient.
    """

    __slots__ = ("about", "default", "example", "name", "trained")

    def __init__(self, name: str, example: float, required: bool, trained: bool, about: str) -> None:
        self.name, self.about, self.example, self.trained = name, about, example, trained
        self.default: float | None = None if required else example


class Choice:
    """The keyword by which a function chooses among formulas.

    Attributes
    ----------
    name : str
    default : str
    about : dict of str to str
        What each choice means.
    """

    __slots__ = ("about", "default", "name")

    def __init__(self, name: str, default: str) -> None:
        self.name, self.default = name, default
        self.about: dict[str, str] = {}


class Signature:
    """What an activation says of itself.

    Attributes
    ----------
    name, family : str
    aliases : tuple of str
        Other names of its functions.
    kind : {"elementwise", "gated"}
    inputs : tuple of str
        What it takes besides parameters.
    parameters : tuple of Parameter
    choice : Choice or None
        Of a public function with several formulas.
    variants : dict of str to Signature
        Those formulas, by what chooses them; empty where there is no choice.
    public : str
        The name of the public function that leads to it.
    chosen : str or None
        What chooses this formula.
    summary, formula, derivative_formula, source, notes, worst_error, example, example_derivative : str
    bound : float
        The published worst error, in units in the last place; 0.5 means correctly rounded.
    constraint : str
        What numbers as parameters must satisfy: an expression in their names, or nothing.
    output_formula : str
        The derivative as one of the output y; nothing where that does not determine it.
    output_constraint : str
        What parameters must satisfy besides for `output_formula`, as `constraint`, or nothing.
    gate_first : bool
        Whether the gate is the first half of an array that holds both inputs.
    keeps_integers, monotone, piecewise_linear, keeps_sign_of_zero : bool
    at_minus_infinity, at_plus_infinity : tuple of str
        Limits of value and derivative: expressions in the names of the parameters, ``inf`` and ``x``; see `limits`.
    points, derivative_roots : tuple of float
    samples : tuple of tuple of float
        Values of all parameters to test with, the usual ones first.
    """

    name: str
    family: str
    kind: str
    variant: tuple[str, str, str, str] | None
    summary: str
    formula: str
    derivative_formula: str
    source: str
    notes: str
    worst_error: str
    example: str
    example_derivative: str
    constraint: str
    output_formula: str
    output_constraint: str
    gate_first: bool
    keeps_integers: bool
    monotone: bool
    piecewise_linear: bool
    keeps_sign_of_zero: bool
    at_minus_infinity: tuple[str, str]
    at_plus_infinity: tuple[str, str]
    points: tuple[float, ...]
    derivative_roots: tuple[float, ...]

    def __init__(self, entry: dict[str, Any]) -> None:
        self.__dict__.update(entry)
        self.aliases: tuple[str, ...] = tuple(entry["aliases"].split())
        self.inputs = INPUTS[self.kind]
        self.parameters = tuple(Parameter(*given) for given in entry["parameters"])
        self.samples: tuple[tuple[float, ...], ...] = entry["samples"] or (tuple(p.example for p in self.parameters),)
        self.bound = float(self.worst_error.split()[0])
        self.choice: Choice | None = None
        self.variants: dict[str, Signature] = {}
        self.public = self.name
        self.chosen: str | None = None

    def __repr__(self) -> str:
        return f"<Signature of {self.name}>"

    @property
    def forms(self) -> dict[str, str]:
        """Form of a function -> what is appended to the activation's name."""
        return FORMS[self.kind]

    @property
    def all_forms(self) -> tuple[str, ...]:
        """The forms, those of x + bias and from the output included."""
        from_output = (OUTPUT_FORM,) if self.output_formula and OUTPUT_FORM in RESULTS[self.kind] else ()
        return (*self.forms, *BIASED[self.kind], *from_output)

    def function_name(self, form: str, name: str | None = None) -> str:
        """The name of the function of one form; `name` may be an alias."""
        name = self.public if name is None else name
        if form == OUTPUT_FORM:
            return f"{name}_{form}"
        plain = BIASED[self.kind].get(form)
        return name + self.forms[form] if plain is None else f"bias_{name}{self.forms[plain]}"

    @property
    def defaults(self) -> tuple[float, ...]:
        """All parameters as examples and benchmarks take them."""
        return tuple(p.example for p in self.parameters)

    def bound_of(self, form: str) -> float:
        """The published worst error of one form, in units in the last place: 1 in "0.501 ulp, 1 ulp in backward"."""
        if form == "with_derivative":
            return max(self.bound_of("value"), self.bound_of("derivative"))
        for part in self.worst_error.split(","):
            if part.endswith(f"ulp in {form}"):
                return float(part.split()[0])
        return self.bound

    @property
    def general_sample(self) -> tuple[float, ...]:
        """The first sample that is not all ones: a parameter of 1 may take a loop of its own."""
        return next((sample for sample in self.samples if any(p != 1 for p in sample)), self.samples[0])

    @property
    def trained(self) -> tuple[int, ...]:
        """The numbers of the parameters that are trained."""
        return tuple(k for k, p in enumerate(self.parameters) if p.trained)

    def data(self, form: str) -> tuple[str, ...]:
        """The names of a form's inputs that are no parameters."""
        if form == OUTPUT_FORM:
            return ("grad_output", "y")
        inputs = (*self.inputs, "bias") if form in BIASED[self.kind] else self.inputs
        return ("grad_output", *inputs) if form.endswith("backward") else inputs

    def results(self, form: str) -> tuple[str, ...]:
        """The names of a form's results, but for the gradients of parameters."""
        return RESULTS[self.kind][BIASED[self.kind].get(form, form)]

    def limits(self, sign: float, *parameters: float) -> tuple[float, ...]:
        """Value and derivative at minus or plus infinity.

        Parameters
        ----------
        sign : float
        *parameters : float

        Returns
        -------
        tuple of float
        """
        names = {p.name: value for p, value in zip(self.parameters, parameters, strict=True)}
        names["x"] = float("inf") if sign > 0 else -float("inf")
        texts = self.at_minus_infinity if sign < 0 else self.at_plus_infinity
        return tuple(float(eval(text, {"__builtins__": {}, "inf": float("inf")}, names)) for text in texts)


def _read(signatures: list[Signature]) -> tuple[dict[str, Signature], dict[str, Signature]]:
    kernels = {signature.name: signature for signature in signatures}
    functions: dict[str, Signature] = {}
    for name, signature in kernels.items():
        if signature.variant is None:
            functions[name] = signature
            continue
        of, parameter, chosen, about = signature.variant
        signature.public, signature.chosen = of, chosen
        function = functions.setdefault(of, kernels[of])
        if function.choice is None and function.variant is not None:
            function.choice = Choice(parameter, function.variant[2])
        assert function.choice is not None
        function.choice.about[chosen] = about
        function.variants[chosen] = signature
    return kernels, functions


_ALL = [Signature(entry) for entry in _core.signatures()]
KERNELS, FUNCTIONS = _read([s for s in _ALL if s.kind != "along_axis"])
ROWS = {s.name: s for s in _ALL if s.kind == "along_axis"}
