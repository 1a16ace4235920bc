"""Fit tanh in cells, and the series of tanh and tanh_shrink near 0. Writes cpp/math/tables/tanh.inc.

python tools/fit/tanh.py
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import mpmath as mp
from common import fit, fitted, literal, nodes, pair, rounded, scalar, write_tables

NEAR = mp.mpf("0.5625")  # for tanh in double; where it is beyond 1/2 the way by e^2x is as good
DEGREE = 5  # of cells


@dataclass(frozen=True)
class Cells:
    """Sixteen cells in float (cpp/math/short_tables.h): just as many as there are numbers."""

    function: Callable[[mp.mpf], mp.mpf]
    begin: mp.mpf
    end: mp.mpf  # from there on the function is 1, or x - 1, to every rounding
    offset: mp.mpf  # what is added to x


TANH = Cells(mp.tanh, mp.mpf(0), mp.mpf("9.25"), mp.mpf("0.6875"))
SHRINK = Cells(lambda x: x - mp.tanh(x), mp.mpf(1), mp.mpf("8.5"), mp.mpf("-0.5"))


def bounds(cells: Cells) -> list[tuple[mp.mpf, mp.mpf]]:
    """By its number where each cell begins and ends."""
    found = {}
    first, last = (mp.frexp(x + cells.offset)[1] - 1 for x in (cells.begin, cells.end))
    for octave in range(first, last + 1):
        for quarter in range(4):
            low, high = (mp.ldexp(4 + k, octave - 2) - cells.offset for k in (quarter, quarter + 1))
            if high > cells.begin and low < cells.end:
                found[(4 * (octave + 127) + quarter) % 16] = low, high
    return [ends for _, ends in sorted(found.items())]


def cell(f: Callable[[mp.mpf], mp.mpf], low: mp.mpf, high: mp.mpf) -> list[mp.mpf]:
    """The coefficients about the middle of a cell, the constant first; of tanh's at 0 the first two are 0 and 1."""
    middle = (low + high) / 2
    fixed = {0: mp.mpf(0), 1: mp.mpf(1)} if middle == 0 else {0: rounded(f(middle), 24)}
    known = len(fixed)

    def rest(u: mp.mpf) -> mp.mpf:
        return (f(middle + u) - sum(c * u**power for power, c in fixed.items())) / u**known

    reach = (high - low) / 2 * (1 + mp.mpf(2) ** -16)  # as the kernel rounds when it looks for the cell
    begin = mp.mpf(2) ** -30 if middle == 0 else -reach

    def weight(u: mp.mpf) -> mp.mpf:
        # At the ends most, where the next cell goes on: values never fall.
        return abs(u**known / f(middle + u)) * (1 + 3 * abs(u / reach) ** 40)

    found, _ = fit(rest, begin, reach, DEGREE - known, 24, weight)
    return [fixed[power] for power in sorted(fixed)] + found


def error_of(cells: Cells, coefficients: list[mp.mpf], low: mp.mpf, high: mp.mpf) -> mp.mpf:
    """The worst of a cell, relative."""
    middle, xs = (low + high) / 2, nodes(max(low, cells.begin), min(high, cells.end), 400)
    return max(abs(mp.polyval(coefficients[::-1], x - middle) / cells.function(x) - 1) for x in xs)


def cell_table(what: str, prefix: str, cells: Cells) -> str:
    """All cells' constants, then all that are multiplied by u, and so on."""
    columns = [cell(cells.function, *ends) for ends in bounds(cells)]
    worst = max(error_of(cells, column, *ends) for column, ends in zip(columns, bounds(cells), strict=True))
    rows = ""
    for power in range(DEGREE + 1):
        values = "".join(f"          {literal(column[power], 'float')},\n" for column in columns)
        rows += f"      {{\n{values}      }},\n"
    return (
        f"  // {what} in 16 cells, in powers of the way from the middle.\n"
        f"  // On [{mp.nstr(cells.begin, 6)}, {mp.nstr(cells.end, 6)}], degree {DEGREE}, worst relative error "
        f"2^{mp.nstr(mp.log(worst, 2), 4)}.\n"
        + scalar(f"{prefix}from", "float", cells.offset) + scalar(f"{prefix}end", "float", cells.end)
        + f"  alignas(64) static constexpr float {prefix}cells[{DEGREE + 1}][16] = {{\n{rows}  }};\n"
    )  # fmt: skip


def cubic(t: mp.mpf) -> mp.mpf:
    """(tanh x / x - 1) / x^2 in t = x^2."""
    x = mp.sqrt(t)
    return -mp.mpf(1) / 3 if x < mp.mpf(10) ** -12 else (mp.tanh(x) / x - 1) / t


def shrink(t: mp.mpf) -> mp.mpf:
    """((x - tanh x) / x^3 - 1/3) / x^2 in t = x^2."""
    return -mp.mpf(2) / 15 if t < mp.mpf(10) ** -12 else (-cubic(t) - mp.mpf(1) / 3) / t


def shrink_whole(t: mp.mpf) -> mp.mpf:
    """(x - tanh x) / x^3 in t = x^2."""
    return mp.mpf(1) / 3 + t * shrink(t)


def main() -> None:
    parts = {
        "float": [
            cell_table("tanh", "", TANH),
            cell_table("x - tanh x", "shrink_", SHRINK),
            fitted("shrink", "(x - tanh x) / x^3 in x^2, relative.", shrink_whole, 0, 1, 7, "float",
                   lambda t: 1 / shrink_whole(t), lowest_first=True),
        ],
        "double": [
            fitted("cubic", "(tanh x / x - 1) / x^2 in x^2; the error is that of tanh x / x.", cubic, 0, NEAR**2, 11, "double",
                   lambda t: t),
            pair("third", "double", mp.mpf(1) / 3),
            fitted("shrink", "((x - tanh x) / x^3 - 1/3) / x^2 in x^2; the error is that of (x - tanh x) / x^3.", shrink, 0, 1,
                   16, "double", lambda t: 3 * t),
        ],
    }  # fmt: skip
    write_tables(__file__, "TanhTable", parts)


if __name__ == "__main__":
    main()
