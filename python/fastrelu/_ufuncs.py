"""The ufuncs, each under its own name, so that they can be pickled by name. Made when they are first asked for."""

import threading

from . import _core, _docs
from ._signature import BIASED, KERNELS

_lock = threading.Lock()
_NAMES = {s.function_name(form, s.name): (s, form) for s in KERNELS.values() for form in s.all_forms}


def is_public(signature, form):
    """Is the ufunc itself the public function? If it has no parameters, and no more to do than a ufunc does."""
    plain = signature.kind == "elementwise" and form != "bias_backward"
    return plain and not signature.parameters and not signature.choice and signature.chosen is None


def _docstring(signature, form):
    if not is_public(signature, form):  # the function over it has a docstring of its own
        return f"The ufunc of fastrelu.{signature.function_name(form)}, parameters by position."
    return _docs.docstring(signature, form, of_ufunc=True)


def ufunc(signature, form):
    """The ufunc of one form of a kernel."""
    name = signature.function_name(form, signature.name)
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
            plain = BIASED[signature.kind].get(form)
            globals()[name] = _core.make_ufunc(
                signature.name, plain or form, name, _docstring(signature, form), plain is not None
            )
    return globals()[name]


def __dir__():
    return sorted({*globals(), *_NAMES})
