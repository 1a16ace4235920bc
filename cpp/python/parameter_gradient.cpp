#include "python/parameter_gradient.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "python/dtypes.h"
#include "python/interpreter.h"
#include "python/numpy_api.h"
#include "python/signatures.h"
#include "runtime/instruction_sets.h"
#include "runtime/parallel.h"
#include "runtime/parameter_gradient.h"

namespace py = pybind11;

namespace fastrelu {
namespace {

GradientOperand operand_of(PyArrayObject* array) {
  static_assert(sizeof(npy_intp) == sizeof(std::ptrdiff_t));
  return {PyArray_BYTES(array), reinterpret_cast<const std::ptrdiff_t*>(PyArray_DIMS(array)),
          reinterpret_cast<const std::ptrdiff_t*>(PyArray_STRIDES(array))};
}

}  // namespace

void parameter_gradient(const std::string& activation, int parameter, const py::sequence& operands, py::object out,
                        bool from_output) {
  GradientWork function{};
  if (activation.empty())
    function.accumulate = active_isa().kernels->drivers->sum;
  else
    function = gradient_for(description_of(activation), parameter, from_output);
  if (!function.accumulate) throw py::value_error("'" + activation + "' has no trained parameter of that number");
  const int count = 1 + function.data + function.parameters;
  if (static_cast<int>(py::len(operands)) != count) throw py::value_error("parameter_gradient: too few or too many operands");

  auto* s = reinterpret_cast<PyArrayObject*>(out.ptr());
  if (!PyArray_Check(out.ptr()) || !PyArray_ISCARRAY(s))
    throw py::type_error("parameter_gradient: out must be a contiguous array");
  const int dimensions = PyArray_NDIM(s), type = PyArray_TYPE(s);
  GradientOperand read[kMostSummed];
  std::vector<py::object> held;
  for (int k = 0; k < count; ++k) {
    held.push_back(operands[static_cast<std::size_t>(k)]);
    auto* array = reinterpret_cast<PyArrayObject*>(held.back().ptr());
    if (!PyArray_Check(held.back().ptr()) || PyArray_NDIM(array) != dimensions || PyArray_TYPE(array) != type ||
        !PyArray_ISBEHAVED_RO(array))
      throw py::value_error("parameter_gradient: operands of one dimensionality and dtype, aligned");
    read[k] = operand_of(array);
  }
  Type which;
  if (!float_type(type, which)) throw py::type_error("parameter_gradient takes arrays of a float dtype");
  GradientSum sum(function, which, dimensions, read, operand_of(s));
  in_context([&] { sum.run(); }, true);
}

namespace {

// What NumPy keeps pointers to, for as long as the process lives.
struct GradientUfunc {
  std::string name;
  int data, parameters;
  Accumulate accumulate;
  PyUFuncGenericFunction function;
  void* self;
  char types[kMostSummed + 1];
};

struct ElementwiseJob {
  const GradientUfunc* ufunc;
  char** args;
  const npy_intp* steps;
  npy_intp n;

  void run() const {
    constexpr npy_intp kChunk = 256;
    double buffers[kMostSummed][kChunk], sums[kChunk];
    const double* at[kMostSummed];
    const int operands = 1 + ufunc->data + ufunc->parameters;
    for (npy_intp i = 0; i < n; i += kChunk) {
      const npy_intp m = std::min(kChunk, n - i);
      for (int k = 0; k < operands; ++k) {
        at[k] = buffers[k];
        for (npy_intp j = 0; j < m; ++j) std::memcpy(&buffers[k][j], args[k] + (i + j) * steps[k], sizeof(double));
      }
      std::fill_n(sums, m, -0.0);  // the neutral element of addition: adding it to -0.0 leaves that
      ufunc->accumulate(sums, at[0], at + 1, at + 1 + ufunc->data, m, false);
      for (npy_intp j = 0; j < m; ++j) std::memcpy(args[operands] + (i + j) * steps[operands], &sums[j], sizeof(double));
    }
  }
};

void gradient_inner_loop(char** args, const npy_intp* dimensions, const npy_intp* steps, void* data) {
  ElementwiseJob job = {static_cast<const GradientUfunc*>(data), args, steps, dimensions[0]};
  parallel_tasks(1, 0, [](void* context, int) { static_cast<ElementwiseJob*>(context)->run(); }, &job);
}

}  // namespace

py::object make_gradient_ufunc(const std::string& activation, int parameter, const std::string& name, bool from_output) {
  const Description& d = description_of(activation);
  auto* u = new GradientUfunc;
  u->name = name;
  const GradientWork work = gradient_for(d, parameter, from_output);
  u->data = work.data;
  u->parameters = work.parameters;
  u->accumulate = work.accumulate;
  u->function = gradient_inner_loop;
  u->self = u;
  const int inputs = 1 + u->data + u->parameters;
  std::fill_n(u->types, inputs + 1, static_cast<char>(NPY_DOUBLE));
  PyObject* ufunc = PyUFunc_FromFuncAndData(&u->function, &u->self, u->types, 1, inputs, 1, PyUFunc_None, u->name.c_str(),
                                            "grad_output times the derivative with respect to a parameter.", 0);
  if (!ufunc) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(ufunc);
}

}  // namespace fastrelu
