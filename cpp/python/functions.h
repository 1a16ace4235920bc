// Functions with parameters: a ufunc whose parameters have names and defaults, called without a Python frame in between.
#pragma once

#include <pybind11/pybind11.h>

namespace fastrelu {

// A callable of data, parameters and at most a choice of formula, each by position or by name, and the keyword out.
//   ufunc     takes the data and the parameters, as numbers or arrays
//   about     called with whatever else a call holds; has methods docstring() and signature(), and an attribute name
//   data      how many inputs are no parameters; they come by position
//   names     of the parameters, and of the choice
//   defaults  of the same; Ellipsis for what must be given
//   choices   the ufunc for each choice, or None
//   checks    1: call `about` for numbers that are not those it has last found no fault with; 2: where a parameter is given;
//             3: for every call
pybind11::object make_function(pybind11::object ufunc, pybind11::object about, int data, pybind11::tuple names,
                               pybind11::tuple defaults, pybind11::object choices, int checks);

}  // namespace fastrelu
