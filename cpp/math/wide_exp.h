// The exponential function in double for results in float: what is computed from it need not be compensated, and has
// exponents to spare. Half as many fit in a vector, yet sums and products of such a derivative, with what they round away,
// would take more than twice the operations in float.
#pragma once

#include "math/exp.h"
#include "math/tables/wide_exp.inc"

FASTRELU_BEGIN

// e^h = scale (1 + p), relative error 2^-27 or less. By the table `ratio` p has one of its own of 2^-30, also near 0.
struct WideExponential {
  double scale, p;
  FASTRELU_INLINE double whole() const { return fused(scale, p, scale); }
  FASTRELU_INLINE double less_one() const { return fused(scale, p, scale - 1); }
};

// An argument of which the exponential is an honest 0: its scale's exponent has become that of 0.
constexpr float kWideZero = -709.0895f;  // -1023 ln 2

// e^h, kWideZero <= h <= 709; the table says for whom.
template <int N>
FASTRELU_INLINE WideExponential wide_exp(double h, const double (&table)[N]) {
  using C = Coefficients<double>;
  const double shifted = fused(h, C::log2e, scale_magic<double>);
  const double r = fused(scale_magic<double> - shifted, C::ln2, h);
  return {pow2(shifted), r * horner(r, table)};
}

// x between two bounds, but `least` for what is below `from`; NaN stays.
template <class T>
FASTRELU_INLINE T cut(T x, T from, T least, T most) {
  const T above = x < from ? least : x;
  return above > most ? most : above;
}

// What a derivative comes as: in double for float, for double by factors.
template <class T>
using Slope = std::conditional_t<sizeof(T) == 4, double, Factors<T>>;

FASTRELU_END
