"""Draw functions and their derivatives into a picture.

Dots are kinks, minima and maxima; dotted lines limits. Parameters of one function
follow its name after a colon. What --param gives goes to all of them. A gated
function is drawn over its gate, beside x = 1.

Examples:
  fastrelu plot gelu -o gelu.png
  fastrelu plot relu elu gelu silu mish -o several.svg
  fastrelu plot elu:alpha=0.5 elu elu:alpha=2 -o alphas.pdf --range -3 2
"""

import math
import os

from .._command import Failure, UsageError
from . import functions

_SUFFIXES = ("png", "svg", "pdf")
_MOST = 16


def _named(text):
    """``elu:alpha=2`` as a name and pairs of a parameter's name and value, for argparse."""
    name, colon, given = text.partition(":")
    return name, [functions.assignment(pair) for pair in given.split(",")] if colon else []


def _curves(args):
    from . import drawing

    curves = []
    for name, pairs in args.names:
        signature, parameters = functions.kernel(name, [*args.param, *pairs])
        shown = ", ".join(f"{p.name}={v:.4g}" for p, v in zip(signature.parameters, parameters, strict=True))
        # The usual parameters need no words.
        usual = parameters == signature.defaults and all(p.default is not None for p in signature.parameters)
        curves.append(drawing.Curve(signature, parameters, signature.name + ("" if usual else f"({shown})")))
    return curves


def run(args):
    """Draw the picture."""
    from importlib.util import find_spec

    suffix = os.path.splitext(args.output)[1].lstrip(".").lower()
    if suffix not in _SUFFIXES:
        raise UsageError(f"--output must end in {', '.join('.' + s for s in _SUFFIXES)}, not {args.output!r}")
    if len(args.names) > _MOST:
        raise UsageError(f"too many functions for one picture: {len(args.names)}, and not {_MOST} at most")
    low, high = args.range or (-1.0, 1.0)
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise UsageError(f"--range must be two finite numbers in their order, not {low:g} {high:g}")
    if find_spec("matplotlib") is None:
        raise Failure('plot needs matplotlib: pip install "fastrelu[plot]"')
    curves = _curves(args)
    import matplotlib

    from . import drawing, output

    figure = drawing.draw(curves, args.range)
    # The same picture is the same file, and text in it can be searched for.
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(suffix)
    settings = {"svg.fonttype": "none", "svg.hashsalt": "fastrelu", "pdf.fonttype": 42}
    with output.replacing(args.output, force=True) as file, matplotlib.rc_context(settings):
        figure.savefig(file, format=suffix, dpi=130, metadata=metadata)
    return 0


def add_command(commands):
    """Add the command ``plot``."""
    parser = functions.add_command(commands, "plot", run, __doc__)
    about = "functions; fastrelu list has them"
    parser.add_argument("names", nargs="+", type=_named, metavar="NAME[:PARAM=VALUE,...]", help=about)
    parser.add_argument(
        "-o", "--output", required=True, metavar="FILE", help=f"of the kind {', '.join('.' + s for s in _SUFFIXES)}"
    )
    functions.add_parameters(parser)
    parser.add_argument("--range", nargs=2, type=float, metavar=("LOW", "HIGH"), help="the inputs to show")
