"""Memory of arrays that are gone, for arrays to come."""

import contextvars
import sys
import threading

from . import _checks, _core

# Started last in this context. Its tokens know which context they were made in; NumPy's own variable gives none.
_started: contextvars.ContextVar[object] = contextvars.ContextVar("fastrelu.reuse_buffers")


class reuse_buffers:
    """Context manager: large arrays made inside use the memory of earlier ones again.

    ``y = f(x)`` makes a new array each time. For a large one the operating system hands out new pages, and has to clear
    each of them first, which takes longer than computing what goes into them; when the array dies, the pages go back.
    Inside this context NumPy keeps the memory of arrays that die and gives it to arrays that are made: results of
    fastrelu, of matrix products, and temporaries alike. ``y = f(x)`` then costs what ``f(x, out=y)`` does.

    The context is that of :mod:`contextvars`: other threads are not affected unless they enter it themselves. Arrays
    may outlive it, and may die in any thread.

    Parameters
    ----------
    max_bytes : int, default 2**30
        Free memory kept at any time, at most. The oldest blocks go first. Memory in use by arrays does not count.

    Attributes
    ----------
    kept_bytes : int
        Free memory kept now.
    reused, fresh : int
        Blocks of at least 64 KiB that were handed out again, and that had to be asked of the system, so far.

    Raises
    ------
    TypeError, ValueError
        If `max_bytes` is no such number.
    RuntimeError
        If it is started twice.

    Notes
    -----
    Built on NumPy's allocator hook (NEP 49). Arrays below 64 KiB are left to the system's allocator. A block is used
    again for arrays from four fifths of its size up to all of it. ``np.zeros`` clears what it uses again.

    Examples
    --------
    >>> import numpy as np, fastrelu
    >>> x = np.linspace(-3, 3, 1_000_000)
    >>> with fastrelu.reuse_buffers(max_bytes=2**28) as buffers:
    ...     for _ in range(10):
    ...         y = fastrelu.gelu(x)
    >>> buffers.reused
    8

    As a switch, for a whole program:

    >>> buffers = fastrelu.reuse_buffers()
    >>> buffers.start()
    >>> buffers.stop()
    """

    def __init__(self, max_bytes: int = 1 << 30) -> None:
        self._max_bytes = _checks.whole_number("max_bytes", max_bytes, 0, sys.maxsize)
        self._pool = _core.make_buffer_pool()
        self._before: object | None = None
        self._token: contextvars.Token[object] | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin; the same as entering the context.

        Raises
        ------
        RuntimeError
            If it has begun already.
        """
        with self._lock:
            if self._before is not None:
                raise RuntimeError("reuse_buffers is in use already; make another one")
            _core.limit_buffer_pool(self._pool, self._max_bytes)
            self._token = _started.set(self)
            self._before = _core.use_memory_handler(self._pool)

    def stop(self) -> None:
        """End, and give back all that is kept; the same as leaving the context. What has ended stays ended.

        Raises
        ------
        RuntimeError
            Where another one has been started since, or in another thread or context.
        """
        with self._lock:
            if self._before is not None:
                try:
                    if _core.current_memory_handler() is not self._pool:
                        raise ValueError
                    assert self._token is not None
                    _started.reset(self._token)  # ValueError in a copy of the context, such as a task begun inside
                except ValueError:
                    raise RuntimeError("reuse_buffers must stop where it has started, the innermost first") from None
                _core.use_memory_handler(self._before)
                self._before = self._token = None
            _core.limit_buffer_pool(self._pool, 0)

    def trim(self) -> int:
        """Give back the free memory that is kept now.

        Returns
        -------
        int
            Its bytes.
        """
        return _core.trim_buffer_pool(self._pool)

    def __enter__(self) -> "reuse_buffers":
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    @property
    def kept_bytes(self) -> int:
        return _core.buffer_pool_counts(self._pool)[0]

    @property
    def reused(self) -> int:
        return _core.buffer_pool_counts(self._pool)[1]

    @property
    def fresh(self) -> int:
        return _core.buffer_pool_counts(self._pool)[2]

    def __repr__(self) -> str:
        state = "in use" if self._before is not None else "not in use"
        return f"<fastrelu.reuse_buffers max_bytes={self._max_bytes}, {state}, {self.kept_bytes} bytes kept>"
