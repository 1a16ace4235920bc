// A family of activations -> tables of block functions. Compiled once for every family and instruction set, each time into the
// namespace of the latter.
#include "kernels/kernels.h"

#include <type_traits>

#include "kernels/any_block.h"
#include "kernels/gradient_block.h"

#if !defined(FASTRELU_THIS_FAMILY) || !defined(FASTRELU_FAMILY_HEADER)
#error "CMakeLists.txt defines both, a name of activations/families.inc and its header, for each of these objects"
#endif
#include FASTRELU_FAMILY_HEADER

FASTRELU_BEGIN

namespace {

// Is there a streamed loop? Those of one output, and where a buffer on the way would be felt.
template <class Op, Form F, class T>
constexpr bool is_streamed() {
  return output_count(Op::kind, F) == 1 && (Op::unrolled || has_near_block<Op, F, T>());
}

template <class Op, Form F, class T, bool Uniform>
constexpr BlockFunction<T> streamed_block_of() {
  if constexpr (is_streamed<Op, F, T>())
    return &any_block<Op, F, T, Uniform, true>;
  else
    return nullptr;
}

template <class Op, Form F, class T>
constexpr Blocks<T> make_blocks() {
  Blocks<T> blocks{};
  blocks.once = &any_block<Op, F, T, true, false>;
  blocks.once_streamed = streamed_block_of<Op, F, T, true>();
  if constexpr (F == Form::value && has_near_block<Op, F, T>()) blocks.biased = &biased_block<Op, F, T>;
  if constexpr (Op::parameter_count > 0) {
    blocks.each = &any_block<Op, F, T, false, false>;
    blocks.each_streamed = streamed_block_of<Op, F, T, false>();
  }
  return blocks;
}
template <class Op, Form F, class T>
constexpr Blocks<T> blocks = make_blocks<Op, F, T>();

template <class Op, class T>
constexpr bool computes_in() {
  if constexpr (std::is_integral_v<T>) return Op::keeps_integers;
  if constexpr (std::is_same_v<T, half>) return Op::on_halves;
  // Without FMA the float32 kernels would lose their bound; for float32, float64 has accuracy to spare.
  if constexpr (std::is_same_v<T, float>) return FASTRELU_HAS_FMA || Op::exact_in_float32;
  return std::is_same_v<T, double>;
}

template <class Op, Form F>
constexpr void fill_form(Kernel& kernel) {
  kernel.data = data_count(Op::kind, F);
  kernel.parameters = Op::parameter_count;
  kernel.outputs = output_count(Op::kind, F);
  kernel.exact_in_float32 = Op::exact_in_float32;
  kernel.often_on_middle = Op::often_on_middle;
  kernel.gated = Op::kind == Kind::gated;
  if constexpr (F == Form::value || F == Form::with_derivative) kernel.lost_sign = Op::lost_sign;
#define FASTRELU_TYPE(name, numpy_name, element, ...) \
  if constexpr (computes_in<Op, element>()) kernel.blocks[int(Type::name)] = &blocks<Op, F, element>;
#include "activations/types.inc"
#undef FASTRELU_TYPE
}

template <class Op, Form F>
constexpr void fill_if_there(ActivationKernels& k) {
  if constexpr (has_form(Op::kind, Op::output_formula, F)) fill_form<Op, F>(k.forms[int(F)]);
}

template <class Op, int K, bool FromOutput>
constexpr Accumulate gradient_of() {
  if constexpr (K < Op::parameter_count && (!FromOutput || Op::output_formula != nullptr)) {
    if constexpr (Op::parameters[K].sort == Parameter::trained) return &accumulate<Op, K, FromOutput>;
  }
  return nullptr;
}
template <class Op, int K>
constexpr void fill_gradients(ActivationKernels& k) {
  k.gradients[K] = gradient_of<Op, K, false>();
  k.gradients_from_output[K] = gradient_of<Op, K, true>();
}

template <class Op>
constexpr ActivationKernels kernels_of() {
  ActivationKernels k{};
  fill_if_there<Op, Form::value>(k);
  fill_if_there<Op, Form::derivative>(k);
  fill_if_there<Op, Form::backward>(k);
  fill_if_there<Op, Form::with_derivative>(k);
  fill_if_there<Op, Form::backward_from_output>(k);
  fill_gradients<Op, 0>(k);
  fill_gradients<Op, 1>(k);
  fill_gradients<Op, 2>(k);
  static_assert(kMostParameters == 3);
  return k;
}

template <class List>
struct Table;
template <class... Op>
struct Table<Activations<Op...>> {
  static constexpr ActivationKernels kernels[] = {kernels_of<Op>()...};
};

}  // namespace

#define FASTRELU_PASTED_(a, b) a##b
#define FASTRELU_PASTED(a, b) FASTRELU_PASTED_(a, b)
#define FASTRELU_TABLE FASTRELU_PASTED(kernels_of_, FASTRELU_THIS_FAMILY)

extern const ActivationKernels* const FASTRELU_TABLE;
const ActivationKernels* const FASTRELU_TABLE = Table<FASTRELU_THIS_FAMILY>::kernels;

FASTRELU_END
