"""Measure the worst error of a function, and hold it against the published one.

Errors are in units in the last place (ulp). The value, the derivative and the
backward pass are measured on this machine, on bit patterns from the whole range
of the dtype, subnormal and huge numbers included, and on the neighbours of points
of interest. float16 and float32 are judged by the float64
kernels of another instruction set, float64 by mpmath with 50 digits. A gated
function has random numbers beside the gate, a backward pass random gradients.

Exit status: 1 if an error is above what is published.

Examples:
  fastrelu accuracy gelu
  fastrelu accuracy gelu --param approximate=tanh --dtype float64
  fastrelu accuracy elu --param alpha=0.5 --stride 1      all 2^32 inputs: minutes
  FASTRELU_ISA=avx2 fastrelu accuracy silu --json
"""

import itertools

import numpy as np

import fastrelu

from .. import _core, _ufuncs
from .._command import Failure, print_json, thread_count, whole
from .._dtypes import NUMPY_FLOATS
from . import functions, sampling
from .progress import progress

# By default every so many-th pattern; where mpmath judges, so many numbers.
_STRIDE = {"float16": 1, "float32": 257}
_BY_MPMATH = 5000
# Neighbours on each side of a point: for kernels as judges, and for mpmath.
_RUN, _RUN_MPMATH = 500, 10
# Numbers to draw gradients and second inputs from, and mpmath's share of them.
_DRAWN, _SLICE = 1 << 18, 500
# The judge has errors of its own.
_SLACK = 1e-6


class _Measurement:
    """The worst errors so far, by form: (error, where it is)."""

    def __init__(self, signature, parameters, dtype, mp, isa):
        self.signature, self.dtype, self.mp, self.isa = signature, dtype, mp, isa
        self.parameters = tuple(dtype.type(p) for p in parameters)
        self.forms = [form for form in signature.forms if form != "with_derivative"]
        self.worst = dict.fromkeys(self.forms, (-1.0, {}))
        self.count = 0
        drawn = np.random.default_rng(0).standard_normal((2, _DRAWN), np.float32)
        self._gradients, self._others = drawn.astype(dtype)
        self._chance = np.random.default_rng(1)

    def add(self, x):
        """Measure at some finite numbers."""
        from .. import _judge

        if not x.size:
            return
        offset = int(self._chance.integers(_DRAWN - x.size))
        grad = self._gradients[offset : offset + x.size]
        second = self._others[offset : offset + x.size]
        data = (x, second)[: len(self.signature.inputs)]
        wide, wide_grad = tuple(column.astype(np.float64) for column in data), grad.astype(np.float64)
        parameters = tuple(map(float, self.parameters))
        if self.mp is not None:
            truth, of_truth = _judge.by_mpmath(self.mp, self.signature, wide, parameters), wide_grad.astype(object)
        else:
            truth, of_truth = _judge.by_kernel(self.signature, wide, parameters, self.isa), wide_grad
        units = _judge.units(self.signature, wide, parameters)
        for form in self.forms:
            given = (grad, *data) if form == "backward" else data
            results = _ufuncs.ufunc(self.signature, form)(*given, *self.parameters)
            results = results if isinstance(results, tuple) else (results,)
            floors = units.results(form, wide_grad) if units else (None,) * len(results)
            names = self.signature.results(form)
            with np.errstate(all="ignore"):
                each = zip(names, results, truth.results(form, of_truth), floors, strict=True)
                for name, result, wanted, floor in each:
                    errors = _judge.ulp_errors(result, wanted, floor)
                    at = int(np.argmax(errors))
                    if errors[at] > self.worst[form][0]:
                        where = dict(zip(self.signature.data(form), (a[at] for a in given), strict=True))
                        found = {"result": name, "got": result[at], "expected": float(wanted[at])}
                        self.worst[form] = float(errors[at]), {"at": where, **found}
        self.count += x.size


def _judges(dtype):
    """An mpmath context or None, and the instruction set that judges or None; one of the two."""
    from .. import _judge

    isa = None if dtype == np.float64 else _judge.judging_isa()
    if isa is not None:
        return None, isa
    try:
        from mpmath import MPContext
    except ImportError:
        raise Failure(f'{dtype} is judged by mpmath here: pip install "fastrelu[report]"') from None
    mp = MPContext()
    mp.dps = 50
    return mp, None


def _pieces(args, dtype, points, by_mpmath):
    """What to measure on, what it is called, and about how many numbers it has."""
    stride = args.stride or (None if args.samples or by_mpmath else _STRIDE[dtype.name])
    near = sampling.neighbours(dtype, points, _RUN_MPMATH if by_mpmath else _RUN)
    if stride:
        inputs, count = sampling.every(dtype, stride), sampling.count_of(dtype, stride)
        what = "all bit patterns" if stride == 1 else f"every {stride}th bit pattern"
    else:
        count = args.samples or _BY_MPMATH
        inputs = sampling.spread(dtype, count)
        what = "random bit patterns, half of them of usual size"

    most = _SLICE if by_mpmath else _DRAWN // 2
    cut = (x[i : i + most] for x in itertools.chain([near], inputs) for i in range(0, x.size, most))
    return cut, what, count + near.size


def _published(signature, dtype, form):
    """The bound; results of 16 bits are rounded from float32 or float64, to nearest."""
    return 0.5 if dtype.itemsize == 2 else signature.bound_of(form)


def measure(args):
    """All that the command shows."""
    signature, parameters = functions.kernel(args.name, args.param)
    dtype = np.dtype(args.dtype)
    mp, isa = _judges(dtype)
    pieces, what, count = _pieces(args, dtype, (*signature.points, *parameters), mp is not None)
    measured = _Measurement(signature, parameters, dtype, mp, isa)
    with fastrelu.num_threads(args.threads), progress(count, signature.name) as advance:
        for x in pieces:
            measured.add(x)
            advance(x.size)
    rows = []
    for form, (error, found) in measured.worst.items():
        bound = _published(signature, dtype, form)
        found = {**found, "at": {name: float(value) for name, value in found["at"].items()}}
        found["got"] = float(found["got"])
        rows.append(
            {"form": form, "worst_ulp": error, "published_ulp": bound, **found, "good": error <= bound + _SLACK}
        )
    return {
        "function": signature.name,
        "parameters": {p.name: v for p, v in zip(signature.parameters, map(float, measured.parameters), strict=True)},
        "dtype": dtype.name,
        "instruction_set": _core.isa(),
        "judge": "mpmath with 50 digits" if mp is not None else f"the float64 kernels, {isa}",
        "inputs": measured.count,
        "sampled": f"{what}, and the neighbours of points of interest",
        "rows": rows,
        "good": all(row["good"] for row in rows),
    }


def _shortest(value, dtype):
    """A number in the fewest digits that are that number in its dtype."""
    return str(np.dtype(dtype).type(value))


def run(args):
    """Measure and print."""
    found = measure(args)
    if args.json:
        print_json(found)
        return 0 if found["good"] else 1
    given = ", ".join(f"{name}={value:.6g}" for name, value in found["parameters"].items())
    print(f"{found['function']}{given and f'({given})'} in {found['dtype']} on {found['instruction_set']}")
    print(f"{found['inputs']} inputs: {found['sampled']}")
    print(f"judged by {found['judge']}\n")
    print(f"{'':12}{'worst ulp':>9}{'published':>11}   where")
    for row in found["rows"]:
        where = ", ".join(f"{name} = {_shortest(value, found['dtype'])}" for name, value in row["at"].items())
        above = "" if row["good"] else "   ABOVE"
        print(f"{row['form']:12}{row['worst_ulp']:9.3f}{row['published_ulp']:11g}   {where}{above}")
    bad = [row for row in found["rows"] if not row["good"]]
    for row in bad:
        print(f"\n{row['form']}: {row['result']} is {row['got']!r}, and should be {row['expected']!r}.", end="")
    print("\nWithin what is published." if not bad else "\nAbove what is published.")
    return 1 if bad else 0


def add_command(commands):
    """Add the command ``accuracy``."""
    parser = functions.add_command(commands, "accuracy", run, __doc__)
    parser.add_argument("name", metavar="NAME", help="a function; fastrelu list has them")
    functions.add_parameters(parser)
    parser.add_argument("--dtype", choices=NUMPY_FLOATS, default="float32", help="default: float32")
    extent = parser.add_mutually_exclusive_group()
    extent.add_argument("--stride", type=whole, metavar="N", help="every Nth bit pattern (default in float32: 257)")
    extent.add_argument("--samples", type=whole, metavar="N", help="or about N numbers (default in float64: 5000)")
    parser.add_argument("--threads", type=thread_count, metavar="N", help="threads at most (default: as configured)")
    functions.add_json(parser)
