"""Arguments that have to be whole numbers, axes among them."""

import operator


def whole_number(name: str, value: object, least: int, most: int, other: str = "") -> int:
    """`value` as an int, or an error that says what the argument of that name must be."""
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{name} must be a whole number{other}, not {value!r}") from None
    if number < least:
        raise ValueError(f"{name} must be at least {least}, not {_shown(number)}")
    if number > most:
        raise ValueError(f"{name} must be at most {most}, not {_shown(number)}")
    return number


def axis_of(function: str, axis: object, ndim: int, other: str = "") -> int:
    """`axis` as an int within bounds, or an error of that function; `other` is what else it may be."""
    try:
        number = operator.index(axis)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{function}: axis must be an integer{other}, not {axis!r}") from None
    if not -ndim <= number < ndim:
        raise ValueError(f"{function}: axis {_shown(number)} is out of bounds for an array of {ndim} dimensions")
    return number


def _shown(number: int) -> str:
    # Python refuses to write out numbers of thousands of digits.
    return str(number) if abs(number) < 10**40 else f"a number of {number.bit_length()} bits"
