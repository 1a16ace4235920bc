// Prints a checksum of the results of every kernel over a stride of bit patterns. Built for two architectures, it must
// print the same twice (nox -s neon). Links with one kernel object; knows no Python.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

#include "kernels/kernels.h"

namespace fastrelu {
namespace FASTRELU_ISA_NAMESPACE {
extern const Kernels kernels;
}
}  // namespace fastrelu

using namespace fastrelu;

namespace {

const char* const kNames[] = {
#define FASTRELU_ACTIVATION(name, Op) #name,
#include "activations/list.inc"
#undef FASTRELU_ACTIVATION
};

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

// All NaN count as one: which of them an instruction returns differs between architectures.
bool is_nan(std::uint16_t w) { return (w & 0x7fff) > 0x7c00; }
bool is_nan(std::uint32_t w) { return (w & 0x7fffffff) > 0x7f800000; }
bool is_nan(std::uint64_t w) { return (w & 0x7fffffffffffffff) > 0x7ff0000000000000; }

template <class Word>
std::uint64_t checksum(const std::vector<Word>& words) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a, by words
  for (Word w : words) hash = (hash ^ (is_nan(w) ? ~std::uint64_t(0) : std::uint64_t(w))) * 0x100000001b3;
  return hash;
}

template <class Word>
void run(int activation, Form form, Type type, const char* type_name, Word parameter) {
  const Loop loop = FASTRELU_ISA_NAMESPACE::kernels.loops[activation][int(form)][int(type)];
  constexpr std::size_t n = 400000;
  const std::vector<Word> x = patterns<Word>(n, 0x9e3779b97f4a7c15), grad = patterns<Word>(n, 0xd1342543de82ef95);
  std::vector<Word> y(n), dy(n);
  const char* name = kNames[activation];
  const bool parametrised = !std::strcmp(name, "leaky_relu") || !std::strcmp(name, "prelu") || !std::strcmp(name, "elu");
  std::vector<const void*> operands;
  std::vector<std::ptrdiff_t> steps;
  const auto add = [&](const void* p, std::ptrdiff_t step) { operands.push_back(p), steps.push_back(step); };
  if (form == Form::backward) add(grad.data(), sizeof(Word));
  add(x.data(), sizeof(Word));
  if (parametrised) add(&parameter, 0);
  add(y.data(), sizeof(Word));
  if (form == Form::with_derivative) add(dy.data(), sizeof(Word));
  std::vector<char*> args;
  for (const void* p : operands) args.push_back(static_cast<char*>(const_cast<void*>(p)));
  loop(args.data(), steps.data(), n, kPlain);
  const char* forms[] = {"value", "derivative", "backward", "with_derivative"};
  std::printf("%s %s %s %016llx %016llx\n", name, forms[int(form)], type_name, static_cast<unsigned long long>(checksum(y)),
              static_cast<unsigned long long>(checksum(dy)));
}

}  // namespace

int main() {
  for (int activation = 0; activation < kActivations; ++activation)
    for (int form = 0; form < kForms; ++form) {
      run<std::uint16_t>(activation, Form(form), Type::f16, "float16", 0x3800);              // 0.5
      run<std::uint32_t>(activation, Form(form), Type::f32, "float32", 0x3f333333);          // 0.7
      run<std::uint64_t>(activation, Form(form), Type::f64, "float64", 0x3fe6666666666666);  // 0.7
    }
}
