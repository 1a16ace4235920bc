// Which OpenMP runtime a parallel region goes to.
//
// A wheel brings a libgomp of its own, as PyTorch's does, which is visible to all of the process. Where that was loaded first,
// the dynamic linker has bound this module to it, and both work by one pool of threads. Loaded later it would be a second pool,
// whose threads spin after their work on the CPUs that the first one wants: gelu of a million elements by turns with PyTorch's,
// two threads on two CPUs, took twice as long. So regions look for the runtime that would be found if the module were loaded
// now.
#pragma once

#if defined(_OPENMP)
#include <omp.h>
#if defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#include <dlfcn.h>
#include <link.h>

#include <mutex>
#define FASTRELU_FINDS_LIBGOMP 1
#endif

namespace fastrelu {

class OpenMpRuntime {
#if defined(FASTRELU_FINDS_LIBGOMP)
  // What GCC makes of a region (libgomp's manual, "Implementing PARALLEL construct"), and what is asked about it.
  using Parallel = void (*)(void (*)(void*), void*, unsigned, unsigned);
  using Number = int (*)();
  Parallel parallel_;  // nullptr: none was found
  Number thread_, team_, in_parallel_;

  template <class Function>
  static bool find(Function& function, const char* name) {
    function = reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
    return function != nullptr;
  }
  bool find_all() {
    return find(parallel_, "GOMP_parallel") && find(thread_, "omp_get_thread_num") && find(team_, "omp_get_num_threads") &&
           find(in_parallel_, "omp_in_parallel");
  }
  // How many libraries have been loaded and unloaded so far.
  static unsigned long long changes() {
    unsigned long long number = 0;
    dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* to) {
          *static_cast<unsigned long long*>(to) = info->dlpi_adds + info->dlpi_subs;
          return 1;
        },
        &number);
    return number;
  }
#endif

 public:
  static OpenMpRuntime current() {
#if defined(FASTRELU_FINDS_LIBGOMP)
    static std::mutex mutex;
    static OpenMpRuntime found;
    static unsigned long long at = 0;
    const unsigned long long now = changes();
    const std::lock_guard<std::mutex> lock(mutex);
    if (now != at && !found.find_all()) found = {};
    at = now;
    return found;
#else
    return {};
#endif
  }

  bool in_parallel() const {
#if defined(FASTRELU_FINDS_LIBGOMP)
    if (parallel_ && in_parallel_()) return true;
#endif
    return omp_in_parallel();
  }

  // body(thread, team) on so many threads.
  template <class Body>
  void run(int threads, Body body) const {
#if defined(FASTRELU_FINDS_LIBGOMP)
    if (parallel_) {
      struct Region {
        const OpenMpRuntime& runtime;
        Body& body;
      } region{*this, body};
      const auto each = [](void* given) {
        const Region& of = *static_cast<Region*>(given);
        of.body(of.runtime.thread_(), of.runtime.team_());
      };
      return parallel_(each, &region, static_cast<unsigned>(threads), 0);
    }
#endif
#pragma omp parallel num_threads(threads)
    body(omp_get_thread_num(), omp_get_num_threads());
  }
};

}  // namespace fastrelu

#endif
