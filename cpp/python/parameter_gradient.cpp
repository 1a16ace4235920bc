#include "python/parameter_gradient.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "python/dtypes.h"
#include "python/interpreter.h"
#include "python/numpy_api.h"
#include "python/signatures.h"
#include "runtime/instruction_sets.h"
#include "runtime/parallel.h"

namespace py = pybind11;

namespace fastrelu {
namespace {

// All cuts below depend on the shape alone, so that the additions have one order for every thread count.
constexpr std::ptrdiff_t kLeastSegment = 65536;  // elements per task
constexpr std::ptrdiff_t kMostSegments = 64;
constexpr std::ptrdiff_t kManyColumns = 4096;  // from here on tasks are groups of columns, not of rows
constexpr std::ptrdiff_t kColumnGroup = 1024;
constexpr double kCost = 0.6;  // nanoseconds per element on one core

constexpr int kMostSummed = 1 + kMostData + kMostParameters;  // operands

struct Axes {
  std::vector<std::ptrdiff_t> shape, steps[kMostSummed];
};

struct Job {
  GradientLoop loop;
  GradientWork work{};  // what all tasks have in common
  int operands = 0;
  Axes kept;  // axes of the parameter, but for the last if it is one
  Axes summed;
  std::ptrdiff_t columns = 1;
  std::ptrdiff_t rows = 1, groups = 1, group_columns = 1, segments = 1, segment_rows = 1;
  std::ptrdiff_t combinations = 1;
  std::vector<double> partial, sums;
  RoundLoop round;
  char* out;

  // Task t: one combination of kept axes, one group of columns, one segment of rows.
  void run(int task) {
    std::ptrdiff_t rest = task;
    const std::ptrdiff_t segment = rest % segments;
    rest /= segments;
    const std::ptrdiff_t group = rest % groups;
    const std::ptrdiff_t combination = rest / groups;
    const std::ptrdiff_t first = group * group_columns;
    GradientWork w = work;
    for (int k = 0; k < operands; ++k) {
      w.at[k] += first * w.column_steps[k];
      rest = combination;
      for (std::size_t d = kept.shape.size(); d-- > 0; rest /= kept.shape[d])
        w.at[k] += rest % kept.shape[d] * kept.steps[k][d];
    }
    w.begin = segment * segment_rows;
    w.end = std::min(rows, w.begin + segment_rows);
    w.columns = std::min(group_columns, columns - first);
    double* target = segments == 1 ? sums.data() + combination * columns + first
                                   : partial.data() + (combination * segments + segment) * columns + first;
    loop(w, target);
  }

  // Adds the segments of each sum in their order, and rounds.
  void finish() {
    if (segments > 1)
      for (std::ptrdiff_t c = 0; c < combinations; ++c)
        for (std::ptrdiff_t j = 0; j < columns; ++j) {
          double sum = 0;
          for (std::ptrdiff_t t = 0; t < segments; ++t)
            sum += partial[static_cast<std::size_t>((c * segments + t) * columns + j)];
          sums[static_cast<std::size_t>(c * columns + j)] = sum;
        }
    round(out, sums.data(), combinations * columns);
  }
};

}  // namespace

void parameter_gradient(const std::string& activation, int parameter, const py::sequence& operands, py::object out,
                        bool from_output) {
  const Kernels& kernels = *active_isa().kernels;
  Job job;
  job.work.accumulate = kernels.drivers->sum;
  if (!activation.empty()) {
    const Description& description = description_of(activation);
    const ActivationKernels& ours = kernels.families[description.family][description.index];
    job.work.data = data_count(description.kind, Form::value);
    job.work.parameters = description.parameter_count;
    const auto& gradients = from_output ? ours.gradients_from_output : ours.gradients;
    if (parameter < 0 || parameter >= description.parameter_count || !gradients[parameter])
      throw py::value_error("'" + activation + "' has no trained parameter of that number");
    job.work.accumulate = gradients[parameter];
  }
  job.operands = 1 + job.work.data + job.work.parameters;
  if (static_cast<int>(py::len(operands)) != job.operands)
    throw py::value_error("parameter_gradient: too few or too many operands");

  PyArrayObject* arrays[kMostSummed];
  auto* s = reinterpret_cast<PyArrayObject*>(out.ptr());
  if (!PyArray_Check(out.ptr()) || !PyArray_ISCARRAY(s))
    throw py::type_error("parameter_gradient: out must be a contiguous array");
  const int dimensions = PyArray_NDIM(s), type = PyArray_TYPE(s);
  std::vector<py::object> held;
  for (int k = 0; k < job.operands; ++k) {
    held.push_back(operands[static_cast<std::size_t>(k)]);
    arrays[k] = reinterpret_cast<PyArrayObject*>(held.back().ptr());
    if (!PyArray_Check(held.back().ptr()) || PyArray_NDIM(arrays[k]) != dimensions || PyArray_TYPE(arrays[k]) != type ||
        !PyArray_ISBEHAVED_RO(arrays[k]))
      throw py::value_error("parameter_gradient: operands of one dimensionality and dtype, aligned");
    job.work.at[k] = PyArray_BYTES(arrays[k]);
  }
  Type which;
  if (!float_type(type, which)) throw py::type_error("parameter_gradient takes arrays of a float dtype");
  job.loop = kernels.drivers->gradient[int(which)];
  job.round = kernels.drivers->round[int(which)];
  job.out = PyArray_BYTES(s);
  std::ptrdiff_t& combinations = job.combinations;
  for (int d = 0; d < dimensions; ++d) {
    const std::ptrdiff_t length = PyArray_DIM(arrays[0], d), kept = PyArray_DIM(s, d);
    for (int k = 1; k < job.operands; ++k)
      if (PyArray_DIM(arrays[k], d) != length) throw py::value_error("parameter_gradient: shapes do not match");
    if (kept != length && kept != 1) throw py::value_error("parameter_gradient: shapes do not match");
    const auto add = [&](Axes& axes) {
      axes.shape.push_back(length);
      for (int k = 0; k < job.operands; ++k) axes.steps[k].push_back(PyArray_STRIDE(arrays[k], d));
    };
    if (kept == 1) {
      add(job.summed);
      job.rows *= length;
    } else if (d == dimensions - 1) {
      job.columns = length;
      for (int k = 0; k < job.operands; ++k) job.work.column_steps[k] = PyArray_STRIDE(arrays[k], d);
    } else {
      add(job.kept);
      combinations *= length;
    }
  }
  const std::ptrdiff_t all = combinations * job.columns;
  if (all == 0) return;
  job.sums.resize(static_cast<std::size_t>(all));  // zeros, which is right where there is nothing to sum
  if (job.summed.shape.empty()) {
    job.summed.shape = {1};
    for (auto& steps : job.summed.steps) steps = {0};
  }
  job.work.dimensions = static_cast<int>(job.summed.shape.size());
  job.work.shape = job.summed.shape.data();
  for (int k = 0; k < job.operands; ++k) job.work.steps[k] = job.summed.steps[k].data();
  job.group_columns = job.columns;
  job.segment_rows = job.rows;
  if (job.columns >= kManyColumns) {
    job.group_columns = kColumnGroup;
    job.groups = (job.columns + kColumnGroup - 1) / kColumnGroup;
  } else {
    const std::ptrdiff_t per_segment = std::max(kLeastSegment / job.columns, (job.rows + kMostSegments - 1) / kMostSegments);
    job.segment_rows = std::max<std::ptrdiff_t>(per_segment, 1);
    job.segments = job.rows == 0 ? 1 : (job.rows + job.segment_rows - 1) / job.segment_rows;
    // Many weights are work enough for all threads without cutting the sums.
    if (combinations >= kMostSegments) job.segments = 1, job.segment_rows = job.rows;
  }
  if (job.segments > 1) job.partial.resize(static_cast<std::size_t>(all * job.segments));
  const std::ptrdiff_t tasks = job.rows == 0 ? 0 : combinations * job.groups * job.segments;
  if (tasks > (std::ptrdiff_t(1) << 30)) throw py::value_error("parameter_gradient: too many values");
  follow_context();
  without_gil([&] {
    parallel_tasks(
        static_cast<int>(tasks), double(job.rows) * double(all) * kCost,
        [](void* context, int task) { static_cast<Job*>(context)->run(task); }, &job);
    // Through the same door, for the floating-point environment.
    parallel_tasks(1, 0, [](void* context, int) { static_cast<Job*>(context)->finish(); }, &job);
  });
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
  u->data = data_count(d.kind, Form::value);
  u->parameters = d.parameter_count;
  const ActivationKernels& ours = active_isa().kernels->families[d.family][d.index];
  u->accumulate = (from_output ? ours.gradients_from_output : ours.gradients)[parameter];
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
