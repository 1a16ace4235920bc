// Vectors, for the one thing that compilers do not make of a scalar loop: looking up coefficients, for float in registers,
// for double in memory.
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

template <class T>
struct Vector;
using Floats = Vector<float>;
using Doubles = Vector<double>;

// Eight floats to look up by number: lookup() takes the number of each lane from the low bits of a float that is
// Real<float>::round_magic plus that number. Of a ShortTable's floats only the upper halves are there, the lower being 0;
// it is looked up by the ShortNumber made from such a float.
constexpr int kTable = 8;

#if defined(__AVX512F__)

template <>
struct Vector<float> {
  static constexpr int size = 16;
  __m512 v;
  Vector() = default;
  FASTRELU_INLINE Vector(__m512 vector) : v(vector) {}
  FASTRELU_INLINE Vector(float scalar) : v(_mm512_set1_ps(scalar)) {}
  static FASTRELU_INLINE Floats load(const float* p) { return _mm512_loadu_ps(p); }
  FASTRELU_INLINE void store(float* p) const { _mm512_storeu_ps(p, v); }
  FASTRELU_INLINE void stream(float* p) const { _mm512_stream_ps(p, v); }  // past the caches; p is aligned
};
using Table = Floats;
using ShortTable = Floats;  // no cheaper than any other
using ShortNumber = Floats;

FASTRELU_INLINE Floats operator+(Floats a, Floats b) { return _mm512_add_ps(a.v, b.v); }
FASTRELU_INLINE Floats operator-(Floats a, Floats b) { return _mm512_sub_ps(a.v, b.v); }
FASTRELU_INLINE Floats operator*(Floats a, Floats b) { return _mm512_mul_ps(a.v, b.v); }
FASTRELU_INLINE Floats fused(Floats a, Floats b, Floats c) { return _mm512_fmadd_ps(a.v, b.v, c.v); }
FASTRELU_INLINE Floats absolute(Floats a) { return _mm512_abs_ps(a.v); }
// max(x, 0) for numbers, but -0 for x < 0 and for x = -0.
FASTRELU_INLINE Floats positive_part(Floats x) { return _mm512_max_ps(_mm512_set1_ps(-0.0f), x.v); }
// one where the sign bit of x is 0, 0 elsewhere.
FASTRELU_INLINE Floats where_positive(Floats one, Floats x) {
  return _mm512_castsi512_ps(_mm512_andnot_si512(_mm512_srai_epi32(_mm512_castps_si512(x.v), 31), _mm512_castps_si512(one.v)));
}
// a with its sign changed where the sign bit of x is 0: a ^ (~x & sign).
FASTRELU_INLINE Floats negated_where_positive(Floats a, Floats x) {
  return _mm512_castsi512_ps(_mm512_ternarylogic_epi32(_mm512_castps_si512(a.v), _mm512_castps_si512(x.v),
                                                       _mm512_set1_epi32(INT32_MIN), 0xd2));
}
FASTRELU_INLINE __mmask16 below(Floats a, Floats b) { return _mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ); }
FASTRELU_INLINE __mmask16 both(__mmask16 a, __mmask16 b) { return static_cast<__mmask16>(a & b); }
FASTRELU_INLINE bool all(__mmask16 a) { return _kortestc_mask16_u8(a, a) != 0; }
FASTRELU_INLINE Floats select(__mmask16 m, Floats yes, Floats no) { return _mm512_mask_blend_ps(m, no.v, yes.v); }
FASTRELU_INLINE Table table(const float (&values)[kTable]) {
  return _mm512_broadcast_f32x8(_mm256_loadu_ps(values));  // both halves alike
}
FASTRELU_INLINE Floats lookup(Table t, Floats number) { return _mm512_permutexvar_ps(_mm512_castps_si512(number.v), t.v); }
FASTRELU_INLINE ShortTable short_table(const std::uint16_t (&halves)[kTable]) {
  const __m256i wide = _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(halves)));
  return _mm512_broadcast_f32x8(_mm256_castsi256_ps(_mm256_slli_epi32(wide, 16)));
}
FASTRELU_INLINE ShortNumber short_number(Floats number) { return number; }

#elif defined(__AVX2__)

template <>
struct Vector<float> {
  static constexpr int size = 8;
  __m256 v;
  Vector() = default;
  FASTRELU_INLINE Vector(__m256 vector) : v(vector) {}
  FASTRELU_INLINE Vector(float scalar) : v(_mm256_set1_ps(scalar)) {}
  static FASTRELU_INLINE Floats load(const float* p) { return _mm256_loadu_ps(p); }
  FASTRELU_INLINE void store(float* p) const { _mm256_storeu_ps(p, v); }
  FASTRELU_INLINE void stream(float* p) const { _mm256_stream_ps(p, v); }
};
using Table = Floats;
struct ShortTable {
  __m256i bytes;
};
struct ShortNumber {
  __m256i bytes;
};

FASTRELU_INLINE Floats operator+(Floats a, Floats b) { return _mm256_add_ps(a.v, b.v); }
FASTRELU_INLINE Floats operator-(Floats a, Floats b) { return _mm256_sub_ps(a.v, b.v); }
FASTRELU_INLINE Floats operator*(Floats a, Floats b) { return _mm256_mul_ps(a.v, b.v); }
FASTRELU_INLINE Floats fused(Floats a, Floats b, Floats c) { return _mm256_fmadd_ps(a.v, b.v, c.v); }
FASTRELU_INLINE Floats absolute(Floats a) { return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.v); }
FASTRELU_INLINE Floats positive_part(Floats x) { return _mm256_max_ps(_mm256_set1_ps(-0.0f), x.v); }
FASTRELU_INLINE Floats where_positive(Floats one, Floats x) {
  return _mm256_andnot_ps(_mm256_castsi256_ps(_mm256_srai_epi32(_mm256_castps_si256(x.v), 31)), one.v);
}
FASTRELU_INLINE Floats negated_where_positive(Floats a, Floats x) {
  return _mm256_xor_ps(a.v, _mm256_andnot_ps(x.v, _mm256_set1_ps(-0.0f)));
}
FASTRELU_INLINE Floats below(Floats a, Floats b) { return _mm256_cmp_ps(a.v, b.v, _CMP_LT_OQ); }
FASTRELU_INLINE Floats both(Floats a, Floats b) { return _mm256_and_ps(a.v, b.v); }
FASTRELU_INLINE bool all(Floats a) { return _mm256_movemask_ps(a.v) == 0xff; }
FASTRELU_INLINE Floats select(Floats m, Floats yes, Floats no) { return _mm256_blendv_ps(no.v, yes.v, m.v); }
FASTRELU_INLINE Table table(const float (&values)[kTable]) { return Floats::load(values); }
FASTRELU_INLINE Floats lookup(Table t, Floats number) {
  return _mm256_permutevar8x32_ps(t.v, _mm256_castps_si256(number.v));
}
// Half number k is bytes 2 k and 2 k + 1; the high bit of a byte number asks for 0. On Zen 3 a permutation of floats takes
// two operations from the units that also multiply, one of bytes takes one of another unit's.
FASTRELU_INLINE ShortTable short_table(const std::uint16_t (&halves)[kTable]) {
  return {_mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(halves)))};
}
FASTRELU_INLINE ShortNumber short_number(Floats number) {
  const __m256i lowest_twice = _mm256_setr_epi8(-1, -1, 0, 0, -1, -1, 4, 4, -1, -1, 8, 8, -1, -1, 12, 12,  //
                                                -1, -1, 0, 0, -1, -1, 4, 4, -1, -1, 8, 8, -1, -1, 12, 12);
  const __m256i k = _mm256_shuffle_epi8(_mm256_castps_si256(number.v), lowest_twice);
  return {_mm256_or_si256(_mm256_add_epi16(k, k), _mm256_set1_epi32(0x01008080))};
}
FASTRELU_INLINE Floats lookup(ShortTable t, ShortNumber number) {
  return _mm256_castsi256_ps(_mm256_shuffle_epi8(t.bytes, number.bytes));
}

#else  // NEON

template <>
struct Vector<float> {
  static constexpr int size = 4;
  float32x4_t v;
  Vector() = default;
  FASTRELU_INLINE Vector(float32x4_t vector) : v(vector) {}
  FASTRELU_INLINE Vector(float scalar) : v(vdupq_n_f32(scalar)) {}
  static FASTRELU_INLINE Floats load(const float* p) { return vld1q_f32(p); }
  FASTRELU_INLINE void store(float* p) const { vst1q_f32(p, v); }
  FASTRELU_INLINE void stream(float* p) const { store(p); }  // there are no intrinsics for it
};
using Table = uint8x16x2_t;
using ShortTable = uint8x16_t;
using ShortNumber = uint8x16_t;

FASTRELU_INLINE Floats operator+(Floats a, Floats b) { return vaddq_f32(a.v, b.v); }
FASTRELU_INLINE Floats operator-(Floats a, Floats b) { return vsubq_f32(a.v, b.v); }
FASTRELU_INLINE Floats operator*(Floats a, Floats b) { return vmulq_f32(a.v, b.v); }
FASTRELU_INLINE Floats fused(Floats a, Floats b, Floats c) { return vfmaq_f32(c.v, a.v, b.v); }
FASTRELU_INLINE Floats absolute(Floats a) { return vabsq_f32(a.v); }
FASTRELU_INLINE Floats positive_part(Floats x) { return vmaxq_f32(vdupq_n_f32(-0.0f), x.v); }
FASTRELU_INLINE Floats where_positive(Floats one, Floats x) {
  const uint32x4_t negative = vreinterpretq_u32_s32(vshrq_n_s32(vreinterpretq_s32_f32(x.v), 31));
  return vreinterpretq_f32_u32(vbicq_u32(vreinterpretq_u32_f32(one.v), negative));
}
FASTRELU_INLINE Floats negated_where_positive(Floats a, Floats x) {
  const uint32x4_t flip = vbicq_u32(vdupq_n_u32(0x80000000u), vreinterpretq_u32_f32(x.v));
  return vreinterpretq_f32_u32(veorq_u32(vreinterpretq_u32_f32(a.v), flip));
}
FASTRELU_INLINE uint32x4_t below(Floats a, Floats b) { return vcltq_f32(a.v, b.v); }
FASTRELU_INLINE uint32x4_t both(uint32x4_t a, uint32x4_t b) { return vandq_u32(a, b); }
FASTRELU_INLINE bool all(uint32x4_t a) { return vminvq_u32(a) != 0; }
FASTRELU_INLINE Floats select(uint32x4_t m, Floats yes, Floats no) { return vbslq_f32(m, yes.v, no.v); }
FASTRELU_INLINE Table table(const float (&values)[kTable]) {
  return {{vreinterpretq_u8_f32(vld1q_f32(values)), vreinterpretq_u8_f32(vld1q_f32(values + 4))}};
}
// Bytes are looked up: float k is bytes 4 k to 4 k + 3. The compiler computes them once for all tables.
FASTRELU_INLINE Floats lookup(Table t, Floats number) {
  const uint32x4_t k = vandq_u32(vreinterpretq_u32_f32(number.v), vdupq_n_u32(kTable - 1));
  const uint32x4_t bytes = vmlaq_n_u32(vdupq_n_u32(0x03020100u), k, 0x04040404u);
  return vreinterpretq_f32_u8(vqtbl2q_u8(t, vreinterpretq_u8_u32(bytes)));
}
// Half number k is bytes 2 k and 2 k + 1; a byte number beyond the table asks for 0.
FASTRELU_INLINE ShortTable short_table(const std::uint16_t (&halves)[kTable]) {
  return vreinterpretq_u8_u16(vld1q_u16(halves));
}
FASTRELU_INLINE ShortNumber short_number(Floats number) {
  const uint32x4_t k = vandq_u32(vreinterpretq_u32_f32(number.v), vdupq_n_u32(kTable - 1));
  return vreinterpretq_u8_u32(vmlaq_n_u32(vdupq_n_u32(0x0100ffffu), k, 0x02020000u));
}
FASTRELU_INLINE Floats lookup(ShortTable t, ShortNumber number) { return vreinterpretq_f32_u8(vqtbl1q_u8(t, number)); }

#endif

// ------------------------------------------------------------------------------------------------------- float64
//
// Tables are in memory, and every lane has a row of its own. Nothing is gathered element by element: rows are loaded four
// elements at once, and turned into columns.

// What is stored as a vector and loaded as numbers stays in memory: compilers would take the vector apart in registers,
// which takes longer.
template <class E>
FASTRELU_INLINE void keep_in_memory([[maybe_unused]] E& elements) {
#if defined(__GNUC__)
  asm("" : "+m"(elements));
#endif
}

#if defined(__AVX2__)  // for AVX-512 as well, of which the wider registers would have to be put together from narrower loads

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
FASTRELU_INLINE Doubles positive_part(Doubles x) { return _mm256_max_pd(_mm256_set1_pd(-0.0), x.v); }
FASTRELU_INLINE Doubles where_positive(Doubles one, Doubles x) {
  return _mm256_blendv_pd(one.v, _mm256_setzero_pd(), x.v);
}
FASTRELU_INLINE Doubles negated_where_positive(Doubles a, Doubles x) {
  return _mm256_xor_pd(a.v, _mm256_andnot_pd(x.v, _mm256_set1_pd(-0.0)));
}
FASTRELU_INLINE Doubles below(Doubles a, Doubles b) { return _mm256_cmp_pd(a.v, b.v, _CMP_LT_OQ); }
FASTRELU_INLINE Doubles both(Doubles a, Doubles b) { return _mm256_and_pd(a.v, b.v); }
FASTRELU_INLINE bool all(Doubles a) { return _mm256_movemask_pd(a.v) == 0xf; }
FASTRELU_INLINE Doubles select(Doubles m, Doubles yes, Doubles no) { return _mm256_blendv_pd(no.v, yes.v, m.v); }

FASTRELU_INLINE Doubles or_zero_below(Doubles a, double limit) {
  return _mm256_and_pd(a.v, _mm256_cmp_pd(a.v, _mm256_set1_pd(limit), _CMP_GE_OQ));
}

// Where in a table the row of each lane is.
struct Offsets {
  alignas(32) std::uint64_t bytes[Doubles::size];
  // number is Real<double>::round_magic plus the number of a row.
  FASTRELU_INLINE void set(Doubles number, int row_size) {
    const __m256i products = _mm256_mul_epu32(_mm256_castpd_si256(number.v), _mm256_set1_epi64x(row_size));
    _mm256_store_si256(reinterpret_cast<__m256i*>(bytes), products);
    keep_in_memory(bytes);
  }
  FASTRELU_INLINE const double* row(const double* table, int lane) const {
    return reinterpret_cast<const double*>(reinterpret_cast<const char*>(table) + bytes[lane]);
  }
};

// Four columns, of a table's rows the first four elements.
struct Columns {
  Doubles column[4];
};
FASTRELU_INLINE Columns columns(const double* table, const Offsets& k) {
  const __m256d r0 = _mm256_load_pd(k.row(table, 0)), r1 = _mm256_load_pd(k.row(table, 1));
  const __m256d r2 = _mm256_load_pd(k.row(table, 2)), r3 = _mm256_load_pd(k.row(table, 3));
  const __m256d a = _mm256_unpacklo_pd(r0, r1), b = _mm256_unpackhi_pd(r0, r1);
  const __m256d c = _mm256_unpacklo_pd(r2, r3), d = _mm256_unpackhi_pd(r2, r3);
  return {{_mm256_permute2f128_pd(a, c, 0x20), _mm256_permute2f128_pd(b, d, 0x20),  //
           _mm256_permute2f128_pd(a, c, 0x31), _mm256_permute2f128_pd(b, d, 0x31)}};
}

#else  // NEON

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

FASTRELU_INLINE Doubles operator+(Doubles a, Doubles b) { return vaddq_f64(a.v, b.v); }
FASTRELU_INLINE Doubles operator-(Doubles a, Doubles b) { return vsubq_f64(a.v, b.v); }
FASTRELU_INLINE Doubles operator*(Doubles a, Doubles b) { return vmulq_f64(a.v, b.v); }
FASTRELU_INLINE Doubles fused(Doubles a, Doubles b, Doubles c) { return vfmaq_f64(c.v, a.v, b.v); }
FASTRELU_INLINE Doubles absolute(Doubles a) { return vabsq_f64(a.v); }
FASTRELU_INLINE Doubles positive_part(Doubles x) { return vmaxq_f64(vdupq_n_f64(-0.0), x.v); }
FASTRELU_INLINE Doubles where_positive(Doubles one, Doubles x) {
  const uint64x2_t negative = vreinterpretq_u64_s64(vshrq_n_s64(vreinterpretq_s64_f64(x.v), 63));
  return vreinterpretq_f64_u64(vbicq_u64(vreinterpretq_u64_f64(one.v), negative));
}
FASTRELU_INLINE Doubles negated_where_positive(Doubles a, Doubles x) {
  const uint64x2_t flip = vbicq_u64(vdupq_n_u64(std::uint64_t(1) << 63), vreinterpretq_u64_f64(x.v));
  return vreinterpretq_f64_u64(veorq_u64(vreinterpretq_u64_f64(a.v), flip));
}
FASTRELU_INLINE uint64x2_t below(Doubles a, Doubles b) { return vcltq_f64(a.v, b.v); }
FASTRELU_INLINE uint64x2_t both(uint64x2_t a, uint64x2_t b) { return vandq_u64(a, b); }
FASTRELU_INLINE bool all(uint64x2_t a) { return vminvq_u32(vreinterpretq_u32_u64(a)) != 0; }
FASTRELU_INLINE Doubles select(uint64x2_t m, Doubles yes, Doubles no) { return vbslq_f64(m, yes.v, no.v); }

FASTRELU_INLINE Doubles or_zero_below(Doubles a, double limit) {
  return vreinterpretq_f64_u64(vandq_u64(vreinterpretq_u64_f64(a.v), vcgeq_f64(a.v, vdupq_n_f64(limit))));
}

struct Offsets {
  std::uint64_t bytes[Doubles::size];
  FASTRELU_INLINE void set(Doubles number, int row_size) {
    const uint32x2_t numbers = vmovn_u64(vreinterpretq_u64_f64(number.v));
    vst1q_u64(bytes, vmull_n_u32(numbers, static_cast<std::uint32_t>(row_size)));
    keep_in_memory(bytes);
  }
  FASTRELU_INLINE const double* row(const double* table, int lane) const {
    return reinterpret_cast<const double*>(reinterpret_cast<const char*>(table) + bytes[lane]);
  }
};

struct Columns {
  Doubles column[4];
};
FASTRELU_INLINE Columns columns(const double* table, const Offsets& k) {
  const double *const p = k.row(table, 0), *const q = k.row(table, 1);
  const float64x2_t a = vld1q_f64(p), b = vld1q_f64(q), c = vld1q_f64(p + 2), d = vld1q_f64(q + 2);
  return {{vzip1q_f64(a, b), vzip2q_f64(a, b), vzip1q_f64(c, d), vzip2q_f64(c, d)}};
}

#endif

FASTRELU_END

#endif  // FASTRELU_HAS_VECTOR
