"""The command line: ``fastrelu``, or ``python -m fastrelu``.

Each command has a module that adds its options, sets its `run`, and imports nothing that takes time before that runs.
The head of a module is the command's help.

========= =====================================================================
info      the configuration, versions, the machine
listing   ``list``: the functions that there are
apply     a function over a .npy file, by `npy`, `output` and `windows`
accuracy  the worst error on this machine, by `sampling`
plot      pictures, by `drawing`
report    the default: speed and errors of everything
functions names and parameters as they are given
progress  progress bars
========= =====================================================================

``bench`` is `fastrelu.bench`.
"""

import argparse
import contextlib
import os
import signal
import sys
import threading
from pathlib import Path

import fastrelu

from .. import bench
from .._command import Failure, Parser, UsageError
from . import accuracy, apply, info, listing, plot, report

_ABOUT = """\
Activation functions for NumPy: what is here, how right, how fast; and on files.
Without a command, the report runs, with its options.
"""
_STATUS = """\
COMMAND --help says more, with examples. Exit status: 0; 1 for what failed or is
not as published; 2 for wrong arguments; 130 where interrupted, 143 where
terminated. Errors are one line on stderr.
"""


class Terminated(BaseException):
    """The process has been asked to end; `args[0]` is the signal."""


def _parser():
    # By whichever name it was called.
    prog = "fastrelu" if Path(sys.argv[0]).stem == "fastrelu" else "python -m fastrelu"
    parser = Parser(
        prog=prog,
        usage=f"{prog} [COMMAND] [options]",
        description=_ABOUT,
        epilog=_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=report.run, called=parser)
    parser.add_argument("--version", action="version", version=f"fastrelu {fastrelu.__version__}")
    report.add_options(parser, hidden=True)
    # A command is a parser that sets its own `run`.
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", prog=prog)
    for command in (info, listing, apply, accuracy, plot, bench, report):
        command.add_command(commands)
    for name, command in commands.choices.items():
        if name != "bench":
            command.set_defaults(called=command)
    return parser


@contextlib.contextmanager
def _terminable():
    """SIGTERM and SIGHUP raise `Terminated`, so that what was begun is cleared away."""

    def stop(number, frame):
        raise Terminated(number)

    before = {}
    # Elsewhere Python sets no handlers.
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)  # Windows has no SIGHUP
            # What is ignored, as by nohup, stays so.
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _fail(parser, message, status=1):
    print(f"{parser.prog}: error: {message}", file=sys.stderr)
    return status


def main(argv=None):
    """Run the command line.

    Parameters
    ----------
    argv : list of str, optional
        Arguments; those of the process by default.

    Returns
    -------
    int
        The exit status.

    Raises
    ------
    SystemExit
        With status 2 and one line on stderr, if the arguments are at fault.
    """
    parser = _parser()
    argv = sys.argv[1:] if argv is None else argv
    args = parser.parse_args(argv)
    args.argv = argv
    try:
        with _terminable():
            status = args.run(args)
            sys.stdout.flush()
            return status
    except UsageError as error:
        args.called.error(str(error))
    except Failure as error:
        return _fail(args.called, error)
    except MemoryError:
        return _fail(args.called, "not enough memory")
    except BrokenPipeError:
        # Who read stdout, as `head`, has gone. At exit Python would flush it again, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return _fail(args.called, "interrupted", 128 + signal.SIGINT)
    except Terminated as error:
        return _fail(args.called, "terminated", 128 + error.args[0])
