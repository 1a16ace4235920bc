// Prints a checksum of the results of every kernel over a stride of bit patterns. Built for two architectures, it must
// print the same twice (tests/test_cross.py). Links with the kernel objects of one instruction set; knows no Python.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

#include "kernels/kernels.h"
#include "runtime/registry.h"

#define FASTRELU_FAMILY(family) extern const ActivationKernels* const kernels_of_##family;
namespace fastrelu {
namespace FASTRELU_ISA_NAMESPACE {
#include "activations/families.inc"
extern const Drivers drivers;
extern const RowKernels row_kernels;
}  // namespace FASTRELU_ISA_NAMESPACE
}  // namespace fastrelu
#undef FASTRELU_FAMILY

using namespace fastrelu;

namespace {

Kernels kernels() {
  using namespace FASTRELU_ISA_NAMESPACE;
#define FASTRELU_FAMILY(family) kernels_of_##family,
  return {{
#include "activations/families.inc"
          },
          &drivers,
          &row_kernels};
#undef FASTRELU_FAMILY
}

// Uniformly strewn bit patterns: odd multiples of a constant visit all of them in a scattered order.
template <class Word>
std::vector<Word> patterns(std::size_t n, std::uint64_t step) {
  std::vector<Word> words(n);
  std::uint64_t state = 0;
  for (Word& w : words) {
    w = static_cast<Word>(state >> (64 - 8 * sizeof(Word)));
    state += step;
  }
  return words;
}

// All NaN, what lies beyond infinity, count as one: which of them an instruction returns differs between architectures.
template <class Word>
std::uint64_t checksum(const std::vector<Word>& words, Word infinity) {
  constexpr Word kAllButSign = static_cast<Word>(~Word(0)) >> 1;
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a, by words
  for (Word w : words) {
    const bool is_nan = (w & kAllButSign) > infinity;
    hash = (hash ^ (is_nan ? ~std::uint64_t(0) : std::uint64_t(w))) * 0x100000001b3;
  }
  return hash;
}

// A parameter as a number of a type. Of 16 bits, one that is finite in either: 1.75 as float16, 0.5 as bfloat16.
void put(std::uint16_t& word, double) { word = 0x3f00; }
void put(std::uint32_t& word, double value) {
  const float rounded = static_cast<float>(value);
  std::memcpy(&word, &rounded, sizeof word);
}
void put(std::uint64_t& word, double value) { std::memcpy(&word, &value, sizeof word); }

template <class Word>
void run(const Description& activation, Form form, Type type, const char* type_name, Word infinity) {
  const Loop loop = kernels().loop(activation.family, activation.index, form, type, false);
  constexpr std::size_t n = 100000;
  static const std::vector<Word> data[kMostData] = {
      patterns<Word>(n, 0x9e3779b97f4a7c15), patterns<Word>(n, 0xd1342543de82ef95), patterns<Word>(n, 0xbf58476d1ce4e5b9)};
  std::vector<Word> y(n), dy(n);
  Word parameters[kMostParameters];
  char* args[kMostOperands];
  std::ptrdiff_t steps[kMostOperands];
  int count = 0;
  const auto add = [&](const void* p, std::ptrdiff_t step) {
    args[count] = static_cast<char*>(const_cast<void*>(p));
    steps[count++] = step;
  };
  for (int k = 0; k < data_count(activation.kind, form); ++k) add(data[k].data(), sizeof(Word));
  for (int k = 0; k < activation.parameter_count; ++k) {
    put(parameters[k], activation.parameters[k].fallback);
    add(&parameters[k], 0);
  }
  add(y.data(), sizeof(Word));
  if (output_count(activation.kind, form) == 2) add(dy.data(), sizeof(Word));
  loop(args, steps, n, kPlain);
  const char* forms[] = {"value", "derivative", "backward", "with_derivative", "backward_from_output"};
  std::printf("%s %s %s %016llx %016llx\n", activation.name, forms[int(form)], type_name,
              static_cast<unsigned long long>(checksum(y, infinity)), static_cast<unsigned long long>(checksum(dy, infinity)));
}

// Rows of short and of long lengths, of numbers of a spread that leaves many exponentials to count, and of a maximum that is
// near and far.
template <class Word, class Real>
void run_rows(int activation, const char* type_name, Word infinity) {
  const RowActivationKernels& kernel = kernels().rows->activations[activation];
  constexpr int type = sizeof(Word) == 4 ? 0 : 1;
  for (const std::size_t n : {2, 7, 17, 100, 255, 256, 1000, 20000}) {
    constexpr std::size_t rows = 19;  // more than are taken at once
    constexpr int shifts[] = {0, 300, -5000};
    const std::vector<std::uint32_t> strewn = patterns<std::uint32_t>(rows * n, 0x9e3779b97f4a7c15);
    std::vector<Real> x(rows * n), y(rows * n), gradient(rows * n);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<Real>(strewn[i] * (40 * 0x1p-32) - 20 + shifts[i / n % 3]);
    const auto step = static_cast<std::ptrdiff_t>(n * sizeof(Real));
    const std::ptrdiff_t steps[] = {step, step, step};
    char* forward[] = {reinterpret_cast<char*>(x.data()), reinterpret_cast<char*>(y.data())};
    char* backward[] = {forward[0], forward[1], reinterpret_cast<char*>(gradient.data())};
    kernel.value[type].rows(forward, rows, n, steps);
    kernel.backward[type].rows(backward, rows, n, steps);
    const auto sum = [&](const std::vector<Real>& results) {
      std::vector<Word> words(results.size());
      std::memcpy(words.data(), results.data(), words.size() * sizeof(Word));
      return static_cast<unsigned long long>(checksum(words, infinity));
    };
    std::printf("rows %d of %zu %s %016llx %016llx\n", activation, n, type_name, sum(y), sum(gradient));
  }
}

}  // namespace

int main() {
  for (int k = 0; k < kRowActivations; ++k) {
    run_rows<std::uint32_t, float>(k, "float32", 0x7f800000);
    run_rows<std::uint64_t, double>(k, "float64", 0x7ff0000000000000);
  }
  for (const Description& activation : descriptions()) {
    if (activation.kind == Kind::along_axis) continue;  // rows, above
    for (int k = 0; k < kForms; ++k) {
      const Form form = Form(k);
      if (!has_form(activation.kind, activation.output_formula, form)) continue;
      run<std::uint16_t>(activation, form, Type::f16, "float16", 0x7c00);
      run<std::uint16_t>(activation, form, Type::bf16, "bfloat16", 0x7f80);
      run<std::uint32_t>(activation, form, Type::f32, "float32", 0x7f800000);
      run<std::uint64_t>(activation, form, Type::f64, "float64", 0x7ff0000000000000);
    }
  }
}
