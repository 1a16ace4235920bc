// The loop of ops that have a short way by cells (math/cells.h) for part of their range.
#pragma once

#include <algorithm>

#include "kernels/far_elements.h"

#if FASTRELU_HAS_VECTOR

FASTRELU_BEGIN

// The inputs as a loop sees them, by number: the gradient, if there is one, and x. Biased: the input after x is a bias, and is
// added to it.
template <Form F, class T, bool Biased>
struct NearInputs {
  using V = Vector<T>;
  static constexpr int kX = F == Form::backward ? 1 : 0;
  const T *const first, *const x, *const bias;  // first: the gradient, or x

  FASTRELU_INLINE explicit NearInputs(const T* const* in) : first(in[0]), x(in[kX]), bias(Biased ? in[kX + 1] : nullptr) {}
  FASTRELU_INLINE V vector(int k, std::size_t i) const {
    const V given = V::load((k == 0 ? first : x) + i);
    return Biased && k == kX ? given + V::load(bias + i) : given;
  }
  FASTRELU_INLINE T one(int k, std::size_t i) const {
    const T given = (k == 0 ? first : x)[i];
    return Biased && k == kX ? given + bias[i] : given;
  }
};

// Ops that have a shorter way near zero. All groups of kLanes elements take it, without a stop; where a group has elements that
// are out of its reach, those take the long way afterwards, together with others. So the bits of an element never depend on
// its neighbours, and the time of a group little.
// Parameters, if there are any, are 1. Streams: outputs are buffers. Fetches: operands are fetched ahead. Biased: see
// NearInputs.
template <class Op, Form F, class T, bool Streams, bool Fetches, bool Biased>
class NearBlock {
  using Way = typename Op::template Near<T>;
  using Begun = typename Way::Begun;
  using Fetched = typename Way::template Fetched<F == Form::value || F == Form::with_derivative, F != Form::value>;
  using V = Vector<T>;
  static constexpr int kOut = output_count(Kind::elementwise, F), kX = NearInputs<F, T, Biased>::kX;
  static constexpr std::size_t kVectors = kLanes / V::size;
  static constexpr std::uint32_t kAll = ~std::uint32_t(0);
  static_assert(kLanes == 32);

  const NearInputs<F, T, Biased> in_;
  T *const y_, *const dy_;

 public:
  // Among wild elements, where the table has the values of all.
  static constexpr bool kTail = Way::has_tail && (F == Form::value || F == Form::with_derivative);

  FASTRELU_INLINE NearBlock(T* const* out, const T* const* in) : in_(in), y_(out[0]), dy_(out[kOut - 1]) {}

  // From element i on; returns where that ends. A group is begun two groups before it is finished, and the rows of a vector are
  // loaded one vector before: what the CPU waits for is then of another vector than what it computes.
  //
  // Tame data: as far as all elements of groups are in cells. Wild data: as far as groups have a near element, there is room
  // for those that are far, and one came lately. (To find where elements of a group lie, as is done then for each, takes a
  // tenth of the time of normal numbers; to do so only when some are beyond takes a third of that of wild ones.)
  template <bool Wild>
  FASTRELU_INLINE std::size_t run(std::size_t i, std::size_t n, FarElements<F, T>& far, [[maybe_unused]] bool often) const {
    using Wildness = std::conditional_t<kTail && F == Form::value, TailExtremes, FarLanes>;
    using Seen = std::conditional_t<Wild, Wildness, Extremes>;
    using Group = typename GroupOf<Wild && kTail>::type;
    using Fetched = typename GroupOf<Wild && kTail>::Fetched;
    Group groups[3], *now = &groups[0], *after = &groups[1], *later = &groups[2];
    std::size_t all = n;
    if constexpr (Wild) n = std::min(all, i + kTameAfter);  // unless a group with a far element comes
    // What follows from what was seen of a group: false if it is none for this loop.
    const auto goes_on = [&](const Seen& seen, std::size_t at) FASTRELU_INLINE_LAMBDA {
      if constexpr (std::is_same_v<Seen, TailExtremes>) {
        if (!Way::all_in_rows(seen.size)) {
          far.add(in_, at, far_lanes(at));
          if (far.full()) all = at + kLanes;
          n = std::min(all, at + kTameAfter);
        }
        n = any_lane(seen.in_tail) ? std::min(all, at + kTameAfter) : n;
        return true;
      } else if constexpr (Wild) {
        if (!kTail && seen.lanes == kAll) return false;  // those of far_groups
        if ((FarElements<F, T>::kMayComeOften && often) || seen.lanes != 0) {
          far.add(in_, at, seen.lanes);
          if (far.full()) n = all = at + kLanes;
        }
        n = seen.lanes != 0 ? std::min(all, at + kTameAfter) : n;
        return true;
      } else {
        return seen.near();
      }
    };
    if (Seen seen; begin_all(i, *now, seen), !goes_on(seen, i)) return i;
    if (i + kLanes >= n) return finish_all(i, *now);
    if (Seen seen; begin_all(i + kLanes, *after, seen), !goes_on(seen, i + kLanes)) return finish_all(i, *now);
    Fetched fetched(now->begun[0]);
    const auto turn = [&](std::size_t next, const Group& now, const Group& after, Group& later) FASTRELU_INLINE_LAMBDA {
      prefetch(next);
      Seen seen;
      for (std::size_t v = 0; v + 1 < kVectors; ++v) take_turn(i, next, v, later, now.begun[v + 1], fetched, seen);
      take_turn(i, next, kVectors - 1, later, after.begun[0], fetched, seen);
      i += kLanes;
      return goes_on(seen, next);
    };
    std::size_t next = i + 2 * kLanes;
    bool more = true;
    if constexpr (kByThree) {
      Group &a = groups[0], &b = groups[1], &c = groups[2];
      while (next < n) {
        more = turn(next, a, b, c), next += kLanes, now = &b, after = &c;
        if (__builtin_expect(!more, 0) || next >= n) break;
        more = turn(next, b, c, a), next += kLanes, now = &c, after = &a;
        if (__builtin_expect(!more, 0) || next >= n) break;
        more = turn(next, c, a, b), next += kLanes, now = &a, after = &b;
        if (__builtin_expect(!more, 0)) break;
      }
    } else {
      for (; next < n && more; next += kLanes) {
        more = turn(next, *now, *after, *later);
        Group* const done = now;
        now = after;
        after = later;
        later = done;
      }
    }
    finish_all(i, *now);
    if (!more) return i + kLanes;
    return finish_all(i + kLanes, *after);
  }

  // The elements of a group that are out of reach, a bit each.
  FASTRELU_INLINE std::uint32_t far_lanes(std::size_t i) const {
    FarLanes seen;
    for (std::size_t k = 0; k < kLanes; k += V::size) see(i + k, k, in_.vector(kX, i + k), seen);
    return seen.lanes;
  }

 private:
  // Three groups are on their way: three turns leave all where they were, without copies of pointers. (gelu with AVX-512: 2 %
  // less time.)
  static constexpr bool kByThree = F == Form::value && sizeof(V) == 64;
  static constexpr std::size_t kTameAfter = 64 * kLanes;
  template <class B>
  struct Begins {
    B begun[kVectors];
  };
  template <bool Tail, class = void>
  struct GroupOf {
    using type = Begins<Begun>;
    using Fetched = typename NearBlock::Fetched;
  };
  template <class Unused>
  struct GroupOf<true, Unused> {
    using type = Begins<typename Way::TailBegun>;
    using Fetched = typename Way::WithTail;
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
  // Each element of a group by itself.
  struct FarLanes {
    std::uint32_t lanes = 0;
  };
  // The largest |x|, which alone may be far, and whose lanes are in the tail.
  struct TailExtremes {
    V size{T(0)};
    FloatLanes in_tail{};
  };

  FASTRELU_INLINE void see(std::size_t i, std::size_t, V x, Extremes& seen) const {
    seen.x = larger_bits(seen.x, absolute(x));
    if constexpr (F == Form::backward) seen.zero_or_nan = fused(V::load(in_.first + i), T(0), seen.zero_or_nan);
  }
  FASTRELU_INLINE void see(std::size_t i, std::size_t lane, V x, FarLanes& seen) const {
    seen.lanes |= (kTail && F == Form::value ? Way::not_in_rows(x) : Way::not_reached(x)) << lane;
    if constexpr (F == Form::backward) seen.lanes |= lanes_beyond(absolute(V::load(in_.first + i)), V(largest<T>())) << lane;
  }
  FASTRELU_INLINE void see(std::size_t, std::size_t, V x, TailExtremes& seen) const {
    seen.size = larger_bits(seen.size, absolute(x));
  }
  static FASTRELU_INLINE void begin(V x, Begun& b, Extremes&) { Way::begin(x, b); }
  // For elements out of reach anything is computed meanwhile.
  template <class B, class Seen>
  static FASTRELU_INLINE void begin(V x, B& b, [[maybe_unused]] Seen& seen) {
    if constexpr (kTail)
      Way::begin_tail(x, b);
    else
      Way::begin_beyond(x, b);
    if constexpr (std::is_same_v<Seen, TailExtremes>) seen.in_tail = lanes_of_either(seen.in_tail, b.in_tail);
  }

  template <class Group, class Seen>
  FASTRELU_INLINE void begin_all(std::size_t i, Group& group, Seen& seen) const {
    prefetch(i);
    for (std::size_t v = 0; v < kVectors; ++v) begin_one(i, v, group, seen);
  }
  template <class Group, class Seen>
  FASTRELU_INLINE void begin_one(std::size_t i, std::size_t v, Group& group, Seen& seen) const {
    const std::size_t lane = v * V::size;
    const V x = in_.vector(kX, i + lane);
    see(i + lane, lane, x, seen);
    begin(x, group.begun[v], seen);
  }

  template <class Group, class Begun, class Fetched, class Seen>
  FASTRELU_INLINE void take_turn(std::size_t i, std::size_t next, std::size_t v, Group& later, const Begun& coming,
                                 Fetched& fetched, Seen& seen) const {
    begin_one(next, v, later, seen);
    const Fetched fetched_next(coming);
    finish(i + v * V::size, fetched);
    fetched = fetched_next;
  }
  template <class Group>
  FASTRELU_INLINE std::size_t finish_all(std::size_t i, const Group& group) const {
    using Fetched = typename GroupOf<!std::is_same_v<Group, Begins<Begun>>>::Fetched;
    for (std::size_t v = 0; v < kVectors; ++v) finish(i + v * V::size, Fetched(group.begun[v]));
    return i + kLanes;
  }
  template <class Fetched>
  FASTRELU_INLINE void finish(std::size_t i, const Fetched& f) const {
    if constexpr (F == Form::value) {
      f.value().store(y_ + i);
    } else if constexpr (F == Form::derivative) {
      evaluated(f.derivative()).store(y_ + i);
    } else if constexpr (F == Form::backward) {
      times(V::load(in_.first + i), f.derivative()).store(y_ + i);
    } else {
      // Both before either is written: an output may be the input as well.
      const V value = f.value(), derivative = evaluated(f.derivative());
      value.store(y_ + i);
      derivative.store(dy_ + i);
    }
  }

  // Two kilobytes ahead, which the CPU's own prefetcher does not reach across pages.
  FASTRELU_INLINE void prefetch([[maybe_unused]] std::size_t i) const {
#if defined(__GNUC__)
    constexpr std::size_t kAhead = 2048 / sizeof(T);
    constexpr int kLocality = Streams ? 0 : 3;  // what is used once shall not drive tables out of the first-level cache
    if (!Fetches) return;                       // otherwise beyond the end too: to ask at each group where that is takes longer
    for (std::size_t k = i + kAhead, line = 0; line < kLanes * sizeof(T) / kLine; ++line, k += kLine / sizeof(T)) {
      __builtin_prefetch(in_.x + k, 0, kLocality);
      if constexpr (F == Form::backward) __builtin_prefetch(in_.first + k, 0, kLocality);
      if constexpr (!Streams) __builtin_prefetch(y_ + k, 1);
      if constexpr (kOut > 1) __builtin_prefetch(dy_ + k, 1);
    }
#endif
  }
};

template <class Op, Form F, class T, bool Streams, bool Fetches, bool Biased, bool Wild>
FASTRELU_NOINLINE std::size_t near_groups(T* const* out, const T* const* in, std::size_t i, std::size_t n,
                                          FarElements<F, T>& far, bool often) {
  return NearBlock<Op, F, T, Streams, Fetches, Biased>(out, in).template run<Wild>(i, n, far, often);
}
template <class Op, Form F, class T>
FASTRELU_NOINLINE void far_elements(T* const* out, FarElements<F, T>& far) {
  far.template finish<Op>(out);
}
// From element i on, as far as groups have no near element.
template <class Op, Form F, class T, bool Biased>
FASTRELU_NOINLINE std::size_t far_groups(T* const* out, const T* const* in, std::size_t i, std::size_t n) {
  constexpr int kIn = data_count(Kind::elementwise, F), kOut = output_count(Kind::elementwise, F);
  constexpr std::size_t kAtOnce = 1024;  // are still in the first-level cache when they are computed
  const NearBlock<Op, F, T, false, false, Biased> block_of(out, in);
  alignas(kLine) T sums[Biased ? kAtOnce : 1];
  for (std::size_t end = i; i < n; i = end) {
    const std::size_t most = n - i < kAtOnce ? n : i + kAtOnce;
    while (end < most && block_of.far_lanes(end) == ~std::uint32_t(0)) end += kLanes;
    if (end == i) break;
    const T* far_in[kIn];
    T* far_out[kOut];
    for (int k = 0; k < kIn; ++k) far_in[k] = in[k] + i;
    if constexpr (Biased) {
      const T *const x = far_in[kIn - 1], *const bias = in[kIn] + i;
      for (std::size_t k = 0; k < end - i; ++k) sums[k] = x[k] + bias[k];
      far_in[kIn - 1] = sums;
    }
    for (int k = 0; k < kOut; ++k) far_out[k] = out[k] + i;
    block<typename Op::Far, F, T, Given::once>(far_out, far_in, end - i);
  }
  return i;
}

template <class Op, Form F, class T, bool Streams, bool Biased>
FASTRELU_INLINE void near_stretch(T* const* out, const T* const* in, std::size_t n, bool fetches) {
  constexpr bool kAlways = Streams || Biased;  // two loops less
  const auto tame =
      fetches ? near_groups<Op, F, T, Streams, true, Biased, false> : near_groups<Op, F, T, Streams, kAlways, Biased, false>;
  const auto wild =
      fetches ? near_groups<Op, F, T, Streams, true, Biased, true> : near_groups<Op, F, T, Streams, kAlways, Biased, true>;
  FarElements<F, T> far;
  for (std::size_t i = 0; i < n;) {
    i = tame(out, in, i, n, far, false);
    for (bool goes_on = true, often = false; goes_on && i < n;) {
      const std::size_t first = i;
      i = wild(out, in, i, n, far, often);
      often = far.come_often(i - first);
      goes_on = !far.empty() && far.full();
      if (!far.empty()) far_elements<Op, F, T>(out, far);
      if (goes_on || i >= n || NearBlock<Op, F, T, false, false, Biased>::kTail) continue;
      const std::size_t begun = i;
      i = far_groups<Op, F, T, Biased>(out, in, i, n);
      goes_on = i > begun;
    }
  }
}

template <class Op, Form F, class T, bool Streams>
FASTRELU_INLINE void near_block(T* const* out, const T* const* in, std::size_t n) {
  n &= ~(kLanes - 1);
  // From so many bytes of an operand on, by what one thread has to do, fetching ahead pays: on Zen 4 backward takes 25 to 33 %
  // less time, value and derivative 5 to 25 %; on Zen 3 backward gained nothing, the others 9 %. Below, where the second-level
  // cache holds an operand, they would lose 5 % by the instructions. (gelu in float32, 3e4 to 6e6 elements.)
  constexpr std::size_t kWorthFetching = std::size_t(2) << 20;
  if constexpr (!Streams) return near_stretch<Op, F, T, false, false>(out, in, n, n >= kWorthFetching / sizeof(T));
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
    near_stretch<Op, F, T, true, false>(there, here, size, true);
    for (std::size_t k = 0; k < size; k += kElements)
      stream_line(reinterpret_cast<char*>(out[0] + i + k), reinterpret_cast<const char*>(buffer + k));
  }
}

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
