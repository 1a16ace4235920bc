// A plain copy past the caches, which benchmarks hold kernels against: what memory allows to a loop of that kind.
#pragma once

#include <pybind11/pybind11.h>

namespace fastrelu {

// Two contiguous arrays of as many bytes; on one thread. Throws pybind11::value_error for others.
void stream_copy(pybind11::buffer out, pybind11::buffer from);

}  // namespace fastrelu
