"""Progress bars on stderr, where that is a terminal: by rich if it is installed, else a plain line."""

import contextlib
import sys
import time

# Seconds: what is done sooner needs no bar; and between two drawings.
_SHOWN_AFTER, _BETWEEN = 0.5, 0.1


class _Rich:
    def __init__(self, total):
        from rich.console import Console
        from rich.progress import Progress

        # Drawn when told to: a thread that draws would take turns with what is timed.
        self._bar = Progress(console=Console(stderr=True), transient=True, auto_refresh=False)
        self._bar.start()
        self._task = self._bar.add_task("", total=total)

    def show(self, done, what):
        self._bar.update(self._task, completed=done, description=what, refresh=True)

    def close(self):
        self._bar.stop()


class _Plain:
    def __init__(self, total):
        self._total = max(total, 1)

    def show(self, done, what):
        print(f"\r\x1b[K{what}  {100 * done // self._total} %", end="", file=sys.stderr, flush=True)

    def close(self):
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


@contextlib.contextmanager
def progress(total, what=""):
    """A bar for work of `total` steps.

    Parameters
    ----------
    total : int
    what : str, optional

    Yields
    ------
    callable
        ``advance(steps, what=None)``.
    """
    if not sys.stderr.isatty():
        yield lambda steps, what=None: None
        return
    bar, done, due = None, 0, time.monotonic() + _SHOWN_AFTER

    def advance(steps, what=what):
        nonlocal bar, done, due
        done += steps
        if time.monotonic() < due:
            return
        if bar is None:
            try:
                bar = _Rich(total)
            except ImportError:
                bar = _Plain(total)
        bar.show(done, what)
        due = time.monotonic() + _BETWEEN

    try:
        yield advance
    finally:
        if bar is not None:
            bar.close()
