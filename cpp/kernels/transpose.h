// Short rows to lanes and back, so that a vector holds one element of each of many rows.
#pragma once

#include "math/vector.h"

FASTRELU_BEGIN

// Rows that are taken at once.
template <class S>
constexpr std::size_t kRowLanes = 64 / sizeof(S);

#if FASTRELU_HAS_VECTOR

// Four elements of each of as many rows as a register has lanes, laid out as turn_square wants and leaves them (which undoes
// what it has done). Of 32 bytes on x86-64 also where there are wider registers: those would be put together from as many
// loads.
#if defined(__AVX2__)
template <class S>
struct Register;
template <>
struct Register<float> {
  static constexpr int size = 8;
  __m256 v;
  static FASTRELU_INLINE Register load(const float* p) { return {_mm256_loadu_ps(p)}; }
  FASTRELU_INLINE void store(float* p) const { _mm256_storeu_ps(p, v); }
};
template <>
struct Register<double> {
  static constexpr int size = 4;
  __m256d v;
  static FASTRELU_INLINE Register load(const double* p) { return {_mm256_loadu_pd(p)}; }
  FASTRELU_INLINE void store(double* p) const { _mm256_storeu_pd(p, v); }
};
template <class Row>
FASTRELU_INLINE void load_any_rows(Register<float> (&r)[4], Row row) {
  for (int k = 0; k < 4; ++k)
    r[k].v = _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(row(k))), _mm_loadu_ps(row(k + 4)), 1);
}
template <class Row>
FASTRELU_INLINE void store_any_rows(Row row, const Register<float> (&r)[4]) {
  for (int k = 0; k < 4; ++k) {
    _mm_storeu_ps(row(k), _mm256_castps256_ps128(r[k].v));
    _mm_storeu_ps(row(k + 4), _mm256_extractf128_ps(r[k].v, 1));
  }
}
FASTRELU_INLINE void turn_square(Register<float> (&column)[4], const Register<float> (&r)[4]) {
  const __m256d a = _mm256_castps_pd(_mm256_unpacklo_ps(r[0].v, r[1].v)),
                b = _mm256_castps_pd(_mm256_unpackhi_ps(r[0].v, r[1].v));
  const __m256d c = _mm256_castps_pd(_mm256_unpacklo_ps(r[2].v, r[3].v)),
                d = _mm256_castps_pd(_mm256_unpackhi_ps(r[2].v, r[3].v));
  column[0].v = _mm256_castpd_ps(_mm256_unpacklo_pd(a, c));
  column[1].v = _mm256_castpd_ps(_mm256_unpackhi_pd(a, c));
  column[2].v = _mm256_castpd_ps(_mm256_unpacklo_pd(b, d));
  column[3].v = _mm256_castpd_ps(_mm256_unpackhi_pd(b, d));
}
template <class Row>
FASTRELU_INLINE void load_any_rows(Register<double> (&r)[4], Row row) {
  for (int k = 0; k < 4; ++k) r[k].v = _mm256_loadu_pd(row(k));
}
template <class Row>
FASTRELU_INLINE void store_any_rows(Row row, const Register<double> (&r)[4]) {
  for (int k = 0; k < 4; ++k) _mm256_storeu_pd(row(k), r[k].v);
}
FASTRELU_INLINE void turn_square(Register<double> (&column)[4], const Register<double> (&r)[4]) {
  const __m256d a = _mm256_unpacklo_pd(r[0].v, r[1].v), b = _mm256_unpackhi_pd(r[0].v, r[1].v);
  const __m256d c = _mm256_unpacklo_pd(r[2].v, r[3].v), d = _mm256_unpackhi_pd(r[2].v, r[3].v);
  column[0].v = _mm256_permute2f128_pd(a, c, 0x20);
  column[1].v = _mm256_permute2f128_pd(b, d, 0x20);
  column[2].v = _mm256_permute2f128_pd(a, c, 0x31);
  column[3].v = _mm256_permute2f128_pd(b, d, 0x31);
}
#else
template <class S>
using Register = Vector<S>;
template <class S>
FASTRELU_INLINE void turn_square(Vector<S> (&column)[4], const Vector<S> (&r)[4]) {
  turn_rows(column, r);
}
template <class Row>
FASTRELU_INLINE void load_any_rows(Floats (&r)[4], Row row) {
  for (int k = 0; k < 4; ++k) r[k] = vld1q_f32(row(k));
}
template <class Row>
FASTRELU_INLINE void store_any_rows(Row row, const Floats (&r)[4]) {
  for (int k = 0; k < 4; ++k) vst1q_f32(row(k), r[k].v);
}
template <class Row>
FASTRELU_INLINE void load_any_rows(Doubles (&r)[4], Row row) {
  for (int k = 0; k < 4; ++k) r[k] = vld1q_f64(row(k % 2) + k / 2 * 2);
}
template <class Row>
FASTRELU_INLINE void store_any_rows(Row row, const Doubles (&r)[4]) {
  for (int k = 0; k < 4; ++k) vst1q_f64(row(k % 2) + k / 2 * 2, r[k].v);
}
#endif

// f(i, k): rows i to i + lanes - 1, columns k to k + 3. The last columns overlap those before.
template <class S, class F>
FASTRELU_INLINE void for_each_square(std::size_t n, F f) {
  for (std::size_t i = 0; i < kRowLanes<S>; i += Register<S>::size) {
    std::size_t k = 0;
    for (; k + 4 <= n; k += 4) f(i, k);
    if (k < n) f(i, n - 4);
  }
}

#endif

// tile[k][i] = element k of row i. For fewer rows than lanes the last one stands in for those that are missing.
template <class S>
FASTRELU_INLINE void rows_to_lanes(S* tile, const char* rows, std::size_t count, std::ptrdiff_t step, std::size_t n) {
  constexpr std::size_t kLanes = kRowLanes<S>;
  const auto row = [&](std::size_t i) { return reinterpret_cast<const S*>(rows + static_cast<std::ptrdiff_t>(i) * step); };
#if FASTRELU_HAS_VECTOR
  if (count == kLanes && n >= 4)
    return for_each_square<S>(n, [&](std::size_t i, std::size_t k) FASTRELU_INLINE_LAMBDA {
      Register<S> r[4], column[4];
      load_any_rows(r, [&](int lane) FASTRELU_INLINE_LAMBDA { return row(i + static_cast<std::size_t>(lane)) + k; });
      turn_square(column, r);
      for (std::size_t c = 0; c < 4; ++c) column[c].store(tile + (k + c) * kLanes + i);
    });
#endif
  for (std::size_t i = 0; i < kLanes; ++i) {
    const S* const from = row(i < count ? i : count - 1);
    for (std::size_t k = 0; k < n; ++k) tile[k * kLanes + i] = from[k];
  }
}

// And back; rows that are missing are not written.
template <class S>
FASTRELU_INLINE void lanes_to_rows(char* rows, std::size_t count, std::ptrdiff_t step, const S* tile, std::size_t n) {
  constexpr std::size_t kLanes = kRowLanes<S>;
  const auto row = [&](std::size_t i) { return reinterpret_cast<S*>(rows + static_cast<std::ptrdiff_t>(i) * step); };
#if FASTRELU_HAS_VECTOR
  if (count == kLanes && n >= 4)
    return for_each_square<S>(n, [&](std::size_t i, std::size_t k) FASTRELU_INLINE_LAMBDA {
      Register<S> column[4], r[4];
      for (std::size_t c = 0; c < 4; ++c) column[c] = Register<S>::load(tile + (k + c) * kLanes + i);
      turn_square(r, column);
      store_any_rows([&](int lane) FASTRELU_INLINE_LAMBDA { return row(i + static_cast<std::size_t>(lane)) + k; }, r);
    });
#endif
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = 0; k < n; ++k) row(i)[k] = tile[k * kLanes + i];
}

FASTRELU_END
