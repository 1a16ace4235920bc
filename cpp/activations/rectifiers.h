// The rectifiers: piecewise linear, with a kink at 0.
#pragma once

#include "activations/activation.h"
#include "math/arithmetic.h"
#include "kernels/storage.h"

FASTRELU_BEGIN

struct Relu : Activation {
  static constexpr const char* name = "relu";
  static constexpr const char* summary = "Rectified linear unit";
  static constexpr const char* formula = "max(x, 0)";
  static constexpr const char* derivative_formula = "1 for x > 0, else 0";
  static constexpr const char* source = "Nair and Hinton, Rectified linear units improve restricted Boltzmann machines, ICML 2010";
  static constexpr const char* notes = "relu(-0.0) is +0.0. Integer arrays keep their dtype.";
  static constexpr const char* worst_error = "0.5 ulp (exact)";
  static constexpr const char* example = "array([0. , 0. , 0. , 0.5, 2. ])";
  static constexpr const char* example_derivative = "array([0., 0., 0., 1., 1.])";
  static constexpr bool monotone = true, piecewise_linear = true, keeps_sign_of_zero = false;
  static constexpr Limits at_minus_infinity = {"0.0", "0.0"};
  static constexpr bool keeps_integers = true;
  static constexpr bool exact_in_float32 = true;
  static constexpr bool on_halves = true;
  static constexpr bool unrolled = true;
  static constexpr double cost = 0.15;

  template <class T>
  static FASTRELU_INLINE T value(T x) {
    // Written so that NaN stays NaN (it compares false); adding 0 turns -0.0 into +0.0.
    return static_cast<T>((T(0) > x ? T(0) : x) + T(0));
  }
  template <class T>
  static FASTRELU_INLINE T derivative(T x) {
    const T y = x > T(0) ? T(1) : T(0);
    return x == x ? y : x;
  }

  static FASTRELU_INLINE half value(half x) {
    const auto past_minus_zero = half(bits_of(x) - bits_of(half::minus_zero));
    return where(past_minus_zero > half::infinity, x);
  }
  static FASTRELU_INLINE half derivative(half x) {
    const auto past_least = half(bits_of(x) - 1);
    return where(past_least < half::infinity, half::one) | where(is_nan(x), x);
  }
};

struct LeakyRelu : Activation {
  static constexpr const char* name = "leaky_relu";
  static constexpr const char* summary = "Leaky rectified linear unit";
  static constexpr const char* formula = "x for x > 0, else negative_slope * x";
  static constexpr const char* derivative_formula = "1 for x > 0, else negative_slope";
  static constexpr const char* source = "Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models, ICML 2013";
  static constexpr const char* notes = "A slope of 0 gives 0 at minus infinity, not NaN: the limit, as everywhere else.";
  static constexpr const char* worst_error = "0.5 ulp (correctly rounded)";
  static constexpr const char* example = "array([-0.02 , -0.005,  0.   ,  0.5  ,  2.   ])";
  static constexpr const char* example_derivative = "array([0.01, 0.01, 0.01, 1.  , 1.  ])";
  static constexpr int parameter_count = 1;
  static constexpr Parameter parameters[1] = {
      {"negative_slope", 0.01, Parameter::number, "Slope for x < 0, of either sign. Broadcasts against `x`."}};
  static constexpr bool monotone = true, piecewise_linear = true;
  static constexpr Limits at_minus_infinity = {"-inf * negative_slope if negative_slope else -0.0", "negative_slope"};
  static constexpr Samples samples = {{0.01}, {-0.5}, {0.0}, {1.0}, {2.5}};
  static constexpr bool exact_in_float32 = true;
  static constexpr bool unrolled = true;
  static constexpr double cost = 0.15;

  template <class T>
  static FASTRELU_INLINE T value(T x, T slope) {
    // Where the slope is 0 no x is infinite: 0 times the largest number is 0.
    const T least = slope == T(0) ? -largest<T>() : -infinity<T>();
    const T scaled = slope * not_below(x, least);
    return x < T(0) ? scaled : x;
  }
  template <class T>
  static FASTRELU_INLINE T derivative(T x, T slope) {
    const T y = x > T(0) ? T(1) : slope;
    return x == x ? y : x;
  }
};

struct Prelu : LeakyRelu {
  static constexpr const char* name = "prelu";
  static constexpr const char* summary = "Parametric rectified linear unit";
  static constexpr const char* formula = "x for x > 0, else weight * x";
  static constexpr const char* derivative_formula = "1 for x > 0, else weight";
  static constexpr const char* source = "He et al., Delving deep into rectifiers, ICCV 2015";
  static constexpr const char* example = "array([-0.5  , -0.125,  0.   ,  0.5  ,  2.   ])";
  static constexpr const char* example_derivative = "array([0.25, 0.25, 0.25, 1.  , 1.  ])";
  static constexpr const char* notes = "The slope is trained: `prelu_backward` also gives the gradient of `weight`.";
  static constexpr Parameter parameters[1] = {
      {"weight", 0.25, Parameter::trained, "Slope for x < 0. Broadcasts against `x`, or is laid along `axis`.",
       Parameter::required}};
  static constexpr Limits at_minus_infinity = {"-inf * weight if weight else -0.0", "weight"};
  static constexpr Samples samples = {{0.25}, {-0.5}, {0.0}, {1.0}, {2.5}};

  // d prelu(x, weight) / d weight.
  template <int K>
  static FASTRELU_INLINE double parameter_derivative(double x, double) {
    return x > 0 ? 0.0 : x;
  }
};

using rectifiers = Activations<Relu, LeakyRelu, Prelu>;

FASTRELU_END
