"""The worst errors of others, for docs/accuracy.json: python tools/accuracy.py --peers."""

from __future__ import annotations

import importlib

import numpy as np

import accuracy
import accuracy_page
from fastrelu import _judge
from fastrelu._signature import KERNELS
from fastrelu.bench import peers

CHUNK = 1 << 20
# Which of the contenders of the benchmarks are measured.
PEERS = ("torch", "jax", "onnxruntime", "numpy")


def forms(signature):
    """Form -> what its row is called: the value, and a derivative that has more than a few values."""
    if signature.piecewise_linear or len(signature.inputs) > 1:
        return {"value": signature.name}
    return {"value": signature.name, "backward": signature.name + signature.forms["derivative"]}


def worst(peer, signature, form, stride):
    """The worst error and its input; None if the peer has no such function, or not this dtype."""
    x = accuracy.inputs(0, accuracy.ALL, stride)
    x = x[np.isfinite(x)]
    found = (-1.0, 0.0)
    for start in range(0, x.size, CHUNK):
        part = x[start : start + CHUNK].copy()
        data = (part,) * len(signature.inputs)
        ones = np.ones_like(part)
        arrays = peers.Arrays(part, ones, np.empty_like(part), np.empty_like(part), *data[:-1])
        call = None
        for fresh in (True, False):  # not every peer has both
            call = call or peer.call(peers.Case(signature.name, form, arrays, fresh=fresh, threads=1))
        if call is None:
            return None
        result = call()
        result = arrays.y if result is None else result
        parameters = tuple(float(np.float32(p)) for p in signature.defaults)
        wide = tuple(column.astype(np.float64) for column in data)
        truth = _judge.by_kernel(signature, wide, parameters, accuracy.judge(None)).results(form, 1.0)[0]
        error = accuracy.ulp_error(np.asarray(result), truth)
        found = max(found, (float(error.max()), float(part[error.argmax()])))
    return found


def measure(stride: int) -> dict[str, dict[str, float]]:
    """Function -> peer -> worst error."""
    table: dict[str, dict[str, float]] = {}
    for name in PEERS:
        peer = peers.PEERS[name]
        if peer.missing():
            continue
        with peer.limited(1, ["float32"]), np.errstate(all="ignore"):
            for signature in KERNELS.values():
                for form, row in forms(signature).items():
                    found = worst(peer, signature, form, stride)
                    if found is not None:
                        # An infinite error (NaN, or infinity for a finite result) has no JSON.
                        table.setdefault(row, {})[name] = min(found[0], 1e30)
                        print(f"{name} {row}: {found[0]:.4g} at {found[1]:.9g}", flush=True)
    return table


def write(stride: int) -> None:
    """Measure, and store what was found."""
    results = accuracy_page.load()
    results["peers"] = measure(stride)
    results["peers_stride"] = stride
    names = sorted({p for row in results["peers"].values() for p in row})
    results["peers_versions"] = ", ".join(f"{n} {importlib.import_module(n).__version__}" for n in names)
    accuracy_page.save(results)
