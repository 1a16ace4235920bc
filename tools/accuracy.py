"""Sweep activations over all 2^32 float32 inputs, judged by the float64 kernels, on all cores.

    python tools/accuracy.py                          # everything, one to three minutes for each on two cores
    python tools/accuracy.py --activations gelu --stride 257
    python tools/accuracy.py --peers                  # the same for PyTorch, JAX, ONNX Runtime and SciPy, strided
    python tools/accuracy.py --report                 # write docs/accuracy.md from docs/accuracy.json

One pass over the inputs of an activation measures the value, the derivative, and backward with random gradients, each
in ulp of the float32 result, and checks bit for bit that with_derivative gives the value and the derivative, and that
backward with a gradient of 1 gives the derivative. It notes the worst inputs, neighbours in the wrong order, and a
checksum of all results. Other instruction sets are then run for the checksum, and for the errors where it differs.
A gated activation has random numbers of moderate size beside the gate. Who judges is another instruction set than the
one under test, if there is one, and one with fused multiply-add in any case (fastrelu/_judge.py).

Sweeps are kept, chunk by chunk, under build/accuracy: a sweep that was stopped goes on where it was, as long as the
compiled module is the same. Results go to docs/accuracy.json, from which docs/accuracy.md (accuracy_page.py) and the
tests' regression table are made.
"""

from __future__ import annotations

import argparse
import ctypes
import functools
import hashlib
import json
import multiprocessing
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

import accuracy_page
import fastrelu
from fastrelu import _core, _judge, _ufuncs
from fastrelu._signature import KERNELS, Signature

ROOT = accuracy_page.ROOT
CHUNK = 1 << 22
ALL = 1 << 32
SAMPLES = 3  # of the parameters; checksums and monotonicity are kept for the first
NOTED = 3  # worst inputs noted per chunk and form


@functools.cache
def judge(isa: str | None) -> str:
    """The instruction set that judges another one."""
    name = _judge.judging_isa(isa)
    if name is None:
        raise SystemExit("an instruction set with fused multiply-add has to judge, and this CPU has none")
    return name


def inputs(start: int, stop: int, stride: int) -> np.ndarray:
    return np.arange(start, stop, stride, dtype=np.uint64).astype(np.uint32).view(np.float32)


@functools.cache
def compiled_ulp_error() -> Callable[..., float] | None:
    """ulp_error.cpp, compiled as this machine likes it; None without a compiler, as where a wheel is tested.

    NumPy takes a third of a sweep's time for the same.
    """
    compiler = shutil.which(os.environ.get("CXX", "c++"))
    if compiler is None:
        return None
    source = Path(__file__).with_name("ulp_error.cpp")
    # Of this machine's kind and compiler: emulators share files with the machine that they run on.
    made_by = f"{platform.machine()} {compiler}".encode()
    digest = hashlib.sha256(source.read_bytes() + made_by).hexdigest()[:16]
    library = ROOT / "build" / "accuracy" / f"ulp_error_{digest}.so"
    if not library.exists():
        library.parent.mkdir(parents=True, exist_ok=True)
        made = library.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler, "-O3", "-march=native", "-shared", "-fPIC", str(source), "-o", str(made)], check=True)
        made.rename(library)
    function = ctypes.CDLL(str(library)).ulp_error
    function.restype = ctypes.c_double
    function.argtypes = [ctypes.c_void_p] * 3 + [ctypes.c_size_t, ctypes.c_void_p]
    return function


def ulp_error(result: np.ndarray, truth: np.ndarray, floor: np.ndarray | None = None) -> np.ndarray:
    """Distance from the truth in units of the last place of a float32 of its size; 0 for equal infinities.

    Or of the size of `floor`, where that is larger.
    """
    function = compiled_ulp_error()
    if function is None:
        size = truth if floor is None else np.maximum(np.abs(truth), np.abs(floor))
        # The power of two below it, from its bits; subnormal results have the unit of 2^-126 too.
        unit = (size.view(np.uint64) & np.uint64(0x7FF << 52)).view(np.float64)
        np.maximum(unit, 2.0**-126, out=unit)
        unit *= 2.0**-23
        error = result - truth
        error /= unit
        np.abs(error, out=error)
        largest = error.max(initial=0)
    else:
        error = np.empty(result.size)
        result, truth = np.ascontiguousarray(result, np.float32), np.ascontiguousarray(truth, np.float64)
        other = None if floor is None else np.ascontiguousarray(floor, np.float64)
        addresses = [None if a is None else a.ctypes.data for a in (result, truth, other)]
        largest = function(*addresses, result.size, error.ctypes.data)
    if not np.isfinite(largest):
        overflowed = np.abs(truth) >= float(np.finfo(np.float32).max) * (1 + 2.0**-25)
        error[overflowed & (result == np.where(truth > 0, np.inf, -np.inf))] = 0
        error[np.isnan(truth) & np.isnan(result)] = 0
        error[np.isnan(error)] = np.inf
    return error


BLOCK = 1 << 15  # inputs at a time: to change the instruction set costs 40 us
DIGESTED = 1 << 13  # inputs of one checksum
_pool = np.random.default_rng(0)
GRADIENTS = _pool.standard_normal(1 << 20, dtype=np.float32)
ONES = np.ones(BLOCK, np.float32)
WEIGHTS = _pool.integers(0, 1 << 64, DIGESTED, dtype=np.uint64) | np.uint64(1)


def canonical(result: np.ndarray) -> np.ndarray:
    """The bits, all NaN alike: which NaN an instruction returns is not ours to promise."""
    bits = result.view(np.uint32)
    return np.where(np.isnan(result), np.uint32(0x7FC00000), bits) if np.isnan(result.max()) else bits


def checksums(value: np.ndarray, slope: np.ndarray) -> Iterator[bytes]:
    """Sums of both results' bits with random odd weights, modulo 2^64: they change with every bit that does."""
    both = canonical(value).astype(np.uint64) << 32 | canonical(slope)
    for start in range(0, both.size, DIGESTED):
        part = both[start : start + DIGESTED]
        yield int(np.sum(part * WEIGHTS[: part.size], dtype=np.uint64)).to_bytes(8, "little")


def form_functions(signature: Signature) -> dict:
    """Form -> a function that returns its results as a tuple."""

    def one(form):
        ufunc = _ufuncs.ufunc(signature, form)
        return ufunc if ufunc.nout > 1 else lambda *arguments: (ufunc(*arguments),)

    return {form: one(form) for form in signature.forms}


def measured_forms(signature: Signature) -> list[str]:
    """Those that are held against the truth; with_derivative has the bits of two of them."""
    return [form for form in signature.forms if form != "with_derivative"]


def is_ordered(signature: Signature, parameters: tuple) -> bool:
    return bool(signature.monotone and min(parameters, default=0) >= 0)


def sweep_chunk(job: tuple) -> dict:
    with fastrelu.num_threads(1), np.errstate(all="ignore"):
        return _sweep_chunk(*job)


def _sweep_chunk(name, parameters, isa, start, stop, stride, measured) -> dict:
    _core.set_isa(isa)
    signature = KERNELS[name]
    functions, gated = form_functions(signature), len(signature.inputs) > 1
    singles = tuple(np.float32(p) for p in parameters)
    wide = tuple(float(p) for p in singles)
    ordered = is_ordered(signature, parameters)
    random = np.random.default_rng(start)
    digest = hashlib.sha256()
    worst = {form: [] for form in measured_forms(signature)} if measured else {}
    result = {"start": start, "count": 0, "unequal": 0, "disorder": 0}
    last = None  # the result at the input before
    if start % (ALL // 2) and ordered:
        (before,) = functions["value"](inputs(start - stride, start, stride), *singles)
        last = before[-1]
    for low in range(start, stop, BLOCK * stride):
        x = inputs(low, min(low + BLOCK * stride, stop), stride)
        offset = int(random.integers(GRADIENTS.size - BLOCK))
        data = (x, GRADIENTS[::-1][offset : offset + x.size]) if gated else (x,)
        (value,) = functions["value"](*data, *singles)
        plain = functions["backward"](ONES[: x.size], *data, *singles)
        slopes = plain if gated else functions["derivative"](*data, *singles)
        digest.update(b"".join(checksums(value, slopes[0])))
        result["count"] += int(x.size)
        if not measured:
            continue
        grad = GRADIENTS[offset : offset + x.size]
        back = functions["backward"](grad, *data, *singles)
        both = functions["with_derivative"](*data, *singles) if "with_derivative" in functions else (value, *slopes)
        for one, other in zip((*both, *plain), (value, *slopes, *slopes), strict=True):
            if not np.array_equal(one.view(np.uint32), other.view(np.uint32)):
                result["unequal"] += int((canonical(one) != canonical(other)).sum())
        finite = np.isfinite(x)
        if not finite.all():
            if not finite.any():
                continue
            data = tuple(column[finite] for column in data)
            value, grad = value[finite], grad[finite]
            slopes, back = ([a[finite] for a in arrays] for arrays in (slopes, back))
        if ordered:
            line = value if last is None else np.concatenate(([last], value))
            falls = np.less(line[1:], line[:-1]) if low < ALL // 2 else np.greater(line[1:], line[:-1])
            result["disorder"] += int(falls.sum())
            last = value[-1]
        data64 = tuple(column.astype(np.float64) for column in data)
        truth = _judge.by_kernel(signature, data64, wide, judge(isa))
        units = _judge.units(signature, data64, wide)
        got = {"value": (value,), "derivative": slopes, "backward": back}
        for form, noted in worst.items():
            floors = (None,) * len(got[form]) if units is None else units.results(form, grad)
            for one, true, floor in zip(got[form], truth.results(form, grad), floors, strict=True):
                error = ulp_error(one, true, floor)
                if error.max() > (noted[-1][0] if len(noted) == NOTED else 0):
                    places = [i for i in np.argpartition(error, -min(NOTED, error.size))[-NOTED:] if error[i]]
                    found = [(float(error[i]), *(float(c[i]) for c in data), float(grad[i])) for i in places]
                    noted = worst[form] = sorted(noted + found, reverse=True)[:NOTED]
    return {**result, "digest": digest.hexdigest(), "worst": worst}


def module_stamp() -> str:
    return hashlib.sha256(Path(_core.__file__).read_bytes()).hexdigest()[:16]


def sweep(name: str, parameters: tuple, isa: str, stride: int, measured: bool, processes: int, track) -> list[dict]:
    """All chunks of one sweep, those kept from before included."""
    label = "_".join([name, isa, *(f"{p:g}" for p in parameters), str(stride), "errors" if measured else "bits"])
    kept = ROOT / "build" / "accuracy" / module_stamp() / f"{label}.jsonl"
    kept.parent.mkdir(parents=True, exist_ok=True)
    done = {}
    if kept.exists():
        for line in kept.read_text().splitlines():
            chunk = json.loads(line)
            done[chunk["start"]] = chunk
    step = CHUNK * stride
    # Positive inputs, then negative ones: within a chunk the inputs are in order.
    jobs = [
        (name, parameters, isa, start, min(start + step, half + ALL // 2), stride, measured)
        for half in (0, ALL // 2)
        for start in range(half, half + ALL // 2, step)
        if start not in done
    ]
    with kept.open("a") as file, multiprocessing.Pool(processes) as pool:
        for chunk in track(pool.imap_unordered(sweep_chunk, jobs), total=len(jobs), description=label):
            file.write(json.dumps(chunk) + "\n")
            file.flush()
            done[chunk["start"]] = chunk
    return [done[start] for start in sorted(done)]


def summary(name, parameters, isa, stride, measured, chunks, seconds) -> dict:
    digest = hashlib.sha256("".join(c["digest"] for c in chunks).encode()).hexdigest()
    worst = {}
    for form in measured_forms(KERNELS[name]):
        found = [w for c in chunks for w in c["worst"].get(form, [])]
        if found:
            worst[form] = [list(w) for w in sorted(map(tuple, found), reverse=True)[:NOTED]]
    row = {
        "activation": name,
        "parameters": list(parameters),
        "isa": isa,
        "stride": stride,
        "inputs": sum(c["count"] for c in chunks),
        "checksum": digest[:32],
        "worst": worst,
        "errors": measured,
        "unequal": sum(c["unequal"] for c in chunks),
        "disorder": sum(c["disorder"] for c in chunks) if is_ordered(KERNELS[name], parameters) else None,
        "seconds": round(seconds),
    }
    return row


def tracker():
    """A progress bar with an estimate of the time left, or a plain line per sweep where there is no terminal."""
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import track

        return lambda it, total, description: track(
            it, total=total, description=description, console=Console(stderr=True)
        )

    def plain(it, total, description):
        print(f"{description}: {total} chunks", file=sys.stderr, flush=True)
        return it

    return plain


def run(options: argparse.Namespace) -> bool:
    track, good = tracker(), True
    for name in options.activations:
        bounds = {form: KERNELS[name].bound_of(form) for form in KERNELS[name].forms}
        for number, parameters in enumerate(KERNELS[name].samples[: options.samples]):
            for position, isa in enumerate(options.isas):
                if position > 0 and number > 0 and isa != "baseline":
                    continue  # equal checksums at the first parameters speak for the others
                # The baseline has other bits, and errors of its own to measure.
                measured = position == 0 or isa == "baseline"
                stride = options.stride
                start = time.perf_counter()
                chunks = sweep(name, parameters, isa, stride, measured, options.processes, track)
                row = summary(name, parameters, isa, stride, measured, chunks, time.perf_counter() - start)
                errors = "  ".join(f"{form} {w[0][0]:.3f} at {w[0][1]:.9g}" for form, w in row["worst"].items())
                print(f"{name}{parameters} {isa}: {errors or 'checksum ' + row['checksum']}", flush=True)
                good = good and row["unequal"] == 0 and all(w[0][0] <= bounds[form] for form, w in row["worst"].items())
                if not options.dry:
                    accuracy_page.store(row)
    return good


def main() -> None:
    names = list(KERNELS)
    supported = fastrelu.show_config(mode="dicts")["instruction sets"]["supported"]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--activations", nargs="+", default=names, choices=names)
    parser.add_argument("--isas", nargs="+", default=supported, choices=supported)
    parser.add_argument(
        "--stride", type=int, default=1, help="every so many-th input; an odd number meets all exponents"
    )
    parser.add_argument("--samples", type=int, default=SAMPLES, help="of the parameters, at most")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--dry", action="store_true", help="do not write docs/accuracy.json")
    parser.add_argument("--peers", action="store_true", help="measure the peers instead, at --stride or every 257th")
    parser.add_argument("--report", action="store_true", help="write docs/accuracy.md and nothing else")
    options = parser.parse_args()
    if options.peers:
        import accuracy_peers

        accuracy_peers.write(options.stride if options.stride > 1 else 257)
    if options.peers or options.report:
        (ROOT / "docs" / "accuracy.md").write_text(accuracy_page.page(accuracy_page.load()))
        return
    sys.exit(0 if run(options) else 1)


if __name__ == "__main__":
    main()
