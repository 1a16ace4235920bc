// Table of loops -> NumPy ufuncs. This and module.cpp are the only files that know Python.
#pragma once

#include <pybind11/pybind11.h>

namespace fastrelu {

// Imports NumPy's C API; throws pybind11::error_already_set.
void import_numpy();

// What the registry says, as a list of dicts: one per activation.
pybind11::list registry();

// The ufunc of one form ("value", "derivative", "backward", "with_derivative") of an activation.
pybind11::object make_ufunc(const std::string& activation, const std::string& form, const std::string& name,
                            const std::string& doc);

// Let every ufunc call the kernels of the active instruction set.
void use_active_isa();


}  // namespace fastrelu
