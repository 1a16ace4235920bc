// How many threads, where to cut, and what happens after fork.
#pragma once

#include <cstddef>
#include <string>

#include "kernels/kernels.h"
#include "runtime/layout.h"

namespace fastrelu {

// One loop over one range of elements, as NumPy hands it to a ufunc's inner loop.
struct Work {
  Loop loop;
  int inputs, outputs;
  int item_size;  // bytes per element, the same for all operands
  double cost;    // nanoseconds per element on one core
};

// Run it: on one thread or several, buffered if operands partly overlap, streamed if the outputs exceed the caches.
// The floating-point environment of the caller (flags and modes) is the same afterwards.
void run(const Work& work, char* const* args, const std::ptrdiff_t* steps, std::ptrdiff_t n);

// The same for operands of several dimensions, whatever their order in memory. No output may share memory with an operand
// other than one that lies exactly as it does, nor one of its elements with another.
void run(const Work& work, char* const* args, const Layout& layout);

// The thread count of the next parallel call from this thread.
int thread_count();

// For the whole process; 0 goes back to the default. Throws std::invalid_argument if negative.
void set_thread_count(int n);

// For the calling thread only, over set_thread_count; 0 removes it. Returns what was set before.
int set_local_thread_count(int n);

// From which size on outputs leave past the caches, for measurements and tests. Returns what was set before.
double set_stream_bytes(double bytes);

// Call function(context, task) for every task in 0 .. tasks-1, which take so many nanoseconds on one core together.
void parallel_tasks(int tasks, double nanoseconds, void (*function)(void* context, int task), void* context);

// Reads FASTRELU_NUM_THREADS and arranges for fork. Throws std::invalid_argument if the variable is no count.
void initialize_threads();

// "libgomp", "LLVM OpenMP", ... or "none: built without OpenMP".
std::string openmp_runtime();

}  // namespace fastrelu
