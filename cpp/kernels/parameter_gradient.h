// The gradient of prelu with respect to its weight: sums of grad_output * min(x, 0).
#pragma once

#include "activations/rectifiers.h"
#include "kernels/storage.h"

FASTRELU_BEGIN

constexpr std::ptrdiff_t kWeightChunk = 256;

// Walks the rows begin .. end-1 of a space in C order, handing out runs along the last axis that are at most `most` long.
template <class Run>
FASTRELU_INLINE void for_each_run(const WeightWork& w, std::ptrdiff_t most, Run run) {
  std::ptrdiff_t index[kMostDimensions] = {};
  std::ptrdiff_t grad_offset = 0, x_offset = 0, rest = w.begin;
  for (int k = w.dimensions - 1; k >= 0; --k) {
    index[k] = rest % w.shape[k];
    rest /= w.shape[k];
    grad_offset += index[k] * w.grad_steps[k];
    x_offset += index[k] * w.x_steps[k];
  }
  const int last = w.dimensions - 1;
  for (std::ptrdiff_t i = w.begin; i < w.end;) {
    std::ptrdiff_t m = w.shape[last] - index[last];
    if (m > most) m = most;
    if (m > w.end - i) m = w.end - i;
    const std::ptrdiff_t taken = run(w.grad + grad_offset, w.x + x_offset, m);
    i += taken;
    index[last] += taken;
    grad_offset += taken * w.grad_steps[last];
    x_offset += taken * w.x_steps[last];
    for (int k = last; k > 0 && index[k] == w.shape[k]; --k) {
      grad_offset += w.grad_steps[k - 1] - index[k] * w.grad_steps[k];
      x_offset += w.x_steps[k - 1] - index[k] * w.x_steps[k];
      index[k] = 0;
      ++index[k - 1];
    }
  }
}

FASTRELU_NOINLINE inline void accumulate(double* sums, const double* grad, const double* x, std::ptrdiff_t n) {
#pragma omp simd
  for (std::ptrdiff_t k = 0; k < n; ++k) sums[k] += grad[k] * Prelu::weight_derivative(x[k]);
}

// Products and sums in float64, where the product of two float32 numbers is exact. The order of additions depends only
// on the shape of the work, never on strides, threads or instruction set: the bits are the same everywhere.
template <class S>
FASTRELU_NOINLINE void weight_gradient(const WeightWork& w, double* sums) {
  alignas(64) double g[kWeightChunk], x[kWeightChunk];
  if (w.columns == 1) {  // one long sum, in 16 interleaved ones to hide the latency of addition
    constexpr std::ptrdiff_t kPartial = 16;
    double partial[kPartial] = {};
    std::ptrdiff_t filled = 0;
    const auto flush = [&] {
      for (std::ptrdiff_t j = filled; j % kPartial != 0; ++j) g[j] = x[j] = 0;
      for (std::ptrdiff_t j = 0; j < filled; j += kPartial) accumulate(partial, g + j, x + j, kPartial);
      filled = 0;
    };
    for_each_run(w, kWeightChunk, [&](const char* grad, const char* at, std::ptrdiff_t m) {
      if (m > kWeightChunk - filled) m = kWeightChunk - filled;
      gather<S>(g + filled, grad, w.grad_steps[w.dimensions - 1], static_cast<std::size_t>(m));
      gather<S>(x + filled, at, w.x_steps[w.dimensions - 1], static_cast<std::size_t>(m));
      filled += m;
      if (filled == kWeightChunk) flush();
      return m;
    });
    flush();
    for (std::ptrdiff_t width = kPartial / 2; width > 0; width /= 2)
      for (std::ptrdiff_t k = 0; k < width; ++k) partial[k] += partial[k + width];
    sums[0] = partial[0];
    return;
  }
  for (std::ptrdiff_t j = 0; j < w.columns; ++j) sums[j] = 0;
  for_each_run(w, 1, [&](const char* grad, const char* at, std::ptrdiff_t) {
    for (std::ptrdiff_t j = 0; j < w.columns; j += kWeightChunk) {
      const std::ptrdiff_t m = w.columns - j < kWeightChunk ? w.columns - j : kWeightChunk;
      gather<S>(g, grad + j * w.grad_column_step, w.grad_column_step, static_cast<std::size_t>(m));
      gather<S>(x, at + j * w.x_column_step, w.x_column_step, static_cast<std::size_t>(m));
      accumulate(sums + j, g, x, m);
    }
    return std::ptrdiff_t(1);
  });
}

template <class S>
FASTRELU_NOINLINE void round_sums(char* to, const double* from, std::ptrdiff_t n) {
  narrow<S>(to, from, static_cast<std::size_t>(n));
}

FASTRELU_END
