// Operands of several dimensions, as one loop over them sees them: a shape, and a step for every axis and operand.
#pragma once

#include <cstddef>

#include "kernels.h"

namespace fastrelu {

constexpr int kMostOperands = 8;

struct Layout {
  int operands = 0, dimensions = 0;
  std::ptrdiff_t shape[kMostDimensions];                 // outermost axis first
  std::ptrdiff_t steps[kMostDimensions][kMostOperands];  // bytes from element to element along an axis

  std::ptrdiff_t elements() const;

  // Axes in the order in which they lie in memory, and those that lie end to end in every operand joined. The order of
  // elements is free.
  void simplify();

  // May several elements of one operand share memory? False only if certainly not; for simplified layouts.
  bool may_overlap_itself(int operand, std::ptrdiff_t item_size) const;
};

// A place in a layout: the index along each axis but the last, which is walked in rows.
class Walker {
 public:
  Walker(const Layout& layout, char* const* args, std::ptrdiff_t start);

  // Elements up to the end of the row, at most `most`.
  std::ptrdiff_t row(std::ptrdiff_t most) const;
  void advance(std::ptrdiff_t n);  // within the row, or to its end
  char* at(int operand) const { return at_[operand]; }
  char* const* at() const { return at_; }

 private:
  const Layout* layout_;
  std::ptrdiff_t index_[kMostDimensions];
  char* at_[kMostOperands];
};

}  // namespace fastrelu
