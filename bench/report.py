"""Write what benchmarks have found: the figures of README.md, and docs/speed.md.

python bench/report.py                       # write
python bench/report.py --check               # exit with 1 if a page would change
python bench/report.py --measure [NAME ...]  # measure all results again, or some, and write; with nothing else running

README.md has a table from bench/results/throughput.json and one from docs/accuracy.json. docs/speed.md has the tables
of all results in bench/results that `python -m fastrelu bench` has written, each with the picture docs/NAME.png if that
is there. Results that are not there are left out.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

from fastrelu.bench import data, tables
from fastrelu.bench.peers import PEERS

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
README = ROOT / "README.md"
SPEED = ROOT / "docs" / "speed.md"
BLOCK = re.compile(r"(<!-- figures: [^>]*-->\n).*?(<!-- end of figures -->)", re.DOTALL)
NAMES = tables.LABELS
# The numbers beside normal ones that a user may have; the README says on which of them fastrelu is least ahead.
REALISTIC = [name for name, about in data.DATA.items() if about.realistic and name != "normal"]
# Name of the results -> heading; in the order of the page. Others follow under their own names.
HEADINGS = {
    "throughput": "Beside others",
    "family": "The other functions beside others",
    "from-output": "Backward passes from the output",
    "cold": "Beside others, with empty caches",
    "rows": "Along an axis",
    "sizes": "By size",
    "large": "Large arrays",
    "large-2-threads": "Large arrays, two threads",
    "forms": "By form",
    "dtypes": "By dtype",
    "fresh": "Fresh outputs",
    "reuse": "Fresh outputs in reused memory",
    "calls": "What a call costs",
    "scaling": "Threads",
    "layouts": "Layouts",
}


def throughput() -> str:
    """The table of the README; empty without results."""
    path = RESULTS / "throughput.json"
    if not path.exists():
        return ""
    results = json.loads(path.read_text(encoding="utf-8"))
    measured = [row for row in results["rows"] if row["size"] == 1_000_000 and row["dtype"] == "float32"]
    rows = [row for row in measured if tables.data_of(row) == "normal"]
    others = [row for row in measured if tables.data_of(row) in REALISTIC]
    names = ["numpy", "torch", "onnxruntime", "jax"]
    peers = [name for name in names if any(name in row["ns_per_element"] for row in rows)]
    numbers = " normal numbers;" if others else ""
    headings = ["ahead of the fastest"] + ["where it is least ahead"] * bool(others)
    lines = [
        f"Nanoseconds per float32 element,{numbers} into an existing output, one core, 10⁶ elements:",
        "",
        "| | fastrelu | " + " | ".join([*(NAMES[p] for p in peers), *headings]) + " |",
        "|---|---|" + "---|" * (len(peers) + len(headings)),
    ]
    for row in rows:
        times = row["ns_per_element"]
        cells = " | ".join(f"{times[p]:.2f}" if p in times else "-" for p in peers)
        ahead = "-" if row["ratio"] is None else f"{row['ratio']:.2f}x"
        if row["fastest_peer"] not in (None, *peers):
            ahead += f" ({NAMES[row['fastest_peer']]})"  # it has no column here; docs/speed.md has all
        if others:
            alike = [r for r in others if tables.function(r) == tables.function(row) and r["ratio"] is not None]
            least = min(alike, key=lambda r: r["ratio"], default=None)
            ahead += " | -" if least is None else f" | {least['ratio']:.2f}x ({tables.data_of(least)})"
        lines.append(f"| `{tables.function(row)}` | {times['fastrelu']:.2f} | {cells} | {ahead} |")
    shown = {"fastrelu", "numpy", "scipy", *peers}
    line = tables.machine({**results, "versions": {n: v for n, v in results["versions"].items() if n in shown}})
    lines += ["", f"{line}; medians, interleaved: `{results['command']}`."]
    if others:
        kinds = dict.fromkeys(map(tables.data_of, others))
        lines += ["", "Other numbers: " + "; ".join(f"{name}, {data.DATA[name].about}" for name in kinds) + "."]
    lines += from_output()
    return "\n".join(lines) + "\n\n"


def from_output() -> list[str]:
    """What the table does not compare: two backward passes of which PyTorch has another kind."""
    path = RESULTS / "from-output.json"
    if not path.exists():
        return []
    names = PEERS["torch"].only_from_output
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    rows = [row for row in rows if row["activation"] in names and row["ratio"] is not None]
    if not rows:
        return []
    ratios = [row["ratio"] for row in rows]
    ours = " and ".join(dict.fromkeys(f"`{tables.function(row)}`" for row in rows))
    return [
        "",
        f"PyTorch's backward passes of {' and '.join(names)} take the output. So do {ours}: "
        f"{min(ratios):.2f} to {max(ratios):.2f} times as fast (docs/speed.md).",
    ]


def speed() -> str:
    """The page docs/speed.md."""
    found = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("*.json"))}
    found = {name: results for name, results in found.items() if "rows" in results}
    names = [*(name for name in HEADINGS if name in found), *(name for name in found if name not in HEADINGS)]
    parts = [
        "# Speed",
        "Made by `python bench/report.py` from what `python -m fastrelu bench` has measured; do not edit.",
        "All contenders of a line take turns on the same arrays in one process; figures are medians. Before its turn "
        "each is called once without being timed, so that it finds the caches as it left them itself; with empty "
        "caches, everything is driven out of them instead, and a call for 64 elements brings the code back. *Ahead of "
        "fastest* is the time of the fastest peer over that of fastrelu; *share of memcpy* is the time of fastrelu "
        "over that of a copy of the same array.",
        *(section(name, found[name]) for name in names),
        *adapters(),
    ]
    return "\n\n".join(parts) + "\n"


def adapters() -> list[str]:
    """The section on PyTorch's adapter, from what bench/adapters.py has measured; none without."""
    path = RESULTS / "adapters.json"
    if not path.exists():
        return []
    results = json.loads(path.read_text(encoding="utf-8"))
    lines = [
        "| | elements | `fastrelu.torch` | PyTorch | ahead | forward and backward | PyTorch | ahead |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in results["adapters"]:
        cells = [
            c for pair in (row["forward"], row["both"]) for c in (*map(of_time, pair), f"{pair[1] / pair[0]:.2f}x")
        ]
        lines.append(f"| `{row['function']}` | {row['size']} | {' | '.join(cells)} |")
    steps = results.get("steps")
    training = []
    if steps:
        training = [
            f"| | {' | '.join('`{function}`'.format(**row) for row in steps)} |",
            "|---|" + "---:|" * len(steps),
        ]
        for k, name in enumerate(("`fastrelu.torch`", "PyTorch")):
            training.append(f"| {name} | {' | '.join(of_time(row['step'][k]) for row in steps)} |")
        network = "Microseconds a step of training the digits example's network (64, 64, 64, 10; a batch of 32):"
        training = [network, "\n".join(training)]
    threads = "one thread" if results["threads"] == 1 else f"{results['threads']} threads"
    about = f"Microseconds a call, {results['dtype']}, {threads}, fresh outputs; *ahead* is PyTorch's time over ours."
    if results.get("nodes"):
        about += " Gradients are nodes in C++, which `fastrelu.torch.build_nodes` has compiled."
    return [
        "## In PyTorch",
        about,
        "\n".join(lines),
        *training,
        f"{tables.machine(results)}. `{results['command']}`",
    ]


def of_time(us: float) -> str:
    return f"{us:.0f}" if us >= 99.5 else f"{us:.1f}"


def section(name: str, results: dict) -> str:
    parts = [f"## {HEADINGS.get(name, name)}"]
    if (SPEED.parent / f"{name}.png").exists():
        parts.append(f"![{tables.caption(results)}]({name}.png)")
    parts.append(f"{tables.caption(results)}.")
    headings, sections = tables.table(results)
    for title, lines in sections.items():
        first, *others = (heading.replace("/\n", "/").replace("\n", " ") for heading in headings)
        table = [f"| {' | '.join([title or first, *others])} |", "|---|" + "---:|" * len(others)]
        table += [f"| `{line[0]}` | {' | '.join(line[1:])} |" for line in lines]
        parts.append("\n".join(table))
    notes = [f"{note}." for note in results.get("notes", [])]
    notes += [f"Not installed: {', '.join(results['missing_peers'])}."] * bool(results["missing_peers"])
    if notes:
        parts.append("\n".join(f"- {note}" for note in notes))
    parts.append(f"{tables.machine(results)}. `{results['command']}`")
    return "\n\n".join(parts)


def accuracy() -> str:
    results = json.loads((ROOT / "docs/accuracy.json").read_text())
    peers = results.get("peers", {})
    names = [p for p in ("torch", "onnxruntime", "jax", "numpy") if any(p in row for row in peers.values())]
    ours = [row for row in results["sweeps"] if row["isa"] != "baseline" and row["worst"]]
    lines = [
        f"Worst float32 error in ulp (fastrelu over all inputs or every so many, the others over every "
        f"{results['peers_stride']}th):",
        "",
        "| | fastrelu | over | " + " | ".join(NAMES[p] for p in names) + " |",
        "|---|---|---|" + "---|" * len(names),
    ]
    worst: dict[str, float] = {}
    strides: dict[str, int] = {}
    for row in ours:
        for form, inputs in row["worst"].items():
            name = row["activation"] + ("" if form == "value" else "_" + form)
            if form == "value" or name in peers:
                worst[name] = max(worst.get(name, 0), inputs[0][0])
                strides[name] = max(strides.get(name, 1), row["stride"])
    for name in filter(peers.__contains__, worst):
        cells = " | ".join(shown(peers[name].get(p)) for p in names)
        over = "all" if strides[name] == 1 else f"every {strides[name]}th"
        lines.append(f"| `{name}` | {worst[name]:.2f} | {over} | {cells} |")
    alone = {name: error for name, error in worst.items() if name not in peers}
    if alone:
        last = max(alone, key=alone.__getitem__)
        lines += [
            "",
            f"The other {len(alone)} measured: at most {alone[last]:.2f} (`{last}`), over every "
            f"{max(strides[name] for name in alone)}th input or more often; see [docs/accuracy.md](docs/accuracy.md).",
        ]
    return "\n".join(lines)


def shown(error: float | None) -> str:
    if error is None:
        return "-"
    if error >= 1e30:
        return "inf"
    return f"{error:.2f}" if error < 100 else f"{error:.1e}".replace("e+0", "e").replace("e+", "e")


def measure(names: list[str]) -> None:
    """Run the commands again that have made the results, and draw those that have a picture."""
    for path in sorted(RESULTS.glob("*.json")):
        command = json.loads(path.read_text(encoding="utf-8")).get("command")
        if command is None or (names and path.stem not in names):
            continue
        picture = SPEED.parent / f"{path.stem}.png"
        plot = ["--plot", str(picture)] if picture.exists() else []
        print(f"{path.stem}: {command}", flush=True)
        words = [sys.executable, *shlex.split(command)[1:], "--output", str(path), *plot]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    arguments = sys.argv[1:]
    if arguments[:1] == ["--measure"]:
        measure(arguments[1:])
    old = README.read_text(encoding="utf-8")
    pages = {
        README: BLOCK.sub(lambda m: f"{m[1]}\n{throughput()}{accuracy()}\n\n{m[2]}", old),
        SPEED: speed(),
    }
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        named = " and ".join(str(path.relative_to(ROOT)) for path in stale)
        sys.exit(f"not what bench/report.py makes; run it: {named}" if stale else 0)
    for path in stale:
        path.write_text(pages[path], encoding="utf-8")


if __name__ == "__main__":
    main()
