"""How many threads, and what this build is."""

from . import _checks, _core


def get_num_threads():
    """Number of threads that a large call from here uses at most.

    By default the CPUs that this process may run on, capped by its cgroup's quota; or ``OMP_NUM_THREADS`` (the first
    number of a list; what is no number counts as unset), and before that ``FASTRELU_NUM_THREADS``. `set_num_threads`
    outranks both, and `num_threads` outranks that. A child of ``os.fork`` always uses one. Small calls use one thread,
    whatever the number.

    Returns
    -------
    int
        At least 1.

    Examples
    --------
    >>> import fastrelu
    >>> with fastrelu.num_threads(2):
    ...     fastrelu.get_num_threads()
    2
    """
    return _core.get_num_threads()


def _checked(n):
    return 0 if n is None else _checks.whole_number("n", n, 1, _core.most_threads, " or None")


def set_num_threads(n):
    """Set the number of threads for the whole process.

    Parameters
    ----------
    n : int or None
        From 1 to 65536; None goes back to the default. More threads than there are CPUs, or 16 where those are fewer,
        are never started, nor more than the system has to give.

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
    """Context manager: another number of threads for calls inside.

    The context is that of :mod:`contextvars`: other threads, and other tasks of the same thread, keep their own number.
    One object may be entered by several of them.

    Parameters
    ----------
    n : int or None
        From 1 to 65536; None for the process's number.

    Raises
    ------
    TypeError, ValueError
        If `n` is no such number.
    RuntimeError
        If it is left in a context in which it has not been entered.

    Examples
    --------
    >>> import fastrelu
    >>> with fastrelu.num_threads(1):
    ...     fastrelu.get_num_threads()
    1
    """

    def __init__(self, n):
        self._n = _checked(n)

    # What has been entered is listed in the context alone, so that the objects know nothing that contexts do not share:
    # (count in force, the same for what has been entered before, object).

    def __enter__(self):
        _local.set((self._n, _local.get(), self))
        _core.follow_context()
        return self

    def __exit__(self, *exception):
        entered = _local.get()
        _local.set(entered[1] if entered[2] is self else _without(self, entered))
        _core.follow_context()


_local = _core.local_num_threads


def _without(left, entered):
    """Generators, for one, may be left in any order."""
    count, before, this = entered
    if this is left:
        return before
    if this is None:
        raise RuntimeError("num_threads must be left in the context, thread or task, in which it was entered")
    return count, _without(left, before), this


def show_config(mode="stdout"):
    """Version, compiler, instruction sets and threads of this installation.

    Parameters
    ----------
    mode : {"stdout", "dicts"}, default "stdout"
        Print, or return as a dictionary.

    Returns
    -------
    dict or None
        Of dictionaries, if that is asked for.

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
