"""ONNX's elementwise operators, out of the table of its names, for fastrelu.onnx and the benchmark's ONNX Runtime."""

from __future__ import annotations

from ._names_other import ONNX, REQUIRED
from ._signature import FUNCTIONS

# Operator -> our function; its attributes -> our parameters, or the keyword that chooses among formulas; and whether it
# is our function for all values of its attributes, or for their defaults alone.
Operators = dict[str, tuple[str, dict[str, str], bool]]


def operators() -> Operators:
    """Those of one input that are one of our functions.

    Returns
    -------
    dict
        With attributes that the operator has if it has any for that parameter: softplus's beta is none.
    """
    found: Operators = {}
    for operator, rows in ONNX.items():
        if isinstance(rows, str) or rows[0].ours not in FUNCTIONS:
            continue
        row, signature = rows[0], FUNCTIONS[rows[0].ours]
        if signature.kind != "elementwise" or any(p.default is None for p in signature.parameters):
            continue
        if REQUIRED in row.defaults.values():  # inputs, not attributes
            continue
        names = {p.name: p.name for p in signature.parameters} | {
            ours: theirs for theirs, ours in row.arguments.items()
        }
        if signature.choice:
            names.setdefault(signature.choice.name, signature.choice.name)
        found[operator] = row.ours, {theirs: ours for ours, theirs in names.items()}, len(rows) == 1 and not row.fixed
    return found
