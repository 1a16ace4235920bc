"""What the scripts that fit constants share: least squares on a grid, and the printing of constants.

Method: weighted least squares on Chebyshev nodes (four per coefficient), which comes within a factor of about two of
the minimax error. Coefficients are rounded to the working precision one by one, highest power first, and after each
rounding the remaining ones are fitted anew, so that the low ones make up for what the high ones lost. Everything runs in
mpmath at 60 digits, and is deterministic.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from pathlib import Path

import mpmath as mp

mp.mp.dps = 60

Function = Callable[[mp.mpf], mp.mpf]
BITS = {"float": 24, "double": 53}


def rounded(value: mp.mpf, bits: int) -> mp.mpf:
    """The nearest number with so many significant bits."""
    if value == 0:
        return mp.mpf(0)
    mantissa, exponent = mp.frexp(value)
    return mp.ldexp(mp.nint(mp.ldexp(mantissa, bits)), exponent - bits)


@functools.cache
def nodes(low: mp.mpf, high: mp.mpf, count: int) -> list[mp.mpf]:
    """Chebyshev nodes of an interval; an even number, and to the last digit symmetric about its middle."""
    middle, half = (low + high) / 2, (high - low) / 2
    offsets = [half * mp.cos(mp.pi * (2 * i + 1) / (2 * count)) for i in range(count // 2)]
    return [middle + s * offset for s in (1, -1) for offset in offsets]


def least_squares(f: Function, low: mp.mpf, high: mp.mpf, degree: int, weight: Function, fixed: dict[int, mp.mpf]):
    """The polynomial of a degree nearest to f, some of its coefficients given."""
    free = [power for power in range(degree + 1) if power not in fixed]
    xs = nodes(low, high, 4 * (degree + 1))
    weights = [weight(x) for x in xs]
    right = [w * (f(x) - sum(c * x**power for power, c in fixed.items())) for x, w in zip(xs, weights, strict=True)]
    columns = [[w * x**power for x, w in zip(xs, weights, strict=True)] for power in free]
    # The normal equations: digits are there to spare, and matrices of mpmath's take their time.
    normal = mp.matrix([[mp.fdot(one, other) for other in columns] for one in columns])
    solution = mp.lu_solve(normal, mp.matrix([mp.fdot(column, right) for column in columns]))
    return {**fixed, **{power: solution[column] for column, power in enumerate(free)}}


def fit(f: Function, low: float, high: float, degree: int, bits: int, weight: Function = lambda x: mp.mpf(1),
        lowest_first: bool = False):  # fmt: skip
    """Coefficients on the grid of the working precision, lowest power first, and the log2 of their worst error.

    Rounded lowest first, the high ones make up for what the low ones lost, which pays where the low ones weigh most.
    """
    low, high = mp.mpf(low), mp.mpf(high)
    fixed: dict[int, mp.mpf] = {}
    for power in range(degree + 1) if lowest_first else range(degree, -1, -1):
        fixed[power] = rounded(least_squares(f, low, high, degree, weight, fixed)[power], bits)
    coefficients = [fixed[power] for power in range(degree + 1)]
    worst = max(abs((mp.polyval(coefficients[::-1], x) - f(x)) * weight(x)) for x in nodes(low, high, 400))
    return coefficients, mp.log(worst, 2)


def exp_tail(r: mp.mpf) -> mp.mpf:
    """(e^r - 1 - r) / r^2."""
    return mp.mpf(1) / 2 if r == 0 else (mp.expm1(r) - r) / r**2


def literal(value: mp.mpf, ctype: str) -> str:
    """Hexadecimal, so that nothing is lost in reading it back."""
    return float(value).hex() + ("f" if ctype == "float" else "")


def array(name: str, ctype: str, values: list[mp.mpf]) -> str:
    lines = "".join(f"      {literal(v, ctype)},  // {mp.nstr(v, 10)}\n" for v in values)
    return f"  static constexpr {ctype} {name}[{len(values)}] = {{\n{lines}  }};\n"


def scalar(name: str, ctype: str, value: mp.mpf) -> str:
    return f"  static constexpr {ctype} {name} = {literal(value, ctype)};  // {mp.nstr(value, 17)}\n"


def pair(name: str, ctype: str, value: mp.mpf, high_bits: int | None = None) -> str:
    """A constant as the unevaluated sum of two numbers."""
    high = rounded(value, high_bits or BITS[ctype])
    low = rounded(value - high, BITS[ctype])
    return scalar(name, ctype, high) + scalar(name + "_low", ctype, low)


def fitted(name: str, what: str, f: Function, low, high, degree: int, ctype: str,
           weight: Function = lambda x: mp.mpf(1), bits: int | None = None,
           lowest_first: bool = False) -> str:  # fmt: skip
    """A polynomial as an array, with a comment on what it is."""
    values, error = fit(f, low, high, degree, bits or BITS[ctype], weight, lowest_first)
    return (
        f"  // {what}\n  // on [{mp.nstr(mp.mpf(low), 6)}, {mp.nstr(mp.mpf(high), 6)}], degree {degree},"
        f" worst error 2^{mp.nstr(error, 4)}.\n" + array(name, ctype, values)
    )


def write_tables(script: str, struct: str, parts: dict[str, Iterable[str]], header: str | None = None) -> None:
    """cpp/math/tables/<script's name>.inc: a struct of constants, specialised for each type.

    In no instruction set's namespace: the linker keeps one of what is the same for all.
    """
    name, include = Path(script).stem, f'#include "{header}"\n\n' if header else ""
    out = [f"// Made by tools/fit/{name}.py, which says how; do not edit. A test makes it again and compares.\n"
           f"#pragma once\n\n{include}namespace fastrelu {{\n\n"
           f"template <class T>\nstruct {struct};\n"]  # fmt: skip
    for ctype, lines in parts.items():
        out.append(f"\ntemplate <>\nstruct {struct}<{ctype}> {{\n{''.join(lines)}}};\n")
    out.append("\n}  // namespace fastrelu\n")
    target = Path(script).resolve().parents[2] / "cpp" / "math" / "tables" / f"{name}.inc"
    target.write_text("".join(out))
