// The gradient of prelu with respect to its weight, on NumPy arrays.
#pragma once

#include <pybind11/pybind11.h>

namespace fastrelu {

// grad_output and x have one shape and one dtype (float16, float32 or float64). `weights` is a C-contiguous array of
// that dtype and of as many dimensions, with length 1 along each axis that is summed and the full length along the others;
// the sums, taken in float64, are written to it.
void prelu_weight_gradient(pybind11::object grad_output, pybind11::object x, pybind11::object weights);

}  // namespace fastrelu
