"""Fit every constant of cpp/math and cpp/ops, and print them as cpp/math/coefficients.h.

    python tools/fit_coefficients.py > cpp/math/coefficients.h

Method: weighted least squares on Chebyshev nodes (four per coefficient), which comes within a factor of about two of
the minimax error. Coefficients are rounded to the working precision one by one, highest power first, and after each
rounding the remaining ones are fitted anew, so that the low ones make up for what the high ones lost. (Those of cells
are rounded at once: there only the lowest counts.) Everything runs in mpmath at 60 digits, and is deterministic. Takes
a minute.
"""

from __future__ import annotations

import concurrent.futures
import functools
import sys
from collections.abc import Callable

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


def fit(f: Function, low: float, high: float, degree: int, bits: int, weight: Function = lambda x: mp.mpf(1)):
    """Coefficients on the grid of the working precision, lowest power first, and the log2 of their worst error."""
    low, high = mp.mpf(low), mp.mpf(high)
    fixed: dict[int, mp.mpf] = {}
    for power in range(degree, -1, -1):
        fixed[power] = rounded(least_squares(f, low, high, degree, weight, fixed)[power], bits)
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
#
# Cells of equal width on both sides of 0, each developed about its middle, which is a multiple of the width.

CELL_DEGREE = {"float": 3, "double": 7}
# With fewer, the cell about 0 would be too wide for the degree.
CELLS_TO_ROOT = {"float": range(66, 97), "double": range(32, 41)}
CELLS_END = {"float": 4.5, "double": 5.0}  # whose predecessors' low bits are ones: see larger_bits in vector.h


def whole(tail: Function, at_zero: mp.mpf, reflected: Function) -> Function:
    """f(x) from tail(a) = f(-a); of x and that, reflected makes f at positive x."""
    known = functools.cache(lambda a: at_zero if a == 0 else tail(a))
    return lambda x: known(-x) if x <= 0 else reflected(x, known(x))


def cell_width(value: Function, slope: Function, root: mp.mpf, ctype: str) -> mp.mpf:
    """The width of cells for an f and its derivative together.

    The root of f', at -root, shall be the middle of a cell, but of which, and to which side the width is rounded, is
    free. Beside a zero terms cancel, and the errors of the constants do not: that width is best with which they are
    smallest.
    """
    bits = BITS[ctype]
    unit = mp.mpf(2) ** -bits

    def error(f: Function, middle: mp.mpf, at: mp.mpf) -> mp.mpf:
        # Of c0 + u q, relative and in units of half the last place. Both constants round; for the value q does too. The
        # derivative is computed in parts, of which the lower is exact unless u q is the larger term.
        c0, c1, u = f(middle), mp.diff(f, middle), at - middle
        of_q = abs(rounded(c1, bits) - c1) + (abs(c1) * unit if f is value or abs(u * c1) > abs(c0) else 0)
        return (abs(rounded(c0, bits) - c0) + abs(u) * of_q) / abs(f(at)) / unit

    def worst(width: mp.mpf, cell: int) -> mp.mpf:
        half, nearest = width / 2, rounded(root, bits)
        at_root = [error(slope, -cell * width, k * unit - nearest) for k in range(-2, 3)]
        beside = [error(slope, -k * width, -k * width - half) for k in (cell - 2, cell - 1)]
        beside += [error(slope, -k * width, half - k * width) for k in (cell + 1, cell + 2)]
        beside_zero = [error(value, s * k * width, s * (k * width - half)) for k in (1, 2, 3, 4) for s in (-1, 1)]
        return max(*at_root, *beside, *beside_zero)

    def neighbours(cell: int) -> list[mp.mpf]:
        width = root / cell
        ulp = mp.ldexp(1, mp.frexp(width)[1] - bits)
        return [rounded(width, bits) + k * ulp for k in (-1, 0, 1)]

    candidates = [(width, cell) for cell in CELLS_TO_ROOT[ctype] for width in neighbours(cell)]
    return min(candidates, key=lambda candidate: worst(*candidate))[0]


def about(f: Function, center: mp.mpf, bits: int) -> tuple[mp.mpf, Function, Function]:
    """f(center), rounded; the rest of f(center + u) divided by u; and what makes errors of that relative ones of f."""
    constant = rounded(f(center), bits)
    cache: dict[mp.mpf, mp.mpf] = {}

    def value(u: mp.mpf) -> mp.mpf:
        if u not in cache:
            cache[u] = f(center + u)
        return cache[u]

    return constant, lambda u: (value(u) - constant) / u, lambda u: abs(u / value(u))


def cells(f: Function, width: mp.mpf, ctype: str):
    """The coefficients of every cell, from the constant up, and the log2 of the worst relative error."""
    bits, degree = BITS[ctype], CELL_DEGREE[ctype]
    table, worst = [], mp.mpf(0)
    margin = mp.mpf(2) ** -(bits - 13)  # ample: the kernel rounds when it looks for the cell
    low, high = -width / 2 - margin, width / 2 + margin
    last = int(mp.nint((CELLS_END[ctype] + margin) / width))
    for k in range(-last, last + 1):
        center = k * width
        constant, rest, weight = about(f, center, bits)
        # Where f has a zero, its slope is exact at the cost of the rest: beside the zero nothing else counts.
        slope = {0: rounded(mp.diff(f, center), bits)} if f(center + low) * f(center + high) < 0 else {}
        # What is multiplied by u once or more may round as it comes.
        found = least_squares(rest, low, high, degree - 1, weight, slope)
        coefficients = [rounded(found[power], bits) for power in range(degree)]
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


def cell_table(name: str, what: str, f: Function, width: mp.mpf, ctype: str) -> str:
    """The table of a piecewise polynomial."""
    table, error = cells(f, width, ctype)

    def listed(values: list[mp.mpf]) -> str:
        # An exact zero is -0, as f(-0) is: then the sum of the terms at u = +0 has the right sign.
        suffix = "f" if ctype == "float" else ""
        return ", ".join("-0.0" + suffix if v == 0 else literal(v, ctype) for v in values)

    lines = "".join(f"      {{{listed(row[:4])}{(',' + chr(10) + '       ' + listed(row[4:])) if row[4:] else ''}}},\n"
                    for row in table)  # fmt: skip
    degree = CELL_DEGREE[ctype]
    return (
        f"  // {what}\n  // degree {degree} in each cell, worst relative error 2^{mp.nstr(error, 4)}.\n"
        f"  static constexpr Cells<{ctype}, {degree}, {len(table)}> {name} = {{\n"
        f"      {literal(rounded(1 / width, BITS[ctype]), ctype)}, {literal(width, ctype)}, "
        f"{literal(CELLS_END[ctype] - mp.mpf(2) ** (3 - BITS[ctype]), ctype)}, {{\n{lines}  }}}};\n"
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
    # Where r is near -half_ln2, e^r - 1 rounds most coarsely beside e^r: there the fit shall be closer than elsewhere.
    emit("parted_tail", "The same; the error is that of e^r, relative to its square.", exp_tail, -half_ln2, half_ln2,
         4 if single else 10, weight=lambda x: x * x * mp.exp(-2 * x))  # fmt: skip
    parts.append(scalar("log2e", ctype, rounded(1 / mp.log(2), bits)))
    parts.append(pair("ln2", ctype, mp.log(2)))
    if not single:
        parts.append("  // Few enough bits that its product with every exponent that occurs is exact, without FMA.\n")
        parts.append(pair("ln2_short", ctype, mp.log(2), 41))

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
    for name, label, tail, slope, root in (
        ("gelu", "gelu", gelu_tail, gelu_tail_derivative, DERIVATIVE_ROOT),
        ("tanh", "tanh-gelu", tanh_gelu_tail, tanh_gelu_tail_derivative, TANH_ROOT),
    ):
        value = whole(tail, mp.mpf(0), lambda x, of_tail: x + of_tail)
        derivative = whole(slope, mp.mpf(1) / 2, lambda x, of_slope: 1 - of_slope)
        width = cell_width(value, derivative, root, ctype)
        parts.append(cell_table(f"{name}_value_cells", f"{label}(x)", value, width, ctype))
        parts.append(cell_table(f"{name}_derivative_cells", f"{label}'(x)", derivative, width, ctype))
    return "".join(parts)


def main() -> None:
    with concurrent.futures.ProcessPoolExecutor() as pool:
        parts = dict(zip(BITS, pool.map(coefficients, BITS), strict=True))
    out = ["// Made by tools/fit_coefficients.py, which says how; do not edit. A test makes it again and compares.\n"
           "#pragma once\n\n#include \"isa_namespace.h\"\n\nFASTRELU_BEGIN\n\n"
           "template <class T>\nstruct Coefficients;\n\n"
           "// A piecewise polynomial (cells.h). Cell k is where scale times the argument rounds to k, and is\n"
           "// developed about k times the width. The row in the middle is that of cell 0. They reach up to |x| =\n"
           "// end, included.\n"
           "template <class T, int Degree, int Count>\n"
           "struct Cells {\n  T scale, width, end;\n  alignas(64) T rows[Count][Degree + 1];\n};\n"]  # fmt: skip
    for ctype in BITS:
        out.append(f"\ntemplate <>\nstruct Coefficients<{ctype}> {{\n{parts[ctype]}}};\n")
    out.append("\nFASTRELU_END\n")
    sys.stdout.write("".join(out))


if __name__ == "__main__":
    main()
