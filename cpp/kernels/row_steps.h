// A row by whole steps of a loop, and what is left of it.
#pragma once

#include <cstddef>

#include "math/arithmetic.h"

FASTRELU_BEGIN

// Interleaved sums of a piece of a row.
template <class S>
constexpr std::size_t kSums = 128 / sizeof(S);

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
    // Masked where there are masks: a copy of so many bytes takes a call.
    const S* const from = in[k] + i;
#pragma omp simd
    for (std::size_t j = 0; j < Step; ++j) rest[k][j] = j < n - i ? from[j] : filler;
    here[k] = rest[k];
  }
  step(here, results);
  if (!Writes) return;
  S* const to = out + i;
#pragma omp simd
  for (std::size_t j = 0; j < Step; ++j)
    if (j < n - i) to[j] = results[j];
}

FASTRELU_END
