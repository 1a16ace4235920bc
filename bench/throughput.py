"""Throughput of every activation beside its peers, on the same arrays, interleaved, in one process.

    python bench/throughput.py --sizes 1e5 1e6 --threads 1 --output bench/results/throughput.json

Every activation of the registry is timed in every form asked for; peers that are not installed are left out, and named
as missing. A round calls each contender once, in an order that changes from round to round; figures are medians over
rounds. The process is pinned to as many CPUs as it uses threads. memcpy (numpy.copyto) runs in the same rounds.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

import fastrelu
import peers
from fastrelu import _ufuncs


def cpu_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def pin(threads: int) -> None:
    """The last CPUs of those allowed: the first ones take the interrupts."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])


def interleaved(contenders: dict[Any, peers.Call], seconds: float) -> dict[Any, float]:
    """Median time of each contender in nanoseconds, small calls repeated within a round."""
    repeats = {}
    for name, call in contenders.items():
        call()
        start = time.perf_counter()
        call()
        repeats[name] = max(1, min(10_000, int(2e-4 / max(time.perf_counter() - start, 1e-9))))
    names, samples = list(contenders), {name: [] for name in contenders}
    end, rounds = time.perf_counter() + seconds, 0
    while rounds < 9 or time.perf_counter() < end:
        names.append(names.pop(0))
        for name in names:
            call, count = contenders[name], repeats[name]
            start = time.perf_counter()
            for _ in range(count):
                call()
            samples[name].append((time.perf_counter() - start) / count)
        rounds += 1
        if rounds >= 9 and time.perf_counter() > end + 5 * seconds:
            break
    return {name: statistics.median(s) * 1e9 for name, s in samples.items()}


def measure(options: argparse.Namespace) -> dict:
    installed = {name: importlib.util.find_spec(name) is not None for name in peers.PEERS}
    if installed["torch"]:
        import torch

        torch.set_num_threads(options.threads)
    rng = np.random.default_rng(0)
    rows = []
    cases = [
        (size, dtype, activation["name"], form)
        for size in options.sizes
        for dtype in options.dtypes
        for activation in _ufuncs.REGISTRY
        if activation["name"] in options.activations
        for form in options.forms
    ]
    for done, (size, dtype, name, form) in enumerate(cases):
        if sys.stderr.isatty():
            print(
                f"\r\033[K{done + 1}/{len(cases)}  {name} {form} {dtype} {size:.0e}",
                end="",
                file=sys.stderr,
                flush=True,
            )
        n = int(size)
        x, grad = (rng.standard_normal(n).astype(dtype) for _ in range(2))
        arrays = peers.Arrays(x, grad, np.empty_like(x), np.empty_like(x))
        contenders = {"fastrelu": peers.ours(name, form, arrays, options.fresh)}
        for peer, make in peers.PEERS.items():
            call = make(name, form, arrays, options.fresh) if installed[peer] else None
            if call is not None:
                contenders[peer] = call
        contenders["memcpy"] = lambda a=arrays: np.copyto(a.y, a.x)
        with np.errstate(all="ignore"):
            times = interleaved(contenders, options.seconds)
        rivals = {p: t for p, t in times.items() if p not in ("fastrelu", "memcpy")}
        fastest = min(rivals, key=rivals.get, default=None)
        rows.append(
            {
                "activation": name,
                "form": form,
                "dtype": dtype,
                "size": n,
                "ns_per_element": {k: round(t / n, 4) for k, t in times.items()},
                "fastest_peer": fastest,
                "ratio": round(rivals[fastest] / times["fastrelu"], 3) if fastest else None,
                "share_of_memcpy": round(times["fastrelu"] / times["memcpy"], 3),
            }
        )
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    versions = {}
    for name in ("numpy", *peers.PEERS):
        if importlib.util.find_spec(name):
            versions[name] = __import__(name).__version__
    return {
        "command": "python bench/throughput.py " + " ".join(options.command),
        "cpu": cpu_name(),
        "python": platform.python_version(),
        "threads": options.threads,
        "fresh_output": options.fresh,
        "isa": fastrelu.show_config(mode="dicts")["instruction sets"]["active"],
        "compiler": fastrelu.show_config(mode="dicts")["build"]["compiler"],
        "versions": {"fastrelu": fastrelu.__version__, **versions},
        "missing_peers": [name for name, there in installed.items() if not there],
        "rows": rows,
    }


def show(results: dict) -> None:
    """A plain table: nanoseconds per element."""
    columns = ["fastrelu", *peers.PEERS, "memcpy"]
    print(f"{'':34}" + "".join(f"{c:>13}" for c in columns) + f"{'ratio':>8}")
    for row in results["rows"]:
        head = (
            f"{row['activation'] + ' ' + row['form']:<22}{row['dtype'][:1] + row['dtype'][-2:]:>4}{row['size']:>8.0e}"
        )
        cells = "".join(
            f"{row['ns_per_element'][c]:>13.3f}" if c in row["ns_per_element"] else f"{'-':>13}" for c in columns
        )
        print(f"{head:<34}{cells}" + (f"{row['ratio']:>8.2f}" if row["ratio"] else f"{'-':>8}"))


def main(arguments: list[str] | None = None) -> None:
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", nargs="+", type=float, default=[1e5, 1e6])
    names = [activation["name"] for activation in _ufuncs.REGISTRY]
    parser.add_argument("--activations", nargs="+", default=names, choices=names)
    parser.add_argument("--dtypes", nargs="+", default=["float32"], choices=["float16", "float32", "float64"])
    parser.add_argument("--forms", nargs="+", default=["value", "backward"], choices=list(_ufuncs.FORMS))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--fresh", action="store_true", help="a fresh output each time, instead of an existing one")
    parser.add_argument("--seconds", type=float, default=0.5, help="at least this long for each case")
    parser.add_argument("--output", type=Path, help="write the results here as JSON")
    options = parser.parse_args(arguments)
    options.command = [a for i, a in enumerate(arguments) if a != "--output" and arguments[i - 1 : i] != ["--output"]]
    pin(options.threads)
    fastrelu.set_num_threads(options.threads)
    results = measure(options)
    show(results)
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
