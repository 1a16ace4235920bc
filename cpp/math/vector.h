// A vector of floats, for the one thing that compilers do not make of a scalar loop: looking up coefficients in registers.
//
// The same names for every instruction set, and the same bits: each operation is exact or correctly rounded. Where
// FASTRELU_HAS_VECTOR is 0, kernels do without.
#pragma once

#include "arith.h"

#if FASTRELU_HAS_FMA && (defined(__AVX512F__) || defined(__AVX2__))
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

// Eight floats to look up by number: lookup() takes the number of each lane from the low bits of a float that is
// Real<float>::round_magic plus that number. Of a ShortTable's floats only the upper halves are there, the lower being 0;
// it is looked up by the ShortNumber made from such a float.
constexpr int kTable = 8;

#if defined(__AVX512F__)

struct Vector {
  static constexpr int size = 16;
  __m512 v;
  Vector() = default;
  FASTRELU_INLINE Vector(__m512 vector) : v(vector) {}
  FASTRELU_INLINE Vector(float scalar) : v(_mm512_set1_ps(scalar)) {}
  static FASTRELU_INLINE Vector load(const float* p) { return _mm512_loadu_ps(p); }
  FASTRELU_INLINE void store(float* p) const { _mm512_storeu_ps(p, v); }
  FASTRELU_INLINE void stream(float* p) const { _mm512_stream_ps(p, v); }  // past the caches; p is aligned
};
using Table = Vector;
using ShortTable = Vector;  // no cheaper than any other
using ShortNumber = Vector;
using Mask = __mmask16;

FASTRELU_INLINE Vector operator+(Vector a, Vector b) { return _mm512_add_ps(a.v, b.v); }
FASTRELU_INLINE Vector operator-(Vector a, Vector b) { return _mm512_sub_ps(a.v, b.v); }
FASTRELU_INLINE Vector operator*(Vector a, Vector b) { return _mm512_mul_ps(a.v, b.v); }
FASTRELU_INLINE Vector fused(Vector a, Vector b, Vector c) { return _mm512_fmadd_ps(a.v, b.v, c.v); }
FASTRELU_INLINE Vector absolute(Vector a) { return _mm512_abs_ps(a.v); }
// max(x, 0) for numbers, but -0 for x < 0 and for x = -0.
FASTRELU_INLINE Vector positive_part(Vector x) { return _mm512_max_ps(_mm512_set1_ps(-0.0f), x.v); }
// one where the sign bit of x is 0, 0 elsewhere.
FASTRELU_INLINE Vector where_positive(Vector one, Vector x) {
  return _mm512_castsi512_ps(_mm512_andnot_si512(_mm512_srai_epi32(_mm512_castps_si512(x.v), 31), _mm512_castps_si512(one.v)));
}
// a with its sign changed where the sign bit of x is 0: a ^ (~x & sign).
FASTRELU_INLINE Vector negated_where_positive(Vector a, Vector x) {
  return _mm512_castsi512_ps(_mm512_ternarylogic_epi32(_mm512_castps_si512(a.v), _mm512_castps_si512(x.v),
                                                       _mm512_set1_epi32(INT32_MIN), 0xd2));
}
FASTRELU_INLINE Mask below(Vector a, Vector b) { return _mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ); }
FASTRELU_INLINE Mask both(Mask a, Mask b) { return static_cast<Mask>(a & b); }
FASTRELU_INLINE bool all(Mask a) { return _kortestc_mask16_u8(a, a) != 0; }
FASTRELU_INLINE Vector select(Mask m, Vector yes, Vector no) { return _mm512_mask_blend_ps(m, no.v, yes.v); }
FASTRELU_INLINE Table table(const float (&values)[kTable]) {
  return _mm512_broadcast_f32x8(_mm256_loadu_ps(values));  // both halves alike
}
FASTRELU_INLINE Vector lookup(Table t, Vector number) { return _mm512_permutexvar_ps(_mm512_castps_si512(number.v), t.v); }
FASTRELU_INLINE ShortTable short_table(const std::uint16_t (&halves)[kTable]) {
  const __m256i wide = _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(halves)));
  return _mm512_broadcast_f32x8(_mm256_castsi256_ps(_mm256_slli_epi32(wide, 16)));
}
FASTRELU_INLINE ShortNumber short_number(Vector number) { return number; }

#elif defined(__AVX2__)

struct Vector {
  static constexpr int size = 8;
  __m256 v;
  Vector() = default;
  FASTRELU_INLINE Vector(__m256 vector) : v(vector) {}
  FASTRELU_INLINE Vector(float scalar) : v(_mm256_set1_ps(scalar)) {}
  static FASTRELU_INLINE Vector load(const float* p) { return _mm256_loadu_ps(p); }
  FASTRELU_INLINE void store(float* p) const { _mm256_storeu_ps(p, v); }
  FASTRELU_INLINE void stream(float* p) const { _mm256_stream_ps(p, v); }
};
using Table = Vector;
struct ShortTable {
  __m256i bytes;
};
struct ShortNumber {
  __m256i bytes;
};
using Mask = Vector;

FASTRELU_INLINE Vector operator+(Vector a, Vector b) { return _mm256_add_ps(a.v, b.v); }
FASTRELU_INLINE Vector operator-(Vector a, Vector b) { return _mm256_sub_ps(a.v, b.v); }
FASTRELU_INLINE Vector operator*(Vector a, Vector b) { return _mm256_mul_ps(a.v, b.v); }
FASTRELU_INLINE Vector fused(Vector a, Vector b, Vector c) { return _mm256_fmadd_ps(a.v, b.v, c.v); }
FASTRELU_INLINE Vector absolute(Vector a) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.v); }
FASTRELU_INLINE Vector positive_part(Vector x) { return _mm256_max_ps(_mm256_set1_ps(-0.0f), x.v); }
FASTRELU_INLINE Vector where_positive(Vector one, Vector x) {
  return _mm256_andnot_ps(_mm256_castsi256_ps(_mm256_srai_epi32(_mm256_castps_si256(x.v), 31)), one.v);
}
FASTRELU_INLINE Vector negated_where_positive(Vector a, Vector x) {
  return _mm256_xor_ps(a.v, _mm256_andnot_ps(x.v, _mm256_set1_ps(-0.0f)));
}
FASTRELU_INLINE Mask below(Vector a, Vector b) { return _mm256_cmp_ps(a.v, b.v, _CMP_LT_OQ); }
FASTRELU_INLINE Mask both(Mask a, Mask b) { return _mm256_and_ps(a.v, b.v); }
FASTRELU_INLINE bool all(Mask a) { return _mm256_movemask_ps(a.v) == 0xff; }
FASTRELU_INLINE Vector select(Mask m, Vector yes, Vector no) { return _mm256_blendv_ps(no.v, yes.v, m.v); }
FASTRELU_INLINE Table table(const float (&values)[kTable]) { return Vector::load(values); }
FASTRELU_INLINE Vector lookup(Table t, Vector number) {
  return _mm256_permutevar8x32_ps(t.v, _mm256_castps_si256(number.v));
}
// Half number k is bytes 2 k and 2 k + 1; the high bit of a byte number asks for 0. On Zen 3 a permutation of floats takes
// two operations from the units that also multiply, one of bytes takes one of another unit's.
FASTRELU_INLINE ShortTable short_table(const std::uint16_t (&halves)[kTable]) {
  return {_mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(halves)))};
}
FASTRELU_INLINE ShortNumber short_number(Vector number) {
  const __m256i lowest_twice = _mm256_setr_epi8(-1, -1, 0, 0, -1, -1, 4, 4, -1, -1, 8, 8, -1, -1, 12, 12,  //
                                                -1, -1, 0, 0, -1, -1, 4, 4, -1, -1, 8, 8, -1, -1, 12, 12);
  const __m256i k = _mm256_shuffle_epi8(_mm256_castps_si256(number.v), lowest_twice);
  return {_mm256_or_si256(_mm256_add_epi16(k, k), _mm256_set1_epi32(0x01008080))};
}
FASTRELU_INLINE Vector lookup(ShortTable t, ShortNumber number) {
  return _mm256_castsi256_ps(_mm256_shuffle_epi8(t.bytes, number.bytes));
}

#else  // NEON

struct Vector {
  static constexpr int size = 4;
  float32x4_t v;
  Vector() = default;
  FASTRELU_INLINE Vector(float32x4_t vector) : v(vector) {}
  FASTRELU_INLINE Vector(float scalar) : v(vdupq_n_f32(scalar)) {}
  static FASTRELU_INLINE Vector load(const float* p) { return vld1q_f32(p); }
  FASTRELU_INLINE void store(float* p) const { vst1q_f32(p, v); }
  FASTRELU_INLINE void stream(float* p) const { store(p); }  // there are no intrinsics for it
};
using Table = uint8x16x2_t;
using ShortTable = uint8x16_t;
using ShortNumber = uint8x16_t;
using Mask = uint32x4_t;

FASTRELU_INLINE Vector operator+(Vector a, Vector b) { return vaddq_f32(a.v, b.v); }
FASTRELU_INLINE Vector operator-(Vector a, Vector b) { return vsubq_f32(a.v, b.v); }
FASTRELU_INLINE Vector operator*(Vector a, Vector b) { return vmulq_f32(a.v, b.v); }
FASTRELU_INLINE Vector fused(Vector a, Vector b, Vector c) { return vfmaq_f32(c.v, a.v, b.v); }
FASTRELU_INLINE Vector absolute(Vector a) { return vabsq_f32(a.v); }
FASTRELU_INLINE Vector positive_part(Vector x) { return vmaxq_f32(vdupq_n_f32(-0.0f), x.v); }
FASTRELU_INLINE Vector where_positive(Vector one, Vector x) {
  const uint32x4_t negative = vreinterpretq_u32_s32(vshrq_n_s32(vreinterpretq_s32_f32(x.v), 31));
  return vreinterpretq_f32_u32(vbicq_u32(vreinterpretq_u32_f32(one.v), negative));
}
FASTRELU_INLINE Vector negated_where_positive(Vector a, Vector x) {
  const uint32x4_t flip = vbicq_u32(vdupq_n_u32(0x80000000u), vreinterpretq_u32_f32(x.v));
  return vreinterpretq_f32_u32(veorq_u32(vreinterpretq_u32_f32(a.v), flip));
}
FASTRELU_INLINE Mask below(Vector a, Vector b) { return vcltq_f32(a.v, b.v); }
FASTRELU_INLINE Mask both(Mask a, Mask b) { return vandq_u32(a, b); }
FASTRELU_INLINE bool all(Mask a) { return vminvq_u32(a) != 0; }
FASTRELU_INLINE Vector select(Mask m, Vector yes, Vector no) { return vbslq_f32(m, yes.v, no.v); }
FASTRELU_INLINE Table table(const float (&values)[kTable]) {
  return {{vreinterpretq_u8_f32(vld1q_f32(values)), vreinterpretq_u8_f32(vld1q_f32(values + 4))}};
}
// Bytes are looked up: float k is bytes 4 k to 4 k + 3. The compiler computes them once for all tables.
FASTRELU_INLINE Vector lookup(Table t, Vector number) {
  const uint32x4_t k = vandq_u32(vreinterpretq_u32_f32(number.v), vdupq_n_u32(kTable - 1));
  const uint32x4_t bytes = vmlaq_n_u32(vdupq_n_u32(0x03020100u), k, 0x04040404u);
  return vreinterpretq_f32_u8(vqtbl2q_u8(t, vreinterpretq_u8_u32(bytes)));
}
// Half number k is bytes 2 k and 2 k + 1; a byte number beyond the table asks for 0.
FASTRELU_INLINE ShortTable short_table(const std::uint16_t (&halves)[kTable]) {
  return vreinterpretq_u8_u16(vld1q_u16(halves));
}
FASTRELU_INLINE ShortNumber short_number(Vector number) {
  const uint32x4_t k = vandq_u32(vreinterpretq_u32_f32(number.v), vdupq_n_u32(kTable - 1));
  return vreinterpretq_u8_u32(vmlaq_n_u32(vdupq_n_u32(0x0100ffffu), k, 0x02020000u));
}
FASTRELU_INLINE Vector lookup(ShortTable t, ShortNumber number) { return vreinterpretq_f32_u8(vqtbl1q_u8(t, number)); }

#endif

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
