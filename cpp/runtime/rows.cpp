#include "runtime/rows.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include "runtime/parallel.h"
#include "runtime/threads.h"

namespace fastrelu {
namespace {

constexpr int kMostRowOperands = 3;
// Elements of a task at least, so that tasks cost nothing.
constexpr std::ptrdiff_t kTaskElements = 32768;
// Tasks of a thread: enough of them that threads finish together, and few, as kernels gain by many rows at once; but each of
// so many elements at most.
constexpr std::ptrdiff_t kTasksOfThread = 4;
constexpr std::ptrdiff_t kMostOfTask = 1 << 20;
// Rows from this length on are cut among threads, if there are few of them.
constexpr std::ptrdiff_t kWorthCutting = 1 << 17;
// Rows that are put into buffers at a time: as many floats as a line of the caches holds, so that of columns none is fetched
// twice.
constexpr std::ptrdiff_t kPackedRows = 16;

const RowKernel& kernel_of(const RowWork& work) {
  const bool wide = work.type == Type::f64;
  return work.form == Form::backward ? work.kernels->backward[wide] : work.kernels->value[wide];
}

struct Job {
  const RowWork* work;
  char* const* args;
  std::ptrdiff_t rows, n;
  const std::ptrdiff_t *row_steps, *element_steps;
  bool direct;  // do rows lie as the kernel wants them?
  std::ptrdiff_t rows_per_task;
  char* buffers;  // for each task that may run at a time, where rows do not lie so
  std::size_t buffer_bytes;

  char* at(int operand, std::ptrdiff_t row) const { return args[operand] + row * row_steps[operand]; }

  void run(int task) {
    const std::ptrdiff_t begin = task * rows_per_task, end = std::min(rows, begin + rows_per_task);
    const RowKernel& kernel = kernel_of(*work);
    const int all = work->operands();
    if (direct) {
      char* here[kMostRowOperands];
      for (int k = 0; k < all; ++k) here[k] = at(k, begin);
      kernel.rows(here, static_cast<std::size_t>(end - begin), static_cast<std::size_t>(n), row_steps);
      return;
    }
    const auto computed = static_cast<std::size_t>(row_of(work->type).computed_bytes());
    const std::ptrdiff_t stride = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(n) * computed);
    const std::ptrdiff_t steps[kMostRowOperands] = {stride, stride, stride};
    const std::ptrdiff_t group = static_cast<std::ptrdiff_t>(buffer_bytes) / (all * std::max<std::ptrdiff_t>(stride, 1));
    char* const buffer = buffers + buffer_bytes * static_cast<std::size_t>(task);
    const auto type = static_cast<int>(work->type);
    for (std::ptrdiff_t i = begin; i < end; i += group) {
      const std::ptrdiff_t m = std::min(group, end - i);
      char* here[kMostRowOperands];
      for (int k = 0; k < all; ++k) here[k] = buffer + k * group * stride;
      for (int k = 0; k + 1 < all; ++k)
        for (std::ptrdiff_t r = 0; r < m; ++r)
          work->drivers->gather[type](here[k] + r * stride, at(k, i + r), element_steps[k], static_cast<std::size_t>(n));
      kernel.rows(here, static_cast<std::size_t>(m), static_cast<std::size_t>(n), steps);
      for (std::ptrdiff_t r = 0; r < m; ++r)
        work->drivers->scatter[type](at(all - 1, i + r), element_steps[all - 1], here[all - 1] + r * stride,
                                     static_cast<std::size_t>(n));
    }
  }
};

// One long row, cut into pieces: the steps of RowPieces, all pieces of one before the next.
struct CutRow {
  const RowPieces* pieces;
  char* args[kMostRowOperands];
  const std::ptrdiff_t* steps;
  int operands;
  std::ptrdiff_t n, item, count;  // pieces
  RowState state{};
  std::vector<RowState> of_pieces;
  std::vector<PieceSums> sums;

  template <class Step>
  void piece(int task, const Step& step) {
    char* here[kMostRowOperands];
    const auto piece = static_cast<std::ptrdiff_t>(kRowPiece);
    for (int k = 0; k < operands; ++k) here[k] = args[k] + task * piece * item;
    step(here, static_cast<std::size_t>(std::min(piece, n - task * piece)));
  }

  void run(double cost) {
    const auto each = [&](void (*function)(void*, int)) {
      parallel_tasks(static_cast<int>(count), double(n) * cost / 3, function, this);
    };
    if (pieces->extremes) {
      each([](void* self, int task) {
        auto& row = *static_cast<CutRow*>(self);
        row.piece(task, [&](char* const* at, std::size_t m) {
          row.pieces->extremes(at, 1, m, row.steps, &row.of_pieces[static_cast<std::size_t>(task)]);
        });
      });
      state.extremes = of_pieces[0].extremes;
      for (const RowState& piece : of_pieces) {
        state.extremes.maximum = std::max(state.extremes.maximum, piece.extremes.maximum);
        state.extremes.minimum = std::min(state.extremes.minimum, piece.extremes.minimum);
      }
    }
    each([](void* self, int task) {
      auto& row = *static_cast<CutRow*>(self);
      row.piece(task, [&](char* const* at, std::size_t m) {
        row.pieces->sums(at, 1, m, row.steps, &row.state, &row.sums[static_cast<std::size_t>(task)]);
      });
    });
    // Through the same door, for the floating-point environment.
    parallel_tasks(
        1, 0,
        [](void* self, int) {
          auto& row = *static_cast<CutRow*>(self);
          row.pieces->total(row.sums.data(), row.sums.size(), &row.state);
        },
        this);
    each([](void* self, int task) {
      auto& row = *static_cast<CutRow*>(self);
      row.piece(task, [&](char* const* at, std::size_t m) { row.pieces->finish(at, 1, m, row.steps, &row.state); });
    });
  }
};

}  // namespace

void run_along_axis(const RowWork& work, char* const* args, std::ptrdiff_t rows, std::ptrdiff_t n,
                    const std::ptrdiff_t* row_steps, const std::ptrdiff_t* element_steps) {
  if (rows <= 0 || n <= 0) return;
  const int all = work.operands();
  const std::ptrdiff_t item = row_of(work.type).bytes;
  bool direct = !row_of(work.type).narrow;
  for (int k = 0; k < all; ++k) direct = direct && (element_steps[k] == item || n == 1);

  if (direct && n >= kWorthCutting && rows < 2 * thread_count()) {
    CutRow row;
    row.pieces = &kernel_of(work).pieces;
    row.operands = all;
    row.steps = row_steps;
    row.n = n;
    row.item = item;
    row.count = (n + static_cast<std::ptrdiff_t>(kRowPiece) - 1) / static_cast<std::ptrdiff_t>(kRowPiece);
    row.of_pieces.resize(static_cast<std::size_t>(row.count));
    row.sums.resize(static_cast<std::size_t>(row.count));
    for (std::ptrdiff_t i = 0; i < rows; ++i) {
      for (int k = 0; k < all; ++k) row.args[k] = args[k] + i * row_steps[k];
      row.state = RowState{};
      row.run(work.cost);
    }
    return;
  }

  Job job;
  job.work = &work;
  job.args = args;
  job.rows = rows;
  job.n = n;
  job.row_steps = row_steps;
  job.element_steps = element_steps;
  job.direct = direct;
  const double nanoseconds = double(rows) * double(n) * work.cost;
  const std::ptrdiff_t threads = worthwhile_threads(nanoseconds);
  // For a single thread nothing is cut. Tasks with buffers stay few, however large they are.
  const std::ptrdiff_t of_thread = (rows + kTasksOfThread * threads - 1) / (kTasksOfThread * threads);
  const std::ptrdiff_t of_task = std::max(kTaskElements / n, direct ? std::min(of_thread, kMostOfTask / n) : of_thread);
  job.rows_per_task = threads == 1 ? rows : std::max(of_task, std::ptrdiff_t(1));
  // Whole groups of rows that are computed side by side.
  if (!direct || n < static_cast<std::ptrdiff_t>(kRowInPieces))
    job.rows_per_task = (job.rows_per_task + kPackedRows - 1) / kPackedRows * kPackedRows;
  const std::ptrdiff_t tasks = (rows + job.rows_per_task - 1) / job.rows_per_task;
  std::unique_ptr<char[]> buffers;
  if (!direct) {
    // A buffer for each task, so that nothing is allocated by a thread.
    const std::size_t row_bytes = static_cast<std::size_t>(n * row_of(work.type).computed_bytes());
    const auto group = static_cast<std::size_t>(std::min({kPackedRows, rows, std::max<std::ptrdiff_t>((1 << 20) / n, 1)}));
    job.buffer_bytes = group * row_bytes * static_cast<std::size_t>(all);
    buffers.reset(new char[job.buffer_bytes * static_cast<std::size_t>(tasks) + kLine]);
    job.buffers = buffers.get() + (kLine - reinterpret_cast<std::uintptr_t>(buffers.get()) % kLine) % kLine;
  }
  parallel_tasks(
      static_cast<int>(tasks), nanoseconds, [](void* context, int task) { static_cast<Job*>(context)->run(task); }, &job);
}

}  // namespace fastrelu
