"""Fit every constant of cpp/math and cpp/ops, and print them as cpp/math/coefficients.h.

    python tools/fit_coefficients.py > cpp/math/coefficients.h

Method: weighted least squares on Chebyshev nodes (four per coefficient), which comes within a factor of about two of
the minimax error. Coefficients are rounded to the working precision one by one, highest power first (but for short
ones, see rounding_order), and after each rounding the remaining ones are fitted anew, so that the low ones make up for
what the high ones lost. Everything runs in mpmath at 60 digits, but for the choice of points in CenterSearch, and is
deterministic. Takes half a minute.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import mpmath as mp
import numpy as np

mp.mp.dps = 60

Function = Callable[[mp.mpf], mp.mpf]
BITS = {"float": 24, "double": 53}
SHORT_BITS = 8  # the significant bits in the upper half of a float32


def rounded(value: mp.mpf, bits: int) -> mp.mpf:
    """The nearest number with so many significant bits."""
    if value == 0:
        return mp.mpf(0)
    mantissa, exponent = mp.frexp(value)
    return mp.ldexp(mp.nint(mp.ldexp(mantissa, bits)), exponent - bits)


def nodes(low: mp.mpf, high: mp.mpf, count: int) -> list[mp.mpf]:
    """Chebyshev nodes of an interval."""
    middle, half = (low + high) / 2, (high - low) / 2
    return [middle + half * mp.cos(mp.pi * (2 * i + 1) / (2 * count)) for i in range(count)]


def least_squares(f: Function, low: mp.mpf, high: mp.mpf, degree: int, weight: Function, fixed: dict[int, mp.mpf]):
    """The polynomial of a degree nearest to f, some of its coefficients given."""
    free = [power for power in range(degree + 1) if power not in fixed]
    xs = nodes(low, high, 4 * (degree + 1))
    matrix, right = mp.matrix(len(xs), len(free)), mp.matrix(len(xs), 1)
    for row, x in enumerate(xs):
        w = weight(x)
        for column, power in enumerate(free):
            matrix[row, column] = w * x**power
        right[row] = w * (f(x) - sum(c * x**power for power, c in fixed.items()))
    solution = mp.lu_solve(matrix, right)
    return {**fixed, **{power: solution[column] for column, power in enumerate(free)}}


def rounding_order(degree: int, short: int) -> list[int]:
    """The powers with short coefficients, the least first, as the higher make up for it in finer steps; then the rest,
    the highest first."""
    return [*range(degree - short + 1, degree + 1), *range(degree - short, -1, -1)]


def fit(f: Function, low: float, high: float, degree: int, bits: int, weight: Function = lambda x: mp.mpf(1),
        short: int = 0):  # fmt: skip
    """Coefficients on the grid of the working precision, lowest power first, and the log2 of their worst error; the
    coefficients of so many highest powers have SHORT_BITS."""
    low, high = mp.mpf(low), mp.mpf(high)
    fixed: dict[int, mp.mpf] = {}
    for power in rounding_order(degree, short):
        value = least_squares(f, low, high, degree, weight, fixed)[power]
        fixed[power] = rounded(value, SHORT_BITS if power > degree - short else bits)
    coefficients = [fixed[power] for power in range(degree + 1)]
    worst = max(abs((mp.polyval(coefficients[::-1], x) - f(x)) * weight(x)) for x in nodes(low, high, 400))
    return coefficients, mp.log(worst, 2)


# ---------------------------------------------------------------------------------------------- what is approximated


def exp_tail(r: mp.mpf) -> mp.mpf:
    """(e^r - 1 - r) / r^2."""
    return mp.mpf(1) / 2 if r == 0 else (mp.expm1(r) - r) / r**2


def upper_tail(a: mp.mpf) -> mp.mpf:
    """Q(a) = e^(a^2/2) Phi(-a), which falls slowly from 1/2 like 1 / (a sqrt(2 pi))."""
    return mp.exp(a * a / 2) * mp.erfc(a / mp.sqrt(2)) / 2


def from_squashed(g: Function, pole: int, center: mp.mpf) -> Function:
    """g(a) as a function of t = a / (2 (a + pole)) - center, which maps [0, infinity) to an interval."""

    def of_t(t: mp.mpf) -> mp.mpf:
        squashed = 2 * (t + center)
        return g(pole * squashed / (1 - squashed))

    return of_t


DERIVATIVE_ROOT = mp.findroot(lambda a: upper_tail(a) - a / mp.sqrt(2 * mp.pi), 0.75)


def gelu_value_ratio(a: mp.mpf) -> mp.mpf:
    """h(a) in Q(a) = (1 + h(a)) / (2 (1 + a))."""
    return 2 * (1 + a) * upper_tail(a) - 1


def gelu_derivative_ratio(a: mp.mpf) -> mp.mpf:
    """h(a) in Q(a) - a / sqrt(2 pi) = (root - a) (1 + h(a)) / 2."""
    return 2 * (upper_tail(a) - a / mp.sqrt(2 * mp.pi)) / (DERIVATIVE_ROOT - a) - 1


TANH_LINEAR = 2 * mp.sqrt(2 / mp.pi)
TANH_CUBIC = TANH_LINEAR * mp.mpf("0.044715")


def tanh_exponential(a: mp.mpf) -> mp.mpf:
    """E = e^-v, v = a (linear + cubic a^2): tanh-gelu is a / (1 + E)."""
    return mp.exp(-a * (TANH_LINEAR + TANH_CUBIC * a**2))


def tanh_bracket(a: mp.mpf) -> mp.mpf:
    """1 + E - a v', the factor of the derivative of tanh-gelu that changes its sign."""
    return 1 + tanh_exponential(a) - a * (TANH_LINEAR + 3 * TANH_CUBIC * a**2)


TANH_ROOT = mp.findroot(tanh_bracket, 0.75)


TANH_SLOPE = -mp.diff(tanh_bracket, TANH_ROOT)


def tanh_bracket_rest(e: mp.mpf) -> mp.mpf:
    """(tanh_bracket(root - e) / e - slope) / e; at e = 0 its limit."""
    return mp.diff(tanh_bracket, TANH_ROOT, 2) / 2 if e == 0 else (tanh_bracket(TANH_ROOT - e) / e - TANH_SLOPE) / e


def tanh_gelu_tail(a: mp.mpf) -> mp.mpf:
    """tanh-gelu at -a."""
    return -a * tanh_exponential(a) / (1 + tanh_exponential(a))


def tanh_gelu_tail_derivative(a: mp.mpf) -> mp.mpf:
    """The derivative of tanh-gelu at -a."""
    return tanh_exponential(a) * tanh_bracket(a) / (1 + tanh_exponential(a)) ** 2


def gelu_tail(a: mp.mpf) -> mp.mpf:
    """gelu at -a."""
    return -a * mp.exp(-a * a / 2) * upper_tail(a)


def gelu_tail_derivative(a: mp.mpf) -> mp.mpf:
    """The derivative of gelu at -a."""
    return mp.exp(-a * a / 2) * (upper_tail(a) - a / mp.sqrt(2 * mp.pi))


# ----------------------------------------------------------------------------------------------- piecewise polynomials

CELLS = 8
CELLS_END = mp.mpf("4.0")


class CenterSearch:
    """Where in a cell to develop f: where rounding the constant and the coefficients happens to cost least.

    Coefficients change with the center, those of 8 bits by many of their steps over a tenth of a cell: somewhere they
    are almost on their grid. For the constant this is the method of accurate tables (Gal and Bachelis, ACM TOMS 17,
    1991, 26-45). Least squares much as in fit(), for all candidates at once; in float64, of which only the elementary
    operations in one order are used, so that the choice is the same on every machine.
    """

    WIDE, CLOSE = 500, 1500  # candidates over the whole range, and around the best of those

    def __init__(self, f: Function, low: mp.mpf, high: mp.mpf, degree: int, short: int):
        self.f, self.degree, self.short = f, degree, short
        xs = nodes(low, high, 4 * (degree + 1))
        self.x = np.array([float(x) for x in xs])[:, None]
        self.y = np.array([float(f(x)) for x in xs])[:, None]
        self.unit = float(high - low) / 2

    def best(self, near: float, reach: float) -> mp.mpf:
        wide = np.float32(near + reach * np.linspace(-1, 1, self.WIDE))
        middle = self._best_of(wide)
        steps = np.arange(-self.CLOSE // 2, self.CLOSE // 2, dtype=np.float32)
        return mp.mpf(float(self._best_of(middle + np.spacing(middle) * steps)))

    def best_at_root(self, root: mp.mpf) -> mp.mpf:
        """The best of those near a zero of f that do well beside it too, where relative errors are largest."""
        if root == 0:
            return root
        nearest, spacing = rounded(root, 24), mp.ldexp(1, mp.frexp(root)[1] - 24)
        centers = [nearest + k * spacing for k in range(-8, 9)]
        elsewhere = self.errors(np.array([float(c) for c in centers]), np.array([float(self.f(c)) for c in centers]))

        def beside(c: mp.mpf) -> mp.mpf:
            value, slope = self.f(c), mp.diff(self.f, c)
            value_error, slope_error = rounded(value, 24) - value, rounded(slope, 24) - slope
            near = (nearest + k * spacing for k in range(-3, 4))
            return max(abs((value_error + slope_error * (x - c)) / (slope * (x - root))) for x in near)

        return min(zip(centers, elsewhere, strict=True), key=lambda pair: max(beside(pair[0]), pair[1]))[0]

    def _best_of(self, centers: np.ndarray) -> np.float32:
        constants = np.array([float(self.f(mp.mpf(float(c)))) for c in centers])
        return centers[np.argmin(self.errors(centers.astype(np.float64), constants))]

    def errors(self, centers: np.ndarray, constants: np.ndarray) -> np.ndarray:
        """The worst relative error about each center, all coefficients rounded."""
        constants = self._rounded(constants, 24)
        u = (self.x - centers) / self.unit
        columns = [u / self.y]
        while len(columns) < self.degree:
            columns.append(columns[-1] * u)
        rest = (self.y - constants) / self.y
        left = set(range(self.degree))
        for power in rounding_order(self.degree - 1, self.short):
            value = self._last_coefficient([columns[p] for p in sorted(left - {power})] + [columns[power]], rest)
            scale = self.unit ** (power + 1)
            bits = SHORT_BITS if power > self.degree - 1 - self.short else 24
            rest = rest - columns[power] * (self._rounded(value / scale, bits) * scale)
            left.remove(power)
        return np.abs(rest).max(axis=0)

    @staticmethod
    def _last_coefficient(columns: list[np.ndarray], right: np.ndarray) -> np.ndarray:
        """That of the last column in the least squares solution, by modified Gram-Schmidt."""
        columns = list(columns)
        for k in range(len(columns) - 1):
            norm = (columns[k] * columns[k]).sum(axis=0)
            for later in range(k + 1, len(columns)):
                columns[later] = columns[later] - columns[k] * ((columns[k] * columns[later]).sum(axis=0) / norm)
        last = columns[-1]
        return (last * right).sum(axis=0) / (last * last).sum(axis=0)

    @staticmethod
    def _rounded(values: np.ndarray, bits: int) -> np.ndarray:
        mantissas, exponents = np.frexp(values)
        return np.ldexp(np.rint(np.ldexp(mantissas, bits)), exponents - bits)


def about(f: Function, center: mp.mpf, bits: int) -> tuple[mp.mpf, Function, Function]:
    """f(center), rounded; the rest of f(center + u) divided by u; and what makes errors of that relative ones of f."""
    constant = rounded(f(center), bits)
    cache: dict[mp.mpf, mp.mpf] = {}

    def value(u: mp.mpf) -> mp.mpf:
        if u not in cache:
            cache[u] = f(center + u)
        return cache[u]

    return constant, lambda u: (value(u) - constant) / u, lambda u: abs(u / value(u))


def cell(f: Function, low: mp.mpf, high: mp.mpf, center: mp.mpf, degree: int, short: int):
    """f(center + u) = c0 + u (c1 + u (c2 + ...)): float32 coefficients, and the log2 of the worst relative error."""
    constant, rest, weight = about(f, center, 24)
    coefficients, error = fit(rest, low - center, high - center, degree - 1, 24, weight, short)
    return [constant, *coefficients], error


def piecewise(f: Function, roots: list[mp.mpf], degree: int, short: int, scale: mp.mpf):
    """Rows of a table (centers, then coefficients from the constant up) for an f with these zeros, and the log2 of the
    worst relative error. Cell k is where scale times the argument rounds to k."""
    columns, worst = [], mp.mpf(-1000)
    margin = mp.mpf(2) ** -18  # the kernel rounds when it looks for the cell
    for k in range(CELLS):
        low = max((k - mp.mpf("0.5")) / scale * (1 - margin), mp.mpf(0))
        high = min((k + mp.mpf("0.5")) / scale * (1 + margin), CELLS_END)
        assert low < high, "no argument is so large"
        inside = [root for root in roots if low <= root <= high]
        beyond_root = any(low - 1 / scale <= root < low for root in roots)
        search = CenterSearch(f, low, high, degree, short)
        if inside:
            center = search.best_at_root(inside[0])
        else:
            # Off the middle, towards where f is small: what is added to the constant then has its sign.
            place = 0.5 if k == 0 else 0.2 if beyond_root else 0.75
            width = float(high - low)
            center = search.best(float(low) + place * width, 0.1 * width)
        coefficients, error = cell(f, low, high, center, degree, short)
        columns.append([center, *coefficients])
        worst = max(worst, error)
    return [list(row) for row in zip(*columns, strict=True)], worst


# For float64 there are many more cells, of equal width, each developed about its middle (the second about 0, like the
# first, as f is 0 there).
ROW_DEGREE = 7


def row_width(value: Function, slope: Function, root: mp.mpf) -> mp.mpf:
    """The width of cells for an f and its derivative together.

    The root of f' shall be the middle of a cell, but of which, and to which side the width is rounded, is free. Beside
    a zero terms cancel, and the errors of the constants do not: that width is best with which they are smallest.
    """

    def rounding(constant: mp.mpf) -> mp.mpf:
        return abs(rounded(constant, 53) - constant)

    def slope_error(middle: mp.mpf, at: mp.mpf) -> mp.mpf:
        # In parts, so that only the constants round.
        u = at - middle
        return (rounding(slope(middle)) + abs(u) * rounding(mp.diff(slope, middle))) / abs(slope(at))

    def value_error(middle: mp.mpf, at: mp.mpf) -> mp.mpf:
        # What u is multiplied by rounds too.
        u = at - middle
        by_u = mp.diff(value, middle)
        return (rounding(value(middle)) + abs(u) * (rounding(by_u) + abs(by_u) * mp.mpf(2) ** -53)) / abs(value(at))

    def worst(width: mp.mpf, cell: int) -> mp.mpf:
        half, nearest = width / 2, rounded(root, 53)
        at_root = [slope_error(cell * width, nearest + k * mp.mpf(2) ** -53) for k in range(-2, 3)]
        beside = [slope_error(k * width, k * width + half) for k in (cell - 2, cell - 1)]
        beside += [slope_error(k * width, k * width - half) for k in (cell + 1, cell + 2)]
        beside_zero = [value_error(k * width, k * width - half) for k in (2, 3, 4)]
        return max(*at_root, *beside, *beside_zero)

    ulp = mp.mpf(2) ** -58
    candidates = [(rounded(root / cell, 53) + k * ulp, cell) for cell in range(28, 41) for k in (-1, 0, 1)]
    return min(candidates, key=lambda candidate: worst(*candidate))[0]


def rows(f: Function, width: mp.mpf, end: mp.mpf):
    """The coefficients of every cell up to the end, from the constant up, and the log2 of the worst relative error."""
    table, worst = [], mp.mpf(0)
    margin = mp.mpf(2) ** -40  # the kernel rounds when it looks for the cell
    for k in range(int(mp.nint(end / width)) + 1):
        low, high, center = (k - mp.mpf("0.5")) * width - margin, (k + mp.mpf("0.5")) * width + margin, k * width
        if k == 1:
            table.append(table[0])
            continue
        if k == 0:
            low, high = mp.mpf(0), mp.mpf("1.5") * width + margin
        constant, rest, weight = about(f, center, 53)
        low, high = low - center, high - center
        # What is multiplied by u once or more may round as it comes.
        found = least_squares(rest, low, high, ROW_DEGREE - 1, weight, {})
        coefficients = [rounded(found[power], 53) for power in range(ROW_DEGREE)]
        table.append([constant, *coefficients])
        for u in nodes(low, high, 50):
            worst = max(worst, abs(mp.polyval(coefficients[::-1], u) - rest(u)) * weight(u))
    return table, mp.log(worst, 2)


# ------------------------------------------------------------------------------------------------------- the printing


def literal(value: mp.mpf, ctype: str) -> str:
    """Hexadecimal, so that nothing is lost in reading it back."""
    return float(value).hex() + ("f" if ctype == "float" else "")


def array(name: str, ctype: str, values: list[mp.mpf]) -> str:
    lines = "".join(f"      {literal(v, ctype)},  // {mp.nstr(v, 10)}\n" for v in values)
    return f"  static constexpr {ctype} {name}[{len(values)}] = {{\n{lines}  }};\n"


def scalar(name: str, ctype: str, value: mp.mpf) -> str:
    return f"  static constexpr {ctype} {name} = {literal(value, ctype)};  // {mp.nstr(value, 17)}\n"


def upper_half(value: mp.mpf) -> str:
    """The upper half of a float32 whose lower half is 0."""
    bits = int(np.float32(float(value)).view(np.uint32))
    assert bits & 0xFFFF == 0
    return f"0x{bits >> 16:04x}"


def cells(name: str, what: str, f: Function, roots: list[mp.mpf], degree: int, short: int, scale: mp.mpf) -> str:
    """The table of a piecewise polynomial."""
    rows, error = piecewise(f, roots, degree, short, scale)
    # An exact zero is -0, as f(-0) is: then the sum of the terms at u = +0 has the right sign.
    rows[1:] = [[-0.0 if v == 0 else v for v in row] for row in rows[1:]]

    def listed(rows: list[list[mp.mpf]], text: Callable[[mp.mpf], str]) -> str:
        return ",\n".join("      {" + ", ".join(text(v) for v in row) + "}" for row in rows)

    return (
        f"  // {what}\n  // on [0, {mp.nstr(CELLS_END, 6)}], degree {degree} in each cell, worst relative error"
        f" 2^{mp.nstr(error, 4)}.\n"
        f"  static constexpr CellTable<{degree}, {short}> {name} = {{"
        f"{literal(scale, 'float')}, {literal(CELLS_END, 'float')}, {{\n"
        f"{listed(rows[:-short], lambda v: literal(v, 'float'))},\n  }}, {{\n"
        f"{listed(rows[-short:], upper_half)},\n  }}}};\n"
    )


def cell_rows(name: str, what: str, f: Function, width: mp.mpf, end: mp.mpf) -> str:
    """The table of a piecewise polynomial in memory."""
    table, error = rows(f, width, end)

    def listed(values: list[mp.mpf]) -> str:
        # As above, an exact zero is -0.
        return ", ".join("-0.0" if v == 0 else literal(v, "double") for v in values)

    lines = "".join(f"      {{{listed(row[:4])},\n       {listed(row[4:])}}},\n" for row in table)
    return (
        f"  // {what}\n  // on [0, {mp.nstr(end, 6)}], degree {ROW_DEGREE} in each cell, worst relative error"
        f" 2^{mp.nstr(error, 4)}.\n  static constexpr CellRows<{len(table)}> {name} = {{\n"
        f"      {literal(rounded(1 / width, 53), 'double')}, {literal(width, 'double')}, {literal(end, 'double')}, {{\n"
        f"{lines}  }}}};\n"
    )


def pair(name: str, ctype: str, value: mp.mpf, high_bits: int | None = None) -> str:
    """A constant as the unevaluated sum of two numbers."""
    high = rounded(value, high_bits or BITS[ctype])
    low = rounded(value - high, BITS[ctype])
    return scalar(name, ctype, high) + scalar(name + "_low", ctype, low)


def coefficients(ctype: str) -> str:
    bits = BITS[ctype]
    single = ctype == "float"
    gelu_end = mp.mpf(17.5 if single else 50)
    parts = []

    def emit(name: str, what: str, f: Function, low, high, degree: int, weight: Function = lambda x: mp.mpf(1)):
        values, error = fit(f, low, high, degree, bits, weight)
        parts.append(
            f"  // {what}\n  // on [{mp.nstr(mp.mpf(low), 6)}, {mp.nstr(mp.mpf(high), 6)}], degree {degree},"
            f" worst error 2^{mp.nstr(error, 4)}.\n" + array(name, ctype, values)
        )

    half_ln2 = mp.log(2) / 2 + mp.mpf(2) ** -12
    emit("exp_tail", "(e^r - 1 - r) / r^2; the error is that of e^r - 1, relative to r.", exp_tail, -half_ln2, half_ln2,
         4 if single else 10, weight=abs)  # fmt: skip
    parts.append(scalar("log2e", ctype, rounded(1 / mp.log(2), bits)))
    parts.append("  // Few enough bits that its product with every exponent that occurs is exact.\n")
    parts.append(pair("ln2", ctype, mp.log(2), 15 if single else 41))

    pole, center = 4, rounded(mp.mpf("0.2"), bits)
    low, high = -center, gelu_end / (gelu_end + pole) / 2 - center
    parts.append("  // Beyond this |x| the tails of gelu are 0 to every rounding, even under a grad_output of"
                 f" {'1e18' if single else '1e190'}.\n")  # fmt: skip
    parts.append(scalar("gelu_end", ctype, gelu_end))
    parts.append(scalar("gelu_center", ctype, center))
    emit("gelu_value", "2 (1 + a) e^(a^2/2) Phi(-a) - 1 in t = a / (2 (a + 4)) - gelu_center.",
         from_squashed(gelu_value_ratio, pole, center), low, high, 12 if single else 24)  # fmt: skip
    emit("gelu_derivative",
         "2 (e^(a^2/2) Phi(-a) - a / sqrt(2 pi)) / (gelu_root - a) - 1 in t = a / (a + 4) - 2 gelu_center.",
         lambda t: from_squashed(gelu_derivative_ratio, pole, center)(t / 2), 2 * low, 2 * high,
         11 if single else 22)  # fmt: skip
    parts.append("  // The derivative of gelu is 0 at -gelu_root.\n" + pair("gelu_root", ctype, DERIVATIVE_ROOT))

    parts.append("  // tanh-gelu is x / (1 + e^(-v)), v = x (tanh_linear + tanh_cubic x^2).\n")
    parts.append(pair("tanh_linear", ctype, TANH_LINEAR))
    parts.append(pair("tanh_cubic", ctype, TANH_CUBIC))
    parts.append(pair("tanh_cubic_tripled", ctype, 3 * TANH_CUBIC))
    parts.append("  // Its derivative is 0 at -tanh_root.\n" + pair("tanh_root", ctype, TANH_ROOT))
    parts.append(pair("tanh_slope", ctype, TANH_SLOPE))
    emit("tanh_bracket", "((1 + e^-v - a v') / e - tanh_slope) / e in e = tanh_root - a.", tanh_bracket_rest,
         mp.mpf(-1) / 16, mp.mpf(1) / 16, 3 if single else 9)  # fmt: skip
    if single:
        # A scale at which the zero of the derivatives near 0.75 is not at an edge; the same for the values, so that
        # both together look for the cell once.
        tail = {"degree": 7, "short": 4, "scale": rounded(mp.mpf("1.8"), 24)}
        slope = {**tail, "short": 3}
        parts.append(cells("gelu_value_cells", "gelu(-a)", gelu_tail, [mp.mpf(0)], **tail))
        parts.append(cells("gelu_derivative_cells", "gelu'(-a)", gelu_tail_derivative, [DERIVATIVE_ROOT], **slope))
        parts.append(cells("tanh_value_cells", "tanh-gelu(-a)", tanh_gelu_tail, [mp.mpf(0)], **tail))
        parts.append(cells("tanh_derivative_cells", "tanh-gelu'(-a)", tanh_gelu_tail_derivative, [TANH_ROOT], **slope))
    else:
        end = mp.mpf("5.0")  # so far degree 7 does
        width = row_width(gelu_tail, gelu_tail_derivative, DERIVATIVE_ROOT)
        parts.append(cell_rows("gelu_value_cells", "gelu(-a)", gelu_tail, width, end))
        parts.append(cell_rows("gelu_derivative_cells", "gelu'(-a)", gelu_tail_derivative, width, end))
        width = row_width(tanh_gelu_tail, tanh_gelu_tail_derivative, TANH_ROOT)
        parts.append(cell_rows("tanh_value_cells", "tanh-gelu(-a)", tanh_gelu_tail, width, end))
        parts.append(cell_rows("tanh_derivative_cells", "tanh-gelu'(-a)", tanh_gelu_tail_derivative, width, end))
    return "".join(parts)


def main() -> None:
    out = ["// Made by tools/fit_coefficients.py, which says how; do not edit. A test makes it again and compares.\n"
           "#pragma once\n\n#include <cstdint>\n\n#include \"isa_namespace.h\"\n\nFASTRELU_BEGIN\n\n"
           "template <class T>\nstruct Coefficients;\n\n"
           "// A piecewise polynomial of eight cells (cells.h): cell k is where scale times the argument rounds to k.\n"
           "// One row for the points about which the cells are developed, then one for each power; of the Short\n"
           "// highest only the upper halves of floats, the lower being 0.\n"
           "template <int Degree, int Short>\n"
           "struct CellTable {\n  float scale, end;\n  float rows[Degree - Short + 2][8];\n"
           "  std::uint16_t short_rows[Short][8];\n};\n\n"
           "// The same with more cells, for rows fetched from memory: cell k is developed about k times the width,\n"
           "// but cell 1 about 0.\n"
           "template <int Count>\n"
           "struct CellRows {\n  double scale, width, end;\n  alignas(64) double rows[Count][8];\n};\n"]  # fmt: skip
    for ctype in BITS:
        out.append(f"\ntemplate <>\nstruct Coefficients<{ctype}> {{\n{coefficients(ctype)}}};\n")
    out.append("\nFASTRELU_END\n")
    sys.stdout.write("".join(out))


if __name__ == "__main__":
    main()
