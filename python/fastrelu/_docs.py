"""Docstrings in numpydoc form, put together from what an activation says of itself."""

from ._signature import BIASED, OUTPUT_FORM

_WHAT = {
    "value": "{summary}, elementwise.",
    "derivative": "Derivative of `{public}`, elementwise.",
    "backward": "Backward pass of `{public}`: ``grad_output`` times its derivative, in one pass.",
    "with_derivative": "Value and derivative of `{public}` in one pass.",
    "bias": "{summary} of ``x + bias``, in one pass.",
    OUTPUT_FORM: "Backward pass of `{public}` from its output, for training that overwrites its input.",
    "bias_backward": "Backward pass of `bias_{public}`: the gradients of `x` and of `bias`.",
}

_RETURNS = {
    "y": "f(x), of the broadcast shape of the inputs, in their common float dtype.",
    "dy": "f'(x), of the broadcast shape of the inputs, in their common float dtype.",
    "grad_x": "Gradient with respect to `x`, of the broadcast shape of the inputs.",
    "grad_gate": "Gradient with respect to `gate`, of the broadcast shape of the inputs.",
}

_INPUTS = {
    "grad_output": "Gradient with respect to the output. Broadcasts against the other inputs.",
    "x": "Input.",
    "y": "The output, f(x).",
    "bias": "What is added to `x`, as one number for each feature. Broadcasts against it, or is laid along `axis`.",
    "gate": "Input of the gate. Broadcasts against `x`.",
}

_KEYWORDS = """\
out : ndarray, or tuple of ndarrays, optional
    Where to store the result. May be an input itself.
**kwargs
    The other keywords of NumPy's ufuncs: ``where``, ``dtype``, ``casting``, ``order``, ``subok``."""

_BIAS_GRADIENT = """\
grad_bias : ndarray or scalar
    Sum of `grad_x` over what was broadcast, of the shape of `bias`. Summed in float64; the same bits for every number
    of threads."""

_SPLIT = """\
axis : int, default -1
    If `x` is left out, the axis along which `gate` holds both, one after the other. The backward pass then gives one
    gradient, of the shape of that array.
gate_first : bool, default {gate_first}
    Whether the gate is the first half there."""

_AXIS = """\
axis : int, optional
    Lay a one-dimensional {names} along this axis of `x`: 1 is the axis of channels in PyTorch's layout. By default
    it broadcasts by NumPy's rules, that is, from the last axis."""

_GRADIENT = """\
grad_{name} : ndarray or scalar
    {when}Sum of ``grad_output`` times the derivative with respect to `{name}` over what was broadcast, of the shape of
    `{name}`. Summed in float64; the same bits for every number of threads."""


def _arguments(signature, form, example=True):
    """The parameters of a call in an example, those without a default alone."""
    return "".join(f", {p.name}={p.example:g}" for p in signature.parameters if example or p.default is None)


def _example(signature, form, public):
    values, slopes = signature.example, signature.example_derivative
    arguments = _arguments(signature, form)
    call = f"fastrelu.{public}"
    setup = ">>> import numpy as np, fastrelu\n>>> x = np.array([-2.0, -0.5, 0.0, 0.5, 2.0])\n"
    if signature.kind == "gated":
        if form == "value":
            return f"{setup}>>> {call}(x, np.ones(5){arguments}).round(4)\n{values}"
        return (
            f"{setup}>>> grad_gate, grad_x = {call}(np.ones(5), x, np.ones(5){arguments})\n"
            f">>> grad_gate.round(4)\n{slopes}\n>>> grad_x.shape\n(5,)"
        )
    if form == "bias":
        return f"{setup}>>> {call}(x - 1, 1.0{arguments}).round(4)\n{values}"
    if form == "bias_backward":
        return (
            f"{setup}>>> grad_x, grad_bias = {call}(np.ones(5), x - 1, 1.0{arguments})\n>>> grad_x.round(4)\n{slopes}"
        )
    if form in ("value", "derivative"):
        return f"{setup}>>> {call}(x{arguments}).round(4)\n{values if form == 'value' else slopes}"
    if form in ("backward", OUTPUT_FORM):
        # A trained parameter that is given gets a gradient, which has no place in a line that all share.
        few = "".join(f", {p.name}={p.example:g}" for p in signature.parameters if not p.trained or p.default is None)
        data = "x" if form == "backward" else f"fastrelu.{signature.public}(x{few})"
        required = [p for p in signature.parameters if p.trained and p.default is None]
        if required:
            names = "".join(f", grad_{p.name}" for p in required)
            shape = "".join(f">>> grad_{p.name}.shape\n()\n" for p in required).rstrip("\n")
            return f"{setup}>>> grad_x{names} = {call}(np.ones(5), {data}{few})\n>>> grad_x.round(4)\n{slopes}\n{shape}"
        return f"{setup}>>> {call}(np.ones(5), {data}{few}).round(4)\n{slopes}"
    return f"{setup}>>> y, dy = {call}(x{arguments})\n>>> y.round(4)\n{values}\n>>> dy.round(4)\n{slopes}"


def _list(names):
    """Names as a sentence has them."""
    return " or ".join(f"`{name}`" for name in names)


_ROW = """\
{what}

Parameters
----------
{inputs}
axis : int or None, default -1
    The axis along which rows lie; None takes all elements for one row.
out : ndarray, optional
    Where to store the result. May be an input itself.
**kwargs
    Other keywords of NumPy's generalised ufuncs: ``dtype``, ``casting``, ``order``, ``subok``.

Returns
-------
{returns}

Raises
------
TypeError
    For arrays that are not of real numbers, or an `axis` that is no integer.
ValueError
    If `axis` is out of bounds, shapes do not broadcast, or `out` does not fit.

Notes
-----
``{formula}`` [1]_. {notes}
{error}
The bits of a row depend on nothing but the row. Never raises a floating-point warning.

References
----------
.. [1] {source}

Examples
--------
{example}
"""


def row_docstring(signature, form):
    """The docstring of a function along an axis."""
    name = signature.name
    example = ">>> import numpy as np, fastrelu\n>>> x = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])\n"
    if form == "value":
        return _ROW.format(
            what=f"{signature.summary}.",
            inputs="x : array_like of float16, float32, float64 or integers\n    Integers promote as in `numpy.exp`.",
            returns="y : ndarray or scalar\n    Of the shape of `x`.",
            formula=signature.formula,
            notes=signature.notes,
            error=f"Worst error: {signature.worst_error}.",
            source=signature.source,
            example=f"{example}>>> fastrelu.{name}(x).round(4)\n{signature.example}",
        )
    return _ROW.format(
        what=f"Backward pass of `{name}`, from its output.",
        inputs=(
            "grad_output : array_like\n    Gradient with respect to the output.\n"
            f"y : array_like\n    The output, ``{name}(x)``."
        ),
        returns="grad_x : ndarray or scalar\n    Gradient with respect to the input.",
        formula=signature.derivative_formula,
        notes="",
        error="Sums are taken in more than the dtype; what cancels is exact to an ulp of its larger term.",
        source=signature.source,
        example=(
            f"{example}>>> y = fastrelu.{name}(x)\n"
            f">>> fastrelu.{name}_backward(np.eye(3)[:2], y).round(4)\n{signature.example_derivative}"
        ),
    )


def docstring(signature, form, of_ufunc=False):
    """The docstring of one form of an activation; `of_ufunc` if NumPy puts the signature in front of it."""
    public = signature.function_name(form)
    trained = [p for p in signature.parameters if p.trained]
    is_biased = form in BIASED[signature.kind]
    parameters = []
    integers = "Integers keep their dtype." if signature.keeps_integers else "Integers promote as in `numpy.exp`."
    for name in signature.data(form):
        kind = "array_like of float16, float32, float64 or integers" if name in "xy" else "array_like"
        parameters.append(f"{name} : {kind}\n    {_INPUTS[name]}{' ' + integers if name in 'xy' else ''}")
    for p in signature.parameters:
        optional = "" if p.default is None else f", default {p.default:.7g}"
        parameters.append(f"{p.name} : array_like{optional}\n    {p.about}")
    if signature.choice and not of_ufunc:
        choice = signature.choice
        choices = ", ".join(f'"{name}"' for name in choice.about)
        meaning = ", ".join(f'"{name}" for {about}' for name, about in choice.about.items())
        parameters.append(f'{choice.name} : {{{choices}}}, default "{choice.default}"\n    {meaning}.')
    if signature.kind == "gated" and not of_ufunc:
        parameters.append(_SPLIT.format(gate_first=signature.gate_first))
    elif (trained or is_biased) and not of_ufunc:
        laid = [p.name for p in trained] + ["bias"] * is_biased
        parameters.append(_AXIS.format(names=_list(laid)))
    parameters.append(_KEYWORDS)
    returns = [f"{name} : ndarray or scalar\n    {_RETURNS[name]}" for name in signature.results(form)]
    if form == "bias_backward":
        returns.append(_BIAS_GRADIENT)
    if form in ("backward", OUTPUT_FORM) and not of_ufunc:
        for p in trained:
            when = "" if p.default is None else f"If `{p.name}` is given. "
            returns.append(_GRADIENT.format(name=p.name, when=when))
    errors = "If the shapes do not broadcast, or `out` is read-only or of the wrong shape"
    if signature.constraint and not of_ufunc:
        errors += f", or unless ``{signature.constraint}``"
    if form == OUTPUT_FORM and signature.output_constraint and not of_ufunc:
        errors += f", or unless ``{signature.output_constraint}``, of arrays too: otherwise y does not determine f'(x)"
    formula = signature.formula if form in ("value", "bias") else signature.derivative_formula
    symbol = "f(x)" if form in ("value", "bias") else "f'(x)"
    error = f"Worst error: {signature.worst_error}."
    if form == OUTPUT_FORM:
        formula = f"{signature.output_formula}``, y = ``{signature.formula}"
        error += " That is for y as it is given: what a value lost as it was rounded, its derivative lacks too."
    sections = [
        _WHAT[form].format(summary=signature.summary, public=signature.public),
        "Parameters\n----------\n" + "\n".join(parameters),
        "Returns\n-------\n" + "\n".join(returns),
        "Raises\n------\nTypeError\n    For complex, object and other arrays that are not of real numbers.\n"
        f"ValueError\n    {errors}.",
        f"Notes\n-----\n``{symbol} = {formula}`` [1]_. {signature.notes}\n"
        f"{error} Never raises a floating-point warning.",
        f"References\n----------\n.. [1] {signature.source}",
    ]
    if not of_ufunc or not signature.parameters:
        sections.append("Examples\n--------\n" + _example(signature, form, public))
    return "\n\n".join(sections) + "\n"
