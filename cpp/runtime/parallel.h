// Where to cut, in what order to go, and how to write.
#pragma once

#include <cstddef>

#include "kernels/kernels.h"
#include "runtime/layout.h"
#include "runtime/result_table.h"

namespace fastrelu {

// One loop over one range of elements, as NumPy hands it to a ufunc's inner loop.
struct Work {
  Loop loop;
  int inputs, outputs;
  int item_size;                     // bytes per element, the same for all operands
  double cost;                       // nanoseconds per element on one core
  LazyResultTable* table = nullptr;  // nullptr: there is none
};

// Run it: on one thread or several, buffered if operands partly overlap, streamed if the outputs exceed the caches.
// The floating-point environment of the caller (flags and modes) is the same afterwards.
void run(const Work& work, char* const* args, const std::ptrdiff_t* steps, std::ptrdiff_t n);

// The same for operands of several dimensions, whatever their order in memory. No output may share memory with an operand
// other than one that lies exactly as it does, nor one of its elements with another.
void run(const Work& work, char* const* args, const Layout& layout);

// From which size on outputs leave past the caches, for measurements and tests. Returns what was set before.
double set_stream_bytes(double bytes);

// Call function(context, task) for every task in 0 .. tasks-1, which take so many nanoseconds on one core together.
void parallel_tasks(int tasks, double nanoseconds, void (*function)(void* context, int task), void* context);

}  // namespace fastrelu
