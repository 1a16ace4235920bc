"""Fit tanh in cells, and the series of tanh and tanh_shrink near 0. Writes cpp/math/tables/tanh.inc.

python tools/fit/tanh.py
"""

from __future__ import annotations

import mpmath as mp
from common import fit, fitted, literal, nodes, pair, rounded, scalar, write_tables

NEAR = mp.mpf("0.5625")  # for tanh in double; where it is beyond 1/2 the way by e^2x is as good
# Cells in float (cpp/math/short_tables.h): from 0 to where tanh is 1 to every rounding, just as many as there are numbers.
FROM, END = mp.mpf("0.6875"), mp.mpf("9.25")
DEGREE = 5


def cells() -> dict[int, tuple[mp.mpf, mp.mpf]]:
    """By its number where each cell begins and ends."""
    found = {}
    for quarter in range(4 * -1, 4 * 4):
        octave, part = divmod(quarter, 4)
        low, high = (mp.ldexp(4 + k, octave - 2) - FROM for k in (part, part + 1))
        if high > 0 and low < END:
            found[(quarter + 4 * 127) % 16] = low, high
    return found


def cell(low: mp.mpf, high: mp.mpf) -> list[mp.mpf]:
    """The coefficients about the middle of a cell, the constant first; of that at 0 the first two are 0 and 1."""
    middle = (low + high) / 2
    fixed = {0: mp.mpf(0), 1: mp.mpf(1)} if middle == 0 else {0: rounded(mp.tanh(middle), 24)}
    known = len(fixed)

    def rest(u: mp.mpf) -> mp.mpf:
        return (mp.tanh(middle + u) - sum(c * u**power for power, c in fixed.items())) / u**known

    reach = (high - low) / 2 * (1 + mp.mpf(2) ** -16)  # as the kernel rounds when it looks for the cell
    begin = mp.mpf(2) ** -30 if middle == 0 else -reach

    def weight(u: mp.mpf) -> mp.mpf:
        # At the ends most, where the next cell goes on: values never fall.
        return abs(u**known / mp.tanh(middle + u)) * (1 + 3 * abs(u / reach) ** 40)

    found, _ = fit(rest, begin, reach, DEGREE - known, 24, weight)
    return [fixed[power] for power in sorted(fixed)] + found


def error_of(coefficients: list[mp.mpf], low: mp.mpf, high: mp.mpf) -> mp.mpf:
    """The worst of a cell, relative."""
    middle, xs = (low + high) / 2, nodes(max(low, mp.mpf(0)), min(high, END), 400)
    return max(abs(mp.polyval(coefficients[::-1], x - middle) / mp.tanh(x) - 1) for x in xs)


def cell_table() -> str:
    """All cells' constants, then all that are multiplied by u, and so on."""
    bounds = [ends for _, ends in sorted(cells().items())]
    columns = [cell(*ends) for ends in bounds]
    worst = max(error_of(column, *ends) for column, ends in zip(columns, bounds, strict=True))
    rows = ""
    for power in range(DEGREE + 1):
        values = "".join(f"          {literal(column[power], 'float')},\n" for column in columns)
        rows += f"      {{\n{values}      }},\n"
    return (
        "  // tanh in 16 cells, in powers of the way from the middle.\n"
        f"  // On [0, {mp.nstr(END, 6)}], degree {DEGREE}, worst relative error 2^{mp.nstr(mp.log(worst, 2), 4)}.\n"
        + scalar("from", "float", FROM) + scalar("end", "float", END)
        + f"  alignas(64) static constexpr float cells[{DEGREE + 1}][16] = {{\n{rows}  }};\n"
    )  # fmt: skip


def cubic(t: mp.mpf) -> mp.mpf:
    """(tanh x / x - 1) / x^2 in t = x^2."""
    x = mp.sqrt(t)
    return -mp.mpf(1) / 3 if x < mp.mpf(10) ** -12 else (mp.tanh(x) / x - 1) / t


def shrink(t: mp.mpf) -> mp.mpf:
    """((x - tanh x) / x^3 - 1/3) / x^2 in t = x^2."""
    return -mp.mpf(2) / 15 if t < mp.mpf(10) ** -12 else (-cubic(t) - mp.mpf(1) / 3) / t


def main() -> None:
    parts = {
        "float": [cell_table()],
        "double": [
            fitted("cubic", "(tanh x / x - 1) / x^2 in x^2; the error is that of tanh x / x.", cubic, 0, NEAR**2, 11, "double",
                   lambda t: t),
            pair("third", "double", mp.mpf(1) / 3),
            fitted("shrink", "((x - tanh x) / x^3 - 1/3) / x^2 in x^2; the error is that of (x - tanh x) / x^3.", shrink, 0, 1,
                   16, "double", lambda t: 3 * t),
            fitted("shrink_short", "The same, for float32.", shrink, 0, 1, 6, "double", lambda t: 3 * t),
        ],
    }  # fmt: skip
    write_tables(__file__, "TanhTable", parts)


if __name__ == "__main__":
    main()
