// Functions of one element of 16 bits by a table of all their results.
//
// There are 65,536 such elements, and so a function has no more results. To look one up takes two loads; to compute it takes a
// conversion, a kernel in float32 and the question whether that rounds surely, or one in float64 (kernels/round_once.h). The
// table is made by that very computation, so that its bits are the same, once a process has computed so many elements that it
// would have been worth it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "kernels/kernels.h"

namespace fastrelu {

// The table of one function, dtype and instruction set, and the wait for it. Never destroyed, as others may be reading it.
class LazyResultTable {
 public:
  // Of an elementwise function of 16-bit elements, at these values of its parameters.
  LazyResultTable(const Loop& computed, Driver look_up, const std::uint16_t* parameters);

  // A loop that gives the same results; or none (false), where parameters have other values, n elements are too few, or there
  // is no table yet. Parameters are the same for all elements. Thread-safe.
  Loop loop(const char* const* args, std::ptrdiff_t n);

 private:
  const ResultTable* make() const;

  const Loop computed_;
  const Driver look_up_;
  std::uint16_t parameters_[kMostParameters] = {};
  std::atomic<const ResultTable*> made_{nullptr};
  std::atomic<std::ptrdiff_t> computed_elements_{0};
};

// Nanoseconds to look one element up.
constexpr double kLookUpCost = 0.25;

// How many tables this process has made, for tests.
int result_tables_made();

}  // namespace fastrelu
