"""Backward passes that also give the gradients of trained parameters.

A parameter's gradient is the sum of ``grad_output * df/dp`` over the axes along which it was broadcast. On arrays that
is one pass of the compiled module, in float64, rounded once. Operands that see to ufuncs themselves (labelled, masked,
lazy arrays) align and mask the factors as they do for every ufunc, and sum the products by their own rules.
"""

import numpy as np

from . import _core, _ufuncs
from ._operands import dtype_of, overrides
from ._signature import OUTPUT_FORM


def backward(about, ufunc, data, parameters, wanted, values, shapes, kwargs):
    """The gradients of the data, and of the parameters whose numbers are in `wanted`.

    Parameters
    ----------
    about : About
    ufunc : numpy.ufunc
        The backward pass for the data.
    data, parameters : tuple
        As the ufunc takes them.
    wanted : list of int
    values : dict
        The parameters as they were given, for errors.
    shapes : dict
        Their shapes before they were laid along an axis, by name.
    kwargs : dict
        The caller's keywords.

    Returns
    -------
    tuple
    """
    signature, function, from_output = about._signature, about.name, about._form == OUTPUT_FORM
    names = [signature.parameters[k].name for k in wanted]
    outputs = [*signature.results("backward"), *(f"grad_{name}" for name in names)]
    out_is_given = "out" in kwargs
    out = kwargs.pop("out", None)
    if out is not None and (not isinstance(out, tuple) or len(out) != len(outputs)):
        listed = f"{', '.join(outputs[:-1])} and {outputs[-1]}"
        words = {2: "two", 3: "three"}
        raise TypeError(
            f"{function}: out must be a tuple of {words.get(len(outputs), len(outputs))} arrays, for {listed}"
        )
    out_data = out[: ufunc.nout] if out is not None else (None,) * ufunc.nout if out_is_given else None
    out_parameters = [None] * len(wanted) if out is None else out[ufunc.nout :]
    if not any(map(overrides, (*data, *parameters))):
        wanted_shapes = [shapes.get(name, np.shape(parameters[k])) for k, name in zip(wanted, names, strict=True)]
        for place, given in enumerate(out_parameters):
            if given is not None:
                _check_out(given, wanted_shapes[place], function, ufunc.nout + place, names[place])
        try:
            gradients = [
                _sums(signature, ufunc, data, parameters, k, out_data, kwargs, from_output).reshape(shape)
                for k, shape in zip(wanted, wanted_shapes, strict=True)
            ]
        except TypeError as error:
            about._explain(error, values)
        grads = _of_data(ufunc, data, parameters, out_data, kwargs)
        results = [gradient if gradient.ndim else gradient[()] for gradient in gradients]
    else:
        if out is not None or kwargs.get("where", True) is not True:
            kinds = ", ".join(sorted({type(o).__name__ for o in (*data, *parameters) if overrides(o)}))
            raise TypeError(f"{function}: out and where are for arrays, not for {kinds}")
        grads = _of_data(ufunc, data, parameters, None, kwargs)
        results = [_sums_of_others(signature, data, parameters, k, grads[0], function, from_output) for k in wanted]
    for place, given in enumerate(out_parameters):
        results[place] = _into(given, results[place])
    return (*grads, *results)


def bias_backward(about, ufunc, data, parameters, values, shapes, kwargs):
    """The gradients of x, and of a bias that was added to it: the sums of the former over what was broadcast."""
    out_is_given = "out" in kwargs
    out = kwargs.pop("out", None)
    if out is not None and (not isinstance(out, tuple) or len(out) != 2):
        raise TypeError(f"{about.name}: out must be a tuple of two arrays, for grad_x and grad_bias")
    if kwargs.get("where", True) is not True:
        raise TypeError(f"{about.name}: where is not supported, as what is left out has no gradient to sum")
    out_x, out_bias = out or (None, None)
    bias = data[-1]
    others = any(map(overrides, (*data, *parameters)))
    if others and out is not None:
        raise TypeError(f"{about.name}: out is for arrays")
    shape = np.shape(bias)
    if out_bias is not None:
        _check_out(out_bias, shapes.get("bias", shape), about.name, 1, "bias")
    if out_is_given:
        kwargs["out"] = out_x
    try:
        grad_x = ufunc(*data, *parameters, **kwargs)
    except TypeError as error:
        about._explain(error, values)
    if others:
        return grad_x, _summed(grad_x, bias, "bias", about.name)
    grads = np.asarray(grad_x)
    sums = np.empty((1,) * (grads.ndim - len(shape)) + shape, grads.dtype)
    _core.parameter_gradient("", 0, [np.require(grads, requirements="A")], sums)
    sums = sums.reshape(shapes.get("bias", shape))
    return grad_x, _into(out_bias, sums if sums.ndim else sums[()])


def _into(out, result):
    """`out`, with the result in it; the result itself where None is given."""
    if out is None:
        return result
    with np.errstate(all="ignore"):
        np.copyto(out, result, casting="same_kind")
    return out


def _of_data(ufunc, data, parameters, out, kwargs):
    grads = ufunc(*data, *parameters, **kwargs) if out is None else ufunc(*data, *parameters, out=out, **kwargs)
    return grads if ufunc.nout > 1 else (grads,)


def _check_out(out, shape, function, number, name):
    if not isinstance(out, np.ndarray) or out.shape != tuple(shape):
        raise ValueError(f"{function}: out[{number}] must be an array of the shape of {name}, {tuple(shape)}")
    if not out.flags.writeable:
        raise ValueError(f"{function}: out[{number}] is read-only")
    if out.dtype.kind != "f":
        raise TypeError(f"{function}: out[{number}] must have a float dtype, not {out.dtype}")


def _empty_like(value):
    """Something without elements that promotes as a value does: a Python number stays one."""
    return value if isinstance(value, (bool, int, float)) else np.empty(0, np.asarray(value).dtype)


def _sums(signature, ufunc, data, parameters, k, out, kwargs, from_output):
    """The gradient of parameter k, by the compiled module; with as many axes as the result."""
    keywords = {name: value for name, value in kwargs.items() if name in ("dtype", "casting", "signature", "sig")}
    like = ufunc(*map(_empty_like, (*data, *parameters)), **keywords)  # the dtype that the ufunc computes in
    dtype = (like if ufunc.nout == 1 else like[0]).dtype
    operands = [np.asarray(operand) for operand in (*data, *parameters)]
    where = kwargs.get("where", True)
    given = [o.shape for o in (out or ()) if isinstance(o, np.ndarray)]
    shape = _broadcast([*(o.shape for o in operands), np.shape(where), *given])
    if where is not True:
        operands[0] = np.where(where, operands[0], operands[0].dtype.type(0))
        # 0 times an infinite derivative would be NaN.
        operands[1 : len(data)] = (np.where(where, o, o.dtype.type(0)) for o in operands[1 : len(data)])
    weight = operands[len(data) + k]
    # Copies only what is not yet aligned, in native byte order, and of this dtype.
    with np.errstate(all="ignore"):
        operands = [np.broadcast_to(np.require(o, dtype, "A"), shape) for o in operands]
    sums = np.empty((1,) * (len(shape) - weight.ndim) + weight.shape, dtype)
    _core.parameter_gradient(signature.name, k, operands, sums, from_output=from_output)
    return sums


def _broadcast(shapes):
    """The shape that all are broadcast to; `numpy.broadcast_shapes` knows 32 dimensions only."""
    ndim = max(map(len, shapes))
    padded = [(1,) * (ndim - len(shape)) + tuple(shape) for shape in shapes]
    return tuple(next((n for n in lengths if n != 1), 1) for lengths in zip(*padded, strict=True))


def _sums_of_others(signature, data, parameters, k, grad, function, from_output):
    """The same for operands that see to ufuncs themselves."""
    product = _ufuncs.gradient_ufunc(signature, k, from_output)(*data, *parameters)
    total = _summed(product, parameters[k], signature.parameters[k].name, function)
    dtype = dtype_of(grad)
    if dtype is not None and dtype.kind == "f" and hasattr(total, "astype"):
        with np.errstate(all="ignore"):
            total = total.astype(dtype)
    return total


def _summed(product, weight, name, function):
    """The sum of products over what a parameter was broadcast along, by their own rules."""
    if not hasattr(product, "sum"):
        kind = type(product).__name__
        raise TypeError(f"{function}: {name} must be left out, as a {kind} cannot be summed for its gradient")
    if np.ndim(weight) == 0:
        # Missing values count, as they do for NumPy's own sums of such operands. A table's sum is one for each column.
        keywords = {"skipna": False} if _skips_missing(product) else {}
        total = product.sum(**keywords)
        while np.ndim(total) > 0:
            total = total.sum(**keywords)
    elif hasattr(product, "dims") and hasattr(weight, "dims"):  # labelled axes
        total = product.sum([axis for axis in product.dims if axis not in weight.dims], skipna=False)
    else:
        shape = np.shape(weight)
        offset = product.ndim - len(shape)
        axes = tuple(d for d in range(product.ndim) if d < offset or (shape[d - offset] == 1 != product.shape[d]))
        if _skips_missing(product) and axes:
            if len(axes) > 1:
                raise TypeError(f"{function}: {name} must be a number where x is a {type(product).__name__}")
            total = product.sum(axis=axes[0], skipna=False)
        else:
            total = product.sum(axis=axes) if axes else product
        if getattr(total, "shape", shape) != shape and hasattr(total, "reshape"):
            total = total.reshape(shape)
    return total


def _skips_missing(product):
    """Do its own sums leave out what is missing? Those of pandas and xarray do."""
    return hasattr(product, "dropna")
