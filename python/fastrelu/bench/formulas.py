"""Formulas that people write by hand for NumPy, as text for compilers of such text."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable

from .. import reference
from .cases import Case

_LITERAL = re.compile(r"(?<![\w.*])(?<!\*\* )\d+(?:\.\d+)?(?![\w.])")


def _without_literals(text: str) -> tuple[str, dict[str, float]]:
    """A formula by hand with names in place of its numbers: they would be float64, and make everything so."""
    numbers: dict[str, float] = {"root_half_pi": math.sqrt(2 / math.pi), "root_two": math.sqrt(2)}
    numbers["root_two_pi"] = math.sqrt(2 * math.pi)
    for source, name in (("sqrt(2 / pi)", "root_half_pi"), ("sqrt(2)", "root_two"), ("sqrt(2 * pi)", "root_two_pi")):
        text = text.replace(source, name)

    def replaced(match: re.Match[str]) -> str:
        named = "number_" + match[0].replace(".", "_")
        numbers[named] = float(match[0])
        return named

    return _LITERAL.sub(replaced, text), numbers


def _in_one(text: str) -> str | None:
    """A formula by hand without a function of a part that it needs twice: the part in place of its name."""
    match = re.fullmatch(r"\(lambda (\w+): (.*)\)(\(.*\))", text)
    if match and text.count("lambda") == 1:
        text = re.sub(rf"\b{match[1]}\b", lambda _: match[3], match[2])
    return None if "lambda" in text else text


def formula(case: Case) -> str | None:
    """What people write by hand for the value, or the factor of the gradient; None where it is not one expression."""
    about = reference.reference(case.name)
    if case.form == "with_derivative" or len(case.signature.inputs) > 1:
        return None
    text = about.by_hand if case.form == "value" else str(about.by_hand_derivative)
    if text.startswith("(") and text.endswith(".astype(x.dtype)"):
        text = f"np.where({text.removesuffix('.astype(x.dtype)')}, 1, 0)"
    return _in_one(text.replace(".astype(x.dtype)", ""))


class _Plain(ast.NodeTransformer):
    """From NumPy's functions to choices, and others of the same names."""

    def __init__(self, choice: Callable[[ast.expr, ast.expr, ast.expr], ast.expr]):
        self._choice = choice

    def _of_two(self, order: ast.cmpop, a: ast.expr, b: ast.expr) -> ast.expr:
        return self._choice(ast.Compare(a, [order], [b]), a, b)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if not isinstance(node.func, ast.Attribute):
            return node
        name, given = node.func.attr, node.args
        if name == "where":
            return self._choice(*given)
        if name in ("maximum", "minimum"):
            return self._of_two(ast.Gt() if name == "maximum" else ast.Lt(), *given)
        if name == "clip":
            return self._of_two(ast.Lt(), self._of_two(ast.Gt(), *given[:2]), given[2])
        return ast.Call(ast.Name(name), given, [])


def translated(text: str, choice: Callable[[ast.expr, ast.expr, ast.expr], ast.expr]) -> tuple[str, dict[str, float]]:
    """A formula by hand as text whose choices are made by `choice`, and the numbers that it names."""
    text, numbers = _without_literals(text)
    return ast.unparse(_Plain(choice).visit(ast.parse(text, mode="eval"))), numbers
