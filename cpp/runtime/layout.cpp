#include "runtime/layout.h"

#include <algorithm>
#include <cstdlib>

namespace fastrelu {

Span span_of_row(const char* start, std::ptrdiff_t step, std::ptrdiff_t n, std::ptrdiff_t item_size) {
  const auto first = reinterpret_cast<std::uintptr_t>(start);
  const auto last = first + static_cast<std::uintptr_t>(step * (n - 1)), item = static_cast<std::uintptr_t>(item_size);
  return step >= 0 ? Span{first, last + item} : Span{last, first + item};
}

Span Layout::span(int operand, const char* start, std::ptrdiff_t item_size) const {
  Span whole = span_of_row(start, 0, 1, item_size);
  for (int d = 0; d < dimensions; ++d) {
    const auto reach = static_cast<std::uintptr_t>(steps[d][operand] * (shape[d] - 1));
    (steps[d][operand] < 0 ? whole.low : whole.high) += reach;
  }
  return whole;
}

std::ptrdiff_t Layout::elements() const {
  std::ptrdiff_t n = 1;
  for (int d = 0; d < dimensions; ++d) n *= shape[d];
  return n;
}

void Layout::simplify() {
  // Axes of length 1 say nothing.
  int kept = 0;
  for (int d = 0; d < dimensions; ++d) {
    if (shape[d] == 1) continue;
    shape[kept] = shape[d];
    std::copy_n(steps[d], operands, steps[kept]);
    ++kept;
  }
  dimensions = kept;
  if (dimensions == 0) {
    dimensions = 1;
    shape[0] = 1;
    std::fill_n(steps[0], operands, 0);
    return;
  }
  // By the sum of an axis's steps, largest outermost; an insertion sort, as there are few and mostly in order.
  const auto weight = [this](int d) {
    std::ptrdiff_t sum = 0;
    for (int k = 0; k < operands; ++k) sum += std::abs(steps[d][k]);
    return sum;
  };
  for (int d = 1; d < dimensions; ++d)
    for (int e = d; e > 0 && weight(e) > weight(e - 1); --e) {
      std::swap(shape[e], shape[e - 1]);
      for (int k = 0; k < operands; ++k) std::swap(steps[e][k], steps[e - 1][k]);
    }
  // Join from the innermost outwards.
  int inner = dimensions - 1;
  for (int d = dimensions - 2; d >= 0; --d) {
    bool joined = true;
    for (int k = 0; k < operands; ++k) joined = joined && steps[d][k] == steps[inner][k] * shape[inner];
    if (joined) {
      shape[inner] *= shape[d];
    } else {
      --inner;
      shape[inner] = shape[d];
      std::copy_n(steps[d], operands, steps[inner]);
    }
  }
  if (inner > 0) {
    std::copy(shape + inner, shape + dimensions, shape);
    for (int d = inner; d < dimensions; ++d) std::copy_n(steps[d], operands, steps[d - inner]);
    dimensions -= inner;
  }
}

int Layout::turned_axis(std::ptrdiff_t item_size) const {
  const int last = dimensions - 1;
  if (shape[last] < kTile || dimensions + 2 > kMostDimensions) return -1;
  for (int k = 0; k < operands; ++k) {
    int found = -1;
    bool stands_still = false;
    for (int d = 0; d < dimensions; ++d) {
      stands_still = stands_still || steps[d][k] == 0;
      if (shape[d] >= kTile && steps[d][k] == item_size) found = d;
    }
    if (found >= 0 && found != last && !stands_still) return found;
  }
  return -1;
}

Layout Layout::tiled(int axis) const {
  Layout tiles;
  tiles.operands = operands;
  tiles.is_tiled = true;
  const int last = dimensions - 1;
  const auto add = [&](int d, std::ptrdiff_t length, std::ptrdiff_t times) {
    tiles.shape[tiles.dimensions] = length;
    for (int k = 0; k < operands; ++k) tiles.steps[tiles.dimensions][k] = times * steps[d][k];
    ++tiles.dimensions;
  };
  for (int d = 0; d < last; ++d)
    if (d != axis) add(d, shape[d], 1);
  add(axis, shape[axis] / kTile, kTile);
  add(last, shape[last] / kTile, kTile);
  add(axis, kTile, 1);
  add(last, kTile, 1);
  return tiles;
}

bool Layout::may_overlap_itself(int operand, std::ptrdiff_t item_size) const {
  struct Axis {
    std::ptrdiff_t step, length;
  } axes[kMostDimensions];
  for (int d = 0; d < dimensions; ++d) axes[d] = {std::abs(steps[d][operand]), shape[d]};
  std::sort(axes, axes + dimensions, [](const Axis& a, const Axis& b) { return a.step < b.step; });
  std::ptrdiff_t extent = item_size;  // of all axes with smaller steps together
  for (int d = 0; d < dimensions; ++d) {
    if (axes[d].length > 1 && axes[d].step < extent) return true;
    extent += axes[d].step * (axes[d].length - 1);
  }
  return false;
}

bool Layout::are_interleaved(int one, int other, char* const* at, std::ptrdiff_t item_size) const {
  int longest = -1;
  for (int d = 0; d < dimensions; ++d) {
    if (shape[d] == 1) continue;
    if (steps[d][one] != steps[d][other]) return false;
    if (longest < 0 || std::abs(steps[d][one]) > std::abs(steps[longest][one])) longest = d;
  }
  if (longest < 0) return false;
  std::ptrdiff_t extent = item_size;  // of the other axes together
  for (int d = 0; d < dimensions; ++d)
    if (d != longest) extent += std::abs(steps[d][one]) * (shape[d] - 1);
  const std::ptrdiff_t period = std::abs(steps[longest][one]);
  if (period == 0) return false;
  const std::ptrdiff_t away = std::abs(at[one] - at[other]) % period;
  return away >= extent && period - away >= extent;
}

bool Layout::stands_apart(int output, int inputs, char* const* at, std::ptrdiff_t item_size) const {
  if (may_overlap_itself(output, item_size)) return false;
  const Span own = span(output, at[output], item_size);
  for (int k = 0; k < operands; ++k) {
    if (k == output || !own.meets(span(k, at[k], item_size)) || are_interleaved(k, output, at, item_size)) continue;
    bool alike = k < inputs && at[k] == at[output];
    for (int d = 0; d < dimensions; ++d) alike = alike && (steps[d][k] == steps[d][output] || shape[d] == 1);
    if (!alike) return false;
  }
  return true;
}

bool Layout::is_contiguous(int operand, std::ptrdiff_t item_size) const {
  for (int d = dimensions - 1; d >= 0; item_size *= shape[d--])
    if (steps[d][operand] != item_size) return false;
  return true;
}

std::ptrdiff_t Layout::period(int operand) const {
  int d = 0;
  while (d < dimensions && steps[d][operand] == 0) ++d;
  std::ptrdiff_t n = 1;
  for (; d < dimensions; ++d) n *= shape[d];
  return n;
}

Walker::Walker(const Layout& layout, int operand, char* base, std::ptrdiff_t start)
    : layout_(&layout), operand_(operand), last_(layout.dimensions - 1), at_(base) {
  for (int d = last_; d >= 0; --d) {
    index_[d] = start % layout.shape[d];
    start /= layout.shape[d];
    at_ += index_[d] * layout.steps[d][operand];
  }
}

}  // namespace fastrelu
