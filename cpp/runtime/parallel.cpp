#include "runtime/parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "runtime/strided.h"

#if defined(_OPENMP)
#include <omp.h>
#endif
#if defined(__linux__)
#include <sched.h>
#endif
#if defined(__unix__) || defined(__APPLE__)
#include <pthread.h>
#define FASTRELU_HAS_ATFORK 1
#endif
#if defined(__SSE2__) || defined(_M_X64)
#include <xmmintrin.h>
#endif

namespace fastrelu {
namespace {

// Nanoseconds of one core's work that a thread must have before it is worth waking. Waking a team costs 2 to 8 us with
// libgomp; bench/thresholds.py shows whether two threads overtake one at this size on a given machine.
constexpr double kWorthAThread = 15000.0;
// Cuts are multiples of this many elements, so that no cache line of an output is written by two threads.
constexpr std::ptrdiff_t kGrain = 1024;
static_assert(kGrain % (kTile * kTile) == 0, "nor is a tile cut");

std::atomic<int> g_process_threads{0};   // set_thread_count, or FASTRELU_NUM_THREADS
thread_local int t_local_threads = 0;    // set_local_thread_count
std::atomic<bool> g_forked{false};
// Outputs of a call from this size on leave past the caches; below it the next reader would miss. bench/thresholds.py shows
// from which size on that pays, alone and with a reader: both do from half of the last-level cache on. That cache may be
// shared with others, or many times what a program gets of it, hence the limits.
double half_of_last_cache() {
  constexpr double kMega = 1024.0 * 1024.0;
#if defined(__linux__)
  // Not by sysconf, which adds up the caches of all cores.
  std::ifstream file("/sys/devices/system/cpu/cpu0/cache/index3/size");
  double size = 0;
  char unit = 0;
  if (file >> size >> unit && unit == 'K') return std::min(std::max(size * 1024 / 2, 8 * kMega), 64 * kMega);
#endif
  return 16 * kMega;
}
std::atomic<double> g_stream_bytes{half_of_last_cache()};

// ------------------------------------------------------------------------------------- the floating-point environment

// NumPy reads the floating-point flags after a loop, and turns them into warnings. Branch-free kernels raise flags on
// lanes whose results they then discard, so the flags mean nothing; and a mode that somebody else has set (flush to
// zero, another rounding) must not change results. Each piece of work therefore runs in the default environment.
class DefaultFloatEnvironment {
 public:
#if defined(__SSE2__) || defined(_M_X64)
  DefaultFloatEnvironment() : saved_(_mm_getcsr()) { _mm_setcsr(kDefault); }
  ~DefaultFloatEnvironment() { _mm_setcsr(saved_); }

 private:
  static constexpr unsigned kDefault = 0x1f80;  // all exceptions masked, round to nearest, no flushing, no flags
  unsigned saved_;
#elif defined(__aarch64__) && defined(__GNUC__)
  DefaultFloatEnvironment() {
    __asm__ volatile("mrs %0, fpcr" : "=r"(control_));
    __asm__ volatile("mrs %0, fpsr" : "=r"(status_));
    if (control_ != 0) write_control(0);
  }
  ~DefaultFloatEnvironment() {
    if (control_ != 0) write_control(control_);
    __asm__ volatile("msr fpsr, %0" : : "r"(status_));
  }

 private:
  static void write_control(std::uint64_t value) { __asm__ volatile("msr fpcr, %0" : : "r"(value)); }
  std::uint64_t control_, status_;
#endif
};

// Makes stores past the caches visible before another thread is told that they are done. Once for each share of the work:
// a fence waits for all of them.
void fence_streams([[maybe_unused]] unsigned flags) {
#if defined(__SSE2__) || defined(_M_X64)
  if (flags & kStream) _mm_sfence();
#endif
}

// ----------------------------------------------------------------------------------------------------- counting CPUs

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

// CPUs that the cgroup's quota pays for, 0 for no limit: the least along the path, version 2, then version 1.
double read_cgroup_quota() {
  double least = 0;
  const auto consider = [&least](double quota, double period) {
    if (quota > 0 && period > 0 && (least == 0 || quota / period < least)) least = quota / period;
  };
  std::ifstream self("/proc/self/cgroup");
  for (std::string line; std::getline(self, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    std::string path = line.substr(second + 1);
    const bool v2 = controllers.empty();
    if (!v2 && ("," + controllers + ",").find(",cpu,") == std::string::npos) continue;
    for (;;) {
      const std::string folder = (v2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu") + (path == "/" ? std::string() : path);
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
      path.resize(path.rfind('/'));
    }
  }
  return least;
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
    const double quota = read_cgroup_quota();
    cpus.store(quota > 0 ? static_cast<int>(std::ceil(quota)) : 0, std::memory_order_relaxed);
    read_at.store(now, std::memory_order_release);
  }
  return cpus.load(std::memory_order_relaxed);
#else
  return 0;
#endif
}

int default_thread_count() {
#if defined(_OPENMP)
  int n = omp_get_max_threads();  // OMP_NUM_THREADS, omp_set_num_threads, threadpoolctl
  const int cpus = cpus_by_affinity(), paid = cpus_by_quota();
  if (!std::getenv("OMP_NUM_THREADS")) {  // a stated wish outranks what the machine seems to be
    if (cpus < n) n = cpus;
    if (paid > 0 && paid < n) n = paid;
  }
  return n > 0 ? n : 1;
#else
  return 1;
#endif
}

// --------------------------------------------------------------------------------------------- threads that do not come

#if defined(_OPENMP)

// A parallel region ends when its slowest thread does. Where another process (or another guest of the machine) holds a
// CPU, the thread meant for it gets its turn milliseconds later, and a call that needs a fifth of one waits for it. So
// an account is kept of what threads win and lose: a region wins what the others have computed, about the calling
// thread's own share for each, and loses what the calling thread waits for them. Once the losses prevail, calls run on
// one thread, at first for 50 ms; for twice as long, up to two seconds, if it happens again soon after. Results do not
// depend on the number of threads, so nobody sees this but the clock.
class Account {
  using Clock = std::chrono::steady_clock;
  using Time = Clock::rep;

 public:
  static Time now() { return Clock::now().time_since_epoch().count(); }

  bool overdrawn() const {
    const Time until = until_.load(std::memory_order_relaxed);
    return until != 0 && now() < until;
  }

  // One region: begun, the caller's share finished, all finished. Threads that race here may lose an entry.
  void enter(int threads, Time begun, Time finished, Time all_finished) {
    if (begun < until_.load(std::memory_order_relaxed)) return;  // begun before another thread's loss
    const Time won = (finished - begun) * (threads - 1) - (all_finished - finished);
    const Time balance = balance_.load(std::memory_order_relaxed) + won;
    if (balance >= 0) {
      balance_.store(std::min(balance, milliseconds(kMostMs)), std::memory_order_relaxed);
      return;
    }
    balance_.store(milliseconds(1), std::memory_order_relaxed);
    const Time last = pause_.load(std::memory_order_relaxed), until = until_.load(std::memory_order_relaxed);
    const bool again = until != 0 && all_finished - until <= 2 * last;
    const Time longer = last < milliseconds(kLongPauseMs) ? 2 * last : last;
    const Time pause = again ? longer : milliseconds(kFirstPauseMs);
    pause_.store(pause, std::memory_order_relaxed);
    until_.store(all_finished + pause, std::memory_order_relaxed);
  }

 private:
  static constexpr Time milliseconds(int n) { return n * (Clock::period::den / Clock::period::num / 1000); }
  static constexpr int kMostMs = 6, kFirstPauseMs = 50, kLongPauseMs = 1000;
  std::atomic<Time> balance_{milliseconds(2)}, until_{0}, pause_{0};
};
Account g_account;

#endif

// How many threads so many nanoseconds of one core's work are worth.
int worthwhile_threads(double nanoseconds) {
  const double worth = nanoseconds / kWorthAThread;
  if (worth < 2.0) return 1;
  const int most = thread_count();
  return worth < double(most) ? static_cast<int>(worth) : most;
}

// Call share(thread, team) on up to so many threads at once, or share(0, 1) where one has to do.
template <class Share>
void in_team([[maybe_unused]] int threads, const Share& share) {
#if defined(_OPENMP)
  if (threads > 1 && !g_forked.load(std::memory_order_relaxed) && !omp_in_parallel() && !g_account.overdrawn()) {
    const auto begun = Account::now();
    auto finished = begun;
    int team = 1;
#pragma omp parallel num_threads(threads)
    {
      const int thread = omp_get_thread_num(), all = omp_get_num_threads();
      share(thread, all);
      if (thread == 0) {
        finished = Account::now();
        team = all;
      }
    }
    g_account.enter(team, begun, finished, Account::now());
    return;
  }
#endif
  share(0, 1);
}

// Cut n elements into as many shares as there are threads worth waking, and call run(begin, end) on each.
template <class Run>
void in_shares(std::ptrdiff_t n, double cost, const Run& run) {
  const std::ptrdiff_t grains = (n + kGrain - 1) / kGrain;
  in_team(worthwhile_threads(double(n) * cost), [&](std::ptrdiff_t thread, std::ptrdiff_t team) {
    const std::ptrdiff_t begin = grains / team * thread + std::min(thread, grains % team);
    const std::ptrdiff_t end = begin + grains / team + (thread < grains % team ? 1 : 0);
    const std::ptrdiff_t last = std::min(end * kGrain, n);
    if (begin * kGrain < last) run(begin * kGrain, last);
  });
}

// ------------------------------------------------------------------------------------------------- operands in memory

// What order do operands that share memory ask for? NumPy makes copies for most such calls. It lets inputs through that
// run ahead of the output (x[1:] into x[:-1]), and in reduce and accumulate it feeds results back as inputs.
enum class Order { any, by_blocks, by_elements };

Order order_asked_for(const Work& work, char* const* args, const std::ptrdiff_t* steps, std::ptrdiff_t n) {
  const int all = work.inputs + work.outputs;
  Order order = Order::any;
  for (int o = work.inputs; o < all; ++o) {
    if (steps[o] == 0 && n > 1) return Order::by_elements;
    const Span out = span_of_row(args[o], steps[o], n, work.item_size);
    for (int k = 0; k < all; ++k) {
      if (k == o || (args[k] == args[o] && steps[k] == steps[o])) continue;  // element by element: any order will do
      if (!out.meets(span_of_row(args[k], steps[k], n, work.item_size))) continue;
      const bool ahead = steps[k] == steps[o] && (steps[o] > 0 ? args[k] > args[o] : args[k] < args[o]);
      if (!ahead || k >= work.inputs) return Order::by_elements;
      order = Order::by_blocks;
    }
  }
  return order;
}

// contiguous(k): do the elements of operand k lie end to end?
template <class Contiguous>
bool worth_streaming(const Work& work, char* const* args, std::ptrdiff_t n, const Contiguous& contiguous) {
  if (double(n) * work.item_size * work.outputs < g_stream_bytes.load(std::memory_order_relaxed))
    return false;
  for (int o = work.inputs; o < work.inputs + work.outputs; ++o) {
    if (!contiguous(o)) return false;
    for (int k = 0; k < work.inputs; ++k)
      if (args[k] == args[o]) return false;  // in place: the lines are in the cache already
  }
  return true;
}

void run_range(const Work& work, char* const* args, const std::ptrdiff_t* steps, std::ptrdiff_t begin,
               std::ptrdiff_t end, unsigned flags) {
  const DefaultFloatEnvironment environment;
  char* moved[kMostOperands];
  for (int k = 0; k < work.inputs + work.outputs; ++k) moved[k] = args[k] + begin * steps[k];
  work.loop(moved, steps, end - begin, flags);
  fence_streams(flags);
}

void run_part(const Work& work, char* const* args, const Layout& layout, std::ptrdiff_t begin, std::ptrdiff_t end,
              unsigned flags) {
  const DefaultFloatEnvironment environment;
  run_rows(work, args, layout, begin, end, flags);
  fence_streams(flags);
}

}  // namespace

int thread_count() {
  if (g_forked.load(std::memory_order_relaxed)) return 1;
  if (t_local_threads > 0) return t_local_threads;
  const int process = g_process_threads.load(std::memory_order_relaxed);
  return process > 0 ? process : default_thread_count();
}

void set_thread_count(int n) {
  if (n < 0) throw std::invalid_argument("the number of threads must be at least 0, not " + std::to_string(n));
  g_process_threads.store(n, std::memory_order_relaxed);
}

int set_local_thread_count(int n) {
  if (n < 0) throw std::invalid_argument("the number of threads must be at least 0, not " + std::to_string(n));
  const int before = t_local_threads;
  t_local_threads = n;
  return before;
}

double set_stream_bytes(double bytes) { return g_stream_bytes.exchange(bytes, std::memory_order_relaxed); }

void run(const Work& work, char* const* args, const std::ptrdiff_t* steps, std::ptrdiff_t n) {
  if (n <= 0) return;
  const Order order = order_asked_for(work, args, steps, n);
  if (order != Order::any) {
    const std::ptrdiff_t piece = order == Order::by_elements ? 1 : n;
    for (std::ptrdiff_t i = 0; i < n; i += piece) run_range(work, args, steps, i, i + piece, kBuffered);
    return;
  }
  const bool streams = worth_streaming(work, args, n, [&](int k) { return steps[k] == work.item_size; });
  const unsigned flags = streams ? kStream : kPlain;
  in_shares(n, work.cost, [&](std::ptrdiff_t begin, std::ptrdiff_t end) { run_range(work, args, steps, begin, end, flags); });
}

namespace {

void run_as_it_lies(const Work& work, char* const* args, const Layout& layout) {
  const bool streams = !layout.is_tiled && may_stream_rows(layout) && worth_streaming(work, args, layout.elements(), [&](int k) {
                         return layout.is_contiguous(k, work.item_size);
                       });
  const unsigned flags = streams ? kStream : kPlain;
  in_shares(layout.elements(), work.cost,
            [&](std::ptrdiff_t begin, std::ptrdiff_t end) { run_part(work, args, layout, begin, end, flags); });
}

}  // namespace

void run(const Work& work, char* const* args, const Layout& layout) {
  if (layout.dimensions == 1) return run(work, args, layout.steps[0], layout.shape[0]);
  const int axis = layout.turned_axis(work.item_size), last = layout.dimensions - 1;
  if (axis < 0) return run_as_it_lies(work, args, layout);
  // Tile by tile; and what is left at the ends of the two axes.
  Layout whole = layout;
  for (const int d : {axis, last}) whole.shape[d] -= layout.shape[d] % kTile;
  run_as_it_lies(work, args, whole.tiled(axis));
  for (const int d : {axis, last}) {
    Layout edge = d == axis ? layout : whole;  // the corner belongs to the first
    edge.shape[d] = layout.shape[d] % kTile;
    if (edge.shape[d] == 0) continue;
    char* moved[kMostOperands];
    for (int k = 0; k < layout.operands; ++k) moved[k] = args[k] + whole.shape[d] * layout.steps[d][k];
    edge.simplify();
    run(work, moved, edge);
  }
}

void parallel_tasks(int tasks, double nanoseconds, void (*function)(void* context, int task), void* context) {
  std::atomic<int> next{0};
  in_team(worthwhile_threads(nanoseconds), [&](int, int) {
    const DefaultFloatEnvironment environment;
    for (int task; (task = next.fetch_add(1, std::memory_order_relaxed)) < tasks;) function(context, task);
  });
}

void initialize_threads() {
#if defined(FASTRELU_HAS_ATFORK)
  // The child of a fork has only the forking thread, but libgomp still believes in the team of the parent and would
  // wait for it for ever. Children compute on one thread.
  pthread_atfork(nullptr, nullptr, [] { g_forked.store(true, std::memory_order_relaxed); });
#endif
  if (const char* text = std::getenv("FASTRELU_NUM_THREADS"); text && *text) {
    char* end = nullptr;
    const long n = std::strtol(text, &end, 10);
    if (*end != '\0' || n < 1 || n > 65536)
      throw std::invalid_argument(
          "environment variable FASTRELU_NUM_THREADS must be a whole number from 1 to 65536, not '" + std::string(text) + "'");
    set_thread_count(static_cast<int>(n));
  }
}

std::string openmp_runtime() {
#if defined(_OPENMP)
#if defined(FASTRELU_OPENMP_RUNTIME)
  return FASTRELU_OPENMP_RUNTIME;
#else
  return "OpenMP " + std::to_string(_OPENMP);
#endif
#else
  return "none: built without OpenMP";
#endif
}

}  // namespace fastrelu
