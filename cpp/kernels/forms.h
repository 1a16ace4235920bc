// From an op's derivative to its forms.
#pragma once

#include "kernels/storage.h"
#include "math/arithmetic.h"

FASTRELU_BEGIN

template <class T>
FASTRELU_INLINE T times(T g, T derivative) {
  return static_cast<T>(g * derivative);
}
// For float there may be a derivative in double, which rounds once the gradient is in.
FASTRELU_INLINE float times(float g, double derivative) { return static_cast<float>(g * derivative); }
template <class T>
FASTRELU_INLINE T times(T g, Scaled<T> derivative) {
  const T sum = derivative.high + derivative.low, rest = derivative.low - (sum - derivative.high);
  const T product = fused(g, sum, g * rest);
  // A g that is infinite or nearly so makes infinities of both signs out of sum and rest.
  const bool finite = absolute(product) <= largest<T>();
  return (finite ? product : g * sum) * derivative.scale;
}
template <class T>
FASTRELU_INLINE T times(T g, Factors<T> derivative) {
  return g * derivative.value * derivative.scale;
}
template <class T>
FASTRELU_INLINE T times(T g, Quotient<T> derivative) {
  return g * derivative.numerator / derivative.denominator * derivative.scale;
}
template <class T>
FASTRELU_INLINE T times(T g, Double<T> derivative) {
  return fused(g, derivative.high, g * derivative.low);
}
FASTRELU_INLINE half times(half g, half derivative) {  // which is 0, 1, or NaN
  const bool positive = derivative == half::one, infinite = without_sign(g) >= half::infinity;
  return where(positive, g) | where(!positive & !infinite, g & half::minus_zero) | where(!positive & infinite, half::nan) |
         where(is_nan(derivative), derivative);
}
template <class T>
FASTRELU_INLINE T evaluated(T derivative) {
  return derivative;
}
template <class T>
FASTRELU_INLINE T evaluated(Scaled<T> derivative) {
  return (derivative.high + derivative.low) * derivative.scale;
}
template <class T>
FASTRELU_INLINE T evaluated(Factors<T> derivative) {
  return derivative.value * derivative.scale;
}
template <class T>
FASTRELU_INLINE T evaluated(Quotient<T> derivative) {
  return derivative.numerator / derivative.denominator * derivative.scale;
}
template <class T>
FASTRELU_INLINE T evaluated(Double<T> derivative) {
  return derivative.high + derivative.low;
}

FASTRELU_END
