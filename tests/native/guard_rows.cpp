// Functions along an axis against protected pages: every number of rows that are computed together, and every way of a row.
#include "native/guard_parts.h"
#include "native/guarded_array.h"
#include "runtime/rows.h"

namespace fastrelu {
namespace {

struct Shape {
  std::ptrdiff_t rows, n;
};

// The lengths at which rows are computed otherwise, and some longer than those that threads may share.
std::vector<Shape> shapes() {
  std::vector<Shape> made;
  std::vector<std::ptrdiff_t> lengths = {254, 255, 256, 257, 511, 513, 1023, 1025};
  for (std::ptrdiff_t n = 0; n <= 130; ++n) lengths.push_back(n);
  for (const std::ptrdiff_t n : lengths)
    for (const std::ptrdiff_t rows : {1, 2, 3, 5, 9, 15, 16, 17, 33}) made.push_back({rows, n});
  for (const std::ptrdiff_t n : {8191, 8192, 8193, 16385})
    for (const std::ptrdiff_t rows : {1, 2}) made.push_back({rows, n});
  made.push_back({1, (1 << 17) + 8209});
  return made;
}

// Elements from neighbour to neighbour, and between the rows.
struct Lie {
  const char* name;
  std::ptrdiff_t apart, gap;
  bool reversed;  // the last row first
};
constexpr Lie kLies[] = {{"contiguous rows", 1, 0, false},
                         {"rows apart", 1, 3, false},
                         {"rows apart, the last first", 1, 1, true},
                         {"every second", 2, 0, false},
                         {"reversed", -1, 0, false}};

void check(const RowWork& work, const Shape& shape, const Lie& lie, Against against, const std::vector<Guarded>& memory,
           const std::vector<std::vector<char>>& numbers, const std::vector<char>& results, bool plant) {
  const std::ptrdiff_t item = row_of(work.type).bytes, row = shape.n * std::abs(lie.apart) + lie.gap;
  std::vector<GuardedArray> arrays;
  char* args[3];
  std::ptrdiff_t row_steps[3], element_steps[3];
  for (int k = 0; k < work.operands(); ++k) {
    row_steps[k] = (lie.reversed ? -row : row) * item;
    element_steps[k] = lie.apart * item;
    arrays.emplace_back(memory[std::size_t(k)], work.type, std::vector<std::ptrdiff_t>{shape.rows, shape.n},
                        std::vector<std::ptrdiff_t>{row_steps[k], element_steps[k]}, against);
    args[k] = arrays.back().start();
    if (k + 1 < work.operands())
      arrays.back().fill(numbers[std::size_t(k)].data());
    else
      arrays.back().prepare();
  }
  g_report.n = shape.n;
  g_report.how = lie.name;
  run_along_axis(work, args, shape.rows, shape.n + (plant ? 1 : 0), row_steps, element_steps);
  ++g_report.cases;
  arrays.back().expect(results.data());
}

}  // namespace

void guard_rows(const Isa& isa, bool plant) {
  int number = -1;
  for (const Description& activation : descriptions()) {
    if (activation.kind != Kind::along_axis) continue;
    ++number;
    for (const Form form : {Form::value, Form::backward})
      for (const Type type : kFloatTypes) {
        const RowWork work = {&isa.kernels->rows->activations[number], isa.kernels->drivers, form, type, activation.cost};
        const int all = work.operands();
        const std::ptrdiff_t item = row_of(type).bytes, most = 300000;
        std::vector<Guarded> memory;
        std::vector<std::vector<char>> numbers;
        memory.reserve(std::size_t(all));
        g_report.what = std::string(activation.name) + " " + kFormNames[int(form)] + " " + row_of(type).name + " " + isa.name;
        g_report.operands.clear();
        for (int k = 0; k < all; ++k) {
          memory.emplace_back(static_cast<std::size_t>(most * item), k + 1 == all);
          numbers.push_back(some_numbers(type, most, k));
        }
        for (const Guarded& one : memory) g_report.operands.push_back(&one);
        for (const Shape& shape : shapes()) {
          // What there shall be, from ordinary memory.
          char* args[3];
          const std::ptrdiff_t rows[3] = {shape.n * item, shape.n * item, shape.n * item}, elements[3] = {item, item, item};
          for (int k = 0; k < all; ++k) args[k] = numbers[std::size_t(k)].data();
          run_along_axis(work, args, shape.rows, shape.n, rows, elements);
          for (const Against against : {Against::end, Against::start})
            for (const Lie& lie : kLies) check(work, shape, lie, against, memory, numbers, numbers.back(), plant);
        }
      }
  }
}

}  // namespace fastrelu
