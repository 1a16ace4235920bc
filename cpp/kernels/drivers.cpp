// What the activations of all families share: the ways through memory, and sums. Compiled once for every instruction set.
#include "kernels/driver.h"
#include "kernels/parameter_gradient.h"

FASTRELU_BEGIN

namespace {

template <class T, bool Biased = false>
constexpr void fill_same(Drivers::Set& set) {
  set.same[int(type_of<T>())] = &Elementwise<T, T, Biased>::run;
}

template <bool Biased>
constexpr void fill_floats(Drivers::Set& set) {
  fill_same<float, Biased>(set);
  fill_same<double, Biased>(set);
  set.half_by_float = &Elementwise<half, float, Biased>::run;
  set.half_by_double = &Elementwise<half, double, Biased>::run;
  set.bfloat_by_float = &Elementwise<bfloat, float, Biased>::run;
  set.bfloat_by_double = &Elementwise<bfloat, double, Biased>::run;
  set.float_by_double = &Elementwise<float, double, Biased>::run;
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

constexpr Drivers make_drivers() {
  Drivers d{};
  fill_same<std::int8_t>(d.plain);
  fill_same<std::uint8_t>(d.plain);
  fill_same<std::int16_t>(d.plain);
  fill_same<std::uint16_t>(d.plain);
  fill_same<std::int32_t>(d.plain);
  fill_same<std::uint32_t>(d.plain);
  fill_same<std::int64_t>(d.plain);
  fill_same<std::uint64_t>(d.plain);
  fill_same<half>(d.plain);
  fill_floats<false>(d.plain);
  fill_floats<true>(d.biased);
  d.sum = &accumulate_alone;
  fill_sums<half>(d);
  fill_sums<bfloat>(d);
  fill_sums<float>(d);
  fill_sums<double>(d);
  return d;
}

}  // namespace

extern const Drivers drivers;
const Drivers drivers = make_drivers();

FASTRELU_END
