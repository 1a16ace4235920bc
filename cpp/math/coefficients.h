// Made by tools/fit_coefficients.py, which says how; do not edit. A test makes it again and compares.
#pragma once

#include <cstdint>

#include "isa_namespace.h"

FASTRELU_BEGIN

template <class T>
struct Coefficients;

// A piecewise polynomial of eight cells (cells.h): cell k is where scale times the argument rounds to k.
// One row for the points about which the cells are developed, then one for each power; of the Short
// highest only the upper halves of floats, the lower being 0.
template <int Degree, int Short>
struct CellTable {
  float scale;
  float rows[Degree - Short + 2][8];
  std::uint16_t short_rows[Short][8];
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
  static constexpr float cells_end = 0x1.0000000000000p+2f;  // 4.0
  // gelu(-a)
  // on [0, 4.0], degree 7 in each cell, worst relative error 2^-25.75.
  static constexpr CellTable<7, 4> gelu_value_cells = {0x1.cccccc0000000p+0f, {
      {0x0.0p+0f, 0x1.a024be0000000p-2f, 0x1.36a9be0000000p+0f, 0x1.d5e4e00000000p+0f, 0x1.2fd9420000000p+1f, 0x1.6e9d120000000p+1f, 0x1.bf6c780000000p+1f, 0x1.f43f220000000p+1f},
      {-0x0.0p+0f, -0x1.1cd4f80000000p-3f, -0x1.1781ec0000000p-3f, -0x1.f36d520000000p-5f, -0x1.565b680000000p-6f, -0x1.8867ae0000000p-8f, -0x1.b195b00000000p-11f, -0x1.7d18bc0000000p-13f},
      {-0x1.0000000000000p-1f, -0x1.8b2a460000000p-3f, 0x1.e8f0ea0000000p-4f, 0x1.a468aa0000000p-4f, 0x1.8776e20000000p-5f, 0x1.1378180000000p-6f, 0x1.772a7e0000000p-9f, 0x1.71e1560000000p-11f},
      {0x1.98845e0000000p-2f, 0x1.5913fa0000000p-2f, 0x1.9ca7c80000000p-5f, -0x1.9f11660000000p-5f, -0x1.62ef360000000p-5f, -0x1.4f68d40000000p-6f, -0x1.28d8f00000000p-8f, -0x1.4ec4860000000p-10f},
      {-0x1.8188980000000p-18f, -0x1.86ca080000000p-4f, -0x1.8ffe3c0000000p-4f, -0x1.d40b1c0000000p-7f, 0x1.f94a3e0000000p-7f, 0x1.b1f7180000000p-7f, 0x1.162f780000000p-8f, 0x1.7265da0000000p-10f},
  }, {
      {0xbd88, 0xbd34, 0x3d07, 0x3cd0, 0x3b70, 0xbb7a, 0xbb24, 0xba89},
      {0xba19, 0x3ca5, 0x3bfc, 0xbc0f, 0xbbbd, 0xba4c, 0x3a5e, 0x3a09},
      {0x3c44, 0x3bab, 0xbbe2, 0xba8b, 0x3b09, 0x3a95, 0xb8a5, 0xb924},
      {0xbb43, 0xbb57, 0xb9da, 0x3ad5, 0x39e4, 0xb9ce, 0xb93f, 0x365d},
  }};
  // gelu'(-a)
  // on [0, 4.0], degree 7 in each cell, worst relative error 2^-25.03.
  static constexpr CellTable<7, 3> gelu_derivative_cells = {0x1.cccccc0000000p+0f, {
      {0x1.23a0c00000000p-3f, 0x1.80ead00000000p-1f, 0x1.daf0760000000p-1f, 0x1.ce336c0000000p+0f, 0x1.3317360000000p+1f, 0x1.770c8e0000000p+1f, 0x1.bccdb80000000p+1f, 0x1.f549be0000000p+1f},
      {0x1.8c70a80000000p-2f, 0x1.600b9a0000000p-26f, -0x1.059d320000000p-4f, -0x1.b0b65a0000000p-4f, -0x1.75baca0000000p-5f, -0x1.d407c40000000p-7f, -0x1.902ea40000000p-9f, -0x1.6721900000000p-11f},
      {-0x1.904bd40000000p-1f, -0x1.b9d9920000000p-2f, -0x1.2ec0680000000p-2f, 0x1.935f4c0000000p-4f, 0x1.593a660000000p-4f, 0x1.262bae0000000p-5f, 0x1.3a58da0000000p-7f, 0x1.45d5ae0000000p-9f},
      {0x1.ca57500000000p-4f, 0x1.8d9a8e0000000p-2f, 0x1.82de660000000p-2f, 0x1.abf7220000000p-5f, -0x1.8336360000000p-5f, -0x1.2c14f20000000p-5f, -0x1.b5c4a40000000p-7f, -0x1.0f2e120000000p-8f},
      {0x1.040f260000000p-2f, 0x1.2a1f980000000p-6f, -0x1.c674ca0000000p-5f, -0x1.b531f60000000p-4f, -0x1.8367860000000p-7f, 0x1.0636800000000p-6f, 0x1.5383440000000p-7f, 0x1.0c7af20000000p-8f},
      {-0x1.552e5e0000000p-5f, -0x1.d2f38c0000000p-4f, -0x1.7cf6b20000000p-4f, 0x1.5c84980000000p-5f, 0x1.bfcbaa0000000p-6f, 0x1.db904e0000000p-10f, -0x1.17f4ec0000000p-8f, -0x1.50f27a0000000p-9f},
  }, {
      {0xbd65, 0x3c78, 0x3d02, 0x3c09, 0xbc43, 0xbbbc, 0x3956, 0x3a77},
      {0x3c13, 0x3caf, 0x3c48, 0xbc3c, 0xb7da, 0x3b3d, 0x3a53, 0xb8d8},
      {0x3c26, 0xba41, 0xbbe3, 0x3847, 0x3b31, 0x397a, 0xba0d, 0xb955},
  }};
  // tanh-gelu(-a)
  // on [0, 4.0], degree 7 in each cell, worst relative error 2^-25.19.
  static constexpr CellTable<7, 4> tanh_value_cells = {0x1.cccccc0000000p+0f, {
      {0x0.0p+0f, 0x1.926fe60000000p-2f, 0x1.3374500000000p+0f, 0x1.c7be820000000p+0f, 0x1.3116600000000p+1f, 0x1.7b49a80000000p+1f, 0x1.b7dec40000000p+1f, 0x1.f547360000000p+1f},
      {-0x0.0p+0f, -0x1.176ed00000000p-3f, -0x1.1afe3a0000000p-3f, -0x1.11e7000000000p-4f, -0x1.487ace0000000p-6f, -0x1.0bc7460000000p-8f, -0x1.9d639c0000000p-11f, -0x1.b4a9080000000p-14f},
      {-0x1.0000000000000p-1f, -0x1.9de23a0000000p-3f, 0x1.e2a6e80000000p-4f, 0x1.bda7b80000000p-4f, 0x1.8507f00000000p-5f, 0x1.a37c980000000p-7f, 0x1.8c01c60000000p-9f, 0x1.f8b61a0000000p-12f},
      {0x1.98844a0000000p-2f, 0x1.5cb7b80000000p-2f, 0x1.bf5f060000000p-5f, -0x1.828cac0000000p-5f, -0x1.65c7940000000p-5f, -0x1.19cc320000000p-6f, -0x1.53102c0000000p-8f, -0x1.0be8440000000p-10f},
      {0x1.6afbca0000000p-18f, -0x1.7e1b640000000p-4f, -0x1.93c9bc0000000p-4f, -0x1.56264c0000000p-6f, 0x1.f1c58e0000000p-7f, 0x1.9025880000000p-7f, 0x1.4d4db40000000p-8f, 0x1.5560de0000000p-10f},
  }, {
      {0xbd89, 0xbd39, 0x3d04, 0x3cdf, 0x3b83, 0xbb84, 0xbb44, 0xba8e},
      {0x39f3, 0x3ca4, 0x3bfd, 0xbc01, 0xbbb7, 0xb9e8, 0x3a69, 0x3a1a},
      {0x3c13, 0x3bba, 0xbbdd, 0xbabe, 0x3af5, 0x3a77, 0x388e, 0xb942},
      {0x3a46, 0xbb6a, 0xb947, 0x3acf, 0x39d4, 0xb9a5, 0xb95a, 0xb7b9},
  }};
  // tanh-gelu'(-a)
  // on [0, 4.0], degree 7 in each cell, worst relative error 2^-24.83.
  static constexpr CellTable<7, 3> tanh_derivative_cells = {0x1.cccccc0000000p+0f, {
      {0x1.eec97a0000000p-4f, 0x1.8142a00000000p-1f, 0x1.cadea40000000p-1f, 0x1.d68f940000000p+0f, 0x1.27f4ec0000000p+1f, 0x1.72f7ac0000000p+1f, 0x1.ba87a00000000p+1f, 0x1.f7c0ec0000000p+1f},
      {0x1.9dc8fc0000000p-2f, -0x1.4f64040000000p-28f, -0x1.b94b060000000p-5f, -0x1.a681f20000000p-4f, -0x1.b9eb9a0000000p-5f, -0x1.f1f8d60000000p-7f, -0x1.70ad080000000p-9f, -0x1.d0c30c0000000p-12f},
      {-0x1.928f3e0000000p-1f, -0x1.b8bacc0000000p-2f, -0x1.46f8900000000p-2f, 0x1.9be6040000000p-4f, 0x1.7f3d2a0000000p-4f, 0x1.4276500000000p-5f, 0x1.3eca080000000p-7f, 0x1.f174720000000p-10f},
      {0x1.8856f60000000p-4f, 0x1.8cd19c0000000p-2f, 0x1.85f2640000000p-2f, 0x1.6cf0b60000000p-5f, -0x1.51fb380000000p-5f, -0x1.4541040000000p-5f, -0x1.dbe62e0000000p-7f, -0x1.dff6700000000p-9f},
      {0x1.089f0a0000000p-2f, 0x1.028ae20000000p-6f, -0x1.727b860000000p-5f, -0x1.97a7640000000p-4f, -0x1.91a5bc0000000p-6f, 0x1.f4f3000000000p-7f, 0x1.7be4040000000p-7f, 0x1.0d65f40000000p-8f},
      {-0x1.29e95c0000000p-5f, -0x1.d2ae0c0000000p-4f, -0x1.8b61ec0000000p-4f, 0x1.5335aa0000000p-5f, 0x1.0349640000000p-5f, 0x1.10ae040000000p-8f, -0x1.24fe780000000p-8f, -0x1.73716a0000000p-9f},
  }, {
      {0xbd6e, 0x3c8b, 0x3cff, 0x3bae, 0xbc23, 0xbbd8, 0xb98f, 0x3a8c},
      {0x3c0b, 0x3cb1, 0x3c52, 0xbc26, 0xbad5, 0x3b18, 0x3a96, 0xb899},
      {0x3bd1, 0xbaaa, 0xbbeb, 0x3a28, 0x3b0d, 0x39c3, 0xb9e6, 0xb996},
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
