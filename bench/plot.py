"""Draw cost per element against size, beside the peers and memcpy, from results of throughput.py.

    python bench/throughput.py --sizes 1e4 1e5 1e6 1e7 1e8 --forms value --activations relu elu gelu gelu_tanh \\
        --seconds 0.3 --output bench/results/sizes.json
    python bench/plot.py bench/results/sizes.json docs/throughput.png
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

# Colours of Okabe and Ito, which colour-blind readers can tell apart; ours is the strongest line.
STYLES = {
    "fastrelu": ("fastrelu", "#d55e00", 2.5),
    "numpy": ("NumPy/SciPy formula", "#0072b2", 1.2),
    "torch": ("PyTorch", "#009e73", 1.2),
    "onnxruntime": ("ONNX Runtime", "#cc79a7", 1.2),
    "memcpy": ("memcpy", "#666666", 1.2),
}


def draw(results: dict, form: str, dtype: str):
    rows = [row for row in results["rows"] if row["form"] == form and row["dtype"] == dtype]
    names = list(dict.fromkeys(row["activation"] for row in rows))
    columns = min(2 if len(names) <= 4 else 3, len(names))
    lines = -(-len(names) // columns)
    size = (4 * columns, 3.2 * lines)
    figure, axes = plt.subplots(lines, columns, figsize=size, sharex=True, sharey=True, squeeze=False)
    for axis in axes.flat[len(names) :]:
        axis.set_visible(False)
    for axis, name in zip(axes.flat, names, strict=False):
        mine = [row for row in rows if row["activation"] == name]
        for contender, (label, colour, width) in STYLES.items():
            points = [(r["size"], r["ns_per_element"][contender]) for r in mine if contender in r["ns_per_element"]]
            if points:
                style = "--" if contender == "memcpy" else "-"
                axis.plot(
                    *zip(*points, strict=True),
                    style,
                    label=label,
                    color=colour,
                    linewidth=width,
                    marker="o",
                    markersize=3,
                )
        axis.set_title(name)
        axis.set_xscale("log")
        axis.set_yscale("log")
        axis.grid(alpha=0.3)
    for axis in axes[-1]:
        axis.set_xlabel("elements")
    for axis in axes[:, 0]:
        axis.set_ylabel("ns per element")
    handles = {
        label: handle for axis in axes.flat for handle, label in zip(*axis.get_legend_handles_labels(), strict=True)
    }
    figure.legend(handles.values(), handles.keys(), loc="upper center", ncols=len(handles), frameon=False)
    threads = f"{results['threads']} thread" + ("s" if results["threads"] > 1 else "")
    output = "a fresh output" if results["fresh_output"] else "an existing output"
    figure.text(
        0.5, 0.005, f"{dtype}, {threads}, into {output}; {results['cpu']}, {results['isa']}", ha="center", fontsize=8
    )
    figure.tight_layout(rect=(0, 0.02, 1, 0.94))
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--form", default="value")
    parser.add_argument("--dtype", default="float32")
    options = parser.parse_args()
    draw(json.loads(options.results.read_text()), options.form, options.dtype).savefig(options.picture, dpi=110)


if __name__ == "__main__":
    main()
