"""Fit the piecewise polynomials of derivatives (cpp/math/cells.h). Writes cpp/math/tables/slope_cells.inc.

python tools/fit/slope_cells.py
"""

from __future__ import annotations

import functools

import mpmath as mp
from common import BITS, Function, least_squares, literal, nodes, rounded, write_tables
from silu import QUICK
from silu import ROOT as SILU_ROOT

DEGREE = 3
# How far beyond its half of the width an x may lie, as the kernel rounds when it looks for the cell; ample.
MARGIN = mp.mpf(2) ** -18
# Cells end where f' is 1 to every rounding, and as far on the other side; so much is slope x there.
END = 21
# Above not_reached's limit in cells.h: no x takes the row of zeros, as the long way knows the sign of a 0.
ZERO = "2e30"
# How many cells there are from 0 to the zero of f': with fewer, the degree would not do beside that.
CELLS_TO_ROOT = range(48, 72)


def silu_slope(x: mp.mpf) -> mp.mpf:
    """The derivative of silu."""
    s = 1 / (1 + mp.exp(-x))
    return s * (1 + x * (1 - s))


def cell(f: Function, center: mp.mpf, width: mp.mpf) -> tuple[list[mp.mpf], mp.mpf]:
    """The coefficients of a cell, from the constant up, and the worst relative error."""
    bits, reach = BITS["float"], width / 2 + MARGIN
    known = functools.cache(lambda u: f(center + u))
    constant = rounded(f(center), bits)
    # Where f has a zero, its slope is exact at the cost of the rest: beside the zero nothing else counts.
    crosses = f(center - reach) * f(center + reach) < 0
    slope = {0: rounded(mp.diff(f, center), bits)} if crosses else {}
    found = least_squares(lambda u: (known(u) - constant) / u, -reach, reach, DEGREE - 1,
                          lambda u: abs(u / known(u)), slope)  # fmt: skip
    coefficients = [constant, *(rounded(found[power], bits) for power in range(DEGREE))]
    errors = [abs(mp.polyval(coefficients[::-1], u) / known(u) - 1) for u in nodes(-reach, reach, 20)]
    return coefficients, max(errors)


def best_width(root: mp.mpf) -> mp.mpf:
    """The width of which the root is the middle of a cell, as nearly as may be.

    Elsewhere in a cell c0 and q u would cancel there, and c0 has rounded.
    """
    bits = BITS["float"]
    widths = {rounded(-root / count, bits): count for count in CELLS_TO_ROOT}
    return min(widths, key=lambda width: abs(width * widths[width] + root))


def table(name: str, of_argument: Function, root_of_argument: mp.mpf, slope: mp.mpf) -> str:
    """A table of cells as C++, of a function of slope x with that root."""

    def f(x: mp.mpf) -> mp.mpf:
        return of_argument(slope * x)

    end, width = mp.ceil(END / slope), best_width(root_of_argument / slope)
    last = int(mp.nint((end + MARGIN) / width))
    cells = [cell(f, k * width, width) for k in range(-last, last + 1)]
    worst = max(error for _, error in cells)
    # Half a unit in the last place by the constant, and as much by the last rounding.
    if worst > mp.mpf(2) ** -BITS["float"]:
        raise ArithmeticError(f"cells of {name} are off by {mp.nstr(mp.log(worst, 2), 4)} bits")
    # The row before them is for what has no result here. In that after them x stands in the place of u: it gives 1.
    none = [mp.mpf(0)] * DEGREE
    rows = [[mp.mpf(0), *none], *(coefficients for coefficients, _ in cells), [mp.mpf(1), *none]]
    lines = "".join("      {" + ", ".join(literal(c, "float") for c in row) + "},\n" for row in rows)
    head = (rounded(1 / width, BITS["float"]), width, end - mp.mpf(2) ** (3 - BITS["float"]), mp.mpf(ZERO))
    return (
        f"  // {name}'(x), worst relative error 2^{mp.nstr(mp.log(worst, 2), 4)}.\n"
        f"  static constexpr SlopeCells<float, {len(rows)}> {name} = {{\n"
        f"      {last + 1}, {', '.join(literal(c, 'float') for c in head)}, {{\n{lines}  }}}};\n"
    )


def main() -> None:
    tables = [table(name, silu_slope, SILU_ROOT, slope) for name, slope in (("silu", mp.mpf(1)), ("quick_gelu", QUICK))]
    write_tables(__file__, "SlopeTable", {"float": tables}, "math/cell_tables.h")


if __name__ == "__main__":
    main()
