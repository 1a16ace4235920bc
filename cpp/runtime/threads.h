// How many threads, teams of them, and what happens after fork.
#pragma once

#include <string>

namespace fastrelu {

// The thread count of the next parallel call from this thread.
int thread_count();

// A thread count that anybody may ask for. A team has no more than the CPUs, or 16 where those are fewer.
constexpr int kMostThreadCount = 65536;

// For the whole process; 0 goes back to the default.
void set_thread_count(int n);

// For the calling thread only, over set_thread_count; 0 removes it.
void set_local_thread_count(int n);

// How many threads so many nanoseconds of one core's work are worth.
int worthwhile_threads(double nanoseconds);

// Call share(context, thread, team) on up to so many threads at once, or share(context, 0, 1) where one has to do.
void in_team(int threads, void (*share)(const void* context, int thread, int team), const void* context);

// The same for a function object share(thread, team).
template <class Share>
void in_team(int threads, const Share& share) {
  in_team(
      threads, [](const void* context, int thread, int team) { (*static_cast<const Share*>(context))(thread, team); }, &share);
}

// Reads FASTRELU_NUM_THREADS and OMP_NUM_THREADS, and arranges for fork. Throws std::invalid_argument if the former is no
// count.
void initialize_threads();

// "libgomp", "LLVM OpenMP", ... or "none: built without OpenMP".
std::string openmp_runtime();

}  // namespace fastrelu
