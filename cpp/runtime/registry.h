// What each activation says about itself, for Python, tests, benchmark and documentation.
#pragma once

#include <vector>

#include "activations/activation.h"

namespace fastrelu {

struct Description {
  int family, index;  // where its kernels are; those along an axis come after all families
  const char *family_name, *name, *aliases;
  Kind kind;
  Variant variant;
  const char *summary, *formula, *derivative_formula, *source, *notes, *worst_error;
  const char *example, *example_derivative;  // at -2, -0.5, 0, 0.5, 2, for the docstrings
  int parameter_count;
  const Parameter* parameters;
  const char *constraint, *output_formula, *output_constraint;
  bool gate_first, keeps_integers, on_halves, monotone, piecewise_linear, keeps_sign_of_zero;
  Limits at_minus_infinity, at_plus_infinity;
  Points points, derivative_roots;
  Samples samples;
  double cost;
};

// In the order of families.inc, and of the lists of the families.
const std::vector<Description>& descriptions();

}  // namespace fastrelu
