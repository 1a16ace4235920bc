"""The command line of the tools that make type stubs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def write_or_check(files: dict[Path, str], tool: str, about: str, argv: list[str] | None = None) -> int:
    """Write the files, or with ``--check`` compare them.

    Parameters
    ----------
    files : dict of Path to str
        What each shall hold.
    tool : str
        The name of the tool, for whoever has to run it.
    about : str
        What it does, for ``--help``.
    argv : list of str, optional
        Arguments; those of the process by default.

    Returns
    -------
    int
        The exit status.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if a file is out of date")
    is_check = parser.parse_args(argv).check
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if is_check:
            print(f"{path.name} is out of date: run python tools/{tool}", file=sys.stderr)
        else:
            path.write_text(files[path], encoding="utf-8")
    return int(is_check and bool(stale))
