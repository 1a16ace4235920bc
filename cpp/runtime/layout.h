// Operands of several dimensions, as one loop over them sees them: a shape, and a step for every axis and operand.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/kernels.h"

namespace fastrelu {

// Elements along each side of a tile.
constexpr std::ptrdiff_t kTile = 32;

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
  bool is_tiled = false;

  std::ptrdiff_t elements() const;

  // Axes in the order in which they lie in memory, and those that lie end to end in every operand joined. The order of
  // elements is free.
  void simplify();

  // The axis, other than the last, along which the elements of some operand lie end to end, as those of a transposed array
  // do; -1 if there is none, no whole tile, or no room for two axes more. Operands that stand still along an axis, a weight
  // say, do not count. For simplified layouts.
  int turned_axis(std::ptrdiff_t item_size) const;

  // The same elements tile by tile: such an axis and the last, of multiples of kTile elements, are cut into two each, so that
  // the last two axes are a tile.
  Layout tiled(int axis) const;

  // Do the elements of an operand lie end to end in the order of the layout?
  bool is_contiguous(int operand, std::ptrdiff_t item_size) const;

  // After how many elements an operand repeats itself: 1 if it is one element for all, elements() if it does not.
  std::ptrdiff_t period(int operand) const;

  // Of an operand that starts there; the layout has elements.
  Span span(int operand, const char* start, std::ptrdiff_t item_size) const;

  // May several elements of one operand share memory? False only if certainly not; for simplified layouts.
  bool may_overlap_itself(int operand, std::ptrdiff_t item_size) const;

  // Do two operands lie between each other, as the halves of rows do: one way, and no element of one in the other's memory?
  // False if that is not certain.
  bool are_interleaved(int one, int other, char* const* at, std::ptrdiff_t item_size) const;

  // Has an output, one of the operands from number `inputs` on, its memory for itself, unless it lies on an input element by
  // element? False only if it certainly has; the layout has elements, and operands start at these places.
  bool stands_apart(int output, int inputs, char* const* at, std::ptrdiff_t item_size) const;
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
  void advance(std::ptrdiff_t n) { advance_along(last_, n); }
  // From the start of a tile to the start of the next.
  void advance_tile() { advance_along(last_ - 2, 1); }

 private:
  void advance_along(int axis, std::ptrdiff_t n) {
    index_[axis] += n;
    at_ += n * layout_->steps[axis][operand_];
    for (int d = axis; d > 0 && index_[d] == layout_->shape[d]; --d) {
      at_ += layout_->steps[d - 1][operand_] - index_[d] * layout_->steps[d][operand_];
      index_[d] = 0;
      ++index_[d - 1];
    }
  }

  const Layout* layout_;
  int operand_, last_;
  char* at_;
  std::ptrdiff_t index_[kMostDimensions];
};

}  // namespace fastrelu
