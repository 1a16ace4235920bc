// NumPy's C API, whose table of functions one file fills (that which defines FASTRELU_IMPORTS_NUMPY) and all share.
#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define PY_ARRAY_UNIQUE_SYMBOL fastrelu_array_api
#define PY_UFUNC_UNIQUE_SYMBOL fastrelu_ufunc_api
#if !defined(FASTRELU_IMPORTS_NUMPY)
#define NO_IMPORT_ARRAY
#define NO_IMPORT_UFUNC
#endif
#include <numpy/arrayobject.h>
#include <numpy/ufuncobject.h>
