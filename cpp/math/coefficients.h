// Made by tools/fit_coefficients.py, which says how; do not edit. A test makes it again and compares.
#pragma once

#include "isa_namespace.h"

FASTRELU_BEGIN

template <class T>
struct Coefficients;

// A piecewise polynomial of eight cells (cells.h): cell k is where scale times the argument rounds to k.
// One row for the points about which the cells are developed, then one for each power.
template <int Degree>
struct CellTable {
  float scale;
  float rows[Degree + 2][8];
};

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
  // Beyond this |x| the tails of gelu are 0 to every rounding, even under a grad_output of 1e18.
  static constexpr float gelu_end = 0x1.1800000000000p+4f;  // 17.5
  static constexpr float gelu_center = 0x1.99999a0000000p-3f;  // 0.20000000298023224
  // 2 (1 + a) e^(a^2/2) Phi(-a) - 1 in t = a / (2 (a + 4)) - gelu_center.
  // on [-0.2, 0.206977], degree 12, worst error 2^-30.05.
  static constexpr float gelu_value[13] = {
      -0x1.1109f80000000p-6f,  // -0.01666497439
      -0x1.90215c0000000p-1f,  // -0.7815045118
      -0x1.97a0b20000000p-2f,  // -0.3980739415
      0x1.fe66560000000p+2f,  // 7.97499609
      -0x1.b1f8aa0000000p+4f,  // -27.123209
      0x1.7efdf80000000p+5f,  // 47.87400818
      -0x1.f113480000000p+4f,  // -31.06720734
      -0x1.7987800000000p+5f,  // -47.19116211
      0x1.6979920000000p+6f,  // 90.36872101
      0x1.9af0c40000000p+5f,  // 51.36756134
      -0x1.84e2940000000p+7f,  // -194.4425354
      -0x1.3191640000000p+6f,  // -76.39198303
      0x1.5056120000000p+8f,  // 336.3362122
  };
  // 2 (e^(a^2/2) Phi(-a) - a / sqrt(2 pi)) / (gelu_root - a) - 1 in t = a / (a + 4) - 2 gelu_center.
  // on [-0.4, 0.413953], degree 11, worst error 2^-27.16.
  static constexpr float gelu_derivative[12] = {
      -0x1.d9b6f60000000p-6f,  // -0.02891325019
      -0x1.0cc71e0000000p-1f,  // -0.5249566436
      0x1.46954a0000000p-1f,  // 0.6378577352
      -0x1.29ebb20000000p-1f,  // -0.5818763375
      0x1.6d459e0000000p-2f,  // 0.356710881
      -0x1.7a30360000000p-4f,  // -0.09233113378
      -0x1.b9a6560000000p-5f,  // -0.05391232297
      0x1.8508a60000000p-5f,  // 0.04748947546
      0x1.2aa86a0000000p-7f,  // 0.009114314802
      -0x1.462df00000000p-6f,  // -0.01990841329
      -0x1.499b0c0000000p-9f,  // -0.002514691558
      0x1.e862b60000000p-8f,  // 0.007452172693
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
  // All tables of cells reach this far.
  static constexpr float cells_end = 0x1.e000000000000p+1f;  // 3.75
  // gelu(-a)
  // on [0, 3.75], degree 7 in each cell, worst relative error 2^-25.14.
  static constexpr CellTable<7> gelu_value_cells = {0x1.0000000000000p+1f, {
      {0x0.0p+0f, 0x1.999d240000000p-2f, 0x1.20008a0000000p+0f, 0x1.a00e5e0000000p+0f, 0x1.1002f80000000p+1f, 0x1.500a640000000p+1f, 0x1.90063a0000000p+1f, 0x1.d00bf40000000p+1f},
      {-0x0.0p+0f, -0x1.1a48b20000000p-3f, -0x1.2c325e0000000p-3f, -0x1.5a8b580000000p-4f, -0x1.2448d80000000p-5f, -0x1.745ba20000000p-7f, -0x1.6bee860000000p-9f, -0x1.123b740000000p-11f},
      {-0x1.0000000000000p-1f, -0x1.93fd9a0000000p-3f, 0x1.baa57e0000000p-4f, 0x1.efbb840000000p-4f, 0x1.2650ac0000000p-4f, 0x1.dbef800000000p-6f, 0x1.1833980000000p-7f, 0x1.ecca5e0000000p-10f},
      {0x1.9884540000000p-2f, 0x1.5aefa00000000p-2f, 0x1.3ea6ba0000000p-4f, -0x1.17c48e0000000p-5f, -0x1.ade03c0000000p-5f, -0x1.fd87dc0000000p-6f, -0x1.805bc60000000p-7f, -0x1.97bc340000000p-9f},
      {-0x1.de9e5c0000000p-23f, -0x1.822b5a0000000p-4f, -0x1.bcef540000000p-4f, -0x1.4114220000000p-5f, 0x1.f39ab60000000p-8f, 0x1.079b9e0000000p-6f, 0x1.294b1c0000000p-7f, 0x1.944bb80000000p-9f},
      {-0x1.1052a80000000p-4f, -0x1.6d3e8a0000000p-5f, 0x1.d74b940000000p-6f, 0x1.111e3c0000000p-5f, 0x1.9afc2e0000000p-7f, -0x1.c4ac820000000p-10f, -0x1.ffb5500000000p-9f, -0x1.025a760000000p-9f},
      {-0x1.f83c500000000p-15f, 0x1.4745560000000p-6f, 0x1.7166420000000p-7f, -0x1.81b4860000000p-8f, -0x1.1107b20000000p-7f, -0x1.77bc780000000p-9f, 0x1.eb5b700000000p-12f, 0x1.98508a0000000p-11f},
      {0x1.52523a0000000p-7f, 0x1.58cf640000000p-8f, -0x1.cb78fe0000000p-8f, -0x1.d140b80000000p-9f, 0x1.64cf0e0000000p-10f, 0x1.d7292a0000000p-10f, 0x1.eb7bd00000000p-12f, -0x1.1bb7ee0000000p-13f},
      {-0x1.0c64e20000000p-10f, -0x1.a263e60000000p-9f, -0x1.4179a60000000p-10f, 0x1.8355920000000p-10f, 0x1.1d63980000000p-10f, -0x1.3605420000000p-13f, -0x1.755aec0000000p-12f, -0x1.a6d1f60000000p-14f},
  }};
  // gelu'(-a)
  // on [0, 3.75], degree 8 in each cell, worst relative error 2^-27.54.
  static constexpr CellTable<8> gelu_derivative_cells = {0x1.cccccc0000000p+0f, {
      {0x1.1c7e960000000p-3f, 0x1.80ead00000000p-1f, 0x1.0003b60000000p+0f, 0x1.ce465c0000000p+0f, 0x1.2e3ca00000000p+1f, 0x1.7561140000000p+1f, 0x1.bc76080000000p+1f, 0x1.db99e80000000p+1f},
      {0x1.8f3ae20000000p-2f, 0x1.600b9a0000000p-26f, -0x1.5550f80000000p-4f, -0x1.b098820000000p-4f, -0x1.90769a0000000p-5f, -0x1.e396140000000p-7f, -0x1.938f3e0000000p-9f, -0x1.6be0fe0000000p-10f},
      {-0x1.90b0ca0000000p-1f, -0x1.b9d9920000000p-2f, -0x1.ef78cc0000000p-3f, 0x1.937ef00000000p-4f, 0x1.67ad7a0000000p-4f, 0x1.2e111e0000000p-5f, 0x1.3cb2840000000p-7f, 0x1.3625e60000000p-8f},
      {0x1.bf75aa0000000p-4f, 0x1.8d9a940000000p-2f, 0x1.73a72c0000000p-2f, 0x1.ab356e0000000p-5f, -0x1.7635940000000p-5f, -0x1.3132700000000p-5f, -0x1.b87fe80000000p-7f, -0x1.de96320000000p-8f},
      {0x1.04a55e0000000p-2f, 0x1.2a2f560000000p-6f, -0x1.4a72460000000p-4f, -0x1.b500040000000p-4f, -0x1.086c9c0000000p-6f, 0x1.0481920000000p-6f, 0x1.5502dc0000000p-7f, 0x1.aceb900000000p-8f},
      {-0x1.4d6b6c0000000p-5f, -0x1.d2f9bc0000000p-4f, -0x1.4a549c0000000p-4f, 0x1.5c79800000000p-5f, 0x1.e4bc980000000p-6f, 0x1.206c760000000p-9f, -0x1.1828ea0000000p-8f, -0x1.cd9f980000000p-9f},
      {-0x1.cb1e4a0000000p-5f, 0x1.e3dbd40000000p-7f, 0x1.2975ea0000000p-5f, 0x1.1200820000000p-7f, -0x1.83174c0000000p-7f, -0x1.86fcaa0000000p-8f, 0x1.8fe5100000000p-13f, 0x1.d27a8e0000000p-11f},
      {0x1.5452540000000p-7f, 0x1.3ce8c60000000p-6f, 0x1.1d91600000000p-7f, -0x1.65e1de0000000p-7f, -0x1.bc58500000000p-11f, 0x1.638d760000000p-9f, 0x1.b1dc1c0000000p-11f, 0x1.8499340000000p-12f},
      {0x1.1b5f080000000p-7f, -0x1.4159ee0000000p-8f, -0x1.dead8e0000000p-8f, 0x1.c4eef20000000p-10f, 0x1.3393fa0000000p-9f, -0x1.f357fe0000000p-13f, -0x1.0171f40000000p-11f, 0x1.422bea0000000p-9f},
      {-0x1.132e2e0000000p-5f, -0x1.8b655e0000000p-9f, 0x1.0fca500000000p-11f, 0x1.97919a0000000p-10f, -0x1.63f80a0000000p-12f, -0x1.defb700000000p-12f, 0x1.9301880000000p-15f, 0x1.64d2880000000p-7f},
  }};
  // tanh-gelu(-a)
  // on [0, 3.75], degree 7 in each cell, worst relative error 2^-25.01.
  static constexpr CellTable<7> tanh_value_cells = {0x1.0000000000000p+1f, {
      {0x0.0p+0f, 0x1.999ee60000000p-2f, 0x1.200a4a0000000p+0f, 0x1.a001a60000000p+0f, 0x1.1000aa0000000p+1f, 0x1.500bec0000000p+1f, 0x1.90098e0000000p+1f, 0x1.d00f080000000p+1f},
      {-0x0.0p+0f, -0x1.1a4d560000000p-3f, -0x1.2c8f9c0000000p-3f, -0x1.5b59500000000p-4f, -0x1.22a4b40000000p-5f, -0x1.64f3960000000p-7f, -0x1.3c57d80000000p-9f, -0x1.859e2c0000000p-12f},
      {-0x1.0000000000000p-1f, -0x1.94206e0000000p-3f, 0x1.b988900000000p-4f, 0x1.f1b7700000000p-4f, 0x1.29c5bc0000000p-4f, 0x1.dde1c20000000p-6f, 0x1.0a07ac0000000p-7f, 0x1.9296280000000p-10f},
      {0x1.9884540000000p-2f, 0x1.5ab19a0000000p-2f, 0x1.3ff4220000000p-4f, -0x1.105c3e0000000p-5f, -0x1.b04d6e0000000p-5f, -0x1.05bc280000000p-5f, -0x1.861b280000000p-7f, -0x1.784b020000000p-9f},
      {-0x1.f8d43a0000000p-23f, -0x1.83439a0000000p-4f, -0x1.b9c4b00000000p-4f, -0x1.43ec980000000p-5f, 0x1.b9f5960000000p-8f, 0x1.0ab91a0000000p-6f, 0x1.39434a0000000p-7f, 0x1.9c21640000000p-9f},
      {-0x1.11ab780000000p-4f, -0x1.6c3dfa0000000p-5f, 0x1.d6d1480000000p-6f, 0x1.0b13b00000000p-5f, 0x1.a4e3ae0000000p-7f, -0x1.45fc760000000p-10f, -0x1.0980f60000000p-8f, -0x1.19e3fc0000000p-9f},
      {-0x1.082fba0000000p-14f, 0x1.4d1bac0000000p-6f, 0x1.6070c40000000p-7f, -0x1.777e400000000p-8f, -0x1.03937a0000000p-7f, -0x1.95acb00000000p-9f, 0x1.48a7640000000p-12f, 0x1.c255ca0000000p-11f},
      {0x1.5a57660000000p-7f, 0x1.581bf40000000p-8f, -0x1.d02db80000000p-8f, -0x1.a31cb40000000p-9f, 0x1.33e0fa0000000p-10f, 0x1.b4f8280000000p-10f, 0x1.34404a0000000p-11f, -0x1.d874ea0000000p-14f},
      {-0x1.19212a0000000p-10f, -0x1.b3669a0000000p-9f, -0x1.1cd22e0000000p-10f, 0x1.8b7d560000000p-10f, 0x1.ea96200000000p-11f, -0x1.3386800000000p-14f, -0x1.4dae100000000p-12f, -0x1.1c1a480000000p-13f},
  }};
  // tanh-gelu'(-a)
  // on [0, 3.75], degree 8 in each cell, worst relative error 2^-25.42.
  static constexpr CellTable<8> tanh_derivative_cells = {0x1.cccccc0000000p+0f, {
      {0x1.1c7c920000000p-3f, 0x1.8142a00000000p-1f, 0x1.0000fc0000000p+0f, 0x1.ce3f180000000p+0f, 0x1.2e3e780000000p+1f, 0x1.7558d00000000p+1f, 0x1.bc752c0000000p+1f, 0x1.db8f760000000p+1f},
      {0x1.8f3c940000000p-2f, -0x1.4f64040000000p-28f, -0x1.53d5f60000000p-4f, -0x1.b3adbc0000000p-4f, -0x1.951bee0000000p-5f, -0x1.da70d40000000p-7f, -0x1.5de5780000000p-9f, -0x1.1dbd080000000p-10f},
      {-0x1.90a73e0000000p-1f, -0x1.b8bacc0000000p-2f, -0x1.efe5b60000000p-3f, 0x1.8ebb9c0000000p-4f, 0x1.6df88e0000000p-4f, 0x1.36800e0000000p-5f, 0x1.30b5ba0000000p-7f, 0x1.160d060000000p-8f},
      {0x1.c18ba80000000p-4f, 0x1.8cd1a20000000p-2f, 0x1.71845e0000000p-2f, 0x1.be82c20000000p-5f, -0x1.6beb320000000p-5f, -0x1.3e33e60000000p-5f, -0x1.caeef60000000p-7f, -0x1.df7fce0000000p-8f},
      {0x1.05baf00000000p-2f, 0x1.0296580000000p-6f, -0x1.4e987e0000000p-4f, -0x1.ad6f8e0000000p-4f, -0x1.2fbec00000000p-6f, 0x1.fe5b320000000p-7f, 0x1.730c420000000p-7f, 0x1.d276a20000000p-8f},
      {-0x1.548cce0000000p-5f, -0x1.d2b6d40000000p-4f, -0x1.41e9cc0000000p-4f, 0x1.4ab3d20000000p-5f, 0x1.ddc6780000000p-6f, 0x1.d31b2e0000000p-9f, -0x1.260e040000000p-8f, -0x1.0348060000000p-8f},
      {-0x1.d4dd9c0000000p-5f, 0x1.1031b80000000p-6f, 0x1.33648c0000000p-5f, 0x1.dfd92c0000000p-8f, -0x1.5227280000000p-7f, -0x1.9ed1820000000p-8f, -0x1.67c6740000000p-13f, 0x1.ca95580000000p-11f},
      {0x1.0f32540000000p-7f, 0x1.4103d60000000p-6f, 0x1.f8e56e0000000p-8f, -0x1.4065640000000p-7f, -0x1.0285420000000p-10f, 0x1.2957ec0000000p-9f, 0x1.1c4df80000000p-10f, 0x1.55a8420000000p-12f},
      {0x1.2a4d5e0000000p-7f, -0x1.7436260000000p-8f, -0x1.021c460000000p-7f, 0x1.148f7e0000000p-9f, 0x1.dbba420000000p-10f, 0x1.e020d60000000p-16f, -0x1.f86dc00000000p-12f, -0x1.3482640000000p-10f},
      {0x1.90532e0000000p-6f, -0x1.b618260000000p-9f, 0x1.d57ac60000000p-11f, 0x1.5d24de0000000p-10f, -0x1.56ffea0000000p-12f, -0x1.64d3a40000000p-12f, -0x1.446c200000000p-15f, -0x1.a0aab80000000p-9f},
  }};
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
  // Beyond this |x| the tails of gelu are 0 to every rounding, even under a grad_output of 1e190.
  static constexpr double gelu_end = 0x1.9000000000000p+5;  // 50.0
  static constexpr double gelu_center = 0x1.999999999999ap-3;  // 0.20000000000000001
  // 2 (1 + a) e^(a^2/2) Phi(-a) - 1 in t = a / (2 (a + 4)) - gelu_center.
  // on [-0.2, 0.262963], degree 24, worst error 2^-56.57.
  static constexpr double gelu_value[25] = {
      -0x1.1109f61d4f64dp-6,  // -0.01666497264
      -0x1.90215c0fb0d84p-1,  // -0.7815045137
      -0x1.97a0b4f155febp-2,  // -0.3980739853
      0x1.fe664d4e58a07p+2,  // 7.974994017
      -0x1.b1f8a2aeecebfp+4,  // -27.12320202
      0x1.7eff124775266p+5,  // 47.87454658
      -0x1.f1195588a65d9p+4,  // -31.06868509
      -0x1.79e78c2616733p+5,  // -47.23806028
      0x1.69f46dac2eda6p+6,  // 90.48869962
      0x1.ab27c3aa50467p+5,  // 53.39441617
      -0x1.8ec8f9201dc81p+7,  // -199.3925257
      -0x1.e3374447a8a91p+6,  // -120.8039714
      0x1.b625ae44fff52p+8,  // 438.1471904
      0x1.c46d64f889b51p+8,  // 452.4273219
      -0x1.b348996aa28e1p+9,  // -870.5671819
      -0x1.b59dd32fa74a0p+10,  // -1750.466015
      0x1.ed3703a4eef25p+9,  // 986.4297987
      0x1.6bcc7eb3229e8p+12,  // 5820.780933
      0x1.704a6e5259e3fp+11,  // 2946.325967
      -0x1.dadfa975b0809p+13,  // -15195.95774
      -0x1.81adec0fc6a43p+14,  // -24683.48053
      0x1.c8d0c9ef0e517p+14,  // 29236.1972
      0x1.410815e89318dp+16,  // 82184.08558
      -0x1.401f4076931aep+15,  // -40975.6259
      -0x1.8f7efe80432a7p+16,  // -102270.9941
  };
  // 2 (e^(a^2/2) Phi(-a) - a / sqrt(2 pi)) / (gelu_root - a) - 1 in t = a / (a + 4) - 2 gelu_center.
  // on [-0.4, 0.525926], degree 22, worst error 2^-56.08.
  static constexpr double gelu_derivative[23] = {
      -0x1.d9b6f3bb3c5d7p-6,  // -0.02891324808
      -0x1.0cc71dcf3be04p-1,  // -0.5249566379
      0x1.46954accbfe26p-1,  // 0.637857759
      -0x1.29ebb202a6d6fp-1,  // -0.5818763378
      0x1.6d45c4e343440p-2,  // 0.3567114605
      -0x1.7a319f4a9dcf1p-4,  // -0.0923324797
      -0x1.b9c7adfe4495bp-5,  // -0.05392822249
      0x1.8549d64e9204fp-5,  // 0.04752055985
      0x1.3127aafb6bbf5p-7,  // 0.00931259011
      -0x1.4be83c7a84080p-6,  // -0.02025800615
      -0x1.e68fbe68be22dp-9,  // -0.003712169641
      0x1.32e37fc57e1d5p-7,  // 0.009365498913
      0x1.a7020fdb80f8cp-9,  // 0.003227295337
      -0x1.1a6895b031a28p-8,  // -0.004309212251
      -0x1.8dbb4d1efd31cp-9,  // -0.003034451641
      0x1.84635826928e5p-10,  // 0.001481582885
      0x1.463734fab906dp-9,  // 0.002488827913
      0x1.97f99c4dccf89p-13,  // 0.0001945376593
      -0x1.c36322aa3e12cp-10,  // -0.0017219057
      -0x1.f2515be614df2p-11,  // -0.0009504657908
      0x1.1f8999e3c6a45p-10,  // 0.001096868532
      0x1.827c8108cb358p-11,  // 0.0007371641997
      -0x1.4b5eeb10078ffp-11,  // -0.0006320395933
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
