// The one way through memory: a block in, compute, a block out.
//
// A block that lies in memory as the compute type is worked on in place; any other (strided, float16, the odd end of an
// array, overlapping operands, streamed output) passes through buffers in L1. Either way the same block function runs,
// over a multiple of kLanes elements, so that there is one vectorised loop per kernel, no scalar remainder, and the same
// bits for every layout. Drivers know a kernel as a table of its block functions, and are compiled once for all of them.
#pragma once

#include <cstring>
#include <type_traits>

#include "kernels/kernels.h"
#include "kernels/round_once.h"
#include "kernels/storage.h"

FASTRELU_BEGIN

// Elements per buffered block: all buffers of a kernel stay within L1.
constexpr std::size_t kBlock = 512;
// Elements from which on the first output is brought to the start of a cache line, by way of the buffers: NumPy's large
// arrays start 16 bytes into one, and stores that cross lines take longer (rectifiers: 10 to 25 %).
constexpr std::size_t kWorthAligning = 4096;

template <class T>
constexpr Type type_of() {
#define FASTRELU_TYPE(name, numpy_name, element, ...) \
  if constexpr (std::is_same_v<T, element>) return Type::name;
#include "activations/types.inc"
#undef FASTRELU_TYPE
}

template <class T>
FASTRELU_INLINE const Blocks<T>& blocks_of(const Kernel& kernel) {
  return *static_cast<const Blocks<T>*>(kernel.blocks[int(type_of<T>())]);
}

// Elements of type S, computed in T. Biased: the last of the data is added to the one before it, rounded to S as an addition of
// its own would be, while a block is in the first-level cache.
template <class S, class T, bool Biased = false>
class Elementwise {
  static constexpr bool kSame = std::is_same_v<S, T>;
  static constexpr bool kByFloat = is_narrow<S> && std::is_same_v<T, float>;
  static constexpr std::ptrdiff_t kItem = sizeof(S);

  const Kernel& kernel_;
  const int data_, in_count_, out_count_, all_;  // the bias is one of the data
  bool uniform_ = true;                          // are parameters the same for all elements?
  int moving_;                                   // inputs that are not
  BlockFunction<T> block_, streamed_block_;
  T constants_[kMostParameters];

 public:
  static void run(const Kernel& kernel, char* const* args, const std::ptrdiff_t* steps, std::ptrdiff_t n, unsigned flags) {
    if (n > 0) Elementwise(kernel, args, steps).through(args, steps, static_cast<std::size_t>(n), flags);
  }

 private:
  Elementwise(const Kernel& kernel, char* const* args, const std::ptrdiff_t* steps)
      : kernel_(kernel),
        data_(kernel.data + (Biased ? 1 : 0)),
        in_count_(data_ + kernel.parameters),
        out_count_(kernel.outputs),
        all_(in_count_ + out_count_) {
    for (int k = data_; k < in_count_; ++k) uniform_ = uniform_ && steps[k] == 0;
    moving_ = uniform_ ? data_ : in_count_;
    const Blocks<T>& blocks = blocks_of<T>(kernel);
    block_ = uniform_ ? blocks.once : blocks.each;
    streamed_block_ = uniform_ ? blocks.once_streamed : blocks.each_streamed;
    if (uniform_)
      for (int k = 0; k < kMostParameters && data_ + k < in_count_; ++k) constants_[k] = widen_one<T>(load<S>(args[data_ + k]));
  }

  bool is_constant(int k) const { return k >= moving_ && k < in_count_; }

  // An output past the caches without a buffer: false if the operands do not lie so. Two outputs go by way of buffers: to
  // write lines of one and of the other in turn takes longer, for elu by two thirds.
  bool streamed(char* const* args, const std::ptrdiff_t* steps, std::size_t n) const {
    constexpr std::size_t kElements = kLine / sizeof(S), kMultiple = kElements > kLanes ? kElements : kLanes;
    if (!kSame || !streamed_block_) return false;
    for (int k = 0; k < all_; ++k)
      if (!is_constant(k) && steps[k] != kItem) return false;
    const std::size_t head = elements_to_line(args[in_count_]), body = n < head ? 0 : (n - head) & ~(kMultiple - 1);
    if (body == 0) return false;
    char* moved[kMostOperands];
    const auto from = [&](std::size_t begin) {
      for (int k = 0; k < all_; ++k) moved[k] = args[k] + static_cast<std::ptrdiff_t>(begin) * steps[k];
      return moved;
    };
    through(from(0), steps, head, kPlain);
    from(head);
    const T* in[kMostInputs];
    T* out[kMostOutputs];
    for (int k = 0; k < in_count_; ++k) in[k] = is_constant(k) ? &constants_[k - data_] : reinterpret_cast<const T*>(moved[k]);
    for (int k = 0; k < out_count_; ++k) out[k] = reinterpret_cast<T*>(moved[in_count_ + k]);
    streamed_block_(out, in, body);
    through(from(head + body), steps, n - head - body, kPlain);
    return true;
  }

  void through(char* const* args, const std::ptrdiff_t* steps, std::size_t n, unsigned flags) const {
    bool direct[kMostOperands], all_direct = true;
    for (int k = 0; k < all_; ++k) {
      direct[k] = kSame && steps[k] == kItem && !(flags & kBuffered) && (k < in_count_ || !(flags & kStream));
      if (!is_constant(k)) all_direct = all_direct && direct[k];
    }
    if (!Biased && flags & kStream && streamed(args, steps, n)) return;

    const T* in[kMostInputs];
    T* out[kMostOutputs];
    for (int k = moving_; k < in_count_; ++k) in[k] = &constants_[k - data_];
    std::size_t i = 0;
    if constexpr (Biased) {
      if (all_direct && n >= kLanes) {
        added_first(args, n, in);
        i = n;
      }
    } else if (all_direct && n >= kLanes) {  // the usual case, and the only one that a large array stays in
      if (n >= kWorthAligning) {
        i = elements_to_line(args[in_count_]);
        if (i > 0) through(args, steps, i, flags);
      }
      const std::size_t body = (n - i) & ~(kLanes - 1);
      for (int k = 0; k < moving_; ++k) in[k] = reinterpret_cast<const T*>(args[k]) + i;
      for (int k = 0; k < out_count_; ++k) out[k] = reinterpret_cast<T*>(args[in_count_ + k]) + i;
      block_(out, in, body);
      i += body;
    }
    if (i < n) by_buffers(args, steps, i, n, flags, direct, in);
  }

  // The same with a bias, from kLanes elements on. Where n is no multiple of that, its last kLanes elements are computed first,
  // to a buffer: the groups overlap them, and may overwrite their inputs.
  FASTRELU_INLINE void added_first(char* const* args, std::size_t n, const T** in) const {
    const auto at = [&](int k, std::size_t i) { return reinterpret_cast<T*>(args[k]) + i; };
    const std::size_t groups = n & ~(kLanes - 1), last = n - kLanes;
    alignas(kLine) T results[kMostOutputs][kLanes];
    T* out[kMostOutputs];
    for (int k = 0; k < out_count_; ++k) out[k] = results[k];
    if (groups < n) block_of_sums(out, args, last, kLanes, in);
    if (const BlockFunction<T> biased = blocks_of<T>(kernel_).biased) {
      for (int k = 0; k < moving_; ++k) in[k] = at(k, 0);
      for (int k = 0; k < out_count_; ++k) out[k] = at(in_count_ + k, 0);
      biased(out, in, groups);
    } else {
      for (std::size_t i = 0, size; i < groups; i += size) {
        size = groups - i < kBlock ? groups - i : kBlock;
        for (int k = 0; k < out_count_; ++k) out[k] = at(in_count_ + k, i);
        // What the block will write, and the next sums will read: the tables of some kernels make the CPU's own prefetchers
        // forget.
        for (int k = 0; k < out_count_; ++k) fetch_ahead<true>(out[k], size * sizeof(T));
        fetch_ahead<false>(at(data_ - 2, i + size), (groups - i - size < size ? groups - i - size : size) * sizeof(T));
        block_of_sums(out, args, i, size, in);
      }
    }
    if (groups < n)
      for (int k = 0; k < out_count_; ++k) std::memcpy(at(in_count_ + k, last), results[k], sizeof results[k]);
  }

  // Of at most kBlock elements from i on: sums to a buffer, and from there.
  FASTRELU_INLINE void block_of_sums(T* const* out, char* const* args, std::size_t i, std::size_t size,
                                     const T* const* in) const {
    const auto at = [&](int k) { return reinterpret_cast<const T*>(args[k]) + i; };
    alignas(kLine) T sums[kBlock];
    const T *const x = at(data_ - 2), *const bias = at(data_ - 1);
    for (std::size_t j = 0; j < size; ++j) sums[j] = x[j] + bias[j];
    const T* given[kMostInputs];
    for (int k = 0; k < data_ - 2; ++k) given[k] = at(k);
    given[data_ - 2] = sums;
    for (int k = data_; k < in_count_; ++k) given[k - 1] = k < moving_ ? at(k) : in[k];
    block_(out, given, size);
  }

  // From element i on, by way of buffers where operands do not lie as they are computed.
  FASTRELU_NOINLINE void by_buffers(char* const* args, const std::ptrdiff_t* steps, std::size_t i, std::size_t n,
                                    unsigned flags, const bool* direct, const T** in) const {
    T* out[kMostOutputs];
    alignas(kLine) T in_buffer[kMostInputs][kBlock];
    alignas(kLine) T out_buffer[kMostOutputs][kBlock];
    std::size_t size = kBlock;
    if (flags & kStream)  // so that the blocks after the first are aligned
      if (const std::size_t head = elements_to_line(args[in_count_])) size = head + kBlock - kLine / sizeof(S);
    // What the kernel takes: all inputs, or all but the bias.
    const T* added[kMostInputs];
    const T** const given = Biased ? added : in;
    const int given_moving = moving_ - (Biased ? 1 : 0);
    for (; i < n; i += size, size = kBlock) {
      if (size > n - i) size = n - i;
      const std::size_t rounded = (size + kLanes - 1) & ~(kLanes - 1);
      const bool whole = rounded == size;
      const auto at = [&](int k) { return args[k] + static_cast<std::ptrdiff_t>(i) * steps[k]; };
      for (int k = 0; k < moving_; ++k) {
        if (direct[k] && whole) {
          in[k] = reinterpret_cast<const T*>(at(k));
        } else {
          gather<S>(in_buffer[k], at(k), steps[k], size);
          for (std::size_t j = size; j < rounded; ++j) in_buffer[k][j] = T{};
          in[k] = in_buffer[k];
        }
      }
      for (int k = 0; k < out_count_; ++k)
        out[k] = direct[in_count_ + k] && whole ? reinterpret_cast<T*>(at(in_count_ + k)) : out_buffer[k];
      if constexpr (Biased) add_bias(in, added, in_buffer[data_ - 2], rounded);
      block_(out, given, rounded);
      const auto leave = [&](int k, const auto* results) {
        if (flags & kStream)
          stream<S>(at(in_count_ + k), results, size);
        else
          scatter<S>(at(in_count_ + k), steps[in_count_ + k], results, size);
      };
      if constexpr (kByFloat) {
        if (!kernel_.exact_in_float32) {
          alignas(kLine) S buffer[kMostOutputs][kBlock];
          char* results[kMostOutputs];
          bool in_place[kMostOutputs];
          for (int k = 0; k < out_count_; ++k) {
            // Not where outputs meet: what is computed again would be written over the other's results.
            in_place[k] = whole && steps[in_count_ + k] == kItem && !(flags & (kStream | kBuffered)) &&
                          (out_count_ == 1 || at(in_count_) != at(in_count_ + 1));
            results[k] = in_place[k] ? at(in_count_ + k) : reinterpret_cast<char*>(buffer[k]);
          }
          const Blocks<double>& doubles = blocks_of<double>(kernel_);
          RoundedOnce<S>(kernel_, uniform_ ? doubles.once : doubles.each, given_moving).round(results, out, given, rounded);
          for (int k = 0; k < out_count_; ++k)
            if (!in_place[k]) leave(k, buffer[k]);
          continue;
        }
      }
      if constexpr (is_narrow<S> && std::is_same_v<T, double>)
        RoundedOnce<S>(kernel_, block_, given_moving).decide(out, given, rounded);
      for (int k = 0; k < out_count_; ++k)
        if (!direct[in_count_ + k] || !whole) leave(k, out_buffer[k]);
    }
  }

  // The sums to a buffer, where x may lie already; and the pointers without that to the bias.
  FASTRELU_INLINE void add_bias(const T* const* in, const T** added, T* sums, std::size_t n) const {
    const T *const x = in[data_ - 2], *const bias = in[data_ - 1];
    for (std::size_t j = 0; j < n; ++j) sums[j] = x[j] + bias[j];
    if constexpr (!kSame) {
      alignas(kLine) S rounded[kBlock];
      narrow<S>(reinterpret_cast<char*>(rounded), sums, n);
      widen<S>(sums, reinterpret_cast<const char*>(rounded), n);
    }
    for (int k = 0; k < data_ - 2; ++k) added[k] = in[k];
    added[data_ - 2] = sums;
    for (int k = data_; k < in_count_; ++k) added[k - 1] = in[k];
  }

  // Elements from p to the next boundary of a cache line.
  static std::size_t elements_to_line(const char* p) {
    return (kLine - reinterpret_cast<std::uintptr_t>(p) % kLine) % kLine / sizeof(S);
  }
};

FASTRELU_END
