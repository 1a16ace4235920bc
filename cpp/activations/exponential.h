// Activations with an exponential for negative inputs.
#pragma once

#include "activations/activation.h"
#include "math/exp.h"

FASTRELU_BEGIN

struct Elu : Activation {
  static constexpr const char* name = "elu";
  static constexpr const char* summary = "Exponential linear unit";
  static constexpr const char* formula = "x for x > 0, else alpha * (exp(x) - 1)";
  static constexpr const char* derivative_formula = "1 for x > 0, else alpha * exp(x)";
  static constexpr const char* source = "Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by exponential linear units, ICLR 2016";
  static constexpr const char* notes = "Keeps the sign of zero. The derivative at 0 is alpha.";
  static constexpr const char* worst_error = "2 ulp";
  static constexpr const char* example = "array([-0.8647, -0.3935,  0.    ,  0.5   ,  2.    ])";
  static constexpr const char* example_derivative = "array([0.1353, 0.6065, 1.    , 1.    , 1.    ])";
  static constexpr int parameter_count = 1;
  static constexpr Parameter parameters[1] = {
      {"alpha", 1.0, Parameter::number, "Minus the limit for x to minus infinity; finite. Broadcasts against `x`."}};
  static constexpr bool monotone = true;
  static constexpr Limits at_minus_infinity = {"-alpha", "0.0"};
  // 1 - exp(x) comes to 1 in float16, float32, float64; exp(x) leaves the normal numbers, then all numbers.
  static constexpr Points points = {0.0, -1.0, -8.3, -17.3, -37.4, -87.3, -103.9, -708.4, -745.1};
  static constexpr Samples samples = {{1.0}, {0.7}, {1e-3}, {7.3}, {1e3}};
  static constexpr double cost = 0.4;
  static constexpr bool unrolled = true;
  static constexpr bool has_joint_form = true;

  // Alpha is a T, or One<T>. For that f is the larger of x and f(min(x, 0)), and f' is exp(min(x, 0)): no comparison with 0
  // and no choice, and NaN comes through by itself.
  template <class T, class A>
  static FASTRELU_INLINE T value(T x, A alpha) {
    const PartedExp<T> e = exponential_for_value(x, alpha);
    return value(x, alpha, e, pow2(e.shifted));
  }
  template <class T, class A>
  static FASTRELU_INLINE Factors<T> derivative(T x, A alpha) {
    const PartedExp<T> e = exponential(x, alpha);
    return derivative(x, alpha, e, pow2_in_two(e.shifted));
  }
  template <class T, class A>
  static FASTRELU_INLINE Factors<T> joint(T& y, T x, A alpha) {
    const PartedExp<T> e = exponential(x, alpha);
    const Pow2<T> scale = pow2_in_two(e.shifted);
    y = value(x, alpha, e, scale.first);
    return derivative(x, alpha, e, scale);
  }

 private:
  // x, but `least` where x is below it; and 0 where it is above 0, if alpha is 1.
  template <class T, class A>
  static FASTRELU_INLINE T bounded(T x, T least, [[maybe_unused]] A alpha) {
    if constexpr (is_one<A>)
      return clamped(x, least * alpha.one, alpha.one - alpha.one);
    else
      return not_below(x, least);
  }
  template <class T, class A>
  static FASTRELU_INLINE PartedExp<T> exponential_for_value(T x, A alpha) {
    constexpr T least = T(-40);  // below it f is -alpha to every rounding
    if constexpr (is_one<A> && sizeof(T) == 4)
      return exp_in_parts(clamped_if_negative(x, least));  // above 0 the result counts for nothing
    else
      return exp_in_parts(bounded(x, least, alpha));
  }
  // From -vanishing on 2^n is 0, even under an alpha times grad_output of 1e18 (float), 1e190 (double): there its
  // second factor has no exponent left. An honest 0; one by underflow would take the slow path of many CPUs.
  template <class T, class A>
  static FASTRELU_INLINE PartedExp<T> exponential(T x, A alpha) {
    constexpr T vanishing = sizeof(T) == 4 ? T(157.375) : T(1333);  // 227 ln 2, 1923 ln 2
    return exp_in_parts(bounded(x, -vanishing, alpha));
  }
  // alpha (e^x - 1) = alpha (2^n - 1) + alpha 2^n p. 2^n - 1 is exact, or what it lacks is beyond the last bit of 1. Near 0,
  // where n = 0, p and the product round, elsewhere the first term and the sum; but for n = -1, where p is largest beside
  // the result, that term is exact. r_low counts in double only, a quarter of an ulp.
  template <class T, class A>
  static FASTRELU_INLINE T value(T x, A alpha, const PartedExp<T>& e, T scale) {
    const T p = sizeof(T) == 8 ? e.r + fused(e.square, e.tail, e.r_low) : fused(e.square, e.tail, e.r);
    const T scaled = fused(alpha * scale, p, alpha * (scale - T(1)));
    const bool below = is_one<A> ? scaled > x : x < T(0);
    return below ? scaled : x;
  }
  template <class T, class A>
  static FASTRELU_INLINE Factors<T> derivative(T x, A alpha, const PartedExp<T>& e, Pow2<T> scale) {
    const T high = alpha * scale.first;  // exact, unless alpha is so small that it becomes subnormal
    const T scaled = fused(high, e.p(), high);
    return {is_one<A> ? scaled : unless_nan(x, x > T(0) ? T(1) : scaled), scale.second};
  }
};

using exponential = Activations<Elu>;

FASTRELU_END
