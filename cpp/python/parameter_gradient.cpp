#include "python/parameter_gradient.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "runtime/instruction_sets.h"
#include "python/numpy_api.h"
#include "runtime/parallel.h"

namespace py = pybind11;

namespace fastrelu {
namespace {

// All cuts below depend on the shape alone, so that the additions have one order for every thread count.
constexpr std::ptrdiff_t kLeastSegment = 65536;  // elements per task
constexpr std::ptrdiff_t kMostSegments = 64;
constexpr std::ptrdiff_t kManyColumns = 4096;    // from here on tasks are groups of columns, not of rows
constexpr std::ptrdiff_t kColumnGroup = 1024;
constexpr double kCost = 0.6;                    // nanoseconds per element on one core

struct Job {
  WeightLoop loop;
  const char *grad, *x;
  std::vector<std::ptrdiff_t> kept_shape, kept_grad, kept_x;           // axes of the weight, but for the last if it is one
  std::vector<std::ptrdiff_t> summed_shape, summed_grad, summed_x;
  std::ptrdiff_t columns = 1, column_grad = 0, column_x = 0;
  std::ptrdiff_t rows = 1, groups = 1, group_columns = 1, segments = 1, segment_rows = 1;
  std::ptrdiff_t combinations = 1;
  std::vector<double> partial, sums;
  RoundLoop round;
  char* weights;

  // Task t: one combination of kept axes, one group of columns, one segment of rows.
  void run(int task) {
    std::ptrdiff_t rest = task;
    const std::ptrdiff_t segment = rest % segments;
    rest /= segments;
    const std::ptrdiff_t group = rest % groups;
    const std::ptrdiff_t combination = rest / groups;
    const std::ptrdiff_t first = group * group_columns;
    WeightWork w{};
    w.grad = grad + first * column_grad;
    w.x = x + first * column_x;
    rest = combination;
    for (std::size_t k = kept_shape.size(); k-- > 0;) {
      w.grad += rest % kept_shape[k] * kept_grad[k];
      w.x += rest % kept_shape[k] * kept_x[k];
      rest /= kept_shape[k];
    }
    w.dimensions = static_cast<int>(summed_shape.size());
    w.shape = summed_shape.data();
    w.grad_steps = summed_grad.data();
    w.x_steps = summed_x.data();
    w.begin = segment * segment_rows;
    w.end = std::min(rows, w.begin + segment_rows);
    w.columns = std::min(group_columns, columns - first);
    w.grad_column_step = column_grad;
    w.x_column_step = column_x;
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
    round(weights, sums.data(), combinations * columns);
  }
};

}  // namespace

void prelu_weight_gradient(py::object grad_output, py::object x, py::object weights) {
  auto* g = reinterpret_cast<PyArrayObject*>(grad_output.ptr());
  auto* a = reinterpret_cast<PyArrayObject*>(x.ptr());
  auto* s = reinterpret_cast<PyArrayObject*>(weights.ptr());
  if (!PyArray_Check(grad_output.ptr()) || !PyArray_Check(x.ptr()) || !PyArray_Check(weights.ptr()))
    throw py::type_error("prelu_weight_gradient takes arrays");
  const int dimensions = PyArray_NDIM(a), type = PyArray_TYPE(a);
  if (PyArray_NDIM(g) != dimensions || PyArray_NDIM(s) != dimensions || PyArray_TYPE(g) != type ||
      PyArray_TYPE(s) != type || !PyArray_ISCARRAY(s) || !PyArray_ISBEHAVED_RO(g) || !PyArray_ISBEHAVED_RO(a))
    throw py::value_error("prelu_weight_gradient: operands of one dimensionality and dtype, aligned");
  Job job;
  const Kernels& kernels = *active_isa().kernels;
  if (type != NPY_HALF && type != NPY_FLOAT && type != NPY_DOUBLE)
    throw py::type_error("prelu_weight_gradient takes float16, float32 or float64");
  const int which = type == NPY_HALF ? 0 : type == NPY_FLOAT ? 1 : 2;
  job.loop = kernels.prelu_weight[which];
  job.round = kernels.round[which];
  job.grad = PyArray_BYTES(g);
  job.x = PyArray_BYTES(a);
  job.weights = PyArray_BYTES(s);
  std::ptrdiff_t& combinations = job.combinations;
  for (int k = 0; k < dimensions; ++k) {
    const std::ptrdiff_t length = PyArray_DIM(a, k), weights = PyArray_DIM(s, k);
    if (PyArray_DIM(g, k) != length || (weights != length && weights != 1))
      throw py::value_error("prelu_weight_gradient: shapes do not match");
    if (weights == 1) {
      job.summed_shape.push_back(length);
      job.summed_grad.push_back(PyArray_STRIDE(g, k));
      job.summed_x.push_back(PyArray_STRIDE(a, k));
      job.rows *= length;
    } else if (k == dimensions - 1) {
      job.columns = length;
      job.column_grad = PyArray_STRIDE(g, k);
      job.column_x = PyArray_STRIDE(a, k);
    } else {
      job.kept_shape.push_back(length);
      job.kept_grad.push_back(PyArray_STRIDE(g, k));
      job.kept_x.push_back(PyArray_STRIDE(a, k));
      combinations *= length;
    }
  }
  const std::ptrdiff_t all = combinations * job.columns;
  if (all == 0) return;
  job.sums.resize(static_cast<std::size_t>(all));  // zeros, which is right where there is nothing to sum
  if (job.summed_shape.empty()) {
    job.summed_shape = {1};
    job.summed_grad = job.summed_x = {0};
  }
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
  if (tasks > (std::ptrdiff_t(1) << 30)) throw py::value_error("prelu_backward: too many weights");
  const py::gil_scoped_release release;
  parallel_tasks(static_cast<int>(tasks), double(job.rows) * double(all) * kCost,
                 [](void* context, int task) { static_cast<Job*>(context)->run(task); }, &job);
  // Through the same door, for the floating-point environment.
  parallel_tasks(1, 0, [](void* context, int) { static_cast<Job*>(context)->finish(); }, &job);
}

}  // namespace fastrelu
