#include "runtime/cpus.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <new>
#include <string>

#if defined(_OPENMP)
#include <omp.h>
#endif
#if defined(__linux__)
#include <sched.h>
#endif

namespace fastrelu {

int cpus_by_affinity() {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
#if defined(_OPENMP)
  return omp_get_num_procs();
#else
  return 1;
#endif
}

namespace {

// CPUs that the cgroup's quota pays for, 0 for no limit: the least along the path, version 2, then version 1.
double read_cgroup_quota(const std::string& root) {
  double least = 0;
  const auto consider = [&least](double quota, double period) {
    if (quota > 0 && period > 0 && (least == 0 || quota / period < least)) least = quota / period;
  };
  std::ifstream self(root + "/proc/self/cgroup");
  for (std::string line; std::getline(self, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    std::string path = line.substr(second + 1);
    const bool v2 = controllers.empty();
    if (!v2 && ("," + controllers + ",").find(",cpu,") == std::string::npos) continue;
    for (;;) {
      const std::string folder = root + (v2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu") + (path == "/" ? std::string() : path);
      if (v2) {
        std::ifstream file(folder + "/cpu.max");
        std::string quota;
        double period = 0;
        if (file >> quota >> period && quota != "max") consider(std::atof(quota.c_str()), period);
      } else {
        double quota = 0, period = 0;
        std::ifstream(folder + "/cpu.cfs_quota_us") >> quota;
        std::ifstream(folder + "/cpu.cfs_period_us") >> period;
        consider(quota, period);
      }
      if (path.empty() || path == "/") break;
      const std::size_t slash = path.rfind('/');
      path.resize(slash == std::string::npos ? 0 : slash);
    }
  }
  return least;
}

}  // namespace

int read_cpus_by_quota(const std::string& root) {
  try {
    const double quota = std::ceil(read_cgroup_quota(root));
    return static_cast<int>(std::min(quota, 65536.0));
  } catch (const std::bad_alloc&) {
    return 0;  // calls end here that have let go of the GIL: they cannot throw
  }
}

// Affinity is asked for afresh each time (a system call of 0.2 us); the quota is a walk through files, which would
// cost more than many calls, and is read again once it is a second old.
int cpus_by_quota() {
#if defined(__linux__)
  using Clock = std::chrono::steady_clock;
  static std::atomic<Clock::rep> read_at{0};
  static std::atomic<int> cpus{0};
  const Clock::rep now = Clock::now().time_since_epoch().count();
  const Clock::rep second = Clock::duration(std::chrono::seconds(1)).count();
  const Clock::rep last = read_at.load(std::memory_order_acquire);
  if (last == 0 || now - last > second) {
    cpus.store(read_cpus_by_quota({}), std::memory_order_relaxed);
    read_at.store(now, std::memory_order_release);
  }
  return cpus.load(std::memory_order_relaxed);
#else
  return 0;
#endif
}

}  // namespace fastrelu
