// The block function of a kernel, whichever it has.
#pragma once

#include "kernels/block.h"
#include "kernels/cells_block.h"

FASTRELU_BEGIN

// Does a kernel take the short way where its parameters, if there are any, are all 1?
template <class Op, Form F, class T>
constexpr bool has_near_block_of_ones() {
  if constexpr (FASTRELU_HAS_VECTOR && std::is_floating_point_v<T>) {
    using Way = typename Op::template Near<T>;
    if constexpr (!std::is_void_v<Way>) return Way::has_value || F == Form::derivative || F == Form::backward;
  }
  return false;
}
// Always?
template <class Op, Form F, class T>
constexpr bool has_near_block() {
  return Op::parameter_count == 0 && has_near_block_of_ones<Op, F, T>();
}
// Do the value and the derivative together come one after the other, as one of them has a way that the other has not? Of
// parameters as above.
template <class Op, Form F, class T>
constexpr bool comes_in_two() {
  return F == Form::with_derivative && !has_near_block_of_ones<Op, F, T>() &&
         (has_near_block_of_ones<Op, Form::derivative, T>() || has_short_tables<Op, Form::value, T, Given::as_one>());
}

// Is there a way of its own for parameters that are 1, with other bits?
template <class Op, Form F, class T>
constexpr bool has_way_of_ones() {
  return Op::parameter_count > 0 &&
         (has_near_block_of_ones<Op, F, T>() || comes_in_two<Op, F, T>() || has_short_tables<Op, F, T, Given::as_one>());
}

template <class Op, Form F, class T, Given P, bool Streams>
FASTRELU_INLINE void plain_block(T* const* out, const T* const* in, std::size_t n) {
  if constexpr (Streams)
    streamed_block<Op, F, T, P>(out, in, n);
  else
    block<Op, F, T, P>(out, in, n);
}

// The short way if there is one, for parameters that are all 1.
template <class Op, Form F, class T, Given P, bool Streams>
FASTRELU_INLINE void near_or_plain_block(T* const* out, const T* const* in, std::size_t n) {
#if FASTRELU_HAS_VECTOR
  if constexpr (has_near_block_of_ones<Op, F, T>()) return near_block<Op, F, T, Streams>(out, in, n);
#endif
  plain_block<Op, F, T, P, Streams>(out, in, n);
}

// The loop for one value of each parameter by that for many, through a buffer: for ops of which compilers do not vectorise the
// former, as what depends on the parameters alone is a truth value there (GCC 12).
template <class Op, Form F, class T>
FASTRELU_INLINE void spread_block(T* const* out, const T* const* in, std::size_t n) {
  constexpr int kData = data_count(Op::kind, F), kIn = kData + Op::parameter_count, kOut = output_count(Op::kind, F);
  constexpr std::size_t kSpread = 512;
  alignas(kLine) T parameters[Op::parameter_count > 0 ? Op::parameter_count : 1][kSpread];
  for (int k = 0; k < Op::parameter_count; ++k)
    for (std::size_t i = 0; i < kSpread; ++i) parameters[k][i] = in[kData + k][0];
  for (std::size_t i = 0; i < n; i += kSpread) {
    const T* here[kIn];
    T* there[kOut];
    for (int k = 0; k < kData; ++k) here[k] = in[k] + i;
    for (int k = kData; k < kIn; ++k) here[k] = parameters[k - kData];
    for (int k = 0; k < kOut; ++k) there[k] = out[k] + i;
    block<Op, F, T, Given::each>(there, here, n - i < kSpread ? n - i : kSpread);
  }
}

// The value and the derivative one after the other, block by block. An output may be the input, and both may be one array,
// which then has the derivative.
template <class Op, class T>
FASTRELU_INLINE void one_after_the_other(T* const* out, const T* const* in, std::size_t n) {
  static_assert(Op::parameter_count <= 1 && !Op::has_joint_form);
  constexpr Given P = Op::parameter_count > 0 ? Given::as_one : Given::once;
  constexpr std::size_t kAtOnce = 8192 / sizeof(T);
  const T one = 1;  // not the given one, which an output may overwrite
  for (std::size_t i = 0; i < n; i += kAtOnce) {
    const std::size_t size = n - i < kAtOnce ? n - i : kAtOnce;
    const T* const here[] = {in[0] + i, &one};
    T *const value[] = {out[0] + i}, *const derivative[] = {out[1] + i};
    const bool value_first = derivative[0] == here[0], value_last = !value_first && derivative[0] != value[0];
    if (value_first && value[0] != here[0]) block<Op, Form::value, T, P>(value, here, size);
    near_or_plain_block<Op, Form::derivative, T, P, false>(derivative, here, size);
    if (value_last) block<Op, Form::value, T, P>(value, here, size);
  }
}

// Of parameters that are all 1.
template <class Op, Form F, class T, bool Streams>
FASTRELU_INLINE void block_of_ones(T* const* out, const T* const* in, std::size_t n) {
  if constexpr (comes_in_two<Op, F, T>()) return one_after_the_other<Op, T>(out, in, n);
  near_or_plain_block<Op, F, T, Given::as_one, Streams>(out, in, n);
}

// Copies parameters, and counts those that are 1.
template <class T>
FASTRELU_NOINLINE std::size_t copy_and_count_ones(T* to, const T* from, std::size_t n) {
  std::size_t ones = 0;
  for (std::size_t i = 0; i < n; ++i) {
    to[i] = from[i];
    ones += to[i] == T(1);
  }
  return ones;
}
// Results of ones to where the parameter is one.
template <class T>
FASTRELU_NOINLINE void put_where_ones(T* to, const T* of_ones, const T* parameter, std::size_t n) {
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) to[i] = parameter[i] == T(1) ? of_ones[i] : to[i];
}

// Of parameters one for each, where elements whose own is 1 get what a 1 for all would give them, whatever is beside them. The
// parameter is copied, as an output may overwrite it.
template <class Op, Form F, class T>
FASTRELU_INLINE void block_with_ones(T* const* out, const T* const* in, std::size_t n) {
  static_assert(Op::parameter_count == 1);
  constexpr int kData = data_count(Op::kind, F), kIn = kData + 1, kOut = output_count(Op::kind, F);
  constexpr std::size_t kAtOnce = 512;
  alignas(kLine) T parameter[kAtOnce], of_ones[kOut][kAtOnce];
  const T one = 1;
  for (std::size_t i = 0; i < n; i += kAtOnce) {
    const std::size_t size = n - i < kAtOnce ? n - i : kAtOnce;
    const T *here[kIn], *here_with_one[kIn];
    T *there[kOut], *apart[kOut];
    for (int k = 0; k < kIn; ++k) here[k] = in[k] + i, here_with_one[k] = k < kData ? here[k] : &one;
    for (int k = 0; k < kOut; ++k) there[k] = out[k] + i, apart[k] = of_ones[k];
    const std::size_t ones = copy_and_count_ones(parameter, here[kData], size);
    if (ones == size) {
      block_of_ones<Op, F, T, false>(there, here_with_one, size);
      continue;
    }
    if (ones > 0) block_of_ones<Op, F, T, false>(apart, here_with_one, size);
    block<Op, F, T, Given::each>(there, here, size);
    if (ones > 0)
      for (int k = 0; k < kOut; ++k) put_where_ones(there[k], of_ones[k], parameter, size);
  }
}

// Of x + bias, where the short way takes both.
template <class Op, Form F, class T>
FASTRELU_NOINLINE void biased_block([[maybe_unused]] T* const* out, [[maybe_unused]] const T* const* in,
                                    [[maybe_unused]] std::size_t n) {
#if FASTRELU_HAS_VECTOR
  near_stretch<Op, F, T, false, true>(out, in, n, true);
#endif
}

// The vectorised loop of a kernel, whichever it has. Streams as above; n is then a multiple of a line's elements too.
template <class Op, Form F, class T, bool Uniform, bool Streams>
FASTRELU_NOINLINE void any_block(T* const* out, const T* const* in, std::size_t n) {
  if constexpr (has_near_block<Op, F, T>()) return near_or_plain_block<Op, F, T, Given::once, Streams>(out, in, n);
  if constexpr (Op::parameter_count == 0 && comes_in_two<Op, F, T>()) return one_after_the_other<Op, T>(out, in, n);
  if constexpr (!Uniform && has_way_of_ones<Op, F, T>()) return block_with_ones<Op, F, T>(out, in, n);
  if constexpr (Uniform && usually_ones<Op>()) {
    bool ones = true;
    for (int k = 0; k < Op::parameter_count; ++k) ones = ones && in[data_count(Op::kind, F) + k][0] == T(1);
    if (ones) return block_of_ones<Op, F, T, Streams>(out, in, n);
  }
  if constexpr (Uniform && Op::spreads_parameters)
    spread_block<Op, F, T>(out, in, n);
  else
    plain_block<Op, F, T, Uniform ? Given::once : Given::each, Streams>(out, in, n);
}

FASTRELU_END
