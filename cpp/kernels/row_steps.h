// A row by whole steps of a loop, and what is left of it.
#pragma once

#include <cstddef>

#include "math/arithmetic.h"

FASTRELU_BEGIN

// So many rows are taken step by step at most.
constexpr std::size_t kRowsAtOnce = 16;

// f(i, pointers to its operands) for each row i.
template <int Inputs, class F>
FASTRELU_INLINE void for_each_row(char* const* args, std::size_t rows, const std::ptrdiff_t* steps, F f) {
  for (std::size_t i = 0; i < rows; ++i) {
    char* here[Inputs + 1];
    for (int k = 0; k <= Inputs; ++k) here[k] = args[k] + static_cast<std::ptrdiff_t>(i) * steps[k];
    f(i, here);
  }
}

// So many elements, filled up to a whole step.
template <std::size_t Step, class S>
FASTRELU_INLINE void fill_up(S (&to)[Step], const S* from, std::size_t n, S filler) {
  // Masked where there are masks: a copy of so many bytes takes a call.
#pragma omp simd
  for (std::size_t j = 0; j < Step; ++j) to[j] = j < n ? from[j] : filler;
}

// step(in, out) for every `Step` elements, where in and out have pointers to them. The last ones pass through buffers, filled
// up.
template <std::size_t Step, int Inputs, bool Writes, class S, class F>
FASTRELU_INLINE void in_whole_steps(char* const* args, std::size_t n, S filler, F step) {
  const S* in[Inputs];
  for (int k = 0; k < Inputs; ++k) in[k] = reinterpret_cast<const S*>(args[k]);
  S* const out = reinterpret_cast<S*>(args[Inputs]);
  std::size_t i = 0;
  for (; i + Step <= n; i += Step) {
    const S* here[Inputs];
    for (int k = 0; k < Inputs; ++k) here[k] = in[k] + i;
    step(here, Writes ? out + i : nullptr);
  }
  if (i == n) return;
  alignas(64) S rest[Inputs][Step], results[Step];
  const S* here[Inputs];
  for (int k = 0; k < Inputs; ++k) {
    fill_up(rest[k], in[k] + i, n - i, filler);
    here[k] = rest[k];
  }
  step(here, results);
  if (!Writes) return;
  S* const to = out + i;
#pragma omp simd
  for (std::size_t j = 0; j < Step; ++j)
    if (j < n - i) to[j] = results[j];
}

// step(in, out) for all elements, where each may be taken twice: the last step overlaps the one before. Its elements are kept,
// as that may have overwritten them. Where there are fewer than `Step`, the first one fills up. Without an output nothing is
// written.
template <std::size_t Step, class S, class F>
FASTRELU_INLINE void in_overlapping_steps(const S* in, S* out, std::size_t n, F step) {
  alignas(64) S last[Step];
  if (n < Step) {
    alignas(64) S results[Step];
    for (std::size_t j = 0; j < Step; ++j) last[j] = in[j < n ? j : 0];
    step(last, results);
    for (std::size_t j = 0; out && j < n; ++j) out[j] = results[j];
    return;
  }
#pragma omp simd
  for (std::size_t j = 0; j < Step; ++j) last[j] = in[n - Step + j];
  std::size_t i = 0;
  for (; i + Step <= n; i += Step) step(in + i, out ? out + i : nullptr);
  if (i < n) step(last, out ? out + n - Step : nullptr);
}

FASTRELU_END
