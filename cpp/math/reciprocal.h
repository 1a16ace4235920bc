// Reciprocals by multiplications. CPUs divide vectors of double at a sixteenth, of float at a fifth to a tenth of the pace at
// which they multiply; where a division is not among few other operations, these are faster.
#pragma once

#include "math/arithmetic.h"

FASTRELU_BEGIN

// 1 / d to within 5.1 %, for a d > 0 of which the reciprocal is a normal number: the bits of a number are nearly its
// logarithm, so that their negative is nearly the reciprocal's. The constant is twice the exponent's bias less what makes the
// error as large above as below, found by bisection.
template <class T>
FASTRELU_INLINE T reciprocal_guess(T d) {
  constexpr Bits<T> line =
      Bits<T>((double(2 * Real<T>::bias) - 0.10102051443) * double(Bits<T>(1) << (Real<T>::mantissa_bits - 20))) << 20;
  return bit_cast<T>(line - bit_cast<Bits<T>>(d));
}
// The error's cube is that of what this returns: 1 / (1 - e) = 1 + e + e^2 + ...
template <class T>
FASTRELU_INLINE T cubic_step(T d, T y) {
  const T e = fused(-d, y, T(1));
  return fused(y, fused(e, e, e), y);
}

// 1 / d with relative error at most 2^-38.7 (double); NaN for NaN. For results in float.
FASTRELU_INLINE double brief_reciprocal(double d) { return cubic_step(d, cubic_step(d, reciprocal_guess(d))); }

FASTRELU_END
