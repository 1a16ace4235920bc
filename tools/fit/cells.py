"""Piecewise polynomials of a function and its derivative (cpp/math/cells.h): what gelu and gelu_tanh share.

Coefficients are rounded at once: in cells only the lowest counts.
"""

from __future__ import annotations

import concurrent.futures
import functools
from collections.abc import Callable

import mpmath as mp
from common import BITS, Function, least_squares, literal, nodes, rounded, scalar, write_tables

# Cells of equal width on both sides of 0, each developed about its middle, which is a multiple of the width. In double
# f and f' have polynomials of their own. In float they share one, and cells are narrower.

CELL_DEGREE = 7  # in double
# How many cells there are from 0 to the zero of f': with fewer they would be too wide for the degree.
CELLS_TO_ROOT = {"double": range(32, 41), "gelu": range(228, 252), "gelu_tanh": range(190, 211)}
# Less a bit, so that a double's lower half is all ones: see larger_bits in vector.h.
CELLS_END = {"double": 5.0, "gelu": 6.0, "gelu_tanh": 4.5}


# From so far on x is f(x), and 1 f'(x), to every rounding: positive cells go on up to there.
CELLS_ONE = {"double": 9, "gelu": 6, "gelu_tanh": 6}
# Up to minus so much f and f' are 0 to every rounding, even under a grad_output of 1e18 (float), 1e190 (double).
TAIL_END = {
    ("gelu", "float"): 17.5,
    ("gelu", "double"): 50,
    ("gelu_tanh", "float"): 12.375,
    ("gelu_tanh", "double"): 26,
}


def whole(tail: Function, at_zero: mp.mpf, reflected: Function) -> Function:
    """f(x) from tail(a) = f(-a); of x and that, reflected makes f at positive x."""
    known = functools.cache(lambda a: at_zero if a == 0 else tail(a))
    return lambda x: known(-x) if x <= 0 else reflected(x, known(x))


# The error of f or of f' somewhere: of the middle of the cell, the width, and x.
Error = Callable[[mp.mpf, mp.mpf, mp.mpf], mp.mpf]


def best_width(of_value: Error, of_slope: Error, root: mp.mpf, counts: range, bits: int) -> mp.mpf:
    """The width of cells for an f and its derivative.

    The root of f', at -root, shall be the middle of a cell, but of which, and to which side the width is rounded, is
    free. Beside a zero terms cancel, and the errors of the constants do not: that width is best with which they are
    smallest.
    """

    def worst(width: mp.mpf, cell: int) -> mp.mpf:
        half, nearest = width / 2, rounded(root, bits)
        at_root = [of_slope(-cell * width, width, k * mp.mpf(2) ** -bits - nearest) for k in range(-2, 3)]
        beside = [of_slope(-k * width, width, -k * width - half) for k in (cell - 2, cell - 1)]
        beside += [of_slope(-k * width, width, half - k * width) for k in (cell + 1, cell + 2)]
        beside_zero = [of_value(k * width, width, k * width - mp.sign(k) * half) for k in (1, 2, 3, 4, -1, -2, -3, -4)]
        return max(*at_root, *beside, *beside_zero)

    def neighbours(cell: int) -> list[mp.mpf]:
        width = root / cell
        ulp = mp.ldexp(1, mp.frexp(width)[1] - bits)
        return [rounded(width, bits) + k * ulp for k in (-1, 0, 1)]

    candidates = [(width, cell) for cell in counts for width in neighbours(cell)]
    return min(candidates, key=lambda candidate: worst(*candidate))[0]


# How far beyond its half of the width an x may lie, as the kernel rounds when it looks for the cell; ample.
CELL_MARGIN = {"float": mp.mpf(2) ** -18, "double": mp.mpf(2) ** -40}


def last_cell(width: mp.mpf, end: float, ctype: str) -> int:
    """The number of the cell in which some |x| is."""
    return int(mp.nint((end + CELL_MARGIN[ctype]) / width))


def middles(width: mp.mpf, low: float, high: float, ctype: str) -> list[mp.mpf]:
    """The middles of all cells."""
    return [k * width for k in range(-last_cell(width, low, ctype), last_cell(width, high, ctype) + 1)]


def about(f: Function, center: mp.mpf, constant: mp.mpf) -> tuple[Function, Function]:
    """The rest of f(center + u) beyond the constant, divided by u; and what makes errors of that relative ones of f."""
    known = functools.cache(lambda u: f(center + u))
    return lambda u: (known(u) - constant) / u, lambda u: abs(u / known(u))


def separate_width(value: Function, slope: Function, root: mp.mpf) -> mp.mpf:
    """The width of cells in which f and f' have polynomials each, in double."""
    bits = BITS["double"]
    unit = mp.mpf(2) ** -bits

    def error(f: Function, middle: mp.mpf, at: mp.mpf) -> mp.mpf:
        # Of c0 + u q, relative and in units of half the last place. Both constants round; for the value q does too. The
        # derivative is computed in parts, of which the lower is exact unless u q is the larger term.
        c0, c1, u = f(middle), mp.diff(f, middle), at - middle
        of_q = abs(rounded(c1, bits) - c1) + (abs(c1) * unit if f is value or abs(u * c1) > abs(c0) else 0)
        return (abs(rounded(c0, bits) - c0) + abs(u) * of_q) / abs(f(at)) / unit

    return best_width(lambda middle, _, at: error(value, middle, at), lambda middle, _, at: error(slope, middle, at),
                      root, CELLS_TO_ROOT["double"], bits)  # fmt: skip


def separate_cells(f: Function, width: mp.mpf):
    """The coefficients of every cell, from the constant up, and the log2 of the worst relative error, in double."""
    bits, degree = BITS["double"], CELL_DEGREE
    table, worst = [], mp.mpf(0)
    reach = width / 2 + CELL_MARGIN["double"]
    for center in middles(width, CELLS_END["double"], CELLS_ONE["double"], "double"):
        constant = rounded(f(center), bits)
        rest, weight = about(f, center, constant)
        # Where f has a zero, its slope is exact at the cost of the rest: beside the zero nothing else counts.
        crosses = f(center - reach) * f(center + reach) < 0
        slope = {0: rounded(mp.diff(f, center), bits)} if crosses else {}
        # What is multiplied by u once or more may round as it comes.
        found = least_squares(rest, -reach, reach, degree - 1, weight, slope)
        coefficients = [rounded(found[power], bits) for power in range(degree)]
        table.append([constant, *coefficients])
        for u in nodes(-reach, reach, 50):
            worst = max(worst, abs(mp.polyval(coefficients[::-1], u) - rest(u)) * weight(u))
    return table, mp.log(worst, 2)


class JointCell:
    """A polynomial for f and f' at once, in float.

    f is c0 + c1 u + c2 u^2, f' is slope + 2 c2 u + 2 (c3 + bend c2 u) u^2. The c1 that is best for f is slope + lift c3
    (it takes the linear part of the missing cubic term); so of c1 and c3 the kernel makes the slope, as if it had been
    stored. The bend is the same for all cells. It is that at the zero of f', where a cubic term counts most.
    """

    def __init__(self, value: Function, slope: Function, center: mp.mpf, width: mp.mpf, bend: mp.mpf) -> None:
        bits = BITS["float"]
        reach = width / 2 + CELL_MARGIN["float"]
        self.exact = value(center), slope(center)
        self.c0, self.slope = (rounded(exact, bits) for exact in self.exact)
        self.bend = bend
        rest, weight = about(slope, center, self.slope)
        found = least_squares(lambda u: rest(u) / (1 + bend * u * u), -reach, reach, 1, weight, {})
        self.exact_c2 = found[0] / 2
        self.c2 = rounded(self.exact_c2, bits)
        lift = joint_lift(width)
        self.exact_c1 = self.exact[1] + lift * found[1] / 2
        # The nearest c3 and c1 of which, by one rounding, the slope comes out. (Beside the zero of f' it takes some
        # hundreds of neighbours of c3, which has bits to spare.)
        nearest = rounded(found[1] / 2, bits)
        ulp = mp.ldexp(1, mp.frexp(nearest)[1] - bits)
        for step in range(1 << 14):
            self.c3 = nearest + ulp * (step // 2 if step % 2 else -step // 2)
            self.c1 = rounded(self.slope + lift * self.c3, bits)
            if rounded(self.c1 - lift * self.c3, bits) == self.slope:
                break
        else:
            raise ArithmeticError(f"no c3 for the cell about {mp.nstr(center)}")

    def errors(self, value: Function, slope: Function, center: mp.mpf, u: mp.mpf) -> tuple[mp.mpf, mp.mpf]:
        """Of f and of f', relative, but for what the kernel rounds."""
        v, d = value(center + u), slope(center + u)
        return (
            abs((self.c0 + u * (self.c1 + u * self.c2) - v) / v),
            abs((self.slope + 2 * u * (self.c2 + u * (self.c3 + self.bend * self.c2 * u)) - d) / d),
        )


def joint_lift(width: mp.mpf) -> mp.mpf:
    """Half the square of half a cell's width."""
    return rounded(width**2 / 8, BITS["float"])


def joint_bend(slope: Function, root: mp.mpf) -> mp.mpf:
    """The cubic coefficient of f' over the linear one at its zero; few bits will do."""
    return rounded(mp.diff(slope, -root, 3) / mp.diff(slope, -root) / 6, 12)


def joint_width(name: str, value: Function, slope: Function, root: mp.mpf) -> mp.mpf:
    """The width of cells with one polynomial for f and f', in float."""
    unit, bend = mp.mpf(2) ** -BITS["float"], joint_bend(slope, root)
    cell = functools.cache(lambda middle, width: JointCell(value, slope, middle, width, bend))

    # As in separate_width, but with the constants as they come.
    def of_value(middle: mp.mpf, width: mp.mpf, at: mp.mpf) -> mp.mpf:
        c, u = cell(middle, width), at - middle
        of_constants = abs(c.c0 - c.exact[0]) + abs(u) * abs(c.c1 - c.exact_c1)
        return (of_constants + abs(u * c.c1) * unit) / abs(value(at)) / unit

    def of_slope(middle: mp.mpf, width: mp.mpf, at: mp.mpf) -> mp.mpf:
        c, u = cell(middle, width), at - middle
        of_constants = abs(c.slope - c.exact[1]) + 2 * abs(u) * abs(c.c2 - c.exact_c2)
        return of_constants / abs(slope(at)) / unit + (abs(2 * u * c.c2) > abs(c.slope))

    return best_width(of_value, of_slope, root, CELLS_TO_ROOT[name], BITS["float"])


def joint_cells(name: str, value: Function, slope: Function, width: mp.mpf, bend: mp.mpf):
    """c0 to c3 of every cell, and the log2 of the worst relative errors of f and of f', in float."""
    table, worst = [], [mp.mpf(0), mp.mpf(0)]
    for center in middles(width, CELLS_END[name], CELLS_ONE[name], "float"):
        cell = JointCell(value, slope, center, width, bend)
        table.append([cell.c0, cell.c1, cell.c2, cell.c3])
        for u in nodes(-width / 2, width / 2, 20):
            worst = [max(pair) for pair in zip(worst, cell.errors(value, slope, center, u), strict=True)]
    # So much in units of the last place, and half a unit by the last rounding.
    if max(worst) > mp.mpf("1.5") / 2 ** BITS["float"]:
        raise ArithmeticError(f"cells of {name} are off by {mp.nstr(mp.log(max(worst), 2), 4)} bits")
    return table, [mp.log(each, 2) for each in worst]


def tail_cells_zero() -> list[mp.mpf]:
    """The row where f is 0, and -0, whichever sign u has: c2 u is too small to be a number, but has the other sign."""
    return [mp.mpf(0), mp.mpf(0), -(mp.mpf(2) ** -149), mp.mpf(0)]


def tail_cells(name: str, value: Function, width: mp.mpf):
    """c0 to c3 of the cells of f alone beyond those, down to where it is 0 to every rounding; and log2 of the worst error.

    f is c0 + c1 u + c2 u^2 + c3 u^3. Where it is subnormal its error counts in the smallest of them.
    """
    bits, smallest = BITS["float"], mp.mpf(2) ** -149
    first = last_cell(width, CELLS_END[name], "float") + 1
    table, worst = [], mp.mpf(0)
    while value(-(first + len(table)) * width + width) < -smallest / 2:
        center = -(first + len(table)) * width
        constant, reach = value(center), width / 2 + CELL_MARGIN["float"]
        rest, weight = about(value, center, constant)
        found = least_squares(rest, -reach, reach, 2, weight, {})
        row = [rounded(c, bits) for c in (constant, *(found[power] for power in range(3)))]
        row = [mp.nint(c / smallest) * smallest if abs(c) < smallest * 2**23 else c for c in row]
        table.append(row if row[0] else tail_cells_zero())
        for u in nodes(-width / 2, width / 2, 8):
            exact = value(center + u)
            error = mp.polyval(row[:0:-1], u) * u + constant - exact
            worst = max(worst, abs(error) / max(-exact, smallest * 2**23))
    return table[::-1], mp.log(worst, 2)


# ------------------------------------------------------------------------------------------------------- the printing


def cell_rows(ctype: str, table: list[list[mp.mpf]]) -> str:
    """The rows of a table of cells, in braces."""

    def listed(values: list[mp.mpf]) -> str:
        # An exact zero is -0, as f(-0) is: then the sum of the terms at u = +0 has the right sign.
        suffix = "f" if ctype == "float" else ""
        return ", ".join("-0.0" + suffix if v == 0 and isinstance(v, mp.mpf) else literal(v, ctype) for v in values)

    lines = [(",\n       ").join(listed(row[k : k + 4]) for k in range(0, len(row), 4)) for row in table]
    return "{\n" + "".join(f"      {{{line}}},\n" for line in lines) + "  }"


def with_ends(table: list[list[mp.mpf]], at_one: list[int]) -> list[list[mp.mpf]]:
    """The rows of a table between those for what lies beyond it, with x in the place of u: 0 and, at the other end, at_one."""
    rest = [mp.mpf(0)] * (len(table[0]) - 2)
    # f is -0 there: the linear coefficient is +0, whose product with a negative u is that.
    return [[mp.mpf(0), 0.0, *rest], *table, [*map(mp.mpf, at_one), *rest]]


def cell_constants(ctype: str, width: mp.mpf, end: float, zero: float, before: int = 0) -> str:
    """What a table of cells begins with: the row of cell 0, the scale, the width, the last |x|, and from where on f is 0."""
    middle, last = last_cell(width, end, ctype) + 1 + before, end - mp.mpf(2) ** (3 - BITS[ctype])
    return f"{middle}, " + ", ".join(literal(c, ctype) for c in (rounded(1 / width, BITS[ctype]), width, last, zero))


def separate_table(name: str, value: Function, slope: Function, root: mp.mpf) -> str:
    """The table of piecewise polynomials for an f and for its derivative, in double."""
    width = separate_width(value, slope, root)
    (values, of_value), (slopes, of_slope) = (separate_cells(f, width) for f in (value, slope))
    return (
        f"  // {name}(x) and {name}'(x)\n"
        f"  // worst relative errors 2^{mp.nstr(of_value, 4)}, 2^{mp.nstr(of_slope, 4)}.\n"
        f"  static constexpr SeparateCells<double, {len(values) + 2}> cells = {{\n"
        f"      {cell_constants('double', width, CELLS_END['double'], TAIL_END[name, 'double'])},\n"
        f"      {cell_rows('double', with_ends(values, [0, 1]))}, {cell_rows('double', with_ends(slopes, [1, 0]))}}};\n"
    )


def joint_table(name: str, value: Function, slope: Function, root: mp.mpf) -> str:
    """The table of a piecewise polynomial for an f and its derivative together, in float."""
    width, bend = joint_width(name, value, slope, root), joint_bend(slope, root)
    table, (of_value, of_slope) = joint_cells(name, value, slope, width, bend)
    tail, of_tail = tail_cells(name, value, width)
    tail.insert(0, tail_cells_zero())
    least = -(last_cell(width, CELLS_END[name], "float") + len(tail)) * width
    return (
        f"  // {name}(x) and {name}'(x)\n"
        f"  // worst relative errors 2^{mp.nstr(of_value, 4)}, 2^{mp.nstr(of_slope, 4)}; of the tail 2^{mp.nstr(of_tail, 4)}.\n"
        f"  static constexpr JointCells<float, {len(tail) + len(table) + 2}> cells = {{\n"
        f"      {cell_constants('float', width, CELLS_END[name], TAIL_END[name, 'float'], len(tail))},\n"
        f"      {literal(joint_lift(width), 'float')}, {literal(bend, 'float')}, {len(tail)}, {literal(least, 'float')},\n"
        f"      {cell_rows('float', with_ends(tail + table, [0, 1]))}}};\n"
    )


def end_of_tail(name: str, ctype: str) -> str:
    return (
        "  // Beyond this |x| tails are 0 to every rounding, even under a grad_output of"
        f" {'1e18' if ctype == 'float' else '1e190'}.\n" + scalar("end", ctype, mp.mpf(TAIL_END[name, ctype]))
    )


def cells(name: str, ctype: str, tail: Function, slope: Function, root: mp.mpf) -> str:
    value = whole(tail, mp.mpf(0), lambda x, of_tail: x + of_tail)
    derivative = whole(slope, mp.mpf(1) / 2, lambda x, of_slope: 1 - of_slope)
    return (joint_table if ctype == "float" else separate_table)(name, value, derivative, root)


def write(script: str, struct: str, constants: Callable[[str], str]) -> None:
    """The table of a script, of which `constants` makes the part of each type, side by side."""
    with concurrent.futures.ProcessPoolExecutor() as pool:
        parts = dict(zip(BITS, pool.map(constants, BITS), strict=True))
    write_tables(script, struct, parts, "math/cell_tables.h")
