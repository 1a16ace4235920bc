"""The results of the sweeps in docs/accuracy.json, and the page docs/accuracy.md that is made from them."""

from __future__ import annotations

import json
from pathlib import Path

import fastrelu
from fastrelu._signature import KERNELS

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "docs" / "accuracy.json"
PREAMBLE = Path(__file__).resolve().parent / "accuracy_preamble.md"


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
        "activation": list(KERNELS),
        "isa": [*fastrelu.show_config(mode="dicts")["instruction sets"]["compiled"], "neon"],
    }

    def key(r: dict) -> list:
        return [places[k].index(r[k]) if k in places else r[k] for k in KEYS[table]]

    rows = [r for r in results.get(table, []) if key(r) != key(row)] + [row]
    results[table] = sorted(rows, key=key)
    save(results)


def page(results: dict) -> str:
    """docs/accuracy.md."""
    lines = [
        *PREAMBLE.read_text().splitlines(),
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
