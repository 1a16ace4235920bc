"""The ufuncs, each under its own name, so that they can be pickled by name."""

from . import _core, _docs
from ._signature import KERNELS


def _docstring(signature, form):
    if signature.parameters:  # the public function over it has a docstring of its own
        return f"The ufunc of fastrelu.{signature.public}{signature.forms[form]}, parameters by position."
    return _docs.docstring(signature, form, of_ufunc=True)


def ufunc(signature, form):
    """The ufunc of one form of a kernel."""
    return globals()[signature.name + signature.forms[form]]


def _make():
    for signature in KERNELS.values():
        for form, suffix in signature.forms.items():
            name = signature.name + suffix
            globals()[name] = _core.make_ufunc(signature.name, form, name, _docstring(signature, form))


_make()
