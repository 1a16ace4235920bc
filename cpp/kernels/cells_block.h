// The loop of ops that have a short way by cells (math/cells.h) for part of their range.
#pragma once

#include "kernels/block.h"
#include "math/vector.h"

#if FASTRELU_HAS_VECTOR

FASTRELU_BEGIN

// Elements that are out of reach of the short way, collected from some groups beside where they belong.
template <Form F, class T>
class FarElements {
  using V = Vector<T>;
  static constexpr int kIn = data_count(Kind::elementwise, F), kOut = output_count(Kind::elementwise, F);
  static constexpr std::size_t kMost = 512, kReach = 16384 / sizeof(T);
  // Of a group, up to which to collect them one by one takes less time; AVX-512 has an instruction to pack them.
  static constexpr int kFew = sizeof(V) == 64 ? 0 : 4;
  static constexpr unsigned kAllOfVector = (1u << V::size) - 1;

  alignas(kLine) T operands_[kIn > kOut ? kIn : kOut][kMost + kLanes];  // inputs, then results
  std::uint32_t places_[kMost + kLanes];                                // from start_ on
  std::size_t count_ = 0, start_ = 0, end_ = 0;

 public:
  FASTRELU_INLINE bool empty() const { return count_ == 0; }
  // Whether another group would be too much: or too far from the first for the results still to be in the first-level cache.
  FASTRELU_INLINE bool full() const { return count_ > kMost - kLanes || end_ - start_ > kReach; }

  // The inputs at lanes, a bit each, of the group that starts at i. They are copied, as outputs may overwrite them.
  FASTRELU_INLINE void add(const T* const* in, std::size_t i, std::uint32_t lanes) {
    if (count_ == 0) start_ = i;
    end_ = i;
    const std::uint32_t first = static_cast<std::uint32_t>(i - start_);
    if (__builtin_popcount(lanes) <= kFew) {
      for (; lanes != 0; lanes &= lanes - 1, ++count_) {
        const unsigned lane = static_cast<unsigned>(__builtin_ctz(lanes));
        for (int o = 0; o < kIn; ++o) operands_[o][count_] = in[o][i + lane];
        places_[count_] = first + lane;
      }
    } else {
      for (std::size_t k = 0; k < kLanes; k += V::size) {
        const unsigned set = lanes >> k & kAllOfVector;
        for (int o = 0; o < kIn; ++o) pack(V::load(in[o] + i + k), set, operands_[o] + count_);
        pack_numbers(in[0], set, first + static_cast<std::uint32_t>(k), places_ + count_);
        count_ += static_cast<std::size_t>(__builtin_popcount(set));
      }
    }
  }

  // Computes them and puts the results where they belong, over what the short way has left there.
  template <class Op>
  FASTRELU_INLINE void finish(T* const* out) {
    for (int k = 0; k < kIn; ++k)
      for (std::size_t i = 0; i < kLanes; i += V::size) V(T(0)).store(operands_[k] + count_ + i);
    const T* ins[kIn];
    T* outs[kOut];
    for (int k = 0; k < kIn; ++k) ins[k] = operands_[k];
    for (int k = 0; k < kOut; ++k) outs[k] = operands_[k];
    block<typename Op::Far, F, T, Given::once>(outs, ins, count_ + kLanes - 1);
    for (int k = 0; k < kOut; ++k) {
      T* const to = out[k] + start_;
      for (std::size_t i = 0; i < count_; ++i) to[places_[i]] = operands_[k][i];
    }
    count_ = 0;
  }
};

// Ops that have a shorter way near zero. All groups of kLanes elements take it, without a stop; where a group has elements that
// are out of its reach, those take the long way afterwards, together with others. So the bits of an element never depend on
// its neighbours, and the time of a group little.
// Streams: outputs are buffers. Fetches: operands are fetched ahead.
template <class Op, Form F, class T, bool Streams, bool Fetches>
class NearBlock {
  static_assert(Op::parameter_count == 0, "the short way knows no parameters yet");
  using Way = typename Op::template Near<T>;
  using Begun = typename Way::Begun;
  using Fetched = typename Way::template Fetched<F == Form::value || F == Form::with_derivative, F != Form::value>;
  using V = Vector<T>;
  static constexpr int kOut = output_count(Kind::elementwise, F), kX = F == Form::backward ? 1 : 0;
  static constexpr std::size_t kVectors = kLanes / V::size;
  static constexpr std::uint32_t kAll = ~std::uint32_t(0);
  static_assert(kLanes == 32);

  const T* const* const in_;
  const T *const g_, *const x_;
  T *const y_, *const dy_;

 public:
  FASTRELU_INLINE NearBlock(T* const* out, const T* const* in)
      : in_(in), g_(in[0]), x_(in[kX]), y_(out[0]), dy_(out[kOut - 1]) {}

  // From element i on, as far as groups have a near element, and there is room for those that are far; returns where that ends.
  // A group is begun two groups before it is finished, and the rows of a vector are loaded one vector before: what the CPU
  // waits for is then of another vector than what it computes.
  FASTRELU_INLINE std::size_t run(std::size_t i, std::size_t n, FarElements<F, T>& far) const {
    Group groups[3], *now = &groups[0], *after = &groups[1], *later = &groups[2];
    if (!begin_all(i, n, *now, far)) return i;
    if (i + kLanes >= n || far.full() || !begin_all(i + kLanes, n, *after, far)) return finish_all(i, *now);
    if (far.full()) n = i + 2 * kLanes;
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
      if (__builtin_expect(!e.near(), 0)) {
        if (!begin_beyond(next, *after, far)) return finish_all(i, *now);
        if (far.full()) n = next + kLanes;
      }
    }
    finish_all(i, *now);
    return finish_all(i + kLanes, *after);
  }

  // The elements of a group that are out of reach, a bit each.
  FASTRELU_INLINE std::uint32_t far_lanes(std::size_t i) const {
    std::uint32_t lanes = 0;
    for (std::size_t k = 0; k < kLanes; k += V::size) {
      lanes |= Way::not_reached(V::load(x_ + i + k)) << k;
      if constexpr (F == Form::backward) lanes |= lanes_beyond(absolute(V::load(g_ + i + k)), V(largest<T>())) << k;
    }
    return lanes;
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
  FASTRELU_INLINE bool begin_all(std::size_t i, std::size_t n, Group& group, FarElements<F, T>& far) const {
    prefetch(i, n);
    Extremes e;
    for (std::size_t v = 0; v < kVectors; ++v) begin(i + v * V::size, group.begun[v], e);
    return e.near() || begin_beyond(i, group, far);
  }
  // Begins a group that is not in cells throughout. For elements out of reach anything is computed meanwhile; false if there
  // are no others.
  FASTRELU_INLINE bool begin_beyond(std::size_t i, Group& group, FarElements<F, T>& far) const {
    const std::uint32_t lanes = far_lanes(i);
    if (lanes == kAll) return false;
    for (std::size_t v = 0; v < kVectors; ++v) Way::begin_beyond(V::load(x_ + i + v * V::size), group.begun[v]);
    if (lanes != 0) far.add(in_, i, lanes);
    return true;
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
    if constexpr (F == Form::value) {
      f.value().store(y_ + i);
    } else if constexpr (F == Form::derivative) {
      evaluated(f.derivative()).store(y_ + i);
    } else if constexpr (F == Form::backward) {
      times(V::load(g_ + i), f.derivative()).store(y_ + i);
    } else {
      // Both before either is written: an output may be the input as well.
      const V value = f.value(), derivative = evaluated(f.derivative());
      value.store(y_ + i);
      derivative.store(dy_ + i);
    }
  }

  // Two kilobytes ahead, which the CPU's own prefetcher does not reach across pages.
  FASTRELU_INLINE void prefetch([[maybe_unused]] std::size_t i, [[maybe_unused]] std::size_t n) const {
#if defined(__GNUC__)
    constexpr std::size_t kAhead = 2048 / sizeof(T);
    constexpr int kLocality = Streams ? 0 : 3;  // what is used once shall not drive tables out of the first-level cache
    if (!Fetches || (!Streams && i + kAhead >= n)) return;  // a buffer is only part of the array
    for (std::size_t k = i + kAhead; k < i + kAhead + kLanes; k += kLine / sizeof(T)) {
      __builtin_prefetch(x_ + k, 0, kLocality);
      if constexpr (F == Form::backward) __builtin_prefetch(g_ + k, 0, kLocality);
      if constexpr (!Streams) __builtin_prefetch(y_ + k, 1);
    }
#endif
  }
};

template <class Op, Form F, class T, bool Streams, bool Fetches>
FASTRELU_NOINLINE std::size_t near_groups(T* const* out, const T* const* in, std::size_t i, std::size_t n,
                                          FarElements<F, T>& far) {
  return NearBlock<Op, F, T, Streams, Fetches>(out, in).run(i, n, far);
}
template <class Op, Form F, class T>
FASTRELU_NOINLINE void far_elements(T* const* out, FarElements<F, T>& far) {
  far.template finish<Op>(out);
}
// From element i on, as far as groups have no near element.
template <class Op, Form F, class T>
FASTRELU_NOINLINE std::size_t far_groups(T* const* out, const T* const* in, std::size_t i, std::size_t n) {
  constexpr int kIn = data_count(Kind::elementwise, F), kOut = output_count(Kind::elementwise, F);
  constexpr std::size_t kAtOnce = 1024;  // are still in the first-level cache when they are computed
  const NearBlock<Op, F, T, false, false> block_of(out, in);
  for (std::size_t end = i; i < n; i = end) {
    const std::size_t most = n - i < kAtOnce ? n : i + kAtOnce;
    while (end < most && block_of.far_lanes(end) == ~std::uint32_t(0)) end += kLanes;
    if (end == i) break;
    const T* far_in[kIn];
    T* far_out[kOut];
    for (int k = 0; k < kIn; ++k) far_in[k] = in[k] + i;
    for (int k = 0; k < kOut; ++k) far_out[k] = out[k] + i;
    block<typename Op::Far, F, T, Given::once>(far_out, far_in, end - i);
  }
  return i;
}

template <class Op, Form F, class T, bool Streams>
FASTRELU_INLINE void near_stretch(T* const* out, const T* const* in, std::size_t n, bool fetches) {
  constexpr bool kMayFetch = Streams || F == Form::value || F == Form::derivative;
  const auto groups = fetches ? near_groups<Op, F, T, Streams, kMayFetch> : near_groups<Op, F, T, Streams, Streams>;
  FarElements<F, T> far;
  for (std::size_t i = 0; i < n;) {
    i = groups(out, in, i, n, far);
    if (!far.empty()) far_elements<Op, F, T>(out, far);
    if (i < n) i = far_groups<Op, F, T>(out, in, i, n);
  }
}

template <class Op, Form F, class T, bool Streams>
FASTRELU_INLINE void near_block(T* const* out, const T* const* in, std::size_t n) {
  n &= ~(kLanes - 1);
  // From so many bytes of an operand on, by what one thread has to do, value and derivative gain 9 % by fetching ahead; below
  // they would lose 5 % by the instructions, and the other forms, which have three operands, gain nothing at any size. (Zen 3,
  // gelu in float32 with and without, 3e4 to 6e6 elements.)
  constexpr std::size_t kWorthFetching = std::size_t(2) << 20;
  if constexpr (!Streams) return near_stretch<Op, F, T, false>(out, in, n, n >= kWorthFetching / sizeof(T));
  // Past the caches by way of a buffer, in which the results of elements that are far still find their place.
  constexpr int kIn = data_count(Kind::elementwise, F);
  constexpr std::size_t kMost = 8192 / sizeof(T), kElements = kLine / sizeof(T);
  static_assert(!Streams || output_count(Kind::elementwise, F) == 1, "see LoopOf::streamed");
  alignas(kLine) T buffer[kMost];
  T* const there[1] = {buffer};
  const T* here[kIn];
  for (std::size_t i = 0; i < n; i += kMost) {
    const std::size_t size = n - i < kMost ? n - i : kMost;
    for (int k = 0; k < kIn; ++k) here[k] = in[k] + i;
    near_stretch<Op, F, T, true>(there, here, size, true);
    for (std::size_t k = 0; k < size; k += kElements)
      stream_line(reinterpret_cast<char*>(out[0] + i + k), reinterpret_cast<const char*>(buffer + k));
  }
}

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
