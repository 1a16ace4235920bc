#include "python/xla.h"

#include <cstddef>
#include <cstdint>

#include "python/slots.h"
#include "python/ufuncs.h"
#include "python/xla_call.h"
#include "runtime/layout.h"

namespace fastrelu {
namespace {

const Slot* find_slot(const xla::Call& call) {
  const xla::Text name = xla::name_in(call);
  const UfuncStorage* ufunc = name.start ? ufunc_named(name.start, name.length) : nullptr;
  if (!ufunc || call.inputs.count < 1) return nullptr;
  const int number = xla::numpy_type_of(*call.inputs.at[0]);
  if (number < 0 || ufunc->slot_of[number] < 0) return nullptr;
  return &ufunc->slots[static_cast<int>(ufunc->slot_of[number])];
}

// Operands of one dtype that broadcast to the results?
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

void compute(const xla::Call& call, const Slot& slot) {
  const int operands = slot.inputs + slot.outputs;
  const xla::Buffer& result = *call.outputs.at[0];
  const std::ptrdiff_t n = xla::elements_of(result);
  if (n == 0) return;
  char* at[kMostOperands];
  std::ptrdiff_t steps[kMostOperands];
  bool row = true;
  const auto operand = [&](int k) -> const xla::Buffer& {
    return *(k < slot.inputs ? call.inputs.at[k] : call.outputs.at[k - slot.inputs]);
  };
  for (int k = 0; k < operands; ++k) {
    const std::ptrdiff_t own = xla::elements_of(operand(k));
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

void* handle(xla::Call* call) {
  return xla::answer(*call, [](const xla::Call& here) {
    const Slot* slot = find_slot(here);
    if (!slot || !fits(here, *slot)) return false;
    compute(here, *slot);
    return true;
  });
}

}  // namespace

pybind11::capsule xla_handler() { return pybind11::capsule(reinterpret_cast<const void*>(&handle), "xla._CUSTOM_CALL_TARGET"); }

}  // namespace fastrelu
