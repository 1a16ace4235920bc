"""Files of one array, as `numpy.save` writes them: read piece by piece into given memory, and written so.

A memory map would count as a whole towards a limit on the address space.
"""

import os
import stat

import numpy as np
from numpy.lib import format as npy_format

from .._command import Failure


class Source:
    """The array of a .npy file.

    Parameters
    ----------
    path : str

    Attributes
    ----------
    shape : tuple of int
    dtype : dtype
    fortran : bool
        Whether the first axis is the one whose elements are neighbours.
    size : int

    Raises
    ------
    Failure
        If there is no such file, or what it holds is no array of real numbers.
    """

    def __init__(self, path):
        self.path = path
        try:
            # What is no file, as a pipe, could not be read twice, and opening it may wait.
            if not stat.S_ISREG(os.stat(path).st_mode):
                raise Failure(f"cannot read {path}: not a regular file")
            self._file = open(path, "rb", buffering=0)  # noqa: SIM115  # closed by close
        except OSError as error:
            raise self._unread(error) from None
        try:
            self.shape, self.fortran, self.dtype = self._header()
            self._check_dtype()
            self.size = 1
            for length in self.shape:
                self.size *= length
            self._begin = self._file.tell()
            missing = self._begin + self.size * self.dtype.itemsize - os.fstat(self._file.fileno()).st_size
            if missing > 0:
                raise Failure(f"{path} ends too early: {missing} bytes are missing")
        except OSError as error:
            self.close()
            raise self._unread(error) from None
        except BaseException:
            self.close()
            raise

    def _unread(self, error):
        return Failure(f"cannot read {self.path}: {error.strerror or error}")

    def _header(self):
        try:
            version = npy_format.read_magic(self._file)
            if version == (1, 0):
                return npy_format.read_array_header_1_0(self._file)
            # The third differs in the names of fields alone, which real numbers have not.
            return npy_format.read_array_header_2_0(self._file)
        except OSError:
            raise
        except Exception:
            # Among them SyntaxError and tokenize's own, for headers that are no Python.
            raise Failure(f"{self.path} is not a .npy file of numbers") from None

    def _check_dtype(self):
        if self.dtype.kind in "biuf":
            return
        what = f"{self.path} holds {self.dtype}, not real numbers"
        if self.dtype.kind == "V" and self.dtype.fields is None and self.dtype.subdtype is None:
            what = f"{self.path} holds {self.dtype.itemsize} bytes without a type for each number"
            if self.dtype.itemsize == 2:
                what += "; if they are bfloat16, which .npy cannot say, save them as float32"
        raise Failure(what)

    def close(self):
        """Close the file."""
        self._file.close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def read(self, first, into):
        """Fill a contiguous array with the elements from number `first` on, as they lie in the file."""
        view = memoryview(into.view(np.uint8).reshape(-1))
        try:
            self._file.seek(self._begin + first * self.dtype.itemsize)
            while view:
                count = self._file.readinto(view)
                if not count:
                    raise Failure(f"{self.path} has become shorter")
                view = view[count:]
        except OSError as error:
            raise self._unread(error) from None


class Target:
    """An array written into a file.

    Parameters
    ----------
    file : file, unbuffered
    shape : tuple of int
    dtype : dtype
    fortran : bool

    Raises
    ------
    OSError
        If it cannot be written.
    """

    def __init__(self, file, shape, dtype, fortran):
        self._file, self._dtype = file, dtype
        header = {"descr": npy_format.dtype_to_descr(dtype), "fortran_order": fortran, "shape": shape}
        npy_format.write_array_header_1_0(file, header)
        self._begin = file.tell()

    def write(self, first, array):
        """Write a contiguous array, from element `first` of the file on."""
        view = memoryview(array.view(np.uint8).reshape(-1))
        self._file.seek(self._begin + first * self._dtype.itemsize)
        while view:
            view = view[self._file.write(view) :]
