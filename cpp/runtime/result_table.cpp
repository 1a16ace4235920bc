#include "runtime/result_table.h"

#include <cstring>
#include <memory>
#include <new>

#include "runtime/float_environment.h"

namespace fastrelu {
namespace {

// From so many elements on a table pays even where it is not in the caches: of normal numbers bfloat16 reads 4 kB of it,
// float16 24 kB.
constexpr std::ptrdiff_t kLeastElements = 16384;
// To compute so many elements takes longer than to make a table.
constexpr std::ptrdiff_t kBeforeTable = 4 * std::ptrdiff_t(ResultTable::kPatterns);

std::atomic<int> g_made{0};

}  // namespace

LazyResultTable::LazyResultTable(const Loop& computed, Driver look_up, const std::uint16_t* parameters)
    : computed_(computed), look_up_(look_up) {
  std::memcpy(parameters_, parameters, sizeof *parameters * static_cast<std::size_t>(computed.kernel->parameters));
}

Loop LazyResultTable::loop(const char* const* args, std::ptrdiff_t n) {
  if (n < kLeastElements) return {};
  const Kernel& kernel = *computed_.kernel;
  for (int k = 0; k < kernel.parameters; ++k)
    if (std::memcmp(args[kernel.data + k], &parameters_[k], sizeof *parameters_) != 0) return {};
  const ResultTable* table = made_.load(std::memory_order_acquire);
  if (!table) {
    // The call that gets there makes it; others compute meanwhile.
    const std::ptrdiff_t before = computed_elements_.fetch_add(n, std::memory_order_relaxed);
    if (before >= kBeforeTable || before + n < kBeforeTable) return {};
    table = make();
    if (!table) {  // no memory; perhaps later
      computed_elements_.store(0, std::memory_order_relaxed);
      return {};
    }
    made_.store(table, std::memory_order_release);
    g_made.fetch_add(1, std::memory_order_relaxed);
  }
  return {look_up_, table};
}

const ResultTable* LazyResultTable::make() const {
  const Kernel& kernel = *computed_.kernel;
  const auto outputs = static_cast<std::size_t>(kernel.outputs);
  std::unique_ptr<ResultTable> table(new (std::nothrow) ResultTable{});
  std::unique_ptr<std::uint16_t[]> results(new (std::nothrow) std::uint16_t[outputs * ResultTable::kPatterns]);
  if (!table || !results) return nullptr;
  static_cast<Kernel&>(*table) = kernel;
  const DefaultFloatEnvironment environment;
  constexpr std::size_t kAtOnce = 512;
  std::uint16_t patterns[kAtOnce], parameters[kMostParameters];
  std::memcpy(parameters, parameters_, sizeof parameters);
  for (std::size_t i = 0; i < ResultTable::kPatterns; i += kAtOnce) {
    for (std::size_t k = 0; k < kAtOnce; ++k) patterns[k] = static_cast<std::uint16_t>(i + k);
    char* args[kMostOperands];
    std::ptrdiff_t steps[kMostOperands];
    int operands = 0;
    const auto add = [&](std::uint16_t* at, std::ptrdiff_t step) {
      args[operands] = reinterpret_cast<char*>(at);
      steps[operands++] = step;
    };
    add(patterns, sizeof *patterns);
    for (int k = 0; k < kernel.parameters; ++k) add(&parameters[k], 0);
    for (std::size_t k = 0; k < outputs; ++k) add(&results[k * ResultTable::kPatterns + i], sizeof *patterns);
    computed_(args, steps, kAtOnce, kPlain);
  }
  for (std::size_t k = 0; k < outputs; ++k) table->results[k] = &results[k * ResultTable::kPatterns];
  results.release();  // kept for good, with the table
  return table.release();
}

int result_tables_made() { return g_made.load(std::memory_order_relaxed); }

}  // namespace fastrelu
