// The vectors of NEON; see vector.h, which includes this.
#pragma once

#include <arm_neon.h>

#include "math/arithmetic.h"

FASTRELU_BEGIN

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
FASTRELU_INLINE Floats operator-(Floats a) { return vnegq_f32(a.v); }
FASTRELU_INLINE Floats operator/(Floats a, Floats b) { return vdivq_f32(a.v, b.v); }
FASTRELU_INLINE Floats absolute(Floats a) { return vabsq_f32(a.v); }
FASTRELU_INLINE Floats with_sign_of(Floats a, Floats sign) { return vbslq_f32(vdupq_n_u32(0x80000000), sign.v, a.v); }
FASTRELU_INLINE Floats zero_if_less(Floats x, Floats least, Floats y) {
  return vreinterpretq_f32_u32(vbicq_u32(bits(y), vcltq_f32(x.v, least.v)));
}
template <int Shift>
FASTRELU_INLINE Floats bits_left(Floats a) {
  return vreinterpretq_f32_u32(vshlq_n_u32(bits(a), Shift));
}
template <int Shift>
FASTRELU_INLINE Floats bits_right(Floats a) {
  return vreinterpretq_f32_u32(vshrq_n_u32(bits(a), Shift));
}
FASTRELU_INLINE Floats bits_sum(Floats a, Floats b) { return vreinterpretq_f32_u32(vaddq_u32(bits(a), bits(b))); }
template <std::uint32_t Kept, std::uint32_t Set>
FASTRELU_INLINE Floats bits_kept_and_set(Floats a) {
  return vreinterpretq_f32_u32(vorrq_u32(vandq_u32(bits(a), vdupq_n_u32(Kept)), vdupq_n_u32(Set)));
}
// By the numbers of bytes.
template <int IndexBits, class Four>
FASTRELU_INLINE Floats looked_up(const Four (&table)[16], Floats index) {
  static_assert(sizeof(Four) == 4 && (IndexBits == 3 || IndexBits == 4));
  const std::uint8_t* const all = reinterpret_cast<const std::uint8_t*>(table);
  const uint32x4_t number = vandq_u32(bits(index), vdupq_n_u32((1u << IndexBits) - 1));
  const uint8x16_t bytes = vreinterpretq_u8_u32(vmlaq_n_u32(vdupq_n_u32(0x03020100), number, 0x04040404));
  // Not by vld1q_u8_x4, which GCC 9 has not.
  const uint8x16_t first = vld1q_u8(all), second = vld1q_u8(all + 16);
  if constexpr (IndexBits == 3) return vreinterpretq_f32_u8(vqtbl2q_u8({{first, second}}, bytes));
  return vreinterpretq_f32_u8(vqtbl4q_u8({{first, second, vld1q_u8(all + 32), vld1q_u8(all + 48)}}, bytes));
}
FASTRELU_INLINE unsigned lanes_outside(uint32x4_t mask) {
  const std::uint32_t bit[4] = {1, 2, 4, 8};
  return vaddvq_u32(vbicq_u32(vld1q_u32(bit), mask));
}
FASTRELU_INLINE unsigned lanes_beyond(Floats a, Floats limit) { return lanes_outside(vcleq_f32(a.v, limit.v)); }
FASTRELU_INLINE unsigned lanes_out_of_reach(Floats x, Floats low, Floats lower, Floats huge) {
  const auto either = vorrq_u32(vcgeq_f32(x.v, low.v), vcleq_f32(x.v, lower.v));
  return lanes_outside(vandq_u32(either, vcleq_f32(absolute(x).v, huge.v)));
}
// By comparisons: FMAXNM and FMINNM take the number beside a quiet NaN, but not beside a signaling one.
FASTRELU_INLINE Floats clamped_or_low(Floats a, Floats low, Floats high) {
  return vminq_f32(vbslq_f32(vcgtq_f32(a.v, low.v), a.v, low.v), high.v);
}
FASTRELU_INLINE Floats smaller_or_second(Floats a, Floats b) { return vbslq_f32(vcltq_f32(a.v, b.v), a.v, b.v); }
FASTRELU_INLINE Floats larger_or_second(Floats a, Floats b) { return vbslq_f32(vcgtq_f32(a.v, b.v), a.v, b.v); }
FASTRELU_INLINE Floats if_less(Floats a, Floats b, Floats yes, Floats no) {
  return vbslq_f32(vcltq_f32(a.v, b.v), yes.v, no.v);
}
// A set of lanes, and a b + c in those, c in others.
using FloatLanes = uint32x4_t;
FASTRELU_INLINE FloatLanes lanes_less(Floats a, Floats b) { return vcltq_f32(a.v, b.v); }
FASTRELU_INLINE FloatLanes lanes_of_either(FloatLanes a, FloatLanes b) { return vorrq_u32(a, b); }
FASTRELU_INLINE bool any_lane(FloatLanes lanes) { return vmaxvq_u32(lanes) != 0; }
FASTRELU_INLINE Floats fused_in(FloatLanes lanes, Floats a, Floats b, Floats c) {
  return fused(Floats(vreinterpretq_f32_u32(vandq_u32(lanes, vreinterpretq_u32_f32(a.v)))), b, c);
}
FASTRELU_INLINE Floats if_equal(Floats a, Floats b, Floats yes, Floats no) {
  return vbslq_f32(vceqq_f32(a.v, b.v), yes.v, no.v);
}
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
  return vminq_f64(vbslq_f64(vcgtq_f64(a.v, low.v), a.v, low.v), high.v);
}
FASTRELU_INLINE Doubles smaller_or_second(Doubles a, Doubles b) { return vbslq_f64(vcltq_f64(a.v, b.v), a.v, b.v); }
FASTRELU_INLINE Doubles if_less(Doubles a, Doubles b, Doubles yes, Doubles no) {
  return vbslq_f64(vcltq_f64(a.v, b.v), yes.v, no.v);
}
FASTRELU_INLINE Doubles larger_bits(Doubles a, Doubles b) {
  return vreinterpretq_f64_u32(vmaxq_u32(vreinterpretq_u32_f64(a.v), vreinterpretq_u32_f64(b.v)));
}
FASTRELU_INLINE bool none_beyond(Doubles limit, Doubles a) {
  return none_beyond(Floats(vreinterpretq_f32_f64(limit.v)), Floats(vreinterpretq_f32_f64(a.v)));
}
FASTRELU_INLINE void pack(Doubles a, unsigned set, double* to) { vst1q_f64(to, set == 2 ? vdupq_laneq_f64(a.v, 1) : a.v); }
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

// The first half of the lanes in double, and the second.
FASTRELU_INLINE Doubles first_half(Floats a) { return vcvt_f64_f32(vget_low_f32(a.v)); }
FASTRELU_INLINE Doubles second_half(Floats a) { return vcvt_high_f64_f32(a.v); }
// The sum of all lanes.
FASTRELU_INLINE void sums_in_halves(const Doubles (&a)[1], double* sums) {
  *sums = vgetq_lane_f64(a[0].v, 0) + vgetq_lane_f64(a[0].v, 1);
}

FASTRELU_END
