// The way through memory of elements of 16 bits whose results lie in a table (runtime/result_table.h).
#pragma once

#include <cstdint>

#include "kernels/kernels.h"
#include "kernels/memory.h"

#if defined(__SSE2__) || defined(_M_X64)
#include <immintrin.h>
#endif

FASTRELU_BEGIN

// Contiguous to contiguous. No instruction looks up 16 bits, and those that gather 32 do no better than scalar loads do; to
// store every result by itself would take longest. (Zen 4, bfloat16: 0.19 ns an element; results stored one by one 0.32; by a
// legacy SSE instruction, without AVX, 0.28.)
class LookUpRow {
  using Bits = std::uint16_t;
  const Bits* const table_;
  char* const to_;
  const char* const from_;

 public:
  LookUpRow(const Bits* table, char* to, const char* from) : table_(table), to_(to), from_(from) {}

  FASTRELU_INLINE void run(std::ptrdiff_t n, [[maybe_unused]] bool stream) const {
    std::ptrdiff_t i = 0;
#if defined(__SSE2__) || defined(_M_X64)
    if (stream) {
      for (; i < n && reinterpret_cast<std::uintptr_t>(to_ + 2 * i) % kLine != 0; ++i) one(i);
      for (; i + kLineElements <= n; i += kLineElements) line<true>(i);
    }
    for (; i + kLineElements <= n; i += kLineElements) line<false>(i);
#endif
    for (; i < n; ++i) one(i);
  }

 private:
  static constexpr std::ptrdiff_t kLineElements = kLine / sizeof(Bits);

  FASTRELU_INLINE void one(std::ptrdiff_t i) const { store(to_ + 2 * i, table_[load<Bits>(from_ + 2 * i)]); }

#if defined(__SSE2__) || defined(_M_X64)
  template <bool Stream>
  FASTRELU_INLINE void line(std::ptrdiff_t i) const {
    // The CPU's own prefetchers forget the row over the table.
    constexpr std::size_t kAhead = 2048;
    fetch_ahead<false>(from_ + 2 * i + kAhead, kLine);
    if (!Stream) fetch_ahead<true>(to_ + 2 * i + kAhead, kLine);
    for (std::ptrdiff_t k = i; k < i + kLineElements; k += 8) {
      const __m128i v = eight(from_ + 2 * k);
      auto* const to = reinterpret_cast<__m128i*>(to_ + 2 * k);
      Stream ? _mm_stream_si128(to, v) : _mm_storeu_si128(to, v);
    }
  }

  // Half of the patterns by loads, half by shifts: there are ports for both.
  FASTRELU_INLINE __m128i eight(const char* from) const {
    const auto found = [&](std::uint64_t pattern) { return table_[static_cast<Bits>(pattern)]; };
    const auto at = [&](int k) { return load<Bits>(from + 2 * k); };
    const std::uint64_t four = load<std::uint64_t>(from + 8);
    __m128i low = _mm_cvtsi32_si128(found(at(0))), high = _mm_cvtsi32_si128(found(four));
    low = _mm_insert_epi16(low, found(at(1)), 1), high = _mm_insert_epi16(high, found(four >> 16), 1);
    low = _mm_insert_epi16(low, found(at(2)), 2), high = _mm_insert_epi16(high, found(four >> 32), 2);
    low = _mm_insert_epi16(low, found(at(3)), 3), high = _mm_insert_epi16(high, found(four >> 48), 3);
    return _mm_unpacklo_epi64(low, high);
  }
#endif
};

// Any steps. The kernel is a ResultTable.
inline void look_up(const Kernel& kernel, char* const* args, const std::ptrdiff_t* steps, std::ptrdiff_t n, unsigned flags) {
  const auto* const* results = static_cast<const ResultTable&>(kernel).results;
  const int first = kernel.data + kernel.parameters;
  if (kernel.outputs == 1 && steps[0] == 2 && steps[first] == 2)
    return LookUpRow(results[0], args[first], args[0]).run(n, flags & kStream);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    const auto bits = load<std::uint16_t>(args[0] + i * steps[0]);  // before an output that may lie there is written
    for (int k = 0; k < kernel.outputs; ++k) store(args[first + k] + i * steps[first + k], results[k][bits]);
  }
}

FASTRELU_END
