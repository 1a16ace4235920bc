"""The ufuncs, each under its own name, so that they can be pickled by name.

`REGISTRY` is what the compiled module says of its activations; see cpp/activations.
"""

from . import _core, _documentation

# Form of a function -> what is appended to the activation's name.
FORMS = {"value": "", "derivative": "_derivative", "backward": "_backward", "with_derivative": "_with_derivative"}
# Form of a function -> its inputs that are not parameters.
DATA = {"value": ("x",), "derivative": ("x",), "backward": ("grad_output", "x"), "with_derivative": ("x",)}

REGISTRY = _core.registry()


def _make():
    for activation in REGISTRY:
        for form, suffix in FORMS.items():
            name = activation["name"] + suffix
            doc = _documentation.docstring(activation, form, of_ufunc=True)
            globals()[name] = _core.make_ufunc(activation["name"], form, name, doc)


_make()
