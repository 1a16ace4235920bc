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
  // Beyond this |x| the tails of gelu are 0 to every rounding, even under a grad_output of 1e22.
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
  // Cell k of a piecewise polynomial is where cell_linear a + cell_quadratic a^2 rounds to k.
  static constexpr float cell_linear = 0x1.3333340000000p+0f;  // 1.2000000476837158
  static constexpr float cell_quadratic = 0x1.99999a0000000p-3f;  // 0.20000000298023224
  // All cells together reach a little beyond this.
  static constexpr float cells_end = 0x1.e800000000000p+1f;  // 3.8125
  // gelu(-a), in cells: worst error 2^-26.38.
  static constexpr float gelu_value_cells[10][8] = {
      {0x0.0p+0f, 0x1.c9ea740000000p-1f, 0x1.7e3e220000000p+0f, 0x1.0298460000000p+1f, 0x1.3f915c0000000p+1f, 0x1.779b460000000p+1f, 0x1.abc9e00000000p+1f, 0x1.dcd62a0000000p+1f},
      {-0x0.0p+0f, -0x1.53e37c0000000p-3f, -0x1.9e0cee0000000p-4f, -0x1.66c3fe0000000p-5f, -0x1.006f7e0000000p-6f, -0x1.4151420000000p-8f, -0x1.6c3b960000000p-10f, -0x1.7d0aec0000000p-12f},
      {-0x1.0000000000000p-1f, 0x1.b742f00000000p-5f, 0x1.057ee00000000p-3f, 0x1.54254c0000000p-4f, 0x1.362cd80000000p-5f, 0x1.ceed980000000p-7f, 0x1.2cd1220000000p-8f, 0x1.60150a0000000p-10f},
      {0x1.9884540000000p-2f, 0x1.48a6da0000000p-3f, -0x1.ebeeca0000000p-7f, -0x1.b9efc60000000p-5f, -0x1.327efa0000000p-5f, -0x1.23906a0000000p-6f, -0x1.c20c5a0000000p-8f, -0x1.2d076a0000000p-9f},
      {-0x1.ef601a0000000p-25f, -0x1.0542da0000000p-3f, -0x1.d8519a0000000p-5f, 0x1.74e3420000000p-10f, 0x1.0d1d9c0000000p-6f, 0x1.8dd2b00000000p-7f, 0x1.8803a60000000p-8f, 0x1.36dd320000000p-9f},
      {-0x1.10570c0000000p-4f, 0x1.5e5a160000000p-7f, 0x1.2862ea0000000p-5f, 0x1.17f8de0000000p-6f, 0x1.2d651a0000000p-11f, -0x1.06b6900000000p-8f, -0x1.9db02a0000000p-9f, -0x1.a412a00000000p-10f},
      {-0x1.623d340000000p-17f, 0x1.4174620000000p-6f, -0x1.4bd8820000000p-9f, -0x1.24c5e00000000p-7f, -0x1.1a3d180000000p-8f, -0x1.62b2700000000p-12f, 0x1.b31fce0000000p-11f, 0x1.6ca1da0000000p-11f},
      {0x1.488ebe0000000p-7f, -0x1.3f8f9a0000000p-8f, -0x1.44ceae0000000p-8f, 0x1.3b03900000000p-11f, 0x1.fd8de60000000p-10f, 0x1.ede8040000000p-11f, 0x1.b981b00000000p-14f, -0x1.3a5bf00000000p-13f},
      {-0x1.28cd1a0000000p-13f, -0x1.180e6c0000000p-9f, 0x1.937e780000000p-10f, 0x1.1700ca0000000p-10f, -0x1.9a23240000000p-13f, -0x1.b640a00000000p-12f, -0x1.8c9b860000000p-13f, -0x1.2dc99e0000000p-16f},
      {-0x1.0bb5260000000p-10f, 0x1.0a6f8c0000000p-11f, 0x1.13b6b20000000p-11f, -0x1.42a5e80000000p-12f, -0x1.429b6a0000000p-12f, -0x1.2e36d20000000p-15f, 0x1.1253da0000000p-14f, 0x1.9b8da20000000p-15f},
  };
  // gelu'(-a), in cells: worst error 2^-25.92.
  static constexpr float gelu_derivative_cells[10][8] = {
      {0x1.908ee40000000p-3f, 0x1.80ead40000000p-1f, 0x1.7e484e0000000p+0f, 0x1.02971e0000000p+1f, 0x1.3f96040000000p+1f, 0x1.77a35e0000000p+1f, 0x1.abc68e0000000p+1f, 0x1.dcc87a0000000p+1f},
      {0x1.62387a0000000p-2f, -0x1.09d3c20000000p-25f, -0x1.057c6e0000000p-3f, -0x1.54294a0000000p-4f, -0x1.36168c0000000p-5f, -0x1.cea3de0000000p-7f, -0x1.2ce87c0000000p-8f, -0x1.6095e20000000p-10f},
      {-0x1.891caa0000000p-1f, -0x1.b9d98c0000000p-2f, 0x1.eccfe60000000p-6f, 0x1.b9f0160000000p-4f, 0x1.3270480000000p-4f, 0x1.236aae0000000p-5f, 0x1.c22adc0000000p-7f, 0x1.2d6b340000000p-8f},
      {0x1.368bb00000000p-3f, 0x1.8d9a940000000p-2f, 0x1.6219ee0000000p-3f, -0x1.17308a0000000p-8f, -0x1.93ae720000000p-5f, -0x1.2a45160000000p-5f, -0x1.2612d40000000p-6f, -0x1.d2d29e0000000p-8f},
      {0x1.f2caf80000000p-3f, 0x1.2a2fd40000000p-6f, -0x1.285e820000000p-3f, -0x1.17fed00000000p-4f, -0x1.2b99180000000p-9f, 0x1.06c06e0000000p-6f, 0x1.9dbeee0000000p-7f, 0x1.a472760000000p-8f},
      {-0x1.cb4adc0000000p-5f, -0x1.d2faea0000000p-4f, 0x1.9f39d00000000p-7f, 0x1.6df45e0000000p-5f, 0x1.60bce80000000p-6f, 0x1.ba1e340000000p-10f, -0x1.0fecb40000000p-8f, -0x1.c817220000000p-9f},
      {-0x1.ad6aec0000000p-5f, 0x1.e3af520000000p-7f, 0x1.e6de360000000p-6f, -0x1.db3c880000000p-9f, -0x1.8010820000000p-7f, -0x1.744d780000000p-8f, -0x1.4dfcb60000000p-11f, 0x1.da8cac0000000p-11f},
      {0x1.899d460000000p-7f, 0x1.3e6a0a0000000p-6f, -0x1.53e9260000000p-7f, -0x1.e4dcb40000000p-8f, 0x1.f8726c0000000p-11f, 0x1.5fc1c40000000p-9f, 0x1.548c420000000p-10f, 0x1.7a389a0000000p-13f},
      {0x1.02a1180000000p-7f, -0x1.1f368e0000000p-8f, -0x1.5779c80000000p-9f, 0x1.84ee200000000p-9f, 0x1.9b78ae0000000p-10f, -0x1.2455e60000000p-12f, -0x1.2472800000000p-11f, -0x1.0328240000000p-12f},
      {0x1.5cff180000000p-10f, -0x1.2d637c0000000p-9f, 0x1.b8506a0000000p-10f, 0x1.7ddd600000000p-11f, -0x1.47bade0000000p-11f, -0x1.bea87c0000000p-12f, 0x1.0b93b20000000p-17f, 0x1.0aabfe0000000p-13f},
  };
  // tanh-gelu(-a), in cells: worst error 2^-26.42.
  static constexpr float tanh_value_cells[10][8] = {
      {0x0.0p+0f, 0x1.c9e5ac0000000p-1f, 0x1.7e410a0000000p+0f, 0x1.02972a0000000p+1f, 0x1.3f8e440000000p+1f, 0x1.779aaa0000000p+1f, 0x1.abd1ca0000000p+1f, 0x1.dcd65c0000000p+1f},
      {-0x0.0p+0f, -0x1.5421060000000p-3f, -0x1.9eecde0000000p-4f, -0x1.65d79c0000000p-5f, -0x1.f29cda0000000p-7f, -0x1.24e0000000000p-8f, -0x1.2674d80000000p-10f, -0x1.ff94600000000p-13f},
      {-0x1.0000000000000p-1f, 0x1.b450300000000p-5f, 0x1.05f6320000000p-3f, 0x1.57b7c20000000p-4f, 0x1.3912740000000p-5f, 0x1.c4ee780000000p-7f, 0x1.0f62ca0000000p-8f, 0x1.12d4fa0000000p-10f},
      {0x1.9884540000000p-2f, 0x1.4873ea0000000p-3f, -0x1.cdbcba0000000p-7f, -0x1.b9f9900000000p-5f, -0x1.39b1f80000000p-5f, -0x1.2b65a80000000p-6f, -0x1.bc1a600000000p-8f, -0x1.0c9f3c0000000p-9f},
      {-0x1.0864220000000p-24f, -0x1.04239a0000000p-3f, -0x1.d79a660000000p-5f, 0x1.ea19f00000000p-12f, 0x1.0ba07e0000000p-6f, 0x1.9f33940000000p-7f, 0x1.9c29a60000000p-8f, 0x1.3676420000000p-9f},
      {-0x1.11b0160000000p-4f, 0x1.6c89c20000000p-7f, 0x1.2233a20000000p-5f, 0x1.18f8660000000p-6f, 0x1.32cdf00000000p-10f, -0x1.02f88a0000000p-8f, -0x1.bcd5ac0000000p-9f, -0x1.c82d760000000p-10f},
      {-0x1.6e70b80000000p-17f, 0x1.3d50f80000000p-6f, -0x1.5ba3080000000p-9f, -0x1.14a0f60000000p-7f, -0x1.2101580000000p-8f, -0x1.3c16c40000000p-11f, 0x1.aa285a0000000p-11f, 0x1.9a39620000000p-11f},
      {0x1.5016500000000p-7f, -0x1.52ac520000000p-8f, -0x1.2dfcb00000000p-8f, 0x1.13f3360000000p-11f, 0x1.c8ebe20000000p-10f, 0x1.0921f20000000p-10f, 0x1.a1cb760000000p-13f, -0x1.37a67e0000000p-13f},
      {-0x1.325ce80000000p-13f, -0x1.149a720000000p-9f, 0x1.aa58540000000p-10f, 0x1.e14d260000000p-11f, -0x1.d7a4680000000p-14f, -0x1.6d393a0000000p-12f, -0x1.b03d300000000p-13f, -0x1.854e440000000p-15f},
      {-0x1.18fe100000000p-10f, 0x1.27cefe0000000p-11f, 0x1.f9840c0000000p-12f, -0x1.2a640e0000000p-12f, -0x1.03ae140000000p-12f, -0x1.a3140a0000000p-15f, 0x1.0e132c0000000p-14f, 0x1.c1d9100000000p-15f},
  };
  // tanh-gelu'(-a), in cells: worst error 2^-25.06.
  static constexpr float tanh_derivative_cells[10][8] = {
      {0x1.9093f80000000p-3f, 0x1.8142a40000000p-1f, 0x1.7e3d280000000p+0f, 0x1.0299fe0000000p+1f, 0x1.3f92740000000p+1f, 0x1.779f060000000p+1f, 0x1.abcf960000000p+1f, 0x1.dcd2de0000000p+1f},
      {0x1.6239020000000p-2f, -0x1.e2a74a0000000p-25f, -0x1.05f7120000000p-3f, -0x1.57adfe0000000p-4f, -0x1.38fdee0000000p-5f, -0x1.c4c5b00000000p-7f, -0x1.0f72140000000p-8f, -0x1.12f24c0000000p-10f},
      {-0x1.8909c40000000p-1f, -0x1.b8bac60000000p-2f, 0x1.cd66e80000000p-6f, 0x1.b9f94e0000000p-4f, 0x1.39a4d40000000p-4f, 0x1.2b50720000000p-5f, 0x1.bc2faa0000000p-7f, 0x1.0cb8a60000000p-8f},
      {0x1.37f02e0000000p-3f, 0x1.8cd1a40000000p-2f, 0x1.61c10c0000000p-3f, -0x1.743aa40000000p-10f, -0x1.91747c0000000p-5f, -0x1.3759700000000p-5f, -0x1.352abe0000000p-6f, -0x1.d1d6be0000000p-8f},
      {0x1.f475800000000p-3f, 0x1.02970e0000000p-6f, -0x1.2236460000000p-3f, -0x1.18e9500000000p-4f, -0x1.31fab20000000p-8f, 0x1.0301100000000p-6f, 0x1.bcdd180000000p-7f, 0x1.c848780000000p-8f},
      {-0x1.d56fa00000000p-5f, -0x1.d2b8380000000p-4f, 0x1.b1b9760000000p-7f, 0x1.59c1fc0000000p-5f, 0x1.6936f20000000p-6f, 0x1.8ab9cc0000000p-9f, -0x1.0a53ae0000000p-8f, -0x1.006edc0000000p-8f},
      {-0x1.b5b7ca0000000p-5f, 0x1.10139e0000000p-6f, 0x1.c5d0c60000000p-6f, -0x1.9db4b40000000p-9f, -0x1.5866be0000000p-7f, -0x1.8efdd20000000p-8f, -0x1.3620160000000p-10f, 0x1.d55e080000000p-11f},
      {0x1.ac33860000000p-7f, 0x1.42bc280000000p-6f, -0x1.5ce5540000000p-7f, -0x1.9df7e60000000p-8f, 0x1.c175620000000p-12f, 0x1.2c233c0000000p-9f, 0x1.890fce0000000p-10f, 0x1.74a91e0000000p-12f},
      {0x1.0f12cc0000000p-7f, -0x1.4c16aa0000000p-8f, -0x1.bb633a0000000p-10f, 0x1.5b31a80000000p-9f, 0x1.3e91820000000p-10f, 0x1.163c960000000p-14f, -0x1.fbc8cc0000000p-12f, -0x1.7111960000000p-12f},
      {-0x1.0898780000000p-8f, -0x1.46d42e0000000p-9f, 0x1.06cc280000000p-9f, 0x1.a09bac0000000p-12f, -0x1.0d00600000000p-11f, -0x1.f39ada0000000p-13f, -0x1.e292840000000p-14f, 0x1.02850a0000000p-14f},
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
  // Beyond this |x| the tails of gelu are 0 to every rounding, even under a grad_output of 1e22.
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
