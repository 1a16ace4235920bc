// Operands of several dimensions against protected pages: layouts drawn at random, each operand with axes in an order of its
// own, with gaps, reversed, or standing still.
#include <numeric>
#include <random>

#include "native/guard_parts.h"
#include "native/guarded_array.h"
#include "runtime/parallel.h"

namespace fastrelu {
namespace {

using Axes = std::vector<std::ptrdiff_t>;
constexpr std::ptrdiff_t kMostElements = 12000;
using Random = std::mt19937;

std::ptrdiff_t below(Random& random, std::size_t n) { return static_cast<std::ptrdiff_t>(random() % n); }

Axes some_shape(Random& random) {
  constexpr std::ptrdiff_t kLengths[] = {1, 2, 3, 7, 16, 31, 32, 33, 64, 65, 129, 513};
  Axes shape;
  std::ptrdiff_t elements = 1;
  const std::ptrdiff_t dimensions = 2 + below(random, 3);
  while (static_cast<std::ptrdiff_t>(shape.size()) < dimensions) {
    const std::ptrdiff_t length = kLengths[below(random, std::size(kLengths))];
    shape.push_back(elements * length <= kMostElements ? length : 1);
    elements *= shape.back();
  }
  std::shuffle(shape.begin(), shape.end(), random);
  return shape;
}

// Axes in a random order in memory, mostly C's or Fortran's; `still`: an axis may be one element for all.
Axes some_steps(Random& random, const Axes& shape, std::ptrdiff_t item, bool still) {
  std::vector<std::size_t> order(shape.size());
  std::iota(order.begin(), order.end(), std::size_t(0));
  const std::ptrdiff_t kind = below(random, 4);
  if (kind == 1) std::reverse(order.begin(), order.end());
  if (kind > 1) std::shuffle(order.begin(), order.end(), random);
  Axes steps(shape.size());
  std::ptrdiff_t step = item * (below(random, 5) == 0 ? 2 : 1);
  for (const std::size_t axis : order) {
    const bool stands = still && below(random, 5) == 0;
    steps[axis] = stands ? 0 : below(random, 6) == 0 ? -step : step;
    if (!stands) step = step * shape[axis] + (below(random, 4) == 0 ? 3 * item : 0);
  }
  return steps;
}

void check(const Case& made, const Isa& isa, Random& random, const std::vector<Guarded>& memory, bool plant) {
  const std::ptrdiff_t item = made.item();
  const Axes shape = some_shape(random);
  const std::ptrdiff_t elements = std::accumulate(shape.begin(), shape.end(), std::ptrdiff_t(1), std::multiplies<>());
  const Work work = {made.loop(isa), made.inputs(), made.outputs(), int(item), made.activation->cost};
  for (const Against against : {Against::end, Against::start}) {
    Layout layout;
    layout.operands = made.operands();
    layout.dimensions = static_cast<int>(shape.size());
    std::copy(shape.begin(), shape.end(), layout.shape);
    std::vector<GuardedArray> arrays;
    std::vector<std::vector<char>> numbers;
    char *args[kMostOperands], *plain[kMostOperands];
    std::ptrdiff_t plain_steps[kMostOperands];
    for (int k = 0; k < made.operands(); ++k) {
      const bool alone = made.is_parameter(k) && below(random, 2) == 0;
      const Axes steps = alone ? Axes(shape.size(), 0) : some_steps(random, shape, item, !made.is_output(k));
      arrays.emplace_back(memory[std::size_t(k)], made.type, shape, steps, against);
      numbers.push_back(some_numbers(made.type, elements, k));
      args[k] = arrays.back().start();
      plain_steps[k] = item;
      for (std::size_t d = 0; d < shape.size(); ++d) layout.steps[d][k] = steps[d];
      if (made.is_output(k)) {
        arrays.back().prepare();
      } else {  // of elements that share a place, the last stays
        arrays.back().fill(numbers.back().data());
        arrays.back().read(numbers.back().data());
      }
    }
    for (int k = 0; k < made.operands(); ++k) plain[k] = numbers[std::size_t(k)].data();
    if (plant) ++layout.shape[0];
    layout.simplify();
    g_report.n = elements;
    run(work, plain, plain_steps, elements);
    const double before = set_stream_bytes(below(random, 2) == 0 ? 1 : 1e9);
    run(work, args, layout);
    set_stream_bytes(before);
    ++g_report.cases;
    for (int k = made.inputs(); k < made.operands(); ++k) arrays[std::size_t(k)].expect(plain[k]);
  }
}

}  // namespace

void guard_layouts(const Isa& isa, bool plant) {
  constexpr int kLayouts = 12;
  Random random(1);
  g_report.how = "a layout drawn at random";
  for (const Case& made : elementwise_cases()) {
    g_report.what = made.name() + " " + isa.name;
    std::vector<Guarded> memory;
    memory.reserve(std::size_t(made.operands()));
    // Gaps and every second element make an operand some times larger.
    for (int k = 0; k < made.operands(); ++k)
      memory.emplace_back(std::size_t(10 * kMostElements * made.item()), made.is_output(k));
    g_report.operands.clear();
    for (const Guarded& one : memory) g_report.operands.push_back(&one);
    for (int i = 0; i < kLayouts; ++i) check(made, isa, random, memory, plant);
  }
}

}  // namespace fastrelu
