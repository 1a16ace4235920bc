// The loop of ops that have a short way by cells (math/cells.h) for part of their range.
#pragma once

#include "kernels/block.h"
#include "math/vector.h"

#if FASTRELU_HAS_VECTOR

FASTRELU_BEGIN

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
  static constexpr int kOut = output_count(Op::kind, F), kX = F == Form::backward ? 1 : 0;
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
  constexpr int kIn = data_count(Op::kind, F), kOut = output_count(Op::kind, F);
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

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
