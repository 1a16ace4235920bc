"""Arguments that have to be whole numbers."""

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


def _shown(number: int) -> str:
    # Python refuses to write out numbers of thousands of digits.
    return str(number) if abs(number) < 10**40 else f"a number of {number.bit_length()} bits"
