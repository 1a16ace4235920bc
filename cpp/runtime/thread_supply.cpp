#include "runtime/thread_supply.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <thread>

#if defined(__unix__) || defined(__APPLE__)
#include <pthread.h>
#include <unistd.h>
#define FASTRELU_HAS_PTHREADS 1
#endif

namespace fastrelu {
namespace {

// More threads than CPUs never help; tests want a few, wherever they run.
constexpr int kMostBesideCpus = 16;

int most_threads() {
#if defined(FASTRELU_HAS_PTHREADS)
  static const int cpus = static_cast<int>(std::min(sysconf(_SC_NPROCESSORS_CONF), 65536L));
#else
  static const int cpus = static_cast<int>(std::thread::hardware_concurrency());
#endif
  return std::max(cpus, kMostBesideCpus);
}

#if defined(FASTRELU_HAS_PTHREADS)

// The stack of a thread that the runtime starts, in bytes, as the first of these variables says: with a unit of B, K, M or G,
// or in kilobytes, but for LLVM's own variable, in bytes (OpenMP 5.2, 21.2.2; libgomp and LLVM name others beside it). 0 for
// the system's choice.
std::size_t read_stack_size() {
  for (const char* name : {"KMP_STACKSIZE", "OMP_STACKSIZE", "GOMP_STACKSIZE"}) {
#if defined(FASTRELU_OPENMP_RUNTIME)
    if (name[0] == 'K' && std::string(FASTRELU_OPENMP_RUNTIME) == "libgomp") continue;
#endif
    const char* text = std::getenv(name);
    if (!text) continue;
    char* unit = nullptr;
    const double size = std::strtod(text, &unit);
    while (*unit == ' ' || *unit == '\t') ++unit;
    const char c = static_cast<char>(*unit & ~0x20);
    const double other = name[0] == 'K' ? 1.0 : 1024.0;
    const double scale = c == 'B' ? 1.0 : c == 'K' ? 1024.0 : c == 'M' ? 1048576.0 : c == 'G' ? 1073741824.0 : other;
    if (unit != text && size > 0) return static_cast<std::size_t>(std::min(size * scale, 1e15));
  }
  return 0;
}

// Work by way of buffers has these on the stack (strided.cpp: up to 60 KiB).
constexpr std::size_t kLeastStack = 128 * 1024;

std::size_t stack_size() {
  static const std::size_t size = read_stack_size();
  return size;
}

// How many of so many threads the system starts, by starting them: there are limits on memory, on the user's processes, and on
// those of the control group, and no way to ask about all of them. 10 to 20 us each.
int threads_that_start(int n) {
  const std::unique_ptr<pthread_t[]> threads(new (std::nothrow) pthread_t[static_cast<std::size_t>(n)]);
  pthread_attr_t attributes;
  if (!threads || pthread_attr_init(&attributes) != 0) return 0;
  int started = 0;
  if (stack_size() == 0 || pthread_attr_setstacksize(&attributes, stack_size()) == 0) {
    static std::mutex gate;  // closed until all are there
    const std::lock_guard<std::mutex> closed(gate);
    const auto wait = [](void*) -> void* {
      const std::lock_guard<std::mutex> passed(gate);
      return nullptr;
    };
    while (started < n && pthread_create(&threads[static_cast<std::size_t>(started)], &attributes, wait, nullptr) == 0)
      ++started;
  }
  pthread_attr_destroy(&attributes);
  for (int k = 0; k < started; ++k) pthread_join(threads[static_cast<std::size_t>(k)], nullptr);
  return started;
}

#endif

using Clock = std::chrono::steady_clock;

// What has been found out stays true for so long. That is little enough for a program not to have used up its memory in
// between, and so much that teams which shrink and grow by turns do not try each time.
constexpr auto kFresh = std::chrono::milliseconds(100);
// To be had beside the threads that are needed, for whatever else takes memory or starts threads at the same time.
constexpr int kSpare = 1;

std::mutex g_growth;  // of all that follows, but for what is atomic
Clock::time_point g_tried;
bool g_short = false;         // are there no more threads than are known?
std::atomic<int> g_known{0};  // so many there can be in all teams together
std::atomic<int> g_alive{0};  // threads in all teams, without those that began them

// A team has let go of so many. They end a little later: others cannot count on what these still hold before it has been tried
// again. (Twelve threads with teams that grow and shrink under a limit of memory ended the process 4 times in 120.)
void let_go(int threads) {
  g_alive.fetch_sub(threads, std::memory_order_relaxed);
  g_known.fetch_sub(threads, std::memory_order_relaxed);
}

// The team of a thread stays with the runtime, to be used again. A smaller one lets go of the others.
struct Team {
  int size = 1;
  ~Team() { let_go(size - 1); }
};
thread_local Team t_team;

}  // namespace

Reservation::Reservation(int threads) : threads_(std::min(threads, most_threads())) {
#if defined(FASTRELU_HAS_PTHREADS)
  const int more = threads_ - t_team.size;
  if (more <= 0) return;
  if (stack_size() != 0 && stack_size() < kLeastStack) {
    threads_ = 1;
    return;
  }
  growing_ = std::unique_lock<std::mutex>(g_growth);
  const int alive = g_alive.load(std::memory_order_relaxed);
  const Clock::time_point now = Clock::now();
  if (now - g_tried > kFresh || (alive + more > g_known && !g_short)) {
    const int started = threads_that_start(more + kSpare);
    g_tried = now;
    g_short = started < more + kSpare;
    g_known = alive + std::max(started - kSpare, 0);
  }
  threads_ = t_team.size + std::min(more, std::max(g_known - alive, 0));
  if (threads_ == 1) growing_.unlock();
#endif
}

void Reservation::begun(int team) {
  if (team != t_team.size) {
    if (team > t_team.size)
      g_alive.fetch_add(team - t_team.size, std::memory_order_relaxed);
    else
      let_go(t_team.size - team);
    t_team.size = team;
  }
  if (growing_.owns_lock()) growing_.unlock();
}

}  // namespace fastrelu
