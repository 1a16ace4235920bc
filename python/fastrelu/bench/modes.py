"""The measurements: `MODES` has a function for each, which yields rows; `measure` adds what they depend on."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import functools
import importlib
import itertools
import shlex
import timeit
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

import fastrelu

from .. import _core, _ufuncs
from .._command import PARAMETER, UsageError, normal
from . import timing
from .peers import PEERS, Array, Arrays, Case, Peer, check_registry, defaults, ours, public
from .timing import Call, Loop, loop

Row = dict[str, Any]


@dataclass
class Plan:
    """The options of the command, with the defaults of a mode filled in, and the peers that are installed."""

    sizes: list[int]
    activations: list[str]
    dtypes: list[str]
    forms: list[str]
    threads: int
    fresh: bool
    cold: bool
    seconds: float
    peers: dict[str, Peer]

    @property
    def pause(self) -> float:
        return timing.PAUSE if self.threads > 1 else 0.0

    @functools.cached_property
    def emptied(self) -> Callable[[], object]:
        """What empties the caches."""
        return timing.emptied_caches()


def _arrays(size: int, dtype: str) -> Arrays:
    """Two inputs of normal numbers and two outputs, where NumPy puts them."""
    rng = np.random.default_rng(0)
    x, grad = (normal(rng, size, dtype) for _ in range(2))
    return Arrays(x, grad, np.empty_like(x), np.empty_like(x))


def _what(name: str, form: str, dtype: str, size: int) -> str:
    return f"{name} {form}, {dtype}, {size} elements"


# ----------------------------------------------------------------------------------------------------------- throughput


def _throughput(plan: Plan, step: Callable[[str], None]) -> Iterator[Row]:
    for size, dtype in itertools.product(plan.sizes, plan.dtypes):
        arrays = _arrays(size, dtype)
        for name, form in itertools.product(plan.activations, plan.forms):
            step(_what(name, form, dtype, size))
            yield _beside_peers(plan, Case(name, form, arrays, plan.fresh, plan.threads))
        del arrays  # before the next ones, which may be large


def _contenders(plan: Plan, case: Case) -> dict[str, Call]:
    """Ours, those of the peers, and copies."""
    calls = {"fastrelu": ours(case)}
    for name, peer in plan.peers.items():
        call = peer.call(case) if case.dtype.name in peer.dtypes else None
        if call is not None:
            calls[name] = call
    if case.fresh:
        calls["existing"] = ours(dataclasses.replace(case, fresh=False))
    calls["memcpy"] = functools.partial(np.copyto, case.arrays.y, case.arrays.x)
    # A copy past the caches: what a write costs that does not fetch what it overwrites. To an array of its own: it
    # drives what it writes out of the caches, and whoever comes next would have to fetch that again.
    calls["stream_copy"] = functools.partial(_core.stream_copy, case.arrays.dy, case.arrays.x)
    return calls


def _cooling(plan: Plan, case: Case) -> Callable[[str], object]:
    """A function that empties the caches, and brings back the code of a contender by a call for a few elements."""
    few = dataclasses.replace(case, arrays=Arrays(*(array[:64].copy() for array in case.arrays)))
    calls = _contenders(plan, few)

    def cool(name: str) -> None:
        plan.emptied()
        calls[name]()

    return cool


def _beside_peers(plan: Plan, case: Case) -> Row:
    calls = _contenders(plan, case)
    rivals = [name for name in calls if name in plan.peers]
    cool = _cooling(plan, case) if plan.cold else None
    times = timing.interleaved({name: loop(call) for name, call in calls.items()}, plan.seconds, plan.pause, cool)
    fastest = min(rivals, key=times.__getitem__, default=None)
    size = case.arrays.x.size
    return {
        "activation": case.name,
        "form": case.form,
        "dtype": case.dtype.name,
        "size": size,
        "ns_per_element": {name: round(time / size, 4) for name, time in times.items()},
        "fastest_peer": fastest,
        "ratio": None if fastest is None else round(times[fastest] / times["fastrelu"], 3),
        "share_of_memcpy": round(times["fastrelu"] / times["memcpy"], 3),
        "share_of_stream_copy": round(times["fastrelu"] / times["stream_copy"], 3),
    }


# ---------------------------------------------------------------------------------------------------------------- forms


def _forms(plan: Plan, step: Callable[[str], None]) -> Iterator[Row]:
    for size, dtype in itertools.product(plan.sizes, plan.dtypes):
        arrays = _arrays(size, dtype)
        for name in plan.activations:
            loops = {}
            for form in plan.forms:
                step(_what(name, form, dtype, size))
                loops[form] = loop(ours(Case(name, form, arrays, plan.fresh, plan.threads)))
            times = timing.interleaved(loops, plan.seconds * len(loops))  # here each of them is a case
            dearer = max((times[form] for form in ("value", "derivative") if form in times), default=None)
            for form, time in times.items():
                yield {
                    "activation": name,
                    "form": form,
                    "dtype": dtype,
                    "size": size,
                    "ns_per_element": round(time / size, 4),
                    "over_dearer": round(time / dearer, 3) if dearer and form == "with_derivative" else None,
                }
        del arrays, loops  # before the next ones, which may be large


# ---------------------------------------------------------------------------------------------------------------- calls

_TORCH_CALLS = {
    "relu": "torch.relu(t)",
    "leaky_relu": "F.leaky_relu(t)",
    "prelu": "F.prelu(t, w)",
    "elu": "F.elu(t)",
    "gelu": "F.gelu(t)",
    "gelu_tanh": 'F.gelu(t, approximate="tanh")',
}


def _our_statement(name: str, form: str) -> str:
    function, keywords = public(name, form)
    arguments = ["grad", "x"] if form == "backward" else ["x"]
    arguments += ["weight"] * (None in defaults(name))
    arguments += [f'{keyword}="{value}"' for keyword, value in keywords.items()]
    return f"fastrelu.{function.__name__}({', '.join(arguments)})"


def _calls(plan: Plan, step: Callable[[str], None]) -> Iterator[Row]:
    for size, dtype in itertools.product(plan.sizes, plan.dtypes):
        arrays = _arrays(size, dtype)
        scope = {
            "fastrelu": fastrelu,
            "np": np,
            "x": arrays.x,
            "grad": arrays.grad,
            "weight": np.full(1, PARAMETER, dtype),
        }
        if "torch" in plan.peers:
            torch = plan.peers["torch"].module
            scope |= {"torch": torch, "F": torch.nn.functional}
            scope |= {"t": torch.from_numpy(arrays.x), "w": torch.from_numpy(scope["weight"])}
        for name, form in itertools.product(plan.activations, plan.forms):
            step(_what(name, form, dtype, size))
            statements = {"fastrelu": _our_statement(name, form)}
            if "numpy" in plan.peers:
                statements["np.maximum"] = "np.maximum(x, 0)"
            if "torch" in plan.peers and form == "value" and name in _TORCH_CALLS:
                statements["torch"] = _TORCH_CALLS[name]
            loops = {key: timeit.Timer(text, globals=scope).timeit for key, text in statements.items()}
            times = timing.interleaved(loops, plan.seconds)
            yield {
                "activation": name,
                "form": form,
                "dtype": dtype,
                "size": size,
                "statements": statements,
                "ns_per_call": {key: round(time, 1) for key, time in times.items()},
            }


# -------------------------------------------------------------------------------------------------------------- scaling


def _counts(threads: int) -> list[int]:
    """1, 2, 4 and so on, and the most."""
    return sorted({threads, *(1 << i for i in range(threads.bit_length()))})


def _with_threads(count: int, run: Loop) -> Loop:
    def timed(number: int) -> float:
        with fastrelu.num_threads(count):
            return run(number)

    return timed


def _scaling(plan: Plan, step: Callable[[str], None]) -> Iterator[Row]:
    for size, dtype in itertools.product(plan.sizes, plan.dtypes):
        arrays = _arrays(size, dtype)
        for name, form in itertools.product(plan.activations, plan.forms):
            step(_what(name, form, dtype, size))
            run = loop(ours(Case(name, form, arrays, plan.fresh, plan.threads)))
            loops = {str(count): _with_threads(count, run) for count in _counts(plan.threads)}
            times = timing.interleaved(loops, plan.seconds)  # one pool of threads, that of all of them
            yield {
                "activation": name,
                "form": form,
                "dtype": dtype,
                "size": size,
                "ns_per_element": {count: round(time / size, 4) for count, time in times.items()},
                "ratio": {count: round(times["1"] / time, 3) for count, time in times.items() if count != "1"},
            }
        del arrays, run  # before the next ones, which may be large


# -------------------------------------------------------------------------------------------------------------- layouts


@dataclass(frozen=True)
class Layout:
    """Part of an array, or all of it in another order.

    Attributes
    ----------
    name : str
    shape : tuple of int
        Of the whole array.
    part : callable
        What of it is computed on.
    channels : int, optional
        The axis along which a weight lies: the layout is one of prelu alone.
    """

    name: str
    shape: tuple[int, ...]
    part: Callable[[Array], Array] = lambda whole: whole
    channels: int | None = None


def _columns(number: int) -> Callable[[Array], Array]:
    return lambda whole: whole[:, :number]


def _layouts(size: int) -> list[Layout]:
    """Those of about `size` elements; the slices are of a large matrix, and have as many rows for each width."""
    side = max(2, round(size**0.5))
    rows, width = max(2, size // 64), 1024
    found = [
        Layout("transposed", (side, side), lambda whole: whole.T),
        *(Layout(f"x[:, :{k}] of {width} columns", (rows, width), _columns(k)) for k in (8, 64, 512)),
        Layout("every second column", (side, 2 * side), lambda whole: whole[:, ::2]),
    ]
    for edge in (7, 28, 56):
        images = max(1, size // (64 * edge * edge))
        found.append(Layout(f"NCHW, {edge}x{edge}, weight by channel", (images, 64, edge, edge), channels=1))
    pixels = max(1, size // 64)
    return [*found, Layout("NHWC, 64 channels, weight by channel", (pixels, 64), channels=-1)]


def _layout_loops(layout: Layout, name: str, form: str, dtype: str) -> tuple[int, dict[tuple[str, bool], Loop]]:
    """How many elements it has, and who and whether over the contiguous array -> that loop."""
    rng = np.random.default_rng(0)
    ufunc = getattr(_ufuncs, name + _ufuncs.FORMS[form])
    parts = [layout.part(normal(rng, layout.shape, dtype)) for _ in _ufuncs.DATA[form]]
    contiguous = [np.ascontiguousarray(part) for part in parts]
    out = tuple(np.empty(parts[0].shape, dtype) for _ in range(ufunc.nout))
    plain: list[Any] = [np.dtype(dtype).type(PARAMETER)] * (ufunc.nin - len(parts))
    loops = {("fastrelu", True): loop(functools.partial(ufunc, *contiguous, *plain, out=out))}
    if layout.channels is None:
        loops["fastrelu", False] = loop(functools.partial(ufunc, *parts, *plain, out=out))
        loops["copy", False] = loop(functools.partial(np.copyto, out[0], parts[0]))
        loops["copy", True] = loop(functools.partial(np.copyto, out[0], contiguous[0]))
        return parts[0].size, loops
    shape = [1] * parts[0].ndim
    shape[layout.channels] = -1
    weight = np.linspace(0, 1, parts[0].shape[layout.channels], dtype=dtype).reshape(shape)
    loops["fastrelu", False] = loop(functools.partial(ufunc, *parts, weight, out=out))
    return parts[0].size, loops


def _layouts_rows(plan: Plan, step: Callable[[str], None]) -> Iterator[Row]:
    for size, dtype in itertools.product(plan.sizes, plan.dtypes):
        for layout, name, form in itertools.product(_layouts(size), plan.activations, plan.forms):
            step(f"{layout.name}: {_what(name, form, dtype, size)}")
            if layout.channels is not None and name != "prelu":
                continue
            elements, loops = _layout_loops(layout, name, form, dtype)
            counts = sorted({1, plan.threads})
            turns = {
                (count, *key): _with_threads(count, run)
                for count in counts
                for key, run in loops.items()
                if key[0] == "fastrelu" or count == 1
            }
            times = timing.interleaved(turns, plan.seconds)
            del loops, turns  # the next ones may be large
            copied = (1, "copy", False) in times
            copy = times[1, "copy", False] / times[1, "copy", True] if copied else None
            for count in counts:
                there, contiguous = (times[count, "fastrelu", whole] / elements for whole in (False, True))
                yield {
                    "layout": layout.name,
                    "activation": name,
                    "form": form,
                    "dtype": dtype,
                    "size": elements,
                    "threads": count,
                    "ns_per_element": round(there, 4),
                    "contiguous_ns_per_element": round(contiguous, 4),
                    "relative": round(there / contiguous, 3),
                    "copy_relative": copy and round(copy, 3),
                }


# --------------------------------------------------------------------------------------------------------- all together


@dataclass(frozen=True)
class Mode:
    """A measurement, and its defaults.

    Attributes
    ----------
    rows : callable
        Yields rows, from a `Plan` and a function to call before each step.
    sizes : tuple of int
        Empty for all powers of two up to the option ``--largest``.
    forms, peers : tuple of str
    steps : callable
        How many steps there are for each size, dtype, activation and form.
    threads : int, optional
        All if None.
    notes : tuple of str
    """

    rows: Callable[[Plan, Callable[[str], None]], Iterator[Row]]
    sizes: tuple[int, ...]
    forms: tuple[str, ...] = ("value",)
    peers: tuple[str, ...] = ()
    steps: Callable[[int], int] = lambda size: 1
    threads: int | None = None
    fresh: bool | None = None
    notes: tuple[str, ...] = ()


MODES = {
    "throughput": Mode(_throughput, (10**5, 10**6), ("value", "backward"), tuple(PEERS), threads=1),
    "forms": Mode(
        _forms,
        (10**4, 10**5, 10**6),
        tuple(_ufuncs.FORMS),
        threads=1,
        notes=(
            "over the dearer: the time of with_derivative over that of value or derivative, whichever takes longer",
        ),
    ),
    "calls": Mode(
        _calls,
        (1, 10, 100, 1000),
        peers=("numpy", "torch"),
        threads=1,
        fresh=True,
        notes=("every call makes its output, as people write it",),
    ),
    "scaling": Mode(_scaling, ()),
    "layouts": Mode(
        _layouts_rows,
        (10**6,),
        steps=lambda size: len(_layouts(size)),
        fresh=False,
        notes=(
            "output contiguous; compared with a contiguous input of the same shape, "
            "for a weight by channel with one weight for all",
            "a copy: by NumPy, on one thread, of that layout against one of a contiguous input",
        ),
    ),
}


def measure(args: argparse.Namespace) -> dict[str, Any]:
    """Measure what the command line asks for.

    Parameters
    ----------
    args : argparse.Namespace
        The options, and as `argv` how they were given.

    Returns
    -------
    dict
        What was measured, where, by which versions, and ``rows``. All of it can be written as JSON.

    Raises
    ------
    UsageError
        For options that do not go together, and for too little memory.
    LookupError
        If an activation of the registry has no case.
    """
    check_registry()
    mode = MODES[args.what]
    if mode.fresh is False and (args.fresh or args.reuse):
        raise UsageError(f"bench {args.what} has no fresh outputs")
    threads = args.threads or mode.threads or fastrelu.get_num_threads()
    if args.cold and (args.what != "throughput" or threads != 1):
        raise UsageError("--cold is for bench throughput on one thread")
    if args.what == "scaling" and threads == 1:
        raise UsageError("bench scaling compares with several threads, and here is one CPU; ask for more by --threads")
    asked = {name: PEERS[name] for name in PEERS if name in args.peers and name in mode.peers}
    missing = sorted({package for peer in asked.values() for package in Peer.missing(peer)})
    plan = Plan(
        sizes=args.sizes or list(mode.sizes) or [1 << i for i in range(args.largest.bit_length())],
        activations=[a["name"] for a in _ufuncs.REGISTRY if a["name"] in args.activations],
        dtypes=args.dtypes,
        forms=args.forms or list(mode.forms),
        threads=threads,
        fresh=bool(args.fresh or args.reuse or mode.fresh),
        cold=args.cold,
        seconds=args.seconds,
        peers={name: peer for name, peer in asked.items() if not peer.missing()},
    )
    cases = len(plan.activations) * len(plan.dtypes) * len(plan.forms)
    total = sum(mode.steps(size) for size in plan.sizes) * cases
    with contextlib.ExitStack() as stack:
        stack.enter_context(timing.limited_to(plan.threads))
        for peer in plan.peers.values():
            stack.enter_context(peer.limited(plan.threads, plan.dtypes))
        step = stack.enter_context(timing.progress(total))
        stack.enter_context(np.errstate(all="ignore"))  # formulas by hand overflow in the tails
        if args.reuse:
            stack.enter_context(fastrelu.reuse_buffers())
        try:
            rows = list(mode.rows(plan, step))
        except MemoryError:
            raise UsageError("not enough memory for arrays of that size") from None
    versions = {"fastrelu": fastrelu.__version__, "numpy": np.__version__}
    for name, peer in plan.peers.items():
        versions[name] = peer.module.__version__
    if "numpy" in plan.peers and "scipy" not in missing:
        versions["scipy"] = importlib.import_module("scipy").__version__
    notes = list(mode.notes)
    if args.what == "throughput":
        notes += [f"{peer.label}: {peer.note}" for peer in plan.peers.values() if peer.note]
        notes += ["memcpy: on one thread"] * (plan.threads > 1)
    return {
        "what": args.what,
        "command": _command(args.argv),
        **timing.machine(),
        "threads": plan.threads,
        "fresh_output": plan.fresh,
        "reused_buffers": args.reuse,
        "cold": plan.cold,
        "versions": versions,
        "missing_peers": missing,
        "notes": notes,
        "rows": rows,
    }


def _command(argv: list[str]) -> str:
    """The command line, without where its results go."""
    words, skip = ["python", "-m", "fastrelu"], False
    for word in argv:
        option = word.partition("=")[0]
        if skip:
            skip = False
        elif option in ("--output", "--plot"):
            skip = "=" not in word
        else:
            words.append(shlex.quote(word))
    return " ".join(words)
