"""Write the figures of README.md from bench/results/throughput.json and docs/accuracy.json.

python bench/report.py            # write
python bench/report.py --check    # exit with 1 if README.md would change
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"(<!-- figures: [^>]*-->\n).*?(<!-- end of figures -->)", re.DOTALL)
NAMES = {"numpy": "NumPy/SciPy", "torch": "PyTorch", "onnxruntime": "ONNX Runtime", "jax": "JAX", "memcpy": "memcpy"}


def throughput() -> str:
    results = json.loads((ROOT / "bench/results/throughput.json").read_text())
    peers = ["numpy", "torch", "onnxruntime"]
    lines = [
        "Nanoseconds per float32 element, into an existing output, one core, 10⁶ elements:",
        "",
        "| | fastrelu | " + " | ".join(NAMES[p] for p in peers) + " | ahead of the fastest |",
        "|---|---|" + "---|" * len(peers) + "---|",
    ]
    for row in results["rows"]:
        if row["size"] != 1_000_000 or row["dtype"] != "float32":
            continue
        times = row["ns_per_element"]
        cells = " | ".join(f"{times[p]:.2f}" if p in times else "-" for p in peers)
        name = row["activation"] + ("" if row["form"] == "value" else "_" + row["form"])
        lines.append(f"| `{name}` | {times['fastrelu']:.2f} | {cells} | {row['ratio']:.2f}x |")
    versions = ", ".join(f"{NAMES.get(n, n)} {v}" for n, v in results["versions"].items() if n != "fastrelu")
    lines += ["", f"{results['cpu']}, {results['isa']}; {versions}; medians, interleaved: `{results['command']}`."]
    return "\n".join(lines)


def accuracy() -> str:
    results = json.loads((ROOT / "docs/accuracy.json").read_text())
    peers = results.get("peers", {})
    names = [p for p in ("torch", "onnxruntime", "jax", "numpy") if any(p in row for row in peers.values())]
    ours = [row for row in results["sweeps"] if row["isa"] != "baseline" and row["worst"]]
    strides = {row["stride"] for row in ours}
    over = "all inputs" if strides == {1} else f"every {max(strides)}th input"
    lines = [
        f"Worst float32 error in ulp, over {over} (the others: over every {results['peers_stride']}th):",
        "",
        "| | fastrelu | " + " | ".join(NAMES[p] for p in names) + " |",
        "|---|---|" + "---|" * len(names),
    ]
    worst: dict[str, float] = {}
    for row in ours:
        for form, inputs in row["worst"].items():
            name = row["activation"] + ("" if form == "value" else "_" + form)
            worst[name] = max(worst.get(name, 0), inputs[0][0])
    for name, error in worst.items():
        if name in peers or name.endswith(("lu", "tanh")):
            cells = " | ".join(shown(peers.get(name, {}).get(p)) for p in names)
            lines.append(f"| `{name}` | {error:.2f} | {cells} |")
    return "\n".join(lines)


def shown(error: float | None) -> str:
    if error is None:
        return "-"
    if error >= 1e30:
        return "inf"
    return f"{error:.2f}" if error < 100 else f"{error:.1e}".replace("e+0", "e").replace("e+", "e")


def main() -> None:
    old = README.read_text()
    new = BLOCK.sub(lambda m: f"{m[1]}\n{throughput()}\n\n{accuracy()}\n\n{m[2]}", old)
    if "--check" in sys.argv[1:]:
        sys.exit(0 if new == old else "README.md is not what bench/report.py makes; run it")
    README.write_text(new)


if __name__ == "__main__":
    main()
