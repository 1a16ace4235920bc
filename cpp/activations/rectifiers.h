// The rectifiers: a kink at 0 or at a threshold, and straight, or a square, beyond.
#pragma once

#include "activations/activation.h"
#include "kernels/storage.h"
#include "math/arithmetic.h"
#include "math/bounds.h"

FASTRELU_BEGIN

struct Relu : Activation {
  static constexpr const char* name = "relu";
  static constexpr const char* summary = "Rectified linear unit";
  static constexpr const char* formula = "max(x, 0)";
  static constexpr const char* derivative_formula = "1 for x > 0, else 0";
  static constexpr const char* source =
      "Nair and Hinton, Rectified linear units improve restricted Boltzmann machines, ICML 2010";
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
  static constexpr const char* output_formula = "1 for y > 0, else 0";
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
  // f(x) lies where x does: above the kink or not.
  template <class T, class... P>
  static FASTRELU_INLINE auto derivative_from_output(T y, P... p) {
    return derivative(y, p...);
  }
};

struct LeakyRelu : Activation {
  static constexpr const char* name = "leaky_relu";
  static constexpr const char* summary = "Leaky rectified linear unit";
  static constexpr const char* formula = "x for x > 0, else negative_slope * x";
  static constexpr const char* derivative_formula = "1 for x > 0, else negative_slope";
  static constexpr const char* source =
      "Maas, Hannun and Ng, Rectifier nonlinearities improve neural network acoustic models, ICML 2013";
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
  static constexpr const char* output_formula = "1 for y > 0, else negative_slope";
  static constexpr const char* output_constraint = "negative_slope > 0";
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
  // f(x) lies where x does: above the kink or not.
  template <class T, class... P>
  static FASTRELU_INLINE auto derivative_from_output(T y, P... p) {
    return derivative(y, p...);
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
  static constexpr Parameter parameters[1] = {{"weight", 0.25, Parameter::trained,
                                               "Slope for x < 0. Broadcasts against `x`, or is laid along `axis`.",
                                               Parameter::required}};
  static constexpr Limits at_minus_infinity = {"-inf * weight if weight else -0.0", "weight"};
  static constexpr const char* output_formula = "1 for y > 0, else weight";
  static constexpr const char* output_constraint = "weight > 0";
  static constexpr Samples samples = {{0.25}, {-0.5}, {0.0}, {1.0}, {2.5}};

  // d prelu(x, weight) / d weight.
  template <int K>
  static FASTRELU_INLINE double parameter_derivative(double x, double) {
    return x > 0 ? 0.0 : x;
  }
  static FASTRELU_INLINE double input_from_output(double y, double weight) { return y > 0 ? y : y / weight; }
};

struct Relu6 : Activation {
  static constexpr const char* name = "relu6";
  static constexpr bool keeps_sign_of_zero = false;
  static constexpr const char* summary = "Rectified linear unit, capped at 6";
  static constexpr const char* formula = "min(max(x, 0), 6)";
  static constexpr const char* derivative_formula = "1 for 0 < x < 6, else 0";
  static constexpr const char* source = "Krizhevsky, Convolutional deep belief networks on CIFAR-10, 2010";
  static constexpr const char* notes = "relu6(-0.0) is +0.0. The derivative at 0 and at 6 is 0.";
  static constexpr const char* worst_error = "0.5 ulp (exact)";
  static constexpr const char* example = "array([0. , 0. , 0. , 0.5, 2. ])";
  static constexpr const char* example_derivative = "array([0., 0., 0., 1., 1.])";
  static constexpr bool monotone = true;
  static constexpr bool piecewise_linear = true;
  static constexpr Limits at_minus_infinity = {"0.0", "0.0"}, at_plus_infinity = {"6.0", "0.0"};
  static constexpr Points points = {0.0, 6.0};
  static constexpr bool exact_in_float32 = true;
  static constexpr bool unrolled = true;
  static constexpr const char* output_formula = "1 for 0 < y < 6, else 0";
  static constexpr double cost = 0.15;

  template <class T>
  static FASTRELU_INLINE T value(T x) {
    return at_most<6>(at_least<0>(x)) + T(0);
  }
  template <class T>
  static FASTRELU_INLINE T derivative(T x) {
    const T y = (x > T(0)) & (x < T(6)) ? T(1) : T(0);
    return x == x ? y : x;
  }
  // f(x) lies where x does: above the kink or not.
  template <class T, class... P>
  static FASTRELU_INLINE auto derivative_from_output(T y, P... p) {
    return derivative(y, p...);
  }
};

struct ReluSquared : Activation {
  static constexpr const char* name = "relu_squared";
  static constexpr bool keeps_sign_of_zero = false;
  static constexpr const char* summary = "Squared rectified linear unit";
  static constexpr const char* aliases = "relu2";
  static constexpr const char* formula = "max(x, 0)^2";
  static constexpr const char* derivative_formula = "2 max(x, 0)";
  static constexpr const char* source =
      "So et al., Primer: searching for efficient transformers for language modeling, arXiv:2109.08668";
  static constexpr const char* notes = "+0.0 for x <= 0.";
  static constexpr const char* worst_error = "0.5 ulp (correctly rounded)";
  static constexpr const char* example = "array([0.  , 0.  , 0.  , 0.25, 4.  ])";
  static constexpr const char* example_derivative = "array([0., 0., 0., 1., 4.])";
  static constexpr bool monotone = true;
  static constexpr Limits at_minus_infinity = {"0.0", "0.0"}, at_plus_infinity = {"inf", "inf"};
  // Where squares become subnormal, and where they overflow.
  static constexpr Points points = {0.0, 1.0842021724855044e-19, 1.8446744073709552e+19, 1.4916681462400413e-154,
                                    1.3407807929942596e+154};
  static constexpr bool exact_in_float32 = true;  // products of two float16 are exact, and in the range of float32
  static constexpr bool unrolled = true;
  static constexpr double cost = 0.15;

  template <class T>
  static FASTRELU_INLINE T value(T x) {
    const T r = at_least<0>(x);
    return r * r;
  }
  // Large ones are doubled after the gradient has come in: 2 x may overflow where the product does not. (Small ones
  // before: what is subnormal may not round before it is doubled.)
  template <class T>
  static FASTRELU_INLINE Factors<T> derivative(T x) {
    const T r = at_least<0>(x) + T(0);
    const bool large = r > T(1e18);
    return {large ? r : r + r, large ? T(2) : T(1)};
  }
};

struct Threshold : Activation {
  static constexpr const char* name = "threshold";
  static constexpr const char* summary = "x above a threshold, else a constant";
  static constexpr const char* formula = "x for x > threshold, else value";
  static constexpr const char* derivative_formula = "1 for x > threshold, else 0";
  static constexpr const char* source = "PyTorch, torch.nn.Threshold";
  static constexpr const char* notes = "At the threshold itself value, with derivative 0.";
  static constexpr const char* worst_error = "0.5 ulp (exact)";
  static constexpr const char* example = "array([-1. , -1. , -1. ,  0.5,  2. ])";
  static constexpr const char* example_derivative = "array([0., 0., 0., 1., 1.])";
  static constexpr bool piecewise_linear = true;
  static constexpr Limits at_minus_infinity = {"value", "0.0"}, at_plus_infinity = {"inf", "1.0"};
  static constexpr Points points = {0.0, 0.5, -1.5};
  static constexpr Samples samples = {{0.0, -1.0}, {0.5, 0.5}, {-1.5, 20.0}};
  static constexpr int parameter_count = 2;
  static constexpr Parameter parameters[2] = {
      {"threshold", 0.0, Parameter::number, "What x has to exceed. Broadcasts against `x`.", Parameter::required},
      {"value", -1.0, Parameter::number, "The result elsewhere. Broadcasts against `x`.", Parameter::required}};
  static constexpr bool exact_in_float32 = true;
  static constexpr bool unrolled = true;
  static constexpr double cost = 0.15;

  // Compared so that NaN stays NaN.
  template <class T>
  static FASTRELU_INLINE T value(T x, T threshold, T value) {
    return x <= threshold ? value : x;
  }
  template <class T>
  static FASTRELU_INLINE T derivative(T x, T threshold, T) {
    const T y = x <= threshold ? T(0) : T(1);
    return x == x ? y : x;
  }
};

struct ThresholdedRelu : Activation {
  static constexpr const char* name = "thresholded_relu";
  static constexpr bool keeps_sign_of_zero = false;
  static constexpr const char* summary = "Thresholded rectified linear unit";
  static constexpr const char* formula = "x for x > alpha, else 0";
  static constexpr const char* derivative_formula = "1 for x > alpha, else 0";
  static constexpr const char* source =
      "Konda, Memisevic and Krueger, Zero-bias autoencoders and the benefits of co-adapting features, ICLR 2015";
  static constexpr const char* notes = "+0.0 up to alpha, and at it.";
  static constexpr const char* worst_error = "0.5 ulp (exact)";
  static constexpr const char* example = "array([0., 0., 0., 0., 2.])";
  static constexpr const char* example_derivative = "array([0., 0., 0., 0., 1.])";
  static constexpr bool monotone = true;  // for alpha >= 0
  static constexpr bool piecewise_linear = true;
  static constexpr Limits at_minus_infinity = {"0.0", "0.0"}, at_plus_infinity = {"inf", "1.0"};
  static constexpr Points points = {1.0, 0.0, 2.5};
  static constexpr Samples samples = {{1.0}, {0.0}, {2.5}};
  static constexpr int parameter_count = 1;
  static constexpr Parameter parameters[1] = {
      {"alpha", 1.0, Parameter::number, "What x has to exceed. Broadcasts against `x`."}};
  static constexpr bool exact_in_float32 = true;
  static constexpr bool unrolled = true;
  static constexpr const char* output_formula = "1 for y > alpha, else 0";
  static constexpr const char* output_constraint = "alpha >= 0";
  static constexpr double cost = 0.15;

  template <class T>
  static FASTRELU_INLINE T value(T x, T alpha) {
    return Threshold::value(x, alpha, T(0));
  }
  template <class T>
  static FASTRELU_INLINE T derivative(T x, T alpha) {
    return Threshold::derivative(x, alpha, T(0));
  }
  template <class T>
  static FASTRELU_INLINE T value(T x, One<T> alpha) {
    return value(x, alpha.one);
  }
  template <class T>
  static FASTRELU_INLINE T derivative(T x, One<T> alpha) {
    return derivative(x, alpha.one);
  }
  // f(x) lies where x does: above the kink or not.
  template <class T, class... P>
  static FASTRELU_INLINE auto derivative_from_output(T y, P... p) {
    return derivative(y, p...);
  }
};

struct Rrelu : Activation {
  static constexpr const char* name = "rrelu";
  static constexpr const char* summary = "Randomized leaky rectified linear unit, in evaluation";
  static constexpr const char* formula = "x for x > 0, else x * (lower + upper) / 2";
  static constexpr const char* derivative_formula = "1 for x > 0, else (lower + upper) / 2";
  static constexpr const char* source =
      "Xu et al., Empirical evaluation of rectified activations in convolutional network, arXiv:1505.00853";
  static constexpr const char* notes =
      "Nothing is random here: training draws a slope for each element, evaluation takes the mean. The derivative at 0 is "
      "that.";
  static constexpr const char* worst_error = "0.501 ulp, 1 ulp in backward";
  static constexpr const char* example = "array([-0.4583, -0.1146,  0.    ,  0.5   ,  2.    ])";
  static constexpr const char* example_derivative = "array([0.2292, 0.2292, 0.2292, 1.    , 1.    ])";
  static constexpr bool monotone = true;
  static constexpr bool piecewise_linear = true;
  static constexpr Limits at_minus_infinity = {"-inf * (lower + upper)", "(lower + upper) / 2"},
                          at_plus_infinity = {"inf", "1.0"};
  static constexpr Points points = {0.0};
  static constexpr Samples samples = {{0.125, 0.3333333333333333}, {0.25, 0.25}, {0.0, 3.0}};
  static constexpr const char* constraint = "lower <= upper";
  static constexpr int parameter_count = 2;
  static constexpr Parameter parameters[2] = {
      {"lower", 0.125, Parameter::number, "The least slope of training. Broadcasts against `x`."},
      {"upper", 0.3333333333333333, Parameter::number, "The largest slope of training. Broadcasts against `x`."}};
  static constexpr bool unrolled = true;
  static constexpr double cost = 0.15;

  // The slope in two parts. An infinite x takes only the first, and not that if it is 0: then the limit is 0.
  template <class T>
  static FASTRELU_INLINE T value(T x, T lower, T upper) {
    const Double<T> slope = mean(lower, upper);
    const T finite = not_below(x, -largest<T>());
    const T scaled = fused(slope.high == T(0) ? finite : x, slope.high, finite * slope.low);
    return x < T(0) ? scaled : x;
  }
  template <class T>
  static FASTRELU_INLINE Scaled<T> derivative(T x, T lower, T upper) {
    const Double<T> slope = mean(lower, upper);
    const bool positive = x > T(0);
    return {unless_nan(x, positive ? T(1) : slope.high), positive ? T(0) : slope.low, T(1)};
  }

 private:
  template <class T>
  static FASTRELU_INLINE Double<T> mean(T lower, T upper) {
    return exact_sum(T(0.5) * lower, T(0.5) * upper);
  }
};

using rectifiers = Activations<Relu, LeakyRelu, Prelu, Relu6, ReluSquared, Threshold, ThresholdedRelu, Rrelu>;

FASTRELU_END
