// The gradient of an activation with respect to a parameter, on NumPy arrays.
#pragma once

#include <pybind11/pybind11.h>

#include <string>

namespace fastrelu {

// Without an activation: that of something that is added, the sums of grad_output alone.
// operands: grad_output, the data, the parameters; all of one shape and dtype (float16, float32 or float64). `out` is a
// C-contiguous array of that dtype and of as many dimensions, with length 1 along each axis that is summed and the full length
// along the others; the sums, taken in float64, are written to it. From the output: that stands in the place of the input.
void parameter_gradient(const std::string& activation, int parameter, const pybind11::sequence& operands, pybind11::object out,
                        bool from_output);

// A ufunc of the same operands in float64, which gives grad_output * df/dp of each element: for operands that see to ufuncs
// themselves.
pybind11::object make_gradient_ufunc(const std::string& activation, int parameter, const std::string& name, bool from_output);

}  // namespace fastrelu
