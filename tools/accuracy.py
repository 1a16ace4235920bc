"""Sweep activations over all 2^32 float32 inputs, against float64 references, on all cores.

    python tools/accuracy.py                          # everything, one to three minutes for each on two cores
    python tools/accuracy.py --activations gelu --stride 257
    python tools/accuracy.py --peers                  # the same for PyTorch, JAX, ONNX Runtime and SciPy, strided
    python tools/accuracy.py --report                 # write docs/accuracy.md from docs/accuracy.json

One pass over the inputs of an activation measures the value, the derivative, and backward with random gradients, each
in ulp of the float32 result, and checks bit for bit that with_derivative gives the value and the derivative, and that
backward with a gradient of 1 gives the derivative. It notes the worst inputs, neighbours in the wrong order, and a
checksum of all results. Other instruction sets are then run for the checksum, and for the errors where it differs.

Sweeps are kept, chunk by chunk, under build/accuracy: a sweep that was stopped goes on where it was, as long as the
compiled module is the same. Results go to docs/accuracy.json, from which docs/accuracy.md and the tests' regression
table are made.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import sys
import time
from pathlib import Path

import numpy as np

import fastrelu
from fastrelu import _core, _reference, _ufuncs

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "docs" / "accuracy.json"
CHUNK = 1 << 22
ALL = 1 << 32

# Parameters that each activation is swept with; the first is the one that checksums and monotonicity are kept for.
PARAMETERS = {
    "leaky_relu": [(0.01,), (-0.5,), (2.5,)],
    "prelu": [(0.25,)],
    "elu": [(1.0,), (1e-3,), (0.7,), (1e3,)],
}
# Where the inputs of f are in order, are those of f(x)? None: f is not monotone.
MONOTONE = {"relu": True, "leaky_relu": True, "prelu": True, "elu": True, "gelu": None, "gelu_tanh": None}
NOTED = 3  # worst inputs noted per chunk and form


def use_scipy() -> None:
    """SciPy's erfc in the references, where it is installed: the same function as math.erfc, vectorised."""
    try:
        from scipy.special import erfc
    except ImportError:
        return
    last: list[np.ndarray] = [np.empty(0), np.empty(0)]

    def remembered(x):  # value and derivative ask for the same
        if not np.array_equal(x, last[0]):
            last[:] = x, erfc(x)
        return last[1]

    _reference._erfc = remembered


def inputs(start: int, stop: int, stride: int) -> np.ndarray:
    return np.arange(start, stop, stride, dtype=np.uint64).astype(np.uint32).view(np.float32)


def ulp_error(result: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Distance from the truth in units of the last place of a float32 of its size; 0 for equal infinities."""
    # The power of two below the truth, from its bits; subnormal results have the unit of 2^-126 too.
    unit = (truth.view(np.uint64) & np.uint64(0x7FF << 52)).view(np.float64)
    np.maximum(unit, 2.0**-126, out=unit)
    unit *= 2.0**-23
    error = result - truth
    error /= unit
    np.abs(error, out=error)
    if not np.isfinite(error.max(initial=0)):
        overflowed = np.abs(truth) >= float(np.finfo(np.float32).max) * (1 + 2.0**-25)
        error[overflowed & (result == np.where(truth > 0, np.inf, -np.inf))] = 0
        error[np.isnan(truth) & np.isnan(result)] = 0
        error[np.isnan(error)] = np.inf
    return error


BLOCK = 1 << 13  # inputs at a time: all arrays of a block stay in the cache
_pool = np.random.default_rng(0)
GRADIENTS = _pool.standard_normal(1 << 20, dtype=np.float32)
ONES = np.ones(BLOCK, np.float32)
WEIGHTS = _pool.integers(0, 1 << 64, BLOCK, dtype=np.uint64) | np.uint64(1)


def canonical(result: np.ndarray) -> np.ndarray:
    """The bits, all NaN alike: which NaN an instruction returns is not ours to promise."""
    bits = result.view(np.uint32)
    return np.where(np.isnan(result), np.uint32(0x7FC00000), bits) if np.isnan(result.max()) else bits


def checksum(value: np.ndarray, slope: np.ndarray) -> int:
    """A sum of both results' bits with random odd weights, modulo 2^64: it changes with every bit that does."""
    both = canonical(value).astype(np.uint64) << 32 | canonical(slope)
    return int(np.sum(both * WEIGHTS[: both.size], dtype=np.uint64))


def form_functions(name: str):
    return {form: getattr(_ufuncs, name + suffix) for form, suffix in _ufuncs.FORMS.items()}


def sweep_chunk(job: tuple) -> dict:
    with fastrelu.num_threads(1), np.errstate(all="ignore"):
        return _sweep_chunk(*job)


def _sweep_chunk(name, parameters, isa, start, stop, stride, measured) -> dict:
    _core.set_isa(isa)
    functions = form_functions(name)
    reference = _reference.reference(name)
    singles = tuple(np.float32(p) for p in parameters)
    wide = tuple(float(p) for p in singles)
    ordered = MONOTONE[name] and min(parameters, default=0) >= 0
    random = np.random.default_rng(start)
    digest = hashlib.sha256()
    worst = {"value": [], "derivative": [], "backward": []} if measured else {}
    result = {"start": start, "count": 0, "unequal": 0, "disorder": 0}
    last = None  # the result at the input before
    if start % (ALL // 2):
        last = functions["value"](inputs(start - stride, start, stride), *singles)[-1]
    for low in range(start, stop, BLOCK * stride):
        x = inputs(low, min(low + BLOCK * stride, stop), stride)
        value, slope = functions["value"](x, *singles), functions["derivative"](x, *singles)
        digest.update(checksum(value, slope).to_bytes(8, "little"))
        result["count"] += int(x.size)
        if not measured:
            continue
        offset = int(random.integers(GRADIENTS.size - BLOCK))
        grad = GRADIENTS[offset : offset + x.size]
        back = functions["backward"](grad, x, *singles)
        both = functions["with_derivative"](x, *singles)
        plain = functions["backward"](ONES[: x.size], x, *singles)
        for one, other in ((both[0], value), (both[1], slope), (plain, slope)):
            if not np.array_equal(one.view(np.uint32), other.view(np.uint32)):
                result["unequal"] += int((canonical(one) != canonical(other)).sum())
        finite = np.isfinite(x)
        if not finite.all():
            if not finite.any():
                continue
            x, value, slope, back, grad = (a[finite] for a in (x, value, slope, back, grad))
        if ordered:
            line = value if last is None else np.concatenate(([last], value))
            falls = np.less(line[1:], line[:-1]) if low < ALL // 2 else np.greater(line[1:], line[:-1])
            result["disorder"] += int(falls.sum())
            last = value[-1]
        x64 = x.astype(np.float64)
        true_value, true_slope = reference.value(x64, *wide), reference.derivative(x64, *wide)
        for form, got, truth in (
            ("value", value, true_value),
            ("derivative", slope, true_slope),
            ("backward", back, true_slope * grad),
        ):
            error = ulp_error(got, truth)
            noted = worst[form]
            if error.max() > (noted[-1][0] if len(noted) == NOTED else 0):
                found = [(float(error[i]), float(x[i]), float(grad[i])) for i in np.argsort(error)[-NOTED:] if error[i]]
                worst[form] = sorted(noted + found, reverse=True)[:NOTED]
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
    with kept.open("a") as file, multiprocessing.Pool(processes, use_scipy) as pool:
        for chunk in track(pool.imap_unordered(sweep_chunk, jobs), total=len(jobs), description=label):
            file.write(json.dumps(chunk) + "\n")
            file.flush()
            done[chunk["start"]] = chunk
    return [done[start] for start in sorted(done)]


def summary(name, parameters, isa, stride, measured, chunks, seconds) -> dict:
    digest = hashlib.sha256("".join(c["digest"] for c in chunks).encode()).hexdigest()
    worst = {}
    for form in ("value", "derivative", "backward"):
        found = [w for c in chunks for w in c["worst"].get(form, [])]
        if found:
            worst[form] = [list(w) for w in sorted(found, reverse=True)[:NOTED]]
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
        "disorder": sum(c["disorder"] for c in chunks) if MONOTONE[name] and min(parameters, default=0) >= 0 else None,
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


def load() -> dict:
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {"sweeps": []}


def save(results: dict) -> None:
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")


# What tells the rows of a table apart.
KEYS = {"sweeps": ("activation", "parameters", "isa", "stride"), "float64": ("activation",)}


def store(row: dict, table: str = "sweeps") -> None:
    """Replace the row of the same sweep, keep the others."""
    results = load()
    places = {
        "activation": [a["name"] for a in _ufuncs.REGISTRY],
        "isa": [*fastrelu.show_config(mode="dicts")["instruction sets"]["compiled"], "neon"],
    }

    def key(r: dict) -> list:
        return [places[k].index(r[k]) if k in places else r[k] for k in KEYS[table]]

    rows = [r for r in results.get(table, []) if key(r) != key(row)] + [row]
    results[table] = sorted(rows, key=key)
    save(results)


def run(options: argparse.Namespace) -> bool:
    track, good = tracker(), True
    for name in options.activations:
        for number, parameters in enumerate(PARAMETERS.get(name, [()])):
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
                good = good and row["unequal"] == 0 and all(w[0][0] <= 2 for w in row["worst"].values())
                if not options.dry:
                    store(row)
    return good


# ---------------------------------------------------------------------------------------------------------------- peers


def peer_functions() -> dict[str, dict[str, object]]:
    """Peer -> activation -> function of a float32 array; only what is installed."""
    found: dict[str, dict[str, object]] = {}
    try:
        import torch
        from torch.nn import functional

        def on_tensors(f):
            return lambda x: f(torch.from_numpy(x)).numpy()

        found["torch"] = {
            "relu": on_tensors(functional.relu),
            "leaky_relu": on_tensors(lambda x: functional.leaky_relu(x, 0.01)),
            "elu": on_tensors(functional.elu),
            "gelu": on_tensors(functional.gelu),
            "gelu_tanh": on_tensors(lambda x: functional.gelu(x, approximate="tanh")),
        }
        backward = torch.ops.aten.gelu_backward
        found["torch"]["gelu_derivative"] = on_tensors(lambda x: backward(torch.ones_like(x), x))
    except ImportError:
        pass
    try:
        import jax

        def by_jax(f):
            return lambda x: np.asarray(f(x))

        found["jax"] = {
            "relu": by_jax(jax.nn.relu),
            "leaky_relu": by_jax(lambda x: jax.nn.leaky_relu(x, 0.01)),
            "elu": by_jax(jax.nn.elu),
            "gelu": by_jax(lambda x: jax.nn.gelu(x, approximate=False)),
            "gelu_tanh": by_jax(lambda x: jax.nn.gelu(x, approximate=True)),
            "gelu_derivative": by_jax(jax.vmap(jax.grad(lambda x: jax.nn.gelu(x, approximate=False)))),
        }
    except ImportError:
        pass
    try:
        sys.path.insert(0, str(ROOT / "bench"))
        import peers

        def by_onnx(name):
            def call(x):
                arrays = peers.Arrays(x, x, np.empty_like(x), x)
                peers.onnxruntime(name, "value", arrays, False)()
                return arrays.y

            return call

        import onnx  # noqa: F401  # both are needed, and only asked for here
        import onnxruntime  # noqa: F401

        found["onnxruntime"] = {n: by_onnx(n) for n in ("relu", "leaky_relu", "elu", "gelu", "gelu_tanh")}
    except ImportError:
        pass
    try:
        from scipy.special import erf

        found["numpy"] = {
            "relu": lambda x: np.maximum(x, 0),
            "leaky_relu": lambda x: np.where(x > 0, x, np.float32(0.01) * x),
            "elu": lambda x: np.where(x > 0, x, np.exp(x) - 1),
            "gelu": lambda x: x * np.float32(0.5) * (1 + erf(x * np.float32(np.sqrt(0.5)))),
            "gelu_tanh": lambda x: (
                np.float32(0.5) * x * (1 + np.tanh(np.float32(np.sqrt(2 / np.pi)) * (x + np.float32(0.044715) * x**3)))
            ),
        }
    except ImportError:
        pass
    return found


def measure_peers(stride: int) -> dict[str, dict[str, float]]:
    use_scipy()
    worst: dict[str, dict[str, float]] = {}
    x = inputs(0, ALL, stride)
    x = x[np.isfinite(x)]
    for peer, functions in peer_functions().items():
        for name, function in functions.items():
            reference = _reference.reference(name.removesuffix("_derivative"))
            parameters = tuple(float(np.float32(p)) for p in PARAMETERS.get(name, [()])[0])
            which = reference.derivative if name.endswith("_derivative") else reference.value
            with np.errstate(all="ignore"):
                error = ulp_error(function(x), which(x.astype(np.float64), *parameters))
            # An infinite error (NaN, or infinity for a finite result) has no JSON.
            worst.setdefault(name, {})[peer] = float(min(error.max(), 1e30))
            print(f"{peer} {name}: {error.max():.4g} at {x[error.argmax()]:.9g}", flush=True)
    return worst


# --------------------------------------------------------------------------------------------------------------- report


def page(results: dict) -> str:
    """docs/accuracy.md."""
    lines = [
        "# Accuracy",
        "",
        "Made by `python tools/accuracy.py --report` from docs/accuracy.json; do not edit.",
        "",
        "Worst errors against float64 references that share no formula with the kernels, in units of the last place",
        "of the result (ulp), subnormal inputs and results included. Inputs: all finite float32 numbers where the",
        "stride is 1, else every so many-th. backward has random gradients; with a gradient of 1 it is the derivative",
        "bit for bit, and with_derivative is the value and the derivative bit for bit. A checksum that two instruction",
        "sets share means the same bits for every input, NaN included (all NaN counting as one).",
        "",
        "float16 is correctly rounded at all 65 536 inputs in every form (a test). float64 has a table further down.",
        "",
        "The statement on backward holds for gradients up to 1e18 in float32 and 1e190 in float64 where |x| > 10, and",
        "for all gradients elsewhere: far out a tail counts as 0, and 0 it stays. elu's holds for alpha from 2^-26",
        "in float32, 2^-122 in float64, to alpha times gradient of the same 1e18 and 1e190: a smaller alpha loses",
        "digits as a subnormal number before the gradient comes to it.",
        "",
        "Products of a gradient round once more than a derivative. Where one lies next below a power of two, and its",
        "error carries it across, that last rounding counts twice in the smaller unit below: the worst of two ulp is",
        "then 2.5. Random gradients seldom meet such a place; tests look for the worst elsewhere (elu, gelu). And",
        "where one is among the smallest normal numbers, its lower part is subnormal: half a unit more. Without FMA",
        "(baseline), float64 takes more roundings: gelu's derivative comes to 2.1 ulp, backward passes to 2.5.",
        "",
        "| activation | parameters | ISA | stride | value | derivative | backward | out of order | checksum |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in results["sweeps"]:
        cells = []
        for form in ("value", "derivative", "backward"):
            noted = row["worst"].get(form)
            exact = "0" if row["errors"] else "the same bits"
            cells.append(f"{noted[0][0]:.3f} at {noted[0][1]:.9g}" if noted else exact)
        parameters = ", ".join(f"{p:g}" for p in row["parameters"]) or "-"
        disorder = "-" if row["disorder"] is None or not row["errors"] else str(row["disorder"])
        cells = [row["activation"], parameters, row["isa"], str(row["stride"]), *cells, disorder]
        lines.append(f"| {' | '.join(cells)} | `{row['checksum'][:12]}` |")
    if results.get("float64"):
        lines += [
            "",
            "float64 against MPFR (`python tools/accuracy_float64.py`): seven million random bit patterns, two million",
            "more of exponents from -40 to 6, two of -7 to 3, and runs of neighbours around every kink, zero, boundary",
            "of a reduction or a cell, and end of the range.",
            "",
            "| activation | parameters | inputs | value | derivative | backward |",
            "|---|---|---|---|---|---|",
        ]
        for row in results["float64"]:
            cells = [f"{row['worst'][form][0]:.3f} at {row['worst'][form][1]:.17g}" for form in row["worst"]]
            parameters = ", ".join(f"{p:g}" for p in row["parameters"]) or "-"
            lines.append(f"| {' | '.join([row['activation'], parameters, str(row['inputs']), *cells])} |")
    peers = results.get("peers")
    if peers:
        names = sorted({p for row in peers.values() for p in row})
        lines += [
            "",
            f"The same for others, every {results['peers_stride']}th input ({results['peers_versions']}):",
            "",
            "| | " + " | ".join(names) + " |",
            "|---|" + "---|" * len(names),
        ]
        for name, row in peers.items():
            lines.append(
                f"| {name} | "
                + " | ".join(("inf" if row[p] >= 1e30 else f"{row[p]:.3g}") if p in row else "-" for p in names)
                + " |"
            )
    return "\n".join(lines) + "\n"


def write_peers(stride: int) -> None:
    import importlib

    results = load()
    results["peers"] = measure_peers(stride)
    results["peers_stride"] = stride
    names = sorted({p for row in results["peers"].values() for p in row})
    results["peers_versions"] = ", ".join(f"{n} {importlib.import_module(n).__version__}" for n in names)
    save(results)


def main() -> None:
    names = [a["name"] for a in _ufuncs.REGISTRY]
    supported = fastrelu.show_config(mode="dicts")["instruction sets"]["supported"]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--activations", nargs="+", default=names, choices=names)
    parser.add_argument("--isas", nargs="+", default=supported, choices=supported)
    parser.add_argument(
        "--stride", type=int, default=1, help="every so many-th input; an odd number meets all exponents"
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--dry", action="store_true", help="do not write docs/accuracy.json")
    parser.add_argument("--peers", action="store_true", help="measure the peers instead, at --stride or every 257th")
    parser.add_argument("--report", action="store_true", help="write docs/accuracy.md and nothing else")
    options = parser.parse_args()
    if options.peers:
        write_peers(options.stride if options.stride > 1 else 257)
    if options.peers or options.report:
        (ROOT / "docs" / "accuracy.md").write_text(page(load()))
        return
    sys.exit(0 if run(options) else 1)


if __name__ == "__main__":
    main()
