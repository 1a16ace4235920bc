"""What other people use for functions along an axis: a function for each peer of `peers.PEERS` that has them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .cases import Array
from .peers import PEERS, Peer
from .timing import Call

NOTES = (
    "NumPy: the formula that people write by hand, on one thread",
    "NumPy's and JAX's outputs are fresh, and PyTorch's of softmin",
)


class Rows(NamedTuple):
    """Rows to compute on, with what the function gives for them, and where contenders put their results."""

    x: Array
    grad: Array
    output: Array
    y: Array


def _softmax(x: Array) -> Array:
    e: Array = np.exp(x - x.max(axis=-1, keepdims=True))
    result: Array = e / e.sum(axis=-1, keepdims=True)
    return result


def _log_softmax(x: Array) -> Array:
    below: Array = x - x.max(axis=-1, keepdims=True)
    result: Array = below - np.log(np.exp(below).sum(axis=-1, keepdims=True))
    return result


def _numpy(peer: Peer, name: str, form: str, a: Rows, threads: int) -> Call:
    """The formula that people write by hand."""
    if form == "value":
        values = {"softmax": _softmax, "log_softmax": _log_softmax, "softmin": lambda x: _softmax(-x)}
        return functools.partial(values[name], a.x)
    if name == "log_softmax":
        return lambda: a.grad - np.exp(a.output) * a.grad.sum(axis=-1, keepdims=True)
    sign = -1 if name == "softmin" else 1
    return lambda: sign * a.output * (a.grad - (a.grad * a.output).sum(axis=-1, keepdims=True))


def _torch(peer: Peer, name: str, form: str, a: Rows, threads: int) -> Call | None:
    torch = peer.module
    aten = torch.ops.aten
    x, grad, output, y = map(torch.from_numpy, a)
    if form == "value":
        if name == "softmin":  # it has no operator of that
            return functools.partial(torch.nn.functional.softmin, x, dim=-1)
        operator = aten._softmax if name == "softmax" else aten._log_softmax
        return functools.partial(operator.out, x, -1, False, out=y)
    if name == "softmin":
        return None
    if name == "softmax":
        return functools.partial(aten._softmax_backward_data.out, grad, output, -1, x.dtype, grad_input=y)
    return functools.partial(aten._log_softmax_backward_data.out, grad, output, -1, x.dtype, out=y)


def _onnxruntime(peer: Any, name: str, form: str, a: Rows, threads: int) -> Call | None:
    operators = {"softmax": "Softmax", "log_softmax": "LogSoftmax"}
    if form != "value" or name not in operators:
        return None
    call: Call | None = peer.bound(operators[name], {"axis": -1}, a.x, a.y, threads)
    return call


def _jax(peer: Peer, name: str, form: str, a: Rows, threads: int) -> Call | None:
    jax = peer.module
    values = {
        "softmax": jax.nn.softmax,
        "log_softmax": jax.nn.log_softmax,
        "softmin": lambda x: jax.nn.softmax(-x),
    }
    if form == "backward":  # its own computes the value again
        return None
    function, x = jax.jit(values[name]), jax.numpy.asarray(a.x)
    return lambda: jax.block_until_ready(function(x))


CONTENDERS: dict[str, Callable[[Any, str, str, Rows, int], Call | None]] = {
    "numpy": _numpy,
    "torch": _torch,
    "onnxruntime": _onnxruntime,
    "jax": _jax,
}


def peer_call(peer: str, name: str, form: str, a: Rows, threads: int) -> Call | None:
    """What a peer has for a function, or None. It returns the result, or None if that is in ``a.y``."""
    return CONTENDERS[peer](PEERS[peer], name, form, a, threads)
