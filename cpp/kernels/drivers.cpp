// What the activations of all families share: the ways through memory, and sums. Compiled once for every instruction set.
#include "kernels/driver.h"
#include "kernels/look_up.h"
#include "kernels/parameter_gradient.h"
#include "math/bounds.h"

FASTRELU_BEGIN

template <class T, std::int64_t N>
const T Bound<T, N>::value = T(N);
#define FASTRELU_BOUND(N)          \
  template struct Bound<float, N>; \
  template struct Bound<double, N>;
#include "math/bounds.inc"
#undef FASTRELU_BOUND

namespace {

template <class S, bool Own, int Wider, bool Biased>
constexpr void fill(Drivers::Set& set) {
  constexpr int type = int(type_of<S>());
  if constexpr (Own) set.same[type] = &Elementwise<S, S, Biased>::run;
  if constexpr (Wider > 1) set.by_float[type] = &Elementwise<S, float, Biased>::run;
  if constexpr (Wider > 0) set.by_double[type] = &Elementwise<S, double, Biased>::run;
}

template <class S>
constexpr void fill_sums(Drivers& d) {
  d.gradient[int(type_of<S>())] = &parameter_gradient<S>;
  d.round[int(type_of<S>())] = &round_sums<S>;
  using T = std::conditional_t<is_narrow<S>, float, S>;
  d.gather[int(type_of<S>())] = [](void* to, const char* from, std::ptrdiff_t step, std::size_t n) {
    gather<S>(static_cast<T*>(to), from, step, n);
  };
  d.scatter[int(type_of<S>())] = [](char* to, std::ptrdiff_t step, const void* from, std::size_t n) {
    scatter<S>(to, step, static_cast<const T*>(from), n);
  };
}

template <class S, bool Own, int Wider>
constexpr void fill_row(Drivers& d) {
  fill<S, Own, Wider, false>(d.plain);
  if constexpr (!std::is_integral_v<S>) {
    // With a bias the sum has to be rounded, which types of 16 bits have in float.
    fill<S, Own && !is_narrow<S>, Wider, true>(d.biased);
    fill_sums<S>(d);
  }
}

constexpr Drivers make_drivers() {
  Drivers d{};
  d.sum = &accumulate_alone;
  d.look_up = &look_up;
#define FASTRELU_TYPE(name, numpy_name, element, number, bytes, own, wider, ...) fill_row<element, own, wider>(d);
#include "activations/types.inc"
#undef FASTRELU_TYPE
  return d;
}

}  // namespace

extern const Drivers drivers;
const Drivers drivers = make_drivers();

FASTRELU_END
