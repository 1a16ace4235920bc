"""What the commands of the command line share: their arguments, their data, and the tables that they print."""

import argparse
import math
import sys

import numpy as np

from . import _core


class UsageError(Exception):
    """What the user asked for cannot be done; the message says why."""


class Failure(Exception):
    """What was asked for has been tried, and failed; the message says why."""


class Parser(argparse.ArgumentParser):
    """A parser whose errors take one line."""

    def error(self, message):
        self.exit(2, f"{self.prog}: error: {message}\n")


def whole(text):
    """A positive whole number; ``1e6`` is one."""
    try:
        value = int(text)
    except ValueError:
        try:
            given = float(text)
            value = int(given)
        except (ValueError, OverflowError):
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
        if value != given:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
    if not 1 <= value <= sys.maxsize // 8:
        raise argparse.ArgumentTypeError(f"{text!r} is {'less than 1' if value < 1 else 'too large'}")
    return value


def thread_count(text):
    value = whole(text)
    if value > _core.most_threads:
        raise argparse.ArgumentTypeError(f"{text!r} is too large: {_core.most_threads} at most")
    return value


def normal(rng, size, dtype):
    """Standard normal numbers."""
    # The generator makes no float16.
    return rng.standard_normal(size, np.float64 if dtype == "float64" else np.float32).astype(dtype, copy=False)


def number(value, unit=""):
    """A number in few characters, always with a digit that can be trusted."""
    if value is None:
        return "-"
    if math.isinf(value):
        return "inf"
    if value >= 99_950:
        return f"{value:.1e}".replace("e+0", "e").replace("e+", "e") + unit
    return f"{value:.{2 if value < 9.995 else 1 if value < 99.95 else 0}f}{unit}"


def _print_rich(headings, sections):
    from rich import box
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for i, heading in enumerate(headings):
        table.add_column(heading, justify="right" if i else "left", vertical="bottom", no_wrap=True)
    for name, lines in sections.items():
        table.add_section()
        table.add_row(f"[bold]{name}[/bold]")
        for line in lines:
            table.add_row("  " + line[0], *line[1:])
    console = Console()
    # A table that is wider than the terminal, or than the 80 columns that rich takes a file to have, is not cut.
    wanted = Measurement.get(console, console.options.update(max_width=10_000), table).maximum
    console.width = max(console.width, wanted)
    console.print(table)


def _print_plain(headings, sections):
    lines = [line for lines in sections.values() for line in lines]
    split = [["", *heading.split("\n")][-2:] for heading in headings]
    columns = zip(*([first for first, _ in split], [second for _, second in split], *lines), strict=True)
    widths = [max(map(len, column)) for column in columns]

    def show(first, cells):
        cells = "".join(cell.rjust(width + 2) for cell, width in zip(cells, widths[1:], strict=True))
        print((first.ljust(widths[0] + 2) + cells).rstrip())

    print()
    for i in range(2):
        show("", [pair[i] for pair in split[1:]])
    for name, section in sections.items():
        print(name)
        for line in section:
            show("  " + line[0], line[1:])
    print()


def print_table(headings, sections):
    """Print a table, by rich where that is installed.

    Parameters
    ----------
    headings : list of str
        Of two lines at most; the first is that of the names on the left.
    sections : dict of str to list of list of str
        The title of each section, and its lines.
    """
    try:
        _print_rich(headings, sections)
    except ImportError:
        _print_plain(headings, sections)


def print_json(result):
    """Print facts as JSON, which has no infinity and no NaN: those are strings.

    Parameters
    ----------
    result : dict or list
        Of dicts, lists, tuples, strings and numbers.
    """
    import json

    def plain(value):
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [plain(item) for item in value]
        return str(value) if isinstance(value, float) and not math.isfinite(value) else value

    print(json.dumps(plain(result), indent=2, allow_nan=False))
