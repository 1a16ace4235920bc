// Vectors, for the one thing that compilers do not make of a scalar loop: fetching coefficients by number.
//
// The same names for every instruction set, and the same bits: each operation is exact or correctly rounded. Where
// FASTRELU_HAS_VECTOR is 0, kernels do without.
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

// Of each set of lanes, a bit each, the numbers of its lanes one after the other.
template <int Lanes>
struct LaneSets {
  alignas(8) std::uint8_t numbers[1 << Lanes][Lanes]{};
  constexpr LaneSets() {
    for (int set = 0; set < 1 << Lanes; ++set)
      for (int lane = 0, count = 0; lane < Lanes; ++lane)
        if (set >> lane & 1) numbers[set][count++] = static_cast<std::uint8_t>(lane);
  }
};
template <int Lanes>
constexpr LaneSets<Lanes> lane_sets{};
FASTRELU_INLINE std::uint32_t four_bytes(const std::uint8_t (&bytes)[4]) {
  std::uint32_t all;
  std::memcpy(&all, bytes, 4);
  return all;
}

template <class T>
struct Vector;
using Floats = Vector<float>;
using Doubles = Vector<double>;

#if defined(__AVX512F__)

template <>
struct Vector<float> {
  static constexpr int size = 16;
  __m512 v;
  Vector() = default;
  FASTRELU_INLINE Vector(__m512 vector) : v(vector) {}
  FASTRELU_INLINE Vector(float scalar) : v(_mm512_set1_ps(scalar)) {}
  static FASTRELU_INLINE Vector load(const float* p) { return _mm512_loadu_ps(p); }
  FASTRELU_INLINE void store(float* p) const { _mm512_storeu_ps(p, v); }
};

FASTRELU_INLINE Floats operator+(Floats a, Floats b) { return _mm512_add_ps(a.v, b.v); }
FASTRELU_INLINE Floats operator-(Floats a, Floats b) { return _mm512_sub_ps(a.v, b.v); }
FASTRELU_INLINE Floats operator*(Floats a, Floats b) { return _mm512_mul_ps(a.v, b.v); }
FASTRELU_INLINE Floats fused(Floats a, Floats b, Floats c) { return _mm512_fmadd_ps(a.v, b.v, c.v); }
FASTRELU_INLINE Floats absolute(Floats a) { return _mm512_abs_ps(a.v); }
FASTRELU_INLINE unsigned lanes_beyond(Floats a, Floats limit) {
  return _mm512_cmp_ps_mask(a.v, limit.v, _CMP_NLE_UQ);
}
FASTRELU_INLINE unsigned lanes_out_of_reach(Floats x, Floats low, Floats lower, Floats huge) {
  const __mmask16 between = _mm512_mask_cmp_ps_mask(_mm512_cmp_ps_mask(x.v, low.v, _CMP_NGE_UQ), x.v, lower.v, _CMP_NLE_UQ);
  return static_cast<unsigned>(between | _mm512_cmp_ps_mask(absolute(x).v, huge.v, _CMP_NLE_UQ));
}
FASTRELU_INLINE Floats clamped_or_low(Floats a, Floats low, Floats high) {
  return _mm512_min_ps(_mm512_max_ps(a.v, low.v), high.v);
}
FASTRELU_INLINE Floats if_less(Floats a, Floats b, Floats yes, Floats no) {
  return _mm512_mask_mov_ps(no.v, _mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ), yes.v);
}
FASTRELU_INLINE Floats larger_bits(Floats a, Floats b) {
  return _mm512_castsi512_ps(_mm512_max_epu32(_mm512_castps_si512(a.v), _mm512_castps_si512(b.v)));
}
FASTRELU_INLINE bool none_beyond(Floats limit, Floats a) {
  return _mm512_cmpgt_epu32_mask(_mm512_castps_si512(a.v), _mm512_castps_si512(limit.v)) == 0;
}
FASTRELU_INLINE void pack(Floats a, unsigned set, float* to) {
  _mm512_storeu_ps(to, _mm512_maskz_compress_ps(static_cast<__mmask16>(set), a.v));
}
FASTRELU_INLINE void pack_numbers(const float*, unsigned set, std::uint32_t first, std::uint32_t* to) {
  const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const __m512i numbers = _mm512_add_epi32(lanes, _mm512_set1_epi32(static_cast<int>(first)));
  _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(static_cast<__mmask16>(set), numbers));
}

template <>
struct Vector<double> {
  static constexpr int size = 8;
  __m512d v;
  Vector() = default;
  FASTRELU_INLINE Vector(__m512d vector) : v(vector) {}
  FASTRELU_INLINE Vector(double scalar) : v(_mm512_set1_pd(scalar)) {}
  static FASTRELU_INLINE Vector load(const double* p) { return _mm512_loadu_pd(p); }
  FASTRELU_INLINE void store(double* p) const { _mm512_storeu_pd(p, v); }
};

FASTRELU_INLINE Doubles operator+(Doubles a, Doubles b) { return _mm512_add_pd(a.v, b.v); }
FASTRELU_INLINE Doubles operator-(Doubles a, Doubles b) { return _mm512_sub_pd(a.v, b.v); }
FASTRELU_INLINE Doubles operator*(Doubles a, Doubles b) { return _mm512_mul_pd(a.v, b.v); }
FASTRELU_INLINE Doubles fused(Doubles a, Doubles b, Doubles c) { return _mm512_fmadd_pd(a.v, b.v, c.v); }
FASTRELU_INLINE Doubles absolute(Doubles a) { return _mm512_abs_pd(a.v); }
FASTRELU_INLINE unsigned lanes_beyond(Doubles a, Doubles limit) {
  return _mm512_cmp_pd_mask(a.v, limit.v, _CMP_NLE_UQ);
}
FASTRELU_INLINE unsigned lanes_out_of_reach(Doubles x, Doubles low, Doubles lower, Doubles huge) {
  const __mmask8 between = _mm512_mask_cmp_pd_mask(_mm512_cmp_pd_mask(x.v, low.v, _CMP_NGE_UQ), x.v, lower.v, _CMP_NLE_UQ);
  return static_cast<unsigned>(between | _mm512_cmp_pd_mask(absolute(x).v, huge.v, _CMP_NLE_UQ));
}
FASTRELU_INLINE Doubles clamped_or_low(Doubles a, Doubles low, Doubles high) {
  return _mm512_min_pd(_mm512_max_pd(a.v, low.v), high.v);
}
FASTRELU_INLINE Doubles if_less(Doubles a, Doubles b, Doubles yes, Doubles no) {
  return _mm512_mask_mov_pd(no.v, _mm512_cmp_pd_mask(a.v, b.v, _CMP_LT_OQ), yes.v);
}
FASTRELU_INLINE Doubles larger_bits(Doubles a, Doubles b) {
  return _mm512_castsi512_pd(_mm512_max_epu32(_mm512_castpd_si512(a.v), _mm512_castpd_si512(b.v)));
}
FASTRELU_INLINE bool none_beyond(Doubles limit, Doubles a) {
  return none_beyond(Floats(_mm512_castpd_ps(limit.v)), Floats(_mm512_castpd_ps(a.v)));
}
FASTRELU_INLINE void pack(Doubles a, unsigned set, double* to) {
  _mm512_storeu_pd(to, _mm512_maskz_compress_pd(static_cast<__mmask8>(set), a.v));
}
FASTRELU_INLINE void pack_numbers(const double*, unsigned set, std::uint32_t first, std::uint32_t* to) {
  const __m256i numbers = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(static_cast<int>(first)));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm256_maskz_compress_epi32(static_cast<__mmask8>(set), numbers));
}

// As of AVX2 below.
template <int Shift>
FASTRELU_INLINE void store_shifted(Floats a, std::uint32_t* p) {
  _mm512_store_si512(p, _mm512_slli_epi32(_mm512_castps_si512(a.v), Shift));
}
template <int Shift>
FASTRELU_INLINE void store_shifted(Doubles a, std::uint64_t* p) {
  _mm512_store_si512(p, _mm512_slli_epi64(_mm512_castpd_si512(a.v), Shift));
}
template <class Row>
FASTRELU_INLINE void load_rows(Floats (&r)[4], Row row) {
  const auto four = [&](int lane) {
    const auto load = [&](int k) { return _mm_load_ps(row(lane + 4 * k)); };
    const auto two = [&](int k) { return _mm256_insertf128_ps(_mm256_castps128_ps256(load(k)), load(k + 1), 1); };
    return _mm512_castpd_ps(_mm512_insertf64x4(_mm512_castps_pd(_mm512_castps256_ps512(two(0))), _mm256_castps_pd(two(2)), 1));
  };
  r[0] = four(0), r[1] = four(1), r[2] = four(2), r[3] = four(3);
}
FASTRELU_INLINE void turn_rows(Floats (&column)[4], const Floats (&r)[4]) {
  const __m512 r0 = r[0].v, r1 = r[1].v, r2 = r[2].v, r3 = r[3].v;
  const __m512d a = _mm512_castps_pd(_mm512_unpacklo_ps(r0, r1)), b = _mm512_castps_pd(_mm512_unpackhi_ps(r0, r1));
  const __m512d c = _mm512_castps_pd(_mm512_unpacklo_ps(r2, r3)), d = _mm512_castps_pd(_mm512_unpackhi_ps(r2, r3));
  column[0] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, c));
  column[1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, c));
  column[2] = _mm512_castpd_ps(_mm512_unpacklo_pd(b, d));
  column[3] = _mm512_castpd_ps(_mm512_unpackhi_pd(b, d));
}
// Rows in the order in which halves of two registers make a column.
template <class Row>
FASTRELU_INLINE void load_rows(Doubles (&r)[4], Row row) {
  const auto two = [&](int low, int high) {
    return _mm512_insertf64x4(_mm512_castpd256_pd512(_mm256_load_pd(row(low))), _mm256_load_pd(row(high)), 1);
  };
  r[0] = two(0, 2), r[1] = two(1, 3), r[2] = two(4, 6), r[3] = two(5, 7);
}
FASTRELU_INLINE void turn_rows(Doubles (&column)[4], const Doubles (&r)[4]) {
  const __m512d r0 = r[0].v, r1 = r[1].v, r2 = r[2].v, r3 = r[3].v;
  const __m512d a = _mm512_unpacklo_pd(r0, r1), b = _mm512_unpackhi_pd(r0, r1);
  const __m512d c = _mm512_unpacklo_pd(r2, r3), d = _mm512_unpackhi_pd(r2, r3);
  column[0] = _mm512_shuffle_f64x2(a, c, 0x88);
  column[1] = _mm512_shuffle_f64x2(b, d, 0x88);
  column[2] = _mm512_shuffle_f64x2(a, c, 0xdd);
  column[3] = _mm512_shuffle_f64x2(b, d, 0xdd);
}

#elif defined(__AVX2__)

template <>
struct Vector<float> {
  static constexpr int size = 8;
  __m256 v;
  Vector() = default;
  FASTRELU_INLINE Vector(__m256 vector) : v(vector) {}
  FASTRELU_INLINE Vector(float scalar) : v(_mm256_set1_ps(scalar)) {}
  static FASTRELU_INLINE Vector load(const float* p) { return _mm256_loadu_ps(p); }
  FASTRELU_INLINE void store(float* p) const { _mm256_storeu_ps(p, v); }
};

FASTRELU_INLINE Floats operator+(Floats a, Floats b) { return _mm256_add_ps(a.v, b.v); }
FASTRELU_INLINE Floats operator-(Floats a, Floats b) { return _mm256_sub_ps(a.v, b.v); }
FASTRELU_INLINE Floats operator*(Floats a, Floats b) { return _mm256_mul_ps(a.v, b.v); }
FASTRELU_INLINE Floats fused(Floats a, Floats b, Floats c) { return _mm256_fmadd_ps(a.v, b.v, c.v); }
FASTRELU_INLINE Floats absolute(Floats a) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.v); }
// The lanes that are not at most the limit, a bit each.
FASTRELU_INLINE unsigned lanes_beyond(Floats a, Floats limit) {
  return static_cast<unsigned>(_mm256_movemask_ps(_mm256_cmp_ps(a.v, limit.v, _CMP_NLE_UQ)));
}
// The lanes that are between lower and low, whose magnitude is beyond huge, or that are NaN, a bit each.
FASTRELU_INLINE unsigned lanes_out_of_reach(Floats x, Floats low, Floats lower, Floats huge) {
  const __m256 below = _mm256_cmp_ps(x.v, low.v, _CMP_NGE_UQ), above = _mm256_cmp_ps(x.v, lower.v, _CMP_NLE_UQ);
  const __m256 beyond = _mm256_cmp_ps(absolute(x).v, huge.v, _CMP_NLE_UQ);
  return static_cast<unsigned>(_mm256_movemask_ps(_mm256_or_ps(_mm256_and_ps(below, above), beyond)));
}
// a clamped to [low, high]; low for NaN.
FASTRELU_INLINE Floats clamped_or_low(Floats a, Floats low, Floats high) {
  return _mm256_min_ps(_mm256_max_ps(a.v, low.v), high.v);
}
FASTRELU_INLINE Floats if_less(Floats a, Floats b, Floats yes, Floats no) {
  return _mm256_blendv_ps(no.v, yes.v, _mm256_cmp_ps(a.v, b.v, _CMP_LT_OQ));
}
// Of numbers that are not negative the larger, and whether it is at most the limit; NaN is the largest. On the bits, which
// have the same order; of doubles on each half of the bits, so that the limit's lower half must be all ones.
FASTRELU_INLINE Floats larger_bits(Floats a, Floats b) {
  return _mm256_castsi256_ps(_mm256_max_epu32(_mm256_castps_si256(a.v), _mm256_castps_si256(b.v)));
}
FASTRELU_INLINE bool none_beyond(Floats limit, Floats a) {
  const __m256i top = _mm256_castps_si256(limit.v), larger = _mm256_max_epu32(_mm256_castps_si256(a.v), top);
  return _mm256_movemask_epi8(_mm256_cmpeq_epi32(larger, top)) == -1;
}
// The lanes of a set, one after the other, and their numbers, counted from `first`; written with anything after them, up to
// the size of a vector.
FASTRELU_INLINE __m256i lane_numbers(unsigned set) {
  return _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(lane_sets<8>.numbers[set])));
}
FASTRELU_INLINE void pack(Floats a, unsigned set, float* to) {
  _mm256_storeu_ps(to, _mm256_permutevar8x32_ps(a.v, lane_numbers(set)));
}
FASTRELU_INLINE void pack_numbers(const float*, unsigned set, std::uint32_t first, std::uint32_t* to) {
  const __m256i numbers = _mm256_add_epi32(lane_numbers(set), _mm256_set1_epi32(static_cast<int>(first)));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), numbers);
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
};

FASTRELU_INLINE Doubles operator+(Doubles a, Doubles b) { return _mm256_add_pd(a.v, b.v); }
FASTRELU_INLINE Doubles operator-(Doubles a, Doubles b) { return _mm256_sub_pd(a.v, b.v); }
FASTRELU_INLINE Doubles operator*(Doubles a, Doubles b) { return _mm256_mul_pd(a.v, b.v); }
FASTRELU_INLINE Doubles fused(Doubles a, Doubles b, Doubles c) { return _mm256_fmadd_pd(a.v, b.v, c.v); }
FASTRELU_INLINE Doubles absolute(Doubles a) { return _mm256_andnot_pd(_mm256_set1_pd(-0.0), a.v); }
FASTRELU_INLINE unsigned lanes_beyond(Doubles a, Doubles limit) {
  return static_cast<unsigned>(_mm256_movemask_pd(_mm256_cmp_pd(a.v, limit.v, _CMP_NLE_UQ)));
}
FASTRELU_INLINE unsigned lanes_out_of_reach(Doubles x, Doubles low, Doubles lower, Doubles huge) {
  const __m256d below = _mm256_cmp_pd(x.v, low.v, _CMP_NGE_UQ), above = _mm256_cmp_pd(x.v, lower.v, _CMP_NLE_UQ);
  const __m256d beyond = _mm256_cmp_pd(absolute(x).v, huge.v, _CMP_NLE_UQ);
  return static_cast<unsigned>(_mm256_movemask_pd(_mm256_or_pd(_mm256_and_pd(below, above), beyond)));
}
FASTRELU_INLINE Doubles clamped_or_low(Doubles a, Doubles low, Doubles high) {
  return _mm256_min_pd(_mm256_max_pd(a.v, low.v), high.v);
}
FASTRELU_INLINE Doubles if_less(Doubles a, Doubles b, Doubles yes, Doubles no) {
  return _mm256_blendv_pd(no.v, yes.v, _mm256_cmp_pd(a.v, b.v, _CMP_LT_OQ));
}
FASTRELU_INLINE Doubles larger_bits(Doubles a, Doubles b) {
  return _mm256_castsi256_pd(_mm256_max_epu32(_mm256_castpd_si256(a.v), _mm256_castpd_si256(b.v)));
}
FASTRELU_INLINE bool none_beyond(Doubles limit, Doubles a) {
  return none_beyond(Floats(_mm256_castpd_ps(limit.v)), Floats(_mm256_castpd_ps(a.v)));
}
// A double is permuted as two floats.
FASTRELU_INLINE void pack(Doubles a, unsigned set, double* to) {
  const __m128i lanes = _mm_cvtepu8_epi32(_mm_cvtsi32_si128(static_cast<int>(four_bytes(lane_sets<4>.numbers[set]))));
  const __m256i even = _mm256_slli_epi64(_mm256_cvtepu32_epi64(lanes), 1);
  const __m256i halves = _mm256_or_si256(even, _mm256_slli_epi64(_mm256_or_si256(even, _mm256_set1_epi64x(1)), 32));
  _mm256_storeu_pd(to, _mm256_castps_pd(_mm256_permutevar8x32_ps(_mm256_castpd_ps(a.v), halves)));
}
FASTRELU_INLINE void pack_numbers(const double*, unsigned set, std::uint32_t first, std::uint32_t* to) {
  const __m128i lanes = _mm_cvtepu8_epi32(_mm_cvtsi32_si128(static_cast<int>(four_bytes(lane_sets<4>.numbers[set]))));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm_add_epi32(lanes, _mm_set1_epi32(static_cast<int>(first))));
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
};

FASTRELU_INLINE uint32x4_t bits(Floats a) { return vreinterpretq_u32_f32(a.v); }
FASTRELU_INLINE Floats operator+(Floats a, Floats b) { return vaddq_f32(a.v, b.v); }
FASTRELU_INLINE Floats operator-(Floats a, Floats b) { return vsubq_f32(a.v, b.v); }
FASTRELU_INLINE Floats operator*(Floats a, Floats b) { return vmulq_f32(a.v, b.v); }
FASTRELU_INLINE Floats fused(Floats a, Floats b, Floats c) { return vfmaq_f32(c.v, a.v, b.v); }
FASTRELU_INLINE Floats absolute(Floats a) { return vabsq_f32(a.v); }
FASTRELU_INLINE unsigned lanes_outside(uint32x4_t mask) {
  const std::uint32_t bit[4] = {1, 2, 4, 8};
  return vaddvq_u32(vbicq_u32(vld1q_u32(bit), mask));
}
FASTRELU_INLINE unsigned lanes_beyond(Floats a, Floats limit) { return lanes_outside(vcleq_f32(a.v, limit.v)); }
FASTRELU_INLINE unsigned lanes_out_of_reach(Floats x, Floats low, Floats lower, Floats huge) {
  const auto either = vorrq_u32(vcgeq_f32(x.v, low.v), vcleq_f32(x.v, lower.v));
  return lanes_outside(vandq_u32(either, vcleq_f32(absolute(x).v, huge.v)));
}
FASTRELU_INLINE Floats clamped_or_low(Floats a, Floats low, Floats high) {
  return vminq_f32(vmaxnmq_f32(a.v, low.v), high.v);
}
FASTRELU_INLINE Floats if_less(Floats a, Floats b, Floats yes, Floats no) { return vbslq_f32(vcltq_f32(a.v, b.v), yes.v, no.v); }
FASTRELU_INLINE Floats larger_bits(Floats a, Floats b) { return vreinterpretq_f32_u32(vmaxq_u32(bits(a), bits(b))); }
FASTRELU_INLINE bool none_beyond(Floats limit, Floats a) { return vminvq_u32(vcleq_u32(bits(a), bits(limit))) != 0; }
FASTRELU_INLINE uint32x4_t lane_numbers(unsigned set) {
  return vmovl_u16(vget_low_u16(vmovl_u8(vreinterpret_u8_u32(vdup_n_u32(four_bytes(lane_sets<4>.numbers[set]))))));
}
FASTRELU_INLINE void pack(Floats a, unsigned set, float* to) {
  const uint32x4_t bytes = vmlaq_n_u32(vdupq_n_u32(0x03020100), lane_numbers(set), 0x04040404);
  vst1q_f32(to, vreinterpretq_f32_u8(vqtbl1q_u8(vreinterpretq_u8_f32(a.v), vreinterpretq_u8_u32(bytes))));
}
FASTRELU_INLINE void pack_numbers(const float*, unsigned set, std::uint32_t first, std::uint32_t* to) {
  vst1q_u32(to, vaddq_u32(lane_numbers(set), vdupq_n_u32(first)));
}

template <>
struct Vector<double> {
  static constexpr int size = 2;
  float64x2_t v;
  Vector() = default;
  FASTRELU_INLINE Vector(float64x2_t vector) : v(vector) {}
  FASTRELU_INLINE Vector(double scalar) : v(vdupq_n_f64(scalar)) {}
  static FASTRELU_INLINE Vector load(const double* p) { return vld1q_f64(p); }
  FASTRELU_INLINE void store(double* p) const { vst1q_f64(p, v); }
};

FASTRELU_INLINE uint64x2_t bits(Doubles a) { return vreinterpretq_u64_f64(a.v); }
FASTRELU_INLINE Doubles operator+(Doubles a, Doubles b) { return vaddq_f64(a.v, b.v); }
FASTRELU_INLINE Doubles operator-(Doubles a, Doubles b) { return vsubq_f64(a.v, b.v); }
FASTRELU_INLINE Doubles operator*(Doubles a, Doubles b) { return vmulq_f64(a.v, b.v); }
FASTRELU_INLINE Doubles fused(Doubles a, Doubles b, Doubles c) { return vfmaq_f64(c.v, a.v, b.v); }
FASTRELU_INLINE Doubles absolute(Doubles a) { return vabsq_f64(a.v); }
FASTRELU_INLINE unsigned lanes_outside(uint64x2_t mask) {
  const std::uint64_t bit[2] = {1, 2};
  return static_cast<unsigned>(vaddvq_u64(vbicq_u64(vld1q_u64(bit), mask)));
}
FASTRELU_INLINE unsigned lanes_beyond(Doubles a, Doubles limit) { return lanes_outside(vcleq_f64(a.v, limit.v)); }
FASTRELU_INLINE unsigned lanes_out_of_reach(Doubles x, Doubles low, Doubles lower, Doubles huge) {
  const auto either = vorrq_u64(vcgeq_f64(x.v, low.v), vcleq_f64(x.v, lower.v));
  return lanes_outside(vandq_u64(either, vcleq_f64(absolute(x).v, huge.v)));
}
FASTRELU_INLINE Doubles clamped_or_low(Doubles a, Doubles low, Doubles high) {
  return vminq_f64(vmaxnmq_f64(a.v, low.v), high.v);
}
FASTRELU_INLINE Doubles if_less(Doubles a, Doubles b, Doubles yes, Doubles no) { return vbslq_f64(vcltq_f64(a.v, b.v), yes.v, no.v); }
FASTRELU_INLINE Doubles larger_bits(Doubles a, Doubles b) {
  return vreinterpretq_f64_u32(vmaxq_u32(vreinterpretq_u32_f64(a.v), vreinterpretq_u32_f64(b.v)));
}
FASTRELU_INLINE bool none_beyond(Doubles limit, Doubles a) {
  return none_beyond(Floats(vreinterpretq_f32_f64(limit.v)), Floats(vreinterpretq_f32_f64(a.v)));
}
FASTRELU_INLINE void pack(Doubles a, unsigned set, double* to) {
  vst1q_f64(to, set == 2 ? vdupq_laneq_f64(a.v, 1) : a.v);
}
FASTRELU_INLINE void pack_numbers(const double*, unsigned set, std::uint32_t first, std::uint32_t* to) {
  to[0] = set == 2 ? first + 1 : first;
  to[1] = first + 1;
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
