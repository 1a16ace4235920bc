// The vectorised loop of a kernel, over contiguous elements of the type that is computed in.
#pragma once

#include <cstddef>
#include <utility>

#include "kernels/forms.h"
#include "math/twofold.h"

FASTRELU_BEGIN

// Elements per step of a block function: two AVX-512 vectors of float.
constexpr std::size_t kLanes = 32;

// Parameters of one block: one value for each element, one for all, or 1 for all (One in arithmetic.h).
enum class Given { each, once, as_one };
template <class T, int Count, Given P>
struct BlockParameters;
template <class T, int Count>
struct BlockParameters<T, Count, Given::as_one> {
  T one;
  explicit BlockParameters(const T* const* in) : one(in[0][0]) {}
  template <int K>
  FASTRELU_INLINE One<T> at(std::size_t) const {
    return {one};
  }
};
template <class T, int Count>
struct BlockParameters<T, Count, Given::once> {
  T values[Count > 0 ? Count : 1];
  explicit BlockParameters(const T* const* in) {
    for (int k = 0; k < Count; ++k) values[k] = in[k][0];
  }
  template <int K>
  FASTRELU_INLINE T at(std::size_t) const {
    return values[K];
  }
};
template <class T, int Count>
struct BlockParameters<T, Count, Given::each> {
  const T* pointers[Count > 0 ? Count : 1];
  explicit BlockParameters(const T* const* in) {
    for (int k = 0; k < Count; ++k) pointers[k] = in[k];
  }
  template <int K>
  FASTRELU_INLINE T at(std::size_t i) const {
    return pointers[K][i];
  }
};

// Whether an op's parameters all have the default 1, so that a loop of its own for that is worth it. Such an op's functions
// take One<T> as well as T.
template <class Op>
constexpr bool usually_ones() {
  for (int k = 0; k < Op::parameter_count; ++k)
    if (Op::parameters[k].need == Parameter::required || Op::parameters[k].fallback != 1) return false;
  return Op::parameter_count > 0;
}

// Is this the value by short tables? Parameters, if there are any, are 1 then.
template <class Op, Form F, class T, Given P>
constexpr bool has_short_tables() {
  return std::is_same_v<T, float> && Op::vectors_by_turns > 0 && F == Form::value &&
         (P == Given::as_one || Op::parameter_count == 0);
}
#if FASTRELU_HAS_VECTOR
// From element i on by vectors, so many by turns. Returns where that ends.
template <class Op, int Vectors, class... Ones>
FASTRELU_INLINE std::size_t values_by_turns(float* y, const float* x, std::size_t i, std::size_t n, Ones... ones) {
  using V = typename VectorsByTurns<Vectors>::type;
  for (; i + V::size <= n; i += V::size) Op::value(V::load(x + i), ones...).store(y + i);
  return i;
}
// n is a multiple of kLanes. The output may be the input.
template <class Op, class... Ones>
FASTRELU_INLINE void values_in_vectors(float* y, const float* x, std::size_t n, Ones... ones) {
  static_assert(kLanes % (2 * Floats::size) == 0);
  const std::size_t i = values_by_turns<Op, Op::vectors_by_turns>(y, x, 0, n, ones...);
  if constexpr (kLanes % (Op::vectors_by_turns * Floats::size) != 0) values_by_turns<Op, 2>(y, x, i, n, ones...);
}
#endif

// The loop that compilers vectorise.
template <class Op, Form F, class T, Given P, std::size_t... K>
FASTRELU_INLINE void scalar_loop(T* const* out, const T* const* in, std::size_t n, std::index_sequence<K...>) {
  constexpr int kParameters = sizeof...(K);
  const BlockParameters<T, kParameters, P> p(in + data_count(Op::kind, F));
  constexpr int kData = data_count(Op::kind, F), kOut = output_count(Op::kind, F);
  const T* const x = in[kData - 1];
  [[maybe_unused]] const T* const g = in[0];
  [[maybe_unused]] const T* const gate = in[Op::kind == Kind::gated ? kData - 2 : 0];
  T* const y = out[0];
  [[maybe_unused]] T* const dy = out[kOut - 1];
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) {
    if constexpr (Op::kind == Kind::gated && F == Form::value) {
      y[i] = Op::value(gate[i], x[i], p.template at<K>(i)...);
    } else if constexpr (Op::kind == Kind::gated) {
      // Both before either is written: an output may be an input as well.
      T of_gate, of_x;
      Op::gradients(of_gate, of_x, g[i], gate[i], x[i], p.template at<K>(i)...);
      y[i] = of_gate;
      dy[i] = of_x;
    } else if constexpr (F == Form::value) {
      y[i] = Op::value(x[i], p.template at<K>(i)...);
    } else if constexpr (F == Form::derivative) {
      y[i] = evaluated(Op::derivative(x[i], p.template at<K>(i)...));
    } else if constexpr (F == Form::backward) {
      y[i] = times(g[i], Op::derivative(x[i], p.template at<K>(i)...));
    } else if constexpr (F == Form::backward_from_output) {
      y[i] = times(g[i], Op::derivative_from_output(x[i], p.template at<K>(i)...));
    } else {
      // Both before either is written: an output may be an input as well.
      T value, derivative;
      if constexpr (Op::has_joint_form) {
        derivative = evaluated(Op::joint(value, x[i], p.template at<K>(i)...));
      } else {
        value = Op::value(x[i], p.template at<K>(i)...);
        derivative = evaluated(Op::derivative(x[i], p.template at<K>(i)...));
      }
      y[i] = value;
      dy[i] = derivative;
    }
  }
}

// The vectorised loop of one kernel.
template <class Op, Form F, class T, Given P, std::size_t... K>
FASTRELU_INLINE void block_over(T* const* out, const T* const* in, std::size_t n, std::index_sequence<K...> all) {
#if FASTRELU_HAS_VECTOR
  if constexpr (has_short_tables<Op, F, T, P>()) {
    const BlockParameters<T, int(sizeof...(K)), P> p(in + 1);
    values_in_vectors<Op>(out[0], in[0], n, p.template at<K>(0)...);
  } else {
    return scalar_loop<Op, F, T, P>(out, in, n, all);
  }
#else
  return scalar_loop<Op, F, T, P>(out, in, n, all);
#endif
}

// Elements of one step: of float and double four vectors of AVX2.
template <class T>
constexpr std::size_t kStep = sizeof(T) == 8 ? kLanes / 2 : kLanes;

// All steps through a block of n elements, a multiple of Step. Ops that are unrolled take a large block as two parts by turns,
// which reach the ends of pages at different times: where one waits for the first lines of a page, which the CPU's prefetchers
// do not fetch, loads of the other go on. (Zen 3, rectifiers: 2 to 5 % from the second-level cache, 5 to 20 % from beyond.
// The gelus, which need the caches for their tables, would lose 10 to 30 %.)
template <class Op, class T, std::size_t Step, class Do>
FASTRELU_INLINE void in_steps(std::size_t n, Do step) {
  constexpr std::size_t kPage = 4096 / sizeof(T), kLarge = 131072 / sizeof(T);
  static_assert(kPage / 2 % Step == 0);
  const std::size_t part = Op::unrolled && n >= kLarge ? n / 2 / kPage * kPage - kPage / 2 : 0;
  for (std::size_t i = 0; i < part; i += Step) {
    step(i);
    step(part + i);
  }
  for (std::size_t i = 2 * part; i < n; i += Step) step(i);
}

// n is rounded down to a multiple of kLanes, which the compiler then knows.
template <class Op, Form F, class T, Given P>
FASTRELU_NOINLINE void block(T* const* out, const T* const* in, std::size_t n) {
  constexpr auto kIndices = std::make_index_sequence<Op::parameter_count>{};
  n &= ~(kLanes - 1);
  if constexpr (!Op::unrolled) return block_over<Op, F, T, P>(out, in, n, kIndices);
  constexpr int kData = data_count(Op::kind, F), kIn = kData + Op::parameter_count, kOut = output_count(Op::kind, F);
  constexpr int kMoving = P == Given::each ? kIn : kData;
  T constants[kIn];  // copies, of which it is plain that nothing written changes them
  for (int k = kMoving; k < kIn; ++k) constants[k] = in[k][0];
  in_steps<Op, T, kStep<T>>(n, [&](std::size_t i) FASTRELU_INLINE_LAMBDA {
    const T* here[kIn];
    T* there[kOut];
    for (int k = 0; k < kIn; ++k) here[k] = k < kMoving ? in[k] + i : &constants[k];
    for (int k = 0; k < kOut; ++k) there[k] = out[k] + i;
    block_over<Op, F, T, P>(there, here, kStep<T>, kIndices);
  });
}

// The same for an output that is aligned to cache lines, and leaves past the caches; n is a multiple of a line's elements too.
// The compiler keeps the lines in registers if there are enough. (relu of 2e7 elements: 20 % less than by way of a buffer, as
// stores to that come between those past the caches.)
template <class Op, Form F, class T, Given P>
FASTRELU_NOINLINE void streamed_block(T* const* out, const T* const* in, std::size_t n) {
  constexpr std::size_t kElements = kLine / sizeof(T), kCount = kStep<T> > kElements ? kStep<T> : kElements;
  constexpr int kData = data_count(Op::kind, F), kIn = kData + Op::parameter_count, kMoving = P == Given::each ? kIn : kData;
  static_assert(output_count(Op::kind, F) == 1, "see streamed() in driver.h");
  T constants[kIn];  // copies, of which it is plain that nothing written changes them
  for (int k = kMoving; k < kIn; ++k) constants[k] = in[k][0];
  in_steps<Op, T, kCount>(n, [&](std::size_t i) FASTRELU_INLINE_LAMBDA {
    alignas(kLine) T lines[kCount];
    T* const there[1] = {lines};
    const T* here[kIn];
    for (int k = 0; k < kIn; ++k) here[k] = k < kMoving ? in[k] + i : &constants[k];
    block_over<Op, F, T, P>(there, here, kCount, std::make_index_sequence<Op::parameter_count>{});
    for (std::size_t k = 0; k < kCount; k += kElements)
      stream_line(reinterpret_cast<char*>(out[0] + i + k), reinterpret_cast<const char*>(lines + k));
  });
}

FASTRELU_END
