// Registry -> table of loops. Compiled once for every instruction set, each time into a namespace of its own.
#include "kernels/kernels.h"

#include "kernels/elementwise.h"
#include "activations/all.h"
#include "kernels/parameter_gradient.h"

FASTRELU_BEGIN

namespace {

template <class Op, Form F, class S>
constexpr Loop integer_loop() {
  if constexpr (Op::keeps_integers)
    return &LoopOf<Op, F, S>::run;
  else
    return nullptr;
}

template <class Op, Form F>
constexpr void fill_form(Loop (&loops)[kTypes]) {
  loops[int(Type::i8)] = integer_loop<Op, F, std::int8_t>();
  loops[int(Type::u8)] = integer_loop<Op, F, std::uint8_t>();
  loops[int(Type::i16)] = integer_loop<Op, F, std::int16_t>();
  loops[int(Type::u16)] = integer_loop<Op, F, std::uint16_t>();
  loops[int(Type::i32)] = integer_loop<Op, F, std::int32_t>();
  loops[int(Type::u32)] = integer_loop<Op, F, std::uint32_t>();
  loops[int(Type::i64)] = integer_loop<Op, F, std::int64_t>();
  loops[int(Type::u64)] = integer_loop<Op, F, std::uint64_t>();
  loops[int(Type::f16)] = &LoopOf<Op, F, half>::run;
  loops[int(Type::f32)] = &LoopOf<Op, F, float>::run;
  loops[int(Type::f64)] = &LoopOf<Op, F, double>::run;
}

template <class Op>
constexpr void fill(Loop (&loops)[kForms][kTypes]) {
  fill_form<Op, Form::value>(loops[int(Form::value)]);
  fill_form<Op, Form::derivative>(loops[int(Form::derivative)]);
  fill_form<Op, Form::backward>(loops[int(Form::backward)]);
  fill_form<Op, Form::with_derivative>(loops[int(Form::with_derivative)]);
}

constexpr Kernels make_kernels() {
  Kernels k{};
#define FASTRELU_ACTIVATION(name, Op) fill<Op>(k.loops[k_##name]);
#include "activations/list.inc"
#undef FASTRELU_ACTIVATION
  k.prelu_weight[0] = &weight_gradient<half>;
  k.prelu_weight[1] = &weight_gradient<float>;
  k.prelu_weight[2] = &weight_gradient<double>;
  k.round[0] = &round_sums<half>;
  k.round[1] = &round_sums<float>;
  k.round[2] = &round_sums<double>;
  return k;
}

}  // namespace

extern const Kernels kernels;
const Kernels kernels = make_kernels();

FASTRELU_END
