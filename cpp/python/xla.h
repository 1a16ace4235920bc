// The loops as custom calls of XLA, which is what compiled JAX programs reach foreign code by.
#pragma once

#include <pybind11/pybind11.h>

namespace fastrelu {

// A capsule for jax.ffi.register_ffi_target, whose target takes the attribute `function`: the name of a ufunc. Operands are the
// inputs of that, of one dtype and as many axes as the results, lengths of 1 broadcast.
pybind11::capsule xla_handler();

// The same for activations along an axis. `function` is the name of one; there are one input for the value, and two for the
// backward pass from the output, of the shape of the result. Rows lie along the last axis but one.
pybind11::capsule xla_row_handler();

}  // namespace fastrelu
