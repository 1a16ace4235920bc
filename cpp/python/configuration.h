// What this build is and what it found at run time.
#pragma once

#include <pybind11/pybind11.h>

#include <stdexcept>

namespace fastrelu {

// The facts behind fastrelu.show_config().
pybind11::dict configuration();

// Errors in environment variables surface as an ImportError that says which variable.
template <class Function>
void import_or_explain(Function function) {
  try {
    function();
  } catch (const std::invalid_argument& error) {
    throw pybind11::import_error("cannot import fastrelu: " + std::string(error.what()));
  }
}

}  // namespace fastrelu
