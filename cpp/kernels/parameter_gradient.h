// The gradient with respect to a parameter: sums of grad_output * df/dp.
#pragma once

#include "kernels/kernels.h"
#include "kernels/storage.h"

FASTRELU_BEGIN

constexpr std::ptrdiff_t kGradientChunk = 256;

// Walks the rows begin .. end-1 of a space in C order, handing out runs along the last axis that are at most `most` long:
// run(offsets, m) with the offset of every operand.
template <class Run>
FASTRELU_INLINE void for_each_run(const GradientWork& w, int operands, std::ptrdiff_t most, Run run) {
  constexpr int kMost = 1 + kMostData + kMostParameters;
  std::ptrdiff_t index[kMostDimensions] = {}, offsets[kMost] = {}, rest = w.begin;
  for (int d = w.dimensions - 1; d >= 0; --d) {
    index[d] = rest % w.shape[d];
    rest /= w.shape[d];
    for (int k = 0; k < operands; ++k) offsets[k] += index[d] * w.steps[k][d];
  }
  const int last = w.dimensions - 1;
  for (std::ptrdiff_t i = w.begin; i < w.end;) {
    std::ptrdiff_t m = w.shape[last] - index[last];
    if (m > most) m = most;
    if (m > w.end - i) m = w.end - i;
    const std::ptrdiff_t taken = run(offsets, m);
    i += taken;
    index[last] += taken;
    for (int k = 0; k < operands; ++k) offsets[k] += taken * w.steps[k][last];
    for (int d = last; d > 0 && index[d] == w.shape[d]; --d) {
      for (int k = 0; k < operands; ++k) offsets[k] += w.steps[k][d - 1] - index[d] * w.steps[k][d];
      index[d] = 0;
      ++index[d - 1];
    }
  }
}

// Products and sums in float64, where the product of two float32 numbers is exact. The order of additions depends only
// on the shape of the work, never on strides, threads or instruction set: the bits are the same everywhere.
template <class S>
FASTRELU_NOINLINE void parameter_gradient(const GradientWork& w, double* sums) {
  constexpr int kMost = 1 + kMostData + kMostParameters;
  const int operands = 1 + w.data + w.parameters, last = w.dimensions - 1;
  alignas(64) double buffers[kMost][kGradientChunk];
  const double* columns[kMost];
  for (int k = 0; k < operands; ++k) columns[k] = buffers[k];
  const auto accumulate = [&](double* to, std::ptrdiff_t n, bool partial) {
    w.accumulate(to, columns[0], columns + 1, columns + 1 + w.data, n, partial);
  };
  if (w.columns == 1) {  // one long sum, in 16 interleaved ones to hide the latency of addition
    double partial[kPartialSums] = {};
    std::ptrdiff_t filled = 0;
    const auto flush = [&] {
      for (; filled % kPartialSums != 0; ++filled)
        for (int k = 0; k < operands; ++k) buffers[k][filled] = k <= w.data ? 0 : buffers[k][filled - 1];
      accumulate(partial, filled, true);
      filled = 0;
    };
    for_each_run(w, operands, kGradientChunk, [&](const std::ptrdiff_t* offsets, std::ptrdiff_t m) {
      if (m > kGradientChunk - filled) m = kGradientChunk - filled;
      for (int k = 0; k < operands; ++k)
        gather<S>(buffers[k] + filled, w.at[k] + offsets[k], w.steps[k][last], static_cast<std::size_t>(m));
      filled += m;
      if (filled == kGradientChunk) flush();
      return m;
    });
    flush();
    for (std::ptrdiff_t width = kPartialSums / 2; width > 0; width /= 2)
      for (std::ptrdiff_t k = 0; k < width; ++k) partial[k] += partial[k + width];
    sums[0] = partial[0];
    return;
  }
  for (std::ptrdiff_t j = 0; j < w.columns; ++j) sums[j] = 0;
  for_each_run(w, operands, 1, [&](const std::ptrdiff_t* offsets, std::ptrdiff_t) {
    for (std::ptrdiff_t j = 0; j < w.columns; j += kGradientChunk) {
      const std::ptrdiff_t m = w.columns - j < kGradientChunk ? w.columns - j : kGradientChunk;
      for (int k = 0; k < operands; ++k)
        gather<S>(buffers[k], w.at[k] + offsets[k] + j * w.column_steps[k], w.column_steps[k], static_cast<std::size_t>(m));
      accumulate(sums + j, m, false);
    }
    return std::ptrdiff_t(1);
  });
}

// sums[k] += grad[k], or partial sums of them.
FASTRELU_NOINLINE inline void accumulate_alone(double* sums, const double* grad, const double* const*, const double* const*,
                                               std::ptrdiff_t n, bool partial) {
  if (partial) {
    for (std::ptrdiff_t i = 0; i < n; i += kPartialSums)
      for (std::ptrdiff_t k = 0; k < kPartialSums; ++k) sums[k] += grad[i + k];
  } else {
    for (std::ptrdiff_t k = 0; k < n; ++k) sums[k] += grad[k];
  }
}

template <class S>
FASTRELU_NOINLINE void round_sums(char* to, const double* from, std::ptrdiff_t n) {
  narrow<S>(to, from, static_cast<std::size_t>(n));
}

FASTRELU_END
