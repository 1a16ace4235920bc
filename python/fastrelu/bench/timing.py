"""What all measurements share: contenders that take turns, threads and their CPUs, the machine, progress."""

from __future__ import annotations

import contextlib
import os
import platform
import random
import statistics
import sys
import time
import timeit
from collections.abc import Callable, Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

import fastrelu

Call = Callable[[], object]
# Runs something so many times, and returns the seconds it took.
Loop = Callable[[int], float]
Name = TypeVar("Name", bound=Hashable)

# A sample is of as many calls as take this long, in seconds; more of them would only be fewer samples.
_SAMPLE = 1e-3
_MOST_CALLS = 10_000
# A call that takes this long, in seconds, is not worth another one before it is timed.
_LONG = 0.5
_FEWEST_ROUNDS = 5
# Pools of threads spin after a call, in the hope of the next: for some milliseconds they hold CPUs that others want.
PAUSE = 0.01


def loop(call: Call) -> Loop:
    """A loop around a call, with as little as possible of its own, and without garbage collection."""
    return timeit.Timer(call).timeit


def interleaved(
    loops: Mapping[Name, Loop], seconds: float, pause: float = 0.0, cool: Callable[[Name], object] | None = None
) -> dict[Name, float]:
    """Time several things in turns.

    Each round takes a sample of each, in an order of its own: whatever disturbs, disturbs all. Before its sample each
    is called once: it finds in the caches what it left there itself, not what the one before it left, and its threads
    are awake.

    Parameters
    ----------
    loops : mapping of names to callables
        What to time; see `loop`.
    seconds : float
        How long to go on at least; there are five rounds at least.
    pause : float, optional
        Seconds before each sample.
    cool : callable, optional
        Called instead, with the name of what is timed next; samples are of a single call then. See `emptied_caches`.

    Returns
    -------
    dict of names to float
        The median time of one call, in nanoseconds.
    """
    calls: dict[Name, int] = {}
    long: set[Name] = set()
    for name, run in loops.items():
        run(1)  # compiles, touches the memory
        taken = run(1)
        if taken > _LONG:
            long.add(name)
        calls[name] = 1 if cool else max(1, min(_MOST_CALLS, int(_SAMPLE / max(taken, 1e-9))))
    names, chance = list(loops), random.Random(0)
    samples: dict[Name, list[float]] = {name: [] for name in names}
    end, rounds = time.perf_counter() + seconds, 0
    while rounds < _FEWEST_ROUNDS or time.perf_counter() < end:
        chance.shuffle(names)
        for name in names:
            if pause:
                # Not asleep: a virtual machine's idle CPU may be given to others, and take milliseconds to come back.
                begin = time.perf_counter()
                while time.perf_counter() < begin + pause:
                    pass
            if cool:
                cool(name)
            elif name not in long:
                loops[name](1)
            samples[name].append(loops[name](calls[name]) / calls[name])
        rounds += 1
    return {name: statistics.median(times) * 1e9 for name, times in samples.items()}


@contextlib.contextmanager
def limited_to(threads: int) -> Iterator[None]:
    """As many threads of fastrelu, on as many CPUs: the last ones of those allowed, as the first take the interrupts.

    Libraries that know no other limit take this one if they are imported, or make their threads, inside.
    """
    if not hasattr(os, "sched_setaffinity"):
        with fastrelu.num_threads(threads):
            yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[-threads:])
    try:
        with fastrelu.num_threads(threads):
            yield
    finally:
        os.sched_setaffinity(0, allowed)


# ---------------------------------------------------------------------------------------------------------- the machine


def cpu() -> str:
    """What this machine's CPU is called."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        # Not Linux.
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def caches() -> dict[str, str]:
    """Those of the first CPU: ``{"L1 data": "32K", "L2": "1024K"}``."""
    found = {}
    for cache in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        # Not every system says everything.
        with contextlib.suppress(OSError):
            facts = ((cache / name).read_text(encoding="utf-8") for name in ("level", "type", "size"))
            level, kind, size = map(str.strip, facts)
            if kind != "Instruction":
                found[f"L{level}" + (" data" if kind == "Data" else "")] = size
    return found


def emptied_caches() -> Callable[[], object]:
    """A function that drives out of the caches whatever is there, by reading twice as much as the largest holds."""
    units = {"K": 1 << 10, "M": 1 << 20}
    sizes = [int(size[:-1]) * units[size[-1]] for size in caches().values() if size[-1:] in units]
    return np.ones(2 * max(sizes, default=1 << 25), np.uint8).max


def machine() -> dict[str, Any]:
    """What a figure depends on, beside the command: the CPU, its caches, the build."""
    config = fastrelu.show_config(mode="dicts")
    return {
        "cpu": cpu(),
        "cpus": os.cpu_count(),
        "caches": caches(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "isa": config["instruction sets"]["active"],
        "compiler": config["build"]["compiler"],
    }


# ------------------------------------------------------------------------------------------------------------- progress


@contextlib.contextmanager
def progress(total: int) -> Iterator[Callable[[str], None]]:
    """A bar on stderr, if that is a terminal and rich is installed; yields what tells it of the next step."""
    if sys.stderr.isatty():
        try:
            from rich.console import Console
            from rich.progress import Progress
        except ImportError:
            # A bar is a comfort.
            yield lambda step: None
            return
        # Drawn at each step only: a thread that draws would take turns with what is timed.
        with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
            task = bar.add_task("", total=total)
            done = -1

            def show(step: str) -> None:
                nonlocal done
                done += 1
                bar.update(task, completed=done, description=step, refresh=True)

            yield show
    else:
        yield lambda step: None
