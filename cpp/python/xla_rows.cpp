#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "python/along_axis.h"
#include "python/dtypes.h"
#include "python/xla.h"
#include "python/xla_call.h"
#include "runtime/registry.h"
#include "runtime/rows.h"

namespace fastrelu {
namespace {

constexpr int kMostRowOperands = 3;

const Description* find_rows(const xla::Call& call) {
  const xla::Text name = xla::name_in(call);
  for (const Description& d : descriptions())
    if (d.kind == Kind::along_axis && std::strlen(d.name) == name.length && std::memcmp(d.name, name.start, name.length) == 0)
      return &d;
  return nullptr;
}

bool are_alike(const xla::Buffer& a, const xla::Buffer& b) {
  return a.dtype == b.dtype && a.rank == b.rank && std::equal(a.shape, a.shape + a.rank, b.shape);
}

// Reads the operands, inputs first. False if they are not buffers of one shape with at least two axes, and of one dtype.
bool read(const xla::Call& call, const xla::Buffer** operands) {
  if (call.inputs.count < 1 || call.inputs.count >= kMostRowOperands || call.outputs.count != 1) return false;
  int count = 0;
  for (const xla::Operands* some : {&call.inputs, &call.outputs})
    for (std::int64_t k = 0; k < some->count; ++k) {
      if (some->sorts[k] != xla::buffer_operand) return false;
      operands[count++] = some->at[k];
    }
  for (int k = 0; k < count; ++k)
    if (!are_alike(*operands[k], *operands[0])) return false;
  return operands[0]->rank >= 2;
}

bool compute_rows(const xla::Call& call) {
  const Description* description = find_rows(call);
  const xla::Buffer* operands[kMostRowOperands];
  Type type;
  if (!description || !read(call, operands) || !float_type(xla::numpy_type_of(*operands[0]), type)) return false;
  const xla::Buffer& one = *operands[0];
  const std::ptrdiff_t all = xla::elements_of(one);
  if (all == 0) return true;
  // Rows lie along the last axis but one: between the elements of a row are those of the rows beside it.
  const auto n = static_cast<std::ptrdiff_t>(one.shape[one.rank - 2]),
             inner = static_cast<std::ptrdiff_t>(one.shape[one.rank - 1]);
  const std::ptrdiff_t item = row_of(type).bytes;
  const bool apart = inner == 1;
  const std::ptrdiff_t rows = apart ? all / n : inner, step = apart ? n * item : item;
  const std::ptrdiff_t row_steps[kMostRowOperands] = {step, step, step};
  const std::ptrdiff_t element_steps[kMostRowOperands] = {inner * item, inner * item, inner * item};
  const RowWork work = row_work(*description, call.inputs.count == 2 ? Form::backward : Form::value, type);
  for (std::ptrdiff_t done = 0; done < all; done += rows * n) {
    char* at[kMostRowOperands];
    for (int k = 0; k < work.operands(); ++k) at[k] = static_cast<char*>(operands[k]->data) + done * item;
    run_along_axis(work, at, rows, n, row_steps, element_steps);
  }
  return true;
}

void* handle_rows(xla::Call* call) { return xla::answer(*call, compute_rows); }

}  // namespace

pybind11::capsule xla_row_handler() {
  return pybind11::capsule(reinterpret_cast<const void*>(&handle_rows), "xla._CUSTOM_CALL_TARGET");
}

}  // namespace fastrelu
