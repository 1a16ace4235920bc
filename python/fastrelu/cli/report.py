"""Show how fast everything is and how right, beside formulas written by hand.

Every activation runs in all its forms beside the NumPy or SciPy formula that
people write, on your machine and on your data. Errors are in units in the last
place, judged in higher precision.

Examples:
  fastrelu report                         a million normal numbers
  fastrelu report --input x.npy           your own data
  fastrelu report --dtype float64 --json > report.json
"""

import argparse
import contextlib
import math
import time
from functools import partial

import numpy as np

import fastrelu

from .. import _judge, _ufuncs, reference
from .._command import UsageError, normal, number, print_json, print_table, thread_count, whole
from .._dtypes import NUMPY_FLOATS
from .._signature import KERNELS
from . import functions
from .progress import progress

# A timing shorter than this, in seconds, is of several calls, and a function's turn is of timings for so many seconds:
# where others hold the CPUs, a call may wait for milliseconds, and medians want enough that did not.
_SHORTEST_TIMING, _TURN = 1e-4, 3e-3
# Elements judged: float64 kernels are fast, mpmath takes them one by one.
_SAMPLE, _EXACT_SAMPLE = 1_000_000, 1000


# ------------------------------------------------------------------------------------------------------------- the data


def _load(path, dtype):
    try:
        array = np.load(path, allow_pickle=False)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from None
    except (ValueError, EOFError):
        raise UsageError(f"{path} is not a .npy file of numbers") from None
    if not isinstance(array, np.ndarray):
        array.close()
        raise UsageError(f"{path} holds several arrays; save one with numpy.save")
    if array.dtype.kind not in "biuf":
        raise UsageError(f"{path} holds {array.dtype}, not real numbers")
    if dtype is None:
        dtype = array.dtype.name if array.dtype.kind == "f" else "float64"
        if dtype not in NUMPY_FLOATS:
            raise UsageError(f"{path} holds {dtype}; choose one of {', '.join(NUMPY_FLOATS)} with --dtype")
    if array.size == 0:
        raise UsageError(f"{path} is empty")
    with np.errstate(all="ignore"):  # a narrower dtype may overflow
        return np.ascontiguousarray(array, dtype).reshape(-1)


# ---------------------------------------------------------------------------------------------------------------- speed


def _median_times(functions, repeats):
    """Median seconds per call of each function, taking turns so that a noisy moment hits them all."""
    numbers = []
    for function in functions:
        start = time.perf_counter()
        function()
        numbers.append(max(1, math.ceil(_SHORTEST_TIMING / max(time.perf_counter() - start, 1e-9))))
    times = [[] for _ in functions]
    for _ in range(repeats):
        for function, calls, record in zip(functions, numbers, times, strict=True):
            start = now = time.perf_counter()
            while now < start + _TURN:
                before = now
                for _ in range(calls):
                    function()
                now = time.perf_counter()
                record.append((now - before) / calls)
    return [float(np.median(record)) for record in times]


# ------------------------------------------------------------------------------------------------------------- accuracy


class _Judge:
    """The truth at a sample of the finite elements of the data: by mpmath, or for narrower types by float64 kernels."""

    def __init__(self, x, grad_output):
        self.dtype = x.dtype
        self.isa = None if x.dtype == np.float64 else _judge.judging_isa()
        self.mp = None
        if self.isa is None:
            with contextlib.suppress(ImportError):
                from mpmath import MPContext

                self.mp = MPContext()  # our own, so that the user's precision stays as it is
                self.mp.dps = 50
        finite = np.flatnonzero(np.isfinite(x))
        self.size = min(finite.size, _EXACT_SAMPLE if self.isa is None else _SAMPLE)
        spread = np.linspace(0, max(finite.size - 1, 0), self.size).astype(np.intp)
        self.where = finite[spread]
        self.x, self.grad_output = (a[self.where].astype(np.float64) for a in (x, grad_output))
        self.able = self.size > 0 and (self.mp is not None or self.isa is not None)

    def truth(self, signature, second):
        """Form -> the true outputs, as a tuple, and what errors are measured in; None if there is no way to know."""
        if not self.able:
            return None
        # The functions see the parameters in the dtype of the data.
        parameters = [float(self.dtype.type(p)) for p in signature.defaults]
        inputs = (self.x, second[self.where].astype(np.float64))[: len(signature.inputs)]
        grad_output = self.grad_output
        if self.isa is not None:
            truth = _judge.by_kernel(signature, inputs, parameters, self.isa)
        else:
            truth = _judge.by_mpmath(self.mp, signature, inputs, parameters)
            grad_output = grad_output.astype(object)
        units = _judge.units(signature, inputs, parameters)
        return {
            form: (truth.results(form, grad_output), units and units.results(form, self.grad_output))
            for form in signature.forms
        }

    def worst(self, outputs, truths):
        """Worst error in ulp over all outputs, and the element at which it occurs."""
        if truths is None:
            return None, None
        outputs, (truths, floors) = outputs if isinstance(outputs, tuple) else (outputs,), truths
        # A function may have a further output, such as the gradient of a weight, which is no elementwise result.
        # By hand, float16 may come out wider.
        results = [output[self.where].astype(self.dtype) for output in outputs[: len(truths)]]
        each = zip(results, truths, floors or [None] * len(truths), strict=True)
        errors = np.max([_judge.ulp_errors(result, truth, floor) for result, truth, floor in each], axis=0)
        worst = int(np.argmax(errors))
        return float(errors[worst]), float(self.x[worst])


# ---------------------------------------------------------------------------------------------------------------- cases


def _function(signature, form):
    """The public function, or for a formula that is an option of another function the ufunc behind it."""
    name = signature.name + signature.forms[form]
    return getattr(fastrelu, name, None) or getattr(_ufuncs, name)


def _measure(signature, x, grad_output, second, judge, repeats, advance):
    """The rows of one activation: a dictionary for each form."""
    parameters = signature.defaults
    by_hand, sources = reference.functions(signature), reference.sources(signature)
    truth = judge.truth(signature, second)
    rows = []
    for form, suffix in signature.forms.items():
        name = signature.name + suffix
        inputs = (x, second)[: len(signature.inputs)]
        data = (grad_output, *inputs) if form == "backward" else inputs
        functions = [partial(_function(signature, form), *data, *parameters)]
        if by_hand:
            functions.append(partial(by_hand[form], *data, *parameters))
        times = _median_times(functions, repeats)
        judged = [judge.worst(f(), truth and truth[form]) for f in functions]
        times.append(None)
        judged.append((None, None))
        rows.append(
            {
                "function": name,
                "activation": signature.name,
                "form": form,
                "parameters": {p.name: p.example for p in signature.parameters},
                "ns_per_element": times[0] / x.size * 1e9,
                "gigaelements_per_second": x.size / times[0] / 1e9,
                "worst_ulp": judged[0][0],
                "worst_at": judged[0][1],
                "by_hand": {
                    "formula": sources[form],
                    "ns_per_element": times[1] and times[1] / x.size * 1e9,
                    "worst_ulp": judged[1][0],
                    "worst_at": judged[1][1],
                },
                "speedup": times[1] and times[1] / times[0],
            }
        )
        advance(1, name)
    return rows


# --------------------------------------------------------------------------------------------------------------- output


def _table(rows):
    """Headings, and for every activation its name with the lines of its forms."""
    headings = ["", "ns/el.", "G el./s", "by hand\nns/el.", "speed-up", "worst\nulp", "by hand\nworst ulp"]
    sections = {}
    for row in rows:
        sections.setdefault(row["activation"], []).append(
            [
                row["form"],
                number(row["ns_per_element"]),
                number(row["gigaelements_per_second"]),
                number(row["by_hand"]["ns_per_element"]),
                number(row["speedup"], "x"),
                number(row["worst_ulp"]),
                number(row["by_hand"]["worst_ulp"]),
            ]
        )
    return headings, sections


def _print_text(result):
    data, rows = result["data"], result["rows"]
    fastrelu.show_config()
    print(f"\n{data['size']} elements of {data['dtype']}, {data['source']}")
    print(f"median timings, taking turns {data['repeats']} times, each call into a fresh array")
    headings, sections = _table(rows)
    print_table(headings, sections)
    print("By hand:")
    width = max(map(len, sections))
    for row in rows:
        if row["form"] == "value":
            given = ", ".join(f"{name}={value:g}" for name, value in row["parameters"].items())
            print(f"  {row['activation']:{width}}  {row['by_hand']['formula']}{given and f'   ({given})'}")
    print(f"Worst error: {result['accuracy']['about']}")
    for note in result["notes"]:
        print(f"Note: {note}")


# ------------------------------------------------------------------------------------------------------------- commands


def run(args):
    """Measure every activation and print the result."""
    rng = np.random.default_rng(args.seed)
    try:
        if args.input is not None:
            x, source = _load(args.input, args.dtype), str(args.input)
        else:
            x, source = normal(rng, args.size, args.dtype or "float32"), f"standard normal, seed {args.seed}"
        grad_output, second = (normal(rng, x.size, x.dtype.name) for _ in range(2))
    except MemoryError:
        raise UsageError("not enough memory for an array of that size") from None
    judge = _Judge(x, grad_output)
    rows, steps = [], sum(len(signature.forms) for signature in KERNELS.values())
    # By hand, the tails overflow; that is for the table to say.
    with np.errstate(all="ignore"), fastrelu.num_threads(args.threads), progress(steps) as advance:
        threads = fastrelu.get_num_threads()
        for signature in KERNELS.values():
            rows += _measure(signature, x, grad_output, second, judge, args.repeats, advance)

    notes = []
    if any(row["speedup"] is None for row in rows):
        notes.append("SciPy is not installed, so a formula with erf cannot be run by hand.")
    if judge.able:
        by = "mpmath with 50 digits" if judge.isa is None else f"the float64 kernels, {judge.isa}"
        elements = f"all {judge.size}" if judge.size == x.size else f"{judge.size} of {x.size}"
        about = f"in ulp, over {elements} elements, against {by}"
    elif judge.size == 0:
        about = "not measured, no element is finite"
    else:
        about = f"not measured, {x.dtype} results need mpmath"
    result = {
        "configuration": fastrelu.show_config(mode="dicts"),
        "numpy": np.__version__,
        "data": {
            "source": source,
            "size": x.size,
            "dtype": x.dtype.name,
            "seed": args.seed,
            "repeats": args.repeats,
            "threads": threads,
        },
        "accuracy": {"sample_size": judge.size if judge.able else 0, "about": about},
        "rows": rows,
        "notes": notes,
    }
    if args.json:
        print_json(result)
    else:
        _print_text(result)
    return 0


def _seed(text):
    try:
        if int(text) >= 0:
            return int(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 up")


def add_options(parser, hidden=False):
    """Add the options.

    Parameters
    ----------
    parser : Parser
    hidden : bool, optional
        Whether it is that of the whole command line: its help does not list them, and its defaults count.
    """

    def add(*names, to=parser, help="", default=None, **keywords):
        # The command must not undo what stands before it, as in fastrelu --json report.
        default, help = (default, argparse.SUPPRESS) if hidden else (argparse.SUPPRESS, help)
        to.add_argument(*names, default=default, help=help, **keywords)

    data = parser.add_mutually_exclusive_group()
    add("--input", to=data, metavar="FILE.npy", help="an array of real numbers to run on")
    add("--size", to=data, type=whole, default=10**6, metavar="N", help="or so many normal numbers (default: 1e6)")
    add("--dtype", choices=NUMPY_FLOATS, help="default: that of the file, or float32")
    add("--seed", type=_seed, default=0, metavar="N", help="of the normal numbers (default: 0)")
    add("--repeats", type=whole, default=5, metavar="N", help="turns of each function in being timed (default: 5)")
    add("--threads", type=thread_count, metavar="N", help="threads at most (default: as configured)")
    add("--json", action="store_true", default=False, help="print JSON")


def add_command(commands):
    """Add the command ``report``."""
    add_options(functions.add_command(commands, "report", run, __doc__))
