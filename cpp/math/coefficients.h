// Made by tools/fit_coefficients.py, which says how; do not edit. A test makes it again and compares.
#pragma once

#include "isa_namespace.h"

FASTRELU_BEGIN

template <class T>
struct Coefficients;

template <>
struct Coefficients<float> {
  // (e^r - 1 - r) / r^2; the error is that of e^r - 1, relative to r.
  // on [-0.346818, 0.346818], degree 4, worst error 2^-25.97.
  static constexpr float exp_tail[5] = {
      0x1.0000000000000p-1f,  // 0.5
      0x1.5554ac0000000p-3f,  // 0.166665405
      0x1.5554ac0000000p-5f,  // 0.04166635126
      0x1.1229e00000000p-7f,  // 0.008366808295
      0x1.6d75b40000000p-10f,  // 0.001394118415
  };
  static constexpr float log2e = 0x1.7154760000000p+0f;  // 1.4426950216293335
  // Few enough bits that its product with every exponent that occurs is exact.
  static constexpr float ln2 = 0x1.62e4000000000p-1f;  // 0.693145751953125
  static constexpr float ln2_low = 0x1.7f7d1c0000000p-20f;  // 1.428606765330187e-6
  // Beyond this |x| the tails of gelu are 0 to every rounding.
  static constexpr float gelu_end = 0x1.d800000000000p+3f;  // 14.75
  static constexpr float gelu_center = 0x1.3333340000000p-3f;  // 0.15000000596046448
  // 2 (1 + a) e^(a^2/2) Phi(-a) - 1 in t = 1/(a + 4) - gelu_center.
  // on [-0.0966667, 0.1], degree 11, worst error 2^-28.45.
  static constexpr float gelu_value[12] = {
      -0x1.1109ec0000000p-6f,  // -0.01666496322
      0x1.90215c0000000p+0f,  // 1.563009024
      -0x1.97a0820000000p+0f,  // -1.592292905
      -0x1.fe664c0000000p+5f,  // -63.79994965
      -0x1.b1f9ea0000000p+8f,  // -433.9762268
      -0x1.7eff780000000p+10f,  // -1531.991699
      -0x1.f08af80000000p+10f,  // -1986.171387
      0x1.79eaf80000000p+12f,  // 6046.685547
      0x1.62cb000000000p+14f,  // 22706.75
      -0x1.a616240000000p+14f,  // -27013.53516
      -0x1.3781c00000000p+17f,  // -159491.5
      0x1.6b29640000000p+17f,  // 185938.7813
  };
  // 2 (e^(a^2/2) Phi(-a) - a / sqrt(2 pi)) / (gelu_root - a) - 1 in t = 1/(a + 4) - gelu_center.
  // on [-0.0966667, 0.1], degree 10, worst error 2^-26.89.
  static constexpr float gelu_derivative[11] = {
      -0x1.d9b6e60000000p-6f,  // -0.02891323529
      0x1.0cc71e0000000p+1f,  // 2.099826574
      0x1.46954c0000000p+3f,  // 10.20572472
      0x1.29ebd20000000p+5f,  // 37.24014664
      0x1.6d45ec0000000p+6f,  // 91.31828308
      0x1.7a0e0a0000000p+6f,  // 94.51371002
      -0x1.b9d87a0000000p+7f,  // -220.9228058
      -0x1.8111c00000000p+9f,  // -770.1386719
      0x1.312a4c0000000p+9f,  // 610.3304443
      0x1.129bea0000000p+12f,  // 4393.744629
      -0x1.9466d60000000p+11f,  // -3235.213623
  };
  // The derivative of gelu is 0 at -gelu_root.
  static constexpr float gelu_root = 0x1.80ead20000000p-1f;  // 0.75179153680801392
  static constexpr float gelu_root_low = -0x1.a03fd40000000p-27f;  // -1.2114449887690171e-8
  // tanh-gelu is x / (1 + e^(-v)), v = x (tanh_linear + tanh_cubic x^2).
  static constexpr float tanh_linear = 0x1.9884540000000p+0f;  // 1.5957691669464111
  static constexpr float tanh_linear_low = -0x1.8579360000000p-25f;  // -4.5340680543404233e-8
  static constexpr float tanh_cubic = 0x1.2444f20000000p-4f;  // 0.071354813873767853
  static constexpr float tanh_cubic_low = 0x1.49b16a0000000p-29f;  // 2.3988324659995897e-9
  static constexpr float tanh_cubic_tripled = 0x1.b6676c0000000p-3f;  // 0.21406444907188416
  static constexpr float tanh_cubic_tripled_low = -0x1.175e200000000p-32f;  // -2.5408342096966408e-10
};

template <>
struct Coefficients<double> {
  // (e^r - 1 - r) / r^2; the error is that of e^r - 1, relative to r.
  // on [-0.346818, 0.346818], degree 10, worst error 2^-61.06.
  static constexpr double exp_tail[11] = {
      0x1.0000000000000p-1,  // 0.5
      0x1.5555555555559p-3,  // 0.1666666667
      0x1.5555555555559p-5,  // 0.04166666667
      0x1.111111110f61dp-7,  // 0.008333333333
      0x1.6c16c16c14d4ap-10,  // 0.001388888889
      0x1.a01a01b01b0bdp-13,  // 0.0001984126989
      0x1.a01a01add16dbp-16,  // 2.480158735e-5
      0x1.71ddf7d191fd1p-19,  // 2.755724361e-6
      0x1.27e4cbf5ca93dp-22,  // 2.755725171e-7
      0x1.af5f9b68e22aep-26,  // 2.510924038e-8
      0x1.1f8b7d4b67ea4p-29,  // 2.092164363e-9
  };
  static constexpr double log2e = 0x1.71547652b82fep+0;  // 1.4426950408889634
  // Few enough bits that its product with every exponent that occurs is exact.
  static constexpr double ln2 = 0x1.62e42fefa4000p-1;  // 0.6931471805601177
  static constexpr double ln2_low = -0x1.8432a1b0e2634p-43;  // -1.7239444525614835e-13
  // Beyond this |x| the tails of gelu are 0 to every rounding.
  static constexpr double gelu_end = 0x1.3800000000000p+5;  // 39.0
  static constexpr double gelu_center = 0x1.3333333333333p-3;  // 0.14999999999999999
  // 2 (1 + a) e^(a^2/2) Phi(-a) - 1 in t = 1/(a + 4) - gelu_center.
  // on [-0.126744, 0.1], degree 24, worst error 2^-57.65.
  static constexpr double gelu_value[25] = {
      -0x1.1109f61d4f64dp-6,  // -0.01666497264
      0x1.90215c0fb0d85p+0,  // 1.563009027
      -0x1.97a0b4f156054p+0,  // -1.592295941
      -0x1.fe664d4e58ae2p+5,  // -63.79995214
      -0x1.b1f8a2aeec884p+8,  // -433.9712324
      -0x1.7eff124771574p+10,  // -1531.985491
      -0x1.f1195589362a8p+10,  // -1988.395846
      0x1.79e78c2215469p+12,  // 6046.471712
      0x1.69f46dc654117p+14,  // 23165.1072
      -0x1.ab27c1457f172p+14,  // -27337.93874
      -0x1.8ec8fe910451dp+17,  // -204177.9888
      0x1.e336d1fe5ed20p+17,  // 247405.6406
      0x1.b6265e378bd61p+20,  // 1794661.889
      -0x1.c4666d1c08a00p+21,  // -3706061.639
      -0x1.b3563b3f92008p+23,  // -14265117.62
      0x1.b5557cc1a070fp+25,  // 57322233.51
      0x1.ee7158849c82ep+25,  // 64807601.04
      -0x1.69dd63a18d42fp+29,  // -758885492.2
      0x1.6d1f3afd5d37ap+29,  // 765716319.7
      0x1.ca1cd32cf123bp+32,  // 7685853997.0
      -0x1.83a6ed300e36cp+34,  // -2.601488915e+10
      -0x1.75869bf84b4e6p+35,  // -5.013378656e+10
      0x1.5716250cd723ep+38,  // 3.683863273e+11
      0x1.16dde83eb89d8p+37,  // 1.497154867e+11
      -0x1.14c913d0adad6p+41,  // -2.377568985e+12
  };
  // 2 (e^(a^2/2) Phi(-a) - a / sqrt(2 pi)) / (gelu_root - a) - 1 in t = 1/(a + 4) - gelu_center.
  // on [-0.126744, 0.1], degree 22, worst error 2^-55.7.
  static constexpr double gelu_derivative[23] = {
      -0x1.d9b6f3bb3c5d4p-6,  // -0.02891324808
      0x1.0cc71dcf3be04p+1,  // 2.099826552
      0x1.46954accbfe23p+3,  // 10.20572414
      0x1.29ebb202a6d31p+5,  // 37.24008562
      0x1.6d45c4e3437dfp+6,  // 91.31813388
      0x1.7a319f4aac79cp+6,  // 94.54845921
      -0x1.b9c7adfecf907p+7,  // -220.8899994
      -0x1.8549d654f5afdp+9,  // -778.5768534
      0x1.3127ab4d069eep+9,  // 610.3099152
      0x1.4be83e0856434p+12,  // 5310.515145
      -0x1.e68fd8a58c9a6p+11,  // -3892.495196
      -0x1.32e3bad4cf2f4p+15,  // -39281.8649
      0x1.a7033efed3d8bp+15,  // 54145.62304
      0x1.1a6e28983f116p+18,  // 289208.6343
      -0x1.8dc247d949118p+19,  // -814610.2453
      -0x1.850f882a12a67p+20,  // -1593592.51
      0x1.463f7fe629cf0p+23,  // 10690495.95
      -0x1.7e3aa141c5e36p+21,  // -3131220.157
      -0x1.c25115bffdda2p+26,  // -118047831.0
      0x1.e0ef2d30cfe21p+27,  // 252148073.5
      0x1.19a044ddda932p+30,  // 1181225271.0
      -0x1.6e3a98fb769c1p+31,  // -3072150654.0
      -0x1.37e44d73a2144p+33,  // -1.046535242e+10
  };
  // The derivative of gelu is 0 at -gelu_root.
  static constexpr double gelu_root = 0x1.80ead197f00b4p-1;  // 0.75179152469356447
  static constexpr double gelu_root_low = -0x1.13e74c58cada8p-56;  // -1.4956759177009883e-17
  // tanh-gelu is x / (1 + e^(-v)), v = x (tanh_linear + tanh_cubic x^2).
  static constexpr double tanh_linear = 0x1.9884533d43651p+0;  // 1.5957691216057308
  static constexpr double tanh_linear_low = -0x1.cbc0d30ebfd15p-54;  // -9.9693088091109202e-17
  static constexpr double tanh_cubic = 0x1.2444f2a4d8b4bp-4;  // 0.071354816272600249
  static constexpr double tanh_cubic_low = -0x1.6c843a29d1c70p-61;  // -6.175149918155315e-19
  static constexpr double tanh_cubic_tripled = 0x1.b6676bf7450f0p-3;  // 0.21406444881780073
  static constexpr double tanh_cubic_tripled_low = 0x1.bba7351828aabp-57;  // 1.2025242832367862e-17
};

FASTRELU_END
