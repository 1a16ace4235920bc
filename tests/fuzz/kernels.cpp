// Kernels against each other, on what libFuzzer makes up: which kernel, in which form and dtype, how many elements, how they
// lie, and what they are. Four ways in: a loop over rows of elements, operands that share memory, operands of several
// dimensions, functions along an axis. Every result is held
//
// - bit by bit against that of the other instruction sets with fused multiply-add, and of the same elements end to end;
// - against the baseline's within the accuracy that both promise.
//
// Built with the address sanitizer, which sees what is read or written beyond an operand: each has memory of its own.
#include <algorithm>
#include <numeric>
#include <utility>

#include "fuzz/compare.h"
#include "fuzz/input.h"
#include "runtime/float_environment.h"
#include "runtime/parallel.h"
#include "runtime/rows.h"

using namespace fastrelu;

namespace {

using Columns = std::vector<std::vector<char>>;

bool has_same_bits(const Isa& isa) { return std::string(isa.name) != "baseline"; }

const Case& some_case(Input& input) {
  static const std::vector<Case> all = elementwise_cases();
  return all[std::size_t(input.below(all.size()))];
}

std::ptrdiff_t some_length(Input& input) {
  const unsigned kind = input.byte() % 8;
  if (kind < 4) return input.below(140);
  if (kind < 7) return 480 + input.below(120);
  return input.below(9000);
}

// What every operand holds; of a parameter that stands still, one number.
Columns some_operands(Input& input, const Case& made, std::ptrdiff_t n, bool* is_usual) {
  Columns all;
  *is_usual = true;
  for (int k = 0; k < made.operands(); ++k) {
    if (made.is_parameter(k)) {
      const Parameter& parameter = made.activation->parameters[k - made.data()];
      const double value = input.parameter(*made.activation, k - made.data());
      *is_usual = *is_usual && value == parameter.fallback;
      all.emplace_back(std::size_t(std::max<std::ptrdiff_t>(n, 1) * made.item()));
      for (std::size_t i = 0; i < all.back().size(); i += std::size_t(made.item())) put(&all.back()[i], made.type, value);
    } else if (made.is_output(k)) {
      all.emplace_back(std::size_t(n * made.item()));
    } else {
      all.push_back(input.numbers(made.type, n, k));
    }
  }
  return all;
}

// The results of elements end to end, in the columns of the outputs.
void compute(const Case& made, const Isa& isa, Columns& columns, std::ptrdiff_t n) {
  char* args[kMostOperands];
  std::ptrdiff_t steps[kMostOperands];
  for (int k = 0; k < made.operands(); ++k) {
    args[k] = columns[std::size_t(k)].data();
    steps[k] = made.is_parameter(k) ? 0 : made.item();
  }
  const DefaultFloatEnvironment environment;
  made.loop(isa)(args, steps, n, kPlain);
}

// The ends of the function's values at the defaults of its parameters; those with derivatives from the output are monotone.
std::pair<double, double> range_of(const Description& activation) {
  double x[] = {-HUGE_VAL, HUGE_VAL}, ends[2], parameters[kMostParameters];
  char* args[kMostOperands] = {reinterpret_cast<char*>(x)};
  std::ptrdiff_t steps[kMostOperands] = {sizeof(double)};
  const int last = 1 + activation.parameter_count;
  for (int k = 0; k < activation.parameter_count; ++k) {
    parameters[k] = activation.parameters[k].fallback;
    args[1 + k] = reinterpret_cast<char*>(&parameters[k]);
    steps[1 + k] = 0;
  }
  args[last] = reinterpret_cast<char*>(ends);
  steps[last] = sizeof(double);
  const Case value = {&activation, Form::value, Type::f64, false};
  value.loop(isas().back())(args, steps, 2, kPlain);
  return {ends[0], ends[1]};
}

// Where errors count in units of something else than the result: terms of three parameters may cancel. NaN where nothing is
// promised: for gradients that make something of what counts as 0, and infinite inputs beside them, and for an x as large that
// a gate far below 0 closes (docs/accuracy.md); for the derivative at an output that the function does not give.
std::vector<double> floors_of(const Case& made, const Columns& columns, std::ptrdiff_t n) {
  const double most = made.type == Type::f64 ? 1e190 : 1e18;
  const bool from_output = made.form == Form::backward_from_output;
  const auto [least, greatest] = from_output ? range_of(*made.activation) : std::pair{0.0, 0.0};
  std::vector<double> floors(std::size_t(n), 0.0);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (int k = 0; k < made.data(); ++k) {
      const double given = get(&columns[std::size_t(k)][std::size_t(i * made.item())], made.type), number = std::fabs(given);
      double& floor = floors[std::size_t(i)];
      if ((made.form == Form::backward || from_output) && !(number <= most)) floor = std::nan("");
      const bool is_gated_x = made.activation->kind == Kind::gated && k == 1;
      if (is_gated_x && !(number <= most) && get(&columns[0][std::size_t(i * made.item())], made.type) < -4)
        floor = std::nan("");
      if (from_output && k > 0 && (made.biased || !(least <= given && given <= greatest))) floor = std::nan("");
      if (made.activation->parameter_count == kMostParameters && number > floor) floor = number;
    }
  return floors;
}

// All instruction sets on the same numbers. Returns the results of each.
std::vector<Columns> compute_all(const Case& made, Columns columns, std::ptrdiff_t n, bool usual) {
  std::vector<Columns> all;
  const std::vector<const Isa*> isas = isas_to_test();
  for (const Isa* isa : isas) {
    compute(made, *isa, columns, n);
    all.push_back(columns);
    for (int k = made.inputs(); k < made.operands(); ++k) {
      const char *const first = all[0][std::size_t(k)].data(), *const ours = columns[std::size_t(k)].data();
      if (!row_of(made.type).is_float() || has_same_bits(*isa)) {
        expect_same("instruction sets differ", first, ours, n, made.type);
      } else if (usual) {
        // Twice what the worst promises, and as much again for 16 bits' rounding of what is close to a tie.
        const std::vector<double> floors = floors_of(made, columns, n);
        expect_close(first, ours, floors.data(), n, made.type, 8);
      }
    }
  }
  return all;
}

// ------------------------------------------------------------------------------------------- one axis, any steps, any flags

void fuzz_loop(Input& input) {
  const Case& made = some_case(input);
  const std::ptrdiff_t n = some_length(input), item = made.item();
  g_found = {made.name(), n};
  std::ptrdiff_t steps[kMostOperands];
  std::size_t offsets[kMostOperands];
  bool stands[kMostOperands], contiguous = true;
  for (int k = 0; k < made.operands(); ++k) {
    const std::ptrdiff_t apart = input.below(3) == 0 ? input.below(9) - 4 : 1;
    stands[k] = made.is_parameter(k) && input.flip();
    steps[k] = stands[k] ? 0 : (apart == 0 ? 1 : apart) * item;
    offsets[k] = std::size_t(input.below(9) * item);
    contiguous = contiguous && (!made.is_output(k) || steps[k] == item);
  }
  const int onto = input.byte() % 4 == 0 ? int(input.below(std::size_t(made.data()))) : -1;  // an output in place of an input
  if (onto >= 0) {
    steps[made.inputs()] = steps[onto];
    contiguous = contiguous && steps[onto] == item;
  }
  const unsigned flags = contiguous ? unsigned(input.below(3)) : unsigned(input.below(2));
  bool usual;
  const Columns columns = some_operands(input, made, n, &usual);
  const std::vector<Columns> results = compute_all(made, columns, n, usual);
  std::size_t which = 0;
  for (const Isa* isa : isas_to_test()) {
    std::vector<Exact> memory;
    char* args[kMostOperands];
    memory.reserve(kMostOperands);
    for (int k = 0; k < made.operands(); ++k) {
      const std::ptrdiff_t reach = n > 0 ? (n - 1) * std::abs(steps[k]) + item : 0;
      if (k == made.inputs() && onto >= 0 && !(flags & kStream)) {
        args[k] = args[onto];
        continue;
      }
      memory.emplace_back(std::size_t(reach), offsets[k], 0x5a);
      args[k] = memory.back().start() + (n > 0 && steps[k] < 0 ? -steps[k] * (n - 1) : 0);
      if (!made.is_output(k))
        for (std::ptrdiff_t i = 0; i < (steps[k] == 0 ? std::min<std::ptrdiff_t>(n, 1) : n); ++i)
          std::memcpy(args[k] + i * steps[k], &columns[std::size_t(k)][std::size_t(i * item)], std::size_t(item));
    }
    {
      const DefaultFloatEnvironment environment;
      made.loop (*isa)(args, steps, n, flags);
    }
    for (int k = made.inputs(); k < made.operands(); ++k) {
      std::vector<char> found(std::size_t(n * item));
      for (std::ptrdiff_t i = 0; i < n; ++i)
        std::memcpy(&found[std::size_t(i * item)], args[k] + i * steps[k], std::size_t(item));
      expect_same("steps change results", results[which][std::size_t(k)].data(), found.data(), n, made.type);
    }
    ++which;
  }
}

// --------------------------------------------------------------------------------------------------- operands that meet

// Operands anywhere in the same memory: as if elements were computed one after another.
void fuzz_overlap(Input& input) {
  const Case& made = some_case(input);
  const std::ptrdiff_t n = input.flip() ? input.below(80) : 400 + input.below(400), item = made.item();
  g_found = {made.name() + " in shared memory", n};
  std::ptrdiff_t steps[kMostOperands], places[kMostOperands], low = 0, high = 0;
  for (int k = 0; k < made.operands(); ++k) {
    const unsigned kind = input.byte() % 4;
    steps[k] = (kind == 0 ? input.below(5) - 2 : kind == 1 ? -1 : 1) * item;
    places[k] = (input.flip() ? input.below(8) : input.below(600)) * item;
    const std::ptrdiff_t last = places[k] + std::max<std::ptrdiff_t>(n - 1, 0) * steps[k];
    low = std::min({low, places[k], last});
    high = std::max({high, places[k] + item, last + item});
  }
  const std::vector<char> numbers = input.numbers(made.type, (high - low) / item, 0);
  for (const Isa* isa : isas_to_test()) {
    Exact one(numbers.size(), 0, 0), other(numbers.size(), 0, 0);
    char *args[kMostOperands], *alone[kMostOperands];
    std::memcpy(one.start(), numbers.data(), numbers.size());
    std::memcpy(other.start(), numbers.data(), numbers.size());
    for (int k = 0; k < made.operands(); ++k) args[k] = one.start() + places[k] - low;
    run({made.loop(*isa), made.inputs(), made.outputs(), int(item), made.activation->cost}, args, steps, n);
    const DefaultFloatEnvironment environment;
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      for (int k = 0; k < made.operands(); ++k) alone[k] = other.start() + places[k] - low + i * steps[k];
      made.loop (*isa)(alone, steps, 1, kBuffered);
    }
    expect_same("order matters", other.start(), one.start(), (high - low) / item, made.type);
  }
}

// --------------------------------------------------------------------------------------------------- several dimensions

struct Shape {
  std::vector<std::ptrdiff_t> lengths;
  std::ptrdiff_t elements() const {
    return std::accumulate(lengths.begin(), lengths.end(), std::ptrdiff_t(1), std::multiplies<>());
  }
  // f(place) for every element in C order, its distance from the first.
  template <class F>
  void walk(const std::vector<std::ptrdiff_t>& steps, F f) const {
    for (std::ptrdiff_t i = 0; i < elements(); ++i) {
      std::ptrdiff_t at = 0, rest = i;
      for (std::size_t d = lengths.size(); d-- > 0; rest /= lengths[d]) at += rest % lengths[d] * steps[d];
      f(at);
    }
  }
};

// An operand of a shape in memory of its own, with axes in any order.
struct Operand {
  std::vector<std::ptrdiff_t> steps;
  std::unique_ptr<Exact> memory;
  char* start;

  Operand(Input& input, const Shape& shape, std::ptrdiff_t item, bool may_stand) : steps(shape.lengths.size()) {
    std::vector<std::size_t> order(steps.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    if (input.flip()) std::rotate(order.begin(), order.begin() + input.below(order.size()), order.end());
    if (input.flip()) std::reverse(order.begin(), order.end());
    std::ptrdiff_t step = item * (1 + (input.byte() % 5 == 0)), before = 0, reach = item;
    for (const std::size_t axis : order) {
      const unsigned kind = input.byte() % 8;
      const bool stands = may_stand && kind == 0;
      steps[axis] = stands ? 0 : kind == 1 ? -step : step;
      const std::ptrdiff_t far = std::abs(steps[axis]) * (shape.lengths[axis] - 1);
      if (kind == 1) before += far;
      reach += far;
      if (!stands) step = step * shape.lengths[axis] + (kind == 2 ? 3 * item : 0);
    }
    if (shape.elements() == 0) reach = before = 0;
    memory = std::make_unique<Exact>(std::size_t(reach), std::size_t(input.below(9) * item), 0x5a);
    start = memory->start() + before;
  }
};

void fuzz_layout(Input& input) {
  const Case& made = some_case(input);
  const std::ptrdiff_t item = made.item();
  Shape shape;
  for (std::ptrdiff_t d = 1 + input.below(4); d > 0; --d) {
    const std::ptrdiff_t length = 1 + (input.byte() % 3 == 0 ? input.below(530) : input.below(40));
    shape.lengths.push_back(shape.elements() * length <= 6000 ? length : 1);
  }
  const std::ptrdiff_t n = shape.elements();
  g_found = {made.name() + " of several dimensions", n};
  bool usual;
  Columns columns = some_operands(input, made, n, &usual);
  Layout layout;
  layout.operands = made.operands();
  layout.dimensions = int(shape.lengths.size());
  std::copy(shape.lengths.begin(), shape.lengths.end(), layout.shape);
  std::vector<Operand> operands;
  char* args[kMostOperands];
  for (int k = 0; k < made.operands(); ++k) {
    operands.emplace_back(input, shape, item, !made.is_output(k));
    const Operand& operand = operands.back();
    args[k] = operand.start;
    for (std::size_t d = 0; d < shape.lengths.size(); ++d) layout.steps[d][k] = operand.steps[d];
    if (made.is_output(k)) continue;
    const char* from = columns[std::size_t(k)].data();
    shape.walk(operand.steps,
               [&](std::ptrdiff_t at) { std::memcpy(operand.start + at, from, std::size_t(item)), from += item; });
    char* back = columns[std::size_t(k)].data();  // of elements that share a place, the last has stayed
    shape.walk(operand.steps,
               [&](std::ptrdiff_t at) { std::memcpy(back, operand.start + at, std::size_t(item)), back += item; });
  }
  layout.simplify();
  const double before = set_stream_bytes(input.byte() % 4 == 0 ? 1 : 1e9);
  const std::vector<Columns> results = compute_all(made, columns, n, usual);
  std::size_t which = 0;
  for (const Isa* isa : isas_to_test()) {
    run({made.loop(*isa), made.inputs(), made.outputs(), int(item), made.activation->cost}, args, layout);
    for (int k = made.inputs(); k < made.operands(); ++k) {
      std::vector<char> found;
      const Operand& operand = operands[std::size_t(k)];
      shape.walk(operand.steps,
                 [&](std::ptrdiff_t at) { found.insert(found.end(), operand.start + at, operand.start + at + item); });
      expect_same("the layout changes results", results[which][std::size_t(k)].data(), found.data(), n, made.type);
    }
    ++which;
  }
  set_stream_bytes(before);
}

// ----------------------------------------------------------------------------------------------------------- along an axis

void fuzz_rows(Input& input) {
  constexpr Type kFloats[] = {Type::f16, Type::bf16, Type::f32, Type::f64};
  static const std::vector<Description> all = [] {
    std::vector<Description> found;
    for (const Description& one : descriptions())
      if (one.kind == Kind::along_axis) found.push_back(one);
    return found;
  }();
  const auto number = std::size_t(input.below(all.size()));
  const Type type = kFloats[input.byte() % 4];
  const Form form = input.flip() ? Form::value : Form::backward;
  Shape shape;
  shape.lengths = {1 + input.below(40), input.byte() % 8 == 0 ? input.below(9000) : input.below(300)};
  if (shape.elements() > 20000) shape.lengths[0] = 1;
  const std::ptrdiff_t n = shape.elements(), item = row_of(type).bytes;
  const int operands = form == Form::value ? 2 : 3;
  g_found = {std::string(all[number].name) + " " + kFormNames[int(form)] + " " + row_of(type).name, shape.lengths[1]};
  std::vector<Operand> places;
  Columns columns;
  char* args[3];
  std::ptrdiff_t row_steps[3], element_steps[3];
  for (int k = 0; k < operands; ++k) {
    places.emplace_back(input, shape, item, false);
    args[k] = places.back().start;
    row_steps[k] = places.back().steps[0];
    element_steps[k] = places.back().steps[1];
    if (k + 1 == operands) continue;
    columns.push_back(input.numbers(type, n, k));
    const char* from = columns.back().data();
    shape.walk(places.back().steps,
               [&](std::ptrdiff_t at) { std::memcpy(args[k] + at, from, std::size_t(item)), from += item; });
  }
  std::vector<char> first;
  for (const Isa* isa : isas_to_test()) {
    if (!has_same_bits(*isa)) continue;
    const RowWork work = {&isa->kernels->rows->activations[number], isa->kernels->drivers, form, type, all[number].cost};
    std::vector<char> found, contiguous(std::size_t(n * item));
    run_along_axis(work, args, shape.lengths[0], shape.lengths[1], row_steps, element_steps);
    shape.walk(places.back().steps,
               [&](std::ptrdiff_t at) { found.insert(found.end(), args[operands - 1] + at, args[operands - 1] + at + item); });
    char* plain[3] = {columns[0].data(), operands == 3 ? columns[1].data() : contiguous.data(), contiguous.data()};
    const std::ptrdiff_t rows[3] = {shape.lengths[1] * item, shape.lengths[1] * item, shape.lengths[1] * item},
                         elements[3] = {item, item, item};
    run_along_axis(work, plain, shape.lengths[0], shape.lengths[1], rows, elements);
    expect_same("the layout changes results", contiguous.data(), found.data(), n, type);
    if (first.empty()) first = contiguous;
    expect_same("instruction sets differ", first.data(), contiguous.data(), n, type);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  constexpr void (*kWays[])(Input&) = {fuzz_loop, fuzz_loop, fuzz_overlap, fuzz_layout, fuzz_rows};
  kWays[input.byte() % std::size(kWays)](input);
  return 0;
}
