"""Apply a function to a .npy file of any size, and write another.

The array is read and written in pieces of a few megabytes, so that it may be
larger than the memory. The output has the input's shape, but for gated functions,
which halve an axis, and the dtype that the function gives: integers promote as in
numpy.exp. It is written to a temporary file beside it, and takes its name when all
is done: whatever interrupts leaves no half of a file. The output may be the input.

Examples:
  fastrelu apply gelu x.npy -o y.npy
  fastrelu apply gelu_derivative x.npy -o slopes.npy
  fastrelu apply leaky_relu x.npy -o x.npy --force --param negative_slope=0.2
  fastrelu apply softmax logits.npy -o p.npy --axis -1
  fastrelu apply swiglu both.npy -o y.npy --axis 1       halves of 1 are gate and x
  fastrelu apply gelu x.npy -o y.npy --dtype float32 --threads 1
"""

import argparse
import functools

import numpy as np

import fastrelu

from .._command import Failure, UsageError, thread_count
from .._dtypes import NUMPY_FLOATS
from . import functions
from .progress import progress


def _axis(text):
    if text.lower() == "none":
        return None
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an axis: a whole number, or none") from None


def _function(args):
    """The signature, and the public function with its parameters."""
    signature, form = functions.find(args.name, ("value", "derivative"))
    given = functions.keywords(signature, args.param)
    for p in signature.parameters:
        if p.default is None and p.name not in given:
            raise UsageError(f"{signature.name} needs --param {p.name}=NUMBER: {p.about}")
    function, chosen = functions.public(signature, form)
    function = functools.partial(function, **given, **chosen)
    nothing = [np.empty((1, 0))] * (2 if signature.kind == "gated" else 1)
    try:
        function(*nothing)
    except (TypeError, ValueError) as error:
        raise UsageError(str(error)) from None
    return signature, function


def _checked_axis(args, signature, shape):
    """The axis as a number from 0 up, or None for all elements in one."""
    if signature.kind == "elementwise":
        if hasattr(args, "axis"):
            raise UsageError(f"{signature.name} is elementwise: --axis is for functions along an axis and gated ones")
        return None
    axis = getattr(args, "axis", -1)
    if axis is None:
        if signature.kind == "gated":
            raise UsageError(f"{signature.name} needs an axis that holds gate and x")
        return None
    if not -len(shape) <= axis < len(shape):
        raise Failure(f"--axis {axis} is out of bounds: {args.input} has {len(shape)} dimensions")
    axis %= len(shape)
    if signature.kind == "gated" and shape[axis] % 2:
        raise Failure(f"{args.input}: axis {axis} has length {shape[axis]}, and no two halves")
    return axis


def _dtypes(args, source, signature, function):
    """The dtype that the function takes, and that of its results."""
    dtype = np.dtype(args.dtype) if args.dtype else source.dtype.newbyteorder("=")
    if dtype.kind == "f" and dtype.name not in NUMPY_FLOATS:
        raise Failure(f"{args.input} holds {dtype}; choose one of {', '.join(NUMPY_FLOATS)} with --dtype")
    nothing = [np.empty((1, 0), dtype)] * (2 if signature.kind == "gated" else 1)
    return dtype, function(*nothing).dtype


def _run(args, source, signature, function):
    from . import npy, output, windows

    axis = _checked_axis(args, signature, source.shape)
    dtype, result = _dtypes(args, source, signature, function)
    shape = list(source.shape)
    if signature.kind == "gated":
        shape[axis] //= 2
    what = f"{args.name} {args.input}"
    with output.replacing(args.output, args.force) as file, progress(source.size, what) as advance:
        target = npy.Target(file, tuple(shape), result, source.fortran)
        buffers = windows.Buffers(source.read, source.dtype, dtype, result)
        if signature.kind == "elementwise":
            windows.elementwise(source.size, buffers, target.write, function, advance)
        elif signature.kind == "gated":
            gate_first = signature.gate_first if args.gate is None else args.gate == "first"
            layout = windows.around(source.shape, axis, source.fortran)
            windows.halves(layout, gate_first, buffers, target.write, function, advance)
        else:
            layout = (1, source.size, 1) if axis is None else windows.around(source.shape, axis, source.fortran)
            windows.rows(layout, buffers, source.read, target.write, function, advance)


def run(args):
    """Apply the function."""
    from . import npy

    signature, function = _function(args)
    if args.gate is not None and signature.kind != "gated":
        raise UsageError(f"{signature.name} has no gate")
    with npy.Source(args.input) as source, fastrelu.num_threads(args.threads):
        try:
            _run(args, source, signature, function)
        except MemoryError:
            raise Failure(f"not enough memory for a piece of {args.input}") from None
    return 0


def add_command(commands):
    """Add the command ``apply``."""
    parser = functions.add_command(commands, "apply", run, __doc__)
    parser.add_argument("name", metavar="NAME", help="a function; fastrelu list has them")
    parser.add_argument("input", metavar="IN.npy", help="an array of real numbers")
    parser.add_argument("-o", "--output", required=True, metavar="OUT.npy", help="where the results go")
    functions.add_parameters(parser)
    parser.add_argument("--dtype", choices=NUMPY_FLOATS, help="compute in this dtype (default: that of the input)")
    # None is an axis: by default there is none.
    about = "of gated functions and those along an axis (default: the last); none: all elements are one row"
    parser.add_argument("--axis", type=_axis, default=argparse.SUPPRESS, metavar="N", help=about)
    parser.add_argument("--gate", choices=("first", "second"), help="which half of the axis is the gate")
    parser.add_argument("--threads", type=thread_count, metavar="N", help="threads at most (default: as configured)")
    parser.add_argument("--force", action="store_true", help="replace the output if it exists")
