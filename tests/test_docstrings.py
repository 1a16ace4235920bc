"""Docstrings of the public functions are in numpydoc's form."""

import numpy as np
import pytest

import fastrelu

validate = pytest.importorskip("numpydoc.validate")

# What docstrings here leave out on purpose: a second summary, "See Also", and a capital at the beginning, where the
# summary begins with x; and results have names, which RT02 would have only where there are several.
LEFT_OUT = {"ES01", "SA01", "SS02", "RT02"}
# A ufunc's text signature is NumPy's: x1, x2, and all keywords.
OF_UFUNCS = {"PR01", "PR02"}


@pytest.mark.parametrize("name", [name for name in fastrelu.__all__ if name != "__version__"])
def test_numpydoc_has_nothing_to_say(name):
    left_out = LEFT_OUT | (OF_UFUNCS if isinstance(getattr(fastrelu, name), np.ufunc) else set())
    found = validate.validate(f"fastrelu.{name}")["errors"]
    assert [error for error in found if error[0] not in left_out] == []


def test_it_finds_what_is_missing():
    def function(x, y):
        """Add.

        Parameters
        ----------
        x : int
            One number.
        """

    documented = validate.get_doc_object(function)
    codes = {code for code, _ in validate.validate(documented)["errors"]}
    assert {"PR01", "EX01"} <= codes
