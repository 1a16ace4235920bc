// Piecewise linear and quadratic stand-ins for tanh, sigmoid, and silu.
#pragma once

#include "activations/activation.h"
#include "math/arithmetic.h"
#include "math/bounds.h"

FASTRELU_BEGIN

struct HardTanh : Activation {
  static constexpr const char* name = "hard_tanh";
  static constexpr const char* summary = "x clamped to an interval";
  static constexpr const char* formula = "min(max(x, min_val), max_val)";
  static constexpr const char* derivative_formula = "1 for min_val < x < max_val, else 0";
  static constexpr const char* source = "Collobert, Large scale machine learning, PhD thesis, Universite Paris VI, 2004";
  static constexpr const char* notes = "Keeps the sign of zero. The derivative at both ends is 0.";
  static constexpr const char* worst_error = "0.5 ulp (exact)";
  static constexpr const char* example = "array([-1. , -0.5,  0. ,  0.5,  1. ])";
  static constexpr const char* example_derivative = "array([0., 1., 1., 1., 0.])";
  static constexpr bool monotone = true;
  static constexpr bool piecewise_linear = true;
  static constexpr Limits at_minus_infinity = {"min_val", "0.0"}, at_plus_infinity = {"max_val", "0.0"};
  static constexpr Points points = {-1.0, 1.0, 0.0, 6.0, -0.25, 3.5};
  static constexpr Samples samples = {{-1.0, 1.0}, {0.0, 6.0}, {-0.25, 3.5}};
  static constexpr const char* constraint = "min_val <= max_val";
  static constexpr int parameter_count = 2;
  static constexpr Parameter parameters[2] = {
      {"min_val", -1.0, Parameter::number, "The least result. Broadcasts against `x`."},
      {"max_val", 1.0, Parameter::number, "The largest result. Broadcasts against `x`."}};
  static constexpr bool exact_in_float32 = true;
  static constexpr bool unrolled = true;
  static constexpr const char* output_formula = "1 for min_val < y < max_val, else 0";
  static constexpr double cost = 0.15;

  template <class T>
  static FASTRELU_INLINE T value(T x, T min_val, T max_val) {
    return clamped(x, min_val, max_val);
  }
  template <class T>
  static FASTRELU_INLINE T derivative(T x, T min_val, T max_val) {
    const T y = (x > min_val) & (x < max_val) ? T(1) : T(0);
    return x == x ? y : x;
  }
  // f(x) lies where x does: above the kink or not.
  template <class T, class... P>
  static FASTRELU_INLINE auto derivative_from_output(T y, P... p) {
    return derivative(y, p...);
  }
};

struct HardSigmoid : Activation {
  static constexpr const char* name = "hard_sigmoid";
  static constexpr const char* summary = "Piecewise linear sigmoid";
  static constexpr const char* formula = "min(max(alpha * x + beta, 0), 1)";
  static constexpr const char* derivative_formula = "alpha where 0 < alpha * x + beta < 1, else 0";
  static constexpr const char* source =
      "Courbariaux, Bengio and David, BinaryConnect: training deep neural networks with binary weights, arXiv:1511.00363";
  static constexpr const char* notes =
      "An alpha that is 1/6 rounded to float64, float32, float16 or bfloat16 counts as a sixth exactly: by default the result "
      "is (x + 3) / 6 in every dtype. The derivative at both ends is 0.";
  static constexpr const char* worst_error = "0.501 ulp, 1 ulp in backward";
  static constexpr const char* example = "array([0.1667, 0.4167, 0.5   , 0.5833, 0.8333])";
  static constexpr const char* example_derivative = "array([0.1667, 0.1667, 0.1667, 0.1667, 0.1667])";
  static constexpr bool monotone = true;
  static constexpr bool piecewise_linear = true;
  static constexpr Limits at_minus_infinity = {"0.0 if alpha > 0 else 1.0 if alpha < 0 else min(max(beta, 0.0), 1.0)", "0.0"};
  static constexpr Limits at_plus_infinity = {"1.0 if alpha > 0 else 0.0 if alpha < 0 else min(max(beta, 0.0), 1.0)", "0.0"};
  static constexpr Points points = {-3.0, 3.0, -2.5, 2.5, -1.0, 0.0};
  static constexpr Samples samples = {{0.16666666666666666, 0.5}, {0.2, 0.5}, {1.0, 1.0}};
  static constexpr int parameter_count = 2;
  static constexpr Parameter parameters[2] = {
      {"alpha", 0.16666666666666666, Parameter::number, "The slope; by default a sixth exactly. Broadcasts against `x`."},
      {"beta", 0.5, Parameter::number, "The value at 0. Broadcasts against `x`."}};
  // Not unrolled: what depends on the parameters alone would be computed for each step.
  static constexpr double cost = 0.15;

  template <class T>
  static FASTRELU_INLINE T value(T x, T alpha, T beta) {
    const Line<T> line = line_of(alpha, beta);
    // No infinity, which would meet a 0 or another one. (That the result for infinite x is a limit takes an alpha that is not
    // subnormal.) Bounds are variables, see One.
    const T zero = beta - beta, most = zero + T(0.25) * largest<T>();
    const Double<T> sum = sum_of_ordered(line.shift, clamped(x, -most, most));
    const T rest = fused(sum.high, line.slope_low, fused(sum.low, line.slope, line.offset));
    return clamped(cancelling(sum.high, line.slope, rest), zero, zero + T(1));
  }
  // By the signs of alpha x + beta and of that less 1, or of six times that: rounding does not change them.
  template <class T>
  static FASTRELU_INLINE T derivative(T x, T alpha, T beta) {
    const bool by_six = is_sixth(alpha);
    const T unit = by_six ? T(6) : T(1), slope = by_six ? T(1) : alpha, shift = unit * beta;
    const bool inside = (cancelling(slope, x, shift) > T(0)) & (cancelling(slope, x, shift - unit) < T(0));
    return unless_nan(alpha + beta, unless_nan(x, inside ? alpha_of<T>(by_six, alpha) : T(0)));
  }

 private:
  // Parameters come in the dtype of the arrays, which may be a narrower one than T. A single comparison: GCC 12 does not take
  // a bool that is the same for all elements into a vectorised loop.
  template <class T>
  static FASTRELU_INLINE bool is_sixth(T alpha) {
    const T wide = (alpha - T(1.0 / 6)) * (alpha - T(float(1.0 / 6)));
    const T narrow = (alpha - T(0x1.554p-3)) * (alpha - T(0x1.56p-3));
    return wide * narrow == T(0);
  }
  template <class T>
  static FASTRELU_INLINE T alpha_of(bool by_six, T alpha) {
    return by_six ? Sixth<T>::high : alpha;
  }
  // alpha x + beta as (x + shift) (slope + slope_low) + offset: a sixth of x + 6 beta, of which the shift is rounded and the
  // offset what it lacks, or the shift is 0. (That the sum in two parts is exact takes |x| <= 6 beta, as by default.)
  template <class T>
  struct Line {
    T slope, slope_low, shift, offset;
  };
  template <class T>
  static FASTRELU_INLINE Line<T> line_of(T alpha, T beta) {
    const bool by_six = is_sixth(alpha);
    const T six_beta = T(6) * beta;
    return {alpha_of<T>(by_six, alpha), by_six ? Sixth<T>::low : T(0), by_six ? six_beta : T(0),
            by_six ? fused(T(6), beta, -six_beta) * Sixth<T>::high : beta};
  }
};

struct HardSilu : Activation {
  static constexpr const char* name = "hard_silu";
  static constexpr const char* summary = "Piecewise quadratic sigmoid linear unit";
  static constexpr const char* aliases = "hard_swish";
  static constexpr const char* formula = "x * min(max(x + 3, 0), 6) / 6";
  static constexpr const char* derivative_formula = "0 for x <= -3, 1 for x >= 3, else (2 x + 3) / 6";
  static constexpr const char* source = "Howard et al., Searching for MobileNetV3, arXiv:1905.02244";
  static constexpr const char* notes = "-0.0 for x <= -3.";
  static constexpr const char* worst_error = "0.501 ulp, 1.5 ulp in backward";
  static constexpr const char* example = "array([-0.3333, -0.2083,  0.    ,  0.2917,  1.6667])";
  static constexpr const char* example_derivative = "array([-0.1667,  0.3333,  0.5   ,  0.6667,  1.1667])";
  static constexpr Limits at_minus_infinity = {"-0.0", "0.0"}, at_plus_infinity = {"inf", "1.0"};
  static constexpr Points points = {-3.0, -1.5, 0.0, 3.0};
  static constexpr Points derivative_roots = {-1.5};
  static constexpr bool unrolled = true;
  static constexpr bool often_on_middle = true;
  static constexpr double cost = 0.15;

  // x times a sixth of x + 3, that in two parts. At 0 the second is not negative, so that the result has the sign of x.
  template <class T>
  static FASTRELU_INLINE T value(T x) {
    const T above = at_least<-3>(x);
    const Double<T> sum = sum_of_ordered(T(3), at_most<3>(above));
    const T y = corrected_product(above, times(sum, Sixth<T>::high, Sixth<T>::low));
    return FASTRELU_HAS_FMA || !(x >= T(3)) ? y : x;  // without FMA what is large comes apart into infinities
  }
  // A third of x + 3/2. In double not evaluated, so that a gradient times it is exact where it has the digits for that, of
  // which bfloat16 makes ties.
  template <class T>
  static FASTRELU_INLINE auto derivative(T x) {
    const Double<T> sum = sum_of_ordered(T(1.5), x);
    const Double<T> y = times(sum, T(2) * Sixth<T>::high, T(2) * Sixth<T>::low);
    const bool below = x <= T(-3), above = x >= T(3);
    if constexpr (sizeof(T) == 8) {
      return Scaled<T>{above ? T(1) : below ? T(0) : y.high, above || below ? T(0) : y.low, T(1)};
    } else {
      const T inside = below ? T(0) : y.high + y.low;
      return above ? T(1) : inside;
    }
  }

 private:
  template <class T>
  static FASTRELU_INLINE Double<T> times(Double<T> a, T b, T b_low) {
    const T high = a.high * b;
    return {high, fused(a.high, b_low, fused(a.low, b, product_low(a.high, b, high)))};
  }
};

using hard = Activations<HardTanh, HardSigmoid, HardSilu>;

FASTRELU_END
