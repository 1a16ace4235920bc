#include "runtime/registry.h"

// Only the constants of the ops are read here; none of their functions is compiled.
#define FASTRELU_ISA_NAMESPACE description
#include "activations/all.h"

namespace fastrelu {

const std::vector<Description>& descriptions() {
  using namespace description;
  static const std::vector<Description> all = {
#define FASTRELU_ACTIVATION(name, Op)                                                                         \
  {#name,       Op::summary,     Op::formula, Op::derivative_formula, Op::source,          Op::notes,         \
   Op::worst_error, Op::example, Op::example_derivative, Op::parameter_count, Op::parameters, \
   Op::keeps_integers, Op::on_halves, Op::cost},
#include "activations/list.inc"
#undef FASTRELU_ACTIVATION
  };
  return all;
}

}  // namespace fastrelu
