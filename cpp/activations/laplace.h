// The distribution function of a normal distribution.
#pragma once

#include "activations/activation.h"
#include "math/exp.h"
#include "math/tables/gelu.inc"

FASTRELU_BEGIN

struct Laplace : Activation {
  static constexpr const char* name = "laplace";
  static constexpr const char* summary = "Laplace activation: a normal distribution function";
  static constexpr const char* formula = "(1 + erf((x - mu) / (sigma * sqrt(2)))) / 2";
  static constexpr const char* derivative_formula = "exp(-((x - mu) / sigma)^2 / 2) / (sigma * sqrt(2 pi))";
  static constexpr const char* source = "Ma et al., Mega: moving average equipped gated attention, arXiv:2209.10655";
  static constexpr const char* notes = "Down to the last subnormal below mu. By default close to the square of relu, near 0.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([0.    , 0.    , 0.0061, 0.2314, 1.    ])";
  static constexpr const char* example_derivative = "array([0.0000e+00, 1.0000e-04, 6.1100e-02, 1.0801e+00, 0.0000e+00])";
  // Not called monotone: where it is nearly level neighbours may step back, by a unit of the last place.
  static constexpr Limits at_minus_infinity = {"0.0", "0.0"}, at_plus_infinity = {"1.0", "0.0"};
  // mu, where the results become subnormal, and 0, and where the value becomes 1.
  static constexpr Points points = {0.707107, 0.0,  -2.95, -3.05, -3.3, -9.9, -10.1, 4.5, 4.8,
                                    11.3,     11.6, 2.2,   3.05,  -2.5, 2.5,  -1.5,  4.0};
  static constexpr Samples samples = {{0.707107, 0.282095}, {0.0, 1.0}, {-1.5, 3.0}};
  static constexpr const char* constraint = "sigma > 0";
  static constexpr int parameter_count = 2;
  static constexpr Parameter parameters[2] = {
      {"mu", 0.707107, Parameter::number, "The mean. Broadcasts against `x`."},
      {"sigma", 0.282095, Parameter::number, "The standard deviation; positive. Broadcasts against `x`."}};
  static constexpr double cost = 1.3;

  // With a = |x - mu| / sigma in two parts, as far out the exponential makes much of what it loses, the tail, at -a, is
  // e^(-a^2/2) (1 + h(a)) / (2 (1 + a)), h as for gelu; above mu the value is 1 less it. The factors near 1 are kept as
  // their differences from that, and added in the order of size.
  template <class T>
  static FASTRELU_INLINE T value(T x, T mu, T sigma) {
    // In float the roundings of so many factors come to 2.1 ulp.
    if constexpr (sizeof(T) == 4) return static_cast<T>(value(double(x), double(mu), double(sigma)));
    using C = GeluTable<T>;
    const Deviation<T> z = deviation(x, mu, sigma);
    const T a = z.high;
    const ScaledExp<T> e = gaussian(z);
    const Double<T> d = sum_of_ordered(T(1), a);
    const T shifted = a + T(4), reciprocal = T(0.5) / (d.high * shifted);
    const T w = reciprocal * shifted, twice = w + w;  // 1 / (2 (1 + a))
    const T h = polynomial(fused(a, reciprocal * d.high, -C::center), C::value);
    // What the quotient, the sum 1 + a, and a have lost. (Beyond the exponential a counts nearly as 1 + a does.)
    const T lost = fused(-twice, d.low + z.low, remainder_of(T(1), twice, d.high));
    const T q = e.q + lost, rest = fused(w, e.r, w * fused(h, (T(1) + e.r) + q, q));
    const Pow2<T> scale = pow2_in_two(e.shifted, a < C::end);
    const bool above = x > mu;
    const T factor = above ? -scale.first : scale.first;
    const T y = fused(rest * scale.second, factor, fused(w * scale.second, factor, above ? T(1) : T(0)));
    return unless_nan(x, absolute(y));  // where the last products underflow, their sum may be -0
  }
  template <class T>
  static FASTRELU_INLINE Scaled<T> derivative(T x, T mu, T sigma) {
    // 1 / sqrt(2 pi), and what it lacks.
    constexpr T density = sizeof(T) == 4 ? T(0x1.988454p-2) : T(0x1.9884533d43651p-2);
    constexpr T density_low = sizeof(T) == 4 ? T(-0x1.857936p-27) : T(-0x1.cbc0d30ebfd15p-56);
    const Deviation<T> z = deviation(x, mu, sigma);
    const ScaledExp<T> e = gaussian(z);
    const T w = density / sigma, w_low = (remainder_of(density, w, sigma) + density_low) / sigma;
    const Pow2<T> scale = pow2_in_two(e.shifted, z.high < GeluTable<T>::end);
    const T rest = fused(w, e.r, fused(w, e.q, fused(w_low, e.r, w_low)));
    return {unless_nan(x, w * scale.first), rest * scale.first, scale.second};
  }

 private:
  // a = |x - mu| / sigma in two parts, cut at GeluTable<T>::end, where the tail is 0.
  template <class T>
  struct Deviation {
    T high, low;
  };
  template <class T>
  static FASTRELU_INLINE Deviation<T> deviation(T x, T mu, T sigma) {
    constexpr T end = GeluTable<T>::end;
    const Double<T> distance = exact_sum(x, -mu);
    const T size = absolute(distance.high), size_low = x > mu ? distance.low : -distance.low;
    const T inverse = T(1) / sigma, high = size * inverse;
    const T low = (remainder_of(size, high, sigma) + size_low) * inverse;
    const bool within = high < end;
    return {within ? high : end, within ? low : T(0)};
  }
  template <class T>
  static FASTRELU_INLINE ScaledExp<T> gaussian(Deviation<T> a) {
    const T square = a.high * a.high;
    return exp_negative(T(-0.5) * square, fused(-a.high, a.low, T(-0.5) * product_low(a.high, a.high, square)));
  }
};

using laplace = Activations<Laplace>;

FASTRELU_END
