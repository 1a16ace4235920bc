"""The ufuncs, each under its own name, so that they can be pickled by name. Made when they are first asked for."""

import threading

from . import _core, _docs
from ._signature import BIASED, KERNELS, OUTPUT_FORM, ROW_FORMS, ROWS

_lock = threading.Lock()
_NAMES = {s.function_name(form, s.name): (s, form) for s in KERNELS.values() for form in s.all_forms}
# The generalised ones, of functions along an axis.
_ROW_NAMES = {s.name + suffix: (s, form) for s in ROWS.values() for form, suffix in ROW_FORMS.items()}
# Those of grad_output times the derivative with respect to a parameter, that from the output among them.
_GRADIENT_NAMES = {
    f"{s.name}_{s.parameters[k].name}_gradient{suffix}": (s, k, bool(suffix))
    for s in KERNELS.values()
    for k in s.trained
    for suffix in ("", "_from_output")[: 1 + (OUTPUT_FORM in s.all_forms)]
}


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
    return _named(signature.function_name(form, signature.name))


def row_ufunc(signature, form):
    """The generalised ufunc of one form of a function along an axis."""
    return _named(signature.name + ROW_FORMS[form])


def gradient_ufunc(signature, k, from_output):
    """The ufunc of grad_output times the derivative with respect to parameter `k`, in float64."""
    return _named(f"{signature.name}_{signature.parameters[k].name}_gradient{'_from_output' * from_output}")


def _named(name):
    try:
        return globals()[name]
    except KeyError:
        return __getattr__(name)


def _make(name):
    if name in _ROW_NAMES:
        signature, form = _ROW_NAMES[name]
        return _core.make_row_ufunc(signature.name, form, name, f"The ufunc of fastrelu.{name}.")
    if name in _GRADIENT_NAMES:
        signature, k, from_output = _GRADIENT_NAMES[name]
        return _core.make_gradient_ufunc(signature.name, k, name, from_output)
    signature, form = _NAMES[name]
    plain = BIASED[signature.kind].get(form)
    return _core.make_ufunc(signature.name, plain or form, name, _docstring(signature, form), plain is not None)


def __getattr__(name):
    if name not in _NAMES and name not in _ROW_NAMES and name not in _GRADIENT_NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with _lock:
        if name not in globals():
            globals()[name] = _make(name)
    return globals()[name]


def __dir__():
    return sorted({*globals(), *_NAMES, *_ROW_NAMES, *_GRADIENT_NAMES})
