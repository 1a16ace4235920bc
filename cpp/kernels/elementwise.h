// The one way through memory: a block in, compute, a block out.
//
// A block that lies in memory as the compute type is worked on in place; any other (strided, float16, the odd end of an
// array, overlapping operands, streamed output) passes through buffers in L1. Either way the same block function runs,
// over a multiple of kLanes elements, so that there is one vectorised loop per kernel, no scalar remainder, and the same
// bits for every layout.
#pragma once

#include <cstring>
#include <type_traits>

#include "kernels/any_block.h"
#include "kernels/round_once.h"

FASTRELU_BEGIN

// Elements per buffered block: all buffers of a kernel stay within L1.
constexpr std::size_t kBlock = 512;
// Elements from which on the first output is brought to the start of a cache line, by way of the buffers: NumPy's large
// arrays start 16 bytes into one, and stores that cross lines take longer (rectifiers: 10 to 25 %).
constexpr std::size_t kWorthAligning = 4096;

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
