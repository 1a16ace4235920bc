"""Docstrings in numpydoc form, put together from what an activation says about itself."""

_WHAT = {
    "value": "{summary}, elementwise.",
    "derivative": "Derivative of `{public}`, elementwise.",
    "backward": "Backward pass of `{public}`: ``grad_output`` times its derivative at `x`, in one pass.",
    "with_derivative": "Value and derivative of `{public}` in one pass.",
}

_RETURNS = {
    "value": ("y : ndarray or scalar", "f(x), of the broadcast shape of the inputs, in their common float dtype."),
    "derivative": (
        "dy : ndarray or scalar",
        "f'(x), of the broadcast shape of the inputs, in their common float dtype.",
    ),
    "backward": ("grad_x : ndarray or scalar", "``grad_output * f'(x)``, of the broadcast shape of the inputs."),
    "with_derivative": ("y, dy : tuple of ndarray or scalar", "f(x) and f'(x), of the broadcast shape of the inputs."),
}

_KEYWORDS = """\
out : ndarray, or tuple of ndarrays, optional
    Where to store the result. May be `x` itself.
**kwargs
    The other keywords of NumPy's ufuncs: ``where``, ``dtype``, ``casting``, ``order``, ``subok``."""

_GELU_PARAMETER = """\
approximate : {"none", "tanh"}, default "none"
    "none" for the normal distribution function, "tanh" for ``x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3)))``."""

_AXIS_PARAMETER = """\
axis : int, optional
    Lay a one-dimensional `weight` along this axis of `x`: 1 is the axis of channels in PyTorch's layout. By default
    `weight` broadcasts by NumPy's rules, that is, from the last axis."""

_WEIGHT_RETURN = """\
grad_weight : ndarray or scalar
    Sum of ``grad_output * min(x, 0)`` over what was broadcast, of the shape of `weight`. Summed in float64; the
    same bits for every number of threads."""


def _indent(text, by="    "):
    return "\n".join(by + line for line in text.split("\n"))


def _example(activation, form, public):
    values, slopes = activation["example"], activation["example_derivative"]
    arguments = "".join(f", {p[0]}={p[1] if p[1] is not None else 0.25}" for p in activation["parameters"])
    call = f"fastrelu.{public}"
    setup = ">>> import numpy as np, fastrelu\n>>> x = np.array([-2.0, -0.5, 0.0, 0.5, 2.0])\n"
    if form in ("value", "derivative"):
        return f"{setup}>>> {call}(x{arguments}).round(4)\n{values if form == 'value' else slopes}"
    if form == "backward":
        if activation["name"] == "prelu":
            return (
                f"{setup}>>> grad_x, grad_weight = {call}(np.ones(5), x{arguments})\n"
                f">>> grad_x\n{slopes}\n>>> float(grad_weight)\n-2.5"
            )
        return f"{setup}>>> {call}(np.ones(5), x{arguments}).round(4)\n{slopes}"
    return f"{setup}>>> y, dy = {call}(x{arguments})\n>>> y.round(4)\n{values}\n>>> dy.round(4)\n{slopes}"


def docstring(activation, form, of_ufunc=False):
    """The docstring of one form of an activation; `of_ufunc` if NumPy puts the signature in front of it."""
    name = activation["name"]
    base = name.removesuffix("_tanh")
    public = base + {"value": "", "derivative": "_derivative", "backward": "_backward"}.get(form, "_with_derivative")
    parameters = []
    if form == "backward":
        parameters.append("grad_output : array_like\n    Gradient with respect to the output. Broadcasts against `x`.")
    integers = "Integers keep their dtype." if activation["keeps_integers"] else "Integers promote as in `numpy.exp`."
    parameters.append(f"x : array_like of float16, float32, float64 or integers\n    Input. {integers}")
    for parameter, default, about in activation["parameters"]:
        optional = "" if default is None else f", default {default:g}"
        parameters.append(f"{parameter} : array_like{optional}\n    {about}")
    if base == "gelu" and not of_ufunc:
        parameters.append(_GELU_PARAMETER)
    if name == "prelu" and not of_ufunc:
        parameters.append(_AXIS_PARAMETER)
    parameters.append(_KEYWORDS)
    returned, about = _RETURNS[form]
    returns = f"{returned}\n    {about}"
    if name == "prelu" and form == "backward" and not of_ufunc:
        returns += "\n" + _WEIGHT_RETURN
    formula = activation["formula"] if form == "value" else activation["derivative_formula"]
    symbol = "f(x)" if form == "value" else "f'(x)"
    sections = [
        _WHAT[form].format(summary=activation["summary"], public=base),
        "Parameters\n----------\n" + "\n".join(parameters),
        "Returns\n-------\n" + returns,
        "Raises\n------\nTypeError\n    For complex, object and other arrays that are not of real numbers.\n"
        "ValueError\n    If the shapes do not broadcast, or `out` is read-only or of the wrong shape.",
        f"Notes\n-----\n``{symbol} = {formula}`` [1]_. {activation['notes']}\n"
        f"Worst error: {activation['worst_error']}. Never raises a floating-point warning.",
        f"References\n----------\n.. [1] {activation['source']}",
    ]
    if not of_ufunc or not activation["parameters"]:
        sections.append("Examples\n--------\n" + _example(activation, form, public))
    return "\n\n".join(sections) + "\n"
