#include "runtime/threads.h"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <stdexcept>

#include "runtime/cpus.h"
#include "runtime/openmp_runtime.h"
#include "runtime/thread_supply.h"

#if defined(__unix__) || defined(__APPLE__)
#include <pthread.h>
#define FASTRELU_HAS_ATFORK 1
#endif

namespace fastrelu {
namespace {

// Nanoseconds of one core's work that a thread must have before it is worth waking. Waking a team costs 2 to 8 us with
// libgomp; bench/thresholds.py shows whether two threads overtake one at this size on a given machine.
constexpr double kWorthAThread = 15000.0;

std::atomic<int> g_process_threads{0};  // set_thread_count, or FASTRELU_NUM_THREADS
thread_local int t_local_threads = 0;   // set_local_thread_count
std::atomic<bool> g_forked{false};
std::atomic<bool> g_openmp_is_told{false};  // OMP_NUM_THREADS was a number, and the runtime has read it

int default_thread_count() {
#if defined(_OPENMP)
  int n = omp_get_max_threads();  // OMP_NUM_THREADS, omp_set_num_threads, threadpoolctl
#if _OPENMP >= 200805
  n = std::min(n, omp_get_thread_limit());
#endif
  if (!g_openmp_is_told.load(std::memory_order_relaxed)) {  // a stated wish outranks what the machine seems to be
    const int cpus = cpus_by_affinity(), paid = cpus_by_quota();
    if (cpus < n) n = cpus;
    if (paid > 0 && paid < n) n = paid;
  }
  return n > 0 ? n : 1;
#else
  return 1;
#endif
}

#if defined(_OPENMP)

// The first of the whole numbers in OMP_NUM_THREADS, one for each level of nesting, or 0 if it is no such list, and so has been
// ignored by the runtime.
int first_of_list(const char* text) {
  long first = 0;
  for (;;) {
    char* end = nullptr;
    const long n = std::strtol(text, &end, 10);
    if (end == text || n < 1 || n > kMostThreadCount) return 0;
    if (first == 0) first = n;
    while (std::isspace(static_cast<unsigned char>(*end))) ++end;
    if (*end == '\0') return static_cast<int>(first);
    if (*end != ',') return 0;
    text = end + 1;
  }
}

#endif

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

}  // namespace

int worthwhile_threads(double nanoseconds) {
  const double worth = nanoseconds / kWorthAThread;
  if (worth < 2.0) return 1;
  const int most = thread_count();
  return worth < double(most) ? static_cast<int>(worth) : most;
}

void in_team([[maybe_unused]] int threads, void (*share)(const void* context, int thread, int team), const void* context) {
#if defined(_OPENMP)
  if (threads > 1 && !g_forked.load(std::memory_order_relaxed) && !g_account.overdrawn()) {
    const OpenMpRuntime openmp = OpenMpRuntime::current();
    if (openmp.in_parallel()) return share(context, 0, 1);
    Reservation reservation(threads);
    if (reservation.threads() == 1) return share(context, 0, 1);
    const auto begun = Account::now();
    auto finished = begun;
    int team = 1;
    openmp.run(reservation.threads(), [&](int thread, int all) {
      if (thread == 0) reservation.begun(all);
      share(context, thread, all);
      if (thread == 0) {
        finished = Account::now();
        team = all;
      }
    });
    g_account.enter(team, begun, finished, Account::now());
    return;
  }
#endif
  share(context, 0, 1);
}

int thread_count() {
  if (g_forked.load(std::memory_order_relaxed)) return 1;
  if (t_local_threads > 0) return t_local_threads;
  const int process = g_process_threads.load(std::memory_order_relaxed);
  return process > 0 ? process : default_thread_count();
}

void set_thread_count(int n) { g_process_threads.store(n, std::memory_order_relaxed); }

void set_local_thread_count(int n) { t_local_threads = n; }

void initialize_threads() {
#if defined(FASTRELU_HAS_ATFORK)
  // The child of a fork has only the forking thread, but libgomp still believes in the team of the parent and would
  // wait for it for ever. Children compute on one thread.
  static std::once_flag once;
  std::call_once(once, [] { pthread_atfork(nullptr, nullptr, [] { g_forked.store(true, std::memory_order_relaxed); }); });
#endif
#if defined(_OPENMP)
  // Once, as the runtime does, which may have been loaded before the variable was set: then its number is another. Later the
  // environment may be changed by one thread while another one computes.
  if (const char* text = std::getenv("OMP_NUM_THREADS")) {
    const int n = first_of_list(text);
    g_openmp_is_told.store(n > 0 && n == omp_get_max_threads(), std::memory_order_relaxed);
  }
#endif
  if (const char* text = std::getenv("FASTRELU_NUM_THREADS"); text && *text) {
    char* end = nullptr;
    const long n = std::strtol(text, &end, 10);
    if (*end != '\0' || n < 1 || n > kMostThreadCount)
      throw std::invalid_argument("environment variable FASTRELU_NUM_THREADS must be a whole number from 1 to " +
                                  std::to_string(kMostThreadCount) + ", not '" + std::string(text) + "'");
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
