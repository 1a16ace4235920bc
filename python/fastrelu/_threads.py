"""How many threads, and what this build is."""

from . import _core


def get_num_threads():
    """Number of threads that a large call from this thread uses at most.

    By default the CPUs that this process may run on, capped by its cgroup's quota; or ``OMP_NUM_THREADS``, and before
    that ``FASTRELU_NUM_THREADS``. `set_num_threads` outranks both, and `num_threads` outranks that. A child of
    ``os.fork`` always uses one. Small calls use one thread, whatever the number.

    Returns
    -------
    int

    Examples
    --------
    >>> import fastrelu
    >>> with fastrelu.num_threads(2):
    ...     fastrelu.get_num_threads()
    2
    """
    return _core.get_num_threads()


def _checked(n):
    if n is None:
        return 0
    if isinstance(n, bool) or not hasattr(n, "__index__"):
        raise TypeError(f"n must be a whole number or None, not {n!r}")
    if n.__index__() < 1:
        raise ValueError(f"n must be at least 1, not {n}")
    return n.__index__()


def set_num_threads(n):
    """Set the number of threads for the whole process.

    Parameters
    ----------
    n : int or None
        At least 1; None goes back to the default.

    Raises
    ------
    TypeError, ValueError
        If `n` is no such number.

    Examples
    --------
    >>> import fastrelu
    >>> fastrelu.set_num_threads(1)
    >>> fastrelu.get_num_threads()
    1
    >>> fastrelu.set_num_threads(None)
    """
    _core.set_num_threads(_checked(n))


class num_threads:
    """Context manager: another number of threads for calls from the current Python thread.

    Parameters
    ----------
    n : int or None
        At least 1; None for the process's number.

    Raises
    ------
    TypeError, ValueError
        If `n` is no such number.

    Examples
    --------
    >>> import fastrelu
    >>> with fastrelu.num_threads(1):
    ...     fastrelu.get_num_threads()
    1
    """

    def __init__(self, n):
        self._n = _checked(n)
        self._before = []

    def __enter__(self):
        self._before.append(_core.set_local_num_threads(self._n))
        return self

    def __exit__(self, *exception):
        _core.set_local_num_threads(self._before.pop())


def show_config(mode="stdout"):
    """Version, compiler, instruction sets and threads of this installation.

    Parameters
    ----------
    mode : {"stdout", "dicts"}, default "stdout"
        Print, or return as a dictionary.

    Returns
    -------
    dict or None

    Raises
    ------
    ValueError
        For another `mode`.

    Examples
    --------
    >>> import fastrelu
    >>> sorted(fastrelu.show_config(mode="dicts"))
    ['build', 'instruction sets', 'threads', 'version']
    """
    if mode not in ("stdout", "dicts"):
        raise ValueError(f'mode must be "stdout" or "dicts", not {mode!r}')
    facts = _core.configuration()
    if mode == "dicts":
        return facts
    for name, fact in facts.items():
        if not isinstance(fact, dict):
            print(f"{name}: {fact}")
            continue
        print(f"{name}:")
        for key, value in fact.items():
            shown = (", ".join(value) or "-") if isinstance(value, list) else value
            print(f"  {key}: {shown}")
    return None
