// What the loop over cells (cells_block.h) leaves for the long way.
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
  // With AVX-512 a vector is packed and unpacked by an instruction each, and of a group its place and its lanes are kept. Else
  // elements are put back one by one, and few of a group are packed so, too.
  static constexpr bool kUnpacks = sizeof(V) == 64;
  static constexpr int kFew = 4;
  static constexpr unsigned kAllOfVector = (1u << V::size) - 1;

  alignas(kLine) T operands_[kIn > kOut ? kIn : kOut][kMost + kLanes];  // inputs, then results
  std::uint32_t places_[kMost + kLanes];                                // from start_ on, of groups or elements
  std::uint32_t lanes_[kUnpacks ? kMost : 1];
  std::size_t count_ = 0, groups_ = 0, start_ = 0, end_ = 0;

 public:
  FASTRELU_INLINE bool empty() const { return count_ == 0; }
  // Whether another group would be too much: or too far from the first for the results still to be in the first-level cache.
  FASTRELU_INLINE bool full() const { return count_ > kMost - kLanes || end_ - start_ > kReach; }

  // Whether so many of the last n elements' groups had some that every group is better taken for one that has: where they come
  // as by chance, the CPU guesses wrong too often (gelu, 1e6 elements, sd 2 about -2, Zen 4: 0.62 to 0.50 ns). Only where an
  // empty group costs little.
  static constexpr bool kMayComeOften = kUnpacks;
  FASTRELU_INLINE bool come_often(std::size_t n) const { return kMayComeOften && groups_ * kLanes > n / 8; }

  // The inputs at lanes, a bit each, of the group that starts at i. They are copied, as outputs may overwrite them.
  template <class Inputs>
  FASTRELU_INLINE void add(const Inputs& in, std::size_t i, std::uint32_t lanes) {
    start_ = count_ == 0 ? i : start_;
    end_ = i;
    const std::uint32_t first = static_cast<std::uint32_t>(i - start_);
    if constexpr (kUnpacks) {
      places_[groups_] = first;
      lanes_[groups_] = lanes;
      groups_ += lanes != 0;
      std::size_t count = count_;
      for_vectors(lanes, [&](std::size_t k, unsigned set) FASTRELU_INLINE_LAMBDA {
        for (int o = 0; o < kIn; ++o) pack(in.vector(o, i + k), set, operands_[o] + count);
        count += static_cast<std::size_t>(__builtin_popcount(set));
      });
      count_ = count;
    } else if (__builtin_popcount(lanes) <= kFew) {
      for (; lanes != 0; lanes &= lanes - 1, ++count_) {
        const unsigned lane = static_cast<unsigned>(__builtin_ctz(lanes));
        for (int o = 0; o < kIn; ++o) operands_[o][count_] = in.one(o, i + lane);
        places_[count_] = first + lane;
      }
    } else {
      for_vectors(lanes, [&](std::size_t k, unsigned set) FASTRELU_INLINE_LAMBDA {
        for (int o = 0; o < kIn; ++o) pack(in.vector(o, i + k), set, operands_[o] + count_);
        pack_numbers(in.first, set, first + static_cast<std::uint32_t>(k), places_ + count_);
        count_ += static_cast<std::size_t>(__builtin_popcount(set));
      });
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
      using Way = typename Op::template Near<T>;
      if (F == Form::with_derivative && Way::has_tail && k == 0)
        put_back_larger(Way::kHuge, out[k] + start_, operands_[k]);  // the others are there already
      else
        put_back(out[k] + start_, operands_[k]);
    }
    count_ = groups_ = 0;
    end_ = start_;  // so that it is not full
  }

 private:
  template <class Do>
  static FASTRELU_INLINE void for_vectors(std::uint32_t lanes, Do with) {
    for (std::size_t k = 0; k < kLanes; k += V::size) with(k, lanes >> k & kAllOfVector);
  }

  // What is larger, and NaN.
  FASTRELU_INLINE void put_back_larger(T limit, T* to, const T* results) const {
    bool any = false;
    for (std::size_t i = 0; i < count_; ++i) any |= !(results[i] <= limit);
    if (!any) return;
    const auto put = [&](std::size_t place, T result) FASTRELU_INLINE_LAMBDA {
      if (!(result <= limit)) to[place] = result;
    };
    if constexpr (kUnpacks) {
      for (std::size_t g = 0; g < groups_; ++g)
        for (std::uint32_t lanes = lanes_[g]; lanes != 0; lanes &= lanes - 1)
          put(places_[g] + static_cast<unsigned>(__builtin_ctz(lanes)), *results++);
    } else {
      for (std::size_t i = 0; i < count_; ++i) put(places_[i], results[i]);
    }
  }

  FASTRELU_INLINE void put_back(T* to, const T* results) const {
    if constexpr (kUnpacks) {
      for (std::size_t g = 0; g < groups_; ++g)
        for_vectors(lanes_[g], [&](std::size_t k, unsigned set) FASTRELU_INLINE_LAMBDA {
          unpack(results, set, to + places_[g] + k);
          results += __builtin_popcount(set);
        });
    } else {
      for (std::size_t i = 0; i < count_; ++i) to[places_[i]] = results[i];
    }
  }
};

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
