// The table of functions in tensor_interface.h, and handles of ufuncs, as capsules.
#pragma once

#include <pybind11/pybind11.h>

namespace fastrelu {

pybind11::object tensor_interface();
pybind11::object ufunc_handle(pybind11::object ufunc);

}  // namespace fastrelu
