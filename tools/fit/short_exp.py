"""Fit the exponential function by tables of 8 and of 16 numbers. Writes cpp/math/tables/short_exp.inc.

python tools/fit/short_exp.py

With 16, e^(slope x) = 2^k 2^(j/16) e^(slope r), |slope r| <= ln 2 / 32. The numbers of the table are 2^(j/16) times one that
is a little larger than any e^(slope r), so that what is multiplied into them is 1 + p with p < 0: beside 1 its rounding is
half as coarse as it would be above. That factor is free otherwise, and is chosen so that all numbers happen to lie near a
float. With 8 they lie nearer, at the cost of a degree.
"""

from __future__ import annotations

import functools
import textwrap

import mpmath as mp
import numpy as np
from common import fitted, pair, rounded, scalar, write_tables
from silu import QUICK

SLACK = mp.mpf(2) ** -15  # of the reach: for large x the multiple of ln 2 may not be the nearest one
DEGREES = {8: 4, 16: 3}
# Which factor, from the best one on: with the best of 16 sigmoid falls by a unit of the last place, at x = 0.0155.
CHOSEN = {8: 0, 16: 1}


def reach_of(places: int) -> mp.mpf:
    return mp.log(2) / (2 * places) + SLACK


@functools.cache
def factor(places: int) -> mp.mpf:
    """A factor with which the worst of the numbers is near to a float."""
    low, high = float(mp.exp(reach_of(places))), 2 * 2 ** ((1 - places) / places)
    first, last = (int(np.float32(bound).view(np.int32)) for bound in (low, high))
    floats = np.arange(first + 1, last, dtype=np.int32).view(np.float32)
    numbers = floats.astype(float)[:, None] * 2 ** (np.arange(places) / places)
    worst = abs(numbers.astype(np.float32) / numbers - 1).max(axis=1)
    return mp.mpf(float(floats[worst.argsort(kind="stable")[CHOSEN[places]]]))


def table(places: int) -> str:
    """The numbers."""
    above = factor(places)
    exact = [above * mp.mpf(2) ** (mp.mpf(j) / places) for j in range(places)]
    numbers = [rounded(number, 24) for number in exact]
    worst = max(abs(number / wanted - 1) for number, wanted in zip(numbers, exact, strict=True))
    # As they are added to 2^k with j in the first bits of the mantissa; those of 8 twice.
    bits = [int((number - 1 - mp.mpf(j) / places) * 2**23) for j, number in enumerate(numbers)] * (16 // places)
    lines = "".join(f"      {', '.join(map(str, bits[j : j + 8]))},\n" for j in (0, 8))
    return (
        f"  // 2^(j/{places}) times a factor, worst error 2^{mp.nstr(mp.log(worst, 2), 4)}, less 1 + j/{places}: "
        f"units of the last place.\n  alignas(64) static constexpr std::int32_t numbers_{places}[16] = {{\n{lines}  }};\n"
    )


def constants(name: str, what: str, places: int, slope: mp.mpf) -> str:
    """All that e^(slope x) takes beside them."""
    above, step, reach = factor(places), mp.log(2) / places / slope, reach_of(places) / abs(slope)
    body = (
        f"  static constexpr int places = {places};\n"
        f"  static constexpr const auto& numbers = numbers_{places};\n"
        + scalar("per_step", "float", rounded(1 / step, 24)) + pair("minus_step", "float", -step)
        + fitted("tail", "e^(slope r) over the factor, less 1; the error is that of e^(slope r).",
                 lambda r: mp.exp(slope * r) / above - 1, -reach, reach, DEGREES[places], "float",
                 lambda r: above * mp.exp(-slope * r))
    )  # fmt: skip
    return f"  // {what}\n  struct {name} {{\n{textwrap.indent(body, '  ')}  }};\n"


def main() -> None:
    parts = {"float": [
        table(8), table(16), *(constants(name, what, places, slope) for name, what, places, slope in (
            ("Falling", "e^-x.", 16, mp.mpf(-1)),
            ("Quick", "e^(-1.702 x), of quick_gelu.", 16, -QUICK),
            ("Rising", "e^x, more exactly.", 8, mp.mpf(1)),
        ))
    ]}  # fmt: skip
    write_tables(__file__, "ShortExp", parts)


if __name__ == "__main__":
    main()
