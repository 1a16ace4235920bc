"""Exact derivatives of exact formulas: forward differentiation in whatever numbers a formula is written in.

A difference quotient would lose the digits that tails and roots need; `slope` has none to lose. At a kink it gives the
slope of the branch that the formula takes there.
"""


class Dual:
    """A number and its derivative with respect to something."""

    __slots__ = ("slope", "value")

    def __init__(self, value, slope):
        self.value, self.slope = value, slope

    def __neg__(self):
        return Dual(-self.value, -self.slope)

    def __abs__(self):
        return -self if self.value < 0 else self

    def __add__(self, other):
        value, slope = parts(other)
        return Dual(self.value + value, self.slope + slope)

    def __sub__(self, other):
        value, slope = parts(other)
        return Dual(self.value - value, self.slope - slope)

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        value, slope = parts(other)
        return Dual(self.value * value, self.slope * value + self.value * slope)

    def __truediv__(self, other):
        value, slope = parts(other)
        return Dual(self.value / value, (self.slope * value - self.value * slope) / (value * value))

    def __rtruediv__(self, other):
        return Dual(other, 0 * self.slope) / self

    def __pow__(self, power):
        return Dual(self.value**power, power * self.value ** (power - 1) * self.slope)

    __radd__, __rmul__ = __add__, __mul__

    def __lt__(self, other):
        return self.value < parts(other)[0]

    def __le__(self, other):
        return self.value <= parts(other)[0]

    def __gt__(self, other):
        return self.value > parts(other)[0]

    def __ge__(self, other):
        return self.value >= parts(other)[0]

    def __eq__(self, other):
        return self.value == parts(other)[0]

    __hash__ = None  # type: ignore[assignment]


def parts(number):
    """Value and derivative of a `Dual`, or of a constant."""
    return (number.value, number.slope) if isinstance(number, Dual) else (number, 0)


class _Context:
    """What a formula asks of mpmath, for dual numbers."""

    def __init__(self, mp):
        self._mp = mp

    def __getattr__(self, name):  # constants, conversions
        return getattr(self._mp, name)

    def _chain(self, function, derivative, u):
        if not isinstance(u, Dual):
            return function(u)
        value = function(u.value)
        return Dual(value, derivative(u.value, value) * u.slope)

    def exp(self, u):
        return self._chain(self._mp.exp, lambda u, y: y, u)

    def expm1(self, u):
        return self._chain(self._mp.expm1, lambda u, y: self._mp.exp(u), u)

    def log1p(self, u):
        return self._chain(self._mp.log1p, lambda u, y: 1 / (1 + u), u)

    def sqrt(self, u):
        return self._chain(self._mp.sqrt, lambda u, y: 1 / (2 * y), u)

    def tanh(self, u):
        return self._chain(self._mp.tanh, lambda u, y: 1 / self._mp.cosh(u) ** 2, u)

    def cosh(self, u):
        return self._chain(self._mp.cosh, lambda u, y: self._mp.sinh(u), u)

    def erfc(self, u):
        return self._chain(self._mp.erfc, lambda u, y: -2 * self._mp.exp(-u * u) / self._mp.sqrt(self._mp.pi), u)


def slope(function, mp, arguments, by):
    """The derivative of ``function(mp, *arguments)`` with respect to one of the arguments.

    Parameters
    ----------
    function : callable
        Written with operators, comparisons, and the functions of `_Context`.
    mp : mpmath context, or something that has its functions
    arguments : sequence of numbers of `mp`
    by : int
        The number of the argument.

    Returns
    -------
    number of `mp`, or 0 for what does not depend on it
    """
    arguments = list(arguments)
    arguments[by] = Dual(arguments[by], mp.one)
    return parts(function(_Context(mp), *arguments))[1]
