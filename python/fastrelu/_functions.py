"""The public functions, made from the signatures.

An activation without parameters is a ufunc as it stands. One with parameters is a function over a ufunc that takes them
as further inputs, so that they broadcast too. The usual calls of it stay in the compiled module, which has the names
and the defaults (cpp/python/functions.cpp). All others come here: those with other keywords, numbers that leave the
dtype in question, an axis, gradients of parameters, and whatever is wrong.
"""

import threading

import numpy as np

from . import _core, _docs, _gradients, _ufuncs
from ._checks import axis_of
from ._dtypes import NUMPY_FLOAT_DTYPES
from ._operands import dtype_of, overrides
from ._signature import BIASED, FUNCTIONS, OUTPUT_FORM

# The float type that NumPy's own float functions give for an integer type; float64 for the larger ones.
_FLOAT_FOR_INTEGER = {
    **dict.fromkeys(map(np.dtype, ("?", "i1", "u1")), np.float16),
    **dict.fromkeys(map(np.dtype, ("i2", "u2")), np.float32),
}


def _fitting(value, data):
    """A Python float as a parameter that does not change the dtype of the result.

    Where it meets integer data, as a scalar of the float type that the result will have: NumPy would take the float as
    float64, and give float64 for an array of int8. So would pandas, for a table of float32.
    """
    dtypes = []
    for operand in data:
        dtype = dtype_of(operand)
        if dtype is None or not (dtype.kind in "biuf" or dtype.isbuiltin == 2):
            return value
        dtypes.append(dtype)
    dtype = np.result_type(*dtypes)
    if dtype in NUMPY_FLOAT_DTYPES or dtype.isbuiltin == 2:
        with np.errstate(over="ignore"):
            plain = dtype in NUMPY_FLOAT_DTYPES and all(type(operand) is np.ndarray for operand in data)
            return value if plain else dtype.type(value)
    return value if dtype.kind == "f" else _FLOAT_FOR_INTEGER.get(dtype, np.float64)(value)


def _is_number(value):
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


def _along(axis, weight, x, function, name, of="x"):
    """A parameter with as many axes as `x`, which is called `of`; its one axis at the place of `axis`."""
    ndim = np.ndim(x)
    axis = axis_of(function, axis, ndim, " or None")
    if np.ndim(weight) == 0:
        return weight
    if np.ndim(weight) != 1:
        raise ValueError(f"{function}: with axis, {name} must have one dimension, not {np.ndim(weight)}")
    shape = [1] * ndim
    shape[axis] = -1
    weight = weight if hasattr(weight, "reshape") else np.asarray(weight)
    length, expected = weight.shape[0], np.shape(x)[axis]
    if length not in (1, expected):
        raise ValueError(f"{function}: {name} has {length} elements, but axis {axis} of {of} has length {expected}")
    return weight.reshape(shape)


def _halves(array, axis):
    """Both halves along an axis, as views."""
    middle = array.shape[axis] // 2
    places = [slice(None)] * array.ndim
    found = []
    for half in (slice(0, middle), slice(middle, None)):
        places[axis] = half
        found.append(array[tuple(places)])
    return found


class About:
    """What a public function does with a call that is not a usual one, and what it says of itself."""

    def __init__(self, signature, form):
        self.name = signature.function_name(form)
        self._signature, self._form = signature, form
        self._data = signature.data(form)
        self._parameters = tuple(p.name for p in signature.parameters)
        self._positional = (*self._data, *self._parameters)
        if signature.choice:
            self._positional += (signature.choice.name,)
        self._splits = signature.kind == "gated"
        self._biased = form in BIASED[signature.kind]
        # What may be laid along an axis, and that of which.
        self._of_axes = "y" if form == OUTPUT_FORM else "x"
        self._laid = tuple(self._parameters[k] for k in signature.trained) + (("bias",) if self._biased else ())
        texts = [signature.constraint, signature.output_constraint if form == OUTPUT_FORM else ""]
        self._checks = [(text, compile(text, "<constraint>", "eval")) for text in texts if text]

    def docstring(self):
        """The docstring of the function."""
        return _docs.docstring(self._signature, self._form)

    def signature(self):
        """The function's `inspect.Signature`."""
        import inspect

        kinds, given = inspect.Parameter, []
        defaults = {p.name: p.default for p in self._signature.parameters if p.default is not None}
        if self._signature.choice:
            defaults[self._signature.choice.name] = self._signature.choice.default
        for name in self._positional:
            given.append(kinds(name, kinds.POSITIONAL_OR_KEYWORD, default=defaults.get(name, kinds.empty)))
        if self._splits:
            defaults.update(x=None)
            given[len(self._data) - 1] = given[len(self._data) - 1].replace(default=None)
            given.append(kinds("axis", kinds.KEYWORD_ONLY, default=-1))
            given.append(kinds("gate_first", kinds.KEYWORD_ONLY, default=self._signature.gate_first))
        elif self._laid:
            given.append(kinds("axis", kinds.KEYWORD_ONLY, default=None))
        given.append(kinds("out", kinds.KEYWORD_ONLY, default=None))
        given.append(kinds("kwargs", kinds.VAR_KEYWORD))
        return inspect.Signature(given)

    def _bind(self, args, kwargs):
        """The values of all names, and whether a trained parameter was given; takes them out of `kwargs`."""
        if len(args) > len(self._positional):
            most = len(self._positional)
            raise TypeError(f"{self.name}() takes at most {most} positional arguments but {len(args)} were given")
        values = dict(zip(self._positional, args))  # noqa: B905  # there may be fewer arguments than names
        for name in self._positional:
            if name in kwargs:
                if name in values:
                    raise TypeError(f"{self.name}() got multiple values for argument {name!r}")
                values[name] = kwargs.pop(name)
        given = frozenset(values)
        for p in self._signature.parameters:
            if p.default is not None:
                values.setdefault(p.name, p.default)
        missing = [name for name in (*self._data, *self._parameters) if name not in values]
        if missing:
            raise TypeError(f"{self.name}() missing required argument{'s' * (len(missing) > 1)}: {', '.join(missing)}")
        return values, given

    def _ufunc(self, values):
        """The ufunc of the formula that was chosen."""
        choice = self._signature.choice
        if choice is None:
            return _ufuncs.ufunc(self._signature, self._form)
        chosen = values.get(choice.name, choice.default)
        if not isinstance(chosen, str) or chosen not in self._signature.variants:
            names = " or ".join(f'"{name}"' for name in choice.about)
            raise ValueError(f"{self.name}: {choice.name} must be {names}, not {chosen!r}")
        return _ufuncs.ufunc(self._signature.variants[chosen], self._form)

    def _check_numbers(self, values):
        """Refuse numbers that make no sense as parameters."""
        numbers = {name: values[name] for name in self._parameters if _is_number(values[name])}
        for name, value in numbers.items():
            if value != value:
                raise ValueError(f"{self.name}: {name} must not be NaN")
        self._check_constraints(numbers)
        if self._form == OUTPUT_FORM:
            # Of arrays too: for others y says something else of x. An interval holds them if it holds both extremes.
            for name in self._parameters:
                value = values[name]
                if name in numbers or overrides(value) or (array := np.asarray(value)).dtype.kind not in "biuf":
                    continue
                for extreme in (array.min(), array.max()) if array.size else ():
                    self._check_constraints({**numbers, name: extreme})

    def _check_constraints(self, numbers):
        for text, check in self._checks:
            names = [name for name in check.co_names if name != "inf"]
            if not numbers.keys() >= set(names):
                continue
            if not eval(check, {"__builtins__": {}, "inf": float("inf")}, numbers):
                shown = ", ".join(f"{name} = {numbers[name]!r}" for name in names)
                raise ValueError(f"{self.name}: {text} must hold, unlike {shown}")

    def _explain(self, error, values):
        """Raise a TypeError that names the parameter at fault, or the error as it was if none is."""
        for name in self._parameters:
            value = values[name]
            dtype = getattr(value, "dtype", None)
            if dtype is None:
                if overrides(value):
                    continue
                dtype = np.asarray(value).dtype
            kind = getattr(dtype, "kind", "f")
            if kind not in "biuf":
                shown = repr(value) if np.ndim(value) == 0 else f"an array of {dtype}"
                message = f"{self.name}: {name} must be a real number or an array of real numbers, not {shown}"
                raise TypeError(message) from error
        raise error

    def _split(self, args, kwargs):
        """The call for the two halves of one array, which stands in the place of the gate."""
        axis, gate_first = kwargs.pop("axis", -1), kwargs.pop("gate_first", self._signature.gate_first)
        position = len(self._data) - 2
        args = list(args)
        if "gate" in kwargs:
            args.insert(position, kwargs.pop("gate"))
        both = args[position] = args[position] if hasattr(args[position], "ndim") else np.asanyarray(args[position])
        axis = axis_of(self.name, axis, both.ndim)
        if both.shape[axis] % 2:
            raise ValueError(
                f"{self.name}: axis {axis} has length {both.shape[axis]}, and no two halves; give gate and x"
            )
        gate, x = _halves(both, axis)[:: 1 if gate_first else -1]
        if self._form != "backward":
            return self(*args[:position], gate, x, *args[position + 1 :], **kwargs)
        out = kwargs.pop("out", None)
        if isinstance(out, tuple) and len(out) == 1:
            (out,) = out
        if out is None:
            ufunc = self._ufunc(kwargs)
            empty = [np.empty(0, getattr(operand, "dtype", None)) for operand in (args[0], both, both)]
            parameters = [p.example for p in self._signature.parameters]
            out = np.empty_like(both, ufunc(*empty, *parameters)[0].dtype)
        elif not isinstance(out, np.ndarray) or out.shape != both.shape:
            raise ValueError(f"{self.name}: out must be an array of the shape of the input, {both.shape}")
        halves = tuple(_halves(out, axis)[:: 1 if gate_first else -1])
        self(args[0], gate, x, *args[position + 1 :], out=halves, **kwargs)
        return out

    def __call__(self, *args, **kwargs):
        return self.call(args, kwargs)

    def call(self, args, kwargs, constant=frozenset()):
        """A call. Trained parameters of the names in `constant` get no gradient, though they are given."""
        if self._splits and "x" not in kwargs and len(args) + ("gate" in kwargs) == len(self._data) - 1:
            return self._split(args, kwargs)
        values, given = self._bind(args, kwargs)
        given -= constant
        ufunc = self._ufunc(values)
        self._check_numbers(values)
        axis = kwargs.pop("axis", None) if self._laid else None
        shapes = {}
        if axis is not None:
            for name in self._laid:
                shapes[name] = np.shape(values[name])
                values[name] = _along(axis, values[name], values[self._of_axes], self.name, name, self._of_axes)
        data = tuple(values[name] for name in self._data)
        # Has the caller chosen the dtype? A Python float then takes it, with all of its digits.
        chosen = any(kwargs.get(name) is not None for name in ("dtype", "signature", "sig"))
        parameters = tuple(
            _fitting(value, data) if value.__class__ is float and not chosen else value
            for value in (values[name] for name in self._parameters)
        )
        if self._form == "bias_backward":
            return _gradients.bias_backward(self, ufunc, data, parameters, values, shapes, kwargs)
        if self._form in ("backward", OUTPUT_FORM):
            wanted = [k for k in self._signature.trained if self._parameters[k] in given]
            if wanted:
                return _gradients.backward(self, ufunc, data, parameters, wanted, values, shapes, kwargs)
        if kwargs.get("out", False) is None and ufunc.nout > 1:
            kwargs["out"] = (None,) * ufunc.nout  # None alone is an error to NumPy where there are two
        try:
            return ufunc(*data, *parameters, **kwargs)
        except TypeError as error:
            self._explain(error, values)


def _make_function(signature, form):
    """A function over the ufuncs of a public function's formulas; the ufunc itself where there is nothing to add."""
    ufunc = _ufuncs.ufunc(signature, form)
    if _ufuncs.is_public(signature, form):
        return ufunc
    about = About(signature, form)
    names = tuple(p.name for p in signature.parameters)
    defaults = tuple(... if p.default is None else p.default for p in signature.parameters)
    choices = None
    if signature.choice:
        names, defaults = (*names, signature.choice.name), (*defaults, signature.choice.default)
        choices = {chosen: _ufuncs.ufunc(variant, form) for chosen, variant in signature.variants.items()}
    # What the compiled function leaves to `about`, see Checks in functions.cpp.
    constraint = signature.constraint or (form == OUTPUT_FORM and signature.output_constraint)
    checks = 1 if constraint else 0
    if form in ("backward", OUTPUT_FORM) and signature.trained:
        checks = 2  # gradients of the parameters that are given
    if form == "bias_backward":
        checks = 3  # two results, of which the ufunc gives one
    return _core.make_function(ufunc, about, len(signature.data(form)), names, defaults, choices, checks)


# Every public name, aliases among them -> its signature and form.
PUBLIC = {
    signature.function_name(form, name): (signature, form)
    for signature in FUNCTIONS.values()
    for name in (signature.name, *signature.aliases)
    for form in signature.all_forms
}
_made: dict[tuple[str, str], object] = {}
_lock = threading.Lock()


def public(name):
    """The function of a public name; made when it is first asked for, as importing all would take its time."""
    signature, form = PUBLIC[name]
    key = signature.name, form
    with _lock:
        if key not in _made:
            _made[key] = _make_function(signature, form)
    return _made[key]
