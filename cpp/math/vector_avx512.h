// The vectors of AVX-512; see vector.h, which includes this.
#pragma once

#include <immintrin.h>

#include "math/arithmetic.h"

FASTRELU_BEGIN

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
FASTRELU_INLINE Floats operator-(Floats a) { return -a.v; }  // which becomes part of a fused operation, as an xor would not
FASTRELU_INLINE Floats operator/(Floats a, Floats b) { return _mm512_div_ps(a.v, b.v); }
FASTRELU_INLINE Floats absolute(Floats a) { return _mm512_abs_ps(a.v); }
FASTRELU_INLINE Floats with_sign_of(Floats a, Floats sign) {
  const __m512i minus = _mm512_set1_epi32(INT32_MIN);
  return _mm512_castsi512_ps(_mm512_ternarylogic_epi32(minus, _mm512_castps_si512(sign.v), _mm512_castps_si512(a.v), 0xca));
}
FASTRELU_INLINE Floats zero_if_less(Floats x, Floats least, Floats y) {
  return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(x.v, least.v, _CMP_NLT_UQ), y.v);
}
template <int Shift>
FASTRELU_INLINE Floats bits_left(Floats a) {
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_castps_si512(a.v), Shift));
}
template <int Shift>
FASTRELU_INLINE Floats bits_right(Floats a) {
  return _mm512_castsi512_ps(_mm512_srli_epi32(_mm512_castps_si512(a.v), Shift));
}
FASTRELU_INLINE Floats bits_sum(Floats a, Floats b) {
  return _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(a.v), _mm512_castps_si512(b.v)));
}
template <std::uint32_t Kept, std::uint32_t Set>
FASTRELU_INLINE Floats bits_kept_and_set(Floats a) {
  const __m512i kept = _mm512_set1_epi32(static_cast<int>(Kept)), set = _mm512_set1_epi32(static_cast<int>(Set));
  return _mm512_castsi512_ps(_mm512_ternarylogic_epi32(_mm512_castps_si512(a.v), kept, set, 0xea));
}
template <int IndexBits, class Four>
FASTRELU_INLINE Floats looked_up(const Four (&table)[16], Floats index) {
  static_assert(sizeof(Four) == 4 && (IndexBits == 3 || IndexBits == 4));
  return _mm512_permutexvar_ps(_mm512_castps_si512(index.v), _mm512_load_ps(table));
}
FASTRELU_INLINE unsigned lanes_beyond(Floats a, Floats limit) { return _mm512_cmp_ps_mask(a.v, limit.v, _CMP_NLE_UQ); }
FASTRELU_INLINE unsigned lanes_out_of_reach(Floats x, Floats low, Floats lower, Floats huge) {
  const __mmask16 between = _mm512_mask_cmp_ps_mask(_mm512_cmp_ps_mask(x.v, low.v, _CMP_NGE_UQ), x.v, lower.v, _CMP_NLE_UQ);
  return static_cast<unsigned>(between | _mm512_cmp_ps_mask(absolute(x).v, huge.v, _CMP_NLE_UQ));
}
FASTRELU_INLINE Floats clamped_or_low(Floats a, Floats low, Floats high) {
  return _mm512_min_ps(_mm512_max_ps(a.v, low.v), high.v);
}
FASTRELU_INLINE Floats smaller_or_second(Floats a, Floats b) { return _mm512_min_ps(a.v, b.v); }
FASTRELU_INLINE Floats larger_or_second(Floats a, Floats b) { return _mm512_max_ps(a.v, b.v); }
FASTRELU_INLINE Floats if_less(Floats a, Floats b, Floats yes, Floats no) {
  return _mm512_mask_mov_ps(no.v, _mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ), yes.v);
}
// A set of lanes, and a b + c in those, c in others.
using FloatLanes = __mmask16;
FASTRELU_INLINE FloatLanes lanes_less(Floats a, Floats b) { return _mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ); }
FASTRELU_INLINE FloatLanes lanes_of_either(FloatLanes a, FloatLanes b) { return _mm512_kor(a, b); }
FASTRELU_INLINE bool any_lane(FloatLanes lanes) { return lanes != 0; }
FASTRELU_INLINE Floats fused_in(FloatLanes lanes, Floats a, Floats b, Floats c) {
  return _mm512_mask3_fmadd_ps(a.v, b.v, c.v, lanes);
}
FASTRELU_INLINE Floats if_equal(Floats a, Floats b, Floats yes, Floats no) {
  return _mm512_mask_mov_ps(no.v, _mm512_cmp_ps_mask(a.v, b.v, _CMP_EQ_OQ), yes.v);
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
// The other way round: the first elements to where they were.
FASTRELU_INLINE void unpack(const float* from, unsigned set, float* to) {
  const auto lanes = static_cast<__mmask16>(set);
  _mm512_storeu_ps(to, _mm512_mask_expand_ps(_mm512_loadu_ps(to), lanes, _mm512_loadu_ps(from)));
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
FASTRELU_INLINE unsigned lanes_beyond(Doubles a, Doubles limit) { return _mm512_cmp_pd_mask(a.v, limit.v, _CMP_NLE_UQ); }
FASTRELU_INLINE unsigned lanes_out_of_reach(Doubles x, Doubles low, Doubles lower, Doubles huge) {
  const __mmask8 between = _mm512_mask_cmp_pd_mask(_mm512_cmp_pd_mask(x.v, low.v, _CMP_NGE_UQ), x.v, lower.v, _CMP_NLE_UQ);
  return static_cast<unsigned>(between | _mm512_cmp_pd_mask(absolute(x).v, huge.v, _CMP_NLE_UQ));
}
FASTRELU_INLINE Doubles clamped_or_low(Doubles a, Doubles low, Doubles high) {
  return _mm512_min_pd(_mm512_max_pd(a.v, low.v), high.v);
}
FASTRELU_INLINE Doubles smaller_or_second(Doubles a, Doubles b) { return _mm512_min_pd(a.v, b.v); }
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
FASTRELU_INLINE void unpack(const double* from, unsigned set, double* to) {
  const auto lanes = static_cast<__mmask8>(set);
  _mm512_storeu_pd(to, _mm512_mask_expand_pd(_mm512_loadu_pd(to), lanes, _mm512_loadu_pd(from)));
}

// As of AVX2.
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
  const auto four = [&](int lane) FASTRELU_INLINE_LAMBDA {
    const auto load = [&](int k) FASTRELU_INLINE_LAMBDA { return _mm_load_ps(row(lane + 4 * k)); };
    const auto two = [&](int k) FASTRELU_INLINE_LAMBDA {
      return _mm256_insertf128_ps(_mm256_castps128_ps256(load(k)), load(k + 1), 1);
    };
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
  const auto two = [&](int low, int high) FASTRELU_INLINE_LAMBDA {
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

// a, loaded once: GCC would load it again for each of its uses, where a vector that lies across two lines takes two loads.
FASTRELU_INLINE Floats in_register(Floats a) {
#if defined(__GNUC__)
  asm("" : "+v"(a.v));
#endif
  return a;
}

// The first half of the lanes in double, and the second.
FASTRELU_INLINE Doubles first_half(Floats a) { return _mm512_cvtps_pd(_mm512_castps512_ps256(a.v)); }
FASTRELU_INLINE Doubles second_half(Floats a) {
  return _mm512_cvtps_pd(_mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(a.v), 1)));
}
// The sum of all lanes: of the first half and the second, and so on.
FASTRELU_INLINE void sums_in_halves(const Doubles (&a)[1], double* sums) {
  const __m256d four = _mm256_add_pd(_mm512_castpd512_pd256(a[0].v), _mm512_extractf64x4_pd(a[0].v, 1));
  const __m128d two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd(four, 1));
  _mm_store_sd(sums, _mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}
FASTRELU_INLINE void sums_in_halves(const Doubles (&a)[4], double* sums) {
  const __m512d four[2] = {
      _mm512_add_pd(_mm512_shuffle_f64x2(a[0].v, a[1].v, 0x44), _mm512_shuffle_f64x2(a[0].v, a[1].v, 0xee)),
      _mm512_add_pd(_mm512_shuffle_f64x2(a[2].v, a[3].v, 0x44), _mm512_shuffle_f64x2(a[2].v, a[3].v, 0xee))};
  const __m512d two = _mm512_add_pd(_mm512_shuffle_f64x2(four[0], four[1], 0x88), _mm512_shuffle_f64x2(four[0], four[1], 0xdd));
  // In a register: to memory it takes much longer (Zen 4).
  const __m512d one = _mm512_add_pd(two, _mm512_permute_pd(two, 0x55));
  _mm256_storeu_pd(sums, _mm512_castpd512_pd256(_mm512_maskz_compress_pd(0x55, one)));
}

FASTRELU_END
