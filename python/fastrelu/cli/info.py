"""Show what is installed: versions, instruction sets, threads, the machine.

Copy this into a report of a problem. The instruction set is the best that the
CPU has, or what the variable FASTRELU_ISA names.

Examples:
  fastrelu info
  fastrelu info --json
"""

import os
import platform

import numpy as np

import fastrelu

from .. import _core
from .._command import print_json
from . import functions

# What fastrelu works with, or what its commands use where it is there.
_PACKAGES = ("scipy", "ml_dtypes", "torch", "jax", "keras", "autograd", "mpmath", "rich", "matplotlib")
_VARIABLES = ("FASTRELU_ISA", "FASTRELU_NUM_THREADS", "OMP_NUM_THREADS")


def facts():
    """All that the command shows, as dicts of strings, numbers and lists."""
    from importlib import metadata

    from ..bench.timing import caches, cpu

    packages = {}
    for name in _PACKAGES:
        try:
            packages[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            packages[name] = None
    return {
        **fastrelu.show_config(mode="dicts"),
        "machine": {
            "cpu": cpu(),
            "cpus": os.cpu_count(),
            "caches": caches(),
            "system": f"{platform.system()} {platform.machine()}",
        },
        "variables": {name: os.environ.get(name) for name in _VARIABLES},
        "packages": {"python": platform.python_version(), "numpy": np.__version__, **packages},
        "module": _core.__file__,
    }


def _shown(fact):
    if fact is None:
        return "-"
    if isinstance(fact, dict):
        return ", ".join(f"{name} {value}" for name, value in fact.items()) or "-"
    return (", ".join(fact) or "-") if isinstance(fact, list) else str(fact)


def run(args):
    """Print the facts."""
    found = facts()
    if args.json:
        print_json(found)
        return 0
    for name, fact in found.items():
        if isinstance(fact, dict):
            print(f"{name}:")
            for key, value in fact.items():
                print(f"  {key}: {_shown(value)}")
        else:
            print(f"{name}: {_shown(fact)}")
    return 0


def add_command(commands):
    """Add the command ``info``."""
    functions.add_json(functions.add_command(commands, "info", run, __doc__))
