"""The public functions, made from the registry of the compiled module.

An activation without parameters is a ufunc as it stands. One with parameters is a thin function over a ufunc that
takes the parameters as further inputs, so that they broadcast too.
"""

import numpy as np

from . import _core, _documentation, _ufuncs

_FLOATS = frozenset(map(np.dtype, ("f2", "f4", "f8")))
# The float type that NumPy's own float functions give for an integer type; float64 for the larger ones.
_FLOAT_FOR_INTEGER = {
    **dict.fromkeys(map(np.dtype, ("?", "i1", "u1")), np.float16),
    **dict.fromkeys(map(np.dtype, ("i2", "u2")), np.float32),
}


# NumPy 1 lets the value of a Python float decide where it meets a scalar: float16(1) times 0.01 is a float64 there.
_FLOATS_STAY_WEAK = not np.__version__.startswith("1.")
# Data of these dtypes keep them beside a Python float.
_KEEPING = _FLOATS if _FLOATS_STAY_WEAK else frozenset()


def _fitting(value, *data):
    """A Python float as a parameter that does not change the dtype of the result.

    Where it meets integer data, as a scalar of the float type that the result will have: NumPy would take the float as
    float64, and give float64 for an array of int8.
    """
    dtypes = []
    for operand in data:
        dtype = getattr(operand, "dtype", None)
        if dtype in _FLOATS:
            if _FLOATS_STAY_WEAK:
                return value
        elif getattr(dtype, "kind", "f") not in "biu":
            return value
        dtypes.append(dtype)
    dtype = np.result_type(*dtypes)
    return dtype.type(value) if dtype.kind == "f" else _FLOAT_FOR_INTEGER.get(dtype, np.float64)(value)


def _explain(error, function, **parameters):
    """Raise a TypeError that names the parameter at fault, or the error as it was if none is."""
    for name, value in parameters.items():
        dtype = getattr(value, "dtype", None)
        if dtype is None:
            dtype = np.asarray(value).dtype
        if getattr(dtype, "kind", "f") not in "biuf":
            shown = repr(value) if np.ndim(value) == 0 else f"an array of {dtype}"
            message = f"{function}: {name} must be a real number or an array of real numbers, not {shown}"
            raise TypeError(message) from error
    raise error


def _dtype_is_chosen(keywords):
    """Has the caller chosen the dtype? A Python float then takes it, with all of its digits."""
    return any(keywords.get(name) is not None for name in ("dtype", "signature", "sig"))


# A wrapper costs the call of a Python function on top of the ufunc's. What is not needed each time stands behind a
# test, or in the handler of an error; and calls without further keywords than out build no dictionary. (Where there are
# two outputs out=None is an error to NumPy, so it is not passed on.)


def _with_keywords(ufunc, out, keywords, *operands):
    if out is not None:
        keywords["out"] = out
    return ufunc(*operands, **keywords)


def _unary(ufunc, name, parameter_name):
    def function(x, parameter, *, out=None, **kwargs):
        try:
            if (
                parameter.__class__ is float
                and getattr(x, "dtype", None) not in _KEEPING
                and not _dtype_is_chosen(kwargs)
            ):
                parameter = _fitting(parameter, x)
            if kwargs:
                return _with_keywords(ufunc, out, kwargs, x, parameter)
            return ufunc(x, parameter) if out is None else ufunc(x, parameter, out=out)
        except TypeError as error:
            _explain(error, name, **{parameter_name: parameter})

    return function


def _unary_backward(ufunc, name, parameter_name):
    def function(grad_output, x, parameter, *, out=None, **kwargs):
        try:
            if (
                parameter.__class__ is float
                and not (getattr(x, "dtype", None) in _KEEPING and getattr(grad_output, "dtype", None) in _KEEPING)
                and not _dtype_is_chosen(kwargs)
            ):
                parameter = _fitting(parameter, grad_output, x)
            if kwargs:
                return _with_keywords(ufunc, out, kwargs, grad_output, x, parameter)
            return ufunc(grad_output, x, parameter) if out is None else ufunc(grad_output, x, parameter, out=out)
        except TypeError as error:
            _explain(error, name, **{parameter_name: parameter})

    return function


def _wrapper(name, form, ufunc, parameters):
    """A function over a ufunc that has the activation's parameter by its name and with its default.

    The name is put into a copy of the code object: compiling a function for each name would take half of the time that
    ``import fastrelu`` may take.
    """
    ((parameter, default, _),) = parameters
    function = (_unary_backward if form == "backward" else _unary)(ufunc, name, parameter)
    code = function.__code__
    names = tuple(parameter if n == "parameter" else n for n in code.co_varnames)
    function.__code__ = code.replace(co_varnames=names, co_name=name)
    if default is not None:
        function.__defaults__ = (default,)
    return function


# ------------------------------------------------------------------------------------------- gelu: two ufuncs, one name


def _chooser(name, form, exact, by_tanh):
    """gelu(x, approximate=...) over the ufuncs of the two formulas."""

    usual = "none"  # itself, mostly, as Python keeps one string of a name: the shortest of all tests

    def choose(approximate):
        if isinstance(approximate, str):
            if approximate == "none":
                return exact
            if approximate == "tanh":
                return by_tanh
        raise ValueError(f'{name}: approximate must be "none" or "tanh", not {approximate!r}')

    if form == "backward":

        def gelu_form(grad_output, x, approximate=usual, *, out=None, **kwargs):
            ufunc = exact if approximate is usual else choose(approximate)
            if kwargs:
                return _with_keywords(ufunc, out, kwargs, grad_output, x)
            return ufunc(grad_output, x) if out is None else ufunc(grad_output, x, out=out)

    else:

        def gelu_form(x, approximate=usual, *, out=None, **kwargs):
            ufunc = exact if approximate is usual else choose(approximate)
            if kwargs:
                return _with_keywords(ufunc, out, kwargs, x)
            return ufunc(x) if out is None else ufunc(x, out=out)

    return gelu_form


# --------------------------------------------------------------------------- prelu: a weight that may lie along an axis


def _along(axis, weight, x, name):
    """Weight with as many axes as `x`, its one axis at the place of `axis`."""
    if np.ndim(weight) == 0:
        return weight
    ndim = np.ndim(x)
    if np.ndim(weight) != 1:
        raise ValueError(f"{name}: with axis, weight must have one dimension, not {np.ndim(weight)}")
    if not -ndim <= axis < ndim:
        raise ValueError(f"{name}: axis {axis} is out of bounds for an array of {ndim} dimensions")
    shape = [1] * ndim
    shape[axis] = -1
    weight = weight if hasattr(weight, "reshape") else np.asarray(weight)
    length, expected = weight.shape[0], np.shape(x)[axis]
    if length not in (1, expected):
        raise ValueError(f"{name}: weight has {length} elements, but axis {axis} of x has length {expected}")
    return weight.reshape(shape)


def _with_axis(name, form, plain):
    """The function of one form of prelu, with its `axis` argument."""
    if form == "backward":

        def prelu_form(grad_output, x, weight, *, axis=None, out=None, **kwargs):
            return _prelu_backward(plain, name, grad_output, x, weight, axis, out, kwargs)

    else:

        def prelu_form(x, weight, *, axis=None, out=None, **kwargs):
            if axis is not None:
                weight = _along(axis, weight, x, name)
            return plain(x, weight, out=out, **kwargs) if kwargs else plain(x, weight, out=out)

    return prelu_form


def _prelu_backward(plain, name, grad_output, x, weight, axis, out, kwargs):
    laid = weight if axis is None else _along(axis, weight, x, name)
    if out is not None and (not isinstance(out, tuple) or len(out) != 2):
        raise TypeError(f"{name}: out must be a tuple of two arrays, for grad_x and grad_weight")
    if out is not None and out[1] is not None:
        _check_weight_out(out[1], np.shape(weight), name)
    # The sums first: out[0] may be grad_output or x.
    grad_weight = _weight_gradient(plain, grad_output, x, laid, kwargs).reshape(np.shape(weight))
    grad_x = plain(grad_output, x, laid, out=None if out is None else out[0], **kwargs)
    if out is not None and out[1] is not None:
        with np.errstate(all="ignore"):
            np.copyto(out[1], grad_weight, casting="same_kind")
        return grad_x, out[1]
    return grad_x, grad_weight if grad_weight.ndim else grad_weight[()]


def _check_weight_out(out, shape, name):
    if not isinstance(out, np.ndarray) or out.shape != shape:
        raise ValueError(f"{name}: out[1] must be an array of the shape of weight, {shape}")
    if not out.flags.writeable:
        raise ValueError(f"{name}: out[1] is read-only")
    if out.dtype.kind != "f":
        raise TypeError(f"{name}: out[1] must have a float dtype, not {out.dtype}")


def _weight_gradient(plain, grad_output, x, weight, kwargs):
    """Sums of grad_output * min(x, 0) over the axes along which weight is broadcast, in float64, rounded once."""
    grad_output, x = np.asarray(grad_output), np.asarray(x)
    # The dtype that the ufunc computes in, found by asking it; a Python scalar stays one, for NumPy's promotion.
    like = weight if isinstance(weight, (bool, int, float)) else np.empty(0, np.asarray(weight).dtype)
    keywords = {k: v for k, v in kwargs.items() if k in ("dtype", "casting")}
    dtype = plain(np.empty(0, grad_output.dtype), np.empty(0, x.dtype), like, **keywords).dtype
    shape = np.broadcast_shapes(grad_output.shape, x.shape, np.shape(weight))
    where = kwargs.get("where", True)
    if where is not True:
        grad_output, x = (np.where(where, operand, operand.dtype.type(0)) for operand in (grad_output, x))
    # Copies only what is not yet aligned, in native byte order, and of this dtype.
    grad_output, x = (np.broadcast_to(np.require(operand, dtype, "A"), shape) for operand in (grad_output, x))
    weights = np.empty((1,) * (len(shape) - np.ndim(weight)) + np.shape(weight), dtype)
    _core.prelu_weight_gradient(grad_output, x, weights)
    return weights


# --------------------------------------------------------------------------------------------------------- all together


def _make_public():
    public = {}
    for activation in _ufuncs.REGISTRY:
        name, parameters = activation["name"], activation["parameters"]
        if name == "gelu_tanh":
            continue  # reached by gelu's `approximate`
        for form, suffix in _ufuncs.FORMS.items():
            public_name = name + suffix
            ufunc = getattr(_ufuncs, public_name)
            if name == "gelu":
                function = _chooser(public_name, form, ufunc, getattr(_ufuncs, "gelu_tanh" + suffix))
            elif parameters:
                function = _wrapper(public_name, form, ufunc, parameters)
                if name == "prelu":
                    function = _with_axis(public_name, form, function)
            else:
                function = ufunc
            if function is not ufunc:
                function.__name__ = function.__qualname__ = public_name
                function.__module__ = "fastrelu"
                function.__doc__ = _documentation.docstring(activation, form)
            public[public_name] = function
    return public


PUBLIC = _make_public()
