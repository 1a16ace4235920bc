// All that a kernel object contains, but tables of constants, lives in a namespace of its instruction set. Two objects never
// share an inline function, of which the linker would keep one copy: perhaps the one for a CPU that the user does not have.
#pragma once

#ifndef FASTRELU_ISA_NAMESPACE
#error "CMakeLists.txt defines FASTRELU_ISA_NAMESPACE for each instruction set"
#endif

#define FASTRELU_BEGIN \
  namespace fastrelu { \
  namespace FASTRELU_ISA_NAMESPACE {
#define FASTRELU_END \
  }                  \
  }

// Ops and maths must be inlined into the loop that vectorises them; a call would leave the loop scalar.
#if defined(_MSC_VER)
#define FASTRELU_INLINE __forceinline
#define FASTRELU_NOINLINE __declspec(noinline)
#else
#define FASTRELU_INLINE inline __attribute__((always_inline))
#if defined(__clang__)
#define FASTRELU_NOINLINE __attribute__((noinline))
#else  // nor a copy of it for some constant argument, which profilers and tests would take for another kernel
#define FASTRELU_NOINLINE __attribute__((noinline, noclone))
#endif
#endif
#if defined(__GNUC__) || defined(__clang__)
#define FASTRELU_INLINE_LAMBDA __attribute__((always_inline))
#else
#define FASTRELU_INLINE_LAMBDA
#endif
