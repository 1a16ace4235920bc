// What the activations of all families share: the ways through memory, and sums. Compiled once for every instruction set.
#include "kernels/driver.h"
#include "kernels/parameter_gradient.h"

FASTRELU_BEGIN

namespace {

template <class T>
constexpr void fill_same(Drivers& d) {
  d.same[int(type_of<T>())] = &Elementwise<T, T>::run;
}

template <class S>
constexpr void fill_sums(Drivers& d) {
  d.gradient[int(type_of<S>())] = &parameter_gradient<S>;
  d.round[int(type_of<S>())] = &round_sums<S>;
}

constexpr Drivers make_drivers() {
  Drivers d{};
  fill_same<std::int8_t>(d);
  fill_same<std::uint8_t>(d);
  fill_same<std::int16_t>(d);
  fill_same<std::uint16_t>(d);
  fill_same<std::int32_t>(d);
  fill_same<std::uint32_t>(d);
  fill_same<std::int64_t>(d);
  fill_same<std::uint64_t>(d);
  fill_same<half>(d);
  fill_same<float>(d);
  fill_same<double>(d);
  d.half_by_float = &Elementwise<half, float>::run;
  d.half_by_double = &Elementwise<half, double>::run;
  d.bfloat_by_float = &Elementwise<bfloat, float>::run;
  d.bfloat_by_double = &Elementwise<bfloat, double>::run;
  d.float_by_double = &Elementwise<float, double>::run;
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
