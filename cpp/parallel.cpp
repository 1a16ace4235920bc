#include "parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <numeric>
#include <sstream>
#include <stdexcept>

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
// Outputs of a call above this size leave past the caches; below it the next reader would miss. An estimate, about what
// one program can expect of a shared last-level cache; not yet measured.
constexpr double kStreamBytes = 32.0 * 1024 * 1024;
// Cuts are multiples of this many elements, so that no cache line of an output is written by two threads.
constexpr std::ptrdiff_t kGrain = 1024;

std::atomic<int> g_process_threads{0};   // set_thread_count, or FASTRELU_NUM_THREADS
thread_local int t_local_threads = 0;    // set_local_thread_count
std::atomic<bool> g_forked{false};

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
  if (double(n) * work.item_size * work.outputs < kStreamBytes) return false;
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

// ------------------------------------------------------------------------------------------------ several dimensions

// Rows from this length on go to the loop as they lie; shorter ones are put together in a buffer, so that what a loop costs
// to begin and to end is shared by many. Between the two lengths nothing is written past the caches: it would cost more
// at both ends of every row than it saves.
constexpr std::ptrdiff_t kLongRow = 512;
constexpr std::ptrdiff_t kStreamedRow = 16384;
constexpr std::size_t kLine = 64;  // bytes in a line of the caches
constexpr std::ptrdiff_t kPacked = 1024;  // elements in such a buffer
constexpr int kLargestItem = 8;

// Bytes, at least 16, to places that share none; a call of memcpy for a few bytes costs more than the bytes.
inline void copy_bytes(char* to, const char* from, std::ptrdiff_t n) {
  if (n >= 128) {
    std::memcpy(to, from, static_cast<std::size_t>(n));
    return;
  }
  for (std::ptrdiff_t i = 0; i < n - 16; i += 16) std::memcpy(to + i, from + i, 16);
  std::memcpy(to + n - 16, from + n - 16, 16);
}

template <int Item>
inline void copy_items(char* to, std::ptrdiff_t to_step, const char* from, std::ptrdiff_t from_step, std::ptrdiff_t n) {
  const std::ptrdiff_t bytes = n * Item;
  if (bytes >= 16 && to_step == Item && from_step == Item)
    copy_bytes(to, from, bytes);
  else
    for (; n > 0; --n, to += to_step, from += from_step) std::memcpy(to, from, Item);
}

// One element n times, and up to kLine bytes beyond.
template <int Item>
inline void fill_items(char* to, const char* element, std::ptrdiff_t n) {
  char piece[kLine];
  for (std::size_t i = 0; i < kLine; i += Item) std::memcpy(piece + i, element, Item);
  for (std::ptrdiff_t i = 0; i < n * Item; i += std::ptrdiff_t(kLine)) std::memcpy(to + i, piece, kLine);
}

// Where rows lie far apart, as those of a slice do, the CPU's own prefetcher does not see the next one coming. How far
// ahead of itself to fetch an operand, in bytes: about kAhead of what is read, in rows.
constexpr std::ptrdiff_t kAhead = 2048, kMostRowsAhead = 16, kApart = 256;

std::ptrdiff_t fetch_distance(const Layout& layout, int operand, int item) {
  const int last = layout.dimensions - 1;
  const std::ptrdiff_t row = layout.shape[last] * item, from_row_to_row = layout.steps[last - 1][operand];
  if (layout.steps[last][operand] != item || row > kAhead || std::abs(from_row_to_row) < row + kApart) return 0;
  return std::min(kAhead / row, kMostRowsAhead) * from_row_to_row;
}

template <bool Out>
inline void fetch([[maybe_unused]] const char* row, [[maybe_unused]] std::ptrdiff_t bytes) {
#if defined(__GNUC__)
  for (std::ptrdiff_t i = 0; i < bytes; i += std::ptrdiff_t(kLine)) __builtin_prefetch(row + i, Out);
#endif
}

// An operand on its way through a buffer.
struct Packed {
  Walker walker;
  std::ptrdiff_t step;   // along a row
  std::ptrdiff_t ahead;  // fetch_distance
};

// The next elements of an operand to a buffer, which has room for a line more, or from it.
template <int Item, bool Out>
void pack(char* buffer, Packed& operand, std::ptrdiff_t elements) {
  Walker& walker = operand.walker;
  for (std::ptrdiff_t n; elements > 0; elements -= n, buffer += n * Item) {
    n = walker.row(elements);
    if (operand.ahead != 0) fetch<Out>(walker.at() + operand.ahead, n * Item);
    if constexpr (Out)
      copy_items<Item>(walker.at(), operand.step, buffer, Item, n);
    else if (operand.step == 0)
      fill_items<Item>(buffer, walker.at(), n);
    else
      copy_items<Item>(buffer, Item, walker.at(), operand.step, n);
    walker.advance(n);
  }
}
template <bool Out>
void pack(char* buffer, Packed& operand, std::ptrdiff_t elements, int item) {
  switch (item) {
    case 1: return pack<1, Out>(buffer, operand, elements);
    case 2: return pack<2, Out>(buffer, operand, elements);
    case 4: return pack<4, Out>(buffer, operand, elements);
    default: return pack<8, Out>(buffer, operand, elements);
  }
}

// How many elements to put together at once: kPacked, or a little fewer if then an input that repeats itself from row to
// row, a weight for each of the innermost axis, is the same every time. Whole lines in any case.
std::ptrdiff_t packed_at_once(std::ptrdiff_t row, bool repeats, int item) {
  if (!repeats) return kPacked;
  const std::ptrdiff_t rows_of_lines = std::lcm(row * item, static_cast<std::ptrdiff_t>(kLine)) / item;
  return rows_of_lines <= kPacked ? kPacked / rows_of_lines * rows_of_lines : kPacked;
}

// The elements begin .. end-1 of a layout of long rows, in its order.
void run_rows(const Work& work, char* const* args, const Layout& layout, std::ptrdiff_t begin, std::ptrdiff_t end,
              unsigned flags) {
  const int last = layout.dimensions - 1, all = work.inputs + work.outputs;
  Walker walkers[kMostOperands];
  std::ptrdiff_t ahead[kMostOperands];
  char* at[kMostOperands];
  for (int k = 0; k < all; ++k) {
    walkers[k] = Walker(layout, k, args[k], begin);
    ahead[k] = k < work.inputs ? fetch_distance(layout, k, work.item_size) : 0;
  }
  for (std::ptrdiff_t i = begin, n; i < end; i += n) {
    n = walkers[0].row(end - i);
    for (int k = 0; k < all; ++k) {
      at[k] = walkers[k].at();
      if (ahead[k] != 0) fetch<false>(at[k] + ahead[k], n * work.item_size);
    }
    work.loop(at, layout.steps[last], n, flags);
    for (int k = 0; k < all; ++k) walkers[k].advance(n);
  }
}

// The same for short rows, of which many are put together before the loop is called.
void run_short_rows(const Work& work, char* const* args, const Layout& layout, std::ptrdiff_t begin, std::ptrdiff_t end,
                    unsigned flags) {
  const int last = layout.dimensions - 1, all = work.inputs + work.outputs, item = work.item_size;
  alignas(kLine) char buffers[kMostOperands][kPacked * kLargestItem + kLine];
  Packed operands[kMostOperands];
  bool packed[kMostOperands], repeats[kMostOperands], any_repeats = false;
  char* at[kMostOperands];
  std::ptrdiff_t steps[kMostOperands];
  for (int k = 0; k < all; ++k) {
    steps[k] = k < work.inputs && layout.is_uniform(k) ? 0 : item;  // as parameters mostly are
    packed[k] = steps[k] != 0 && !layout.is_contiguous(k, item);
    repeats[k] = packed[k] && k < work.inputs && layout.repeats_rows(k);
    any_repeats = any_repeats || repeats[k];
    operands[k] = {Walker(layout, k, args[k], begin), layout.steps[last][k], fetch_distance(layout, k, item)};
  }
  const std::ptrdiff_t row = layout.shape[last], at_once = packed_at_once(row, any_repeats, item);
  // From one line of the first output to another, for stores past the caches.
  const auto first_output = reinterpret_cast<std::uintptr_t>(args[work.inputs] + begin * item);
  std::ptrdiff_t most = at_once - (flags & kStream ? static_cast<std::ptrdiff_t>(first_output % kLine) / item : 0);
  std::ptrdiff_t held = 0, held_from = 0;  // what buffers hold of inputs that repeat: so many elements, from that one of a row
  for (std::ptrdiff_t i = begin, n; i < end; i += n, most = at_once) {
    n = std::min(most, end - i);
    const bool again = n <= held && i % row == held_from;
    for (int k = 0; k < all; ++k) {
      at[k] = packed[k] ? buffers[k] : args[k] + i * steps[k];
      if (!packed[k] || k >= work.inputs || (repeats[k] && again)) continue;
      if (repeats[k]) operands[k].walker = Walker(layout, k, args[k], i);  // others may have gone on without it
      pack<false>(buffers[k], operands[k], n, item);
    }
    if (!again) held = n, held_from = i % row;
    work.loop(at, steps, n, flags);
    for (int k = work.inputs; k < all; ++k)
      if (packed[k]) pack<true>(buffers[k], operands[k], n, item);
  }
}

void run_part(const Work& work, char* const* args, const Layout& layout, std::ptrdiff_t begin, std::ptrdiff_t end,
              unsigned flags) {
  const DefaultFloatEnvironment environment;
  if (layout.shape[layout.dimensions - 1] >= kLongRow)
    run_rows(work, args, layout, begin, end, flags);
  else
    run_short_rows(work, args, layout, begin, end, flags);
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

void run(const Work& work, char* const* args, const Layout& layout) {
  if (layout.dimensions == 1) return run(work, args, layout.steps[0], layout.shape[0]);
  const std::ptrdiff_t n = layout.elements();
  const std::ptrdiff_t row = layout.shape[layout.dimensions - 1];
  const bool streams = (row < kLongRow || row >= kStreamedRow) &&
                       worth_streaming(work, args, n, [&](int k) { return layout.is_contiguous(k, work.item_size); });
  const unsigned flags = streams ? kStream : kPlain;
  in_shares(n, work.cost,
            [&](std::ptrdiff_t begin, std::ptrdiff_t end) { run_part(work, args, layout, begin, end, flags); });
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
