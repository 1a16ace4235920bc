// What the registry says of the activations, for Python.
#pragma once

#include <pybind11/pybind11.h>

#include <string>

#include "runtime/registry.h"

namespace fastrelu {

// A dict for each activation; python/fastrelu/_signature.py says what is in it.
pybind11::list signatures();

// An activation by its name, and one of its forms; both throw pybind11::value_error.
const Description& description_of(const std::string& name);
Form form_of(const Description& description, const std::string& form);

}  // namespace fastrelu
