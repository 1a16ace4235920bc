"""How far PyTorch, JAX, Keras and ONNX Runtime are from the truth, and where they are wrong.

``python tools/agreement.py`` measures what is installed, on a million float32 numbers, and writes docs/agreement.json
and from it docs/agreement.md; ``--report`` only writes the page. The truth is what our float64 kernels give on an
instruction set with fused multiply-add; mpmath and MPFR have judged those.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

# Keras on JAX, since it differentiates by its backend; to be said before it is imported.
os.environ.setdefault("KERAS_BACKEND", "jax")

import numpy as np

import accuracy
from fastrelu import _judge, _ufuncs
from fastrelu._signature import KERNELS, Signature

ROOT = Path(__file__).resolve().parent.parent
RESULTS, PAGE = ROOT / "docs" / "agreement.json", ROOT / "docs" / "agreement.md"
FRAMEWORKS = {"torch": "PyTorch", "jax": "JAX", "keras": "Keras", "onnxruntime": "ONNX Runtime"}
FORMS = {"value": "", "gradient": "'"}
POINTS = 1_000_000
# torch.testing.assert_close's own tolerances for float32.
RTOL, ATOL = 1.3e-6, 1e-5
TINY = float(np.finfo(np.float32).tiny)
# From this relative error on, where it is not a number so small that it rounds to 0 for most purposes, one is wrong.
WRONG = 1e-2


def inputs(kernel: Signature, count: int) -> np.ndarray:
    """Numbers of all magnitudes, the range where something happens, neighbours of points of interest, special ones.

    A small count takes from the same kinds; the numbers are not among those of a larger one.
    """
    rng = np.random.default_rng(1)
    special = np.array([0.0, -0.0, TINY, -TINY, 1e-45, -1e-45, 3.4e38, -3.4e38, np.inf, -np.inf, np.nan], "f4")
    points = sorted({float(np.float32(p)) for p in kernel.points if abs(p) < 1e30} | {0.0})
    steps = np.arange(-(count // 100), count // 100 + 1, dtype=np.int64)
    near = [(np.array([p or TINY], "f4").view("i4") + steps).astype("i4").view("f4") for p in points[:12]]
    rest = max(count - special.size - sum(map(len, near)), 0)
    bits = np.frombuffer(rng.bytes(4 * (rest // 3)), "f4")
    bits = bits[np.isfinite(bits)]
    usual = rng.normal(0, 3, rest // 3).astype("f4")
    wide = rng.uniform(-110, 110, rest - bits.size - usual.size).astype("f4")
    return np.concatenate([special, *near, bits, usual, wide])


def truth(kernel: Signature, x: np.ndarray) -> dict[str, np.ndarray]:
    parameters = tuple(float(np.float32(p)) for p in kernel.defaults)
    found = _judge.by_kernel(kernel, (x.astype(np.float64),), parameters, accuracy.judge(None))
    return {"value": found.value, "gradient": found.slopes[0]}


def ours(kernel: Signature, x: np.ndarray) -> dict[str, np.ndarray]:
    value, slope = _ufuncs.ufunc(kernel, "with_derivative")(x, *map(np.float32, kernel.defaults))
    return {"value": value, "gradient": slope}


def theirs(pair, x: np.ndarray) -> dict[str, np.ndarray]:
    value, slope = pair(x)
    return {"value": value} if slope is None else {"value": value, "gradient": slope}


def shown(number: float) -> str:
    return f"{number:.9g}"


@np.errstate(all="ignore")
def compared(x: np.ndarray, result: np.ndarray, mine: np.ndarray, exact: np.ndarray, kinks: np.ndarray) -> dict:
    """What there is to say about one result of a framework.

    Returns
    -------
    dict
        ``ulp`` and ``at``: the worst error where inputs and results are normal numbers, and no kink; ``agree``: the
        share of numbers for which it agrees with ours within PyTorch's tolerances; ``wrong``: kind -> input, result
        and truth of the worst example, and how many there are; ``flushes``: whether subnormal results become 0;
        ``loses NaN``: whether the result for NaN is a number.
    """
    error = accuracy.ulp_error(result.astype(np.float64), exact)
    relative = np.abs(result.astype(np.float64) - exact) / np.maximum(np.abs(exact), TINY)
    close = np.isclose(result, mine, rtol=RTOL, atol=ATOL, equal_nan=True)
    # What rounds to a subnormal number, or comes from one, is another question.
    normal = np.isfinite(x) & ((np.abs(x) >= TINY) | (x == 0)) & ((np.abs(exact) >= TINY) | (exact == 0)) & ~kinks
    finite = normal & np.isfinite(error)
    worst = int(np.argmax(np.where(finite, error, -1)))
    small = ((np.abs(exact) < TINY) & (np.abs(exact) > TINY * 2.0**-22)) & np.isfinite(x)
    strange = np.isfinite(exact) & ~np.isfinite(result)
    strange &= np.abs(exact) < float(np.finfo(np.float32).max)
    strange |= ~np.isfinite(exact) & (result != exact) & ~(np.isnan(exact) & np.isnan(result))
    kinds = {
        "NaN or infinite": strange & ~kinks & ~np.isnan(x),
        "0": normal & (result == 0) & (exact != 0),
        "off": finite & np.isfinite(result) & (relative > WRONG) & (result != 0),
        "another slope at the kink": kinks & (result != exact.astype(np.float32)),
    }
    wrong = {}
    for kind, where in kinds.items():
        if where.any():
            k = int(np.argmax(np.where(where, np.where(np.isfinite(relative), relative, np.inf) + np.abs(exact), -1)))
            if kind == "0":  # the largest number that is lost
                k = int(np.argmax(np.where(where, np.abs(np.nan_to_num(exact)), -1)))
            numbers = [shown(float(n)) for n in (x[k], result[k], np.float32(exact[k]))]
            wrong[kind] = [*numbers, int(np.count_nonzero(where))]
    return {
        "ulp": round(float(error[worst]), 3),
        "at": shown(float(x[worst])),
        "agree": round(float(close.mean()), 6),
        "wrong": wrong,
        "flushes": bool(small.any() and np.all(result[small] == 0)),
        "loses NaN": bool(np.any(np.isnan(x) & ~np.isnan(result))),
    }


def measured(kernel: Signature, frameworks: list[str], count: int = POINTS) -> dict[str, dict]:
    """Framework, ours as "fastrelu" among them -> form -> what `compared` says."""
    from fastrelu.bench import frameworks as peers

    x = inputs(kernel, count)
    exact, mine = truth(kernel, x), ours(kernel, x)
    kinks = np.isin(x, np.array([np.float32(p) for p in kernel.points if abs(p) < 1e30], "f4"))
    table = {}
    for framework in ["fastrelu", *frameworks]:
        if framework == "fastrelu":
            results = mine
        else:
            pair = peers.pairs(framework, kernel)
            if pair is None:
                continue
            results = theirs(pair, x)
        table[framework] = {
            form: compared(x, found, mine[form], exact[form], kinks & (form == "gradient") & jumps(kernel, x))
            for form, found in results.items()
        }
    return table


def jumps(kernel: Signature, x: np.ndarray) -> np.ndarray:
    """Where the derivative of a kernel jumps by more than an ulp or two, so that a convention decides."""
    with np.errstate(all="ignore"):
        sides = [ours(kernel, np.nextafter(x, np.float32(end)))["gradient"] for end in (-np.inf, np.inf)]
        return np.abs(sides[0] - sides[1]) > 1e-3 * (1 + np.abs(sides[0]))


def installed() -> list[str]:
    from importlib.util import find_spec

    return [name for name in FRAMEWORKS if find_spec(name) and (name != "onnxruntime" or find_spec("onnx"))]


def elementwise() -> list[Signature]:
    return [kernel for kernel in KERNELS.values() if kernel.kind == "elementwise"]


def measure(count: int = POINTS) -> dict:
    """All of it, as docs/agreement.json has it."""
    import importlib

    names = installed()
    versions = {name: importlib.import_module(name).__version__ for name in names}
    results: dict = {"points": count, "versions": versions, "functions": {}}
    for kernel in elementwise():
        table = measured(kernel, names, count)
        if len(table) > 1:
            results["functions"][kernel.name] = table
            print(kernel.name, *(f"{n} {r['value']['ulp']}" for n, r in table.items()), flush=True)
    return results


# ------------------------------------------------------------------------------------------------------------- the page

FACTS = {"flushes": "Subnormal results are 0, of:", "loses NaN": "The result for NaN is a number, of:"}


def cell(found: dict | None) -> str:
    if found is None:
        return "-"
    ulp = found["ulp"]
    # Beyond 2^24 units it has no digit; how far depends on the truth being 0.
    text = f"{ulp:.2g}" if ulp < 1e3 else f"{ulp:.1e}" if ulp < 2**24 else "wrong"
    return f"{text} at {float(found['at']):.8g}" if ulp else "0"


def page(results: dict) -> str:
    """docs/agreement.md."""
    names = [name for name in ("fastrelu", *FRAMEWORKS) if name == "fastrelu" or name in results["versions"]]
    titles = {"fastrelu": "fastrelu", **FRAMEWORKS}
    versions = ", ".join(f"{titles[name]} {version}" for name, version in results["versions"].items())
    lines = [
        "# Agreement with other frameworks",
        "",
        "Made by `python tools/agreement.py` from docs/agreement.json; do not edit.",
        "",
        f"{versions}; Keras on JAX. ONNX Runtime has no gradients.",
        "",
        f"float32, {results['points']:,} inputs for each function: random bit patterns, normal ones of standard",
        "deviation 3, uniform ones to 110 on both sides, neighbours of kinks and zeros, and special values. Parameters",
        "are our defaults. The truth is what our float64 kernels give, which mpmath and MPFR have judged.",
        "",
        "## Errors",
        "",
        "The largest error in units in the last place (ulp), and where it is; `'` is the derivative. Inputs and",
        "results are normal numbers here, and kinks are left out. About 8e6 or 1.7e7 is a 0 or another number without",
        "a right digit; more than that, where the truth is 0 or next to it, is said to be wrong.",
        "",
        "| | " + " | ".join(titles[name] for name in names) + " |",
        "|---|" + "---|" * len(names),
    ]
    for function, table in results["functions"].items():
        for form, mark in FORMS.items():
            cells = [cell(table.get(name, {}).get(form)) for name in names]
            lines.append(f"| {function}{mark} | {' | '.join(cells)} |")
    lines += [
        "",
        "## Agreement",
        "",
        f"The share of the same inputs at which a framework agrees with fastrelu within {RTOL:g} of the result and",
        f"{ATOL:g} besides, which is what `torch.testing.assert_close` asks of float32. Where it is not all of them,",
        "the lists below say why: fastrelu is within its published bounds at all of these inputs.",
        "",
        "| | " + " | ".join(titles[name] for name in names[1:]) + " |",
        "|---|" + "---|" * (len(names) - 1),
    ]
    for function, table in results["functions"].items():
        for form, mark in FORMS.items():
            found = [table.get(name, {}).get(form) for name in names[1:]]
            cells = ["-" if f is None else "all" if f["agree"] == 1 else f"{f['agree']:.4%}" for f in found]
            lines.append(f"| {function}{mark} | {' | '.join(cells)} |")
    lines += [
        "",
        "## Where they are wrong",
        "",
        f"By more than {WRONG:.0%} of a normal number, or by NaN or infinity: the worst example of each kind, and how",
        "many inputs are of it. At kinks it is no error but a convention; ours is PyTorch's.",
        "",
        "| function | framework | what is wrong | at | gives | truth | inputs |",
        "|---|---|---|---|---|---|---|",
    ]
    for function, table in results["functions"].items():
        for form, mark in FORMS.items():
            for name in names:
                wrong = table.get(name, {}).get(form, {}).get("wrong", {})
                for kind, (x, result, exact, count) in wrong.items():
                    lines.append(f"| {function}{mark} | {titles[name]} | {kind} | {x} | {result} | {exact} | {count} |")
    for fact, title in FACTS.items():
        lines += ["", title, ""]
        for name in names:
            having = [
                function + mark
                for function, table in results["functions"].items()
                for form, mark in FORMS.items()
                if table.get(name, {}).get(form, {}).get(fact)
            ]
            lines += [f"- {titles[name]}: {', '.join(having)}"] if having else []
    return "\n".join(lines) + "\n"


def again(function: str, framework: str, form: str, number: str) -> tuple[float, float, float]:
    """What a framework gives at one input, ours, and the truth."""
    from fastrelu.bench import frameworks as peers

    kernel, x = KERNELS[function], np.full(64, number, "f4")
    exact, mine = truth(kernel, x)[form], ours(kernel, x)[form]
    found = mine if framework == "fastrelu" else theirs(peers.pairs(framework, kernel), x)[form]
    return float(found[0]), float(mine[0]), float(exact[0])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=POINTS)
    parser.add_argument("--report", action="store_true", help="only make the page from what was measured")
    options = parser.parse_args(arguments)
    if not options.report:
        RESULTS.write_text(json.dumps(measure(options.points), indent=1) + "\n")
    PAGE.write_text(page(json.loads(RESULTS.read_text())))


if __name__ == "__main__":
    main()
