#include "runtime/parameter_gradient.h"

#include <algorithm>
#include <stdexcept>

#include "runtime/instruction_sets.h"
#include "runtime/parallel.h"

namespace fastrelu {
namespace {

// All cuts below depend on the shape alone, so that the additions have one order for every thread count.
constexpr std::ptrdiff_t kLeastSegment = 65536;  // elements per task
constexpr std::ptrdiff_t kMostSegments = 64;
constexpr std::ptrdiff_t kManyColumns = 4096;  // from here on tasks are groups of columns, not of rows
constexpr std::ptrdiff_t kColumnGroup = 1024;
constexpr double kCost = 0.6;  // nanoseconds per element on one core

}  // namespace

GradientWork gradient_for(const Description& activation, int parameter, bool from_output) {
  const ActivationKernels& ours = active_isa().kernels->families[activation.family][activation.index];
  GradientWork work{};
  work.data = data_count(activation.kind, Form::value);
  work.parameters = activation.parameter_count;
  if (parameter >= 0 && parameter < activation.parameter_count)
    work.accumulate = (from_output ? ours.gradients_from_output : ours.gradients)[parameter];
  return work;
}

// Task t: one combination of kept axes, one group of columns, one segment of rows.
void GradientSum::run_task(int task) {
  std::ptrdiff_t rest = task;
  const std::ptrdiff_t segment = rest % segments_;
  rest /= segments_;
  const std::ptrdiff_t group = rest % groups_;
  const std::ptrdiff_t combination = rest / groups_;
  const std::ptrdiff_t first = group * group_columns_;
  GradientWork w = work_;
  for (int k = 0; k < operands_; ++k) {
    w.at[k] += first * w.column_steps[k];
    rest = combination;
    for (std::size_t d = kept_.shape.size(); d-- > 0; rest /= kept_.shape[d])
      w.at[k] += rest % kept_.shape[d] * kept_.steps[k][d];
  }
  w.begin = segment * segment_rows_;
  w.end = std::min(rows_, w.begin + segment_rows_);
  w.columns = std::min(group_columns_, columns_ - first);
  double* target = segments_ == 1 ? sums_.data() + combination * columns_ + first
                                  : partial_.data() + (combination * segments_ + segment) * columns_ + first;
  loop_(w, target);
}

// Adds the segments of each sum in their order, and rounds.
void GradientSum::finish() {
  if (segments_ > 1)
    for (std::ptrdiff_t c = 0; c < combinations_; ++c)
      for (std::ptrdiff_t j = 0; j < columns_; ++j) {
        double sum = 0;
        for (std::ptrdiff_t t = 0; t < segments_; ++t)
          sum += partial_[static_cast<std::size_t>((c * segments_ + t) * columns_ + j)];
        sums_[static_cast<std::size_t>(c * columns_ + j)] = sum;
      }
  round_(out_, sums_.data(), combinations_ * columns_);
}

GradientSum::GradientSum(const GradientWork& function, Type type, int dimensions, const GradientOperand* operands,
                         const GradientOperand& out)
    : work_(function), operands_(1 + function.data + function.parameters), out_(const_cast<char*>(out.at)) {
  const Drivers& drivers = *active_isa().kernels->drivers;
  loop_ = drivers.gradient[int(type)];
  round_ = drivers.round[int(type)];
  for (int k = 0; k < operands_; ++k) work_.at[k] = operands[k].at;
  for (int d = 0; d < dimensions; ++d) {
    const std::ptrdiff_t length = operands[0].shape[d], kept = out.shape[d];
    for (int k = 1; k < operands_; ++k)
      if (operands[k].shape[d] != length) throw std::invalid_argument("parameter_gradient: shapes do not match");
    if (kept != length && kept != 1) throw std::invalid_argument("parameter_gradient: shapes do not match");
    const auto add = [&](Axes& axes) {
      axes.shape.push_back(length);
      for (int k = 0; k < operands_; ++k) axes.steps[k].push_back(operands[k].steps[d]);
    };
    if (kept == 1) {
      add(summed_);
      rows_ *= length;
    } else if (d == dimensions - 1) {
      columns_ = length;
      for (int k = 0; k < operands_; ++k) work_.column_steps[k] = operands[k].steps[d];
    } else {
      add(kept_);
      combinations_ *= length;
    }
  }
  const std::ptrdiff_t all = combinations_ * columns_;
  if (all == 0) return;
  sums_.resize(static_cast<std::size_t>(all));  // zeros, which is right where there is nothing to sum
  if (summed_.shape.empty()) {
    summed_.shape = {1};
    for (auto& steps : summed_.steps) steps = {0};
  }
  work_.dimensions = static_cast<int>(summed_.shape.size());
  work_.shape = summed_.shape.data();
  for (int k = 0; k < operands_; ++k) work_.steps[k] = summed_.steps[k].data();
  group_columns_ = columns_;
  segment_rows_ = rows_;
  if (columns_ >= kManyColumns) {
    group_columns_ = kColumnGroup;
    groups_ = (columns_ + kColumnGroup - 1) / kColumnGroup;
  } else {
    const std::ptrdiff_t per_segment = std::max(kLeastSegment / columns_, (rows_ + kMostSegments - 1) / kMostSegments);
    segment_rows_ = std::max<std::ptrdiff_t>(per_segment, 1);
    segments_ = rows_ == 0 ? 1 : (rows_ + segment_rows_ - 1) / segment_rows_;
    // Many weights are work enough for all threads without cutting the sums.
    if (combinations_ >= kMostSegments) segments_ = 1, segment_rows_ = rows_;
  }
  if (segments_ > 1) partial_.resize(static_cast<std::size_t>(all * segments_));
  tasks_ = rows_ == 0 ? 0 : combinations_ * groups_ * segments_;
  if (tasks_ > (std::ptrdiff_t(1) << 30)) throw std::invalid_argument("parameter_gradient: too many values");
}

void GradientSum::run() {
  if (sums_.empty()) return;
  parallel_tasks(
      static_cast<int>(tasks_), double(rows_) * double(sums_.size()) * kCost,
      [](void* context, int task) { static_cast<GradientSum*>(context)->run_task(task); }, this);
  // Through the same door, for the floating-point environment.
  parallel_tasks(1, 0, [](void* context, int) { static_cast<GradientSum*>(context)->finish(); }, this);
}

}  // namespace fastrelu
