// What each activation says about itself, for Python, tests, benchmark and documentation.
#pragma once

#include <string>
#include <vector>

#include "kernels/kernels.h"

namespace fastrelu {

struct Description {
  const char *name, *summary, *formula, *derivative_formula, *source, *notes, *worst_error;
  const char *example, *example_derivative;  // at -2, -0.5, 0, 0.5, 2, for the docstrings
  int parameter_count;
  const Parameter* parameters;
  bool keeps_integers, on_halves;
  double cost;
};

// In the order of registry.inc, which is the order of ActivationId.
const std::vector<Description>& descriptions();

}  // namespace fastrelu
