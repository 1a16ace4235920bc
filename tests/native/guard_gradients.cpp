// Sums for the gradients of parameters, and what gathers, scatters and rounds, against protected pages.
#include "native/guard_parts.h"
#include "native/guarded_array.h"
#include "runtime/float_environment.h"

namespace fastrelu {
namespace {

std::vector<std::ptrdiff_t> lengths() {
  std::vector<std::ptrdiff_t> made = {255, 256, 257, 511, 513, 1025};
  for (std::ptrdiff_t n = 0; n <= 130; ++n) made.push_back(n);
  return made;
}
constexpr std::ptrdiff_t kMost = 1056;

using Axes = std::vector<std::ptrdiff_t>;

void copies(const Isa& isa, Type type, bool plant) {
  const std::ptrdiff_t item = row_of(type).bytes;
  const Drivers& drivers = *isa.kernels->drivers;
  const Guarded narrow(std::size_t(3 * kMost * item), true), wide(std::size_t(kMost * 8), true);
  g_report.operands = {&narrow, &wide};
  const Type computed = type == Type::f64 ? Type::f64 : Type::f32;
  const std::vector<char> numbers = some_numbers(type, kMost, 0), computed_numbers = some_numbers(computed, kMost, 0),
                          doubles = some_numbers(Type::f64, kMost, 0);
  // Of 16 bits, what the numbers are: each has been rounded from the same one.
  std::vector<char> widened(numbers.size() / std::size_t(item) * std::size_t(row_of(computed).bytes));
  for (std::ptrdiff_t i = 0; i < kMost; ++i)
    put(widened.data() + i * row_of(computed).bytes, computed, get(numbers.data() + i * item, type));
  for (const Against against : {Against::end, Against::start})
    for (const std::ptrdiff_t apart : {1, -1, 2, -3})
      for (const std::ptrdiff_t n : lengths()) {
        const GuardedArray one(narrow, type, Axes{n}, Axes{apart * item}, against);
        const GuardedArray other(wide, computed, Axes{n}, Axes{row_of(computed).bytes}, against);
        const auto told = static_cast<std::size_t>(n + (plant ? 1 : 0));
        g_report.n = n;
        g_report.how = "gather";
        one.fill(numbers.data());
        other.prepare();
        drivers.gather[int(type)](other.start(), one.start(), apart * item, told);
        other.expect(widened.data());
        g_report.how = "scatter";
        other.fill(computed_numbers.data());
        one.prepare();
        drivers.scatter[int(type)](one.start(), apart * item, other.start(), told);
        one.expect(numbers.data());
        g_report.cases += 2;
        if (apart != 1) continue;
        g_report.how = "round";
        const GuardedArray sums(wide, Type::f64, Axes{n}, Axes{8}, against);
        sums.fill(doubles.data());
        drivers.round[int(type)](one.start(), reinterpret_cast<const double*>(sums.start()), n + (plant ? 1 : 0));
        one.expect(numbers.data());
        ++g_report.cases;
      }
}

// The operands of one sum: the gradient, the data, the parameters.
struct Sum {
  Accumulate accumulate;
  int data, parameters;
  int operands() const { return 1 + data + parameters; }
};

// rows x columns: sums over the rows, for one column or for several; parameters may be one for all rows.
void sums(const Isa& isa, const Sum& sum, Type type, bool plant) {
  const std::ptrdiff_t item = row_of(type).bytes;
  std::vector<Guarded> memory;
  std::vector<std::vector<char>> numbers;
  memory.reserve(std::size_t(sum.operands()));
  g_report.operands.clear();
  for (int k = 0; k < sum.operands(); ++k) {
    memory.emplace_back(std::size_t(8 * kMost * item), false);
    numbers.push_back(some_numbers(type, 4 * kMost, k));
    g_report.operands.push_back(&memory.back());
  }
  const auto call = [&](char* const* at, const std::vector<Axes>& steps, std::ptrdiff_t rows, std::ptrdiff_t columns) {
    GradientWork work = {};
    work.accumulate = sum.accumulate;
    work.data = sum.data;
    work.parameters = sum.parameters;
    work.dimensions = 1;
    work.shape = &rows;
    work.end = rows;
    work.columns = columns;
    for (int k = 0; k < sum.operands(); ++k) {
      work.at[k] = at[k];
      work.steps[k] = &steps[std::size_t(k)][0];
      work.column_steps[k] = steps[std::size_t(k)][1];
    }
    std::vector<double> made(static_cast<std::size_t>(columns));
    const DefaultFloatEnvironment environment;
    isa.kernels->drivers->gradient[int(type)](work, made.data());
    return made;
  };
  for (const std::ptrdiff_t n : lengths())
    for (const bool by_column : {false, true})
      for (const std::ptrdiff_t apart : {1, 2, -1}) {
        const std::ptrdiff_t rows = by_column ? 3 : n, columns = by_column ? n : 1;
        if (n == 0) continue;  // the caller has something to sum
        char* args[1 + kMostData + kMostParameters];
        std::vector<Axes> plain;
        for (int k = 0; k < sum.operands(); ++k) {
          args[k] = numbers[std::size_t(k)].data();
          const bool for_each_column = k > sum.data;  // a parameter is the same for all rows
          plain.push_back({for_each_column ? 0 : columns * item, item});
        }
        const std::vector<double> wanted = call(args, plain, rows, columns);
        for (const Against against : {Against::end, Against::start}) {
          std::vector<Axes> steps;
          for (int k = 0; k < sum.operands(); ++k) {
            steps.push_back({plain[std::size_t(k)][0] * std::abs(apart), item * apart});
            if (!by_column) steps.back() = {plain[std::size_t(k)][0] * apart, 0};
            const std::ptrdiff_t moving = plain[std::size_t(k)][0] == 0 ? 1 : rows;
            const GuardedArray array(memory[std::size_t(k)], type, Axes{moving, columns}, steps.back(), against);
            array.fill(numbers[std::size_t(k)].data());
            args[k] = array.start();
          }
          g_report.n = n;
          g_report.how = by_column ? "sums by column" : "one sum";
          const std::vector<double> found =
              call(args, steps, rows + (plant && !by_column ? 1 : 0), columns + (plant && by_column ? 1 : 0));
          if (std::memcmp(found.data(), wanted.data(), sizeof(double) * wanted.size()) != 0) g_report.say("another result");
          ++g_report.cases;
        }
      }
}

}  // namespace

void guard_gradients(const Isa& isa, bool plant) {
  for (const Type type : kFloatTypes) {
    g_report.what = std::string(row_of(type).name) + " " + isa.name;
    copies(isa, type, plant);
    sums(isa, {isa.kernels->drivers->sum, 0, 0}, type, plant);
    for (const Description& activation : descriptions())
      for (int k = 0; k < activation.parameter_count; ++k) {
        if (activation.kind == Kind::along_axis || activation.parameters[k].sort != Parameter::trained) continue;
        g_report.what =
            std::string(activation.name) + " " + activation.parameters[k].name + " " + row_of(type).name + " " + isa.name;
        const ActivationKernels& kernels = isa.kernels->families[activation.family][activation.index];
        for (const Accumulate gradient : {kernels.gradients[k], kernels.gradients_from_output[k]})
          if (gradient)
            sums(isa, {gradient, data_count(activation.kind, Form::value), activation.parameter_count}, type, plant);
      }
  }
}

}  // namespace fastrelu
