// What an activation says about itself. Plain data: no Python, no instruction set.
#pragma once

#include <cstddef>

namespace fastrelu {

// The four things that every activation offers.
enum class Form { value, derivative, backward, with_derivative };
constexpr int kForms = 4;

// The element types that a loop may be written for, in the order in which NumPy tries them.
enum class Type { i8, u8, i16, u16, i32, u32, i64, u64, f16, f32, f64 };
constexpr int kTypes = 11;

struct Parameter {
  const char* name;
  double fallback;  // the default; read only where `required` is false
  bool required;
  const char* about;
};

// Defaults for what an activation need not say. An op in cpp/ops derives from this and hides what differs.
struct Activation {
  static constexpr int parameter_count = 0;
  static constexpr Parameter parameters[1] = {{nullptr, 0.0, true, nullptr}};
  // Integer arrays keep their dtype (otherwise they promote as NumPy's float functions do).
  static constexpr bool keeps_integers = false;
  // Rounding a float32 result to float16 gives the correctly rounded result. For others that has to be seen to.
  static constexpr bool exact_in_float32 = false;
  // There are overloads for float16 as it stands, without a conversion (half in storage.h); derivatives are 0, 1, or NaN.
  static constexpr bool on_halves = false;
  // Nanoseconds per float32 element of the value, one core, in cache: decides how large a call must be before a second
  // thread pays (bench/thresholds.py prints it; a factor of two either way does no harm).
  static constexpr double cost = 0.5;
  // Short enough to be unrolled, in steps of 32 elements, or 16 of eight bytes. Large arrays are then walked in two parts
  // (in_steps in loop.h).
  static constexpr bool unrolled = false;
  // A shorter way for vectors where |x| is small (cpp/math/cells.h); void for none.
  template <class T>
  using Near = void;
  // There is a function joint(value, x, ...), which returns the derivative and sets the value: for ops whose value alone takes
  // a cheaper way than beside the derivative, with which it can share work. (A struct of the two GCC leaves in memory, and the
  // loop scalar.)
  static constexpr bool has_joint_form = false;
};

constexpr int input_count(int parameters, Form form) { return parameters + (form == Form::backward ? 2 : 1); }
constexpr int output_count(Form form) { return form == Form::with_derivative ? 2 : 1; }

}  // namespace fastrelu
