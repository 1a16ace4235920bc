// Operands of several dimensions, as one loop over them sees them: a shape, and a step for every axis and operand.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels.h"

namespace fastrelu {

constexpr int kMostOperands = 8;

// The memory between an operand's first and last byte: [low, high).
struct Span {
  std::uintptr_t low, high;
  bool meets(const Span& other) const { return low < other.high && other.low < high; }
};

// Of n > 0 elements, one step apart.
Span span_of_row(const char* start, std::ptrdiff_t step, std::ptrdiff_t n, std::ptrdiff_t item_size);

struct Layout {
  int operands = 0, dimensions = 0;
  std::ptrdiff_t shape[kMostDimensions];                 // outermost axis first
  std::ptrdiff_t steps[kMostDimensions][kMostOperands];  // bytes from element to element along an axis

  std::ptrdiff_t elements() const;

  // Axes in the order in which they lie in memory, and those that lie end to end in every operand joined. The order of
  // elements is free.
  void simplify();

  // Do the elements of an operand lie end to end in the order of the layout?
  bool is_contiguous(int operand, std::ptrdiff_t item_size) const;

  // Is an operand one element for all?
  bool is_uniform(int operand) const;

  // Is every row of an operand the same?
  bool repeats_rows(int operand) const;

  // Of an operand that starts there; the layout has elements.
  Span span(int operand, const char* start, std::ptrdiff_t item_size) const;

  // May several elements of one operand share memory? False only if certainly not; for simplified layouts.
  bool may_overlap_itself(int operand, std::ptrdiff_t item_size) const;
};

// A place in one operand of a layout: the index along each axis; rows are those of the last.
class Walker {
 public:
  Walker() = default;
  Walker(const Layout& layout, int operand, char* base, std::ptrdiff_t start);

  // Elements up to the end of the row, at most `most`.
  std::ptrdiff_t row(std::ptrdiff_t most) const { return std::min(most, layout_->shape[last_] - index_[last_]); }
  char* at() const { return at_; }

  // Within the row, or to its end.
  void advance(std::ptrdiff_t n) {
    index_[last_] += n;
    at_ += n * layout_->steps[last_][operand_];
    for (int d = last_; d > 0 && index_[d] == layout_->shape[d]; --d) {
      at_ += layout_->steps[d - 1][operand_] - index_[d] * layout_->steps[d][operand_];
      index_[d] = 0;
      ++index_[d - 1];
    }
  }

 private:
  const Layout* layout_;
  int operand_, last_;
  char* at_;
  std::ptrdiff_t index_[kMostDimensions];
};

}  // namespace fastrelu
