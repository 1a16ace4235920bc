// The vectorised loop of the gradient with respect to a parameter.
#pragma once

#include <utility>

#include "kernels/kernels.h"
#include "math/arithmetic.h"

FASTRELU_BEGIN

template <class Op, int K, bool FromOutput, std::size_t... D, std::size_t... P>
FASTRELU_INLINE void accumulate_over(double* sums, const double* grad, const double* const* data,
                                     const double* const* parameters, std::ptrdiff_t n, std::index_sequence<D...>,
                                     std::index_sequence<P...>) {
#pragma omp simd
  for (std::ptrdiff_t k = 0; k < n; ++k) {
    if constexpr (FromOutput) {
      const double x = Op::input_from_output(data[D][k]..., parameters[P][k]...);
      sums[k] += grad[k] * Op::template parameter_derivative<K>(x, parameters[P][k]...);
    } else {
      sums[k] += grad[k] * Op::template parameter_derivative<K>(data[D][k]..., parameters[P][k]...);
    }
  }
}

// A sum for each element, or kPartialSums sums of every so many-th; n is a multiple of that then.
template <class Op, int K, bool FromOutput>
FASTRELU_NOINLINE void accumulate(double* sums, const double* grad, const double* const* data, const double* const* parameters,
                                  std::ptrdiff_t n, bool partial) {
  constexpr int kData = data_count(Op::kind, Form::value), kParameters = Op::parameter_count;
  constexpr auto of_data = std::make_index_sequence<kData>{};
  constexpr auto of_parameters = std::make_index_sequence<kParameters>{};
  if (!partial) return accumulate_over<Op, K, FromOutput>(sums, grad, data, parameters, n, of_data, of_parameters);
  double local[kPartialSums];
  for (std::ptrdiff_t k = 0; k < kPartialSums; ++k) local[k] = sums[k];
  for (std::ptrdiff_t i = 0; i < n; i += kPartialSums) {
    const double *x[kData], *p[kParameters];
    for (int k = 0; k < kData; ++k) x[k] = data[k] + i;
    for (int k = 0; k < kParameters; ++k) p[k] = parameters[k] + i;
    accumulate_over<Op, K, FromOutput>(local, grad + i, x, p, kPartialSums, of_data, of_parameters);
  }
  for (std::ptrdiff_t k = 0; k < kPartialSums; ++k) sums[k] = local[k];
}

FASTRELU_END
