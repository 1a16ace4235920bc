// What all of our custom calls of XLA have in common: how they answer, and what operands and attributes are read by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>

#include "python/numpy_api.h"
#include "python/xla_interface.h"

namespace fastrelu {
namespace xla {

// NumPy's number of a buffer's type, by xla::PrimitiveType; -1 for those that no kernel is for.
inline int numpy_type_of(const Buffer& buffer) {
  constexpr int numbers[] = {-1,         -1,       NPY_BYTE,      NPY_SHORT, NPY_INT,   NPY_LONGLONG, NPY_UBYTE,
                             NPY_USHORT, NPY_UINT, NPY_ULONGLONG, NPY_HALF,  NPY_FLOAT, NPY_DOUBLE};
  constexpr int count = sizeof numbers / sizeof *numbers;
  return buffer.dtype >= 0 && buffer.dtype < count ? numbers[buffer.dtype] : -1;
}

inline std::ptrdiff_t elements_of(const Buffer& buffer) {
  std::ptrdiff_t n = 1;
  for (std::int64_t d = 0; d < buffer.rank; ++d) n *= static_cast<std::ptrdiff_t>(buffer.shape[d]);
  return n;
}

// The one attribute, which says what to compute; nullptr without it.
inline Text name_in(const Call& call) {
  for (std::int64_t k = 0; k < call.attributes.count; ++k)
    if (call.attributes.sorts[k] == string_attribute) return *static_cast<const Text*>(call.attributes.at[k]);
  return {nullptr, 0};
}

inline void* refuse(const Call& call, const char* message) {
  ErrorArguments arguments = {{sizeof arguments, nullptr}, message, invalid_argument};
  return call.api->make_error(&arguments);
}

// A call from one of XLA's own threads, without the GIL, which is neither taken nor waited for. `compute` returns false, and
// has written nothing, if the call is not as Python has arranged it. It always is, unless a program was compiled by another
// version of fastrelu.
//
// XLA asks for the version before it takes a handler, and refuses those that are older than it supports, or newer than its own.
// What is used here has been the same since 0.1, so that the answer is its own, unless the major version changes.
template <class Compute>
void* answer(const Call& call, const Compute& compute) {
  for (const Extended* e = call.head.extensions; e; e = e->next)
    if (e->type == metadata_extension) {
      Metadata& metadata = *reinterpret_cast<const MetadataRequest*>(e)->answer;
      metadata.version.major = kMajor;
      metadata.version.minor = call.api && call.api->version.major == kMajor ? call.api->version.minor : 1;
      metadata.traits = 0;
      return nullptr;
    }
  if (call.stage != execute_stage) return nullptr;
  try {
    if (compute(call)) return nullptr;
  } catch (const std::exception& error) {
    return refuse(call, error.what());
  }
  return refuse(call, "fastrelu: this program was compiled for another version of fastrelu; compile it again");
}

}  // namespace xla
}  // namespace fastrelu
