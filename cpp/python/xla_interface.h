// XLA's interface for foreign functions, as far as it is used here: the order and the types of the fields are the binary
// interface (xla/ffi/api/c_api.h, which ships with jaxlib, and against which tests/test_jax.py holds this). Declared here,
// since JAX is not there when wheels are built. Within major version 0, fields are only added, at the ends, and every struct
// says its size.
#pragma once

#include <cstddef>
#include <cstdint>

namespace fastrelu {
namespace xla {

constexpr int kMajor = 0;

enum Extension : int { metadata_extension = 1 };
enum Stage : int { execute_stage = 3 };
enum Sort : int { buffer_operand = 1, string_attribute = 4 };
enum Code : int { invalid_argument = 3 };

// What most structs begin with.
struct Head {
  std::size_t size;
  struct Extended* extensions;
};
struct Extended {
  std::size_t size;
  int type;
  Extended* next;
};

struct Version {
  Head head;
  int major, minor;
};
struct Metadata {
  std::size_t size;
  Version version;
  std::uint32_t traits;
};
struct MetadataRequest {
  Extended base;
  Metadata* answer;
};

struct ErrorArguments {
  Head head;
  const char* message;
  int code;
};
struct Api {
  Head head;
  Version version;
  const void* internal;
  void* (*make_error)(ErrorArguments*);
};

struct Buffer {
  Head head;
  int dtype;
  void* data;
  std::int64_t rank;
  std::int64_t* shape;
};
struct Text {
  const char* start;
  std::size_t length;
};
struct Operands {
  Head head;
  std::int64_t count;
  int* sorts;
  Buffer** at;
};
struct Attributes {
  Head head;
  std::int64_t count;
  int* sorts;
  Text** names;
  void** at;
};
struct Call {
  Head head;
  const Api* api;
  void* context;
  int stage;
  Operands inputs, outputs;
  Attributes attributes;
};

}  // namespace xla
}  // namespace fastrelu
