// The exponential function of arguments <= 0.
#pragma once

#include "arith.h"
#include "coefficients.h"

FASTRELU_BEGIN

// 2^-n (1 + r + q), |r| <= 0.35, 0 <= q <= 0.08, n >= 0. Kept apart: n may be too large for one factor, and the sums
// would round; what r and q leave out is below 2^-27 (float).
template <class T>
struct ScaledExp {
  T r, q;
  Bits<T> n;
  FASTRELU_INLINE T p() const { return r + q; }
};

// 2^-n for 0 <= n <= 126 (float), 1022 (double).
template <class T>
FASTRELU_INLINE T pow2_negative(Bits<T> n) {
  return bit_cast<T>((Real<T>::bias - n) << Real<T>::mantissa_bits);
}

// 2^-n in two factors, for an n whose power would be subnormal or 0: first <= second, and first < 1 unless n = 0.
template <class T>
struct Pow2Halves {
  T first, second;
};
template <class T>
FASTRELU_INLINE Pow2Halves<T> pow2_halves(Bits<T> n) {
  const Bits<T> first = (n + 1) >> 1;
  return {pow2_negative<T>(first), pow2_negative<T>(n - first)};
}
// The same, with second = 0 unless `keep`. Where a result is 0 to every rounding this makes it an honest 0: computing
// it by underflow would take the slow path of many CPUs.
template <class T>
FASTRELU_INLINE Pow2Halves<T> pow2_halves(Bits<T> n, bool keep) {
  const Pow2Halves<T> halves = pow2_halves<T>(n);
  return {halves.first, bit_cast<T>(keep ? bit_cast<Bits<T>>(halves.second) : Bits<T>(0))};
}

// e^-(h + l), 0 <= h <= 170 (float), 1400 (double), |l| at most about an ulp of h. NaN in h gives NaN in r.
// Relative error of 2^-n (1 + r + q): at most 2^-26.5 (float), 2^-55.5 (double).
// Reduction by Cody and Waite (Software Manual for the Elementary Functions, 1980, ch. 6): n ln2 - h is exact.
template <class T>
FASTRELU_INLINE ScaledExp<T> exp_negative(T h, T l) {
  using C = Coefficients<T>;
  const T shifted = fused(h, C::log2e, Real<T>::round_magic);
  const T n = shifted - Real<T>::round_magic;
  const T exact = fused(n, C::ln2, -h), small = fused(n, C::ln2_low, -l);
  const T r = exact + small, r_low = small - (r - exact);
  const T q = fused(r * r, polynomial(r, C::exp_tail), r_low);
  return {r, q, bit_cast<Bits<T>>(shifted) - bit_cast<Bits<T>>(Real<T>::round_magic)};
}

FASTRELU_END
