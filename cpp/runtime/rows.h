// Activations along an axis on several threads: rows as they lie, or by way of buffers.
#pragma once

#include <cstddef>

#include "kernels/kernels.h"

namespace fastrelu {

// Rows of one activation in one form. Operands are the inputs, then the output.
struct RowWork {
  const RowActivationKernels* kernels;
  const Drivers* drivers;
  Form form;
  Type type;    // a float type
  double cost;  // nanoseconds per element on one core

  int operands() const { return form == Form::backward ? 3 : 2; }
};

// Rows of n elements; steps in bytes, from row to row and from element to element. No output may share memory with an operand
// other than one that lies exactly as it does. Results depend on nothing but the row: not on steps, threads, or other rows.
// Throws std::bad_alloc, and has written nothing then.
void run_along_axis(const RowWork& work, char* const* args, std::ptrdiff_t rows, std::ptrdiff_t n,
                    const std::ptrdiff_t* row_steps, const std::ptrdiff_t* element_steps);

}  // namespace fastrelu
