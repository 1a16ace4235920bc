"""Fit the exponential function by a table of sixteen numbers. Writes cpp/math/tables/short_exp.inc.

python tools/fit/short_exp.py

e^-a = 2^k 2^(j/16) e^-r, |r| <= ln 2 / 32. The numbers in the table are 2^(j/16) times one that is a little larger than any e^-r,
so that what is multiplied into them is 1 + p with p < 0: beside 1 its rounding is half as coarse as it would be above. That
factor is free otherwise, and is chosen so that all of them happen to lie beside a float.
"""

from __future__ import annotations

import textwrap

import mpmath as mp
import numpy as np
from common import fitted, pair, rounded, scalar, write_tables
from silu import QUICK

PLACES = 16
REACH = mp.log(2) / 32 + mp.mpf(2) ** -15  # of r: for large a the multiple of ln 2 / 16 may not be the nearest one
DEGREE = 3


def factor() -> mp.mpf:
    """A factor with which the worst of the numbers is near to a float."""
    low, high = float(mp.exp(REACH)), 2 * 2 ** (-15 / 16)
    floats = np.arange(np.float32(low).view(np.int32) + 1, np.float32(high).view(np.int32), dtype=np.int32).view(
        np.float32
    )
    numbers = floats.astype(float)[:, None] * 2 ** (np.arange(PLACES) / PLACES)
    worst = abs(numbers.astype(np.float32) / numbers - 1).max(axis=1)
    second = worst.argsort(kind="stable")[
        1
    ]  # the best one makes sigmoid fall by a unit of the last place, at x = 0.0155
    return mp.mpf(float(floats[second]))


def constants(name: str, slope: mp.mpf, above: mp.mpf) -> str:
    """What e^(-slope a) takes beside the table: r is reduced in units of a."""
    step, reach = mp.log(2) / PLACES / slope, REACH / slope
    lines = (
        scalar("per_step", "float", rounded(-1 / step, 24)) + pair("step", "float", step)
        + fitted("tail", f"e^-r over the factor, less 1, in r / {mp.nstr(slope, 4)}; the error is that of e^-r.",
                 lambda r: mp.exp(-slope * r) / above - 1, -reach, reach, DEGREE, "float",
                 lambda r: above * mp.exp(slope * r))
    )  # fmt: skip
    return f"  struct {name} {{\n{textwrap.indent(lines, '  ')}  }};\n"


def main() -> None:
    above = factor()
    numbers = [rounded(above * mp.mpf(2) ** (mp.mpf(j) / PLACES), 24) for j in range(PLACES)]
    worst = max(abs(number / (above * mp.mpf(2) ** (mp.mpf(j) / PLACES)) - 1) for j, number in enumerate(numbers))
    # As they are added to 2^k with j in the first bits of the mantissa.
    offsets = [number - 1 - mp.mpf(j) / PLACES for j, number in enumerate(numbers)]
    bits = [int(offset * 2**23) for offset in offsets]
    lines = "".join(f"      {', '.join(map(str, bits[j : j + 8]))},\n" for j in (0, 8))
    parts = {"float": [
        f"  // 2^(j/16) times a factor, worst error 2^{mp.nstr(mp.log(worst, 2), 4)}, less 1 + j/16: units of the last place.\n"
        f"  alignas(64) static constexpr std::int32_t numbers[16] = {{\n{lines}  }};\n",
        constants("Plain", mp.mpf(1), above),
        "  // Of quick_gelu.\n" + constants("Quick", QUICK, above),
    ]}  # fmt: skip
    write_tables(__file__, "ShortExp", parts)


if __name__ == "__main__":
    main()
