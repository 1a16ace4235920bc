// The parts of guard_pages.cpp, each a file.
#pragma once

#include "runtime/instruction_sets.h"

namespace fastrelu {

struct GuardPart {
  const char* name;
  void (*run)(const Isa& isa, bool plant);
};

// Functions along an axis: the kernels over rows and over pieces of a long one, and the ways that lead to them.
void guard_rows(const Isa& isa, bool plant);
// Sums for the gradients of parameters, what gathers and scatters, what rounds.
void guard_gradients(const Isa& isa, bool plant);
// Operands of several dimensions: rows put together, tiles turned, periods repeated.
void guard_layouts(const Isa& isa, bool plant);

}  // namespace fastrelu
