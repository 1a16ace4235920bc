// The exponential function of arguments <= 0.
#pragma once

#include "arith.h"
#include "coefficients.h"

FASTRELU_BEGIN

// 2^-n (1 + r + q), |r| <= 0.35, 0 <= q <= 0.08, n >= 0. Kept apart: n may be too large for one factor, and the sums
// would round.
template <class T>
struct ScaledExp {
  T r, q;
  T shifted;  // round_magic + n, so that n stands in the low bits
  FASTRELU_INLINE T p() const { return r + q; }
};

// 2^-n as first * second; first takes n up to `most`, which leaves room to multiply it by something small without
// running into subnormal numbers; second takes the rest, which must be within the range of exponents.
template <class T>
struct Pow2 {
  T first, second;
};
template <class T>
FASTRELU_INLINE T pow2_negative(Bits<T> n) {
  return bit_cast<T>((Real<T>::bias - n) << Real<T>::mantissa_bits);
}
template <class T>
FASTRELU_INLINE Pow2<T> pow2_negative_in_two(T shifted) {
  constexpr T magic = Real<T>::round_magic, most = magic + T(sizeof(T) == 4 ? 100 : 900);
  const T first = smaller_of(shifted, most);
  const Bits<T> all = bit_cast<Bits<T>>(shifted), taken = bit_cast<Bits<T>>(first);
  return {pow2_negative<T>(taken - bit_cast<Bits<T>>(magic)), pow2_negative<T>(all - taken)};
}
// The same, with second = 0 unless `keep`. Where a result is 0 to every rounding this makes it an honest 0: computing
// it by underflow would take the slow path of many CPUs.
template <class T>
FASTRELU_INLINE Pow2<T> pow2_negative_in_two(T shifted, bool keep) {
  const Pow2<T> scale = pow2_negative_in_two(shifted);
  return {scale.first, bit_cast<T>(keep ? bit_cast<Bits<T>>(scale.second) : Bits<T>(0))};
}

// e^-(h + l), 0 <= h <= 157.4 (float), 1333 (double), |l| at most about an ulp of h. Anything for NaN.
// Relative error of 2^-n (1 + r + q): at most 2^-25.4 (float), 2^-54.6 (double); a test measures it.
// Reduction by Cody and Waite (Software Manual for the Elementary Functions, 1980, ch. 6).
template <class T>
FASTRELU_INLINE ScaledExp<T> exp_negative(T h, T l) {
  using C = Coefficients<T>;
  const T shifted = fused(h, C::log2e, Real<T>::round_magic), n = shifted - Real<T>::round_magic;
  const T exact = fused(n, C::ln2, -h);  // but for the low part of ln2
  const T small = fused(n, C::ln2_low, -l);
  const T r = exact + small, r_low = small - (r - exact);
  const T q = fused(r * r, polynomial(r, C::exp_tail), r_low);
  return {r, q, shifted};
}

FASTRELU_END
