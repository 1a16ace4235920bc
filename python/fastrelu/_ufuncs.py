"""The ufuncs, each under its own name, so that they can be pickled by name. Made when they are first asked for."""

import threading

from . import _core, _docs
from ._signature import KERNELS

_lock = threading.Lock()
_NAMES = {s.name + suffix: (s, form) for s in KERNELS.values() for form, suffix in s.forms.items()}


def _docstring(signature, form):
    if signature.parameters or signature.kind == "gated":  # the public function over it has a docstring of its own
        return f"The ufunc of fastrelu.{signature.public}{signature.forms[form]}, parameters by position."
    return _docs.docstring(signature, form, of_ufunc=True)


def ufunc(signature, form):
    """The ufunc of one form of a kernel."""
    name = signature.name + signature.forms[form]
    try:
        return globals()[name]
    except KeyError:
        return __getattr__(name)


def __getattr__(name):
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    signature, form = _NAMES[name]
    with _lock:
        if name not in globals():
            globals()[name] = _core.make_ufunc(signature.name, form, name, _docstring(signature, form))
    return globals()[name]


def __dir__():
    return sorted({*globals(), *_NAMES})
