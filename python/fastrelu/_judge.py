"""Who judges whom: mpmath the float64 kernels, and these, on an instruction set with fused multiply-add, all others.

Within a few units in the last place of float64 they are exact for float32 and float16. The baseline of x86-64 cannot
judge: there float32 is computed as float64 is, and would be held against itself.
"""

import contextlib
from typing import NamedTuple

import numpy as np

from . import _core, _ufuncs
from .reference import reference


class Truth(NamedTuple):
    """What an activation should give: float64 arrays, or arrays of mpmath numbers.

    Attributes
    ----------
    value : ndarray
    slopes : tuple of ndarray
        The derivative; or those of a gated activation with respect to the gate and to x.
    """

    value: np.ndarray
    slopes: tuple

    def results(self, form, grad=None):
        """What the function of one form should return, without the gradients of parameters."""
        if form == "value":
            return (self.value,)
        if form == "backward":
            with np.errstate(all="ignore"):
                return tuple(grad * slope for slope in self.slopes)
        return (self.value, *self.slopes) if form == "with_derivative" else self.slopes


def judging_isa(tested=None):
    """The instruction set that judges: with fused multiply-add, and not the one under test if there is another.

    Parameters
    ----------
    tested : str, optional
        By default the active one.

    Returns
    -------
    str or None
        None where this machine has no such instruction set: then only mpmath can judge.
    """
    names = [name for name in _core.configuration()["instruction sets"]["supported"] if name != "baseline"]
    others = [name for name in names if name != (tested or _core.isa())]
    return next(iter(others or names), None)


@contextlib.contextmanager
def instruction_set(name):
    """Compute by another instruction set meanwhile."""
    before = _core.isa()
    _core.set_isa(name)
    try:
        yield
    finally:
        _core.set_isa(before)


def by_kernel(signature, inputs, parameters, isa):
    """The truth to float16 and float32, by the float64 kernels.

    Parameters
    ----------
    signature : Signature
    inputs : tuple of ndarray of float64
    parameters : tuple of float
        As the kernel under test sees them: rounded to its dtype.
    isa : str
        See `judging_isa`.

    Returns
    -------
    Truth
    """
    parameters = tuple(map(np.float64, reference(signature.name).meant(*parameters)))
    with instruction_set(isa), np.errstate(all="ignore"):
        if "with_derivative" in signature.forms:
            value, *slopes = _ufuncs.ufunc(signature, "with_derivative")(*inputs, *parameters)
        else:
            value = _ufuncs.ufunc(signature, "value")(*inputs, *parameters)
            slopes = _ufuncs.ufunc(signature, "backward")(1.0, *inputs, *parameters)
            slopes = slopes if isinstance(slopes, tuple) else (slopes,)
    return Truth(value, tuple(slopes))


def by_mpmath(mp, signature, inputs, parameters):
    """The truth to float64, at finite inputs.

    Parameters
    ----------
    mp : mpmath context, or something that has its functions
    signature : Signature
    inputs : tuple of sequence of float
    parameters : tuple of float

    Returns
    -------
    Truth
        Of arrays of objects.
    """
    about = reference(signature.name)
    parameters = tuple(mp.mpf(float(p)) for p in parameters)
    columns = [[mp.mpf(float(number)) for number in column] for column in inputs]
    found = np.empty((1 + len(inputs), len(columns[0])), object)
    for k, arguments in enumerate(zip(*columns, strict=True)):
        found[0, k] = about.exact(mp, *arguments, *parameters)
        for by in range(len(inputs)):
            found[1 + by, k] = about.derivative(mp, *arguments, *parameters, by=by)
    return Truth(found[0], tuple(found[1:]))


def units(signature, inputs, parameters):
    """What errors are units in the last place of, where that is larger than the result; or None.

    Parameters
    ----------
    signature : Signature
    inputs : tuple of ndarray of float64
    parameters : tuple of float

    Returns
    -------
    Truth or None
    """
    unit = reference(signature.name).unit
    if unit is None:
        return None
    with np.errstate(all="ignore"):
        value, *slopes = unit(*inputs, *parameters)
    return Truth(value, tuple(slopes))


def ulp_errors(result, truth, floor=None):
    """Distance of results from the truth, in units in the last place that the truth has in the dtype of the results.

    Parameters
    ----------
    result : ndarray of float16, float32 or float64
    truth : ndarray
        Of the shape of `result`: float64, or mpmath numbers as objects.
    floor : ndarray of float64, optional
        The unit is that at this number where it is larger.

    Returns
    -------
    ndarray of float64
        0 where the truth lies beyond the largest number and the result is the infinity that it rounds to; inf where
        the result is NaN or an infinity and should not be.
    """
    info = np.finfo(result.dtype)
    nearest = truth.astype(np.float64)
    size = np.abs(nearest) if floor is None else np.maximum(np.abs(nearest), np.abs(floor))
    _, exponent = np.frexp(np.minimum(size, np.finfo(np.float64).max))  # infinity has no exponent
    # Below the smallest normal number the spacing stays what it is there.
    ulp = np.ldexp(1.0, np.maximum(exponent - 1, info.minexp) - info.nmant)
    errors = (np.abs(result.astype(truth.dtype) - truth) / ulp).astype(np.float64)
    errors[np.isnan(errors)] = np.inf
    errors[np.isinf(result) & (nearest.astype(result.dtype) == result)] = 0
    return errors
