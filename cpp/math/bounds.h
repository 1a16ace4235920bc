// Bounds that compilers do not know. Of a comparison of variables and the choice between them GCC makes one operation; of one
// with a constant it makes two, and a mask between them (softsign in float32: a quarter of its time on AVX-512).
#pragma once

#include <cstdint>

#include "math/namespace.h"

FASTRELU_BEGIN

// N as a variable. Those that there are, of both types, stand in bounds.inc; drivers.cpp has them.
template <class T, std::int64_t N>
struct Bound {
  static const T value;
};
#define FASTRELU_BOUND(N)                 \
  extern template struct Bound<float, N>; \
  extern template struct Bound<double, N>;
#include "math/bounds.inc"
#undef FASTRELU_BOUND

// x, but N where it is above that; NaN stays.
template <std::int64_t N, class T>
FASTRELU_INLINE T at_most(T x) {
  const T bound = Bound<T, N>::value;
  return bound < x ? bound : x;
}
// x, but N where it is below that; NaN stays.
template <std::int64_t N, class T>
FASTRELU_INLINE T at_least(T x) {
  const T bound = Bound<T, N>::value;
  return x < bound ? bound : x;
}

FASTRELU_END
