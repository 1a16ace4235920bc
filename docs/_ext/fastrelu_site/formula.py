"""The signatures' formulas, which are plain text, as MathML: browsers show it without a script and without a network.

The text is read as what it is, sums and products as Python has them, with ``^`` and ``|x|``, put together with "for",
"else" and "where". What cannot be read so stays text.
"""

from __future__ import annotations

import ast
import re
from html import escape

_LETTERS = {
    "alpha": "α", "beta": "β", "mu": "μ", "sigma": "σ", "pi": "π", "Phi": "Φ", "lambd": "λ", "alpha_p": "αₚ",
    "alpha_n": "αₙ",
}  # fmt: skip
_COMPARISONS = {ast.Lt: "&lt;", ast.Gt: "&gt;", ast.LtE: "≤", ast.GtE: "≥", ast.Eq: "="}
# How tightly an operation binds.
_COMPARE, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(6)


def _operator(sign: str) -> str:
    return f"<mo>{sign}</mo>"


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def _fence(inside: str, left: str = "(", right: str = ")") -> str:
    return _row(f"<mo>{left}</mo>", inside, f"<mo>{right}</mo>")


def _name(name: str) -> str:
    plain = name.removesuffix("_prime")
    prime = '<mo lspace="0" rspace="0">′</mo>' if plain != name else ""
    return f"<mi>{escape(_LETTERS.get(plain, plain))}</mi>{prime}"


class _Writer:
    """An expression as MathML."""

    def __init__(self, in_line: bool = False) -> None:
        self.in_line = in_line

    def write(self, node: ast.expr, least: int = 0) -> str:
        text, strength = self._write(node)
        return _fence(text) if strength < least else text

    def _write(self, node: ast.expr) -> tuple[str, int]:
        if isinstance(node, ast.Constant):
            return (
                f"<mn>{node.value:.10g}</mn>" if not isinstance(node.value, str) else f"<mtext>{node.value}</mtext>"
            ), _ATOM
        if isinstance(node, ast.Name):
            return _name(node.id), _ATOM
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return _row(_operator("−"), self.write(node.operand, _PRODUCT)), _SUM
        if isinstance(node, ast.BinOp):
            return self._binary(node)
        if isinstance(node, ast.Compare):
            parts = [self.write(node.left, _SUM)]
            for comparison, right in zip(node.ops, node.comparators, strict=True):
                parts += [_operator(_COMPARISONS[type(comparison)]), self.write(right, _SUM)]
            return _row(*parts), _COMPARE
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self._call(node, node.func.id), _ATOM
        raise ValueError(ast.dump(node))

    def _binary(self, node: ast.BinOp) -> tuple[str, int]:
        if isinstance(node.op, ast.Add):
            return _row(self.write(node.left, _SUM), _operator("+"), self.write(node.right, _SUM)), _SUM
        if isinstance(node.op, ast.Sub):
            return _row(self.write(node.left, _SUM), _operator("−"), self.write(node.right, _PRODUCT)), _SUM
        # A sign in front is one of the whole product, and wants no brackets there.
        signed = isinstance(node.left, ast.UnaryOp)
        strength = _SUM if signed else _PRODUCT
        if isinstance(node.op, ast.Mult):
            # No dot between a number and what follows, as people write it.
            dot = "" if isinstance(node.left, ast.Constant) and not isinstance(node.right, ast.Constant) else "⋅"
            sign = _operator(dot or "&#x2062;")
            return _row(self.write(node.left, strength), sign, self.write(node.right, _PRODUCT)), strength
        if isinstance(node.op, ast.Div):
            if self.in_line:
                return _row(self.write(node.left, strength), _operator("/"), self.write(node.right, _SIGN)), strength
            return f"<mfrac>{_row(self.write(node.left))}{_row(self.write(node.right))}</mfrac>", _ATOM
        if isinstance(node.op, ast.Pow):
            return f"<msup>{self.write(node.left, _ATOM)}{_Writer(True).write(node.right)}</msup>", _POWER
        raise ValueError(ast.dump(node))

    def _call(self, node: ast.Call, name: str) -> str:
        given = [self.write(argument) for argument in node.args]
        for keyword in node.keywords:
            given.append(_row(f"<mtext>{keyword.arg}&#xa0;=&#xa0;</mtext>", self.write(keyword.value)))
        if name == "exp":
            return f"<msup><mi>e</mi>{_Writer(True).write(node.args[0])}</msup>"
        if name == "sqrt":
            return f"<msqrt>{given[0]}</msqrt>"
        if name == "abs":
            return _fence(given[0], "|", "|")
        # The invisible sign of application keeps its distance from the name.
        return _row(_name(name), _operator("&#x2061;"), _fence(_operator(",").join(given)))


def expression(text: str) -> str:
    """MathML of an expression; of what is none, its text."""
    source = re.sub(r"\|([^|]+)\|", r"abs(\1)", text)
    source = re.sub(r"(\w)'\(", r"\1_prime(", source).replace("^", "**")
    # 2 x, 2 pi, 2 max(x, 0) and 0.044715 x^3 are products.
    source = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?) (?=[A-Za-z(])", r"\1 * ", source)
    try:
        return _Writer().write(ast.parse(source, mode="eval").body)
    except (SyntaxError, ValueError, KeyError):
        words = re.sub(r"\w+", lambda word: _LETTERS.get(word[0], word[0]), text)
        return f"<mtext>{escape(words)}</mtext>"


def _split(text: str, separator: str) -> list[str]:
    """Split where no bracket is open."""
    parts, depth, begin = [], 0, 0
    for k, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if depth == 0 and text.startswith(separator, k):
            parts.append(text[begin:k])
            begin = k + len(separator)
    return [*parts, text[begin:]]


def _equation(text: str) -> str:
    """``name = expression``, or an expression."""
    sides = re.split(r"(?<![<>=]) = ", text, maxsplit=1)
    return _operator("=").join(expression(side) for side in sides)


def _case(text: str) -> tuple[str, str] | None:
    found = re.fullmatch(r"(.*) (?:for|where) (.*)", text)
    if found:
        return found[1], _row("<mtext>for&#xa0;</mtext>", expression(found[2]))
    return (text.removeprefix("else "), "<mtext>else</mtext>") if text.startswith("else ") else None


def _lines(text: str) -> list[str]:
    """MathML of each line: what stands beside "for" and "else" is a table behind a brace."""
    lines: list[str] = []
    cases: list[tuple[str, str]] = []
    for sentence in _split(text, "; "):
        for part in _split(sentence, ", "):
            case = _case(part)
            if case is not None:
                cases.append(case)
            if cases and (case is None or part.startswith("else ")):
                lines.append(_table(cases))
                cases = []
            if case is None:
                lines.append(_row(_equation(part)))
    return lines + ([_table(cases)] if cases else [])


def _table(cases: list[tuple[str, str]]) -> str:
    left, equals, first = cases[0][0].rpartition(" = ")
    rows = [(first, cases[0][1]), *cases[1:]]
    cells = "".join(f"<mtr><mtd>{expression(what)}</mtd><mtd>{when}</mtd></mtr>" for what, when in rows)
    # The style sheet draws the brace: a sign would grow with the table in few fonts.
    table = f'<mtable class="cases">{cells}</mtable>'
    return _row(expression(left), _operator("="), table) if equals else table


def mathml(text: str, left: str = "") -> str:
    """A formula, as an element of HTML.

    Parameters
    ----------
    text : str
        As the signatures have it.
    left : str
        What it is a formula of; put in front unless the formula says that itself.

    Returns
    -------
    str
        A paragraph for each line.
    """
    lines = _lines(text)
    if left and not re.match(r"\w+ = ", text):
        lines[0] = _row(expression(left), _operator("="), lines[0])
    shown = "".join(f'<p><math display="inline" displaystyle="true">{line}</math></p>' for line in lines)
    return f'<div class="formula" title="{escape(text)}">{shown}</div>'
