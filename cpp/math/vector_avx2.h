// The vectors of AVX2; see vector.h, which includes this.
#pragma once

#include <immintrin.h>

#include "math/arithmetic.h"

FASTRELU_BEGIN

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
FASTRELU_INLINE Floats operator-(Floats a) { return -a.v; }  // which becomes part of a fused operation, as an xor would not
FASTRELU_INLINE Floats operator/(Floats a, Floats b) { return _mm256_div_ps(a.v, b.v); }
FASTRELU_INLINE Floats absolute(Floats a) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.v); }
// a, which is not negative, with the sign of another.
FASTRELU_INLINE Floats with_sign_of(Floats a, Floats sign) {
  return _mm256_or_ps(a.v, _mm256_and_ps(_mm256_set1_ps(-0.0f), sign.v));
}
// y, but 0 where x is less.
FASTRELU_INLINE Floats zero_if_less(Floats x, Floats least, Floats y) {
  return _mm256_andnot_ps(_mm256_cmp_ps(x.v, least.v, _CMP_LT_OQ), y.v);
}
// The bits of each lane, as integers.
template <int Shift>
FASTRELU_INLINE Floats bits_left(Floats a) {
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(a.v), Shift));
}
template <int Shift>
FASTRELU_INLINE Floats bits_right(Floats a) {
  return _mm256_castsi256_ps(_mm256_srli_epi32(_mm256_castps_si256(a.v), Shift));
}
FASTRELU_INLINE Floats bits_sum(Floats a, Floats b) {
  return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(a.v), _mm256_castps_si256(b.v)));
}
template <std::uint32_t Kept, std::uint32_t Set>
FASTRELU_INLINE Floats bits_kept_and_set(Floats a) {
  const __m256i kept = _mm256_set1_epi32(static_cast<int>(Kept)), set = _mm256_set1_epi32(static_cast<int>(Set));
  return _mm256_castsi256_ps(_mm256_or_si256(_mm256_and_si256(_mm256_castps_si256(a.v), kept), set));
}
// Of numbers of four bytes, aligned to 64, those that the last bits of each lane say. For an index of 3 bits
// the second eight must be the first ones again.
template <int IndexBits, class Four>
FASTRELU_INLINE Floats looked_up(const Four (&table)[16], Floats index) {
  static_assert(sizeof(Four) == 4 && (IndexBits == 3 || IndexBits == 4));
  const __m256i* const halves = reinterpret_cast<const __m256i*>(table);
  const auto in = [&](const __m256i* half) FASTRELU_INLINE_LAMBDA {
    return _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(_mm256_load_si256(half), _mm256_castps_si256(index.v)));
  };
  if constexpr (IndexBits == 3) return in(halves);
  return _mm256_blendv_ps(in(halves), in(halves + 1), bits_left<28>(index).v);
}
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
// The smaller one, or the larger; b if a is NaN.
FASTRELU_INLINE Floats smaller_or_second(Floats a, Floats b) { return _mm256_min_ps(a.v, b.v); }
FASTRELU_INLINE Floats larger_or_second(Floats a, Floats b) { return _mm256_max_ps(a.v, b.v); }
FASTRELU_INLINE Floats if_less(Floats a, Floats b, Floats yes, Floats no) {
  return _mm256_blendv_ps(no.v, yes.v, _mm256_cmp_ps(a.v, b.v, _CMP_LT_OQ));
}
// A set of lanes, and a b + c in those, c in others.
using FloatLanes = __m256;
FASTRELU_INLINE FloatLanes lanes_less(Floats a, Floats b) { return _mm256_cmp_ps(a.v, b.v, _CMP_LT_OQ); }
FASTRELU_INLINE FloatLanes lanes_of_either(FloatLanes a, FloatLanes b) { return _mm256_or_ps(a, b); }
FASTRELU_INLINE bool any_lane(FloatLanes lanes) { return _mm256_movemask_ps(lanes) != 0; }
FASTRELU_INLINE Floats fused_in(FloatLanes lanes, Floats a, Floats b, Floats c) {
  return fused(Floats(_mm256_and_ps(lanes, a.v)), b, c);
}
FASTRELU_INLINE Floats if_equal(Floats a, Floats b, Floats yes, Floats no) {
  return _mm256_blendv_ps(no.v, yes.v, _mm256_cmp_ps(a.v, b.v, _CMP_EQ_OQ));
}
// The larger bits, and whether they are at most the limit's: of numbers that are not negative those of the larger, NaN being
// the largest, of others those of the smaller. Of doubles on each half of the bits, so that the limit's lower half must be all
// ones.
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
FASTRELU_INLINE Doubles smaller_or_second(Doubles a, Doubles b) { return _mm256_min_pd(a.v, b.v); }
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
  const auto two = [&](int lane) FASTRELU_INLINE_LAMBDA {
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

// The first half of the lanes in double, and the second.
FASTRELU_INLINE Doubles first_half(Floats a) { return _mm256_cvtps_pd(_mm256_castps256_ps128(a.v)); }
FASTRELU_INLINE Doubles second_half(Floats a) { return _mm256_cvtps_pd(_mm256_extractf128_ps(a.v, 1)); }
// The sum of all lanes: of the first half and the second, and so on.
FASTRELU_INLINE void sums_in_halves(const Doubles (&a)[1], double* sums) {
  const __m128d two = _mm_add_pd(_mm256_castpd256_pd128(a[0].v), _mm256_extractf128_pd(a[0].v, 1));
  _mm_store_sd(sums, _mm_add_sd(two, _mm_unpackhi_pd(two, two)));
}

FASTRELU_END
