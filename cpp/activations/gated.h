// Gated linear units: f(gate) * x (Shazeer, arXiv:2002.05202).
//
// Where f is made of the logistic function, f(gate) is kept with a power of two apart until x is in, so that a small f(gate)
// times a large x keeps its digits: down to the last subnormal for |x| <= 2^64 (float), 2^890 (double).
#pragma once

#include "activations/gaussian.h"
#include "activations/rectifiers.h"
#include "activations/sigmoid.h"
#include "kernels/forms.h"
#include "math/raised_exp.h"

FASTRELU_BEGIN

// numerator / (1 + e^-z), z = high + low, as a quotient times 2^-offset.
template <class T>
struct LogisticGate {
  static constexpr int offset = sizeof(T) == 4 ? 96 : 960;
  static constexpr T unit = sizeof(T) == 4 ? T(0x1p-96) : T(0x1p-960);
  static constexpr T last = sizeof(T) == 4 ? T(-154) : T(-1370);  // below it 1 / (1 + e^-z) counts as 0
  static constexpr T one = sizeof(T) == 4 ? T(20) : T(40);        // from here on it is 1 to every rounding

  // z is at least `last`; above `one` the result means nothing.
  static FASTRELU_INLINE T quotient(T numerator, T z) {
    const RaisedExp<T> e = exponential(z);
    const Double<T> sum = unit_plus(e.scale);
    return numerator / (sum.high + fused(e.scale, e.r + e.q, sum.low));
  }
  // e^-low = 1 - low, which counts where E does.
  static FASTRELU_INLINE T quotient(T numerator, T high, T low) {
    const RaisedExp<T> e = exponential(high);
    const Double<T> sum = unit_plus(e.scale);
    const T q = e.q - fused(low, e.r + e.q, low);
    return numerator / (sum.high + fused(e.scale, e.r, fused(e.scale, q, sum.low)));
  }
  // quotient * x * unit: the power of two goes where there is room for it.
  static FASTRELU_INLINE T product(T quotient, T x) {
    const bool large = absolute(x) > T(1);
    const T first = large ? x * unit : x, second = large ? T(1) : unit;
    return quotient * first * second;
  }

 private:
  static FASTRELU_INLINE RaisedExp<T> exponential(T z) { return raised_exp(-z, scale_magic<T> - T(offset), -one); }
  // The part of 1 + E that rounds, so that otherwise only the last sum rounds as coarsely as the result.
  static FASTRELU_INLINE Double<T> unit_plus(T scale) {
    const T high = scale + unit;
    return {high, smaller_of(scale, unit) - (high - larger_of(scale, unit))};
  }
};

// g x f'(gate), without an infinity on the way that the result need not be. For bounded derivatives: g x may vanish, which a
// large one would bring back.
template <class T, class D>
FASTRELU_INLINE T gradient_of_gate(T g, T x, D derivative) {
  const T both = g * x, size_of_g = absolute(g), size_of_x = absolute(x);
  const bool fits = absolute(both) <= (sizeof(T) == 4 ? T(0x1p126) : T(0x1p1022)), larger_is_x = size_of_x > size_of_g;
  const T first = fits ? both : larger_is_x ? x : g, second = fits ? T(1) : larger_is_x ? g : x;
  // A derivative may be a little larger than 1.
  return times(first * (fits ? T(1) : T(0.25)), derivative) * second * (fits ? T(1) : T(4));
}

struct GatedActivation : Activation {
  static constexpr Kind kind = Kind::gated;
  static constexpr const char* notes = "";
  static constexpr const char* worst_error = "3 ulp";
  static constexpr double cost = 0.4;
};

struct Swiglu : GatedActivation {
  static constexpr const char* example = "array([-0.2384, -0.1888,  0.    ,  0.3112,  1.7616])";
  static constexpr const char* example_derivative = "array([-0.0908,  0.26  ,  0.5   ,  0.74  ,  1.0908])";
  static constexpr const char* name = "swiglu";
  static constexpr const char* summary = "Gated linear unit with silu";
  static constexpr const char* formula = "gate / (1 + exp(-gate)) * x";
  static constexpr const char* derivative_formula =
      "grad_gate = grad_output * x * silu'(gate), grad_x = grad_output * silu(gate)";
  static constexpr const char* source = "Shazeer, GLU variants improve transformer, arXiv:2002.05202";

  template <class T>
  static FASTRELU_INLINE T value(T gate, T x) {
    using L = LogisticGate<T>;
    const T within = gate < L::last ? T(-0.0) : gate;
    const T y = L::product(L::quotient(within, within), x);
    return gate > L::one ? gate * x : y;
  }
  template <class T>
  static FASTRELU_INLINE void gradients(T& grad_gate, T& grad_x, T g, T gate, T x) {
    const T y = value(gate, g), slope = gradient_of_gate(g, x, Silu::derivative(gate, One<T>{T(1)}));
    grad_gate = slope;
    grad_x = y;
  }
};

struct Glu : GatedActivation {
  static constexpr const char* example = "array([0.1192, 0.3775, 0.5   , 0.6225, 0.8808])";
  static constexpr const char* example_derivative = "array([0.105, 0.235, 0.25 , 0.235, 0.105])";
  static constexpr const char* name = "glu";
  static constexpr bool gate_first = false;  // as all frameworks have it
  static constexpr Limits at_minus_infinity = {"0.0", "0.0"}, at_plus_infinity = {"1.0", "0.0"};
  static constexpr bool keeps_sign_of_zero = false;
  static constexpr const char* summary = "Gated linear unit";
  static constexpr const char* formula = "x / (1 + exp(-gate))";
  static constexpr const char* derivative_formula =
      "grad_gate = grad_output * x * sigmoid'(gate), grad_x = grad_output * sigmoid(gate)";
  static constexpr const char* source =
      "Dauphin, Fan, Auli and Grangier, Language modeling with gated convolutional networks, arXiv:1612.08083";

  template <class T>
  static FASTRELU_INLINE T value(T gate, T x) {
    using L = LogisticGate<T>;
    const bool vanishes = gate < L::last;
    const T y = L::product(L::quotient(vanishes ? T(0) : T(1), vanishes ? T(0) : gate), x);
    return gate > L::one ? x : y;
  }
  template <class T>
  static FASTRELU_INLINE void gradients(T& grad_gate, T& grad_x, T g, T gate, T x) {
    const T y = value(gate, g), slope = gradient_of_gate(g, x, Sigmoid::derivative(gate));
    grad_gate = slope;
    grad_x = y;
  }
};

// By the functions of another activation.
template <class F>
struct GatedBy : GatedActivation {
  static constexpr const char* source = Swiglu::source;

  template <class T>
  static FASTRELU_INLINE T value(T gate, T x) {
    return of_gate(gate, x);
  }
  template <class T>
  static FASTRELU_INLINE void gradients(T& grad_gate, T& grad_x, T g, T gate, T x) {
    const T y = of_gate(gate, g), slope = gradient_of_gate(g, x, F::derivative(gate));
    grad_gate = slope;
    grad_x = y;
  }

 private:
  // f(gate) x; near 0 f is half of its argument, which may be subnormal.
  template <class T>
  static FASTRELU_INLINE T of_gate(T gate, T x) {
    const T y = times(x, F::scaled_value(gate)), near = gate * (T(0.5) * x);
    return absolute(gate) < T(sizeof(T) == 4 ? 0x1p-40 : 0x1p-80) ? near : y;
  }
};

struct Geglu : GatedBy<Gelu> {
  static constexpr const char* example = "array([-0.0455, -0.1543,  0.    ,  0.3457,  1.9545])";
  static constexpr const char* example_derivative = "array([-0.0852,  0.1325,  0.5   ,  0.8675,  1.0852])";
  static constexpr const char* name = "geglu";
  static constexpr Variant variant = {"geglu", "approximate", "none", "gelu by the normal distribution function"};
  static constexpr const char* summary = "Gated linear unit with gelu";
  static constexpr const char* formula = "gate * Phi(gate) * x, Phi the normal distribution function";
  static constexpr const char* derivative_formula =
      "grad_gate = grad_output * x * gelu'(gate), grad_x = grad_output * gelu(gate)";
  static constexpr double cost = 1.8;
};

struct GegluTanh : GatedBy<GeluTanh> {
  static constexpr const char* example = "array([-0.0454, -0.1543,  0.    ,  0.3457,  1.9546])";
  static constexpr const char* example_derivative = "array([-0.0861,  0.1325,  0.5   ,  0.8675,  1.0861])";
  static constexpr const char* name = "geglu_tanh";
  static constexpr Variant variant = {"geglu", "approximate", "tanh", "gelu by tanh"};
  static constexpr const char* summary = "Gated linear unit with gelu, tanh approximation";
  static constexpr const char* formula = "gelu(gate, approximate='tanh') * x";
  static constexpr const char* derivative_formula =
      "grad_gate = grad_output * x * f'(gate), grad_x = grad_output * f(gate), f gelu by tanh";
  static constexpr double cost = 1.8;
};

struct Reglu : GatedActivation {
  static constexpr Limits at_minus_infinity = {"0.0", "0.0"};
  static constexpr bool keeps_sign_of_zero = false;
  static constexpr const char* example = "array([0. , 0. , 0. , 0.5, 2. ])";
  static constexpr const char* example_derivative = "array([0., 0., 0., 1., 1.])";
  static constexpr const char* name = "reglu";
  static constexpr const char* summary = "Gated linear unit with relu";
  static constexpr const char* formula = "max(gate, 0) * x";
  static constexpr const char* derivative_formula =
      "grad_gate = grad_output * x for gate > 0, else 0; grad_x = grad_output * max(gate, 0)";
  static constexpr const char* source = Swiglu::source;
  static constexpr const char* worst_error = "0.5 ulp (correctly rounded)";
  static constexpr double cost = 0.2;
  // Products of two numbers of 16 bits; where they underflow, to round again does no harm (nor does any other pair).
  static constexpr bool exact_in_float32 = true;

  template <class T>
  static FASTRELU_INLINE T value(T gate, T x) {
    return Relu::value(gate) * x;
  }
  template <class T>
  static FASTRELU_INLINE void gradients(T& grad_gate, T& grad_x, T g, T gate, T x) {
    const T product = g * x, y = value(gate, g);
    const T nothing = g * T(0) * (x * T(0));  // 0, or NaN as the product with a derivative of 0 would be
    grad_gate = gate > T(0) ? product : gate == gate ? nothing : gate;
    grad_x = y;
  }
};

struct SwigluOai : GatedActivation {
  static constexpr const char* example = "array([-0.1287, -0.2992,  0.    ,  0.7008,  3.8713])";
  static constexpr const char* example_derivative = "array([-0.1476,  0.2416,  1.    ,  1.7584,  2.1476])";
  static constexpr const char* name = "swiglu_oai";
  static constexpr const char* summary = "Gated linear unit with silu, clamped, of x + 1";
  static constexpr const char* worst_error = "3 ulp";
  static constexpr bool spreads_parameters = true;
  static constexpr const char* constraint = "limit > 0";
  // With x = 1.
  static constexpr Limits at_plus_infinity = {"2 * limit / (1 + 2.718281828459045 ** (-alpha * limit))", "0.0"};
  static constexpr const char* formula = "z / (1 + exp(-alpha * z)) * (clip(x, -limit, limit) + 1), z = min(gate, limit)";
  static constexpr const char* derivative_formula =
      "grad_gate = grad_output * (clip(x, -limit, limit) + 1) * silu'(z, alpha) for gate <= limit, else 0; "
      "grad_x = grad_output * silu(z, alpha) for -limit <= x <= limit, else 0";
  static constexpr const char* source = "OpenAI, gpt-oss-120b & gpt-oss-20b model card, arXiv:2508.10925";
  static constexpr int parameter_count = 2;
  static constexpr Parameter parameters[2] = {
      {"alpha", 1.702, Parameter::number, "Scale of `gate` in the sigmoid, not negative. Broadcasts against `gate`."},
      {"limit", 7.0, Parameter::number, "Where `gate` is cut from above, and `x` on both sides. Broadcasts against `gate`."}};

  template <class T, class A, class L>
  static FASTRELU_INLINE T value(T gate, T x, A alpha, L limit) {
    const T bound = limit * T(1), z = bound < gate ? bound : gate;
    const Double<T> sum = exact_sum(clipped(x, bound), T(1));
    return of_gate(z, sum.high, sum.low, alpha * T(1));
  }
  template <class T, class A, class L>
  static FASTRELU_INLINE void gradients(T& grad_gate, T& grad_x, T g, T gate, T x, A alpha, L limit) {
    const T bound = limit * T(1), z = bound < gate ? bound : gate;
    const T y = of_gate(z, g, T(0), alpha * T(1));
    const T slope = gradient_of_gate(g, clipped(x, bound) + T(1), Silu::derivative(z, alpha));
    grad_gate = gate > bound ? T(0) : slope;
    grad_x = absolute(x) > bound ? T(0) : y;
  }

 private:
  template <class T>
  static FASTRELU_INLINE T clipped(T x, T limit) {
    const T below = limit < x ? limit : x;
    return -limit > below ? -limit : below;
  }
  // z / (1 + exp(-alpha z)) * (x + x_low)
  template <class T>
  static FASTRELU_INLINE T of_gate(T z, T x, T x_low, T alpha) {
    using L = LogisticGate<T>;
    const T argument = alpha * z;
    const bool vanishes = argument < L::last;
    const T high = vanishes ? T(0) : argument, low = vanishes ? T(0) : product_low(alpha, z, argument);
    const T quotient = L::quotient(vanishes ? T(-0.0) : z, high, low);
    const T y = L::product(quotient, x), rest = quotient * L::unit * x_low, whole = z * x;
    const bool above = argument > L::one;
    const T value = above ? whole : y;
    // Where all underflows the sum would lose the sign.
    return value == T(0) ? value : value + (above ? z * x_low : rest);
  }
};

using gated = Activations<Glu, Reglu, Geglu, GegluTanh, Swiglu, SwigluOai>;

FASTRELU_END
