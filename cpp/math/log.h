// log(1 + w), for sums of exponentials: to more than double, and alike on all machines, which a library's is not.
#pragma once

#include "math/arithmetic.h"
#include "math/tables/coefficients.inc"
#include "math/tables/log_one_plus.inc"

FASTRELU_BEGIN

// log(1 + w) for w >= 0: a relative error of about 2^-58 with both parts. NaN for NaN and infinity.
//
// 1 + w = 2^k (1 + f), |f| <= sqrt(2) - 1, and log(1 + f) = 2 artanh(s/2) with s = f / (1 + f/2). Where k = 0, f is w itself:
// nothing is lost of a small w. Elsewhere k ln 2 is at least twice what is added to it.
FASTRELU_INLINE Double<double> log_one_plus(Double<double> w) {
  using C = Coefficients<double>;
  using U = Bits<double>;
  constexpr U root_half = 0x3fe6a09e667f3bcd;
  const Double<double> sum = exact_sum(1.0, w.high);
  const U bits = bit_cast<U>(sum.high), k = (bits - root_half) >> 52;
  const double power = bit_cast<double>((U(1023) - k) << 52);  // 2^-k
  const double number = bit_cast<double>(k | 0x4330000000000000) - 0x1p52;
  const bool small = k == 0;
  const double f = small ? w.high : bit_cast<double>(bits - (k << 52)) - 1.0;
  const double f_low = small ? w.low : (sum.low + w.low) * power;
  const double d = 1.0 + 0.5 * f, d_low = 0.5 * f_low + (0.5 * f - (d - 1.0));
  const double inverse = 1.0 / d, s = f * inverse;
  const double s_low = ((remainder_of(f, s, d) + f_low) - s * d_low) * inverse;
  const double z = s * s;
  const double rest = fused(s * z, polynomial(z, LogOnePlus<double>::tail), s_low);
  const Double<double> l = sum_of_ordered(number * C::ln2_short, s);
  const double low = l.low + fused(number, C::ln2_short_low, rest);
  return sum_of_ordered(fused(w.high, 0.0, l.high), low);
}

FASTRELU_END
