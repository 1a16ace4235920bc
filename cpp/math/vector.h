// Vectors, for the one thing that compilers do not make of a scalar loop: fetching coefficients by number.
//
// The same names for every instruction set, and the same bits: each operation is exact or correctly rounded. Where
// FASTRELU_HAS_VECTOR is 0, kernels do without. AVX-512 has AVX2's vectors: wider ones would be put together from as many
// loads.
#pragma once

#include "math/arithmetic.h"

#if FASTRELU_HAS_FMA && defined(__AVX2__)
#include <immintrin.h>
#define FASTRELU_HAS_VECTOR 1
#elif FASTRELU_HAS_FMA && defined(__aarch64__)
#include <arm_neon.h>
#define FASTRELU_HAS_VECTOR 1
#else
#define FASTRELU_HAS_VECTOR 0
#endif

#if FASTRELU_HAS_VECTOR

FASTRELU_BEGIN

template <class T>
struct Vector;
using Floats = Vector<float>;
using Doubles = Vector<double>;

#if defined(__AVX2__)

template <>
struct Vector<float> {
  static constexpr int size = 8;
  __m256 v;
  Vector() = default;
  FASTRELU_INLINE Vector(__m256 vector) : v(vector) {}
  FASTRELU_INLINE Vector(float scalar) : v(_mm256_set1_ps(scalar)) {}
  static FASTRELU_INLINE Vector load(const float* p) { return _mm256_loadu_ps(p); }
  FASTRELU_INLINE void store(float* p) const { _mm256_storeu_ps(p, v); }
  FASTRELU_INLINE void stream(float* p) const { _mm256_stream_ps(p, v); }  // past the caches; p is aligned
};

FASTRELU_INLINE Floats operator+(Floats a, Floats b) { return _mm256_add_ps(a.v, b.v); }
FASTRELU_INLINE Floats operator-(Floats a, Floats b) { return _mm256_sub_ps(a.v, b.v); }
FASTRELU_INLINE Floats operator*(Floats a, Floats b) { return _mm256_mul_ps(a.v, b.v); }
FASTRELU_INLINE Floats fused(Floats a, Floats b, Floats c) { return _mm256_fmadd_ps(a.v, b.v, c.v); }
FASTRELU_INLINE Floats absolute(Floats a) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.v); }
// A mask and its use.
FASTRELU_INLINE Floats at_most(Floats a, Floats b) { return _mm256_cmp_ps(a.v, b.v, _CMP_LE_OQ); }
FASTRELU_INLINE Floats both(Floats a, Floats b) { return _mm256_and_ps(a.v, b.v); }
FASTRELU_INLINE Floats select(Floats mask, Floats yes, Floats no) { return _mm256_blendv_ps(no.v, yes.v, mask.v); }
// Of numbers that are not negative the larger, and whether it is at most the limit; NaN is the largest. On the bits, which
// have the same order; of doubles on each half of the bits, so that the limit's lower half must be all ones.
FASTRELU_INLINE Floats larger_bits(Floats a, Floats b) {
  return _mm256_castsi256_ps(_mm256_max_epu32(_mm256_castps_si256(a.v), _mm256_castps_si256(b.v)));
}
FASTRELU_INLINE bool none_beyond(Floats limit, Floats a) {
  const __m256i top = _mm256_castps_si256(limit.v), larger = _mm256_max_epu32(_mm256_castps_si256(a.v), top);
  return _mm256_movemask_epi8(_mm256_cmpeq_epi32(larger, top)) == -1;
}

template <>
struct Vector<double> {
  static constexpr int size = 4;
  __m256d v;
  Vector() = default;
  FASTRELU_INLINE Vector(__m256d vector) : v(vector) {}
  FASTRELU_INLINE Vector(double scalar) : v(_mm256_set1_pd(scalar)) {}
  static FASTRELU_INLINE Vector load(const double* p) { return _mm256_loadu_pd(p); }
  FASTRELU_INLINE void store(double* p) const { _mm256_storeu_pd(p, v); }
  FASTRELU_INLINE void stream(double* p) const { _mm256_stream_pd(p, v); }
};

FASTRELU_INLINE Doubles operator+(Doubles a, Doubles b) { return _mm256_add_pd(a.v, b.v); }
FASTRELU_INLINE Doubles operator-(Doubles a, Doubles b) { return _mm256_sub_pd(a.v, b.v); }
FASTRELU_INLINE Doubles operator*(Doubles a, Doubles b) { return _mm256_mul_pd(a.v, b.v); }
FASTRELU_INLINE Doubles fused(Doubles a, Doubles b, Doubles c) { return _mm256_fmadd_pd(a.v, b.v, c.v); }
FASTRELU_INLINE Doubles absolute(Doubles a) { return _mm256_andnot_pd(_mm256_set1_pd(-0.0), a.v); }
FASTRELU_INLINE Doubles at_most(Doubles a, Doubles b) { return _mm256_cmp_pd(a.v, b.v, _CMP_LE_OQ); }
FASTRELU_INLINE Doubles both(Doubles a, Doubles b) { return _mm256_and_pd(a.v, b.v); }
FASTRELU_INLINE Doubles select(Doubles mask, Doubles yes, Doubles no) { return _mm256_blendv_pd(no.v, yes.v, mask.v); }
FASTRELU_INLINE Doubles larger_bits(Doubles a, Doubles b) {
  return _mm256_castsi256_pd(_mm256_max_epu32(_mm256_castpd_si256(a.v), _mm256_castpd_si256(b.v)));
}
FASTRELU_INLINE bool none_beyond(Doubles limit, Doubles a) {
  return none_beyond(Floats(_mm256_castpd_ps(limit.v)), Floats(_mm256_castpd_ps(a.v)));
}

// The bits of each lane, shifted to the left.
template <int Shift>
FASTRELU_INLINE void store_shifted(Floats a, std::uint32_t* p) {
  _mm256_store_si256(reinterpret_cast<__m256i*>(p), _mm256_slli_epi32(_mm256_castps_si256(a.v), Shift));
}
template <int Shift>
FASTRELU_INLINE void store_shifted(Doubles a, std::uint64_t* p) {
  _mm256_store_si256(reinterpret_cast<__m256i*>(p), _mm256_slli_epi64(_mm256_castpd_si256(a.v), Shift));
}

// The four elements at row(lane) of every lane, as they fill registers; and turned into columns.
template <class Row>
FASTRELU_INLINE void load_rows(Floats (&r)[4], Row row) {
  const auto two = [&](int lane) {
    return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_load_ps(row(lane))), _mm_load_ps(row(lane + 4)), 1);
  };
  r[0] = two(0), r[1] = two(1), r[2] = two(2), r[3] = two(3);
}
FASTRELU_INLINE void turn_rows(Floats (&column)[4], const Floats (&r)[4]) {
  const __m256 r0 = r[0].v, r1 = r[1].v, r2 = r[2].v, r3 = r[3].v;
  const __m256d a = _mm256_castps_pd(_mm256_unpacklo_ps(r0, r1)), b = _mm256_castps_pd(_mm256_unpackhi_ps(r0, r1));
  const __m256d c = _mm256_castps_pd(_mm256_unpacklo_ps(r2, r3)), d = _mm256_castps_pd(_mm256_unpackhi_ps(r2, r3));
  column[0] = _mm256_castpd_ps(_mm256_unpacklo_pd(a, c));
  column[1] = _mm256_castpd_ps(_mm256_unpackhi_pd(a, c));
  column[2] = _mm256_castpd_ps(_mm256_unpacklo_pd(b, d));
  column[3] = _mm256_castpd_ps(_mm256_unpackhi_pd(b, d));
}
template <class Row>
FASTRELU_INLINE void load_rows(Doubles (&r)[4], Row row) {
  r[0] = _mm256_load_pd(row(0)), r[1] = _mm256_load_pd(row(1));
  r[2] = _mm256_load_pd(row(2)), r[3] = _mm256_load_pd(row(3));
}
FASTRELU_INLINE void turn_rows(Doubles (&column)[4], const Doubles (&r)[4]) {
  const __m256d r0 = r[0].v, r1 = r[1].v, r2 = r[2].v, r3 = r[3].v;
  const __m256d a = _mm256_unpacklo_pd(r0, r1), b = _mm256_unpackhi_pd(r0, r1);
  const __m256d c = _mm256_unpacklo_pd(r2, r3), d = _mm256_unpackhi_pd(r2, r3);
  column[0] = _mm256_permute2f128_pd(a, c, 0x20);
  column[1] = _mm256_permute2f128_pd(b, d, 0x20);
  column[2] = _mm256_permute2f128_pd(a, c, 0x31);
  column[3] = _mm256_permute2f128_pd(b, d, 0x31);
}

#else  // NEON

template <>
struct Vector<float> {
  static constexpr int size = 4;
  float32x4_t v;
  Vector() = default;
  FASTRELU_INLINE Vector(float32x4_t vector) : v(vector) {}
  FASTRELU_INLINE Vector(float scalar) : v(vdupq_n_f32(scalar)) {}
  static FASTRELU_INLINE Vector load(const float* p) { return vld1q_f32(p); }
  FASTRELU_INLINE void store(float* p) const { vst1q_f32(p, v); }
  FASTRELU_INLINE void stream(float* p) const { store(p); }  // there are no intrinsics for it
};

FASTRELU_INLINE uint32x4_t bits(Floats a) { return vreinterpretq_u32_f32(a.v); }
FASTRELU_INLINE Floats operator+(Floats a, Floats b) { return vaddq_f32(a.v, b.v); }
FASTRELU_INLINE Floats operator-(Floats a, Floats b) { return vsubq_f32(a.v, b.v); }
FASTRELU_INLINE Floats operator*(Floats a, Floats b) { return vmulq_f32(a.v, b.v); }
FASTRELU_INLINE Floats fused(Floats a, Floats b, Floats c) { return vfmaq_f32(c.v, a.v, b.v); }
FASTRELU_INLINE Floats absolute(Floats a) { return vabsq_f32(a.v); }
FASTRELU_INLINE uint32x4_t at_most(Floats a, Floats b) { return vcleq_f32(a.v, b.v); }
FASTRELU_INLINE uint32x4_t both(uint32x4_t a, uint32x4_t b) { return vandq_u32(a, b); }
FASTRELU_INLINE Floats select(uint32x4_t mask, Floats yes, Floats no) { return vbslq_f32(mask, yes.v, no.v); }
FASTRELU_INLINE Floats larger_bits(Floats a, Floats b) { return vreinterpretq_f32_u32(vmaxq_u32(bits(a), bits(b))); }
FASTRELU_INLINE bool none_beyond(Floats limit, Floats a) { return vminvq_u32(vcleq_u32(bits(a), bits(limit))) != 0; }

template <>
struct Vector<double> {
  static constexpr int size = 2;
  float64x2_t v;
  Vector() = default;
  FASTRELU_INLINE Vector(float64x2_t vector) : v(vector) {}
  FASTRELU_INLINE Vector(double scalar) : v(vdupq_n_f64(scalar)) {}
  static FASTRELU_INLINE Vector load(const double* p) { return vld1q_f64(p); }
  FASTRELU_INLINE void store(double* p) const { vst1q_f64(p, v); }
  FASTRELU_INLINE void stream(double* p) const { store(p); }
};

FASTRELU_INLINE uint64x2_t bits(Doubles a) { return vreinterpretq_u64_f64(a.v); }
FASTRELU_INLINE Doubles operator+(Doubles a, Doubles b) { return vaddq_f64(a.v, b.v); }
FASTRELU_INLINE Doubles operator-(Doubles a, Doubles b) { return vsubq_f64(a.v, b.v); }
FASTRELU_INLINE Doubles operator*(Doubles a, Doubles b) { return vmulq_f64(a.v, b.v); }
FASTRELU_INLINE Doubles fused(Doubles a, Doubles b, Doubles c) { return vfmaq_f64(c.v, a.v, b.v); }
FASTRELU_INLINE Doubles absolute(Doubles a) { return vabsq_f64(a.v); }
FASTRELU_INLINE uint64x2_t at_most(Doubles a, Doubles b) { return vcleq_f64(a.v, b.v); }
FASTRELU_INLINE uint64x2_t both(uint64x2_t a, uint64x2_t b) { return vandq_u64(a, b); }
FASTRELU_INLINE Doubles select(uint64x2_t mask, Doubles yes, Doubles no) { return vbslq_f64(mask, yes.v, no.v); }
FASTRELU_INLINE Doubles larger_bits(Doubles a, Doubles b) {
  return vreinterpretq_f64_u32(vmaxq_u32(vreinterpretq_u32_f64(a.v), vreinterpretq_u32_f64(b.v)));
}
FASTRELU_INLINE bool none_beyond(Doubles limit, Doubles a) {
  return none_beyond(Floats(vreinterpretq_f32_f64(limit.v)), Floats(vreinterpretq_f32_f64(a.v)));
}

template <int Shift>
FASTRELU_INLINE void store_shifted(Floats a, std::uint32_t* p) {
  vst1q_u32(p, vshlq_n_u32(bits(a), Shift));
}
template <int Shift>
FASTRELU_INLINE void store_shifted(Doubles a, std::uint64_t* p) {
  vst1q_u64(p, vshlq_n_u64(bits(a), Shift));
}

template <class Row>
FASTRELU_INLINE void load_rows(Floats (&r)[4], Row row) {
  r[0] = vld1q_f32(row(0)), r[1] = vld1q_f32(row(1)), r[2] = vld1q_f32(row(2)), r[3] = vld1q_f32(row(3));
}
FASTRELU_INLINE void turn_rows(Floats (&column)[4], const Floats (&r)[4]) {
  const float32x4_t r0 = r[0].v, r1 = r[1].v, r2 = r[2].v, r3 = r[3].v;
  const float64x2_t a = vreinterpretq_f64_f32(vzip1q_f32(r0, r1)), b = vreinterpretq_f64_f32(vzip2q_f32(r0, r1));
  const float64x2_t c = vreinterpretq_f64_f32(vzip1q_f32(r2, r3)), d = vreinterpretq_f64_f32(vzip2q_f32(r2, r3));
  column[0] = vreinterpretq_f32_f64(vzip1q_f64(a, c));
  column[1] = vreinterpretq_f32_f64(vzip2q_f64(a, c));
  column[2] = vreinterpretq_f32_f64(vzip1q_f64(b, d));
  column[3] = vreinterpretq_f32_f64(vzip2q_f64(b, d));
}
template <class Row>
FASTRELU_INLINE void load_rows(Doubles (&r)[4], Row row) {
  r[0] = vld1q_f64(row(0)), r[1] = vld1q_f64(row(1)), r[2] = vld1q_f64(row(0) + 2), r[3] = vld1q_f64(row(1) + 2);
}
FASTRELU_INLINE void turn_rows(Doubles (&column)[4], const Doubles (&r)[4]) {
  const float64x2_t a = r[0].v, b = r[1].v, c = r[2].v, d = r[3].v;
  column[0] = vzip1q_f64(a, b);
  column[1] = vzip2q_f64(a, b);
  column[2] = vzip1q_f64(c, d);
  column[3] = vzip2q_f64(c, d);
}

#endif

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
