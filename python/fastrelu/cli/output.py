"""Files that are there as a whole or not at all."""

import contextlib
import os
import secrets
import shutil
import stat

from .._command import Failure


@contextlib.contextmanager
def replacing(path, force):
    """A new file beside `path`, which takes its place at the end.

    Until then what was at `path` stays as it is; and for good, if anything goes wrong or interrupts.

    Parameters
    ----------
    path : str
        Where it is a link, what that leads to is replaced.
    force : bool
        Whether there may be a file already.

    Yields
    ------
    file
        Unbuffered, for bytes.

    Raises
    ------
    Failure
        If the file cannot be written; inside, any `OSError` counts as that.
    """
    target = os.path.realpath(path)
    temporary = os.path.join(os.path.dirname(target), f".fastrelu-{secrets.token_hex(8)}.part")
    try:
        mode = _mode_of(path, target, force)
        try:
            with open(temporary, "xb", buffering=0) as file:
                yield file
                # Some errors come with the last byte, and a crash must not leave an empty file in the place of a full.
                os.fsync(file.fileno())
            if mode is not None:
                shutil.copymode(target, temporary)
            else:
                _mode_of(path, target, force)  # it may have come meanwhile
            os.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror or error}") from None


def _mode_of(path, target, force):
    """The permissions of the file that will be replaced, if there is one and it may be."""
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        raise Failure(f"cannot write {path}: not a regular file")
    if not force:
        raise Failure(f"{path} exists; --force replaces it")
    return mode
