// The exponential function of arguments <= 0.
#pragma once

#include "arith.h"
#include "coefficients.h"

FASTRELU_BEGIN

// 2^-n (1 + p), |p| <= 0.42, n >= 0. Kept apart: n may be too large for one factor, and 1 + p would round.
template <class T>
struct ScaledExp {
  T p;
  Bits<T> n;
};

// 2^-n for 0 <= n <= 126 (float), 1022 (double).
template <class T>
FASTRELU_INLINE T pow2_negative(Bits<T> n) {
  return bit_cast<T>((Real<T>::bias - n) << Real<T>::mantissa_bits);
}

// 2^-n in two factors, the first never the larger.
template <class T>
struct Pow2Halves {
  T first, second;
};
template <class T>
FASTRELU_INLINE Pow2Halves<T> pow2_halves(Bits<T> n) {
  const Bits<T> first = (n + 1) >> 1;
  return {pow2_negative<T>(first), pow2_negative<T>(n - first)};
}

// e^-(h + l), 0 <= h <= 170 (float), 1400 (double), |l| at most about an ulp of h. NaN in h gives NaN in p.
// Relative error of 2^-n (1 + p): at most 2^-24.1 (float), 2^-53.1 (double).
// Reduction by Cody and Waite (Software Manual for the Elementary Functions, 1980, ch. 6): n ln2 - h is exact.
template <class T>
FASTRELU_INLINE ScaledExp<T> exp_negative(T h, T l) {
  using C = Coefficients<T>;
  const T shifted = fused(h, C::log2e, Real<T>::round_magic);
  const T n = shifted - Real<T>::round_magic;
  const T r = fused(n, C::ln2, -h) + fused(n, C::ln2_low, -l);
  const T p = fused(r * r, polynomial(r, C::exp_tail), r);
  return {p, bit_cast<Bits<T>>(shifted) - bit_cast<Bits<T>>(Real<T>::round_magic)};
}

FASTRELU_END
