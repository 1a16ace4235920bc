// What the activations of all families share: the ways through memory, and sums. Compiled once for every instruction set.
#include "kernels/driver.h"
#include "kernels/parameter_gradient.h"

FASTRELU_BEGIN

namespace {

template <class T>
constexpr void fill_same(Drivers& d) {
  d.same[int(type_of<T>())] = &Elementwise<T, T>::run;
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
  d.float_by_double = &Elementwise<float, double>::run;
  d.gradient[0] = &parameter_gradient<half>;
  d.gradient[1] = &parameter_gradient<float>;
  d.gradient[2] = &parameter_gradient<double>;
  d.round[0] = &round_sums<half>;
  d.round[1] = &round_sums<float>;
  d.round[2] = &round_sums<double>;
  return d;
}

}  // namespace

extern const Drivers drivers;
const Drivers drivers = make_drivers();

FASTRELU_END
