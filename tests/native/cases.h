// What there is to call, for test programs without Python: every kernel in every form, dtype and instruction set.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "runtime/instruction_sets.h"
#include "runtime/registry.h"

namespace fastrelu {

inline constexpr const char* kFormNames[kForms] = {"value", "derivative", "backward", "with_derivative",
                                                   "backward_from_output"};

// The instruction sets that this build has and this CPU runs; best first.
inline std::vector<const Isa*> isas_to_test() {
  std::vector<const Isa*> found;
  for (const Isa& isa : isas())
    if (isa.kernels && isa.supported()) found.push_back(&isa);
  return found;
}

// One kernel in one form and dtype, of x or of x + bias. Operands are the data, the parameters, the outputs.
struct Case {
  const Description* activation;
  Form form;
  Type type;
  bool biased;

  int data() const { return data_count(activation->kind, form) + (biased ? 1 : 0); }
  int inputs() const { return data() + activation->parameter_count; }
  int outputs() const { return output_count(activation->kind, form); }
  int operands() const { return inputs() + outputs(); }
  std::ptrdiff_t item() const { return row_of(type).bytes; }
  bool is_parameter(int operand) const { return operand >= data() && operand < inputs(); }
  bool is_output(int operand) const { return operand >= inputs(); }
  Loop loop(const Isa& isa) const { return isa.kernels->loop(activation->family, activation->index, form, type, biased); }
  std::string name() const {
    return std::string(biased ? "bias_" : "") + activation->name + " " + kFormNames[int(form)] + " " + row_of(type).name;
  }
};

// All that go element by element, which the instruction set of every build has too.
inline std::vector<Case> elementwise_cases() {
  std::vector<Case> found;
  for (const Description& activation : descriptions()) {
    if (activation.kind == Kind::along_axis) continue;
    for (int form = 0; form < kForms; ++form)
      for (int type = 0; type < kTypes; ++type)
        for (const bool biased : {false, true}) {
          // bias_f is there for one input and float types.
          const Case made = {&activation, Form(form), Type(type), biased};
          if (!has_form(activation.kind, activation.output_formula, made.form)) continue;
          if (biased && (activation.kind != Kind::elementwise || !row_of(made.type).is_float())) continue;
          if (made.loop(isas().back())) found.push_back(made);
        }
  }
  return found;
}

// A number as one of a type, rounded; integers are cut off.
inline void put(char* to, Type type, double value) {
  if (row_of(type).is_float()) return isas().back().kernels->drivers->round[int(type)](to, &value, 1);
  const auto whole = static_cast<std::int64_t>(std::fmax(std::fmin(value, 0x1p62), -0x1p62));
  std::memcpy(to, &whole, static_cast<std::size_t>(row_of(type).bytes));  // the low bytes: little-endian only
}

// A float of any type as double.
inline double get(const char* from, Type type) {
  const auto gather = isas().back().kernels->drivers->gather[int(type)];
  if (type == Type::f64) {
    double number;
    gather(&number, from, 8, 1);
    return number;
  }
  float number;
  gather(&number, from, row_of(type).bytes, 1);
  return static_cast<double>(number);
}

// Small numbers that are no two alike, and what lies at the edges of a type.
inline double some_number(std::size_t i, int operand) {
  constexpr double kSpecial[] = {0.0, -0.0, 1e30, -1e30, 90.0, -90.0, -700.0, 5e-39, 20.0, -20.0, 1e-3};
  const std::size_t k = i * 7 + static_cast<std::size_t>(operand) * 3;
  if (k % 11 == 5) return kSpecial[k / 11 % (sizeof kSpecial / sizeof *kSpecial)];
  return static_cast<double>((k * 2654435761u) % 4001) / 250.0 - 8.0;
}

}  // namespace fastrelu
