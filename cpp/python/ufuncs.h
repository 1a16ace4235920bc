// Tables of loops -> NumPy ufuncs.
#pragma once

#include <pybind11/pybind11.h>

#include <cstddef>
#include <string>

namespace fastrelu {

// Imports NumPy's C API; throws pybind11::error_already_set.
void import_numpy();

// The ufunc of one form ("value", "derivative", "backward", "with_derivative") of an activation; biased: of
// x + bias, with bias as an input behind x.
pybind11::object make_ufunc(const std::string& activation, const std::string& form, const std::string& name,
                            const std::string& doc, bool biased);

// What a ufunc is made of, by its name; nullptr if it has not been made. Needs no GIL.
struct UfuncStorage;
const UfuncStorage* ufunc_named(const char* name, std::size_t length);

}  // namespace fastrelu
