"""Functions along an axis: softmax and its like, with backward passes from the output.

Underneath are generalised ufuncs, which see to broadcasting, casts, and operands that see to ufuncs themselves. Arrays
of one float dtype go to the compiled module as they lie, without NumPy's copies.
"""

import numpy as np

from . import _core, _ufuncs
from ._checks import axis_of
from ._docs import row_docstring
from ._dtypes import NUMPY_FLOAT_DTYPES
from ._operands import overrides
from ._signature import OUTPUT_FORM, ROW_FORMS, ROWS


def _is_float(dtype):
    return dtype in NUMPY_FLOAT_DTYPES or (dtype.isbuiltin == 2 and dtype.name == "bfloat16")


def _call(signature, form, operands, axis, out, kwargs):
    name = signature.name + ROW_FORMS[form]
    if any(map(overrides, operands)):
        if axis is None:  # which ufuncs do not know
            return _flattened(signature, form, name, operands, out, kwargs)
        if out is not None:
            kwargs["out"] = out
        return _ufuncs.row_ufunc(signature, form)(*operands, axis=axis, **kwargs)
    if isinstance(out, tuple) and len(out) == 1:
        (out,) = out
    arrays = [o if isinstance(o, np.ndarray) else np.asanyarray(o) for o in operands]
    if not kwargs:
        shape = arrays[0].shape
        dtype = arrays[0].dtype
        if all(a.shape == shape and a.dtype == dtype for a in arrays) and _is_float(dtype):
            result = _on_arrays(signature, form, name, arrays, axis, out)
            if result is not None:
                return result
    return _by_numpy(signature, form, name, arrays, axis, out, kwargs)


def _flattened(signature, form, name, operands, out, kwargs):
    """All elements for one row, of arrays that see to ufuncs themselves."""
    ufunc, shapes = _ufuncs.row_ufunc(signature, form), [getattr(o, "shape", ()) for o in operands]
    if all(len(shape) == 1 for shape in shapes):  # as they lie, since those of pandas cannot be reshaped
        return ufunc(*operands, axis=-1, **kwargs, **({} if out is None else {"out": out}))
    if out is not None or len(set(shapes)) > 1 or not all(hasattr(o, "reshape") for o in operands):
        raise TypeError(f"{name}: axis may be None for arrays of one shape that can be reshaped, and without out")
    return ufunc(*(o.reshape(-1) for o in operands), axis=-1, **kwargs).reshape(shapes[0])


def _on_arrays(signature, form, name, arrays, axis, out):
    """The result for arrays of one shape and float dtype, or None if NumPy has to see to it."""
    first = arrays[0]
    if first.ndim == 0:
        if axis not in (None, 0, -1):
            axis_of(name, axis, 1, " or None")
        return None
    if out is None:
        made = np.empty(first.shape, first.dtype) if first.flags.c_contiguous else np.empty_like(first, subok=False)
    elif type(out) is np.ndarray and out.shape == first.shape and out.dtype == first.dtype and out.flags.writeable:
        made = out
    else:
        return None
    rows = (*arrays, made)
    if axis is None:
        if not all(a.flags.c_contiguous for a in rows):
            return None
        rows = tuple(a.reshape(-1) for a in rows)
    else:
        axis = axis_of(name, axis, first.ndim, " or None") % first.ndim
        if axis != first.ndim - 1:
            rows = tuple(np.moveaxis(a, axis, -1) for a in rows)
    return made if _core.run_rows(signature.name, form, rows) else None


def _by_numpy(signature, form, name, arrays, axis, out, kwargs):
    """By the generalised ufunc: casts, shapes that broadcast, other keywords."""
    ufunc = _ufuncs.row_ufunc(signature, form)
    for array in arrays:
        if array.dtype.kind not in "biuf" and not _is_float(array.dtype):
            raise TypeError(f"{name}: arrays must be of real numbers, not {array.dtype}")
    if any(_is_float(a.dtype) and a.dtype not in NUMPY_FLOAT_DTYPES for a in arrays):
        # bfloat16 beside other dtypes or keywords: NumPy's types decide, and float32 computes.
        dtype = np.result_type(*(a.dtype for a in arrays))
        arrays = [a.astype("f4") for a in arrays]
        result = _by_numpy(signature, form, name, arrays, axis, None, kwargs).astype(dtype)
        if out is None:
            return result
        np.copyto(out, result, casting="same_kind")
        return out
    shape = np.broadcast_shapes(*(a.shape for a in arrays))
    scalar = not shape
    if axis is None or scalar:
        if not scalar:
            arrays = [np.broadcast_to(a, shape).reshape(-1) for a in arrays]
        else:
            arrays = [a.reshape(1) for a in arrays]
            axis_of(name, 0 if axis is None else axis, 1, " or None")
        result = ufunc(*arrays, axis=-1, **kwargs).reshape(shape)
        if out is None:
            return result[()] if scalar else result
        np.copyto(out, result, casting="same_kind")
        return out
    axis = axis_of(name, axis, len(shape), " or None")
    arrays = [np.broadcast_to(a, shape) if a.shape != shape else a for a in arrays]
    if out is not None:
        kwargs["out"] = out
    return ufunc(*arrays, axis=axis, **kwargs)


def _make(signature, form):
    name = signature.name + ROW_FORMS[form]
    if form == "backward":

        def function(grad_output, y, axis=-1, *, out=None, **kwargs):
            return _call(signature, form, (grad_output, y), axis, out, kwargs)

    else:

        def function(x, axis=-1, *, out=None, **kwargs):  # type: ignore[misc]
            return _call(signature, form, (x,), axis, out, kwargs)

    function.__name__ = function.__qualname__ = name
    function.__module__ = "fastrelu"
    function.__doc__ = row_docstring(signature, form)
    function.ufunc = _ufuncs.row_ufunc(signature, form)
    return function


PUBLIC = {s.name + suffix: (s, form) for s in ROWS.values() for form, suffix in ROW_FORMS.items()}
# Their backward passes are from the output: under the name that it has elsewhere too.
PUBLIC |= {f"{s.name}_{OUTPUT_FORM}": (s, "backward") for s in ROWS.values()}
_made: dict[tuple[str, str], object] = {}


def public(name):
    """The function of a public name; made when it is first asked for."""
    signature, form = PUBLIC[name]
    key = signature.name, form
    if key not in _made:
        _made[key] = _make(signature, form)
    return _made[key]
