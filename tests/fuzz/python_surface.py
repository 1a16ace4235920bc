"""Calls of the Python functions that a fuzzer makes up, held against the same numbers in plain arrays, and NumPy.

    python tests/fuzz/python_surface.py [--seconds 60] [--random] [--corpus FOLDER] [FILE ...]

Which function, form, dtype, shapes; how each operand lies (any order of axes, strided, reversed, broadcast, unaligned,
of another byte order, read-only); `out` (none, new, an input, or one that partly overlaps an input), `where`, `axis`.
Three things must hold: a call that is in order raises nothing; its results have the bits of the same numbers in
contiguous arrays, with nothing else written; and they are near what NumPy's formula gives in float64. A call that is
not in order raises TypeError or ValueError.

With atheris installed, it chooses inputs by the lines of fastrelu that they reach; otherwise they are random. FILE:
run these inputs alone, as atheris has left them behind.
"""

import argparse
import contextlib
import random
import sys
import time
from pathlib import Path

import numpy as np

try:
    import atheris
except ImportError:
    atheris = None

if atheris is None:
    import fastrelu
    from fastrelu import _signature, reference
else:
    with atheris.instrument_imports(include=["fastrelu"]):
        import fastrelu
        from fastrelu import _signature, reference

CALLS = [(signature, form) for signature in _signature.FUNCTIONS.values() for form in signature.all_forms]
ROWS = list(_signature.ROWS.values())
FLOATS = ["f2", "f4", "f8"]
MOST = 4000  # elements of an operand
# Of the naive formula in float64 on numbers of moderate size, and of rounding to the dtype.
TOLERANCE = {"f2": 2e-2, "f4": 2e-5, "f8": 1e-8}


class Choices:
    """The fuzzer's bytes as choices; when there are no more, zeros."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def below(self, n):
        size = 1 if n <= 256 else 2
        taken = self.data[self.at : self.at + size]
        self.at += size
        return int.from_bytes(taken, "little") % n

    def one_in(self, n):
        return self.below(n) == n - 1

    def pick(self, things):
        return things[self.below(len(things))]

    def numbers(self, dtype, shape):
        """Numbers of moderate size, away from kinks; or, seldom, any bits. And whether they are the former."""
        seed = self.below(65536)
        generator = np.random.default_rng(seed)
        if self.one_in(4):
            count = int(np.prod(shape))
            raw = np.frombuffer(generator.bytes(count * np.dtype(dtype).itemsize), dtype)
            return raw.reshape(shape).copy(), False
        return np.asarray(generator.integers(-60, 60, shape) / 8 + 0.0390625).astype(dtype), True


def some_shape(choices):
    shape = []
    for _ in range(choices.below(5)):
        length = choices.below(600) if choices.one_in(8) else choices.below(9)
        shape.append(length if np.prod([*shape, length]) <= MOST else 1)
    return tuple(shape)


def narrower(choices, shape):
    """A shape that broadcasts to another."""
    kept = list(shape[choices.below(len(shape) + 1) :])
    return tuple(1 if choices.one_in(3) else length for length in kept)


def laid_out(choices, numbers):
    """The same numbers, lying otherwise, as some view of other memory."""
    kind = choices.below(8)
    if kind == 1 and numbers.ndim > 1:
        axes = list(range(numbers.ndim))
        random.Random(choices.below(256)).shuffle(axes)
        return np.ascontiguousarray(numbers.transpose(axes)).transpose(np.argsort(axes))
    if kind in (2, 3) and numbers.ndim > 0:
        axis, step = choices.below(numbers.ndim), choices.pick([2, 3, -1, -2])
        shape = list(numbers.shape)
        shape[axis] = shape[axis] * abs(step) + choices.below(3)
        places = [slice(None)] * numbers.ndim
        places[axis] = slice(None, None, step)
        view = np.full(shape, 7, numbers.dtype)[tuple(places)]
        places[axis] = slice(0, numbers.shape[axis])
        view = view[tuple(places)]
        view[...] = numbers
        return view
    if kind == 4:  # unaligned
        memory = np.zeros(numbers.nbytes + 1, "u1")[1:]
        view = memory[: numbers.nbytes].view(numbers.dtype).reshape(numbers.shape)
        view[...] = numbers
        return view
    if kind == 5 and numbers.dtype.kind == "f":
        return numbers.astype(numbers.dtype.newbyteorder())
    if kind == 6:
        numbers = np.array(numbers)
        numbers.flags.writeable = False
    return numbers


def plain(array):
    """A contiguous copy, of the machine's byte order."""
    array = np.asarray(array)
    return np.array(array, array.dtype.newbyteorder("="), order="C")


def bits(array):
    array = plain(array)
    # NaN is NaN, whichever.
    if array.dtype.kind == "f":
        array = np.where(np.isnan(array), array.dtype.type("nan"), array)
    return array.shape, array.dtype, array.tobytes()


def as_tuple(results):
    return results if isinstance(results, tuple) else (results,)


def check(condition, *what):
    if not condition:
        raise AssertionError(" ".join(map(str, what)))


def out_for(choices, results, operands):
    """Arrays to write to, like the results, and what they are views of."""
    outs, memory = [], []
    for result in results:
        kind = choices.below(6)
        fitting = [a for a in operands if a.shape == result.shape and a.dtype == result.dtype and a.flags.writeable]
        if kind == 1 and fitting:
            whole = choices.pick(fitting)
            out = whole
        elif kind == 2 and fitting and result.ndim > 0 and result.size > 0:
            # Shares a part of an input's memory, whose base may have no room for more.
            whole = choices.pick(fitting)
            out = whole[::-1]
        else:
            whole = np.full(result.shape, 3, result.dtype)
            out = laid_out(choices, whole)
            if not out.flags.writeable or out.dtype != result.dtype:
                out = whole
        if any(np.shares_memory(out, other) for other in outs):
            out = np.full(result.shape, 3, result.dtype)
        outs.append(out)
        memory.append(whole)
    return tuple(outs)


def near_numpy(signature, form, operands, results):
    """Is it about what the formula gives in float64?"""
    if form in _signature.BIASED[signature.kind]:
        return
    dtype = results[0].dtype
    code = f"f{dtype.itemsize}"
    formulas = reference.functions(signature, False)
    if form not in formulas or dtype.kind != "f":
        return
    with np.errstate(all="ignore"):
        wide = [np.asarray(operand).astype(dtype).astype("f8") for operand in operands]
        expected = as_tuple(formulas[form](*wide))
    for result, wanted in zip(results, expected, strict=False):
        wanted = np.broadcast_to(wanted, result.shape)
        scale = 1 + np.abs(wanted)
        for operand in wide:
            scale = scale * (1 + np.abs(np.broadcast_to(operand, result.shape) if operand.ndim else operand))
        with np.errstate(all="ignore"):
            far = ~(np.abs(result.astype("f8") - wanted) <= TOLERANCE[code] * scale)
        check(not far.any(), signature.name, form, dtype, "is far from NumPy's formula at", np.flatnonzero(far)[:3])


def fuzz_elementwise(choices):
    public, form = choices.pick(CALLS)
    function, keywords, signature = getattr(fastrelu, public.function_name(form)), {}, public
    if public.choice is not None:
        chosen = choices.pick(list(public.variants))
        signature, keywords = public.variants[chosen], {public.choice.name: chosen}
    dtype = choices.pick([*FLOATS, "i1", "u2", "i4"] if signature.keeps_integers and "bias" not in form else FLOATS)
    shape = some_shape(choices)
    data, usual = [], True
    for name in public.data(form):
        numbers, moderate = choices.numbers(dtype, narrower(choices, shape) if choices.one_in(4) else shape)
        usual = usual and moderate
        # The gradient has the shape of the result, which the others give; a bias broadcasts.
        data.append((name, laid_out(choices, numbers)))
    operands = [array for _, array in data]
    sample = choices.pick(signature.samples)
    parameters = []
    for value in sample:
        if dtype in FLOATS and choices.one_in(3):
            array = np.full(narrower(choices, shape), value, dtype)
            parameters.append(laid_out(choices, array))
        else:
            parameters.append(value)
    given = [*operands, *parameters]
    call(choices, public, signature, form, function, given, keywords, usual, shape)


def call(choices, public, signature, form, function, given, keywords, usual, shape):
    copies = [plain(a) if isinstance(a, np.ndarray) else a for a in given]
    try:
        expected = as_tuple(function(*copies, **keywords))
    except (TypeError, ValueError):
        # Parameters that are out of bounds in this dtype, shapes that a gradient does not fit: refused in every layout.
        try:
            function(*given, **keywords)
        except (TypeError, ValueError):
            return
        raise AssertionError(
            f"{public.function_name(form)} takes a call that it refuses of contiguous arrays"
        ) from None
    arrays = [a for a in given if isinstance(a, np.ndarray)]
    got = as_tuple(function(*given, **keywords))
    for result, wanted in zip(got, expected, strict=True):
        check(bits(result) == bits(wanted), public.function_name(form), "depends on how operands lie")
    for array, before in zip(given, copies, strict=True):
        if isinstance(array, np.ndarray):
            check(bits(array) == bits(before), public.function_name(form), "has changed an input")
    if usual and len(expected) == len(signature.results(form)):
        near_numpy(signature, form, copies, expected)
    if choices.one_in(2) and all(isinstance(e, np.ndarray) for e in expected):
        outs = out_for(choices, expected, arrays)
        more = {}
        before = [plain(out) for out in outs]
        if (
            len(expected) == len(signature.results(form))
            and not signature.trained
            and "bias" not in form
            and choices.one_in(2)
        ):
            mask = np.random.default_rng(choices.below(256)).random(narrower(choices, expected[0].shape)) < 0.5
            more["where"] = laid_out(choices, mask)
            expected = tuple(np.where(mask, e, b).astype(e.dtype) for e, b in zip(expected, before, strict=True))
        results = as_tuple(function(*given, **keywords, out=outs if len(outs) > 1 else outs[0], **more))
        for out, result, wanted in zip(outs, results, expected, strict=True):
            check(result is out, public.function_name(form), "returns another array than out")
            check(bits(out) == bits(wanted), public.function_name(form), "with out differs", more.keys())


def fuzz_rows(choices):
    signature = choices.pick(ROWS)
    backward = choices.one_in(2)
    function = getattr(fastrelu, signature.name + ("_backward" if backward else ""))
    dtype, shape = choices.pick(FLOATS), some_shape(choices)
    operands = [laid_out(choices, choices.numbers(dtype, shape)[0]) for _ in range(1 + backward)]
    axis = choices.pick([None, *range(-len(shape), len(shape))]) if shape else None
    copies = [plain(a) for a in operands]
    expected = function(*copies, axis=axis)
    check(bits(function(*operands, axis=axis)) == bits(expected), signature.name, "depends on how operands lie")
    # Each row by itself gives the same.
    if shape and axis is not None and expected.size:
        moved = [np.moveaxis(a, axis, -1).reshape(-1, a.shape[axis]) for a in copies]
        row = choices.below(len(moved[0]))
        alone = function(*(np.ascontiguousarray(a[row]) for a in moved))
        whole = np.moveaxis(expected, axis, -1).reshape(-1, shape[axis])[row]
        check(bits(alone) == bits(whole), signature.name, "depends on other rows")
    if isinstance(expected, np.ndarray) and expected.shape == shape:
        (out,) = out_for(choices, (expected,), operands)
        check(function(*operands, axis=axis, out=out) is out, signature.name, "returns another array than out")
        check(bits(out) == bits(expected), signature.name, "with out differs")


ODD = [None, "a", b"b", 1j, 2**70, -1, True, float("nan"), [], [[1.0], [2.0]], [[1], [1, 2]], object(), slice(1), ...,
       np.array("x"), np.array(1j), np.array(None), np.array("2020", "M8[D]"), np.zeros((2, 0)), np.zeros(3, "f8,i4"),
       np.longdouble(1), np.ma.masked, np.zeros(3, ">f4"), {"x": 1}]  # fmt: skip


def fuzz_wild(choices):
    """Any arguments at all."""
    if choices.one_in(4):
        signature = choices.pick(ROWS)
        function = getattr(fastrelu, signature.name + choices.pick(["", "_backward"]))
        names = ["axis", "out", "dtype", "where"]
    else:
        signature, form = choices.pick(CALLS)
        function = getattr(fastrelu, signature.function_name(form))
        names = ["out", "where", "axis", "dtype", "casting", "order", "bogus", *(p.name for p in signature.parameters)]
    thing = lambda: choices.pick(ODD) if choices.one_in(3) else choices.numbers("f4", some_shape(choices))[0]  # noqa: E731
    arguments = [thing() for _ in range(choices.below(7))]
    keywords = {choices.pick(names): thing() for _ in range(choices.below(3))}
    with contextlib.suppress(TypeError, ValueError):
        function(*arguments, **keywords)


WAYS = [fuzz_elementwise, fuzz_elementwise, fuzz_elementwise, fuzz_rows, fuzz_wild]


def fuzz_one(data):
    choices = Choices(data)
    np.seterr(all="ignore")
    choices.pick(WAYS)(choices)


def fuzz_randomly(seconds):
    """Without atheris."""
    end, runs, generator = time.monotonic() + seconds, 0, random.Random(0)
    while time.monotonic() < end:
        data = generator.randbytes(400)
        try:
            fuzz_one(data)
        except BaseException:
            Path("crash-python-surface").write_bytes(data)
            print("the input is in crash-python-surface", file=sys.stderr)
            raise
        runs += 1
    print(f"{runs} runs of random inputs, without a find")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", metavar="FILE", type=Path)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--random", action="store_true", help="random inputs, even if atheris is installed")
    parser.add_argument("--corpus", type=Path, help="a folder to keep inputs in that reach something new")
    arguments = parser.parse_args()
    for path in arguments.files:
        fuzz_one(path.read_bytes())
    if arguments.files:
        return
    if atheris is None or arguments.random:
        fuzz_randomly(arguments.seconds)
        return
    # From the start inputs are as long as a call needs.
    options = [f"-max_total_time={arguments.seconds}", "-max_len=512", "-len_control=0", "-print_final_stats=1"]
    if arguments.corpus:
        arguments.corpus.mkdir(parents=True, exist_ok=True)
        options.append(str(arguments.corpus))
    atheris.Setup([sys.argv[0], *options], fuzz_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
