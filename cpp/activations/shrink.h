// Shrinkage: what is near 0 becomes 0.
#pragma once

#include "activations/activation.h"
#include "math/arithmetic.h"

FASTRELU_BEGIN

struct SoftShrink : Activation {
  static constexpr const char* name = "soft_shrink";
  static constexpr bool keeps_sign_of_zero = false;
  static constexpr const char* summary = "Soft shrinkage";
  static constexpr const char* formula = "x - lambd for x > lambd, x + lambd for x < -lambd, else 0";
  static constexpr const char* derivative_formula = "1 for |x| > lambd, else 0";
  static constexpr const char* source =
      "Donoho, De-noising by soft-thresholding, IEEE Transactions on Information Theory 41, 1995";
  static constexpr const char* notes = "+0.0 from -lambd to lambd. The derivative at both is 0.";
  static constexpr const char* worst_error = "0.5 ulp (correctly rounded)";
  static constexpr const char* example = "array([-1.5,  0. ,  0. ,  0. ,  1.5])";
  static constexpr const char* example_derivative = "array([1., 0., 0., 0., 1.])";
  static constexpr bool monotone = true;
  static constexpr bool piecewise_linear = true;
  static constexpr Limits at_minus_infinity = {"-inf", "1.0"}, at_plus_infinity = {"inf", "1.0"};
  static constexpr Points points = {-0.5, 0.5, 0.0, -2.5, 2.5};
  static constexpr Samples samples = {{0.5}, {0.0}, {2.5}};
  static constexpr const char* constraint = "lambd >= 0";
  static constexpr int parameter_count = 1;
  static constexpr Parameter parameters[1] = {
      {"lambd", 0.5, Parameter::number, "How far x comes nearer to 0; finite. Broadcasts against `x`."}};
  // A difference of two float16 is exact in float32, or so far from where float16 rounds that rounding twice does no harm.
  static constexpr bool exact_in_float32 = true;
  static constexpr bool unrolled = true;
  static constexpr double cost = 0.15;

  template <class T>
  static FASTRELU_INLINE T value(T x, T lambd) {
    return x - clamped(x, -lambd, lambd);
  }
  template <class T>
  static FASTRELU_INLINE T derivative(T x, T lambd) {
    const T y = absolute(x) > lambd ? T(1) : T(0);
    return x == x ? y : x;
  }
};

struct HardShrink : Activation {
  static constexpr const char* name = "hard_shrink";
  static constexpr bool keeps_sign_of_zero = false;
  static constexpr const char* summary = "Hard shrinkage";
  static constexpr const char* formula = "x for |x| > lambd, else 0";
  static constexpr const char* derivative_formula = "1 for |x| > lambd, else 0";
  static constexpr const char* source =
      "Donoho and Johnstone, Ideal spatial adaptation by wavelet shrinkage, Biometrika 81, 1994";
  static constexpr const char* notes = "+0.0 from -lambd to lambd. The derivative at both is 0.";
  static constexpr const char* worst_error = "0.5 ulp (exact)";
  static constexpr const char* example = "array([-2.,  0.,  0.,  0.,  2.])";
  static constexpr const char* example_derivative = "array([1., 0., 0., 0., 1.])";
  static constexpr bool monotone = true;
  static constexpr bool piecewise_linear = true;
  static constexpr Limits at_minus_infinity = {"-inf", "1.0"}, at_plus_infinity = {"inf", "1.0"};
  static constexpr Points points = {-0.5, 0.5, 0.0, -2.5, 2.5};
  static constexpr Samples samples = {{0.5}, {0.0}, {2.5}};
  static constexpr int parameter_count = 1;
  static constexpr Parameter parameters[1] = {
      {"lambd", 0.5, Parameter::number, "Up to which |x| the result is 0; finite. Broadcasts against `x`."}};
  static constexpr bool exact_in_float32 = true;
  static constexpr bool unrolled = true;
  static constexpr double cost = 0.15;

  // Compared so that NaN stays NaN.
  template <class T>
  static FASTRELU_INLINE T value(T x, T lambd) {
    return absolute(x) <= lambd ? T(0) : x;
  }
  template <class T>
  static FASTRELU_INLINE T derivative(T x, T lambd) {
    const T y = absolute(x) <= lambd ? T(0) : T(1);
    return x == x ? y : x;
  }
};

using shrink = Activations<SoftShrink, HardShrink>;

FASTRELU_END
