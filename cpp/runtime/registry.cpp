#include "runtime/registry.h"

// Only the constants of the ops are read here; none of their functions is compiled.
#define FASTRELU_ISA_NAMESPACE description
#include "activations/all.h"

namespace fastrelu {
namespace {

template <class Op>
Description describe(int family, const char* family_name, int index) {
  return {family,
          index,
          family_name,
          Op::name,
          Op::aliases,
          Op::kind,
          Op::variant,
          Op::summary,
          Op::formula,
          Op::derivative_formula,
          Op::source,
          Op::notes,
          Op::worst_error,
          Op::example,
          Op::example_derivative,
          Op::parameter_count,
          Op::parameters,
          Op::constraint,
          Op::output_formula,
          Op::output_constraint,
          Op::gate_first,
          Op::keeps_integers,
          Op::on_halves,
          Op::monotone,
          Op::piecewise_linear,
          Op::keeps_sign_of_zero,
          Op::at_minus_infinity,
          Op::at_plus_infinity,
          Op::points,
          Op::derivative_roots,
          Op::samples,
          Op::cost};
}

template <class... Op>
void append(std::vector<Description>& all, int family, const char* family_name, Activations<Op...>) {
  int index = 0;
  (all.push_back(describe<Op>(family, family_name, index++)), ...);
}

}  // namespace

const std::vector<Description>& descriptions() {
  static const std::vector<Description> all = [] {
    std::vector<Description> made;
    int family = 0;
#define FASTRELU_FAMILY(name) append(made, family++, #name, description::name{});
#include "activations/families.inc"
#undef FASTRELU_FAMILY
    append(made, family, "softmax", description::along_axis{});
    return made;
  }();
  return all;
}

}  // namespace fastrelu
