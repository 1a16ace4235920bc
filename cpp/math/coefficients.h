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
  static constexpr float gelu_center = 0x1.99999a0000000p-3f;  // 0.20000000298023224
  // 2 (1 + a) e^(a^2/2) Phi(-a) - 1 in t = a / (2 (a + 4)) - gelu_center.
  // on [-0.2, 0.193333], degree 11, worst error 2^-28.8.
  static constexpr float gelu_value[12] = {
      -0x1.1109fa0000000p-6f,  // -0.01666497625
      -0x1.90215c0000000p-1f,  // -0.7815045118
      -0x1.97a06a0000000p-2f,  // -0.3980728686
      0x1.fe66440000000p+2f,  // 7.974991798
      -0x1.b1f9e60000000p+4f,  // -27.12351036
      0x1.7eff760000000p+5f,  // 47.87473679
      -0x1.f08afe0000000p+4f,  // -31.03393364
      -0x1.79eaf20000000p+5f,  // -47.23971939
      0x1.62cb020000000p+6f,  // 88.69824982
      0x1.a616160000000p+5f,  // 52.76078415
      -0x1.3781c20000000p+7f,  // -155.7534332
      -0x1.6b29580000000p+6f,  // -90.79037476
  };
  // 2 (e^(a^2/2) Phi(-a) - a / sqrt(2 pi)) / (gelu_root - a) - 1 in t = a / (2 (a + 4)) - gelu_center.
  // on [-0.2, 0.193333], degree 10, worst error 2^-27.0.
  static constexpr float gelu_derivative[11] = {
      -0x1.d9b6f60000000p-6f,  // -0.02891325019
      -0x1.0cc71e0000000p+0f,  // -1.049913287
      0x1.46954a0000000p+1f,  // 2.551430941
      -0x1.29ebd00000000p+2f,  // -4.655017853
      0x1.6d45ea0000000p+2f,  // 5.707392216
      -0x1.7a0e0c0000000p+1f,  // -2.953553677
      -0x1.b9d8740000000p+1f,  // -3.451918125
      0x1.8111c20000000p+2f,  // 6.016708851
      0x1.312a400000000p+1f,  // 2.384101868
      -0x1.129bec0000000p+3f,  // -8.581533432
      -0x1.9466c60000000p+1f,  // -3.159386396
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
  // Its derivative is 0 at -tanh_root.
  static constexpr float tanh_root = 0x1.8142a00000000p-1f;  // 0.75246143341064453
  static constexpr float tanh_root_low = -0x1.85a06c0000000p-27f;  // -1.1339627903339533e-8
  static constexpr float tanh_slope = 0x1.3af6ce0000000p+1f;  // 2.4606568813323975
  static constexpr float tanh_slope_low = -0x1.f53b620000000p-24f;  // -1.1670216082393381e-7
  // ((1 + e^-v - a v') / e - tanh_slope) / e in e = tanh_root - a.
  // on [-0.0625, 0.0625], degree 3, worst error 2^-25.21.
  static constexpr float tanh_bracket[4] = {
      -0x1.993cda0000000p-4f,  // -0.0999115482
      0x1.9a0ef40000000p-2f,  // 0.4004476666
      0x1.374f0e0000000p-4f,  // 0.0760031268
      0x1.f3c71e0000000p-6f,  // 0.03050401621
  };
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
  static constexpr double gelu_center = 0x1.999999999999ap-3;  // 0.20000000000000001
  // 2 (1 + a) e^(a^2/2) Phi(-a) - 1 in t = a / (2 (a + 4)) - gelu_center.
  // on [-0.2, 0.253488], degree 24, worst error 2^-57.65.
  static constexpr double gelu_value[25] = {
      -0x1.1109f61d4f64dp-6,  // -0.01666497264
      -0x1.90215c0fb0d85p-1,  // -0.7815045137
      -0x1.97a0b4f156054p-2,  // -0.3980739853
      0x1.fe664d4e58ae2p+2,  // 7.974994017
      -0x1.b1f8a2aeec884p+4,  // -27.12320202
      0x1.7eff124771574p+5,  // 47.87454658
      -0x1.f1195589362a8p+4,  // -31.06868509
      -0x1.79e78c2215469p+5,  // -47.23806025
      0x1.69f46dc654117p+6,  // 90.48870001
      0x1.ab27c1457f172p+5,  // 53.3944116
      -0x1.8ec8fe910451dp+7,  // -199.3925672
      -0x1.e336d1fe5ed20p+6,  // -120.8035354
      0x1.b6265e378bd61p+8,  // 438.1498751
      0x1.c4666d1c08a00p+8,  // 452.4001024
      -0x1.b3563b3f92008p+9,  // -870.6736831
      -0x1.b5557cc1a070fp+10,  // -1749.33574
      0x1.ee7158849c82dp+9,  // 988.8855139
      0x1.69dd63a18d42fp+12,  // 5789.836824
      0x1.6d1f3afd5d37bp+11,  // 2920.975951
      -0x1.ca1cd32cf123ap+13,  // -14659.60311
      -0x1.83a6ed300e36dp+14,  // -24809.73163
      0x1.75869bf84b4e4p+14,  // 23905.65231
      0x1.5716250cd723fp+16,  // 87830.14473
      -0x1.16dde83eb89d4p+14,  // -17847.4768
      -0x1.14c913d0adad7p+17,  // -141714.1548
  };
  // 2 (e^(a^2/2) Phi(-a) - a / sqrt(2 pi)) / (gelu_root - a) - 1 in t = a / (2 (a + 4)) - gelu_center.
  // on [-0.2, 0.253488], degree 22, worst error 2^-55.7.
  static constexpr double gelu_derivative[23] = {
      -0x1.d9b6f3bb3c5d4p-6,  // -0.02891324808
      -0x1.0cc71dcf3be04p+0,  // -1.049913276
      0x1.46954accbfe23p+1,  // 2.551431036
      -0x1.29ebb202a6d31p+2,  // -4.655010703
      0x1.6d45c4e3437dfp+2,  // 5.707383367
      -0x1.7a319f4aac79cp+1,  // -2.95463935
      -0x1.b9c7adfecf907p+1,  // -3.45140624
      0x1.8549d654f5afdp+2,  // 6.082631667
      0x1.3127ab4d069eep+1,  // 2.384023106
      -0x1.4be83e0856434p+3,  // -10.37209989
      -0x1.e68fd8a58c9a6p+1,  // -3.80126484
      0x1.32e3bad4cf2f4p+4,  // 19.1805981
      0x1.a7033efed3d8bp+3,  // 13.21914625
      -0x1.1a6e28983f116p+5,  // -35.30378837
      -0x1.8dc247d949118p+5,  // -49.7198636
      0x1.850f882a12a67p+5,  // 48.63258393
      0x1.463f7fe629cf0p+7,  // 163.1240227
      0x1.7e3aa141c5e37p+4,  // 23.88931394
      -0x1.c25115bffdda2p+8,  // -450.3167381
      -0x1.e0ef2d30cfe21p+8,  // -480.9342833
      0x1.19a044ddda932p+10,  // 1126.504203
      0x1.6e3a98fb769c0p+10,  // 1464.915587
      -0x1.37e44d73a2143p+11,  // -2495.134455
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
  // Its derivative is 0 at -tanh_root.
  static constexpr double tanh_root = 0x1.81429f9e97e4dp-1;  // 0.75246142207101629
  static constexpr double tanh_root_low = -0x1.4f523ed77dbdcp-55;  // -3.6355605092076871e-17
  static constexpr double tanh_slope = 0x1.3af6cd05624f6p+1;  // 2.4606567646302393
  static constexpr double tanh_slope_low = 0x1.3d9262739585fp-53;  // 1.3772482058913877e-16
  // ((1 + e^-v - a v') / e - tanh_slope) / e in e = tanh_root - a.
  // on [-0.0625, 0.0625], degree 9, worst error 2^-57.01.
  static constexpr double tanh_bracket[10] = {
      -0x1.993cd34bf4f0bp-4,  // -0.09991152323
      0x1.9a0ef5cdf30cdp-2,  // 0.4004476935
      0x1.3720c65c91b79p-4,  // 0.07595899091
      0x1.f37b831f961b8p-6,  // 0.03048599057
      0x1.721f46d029f78p-7,  // 0.01129523237
      0x1.e3b48390e389ap-9,  // 0.003690377293
      0x1.2e3c1d4a3bf01p-10,  // 0.001152934349
      0x1.75d46b4062905p-12,  // 0.0003565118423
      0x1.b09c62e69eb10p-14,  // 0.0001031424723
      0x1.d785b2c5db4dep-16,  // 2.810491676e-5
  };
};

FASTRELU_END
