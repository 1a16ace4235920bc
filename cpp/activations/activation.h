// What an activation says about itself. Plain data: no Python, no instruction set.
#pragma once

#include <cstddef>
#include <initializer_list>

namespace fastrelu {

// Elementwise: f(x). Gated: f(gate) x, with a gradient for each. Both take parameters, which broadcast.
// Along an axis: of whole rows, with a backward pass from the output.
enum class Kind { elementwise, gated, along_axis };

// What an activation offers: an elementwise one the first four, and the last where the output says what the derivative was; a
// gated one its value and the backward pass.
enum class Form { value, derivative, backward, with_derivative, backward_from_output };
constexpr int kForms = 5;

// The types of elements: the rows of types.inc, which says what the columns are.
enum class Type {
#define FASTRELU_TYPE(name, ...) name,
#include "activations/types.inc"
#undef FASTRELU_TYPE
};
struct TypeRow {
  const char* name;
  int bytes;
  double cost, infinite;
  bool narrow;  // computed in float, in buffers of that too
  constexpr bool is_float() const { return infinite > 0; }
  constexpr int computed_bytes() const { return narrow ? 4 : bytes; }
};
constexpr TypeRow kTypeRows[] = {
#define FASTRELU_TYPE(name, numpy_name, element, number, bytes, own, wider, cost, infinite) \
  {numpy_name, bytes, cost, infinite, wider == 2},
#include "activations/types.inc"
#undef FASTRELU_TYPE
};
constexpr int kTypes = sizeof kTypeRows / sizeof *kTypeRows;
constexpr const TypeRow& row_of(Type type) { return kTypeRows[int(type)]; }

constexpr int kMostParameters = 3;

struct Parameter {
  // A number, or one that is trained: its gradient is summed over what it was broadcast along.
  enum Sort { number, trained };
  enum Need { has_default, required };
  const char* name;
  double fallback;  // the default; for one that is required, what examples and benchmarks take
  Sort sort;
  const char* about;
  Need need = has_default;
};

// One of several formulas under one name: gelu(x, approximate="tanh").
struct Variant {
  const char* of;         // the public function
  const char* parameter;  // its keyword that chooses
  const char* choice;     // the value that chooses this one; the default is that of the variant whose name is `of`
  const char* about;
};

// Value and derivative far out: Python expressions in the names of the parameters, numbers and inf.
struct Limits {
  const char *value, *derivative;
};

// Some numbers: where tests shall look closely.
struct Points {
  static constexpr int kMost = 24;
  double at[kMost] = {};
  int count = 0;
  constexpr Points() = default;
  constexpr Points(std::initializer_list<double> points) {
    for (const double point : points) at[count++] = point;
  }
};

// Some values of all parameters, the usual ones first.
struct Samples {
  static constexpr int kMost = 8;
  double at[kMost][kMostParameters] = {};
  int count = 0;
  constexpr Samples() = default;
  constexpr Samples(std::initializer_list<std::initializer_list<double>> samples) {
    for (const std::initializer_list<double>& sample : samples) {
      int k = 0;
      for (const double value : sample) at[count][k++] = value;
      ++count;
    }
  }
};

// The activations of a family, in the order in which they are documented.
template <class... Op>
struct Activations {
  static constexpr int count = sizeof...(Op);
};

// Defaults for what an activation need not say. An op in cpp/activations derives from this and hides what differs.
struct Activation {
  static constexpr Kind kind = Kind::elementwise;
  static constexpr const char* aliases = "";  // other names of the public functions, with spaces between
  static constexpr Variant variant = {nullptr, nullptr, nullptr, nullptr};
  static constexpr int parameter_count = 0;
  static constexpr Parameter parameters[1] = {{nullptr, 0.0, Parameter::number, nullptr}};
  static constexpr bool gate_first = true;  // is the gate the first half of an array that holds both inputs?
  // What numbers as parameters must satisfy: a Python expression in their names.
  static constexpr const char* constraint = "";
  static constexpr const char* notes = "";
  // Of all forms, in units in the last place; a form that has another says so: "0.501 ulp, 1 ulp in backward". It is tested.
  static constexpr const char* worst_error = "2 ulp";
  // Results at -2, -0.5, 0, 0.5, 2, as NumPy shows an array that has been rounded to four digits. Of a gated activation: for
  // these as the gate, and an x of 1.
  static constexpr const char *example = "", *example_derivative = "";

  // For the tests.
  static constexpr bool monotone = false;           // does f never fall where no parameter is negative?
  static constexpr bool piecewise_linear = false;   // is f'' 0 wherever it exists?
  static constexpr bool keeps_sign_of_zero = true;  // is f(-0.0) -0.0, for parameters that are positive?
  static constexpr Limits at_minus_infinity = {"-0.0", "0.0"}, at_plus_infinity = {"inf", "1.0"};
  static constexpr Points points = {0.0};         // kinks, roots, where tails become subnormal and where they end
  static constexpr Points derivative_roots = {};  // where the derivative goes smoothly through 0
  static constexpr Samples samples = {};          // none: the defaults alone

  // Integer arrays keep their dtype (otherwise they promote as NumPy's float functions do).
  static constexpr bool keeps_integers = false;
  // Rounding a float32 result to float16 gives the correctly rounded result. For others that has to be seen to.
  static constexpr bool exact_in_float32 = false;
  // Results in numbers of 16 bits are products, or thirds of them, that have a few digits more, so that many lie on the middle
  // between two. They are computed in float64 at once, where what looks like a middle is one, unless it is subnormal.
  static constexpr bool often_on_middle = false;
  // The sign of what the value has lost to float64's digits, where that may leave a number of bfloat16's middles: a function of
  // x, which gives 0 where nothing is lost. (Near 0, and of gates, round_once.h finds it by itself.)
  static constexpr int (*lost_sign)(double) = nullptr;
  // There are overloads for float16 as it stands, without a conversion (half in storage.h); derivatives are 0, 1, or NaN.
  static constexpr bool on_halves = false;
  // Nanoseconds per float32 element of the value, one core, in cache: decides how large a call must be before a second
  // thread pays (bench/thresholds.py prints it; a factor of two either way does no harm).
  static constexpr double cost = 0.5;
  // Short enough to be unrolled, in steps of 32 elements, or 16 of eight bytes. Large arrays are then walked in two parts
  // (in_steps in kernels/block.h).
  static constexpr bool unrolled = false;
  // One value of each parameter is spread to an array (spread_block in kernels/any_block.h). Not for ops that are streamed.
  static constexpr bool spreads_parameters = false;
  // A shorter way for vectors where |x| is small (cpp/math/cells.h), of parameters that are 1; void for none. An op that has
  // one names as Far another op, without parameters, for what is out of its reach.
  template <class T>
  using Near = void;
  // In float the value is computed by short tables (cpp/math/short_tables.h): the function takes vectors, 2 or 4 by turns
  // (cpp/math/twofold.h). Of parameters that are 1; for others it is the scalar one. 0: by no tables.
  static constexpr int vectors_by_turns = 0;
  // There is a function joint(value, x, ...), which returns the derivative and sets the value: for ops whose value alone takes
  // a cheaper way than beside the derivative, with which it can share work. (A struct of the two GCC leaves in memory, and the
  // loop scalar.)
  static constexpr bool has_joint_form = false;
  // The derivative as one of y = f(x), so that training may overwrite x: there is a function derivative_from_output(y, ...),
  // and with a trained parameter input_from_output(y, ...). For parameters that satisfy one more condition: a Python expression
  // in their names.
  static constexpr const char* output_formula = nullptr;
  static constexpr const char* output_constraint = "";
};

// Inputs that are no parameters, and outputs.
constexpr int data_count(Kind kind, Form form) {
  const bool takes_gradient = form == Form::backward || form == Form::backward_from_output;
  return (kind == Kind::gated ? 2 : 1) + (takes_gradient ? 1 : 0);
}
constexpr int output_count(Kind kind, Form form) {
  if (form == Form::with_derivative) return 2;
  return kind == Kind::gated && form == Form::backward ? 2 : 1;
}
constexpr bool has_form(Kind kind, const char* output_formula, Form form) {
  if (form == Form::backward_from_output) return output_formula != nullptr;
  return kind == Kind::elementwise || form == Form::value || form == Form::backward;
}

}  // namespace fastrelu
