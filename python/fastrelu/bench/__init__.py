"""``python -m fastrelu bench``: how fast every activation is, beside its peers and the limit of the memory.

Nothing here is imported before the command runs, but this module, which holds its options.

======== =========================================================================================
timing   what all measurements share: turns, threads and their CPUs, the machine
data     the kinds of numbers that activations are timed on
cases    what is timed, and how fastrelu is called
peers    what other people use for the same functions
plan     what a measurement is asked for
modes    the measurements: throughput, forms, calls, scaling
layouts  the measurement of that name
rows     the measurement of that name, and row_peers
tables   their results as tables
plots    their results as pictures
======== =========================================================================================
"""

import argparse
from pathlib import Path

from .._command import UsageError, thread_count, whole
from .._dtypes import FLOATS
from .._signature import FORMS, KERNELS, OUTPUT_FORM, ROWS

MODES = {
    "throughput": "time per element beside peers and memcpy",
    "forms": "what the four functions of an activation take, beside each other",
    "calls": "what a call costs, beside those of NumPy and PyTorch",
    "scaling": "one thread against several, by size",
    "layouts": "arrays that are not contiguous, against those that are",
    "rows": "functions along an axis beside peers, by the length of rows",
}
# As in data.DATA and peers.PEERS, without importing them.
DATA = (
    "normal", "wide", "shifted", "transformer", "uniform", "outliers", "far", "far-signs", "zeros", "subnormal",
)  # fmt: skip
PEERS = ("numpy", "torch", "onnxruntime", "jax", "numexpr", "numba", "thinc")


def _size(text):
    """A positive whole number; ``1e6`` and ``2^20`` are such."""
    base, power, exponent = text.partition("^")
    if not power:
        return whole(text)
    exponent = whole(exponent)
    if exponent > 62:
        raise argparse.ArgumentTypeError(f"{text!r} is too large")
    return whole(str(whole(base) ** exponent))


def _seconds(text):
    try:
        if 0 <= float(text) < float("inf"):
            return float(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")


def add_command(commands):
    """Add the command ``bench`` to those of a parser.

    Parameters
    ----------
    commands : argparse action
        What ``parser.add_subparsers()`` gives.
    """
    parser = commands.add_parser(
        "bench",
        help="benchmarks; see bench --help",
        description="Time every activation. Contenders take turns on the same arrays in one process; figures are "
        "medians. Time nothing while something else runs.",
        epilog="what: " + "; ".join(f"{name}, {about}" for name, about in MODES.items()),
    )
    names, forms = [*KERNELS, *ROWS], [*FORMS["elementwise"], OUTPUT_FORM]
    parser.set_defaults(run=run)
    parser.add_argument("what", nargs="?", default="throughput", choices=list(MODES), help="default: throughput")
    cases = parser.add_argument_group("cases")
    add = cases.add_argument
    add(
        "--sizes",
        nargs="+",
        type=_size,
        metavar="N",
        help="elements (of each row): 1000, 1e6, 2^20 (default: some that fit)",
    )
    add("--largest", type=_size, default=2**27, metavar="N", help="where scaling ends (default: 2^27)")
    add("--activations", nargs="+", choices=names, metavar="NAME", help=f"of {', '.join(names)}")
    floats = f"of {', '.join(FLOATS)}; bfloat16 needs ml_dtypes"
    add("--dtypes", nargs="+", default=["float32"], choices=FLOATS, metavar="DTYPE", help=floats)
    add("--forms", nargs="+", choices=forms, metavar="FORM", help=f"of {', '.join(forms)}")
    add("--data", nargs="+", default=["normal"], choices=DATA, metavar="DATA", help=f"of {', '.join(DATA)}")
    add("--threads", type=thread_count, metavar="N", help="default: 1, for scaling and layouts all CPUs")
    output = cases.add_mutually_exclusive_group()
    output.add_argument("--fresh", action="store_true", help="a fresh output for each call, not an existing one")
    output.add_argument("--reuse", action="store_true", help="a fresh output, inside fastrelu.reuse_buffers")
    add = parser.add_argument_group("measurement").add_argument
    add("--peers", nargs="*", default=list(PEERS), choices=PEERS, metavar="PEER", help=f"of {', '.join(PEERS)}")
    add("--seconds", type=_seconds, default=0.5, metavar="S", help="for each case at least (default: 0.5)")
    add("--cold", action="store_true", help="empty the caches before each call")
    add = parser.add_argument_group("results").add_argument
    add("--output", type=Path, metavar="FILE.json", help="write them as JSON too")
    add("--plot", type=Path, metavar="FILE.png", help="draw them too; needs matplotlib")
    add("--results", type=Path, metavar="FILE.json", help="show these earlier results; measure nothing")


def run(args):
    """Run the command: measure, or read earlier results; print, write and draw them.

    Parameters
    ----------
    args : argparse.Namespace
        The options of `add_command`, and as `argv` how they were given.

    Returns
    -------
    int
        The exit status.

    Raises
    ------
    UsageError
        For what cannot be done.
    LookupError
        If an activation has no entry in ``fastrelu/reference.py``.
    """
    import json

    from . import tables

    if args.results:
        try:
            results = json.loads(args.results.read_text(encoding="utf-8"))
            tables.table(results)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(f"cannot read results from {args.results}: {error}") from None
    else:
        from . import modes

        if args.plot:
            _need_matplotlib()  # before the time is spent
        results = modes.measure(args)
    tables.print_results(results)
    if args.output:
        args.output.parent.mkdir(parents=True, exist_ok=True)
        args.output.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if args.plot:
        _need_matplotlib()
        from . import plots

        args.plot.parent.mkdir(parents=True, exist_ok=True)
        plots.draw(results).savefig(args.plot, dpi=110)
    return 0


def _need_matplotlib():
    from importlib.util import find_spec

    if find_spec("matplotlib") is None:
        raise UsageError('--plot needs matplotlib: pip install "fastrelu[bench]"')
