// The one way through memory: a block in, compute, a block out.
//
// A block that lies in memory as the compute type is worked on in place; any other (strided, float16, the odd end of an
// array, overlapping operands, streamed output) passes through buffers in L1. Either way the same block function runs,
// over a multiple of kLanes elements, so that there is one vectorised loop per kernel, no scalar remainder, and the same
// bits for every layout.
#pragma once

#include <cstring>
#include <type_traits>
#include <utility>

#include "kernels.h"
#include "math/arith.h"
#include "math/vector.h"
#include "storage.h"

FASTRELU_BEGIN

// Elements per step of a block function: two AVX-512 vectors of float.
constexpr std::size_t kLanes = 32;
// Elements per buffered block: all buffers of a kernel stay within L1.
constexpr std::size_t kBlock = 512;
// Elements from which on the first output is brought to the start of a cache line, by way of the buffers: NumPy's large
// arrays start 16 bytes into one, and stores that cross lines take longer (rectifiers: 10 to 25 %).
constexpr std::size_t kWorthAligning = 4096;

// The type in which an op computes for elements of type S.
template <class Op, class S>
struct ComputeFor {
  using type = S;
};
#if !FASTRELU_HAS_FMA
// Without FMA the float32 kernels would lose their bound; for float32, float64 has accuracy to spare.
template <class Op>
struct ComputeFor<Op, float> {
  using type = std::conditional_t<Op::exact_in_float32, float, double>;
};
#endif
template <class Op>
struct ComputeFor<Op, half> {
  using type = std::conditional_t<Op::on_halves, half, typename ComputeFor<Op, float>::type>;
};

// ------------------------------------------------------------------------------------------------------- the four forms

template <class T>
FASTRELU_INLINE T times(T g, T derivative) {
  return static_cast<T>(g * derivative);
}
template <class T>
FASTRELU_INLINE T times(T g, Scaled<T> derivative) {
  const T sum = derivative.high + derivative.low, rest = derivative.low - (sum - derivative.high);
  const T product = fused(g, sum, g * rest);
  // A g that is infinite or nearly so makes infinities of both signs out of sum and rest.
  const bool finite = absolute(product) <= largest<T>();
  return (finite ? product : g * sum) * derivative.scale;
}
template <class T>
FASTRELU_INLINE T times(T g, Factors<T> derivative) {
  return g * derivative.value * derivative.scale;
}
template <class T>
FASTRELU_INLINE T times(T g, Double<T> derivative) {
  return fused(g, derivative.high, g * derivative.low);
}
FASTRELU_INLINE half times(half g, half derivative) {  // which is 0, 1, or NaN
  const bool positive = derivative == half::one, infinite = without_sign(g) >= half::infinity;
  return where(positive, g) | where(!positive & !infinite, g & half::minus_zero) | where(!positive & infinite, half::nan) |
         where(is_nan(derivative), derivative);
}
template <class T>
FASTRELU_INLINE T evaluated(T derivative) {
  return derivative;
}
template <class T>
FASTRELU_INLINE T evaluated(Scaled<T> derivative) {
  return (derivative.high + derivative.low) * derivative.scale;
}
template <class T>
FASTRELU_INLINE T evaluated(Factors<T> derivative) {
  return derivative.value * derivative.scale;
}
template <class T>
FASTRELU_INLINE T evaluated(Double<T> derivative) {
  return derivative.high + derivative.low;
}

// Parameters of one block: one value for each element, one for all, or 1 for all (One in arith.h).
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
    if (Op::parameters[k].required || Op::parameters[k].fallback != 1) return false;
  return Op::parameter_count > 0;
}

// The vectorised loop of one kernel.
template <class Op, Form F, class T, Given P, std::size_t... K>
FASTRELU_INLINE void block_over(T* const* out, const T* const* in, std::size_t n, std::index_sequence<K...>) {
  constexpr int kParameters = sizeof...(K);
  const BlockParameters<T, kParameters, P> p(in + input_count(0, F));
  const T* const x = in[F == Form::backward ? 1 : 0];
  [[maybe_unused]] const T* const g = in[0];
  T* const y = out[0];
  [[maybe_unused]] T* const dy = out[output_count(F) - 1];
#pragma omp simd
  for (std::size_t i = 0; i < n; ++i) {
    if constexpr (F == Form::value) {
      y[i] = Op::value(x[i], p.template at<K>(i)...);
    } else if constexpr (F == Form::derivative) {
      y[i] = evaluated(Op::derivative(x[i], p.template at<K>(i)...));
    } else if constexpr (F == Form::backward) {
      y[i] = times(g[i], Op::derivative(x[i], p.template at<K>(i)...));
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
  constexpr int kIn = input_count(Op::parameter_count, F), kOut = output_count(F);
  constexpr int kMoving = P == Given::each ? kIn : input_count(0, F);
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
  constexpr int kIn = input_count(Op::parameter_count, F), kMoving = P == Given::each ? kIn : input_count(0, F);
  static_assert(output_count(F) == 1, "see LoopOf::streamed");
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

#if FASTRELU_HAS_VECTOR

// Ops that have a shorter way near zero: groups of kLanes elements that are near throughout take it, all others take
// both ways, and choose for each element. So the bits of an element never depend on its neighbours.
// Streams: outputs are aligned to cache lines, and leave past the caches. Fetches: operands are fetched ahead.
template <class Op, Form F, class T, bool Streams, bool Fetches>
class NearBlock {
  static_assert(Op::parameter_count == 0, "the short way knows no parameters yet");
  using Way = typename Op::template Near<T>;
  using Begun = typename Way::Begun;
  using Fetched = typename Way::template Fetched<F == Form::value || F == Form::with_derivative, F != Form::value>;
  using V = Vector<T>;
  static constexpr int kOut = output_count(F), kX = F == Form::backward ? 1 : 0;
  static constexpr std::size_t kVectors = kLanes / V::size;

  const T *const g_, *const x_;
  T *const y_, *const dy_;

 public:
  FASTRELU_INLINE NearBlock(T* const* out, const T* const* in)
      : g_(in[0]), x_(in[kX]), y_(out[0]), dy_(out[kOut - 1]) {}

  // From element i on, as far as groups are near throughout; returns where that ends. A group is begun two groups before it is
  // finished, and the rows of a vector are loaded one vector before: what the CPU waits for is then of another vector than
  // what it computes.
  FASTRELU_INLINE std::size_t run(std::size_t i, std::size_t n) const {
    Group groups[3], *now = &groups[0], *after = &groups[1], *later = &groups[2];
    if (!begin_all(i, n, *now)) return i;
    if (i + kLanes >= n || !begin_all(i + kLanes, n, *after)) return finish_all(i, *now);
    Fetched fetched(now->begun[0]);
    for (std::size_t next = i + 2 * kLanes; next < n; next += kLanes) {
      prefetch(next, n);
      Extremes e;
      for (std::size_t v = 0; v + 1 < kVectors; ++v) take_turn(i, next, v, *later, now->begun[v + 1], fetched, e);
      take_turn(i, next, kVectors - 1, *later, after->begun[0], fetched, e);
      i += kLanes;
      Group* const done = now;
      now = after;
      after = later;
      later = done;
      if (!e.near()) return finish_all(i, *now);
    }
    finish_all(i, *now);
    return finish_all(i + kLanes, *after);
  }

  // Some elements are near, some are not; far_results are those of the long way.
  FASTRELU_INLINE void choose(std::size_t i, const T (&far_results)[kOut][kLanes]) const {
    for (std::size_t end = i + kLanes, k = 0; i < end; i += V::size, k += V::size) {
      auto near = Way::reached(absolute(V::load(x_ + i)));
      if constexpr (F == Form::backward) near = both(near, at_most(absolute(V::load(g_ + i)), largest<T>()));
      const V x = select(near, V::load(x_ + i), V(0));  // tables reach no further
      Begun begun;
      Way::begin(x, begun);
      finish(i, Fetched(begun), [&](int out, V y) { return select(near, y, V::load(far_results[out] + k)); });
    }
  }

 private:
  struct Group {
    Begun begun[kVectors];
  };
  // The largest |x|, and whether all gradients are finite. Infinite ones take the long way: times the two parts of a
  // derivative they would be NaN.
  struct Extremes {
    V x{T(0)}, zero_or_nan{T(0)};
    FASTRELU_INLINE bool near() const {
      if constexpr (F == Form::backward)
        return Way::all_reached(larger_bits(x, absolute(zero_or_nan)));
      else
        return Way::all_reached(x);
    }
  };

  FASTRELU_INLINE void begin(std::size_t i, Begun& b, Extremes& e) const {
    const V x = V::load(x_ + i);
    e.x = larger_bits(e.x, absolute(x));
    if constexpr (F == Form::backward) e.zero_or_nan = fused(V::load(g_ + i), T(0), e.zero_or_nan);
    Way::begin(x, b);
  }
  FASTRELU_INLINE bool begin_all(std::size_t i, std::size_t n, Group& group) const {
    prefetch(i, n);
    Extremes e;
    for (std::size_t v = 0; v < kVectors; ++v) begin(i + v * V::size, group.begun[v], e);
    return e.near();
  }

  FASTRELU_INLINE void take_turn(std::size_t i, std::size_t next, std::size_t v, Group& later, const Begun& coming,
                                 Fetched& fetched, Extremes& e) const {
    begin(next + v * V::size, later.begun[v], e);
    const Fetched fetched_next(coming);
    finish(i + v * V::size, fetched);
    fetched = fetched_next;
  }
  FASTRELU_INLINE std::size_t finish_all(std::size_t i, const Group& group) const {
    for (std::size_t v = 0; v < kVectors; ++v) finish(i + v * V::size, Fetched(group.begun[v]));
    return i + kLanes;
  }
  FASTRELU_INLINE void finish(std::size_t i, const Fetched& f) const {
    finish(i, f, [](int, V y) { return y; });
  }
  template <class Final>  // what to write as an output, of its number and the result of the short way
  FASTRELU_INLINE void finish(std::size_t i, const Fetched& f, Final final) const {
    if constexpr (F == Form::value) {
      put(y_ + i, final(0, f.value()));
    } else if constexpr (F == Form::derivative) {
      put(y_ + i, final(0, evaluated(f.derivative())));
    } else if constexpr (F == Form::backward) {
      put(y_ + i, final(0, times(V::load(g_ + i), f.derivative())));
    } else {
      // Both before either is written: an output may be the input as well.
      const V value = f.value(), derivative = evaluated(f.derivative());
      put(y_ + i, final(0, value));
      put(dy_ + i, final(1, derivative));
    }
  }

  static FASTRELU_INLINE void put(T* to, V v) {
    if constexpr (Streams)
      v.stream(to);
    else
      v.store(to);
  }

  // Two kilobytes ahead, which the CPU's own prefetcher does not reach across pages.
  FASTRELU_INLINE void prefetch([[maybe_unused]] std::size_t i, [[maybe_unused]] std::size_t n) const {
#if defined(__GNUC__)
    constexpr std::size_t kAhead = 2048 / sizeof(T);
    constexpr int kLocality = Streams ? 0 : 3;  // what is used once shall not drive tables out of the first-level cache
    if (!Fetches || i + kAhead >= n) return;
    for (std::size_t k = i + kAhead; k < i + kAhead + kLanes; k += kLine / sizeof(T)) {
      __builtin_prefetch(x_ + k, 0, kLocality);
      if constexpr (F == Form::backward) __builtin_prefetch(g_ + k, 0, kLocality);
      if constexpr (!Streams) __builtin_prefetch(y_ + k, 1);
    }
#endif
  }
};

template <class Op, Form F, class T, bool Streams, bool Fetches>
FASTRELU_NOINLINE std::size_t near_groups(T* const* out, const T* const* in, std::size_t i, std::size_t n) {
  return NearBlock<Op, F, T, Streams, Fetches>(out, in).run(i, n);
}
template <class Op, Form F, class T, bool Streams>
FASTRELU_NOINLINE void mixed_group(T* const* out, const T* const* in, std::size_t i) {
  constexpr int kIn = input_count(0, F), kOut = output_count(F);
  alignas(64) T far_results[kOut][kLanes];
  const T* far_in[kIn];
  T* far_out[kOut];
  for (int k = 0; k < kIn; ++k) far_in[k] = in[k] + i;
  for (int k = 0; k < kOut; ++k) far_out[k] = far_results[k];
  block<Op, F, T, Given::once>(far_out, far_in, kLanes);
  NearBlock<Op, F, T, Streams, false>(out, in).choose(i, far_results);
}

template <class Op, Form F, class T, bool Streams>
FASTRELU_INLINE void near_block(T* const* out, const T* const* in, std::size_t n) {
  n &= ~(kLanes - 1);
  // From so many bytes of an operand on, by what one thread has to do, value and derivative gain 9 % by fetching ahead; below
  // they would lose 5 % by the instructions, and the other forms, which have three operands, gain nothing at any size. (Zen 3,
  // gelu in float32 with and without, 3e4 to 6e6 elements.)
  constexpr std::size_t kWorthFetching = std::size_t(2) << 20;
  constexpr bool kMayFetch = Streams || F == Form::value || F == Form::derivative;
  const auto groups = n >= kWorthFetching / sizeof(T) ? near_groups<Op, F, T, Streams, kMayFetch>
                                                       : near_groups<Op, F, T, Streams, Streams>;
  for (std::size_t i = 0; i < n; i += kLanes) {
    i = groups(out, in, i, n);
    if (i < n) mixed_group<Op, F, T, Streams>(out, in, i);
  }
}

#endif

// Does a kernel take the short way?
template <class Op, class T>
constexpr bool has_near_block() {
  if constexpr (FASTRELU_HAS_VECTOR && std::is_floating_point_v<T>)
    return !std::is_void_v<typename Op::template Near<T>>;
  else
    return false;
}

template <class Op, Form F, class T, Given P, bool Streams>
FASTRELU_INLINE void plain_block(T* const* out, const T* const* in, std::size_t n) {
  if constexpr (Streams)
    streamed_block<Op, F, T, P>(out, in, n);
  else
    block<Op, F, T, P>(out, in, n);
}

// The vectorised loop of a kernel, whichever it has. Streams as above; n is then a multiple of a line's elements too.
template <class Op, Form F, class T, bool Uniform, bool Streams>
FASTRELU_INLINE void any_block(T* const* out, const T* const* in, std::size_t n) {
#if FASTRELU_HAS_VECTOR
  if constexpr (has_near_block<Op, T>()) return near_block<Op, F, T, Streams>(out, in, n);
#endif
  if constexpr (Uniform && usually_ones<Op>()) {
    bool ones = true;
    for (int k = 0; k < Op::parameter_count; ++k) ones = ones && in[input_count(0, F) + k][0] == T(1);
    if (ones) return plain_block<Op, F, T, Given::as_one, Streams>(out, in, n);
  }
  plain_block<Op, F, T, Uniform ? Given::once : Given::each, Streams>(out, in, n);
}

// ------------------------------------------------------------------------------------------------ float16, rounded once

// Results in float rounded to float16 as the true values would be, though they have been rounded before. Groups with an
// element of which that is not sure, one in forty, are computed again in double. (Ziv's test; ACM Trans. Math. Software 17,
// 1991, 410-423.)
template <class Op, Form F, bool Uniform>
struct RoundedOnce {
  static constexpr int kIn = input_count(Op::parameter_count, F), kOut = output_count(F);
  static constexpr int kMoving = Uniform ? input_count(0, F) : kIn;

  // n: a multiple of kLanes.
  static FASTRELU_INLINE void round(char* const* results, const float* const* out, const float* const* in, std::size_t n) {
    for (std::size_t i = 0; i < n; i += kLanes) {
      bool sure = true;
      for (int k = 0; k < kOut; ++k) sure = narrow_surely(results[k] + 2 * i, out[k] + i, kLanes) && sure;
      if (!sure) compute_again(results, out, in, i);
    }
  }

 private:
  static FASTRELU_NOINLINE void compute_again(char* const* results, const float* const* out, const float* const* in,
                                              std::size_t i) {
    alignas(64) double wide_in[kIn][kLanes], wide_out[kOut][kLanes];
    const double* ins[kIn];
    double* outs[kOut];
    for (int k = 0; k < kIn; ++k) {
      for (std::size_t j = 0; j < kLanes; ++j) wide_in[k][j] = in[k][k < kMoving ? i + j : 0];
      ins[k] = wide_in[k];
    }
    for (int k = 0; k < kOut; ++k) outs[k] = wide_out[k];
    any_block<Op, F, double, Uniform, false>(outs, ins, kLanes);
    for (int k = 0; k < kOut; ++k) {
      half again[kLanes];
      narrow<half>(reinterpret_cast<char*>(again), wide_out[k], kLanes);
      // The others stay: no element shall depend on its neighbours, in the sign of a 0 or where a gradient is infinite.
      for (std::size_t j = 0; j < kLanes; ++j)
        if (!rounds_surely(out[k][i + j])) store(results[k] + 2 * (i + j), again[j]);
    }
  }
};

// -------------------------------------------------------------------------------------------------------------- the loop

template <class Op, Form F, class S>
struct LoopOf {
  using T = typename ComputeFor<Op, S>::type;
  static constexpr int kParameters = Op::parameter_count;
  static constexpr int kData = input_count(0, F);  // inputs that are not parameters
  static constexpr int kIn = kData + kParameters, kOut = output_count(F);
  static_assert(kIn + kOut <= kMostOperands);
  static constexpr bool kSame = std::is_same_v<S, T>;
  static constexpr bool kRoundsTwice =
      std::is_same_v<S, half> && std::is_same_v<T, float> && !Op::exact_in_float32;

  static void run(char* const* args, const std::ptrdiff_t* steps, std::ptrdiff_t n, unsigned flags) {
    if (n <= 0) return;
    bool uniform = true;
    for (int k = kData; k < kIn; ++k) uniform = uniform && steps[k] == 0;
    if (uniform)
      through<true>(args, steps, static_cast<std::size_t>(n), flags);
    else
      through<false>(args, steps, static_cast<std::size_t>(n), flags);
  }

 private:
  // An output past the caches without a buffer: false if the operands do not lie so. Two outputs go by way of buffers: to
  // write lines of one and of the other in turn takes longer, for elu by two thirds.
  template <bool Uniform>
  static bool streamed(char* const* args, const std::ptrdiff_t* steps, std::size_t n, const T* constants) {
    constexpr int kMoving = Uniform ? kData : kIn;
    constexpr std::size_t kElements = kLine / sizeof(S), kMultiple = kElements > kLanes ? kElements : kLanes;
    if constexpr (!kSame || kOut > 1) return false;
    for (int k = 0; k < kIn + kOut; ++k)
      if ((k < kMoving || k >= kIn) && steps[k] != static_cast<std::ptrdiff_t>(sizeof(S))) return false;
    const std::size_t head = elements_to_line(args[kIn]), body = n < head ? 0 : (n - head) & ~(kMultiple - 1);
    if (body == 0) return false;
    char* moved[kIn + kOut];
    const auto from = [&](std::size_t begin) {
      for (int k = 0; k < kIn + kOut; ++k) moved[k] = args[k] + static_cast<std::ptrdiff_t>(begin) * steps[k];
      return moved;
    };
    through<Uniform>(from(0), steps, head, kPlain);
    from(head);
    const T* in[kIn];
    T* out[kOut];
    for (int k = 0; k < kIn; ++k) in[k] = k < kMoving ? reinterpret_cast<const T*>(moved[k]) : &constants[k - kData];
    for (int k = 0; k < kOut; ++k) out[k] = reinterpret_cast<T*>(moved[kIn + k]);
    if constexpr (kSame && kOut == 1) any_block<Op, F, T, Uniform, true>(out, in, body);
    through<Uniform>(from(head + body), steps, n - head - body, kPlain);
    return true;
  }

  template <bool Uniform>
  static void through(char* const* args, const std::ptrdiff_t* steps, std::size_t n, unsigned flags) {
    constexpr int kMoving = Uniform ? kData : kIn;  // inputs that advance from block to block
    bool direct[kIn + kOut], all_direct = true;
    for (int k = 0; k < kIn + kOut; ++k) {
      direct[k] = kSame && steps[k] == static_cast<std::ptrdiff_t>(sizeof(S)) && !(flags & kBuffered);
      if (k >= kIn) direct[k] = direct[k] && !(flags & kStream);
      if (k < kMoving || k >= kIn) all_direct = all_direct && direct[k];
    }
    T constants[kParameters > 0 ? kParameters : 1];
    if constexpr (Uniform)
      for (int k = 0; k < kParameters; ++k) constants[k] = widen_one<T>(load<S>(args[kData + k]));
    if (flags & kStream && streamed<Uniform>(args, steps, n, constants)) return;

    const T* in[kIn];
    T* out[kOut];
    std::size_t i = 0;
    if (all_direct && n >= kLanes) {  // the usual case, and the only one that a large array stays in
      if (n >= kWorthAligning) {
        i = elements_to_line(args[kIn]);
        if (i > 0) through<Uniform>(args, steps, i, flags);
      }
      const std::size_t body = (n - i) & ~(kLanes - 1);
      for (int k = 0; k < kMoving; ++k) in[k] = reinterpret_cast<const T*>(args[k]) + i;
      if constexpr (Uniform)
        for (int k = 0; k < kParameters; ++k) in[kData + k] = &constants[k];
      for (int k = 0; k < kOut; ++k) out[k] = reinterpret_cast<T*>(args[kIn + k]) + i;
      any_block<Op, F, T, Uniform, false>(out, in, body);
      i += body;
    }

    alignas(kLine) T in_buffer[kIn][kBlock];
    alignas(kLine) T out_buffer[kOut][kBlock];
    std::size_t size = kBlock;
    if (flags & kStream)  // so that the blocks after the first are aligned
      if (const std::size_t head = elements_to_line(args[kIn])) size = head + kBlock - kLine / sizeof(S);
    for (; i < n; i += size, size = kBlock) {
      if (size > n - i) size = n - i;
      const std::size_t rounded = (size + kLanes - 1) & ~(kLanes - 1);
      const bool whole = rounded == size;
      for (int k = 0; k < kIn; ++k) {
        if (k >= kMoving) {
          in[k] = &constants[k - kData];
          continue;
        }
        const char* source = args[k] + static_cast<std::ptrdiff_t>(i) * steps[k];
        if (direct[k] && whole) {
          in[k] = reinterpret_cast<const T*>(source);
        } else {
          gather<S>(in_buffer[k], source, steps[k], size);
          for (std::size_t j = size; j < rounded; ++j) in_buffer[k][j] = T{};
          in[k] = in_buffer[k];
        }
      }
      for (int k = 0; k < kOut; ++k)
        out[k] = direct[kIn + k] && whole
                     ? reinterpret_cast<T*>(args[kIn + k] + static_cast<std::ptrdiff_t>(i) * steps[kIn + k])
                     : out_buffer[k];
      any_block<Op, F, T, Uniform, false>(out, in, rounded);
      const auto target = [&](int k) { return args[kIn + k] + static_cast<std::ptrdiff_t>(i) * steps[kIn + k]; };
      const auto leave = [&](int k, const auto* results) {
        if (flags & kStream)
          stream<S>(target(k), results, size);
        else
          scatter<S>(target(k), steps[kIn + k], results, size);
      };
      if constexpr (kRoundsTwice) {
        alignas(kLine) half buffer[kOut][kBlock];
        char* results[kOut];
        bool in_place[kOut];
        for (int k = 0; k < kOut; ++k) {
          // Not where outputs meet: what is computed again would be written over the other's results.
          in_place[k] = whole && steps[kIn + k] == static_cast<std::ptrdiff_t>(sizeof(S)) &&
                        !(flags & (kStream | kBuffered)) && (kOut == 1 || target(0) != target(kOut - 1));
          results[k] = in_place[k] ? target(k) : reinterpret_cast<char*>(buffer[k]);
        }
        RoundedOnce<Op, F, Uniform>::round(results, out, in, rounded);
        for (int k = 0; k < kOut; ++k)
          if (!in_place[k]) leave(k, buffer[k]);
      } else {
        for (int k = 0; k < kOut; ++k)
          if (!direct[kIn + k] || !whole) leave(k, out_buffer[k]);
      }
    }
  }

  // Elements from p to the next boundary of a cache line.
  static std::size_t elements_to_line(const char* p) {
    return (kLine - reinterpret_cast<std::uintptr_t>(p) % kLine) % kLine / sizeof(S);
  }
};

FASTRELU_END
