#include "runtime/parallel.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <fstream>

#include "runtime/float_environment.h"
#include "runtime/strided.h"
#include "runtime/threads.h"

namespace fastrelu {
namespace {

// Cuts are multiples of this many elements, so that no cache line of an output is written by two threads.
constexpr std::ptrdiff_t kGrain = 1024;
static_assert(kGrain % (kTile * kTile) == 0, "nor is a tile cut");

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

// Makes stores past the caches visible before another thread is told that they are done. Once for each share of the work:
// a fence waits for all of them.
void fence_streams([[maybe_unused]] unsigned flags) {
#if defined(__SSE2__) || defined(_M_X64)
  if (flags & kStream) _mm_sfence();
#endif
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
  if (double(n) * work.item_size * work.outputs < g_stream_bytes.load(std::memory_order_relaxed)) return false;
  for (int o = work.inputs; o < work.inputs + work.outputs; ++o) {
    if (!contiguous(o)) return false;
    for (int k = 0; k < work.inputs; ++k)
      if (args[k] == args[o]) return false;  // in place: the lines are in the cache already
  }
  return true;
}

void run_range(const Work& work, char* const* args, const std::ptrdiff_t* steps, std::ptrdiff_t begin, std::ptrdiff_t end,
               unsigned flags) {
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

// The same work by a table of results, if there is one and it pays. is_constant(k): is operand k one for all elements?
template <class IsConstant>
Work by_table(const Work& work, char* const* args, std::ptrdiff_t n, const IsConstant& is_constant) {
  if (!work.table) return work;
  for (int k = work.loop.kernel->data; k < work.inputs; ++k)
    if (!is_constant(k)) return work;
  const Loop loop = work.table->loop(args, n);
  return loop ? Work{loop, work.inputs, work.outputs, work.item_size, std::min(work.cost, kLookUpCost)} : work;
}

}  // namespace

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
  const Work way = by_table(work, args, n, [&](int k) { return steps[k] == 0; });
  in_shares(n, way.cost, [&](std::ptrdiff_t begin, std::ptrdiff_t end) { run_range(way, args, steps, begin, end, flags); });
}

namespace {

void run_as_it_lies(const Work& work, char* const* args, const Layout& layout) {
  const bool streams =
      !layout.is_tiled && may_stream_rows(layout) &&
      worth_streaming(work, args, layout.elements(), [&](int k) { return layout.is_contiguous(k, work.item_size); });
  const unsigned flags = streams ? kStream : kPlain;
  const Work way = by_table(work, args, layout.elements(), [&](int k) { return layout.period(k) == 1; });
  in_shares(layout.elements(), way.cost,
            [&](std::ptrdiff_t begin, std::ptrdiff_t end) { run_part(way, args, layout, begin, end, flags); });
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
  in_team(std::min(worthwhile_threads(nanoseconds), tasks), [&](int, int) {
    const DefaultFloatEnvironment environment;
    for (int task; (task = next.fetch_add(1, std::memory_order_relaxed)) < tasks;) function(context, task);
  });
}

}  // namespace fastrelu
