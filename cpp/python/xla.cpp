#include "python/xla.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <exception>

#include "python/slots.h"
#include "python/ufuncs.h"
#include "python/xla_interface.h"
#include "runtime/layout.h"

namespace fastrelu {
namespace {

// By xla::PrimitiveType.
constexpr int kTypeCount = 13;
constexpr int kNumpyTypeOf[kTypeCount] = {-1,         -1,       NPY_BYTE,      NPY_SHORT, NPY_INT,   NPY_LONGLONG, NPY_UBYTE,
                                          NPY_USHORT, NPY_UINT, NPY_ULONGLONG, NPY_HALF,  NPY_FLOAT, NPY_DOUBLE};

void* refuse(const xla::Call& call, const char* message) {
  xla::ErrorArguments arguments = {{sizeof arguments, nullptr}, message, xla::invalid_argument};
  return call.api->make_error(&arguments);
}

// XLA asks for the version before it takes a handler, and refuses those that are older than it supports, or newer than its own.
// What is used here has been the same since 0.1, so that the answer is its own, unless the major version changes.
void answer(xla::Metadata& metadata, const xla::Api* api) {
  metadata.version.major = xla::kMajor;
  metadata.version.minor = api && api->version.major == xla::kMajor ? api->version.minor : 1;
  metadata.traits = 0;
}

const Slot* find_slot(const xla::Call& call) {
  const UfuncStorage* ufunc = nullptr;
  for (std::int64_t k = 0; k < call.attributes.count && !ufunc; ++k)
    if (call.attributes.sorts[k] == xla::string_attribute) {
      const auto& name = *static_cast<const xla::Text*>(call.attributes.at[k]);
      ufunc = ufunc_named(name.start, name.length);
    }
  if (!ufunc || call.inputs.count < 1) return nullptr;
  const int dtype = call.inputs.at[0]->dtype;
  const int number = dtype >= 0 && dtype < kTypeCount ? kNumpyTypeOf[dtype] : -1;
  if (number < 0 || ufunc->slot_of[number] < 0) return nullptr;
  return &ufunc->slots[static_cast<int>(ufunc->slot_of[number])];
}

// Everything as Python has arranged it? It always is, unless a program was compiled by another version of fastrelu.
bool fits(const xla::Call& call, const Slot& slot) {
  if (call.inputs.count != slot.inputs || call.outputs.count != slot.outputs) return false;
  const xla::Buffer& result = *call.outputs.at[0];
  if (result.rank > kMostDimensions) return false;
  const auto matches = [&](const xla::Operands& operands, std::int64_t k, bool broadcasts) {
    if (operands.sorts[k] != xla::buffer_operand) return false;
    const xla::Buffer& b = *operands.at[k];
    if (b.dtype != result.dtype || b.rank != result.rank) return false;
    for (std::int64_t d = 0; d < b.rank; ++d)
      if (b.shape[d] != result.shape[d] && !(broadcasts && b.shape[d] == 1)) return false;
    return true;
  };
  for (std::int64_t k = 0; k < call.inputs.count; ++k)
    if (!matches(call.inputs, k, true)) return false;
  for (std::int64_t k = 0; k < call.outputs.count; ++k)
    if (!matches(call.outputs, k, false)) return false;
  return true;
}

std::ptrdiff_t elements_of(const xla::Buffer& buffer) {
  std::ptrdiff_t n = 1;
  for (std::int64_t d = 0; d < buffer.rank; ++d) n *= static_cast<std::ptrdiff_t>(buffer.shape[d]);
  return n;
}

void compute(const xla::Call& call, const Slot& slot) {
  const int operands = slot.inputs + slot.outputs;
  const xla::Buffer& result = *call.outputs.at[0];
  const std::ptrdiff_t n = elements_of(result);
  if (n == 0) return;
  char* at[kMostOperands];
  std::ptrdiff_t steps[kMostOperands];
  bool row = true;
  const auto operand = [&](int k) -> const xla::Buffer& {
    return *(k < slot.inputs ? call.inputs.at[k] : call.outputs.at[k - slot.inputs]);
  };
  for (int k = 0; k < operands; ++k) {
    const std::ptrdiff_t own = elements_of(operand(k));
    at[k] = static_cast<char*>(operand(k).data);
    steps[k] = own == 1 ? 0 : slot.item_size;
    row = row && (own == 1 || own == n);
  }
  for (int k = slot.inputs; k < operands; ++k) steps[k] = slot.item_size;
  if (row) return run(slot.work(), at, steps, n);

  Layout layout;
  layout.operands = operands;
  layout.dimensions = static_cast<int>(result.rank);
  for (int d = 0; d < layout.dimensions; ++d) layout.shape[d] = static_cast<std::ptrdiff_t>(result.shape[d]);
  for (int k = 0; k < operands; ++k) {
    std::ptrdiff_t step = slot.item_size;
    for (int d = layout.dimensions; d-- > 0;) {
      const auto length = static_cast<std::ptrdiff_t>(operand(k).shape[d]);
      layout.steps[d][k] = length == 1 && layout.shape[d] != 1 ? 0 : step;
      step *= length;
    }
  }
  layout.simplify();
  run(slot.work(), at, layout);
}

// Called from XLA's own threads, without the GIL, which it neither takes nor waits for.
void* handle(xla::Call* call) {
  for (const xla::Extended* e = call->head.extensions; e; e = e->next)
    if (e->type == xla::metadata_extension) {
      answer(*reinterpret_cast<const xla::MetadataRequest*>(e)->answer, call->api);
      return nullptr;
    }
  if (call->stage != xla::execute_stage) return nullptr;
  const Slot* slot = find_slot(*call);
  if (!slot || !fits(*call, *slot))
    return refuse(*call, "fastrelu: this program was compiled for another version of fastrelu; compile it again");
  try {
    compute(*call, *slot);
  } catch (const std::exception& error) {
    return refuse(*call, error.what());
  }
  return nullptr;
}

}  // namespace

pybind11::capsule xla_handler() { return pybind11::capsule(reinterpret_cast<const void*>(&handle), "xla._CUSTOM_CALL_TARGET"); }

}  // namespace fastrelu
