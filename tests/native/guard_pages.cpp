// Calls every kernel with operands that end at a protected page, and with operands that begin after one. A byte read or
// written beyond an operand ends the program; one written between or beside the elements is found afterwards, and so is a
// result that depends on where it lies. Inputs lie in memory that cannot be written.
//
//   guard_pages [instruction set ...] [part ...] [--plant]
//
// All of them if none is named. --plant tells kernels of one element more than there is, to see that the program finds it.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "native/cases.h"
#include "native/guard_parts.h"
#include "native/guarded.h"
#include "native/report.h"
#include "runtime/float_environment.h"

using namespace fastrelu;

namespace {

constexpr int kCanary = 0x5a;
constexpr std::size_t kMargin = 256;  // bytes beside the elements that are looked at

// How operands lie: elements from neighbour to neighbour. 0: one element for all. All go in one direction, so that numbers that
// are counted from the protected page on meet; guard_layouts.cpp has the others.
struct Placing {
  const char* name;
  int data, parameters, outputs;
};
constexpr Placing kPlacings[] = {
    {"contiguous", 1, 0, 1},     {"contiguous, parameters too", 1, 1, 1},
    {"every second", 2, 0, 2},   {"every second, reversed", -2, -1, -2},
    {"reversed", -1, 0, -1},     {"strided input", 3, 2, 1},
    {"strided output", 1, 1, 3}, {"one input for all", 0, 1, 1},
};

std::vector<std::ptrdiff_t> usual_lengths() {
  std::vector<std::ptrdiff_t> lengths = {480, 510, 511, 512, 513, 514, 543, 544, 545, 576, 1023, 1024, 1025, 1056};
  for (std::ptrdiff_t n = 0; n <= 130; ++n) lengths.push_back(n);
  return lengths;
}
// From where outputs are aligned, and from where a loop goes through its block in two parts (kernels/block.h).
std::vector<std::ptrdiff_t> large_lengths(std::ptrdiff_t item) {
  const std::ptrdiff_t in_parts = 131072 / item;
  return {4095, 4129, in_parts - 1, in_parts + 33, in_parts + 4129};
}

class Bench {
 public:
  Bench(const Case& made, const Isa& isa, std::ptrdiff_t most, bool plant)
      : case_(made), loop_(made.loop(isa)), most_(most), plant_(plant), item_(made.item()) {
    g_report.what = made.name() + " " + isa.name;
    g_report.operands.clear();
    for (int k = 0; k < made.operands(); ++k) {
      memory_.push_back(std::make_unique<Guarded>(static_cast<std::size_t>(3 * most * item_), made.is_output(k)));
      g_report.operands.push_back(memory_.back().get());
      numbers_.emplace_back(static_cast<std::size_t>(most * item_));
    }
    for (int k = 0; k < made.inputs(); ++k)
      for (std::ptrdiff_t i = 0; i < most; ++i) put(&numbers_[std::size_t(k)][std::size_t(i * item_)], made.type, number(i, k));
  }

  void run(const Placing& placing, Against against, const std::vector<std::ptrdiff_t>& lengths, bool buffered, bool streamed) {
    lie(placing, against);
    g_report.how = placing.name;
    for (const std::ptrdiff_t n : lengths) {
      if (n > most_) continue;
      call(placing, against, n, kPlain);
      if (buffered) call(placing, against, n, kBuffered);
      if (streamed && placing.outputs == 1) call(placing, against, n, kStream);
    }
  }

 private:
  double number(std::ptrdiff_t i, int k) const {
    if (!case_.is_parameter(k)) return some_number(static_cast<std::size_t>(i), k);
    const double usual = case_.activation->parameters[k - case_.data()].fallback;
    return usual * (1 + static_cast<double>(i % 5) / 8);
  }
  std::ptrdiff_t step(const Placing& placing, int k) const {
    return item_ * (case_.is_output(k) ? placing.outputs : case_.is_parameter(k) ? placing.parameters : placing.data);
  }

  // Numbers are counted from the protected page on, so that they can stay for every length.
  void lie(const Placing& placing, Against against) {
    results(placing);
    images_.clear();
    for (int k = 0; k < case_.operands(); ++k) {
      const Guarded& memory = *memory_[std::size_t(k)];
      std::fill_n(memory.begin(), memory.size(), char(kCanary));
      const std::ptrdiff_t apart = std::abs(step(placing, k));
      for (std::ptrdiff_t i = 0; i < (apart == 0 ? 1 : most_); ++i) {
        const std::ptrdiff_t end = static_cast<std::ptrdiff_t>(memory.size()) - item_;
        const std::ptrdiff_t at = against == Against::start ? i * apart : end - i * apart;
        std::memcpy(memory.begin() + at, &numbers_[std::size_t(k)][std::size_t(i * item_)], std::size_t(item_));
      }
      if (case_.is_output(k)) {
        images_.emplace_back(memory.begin(), memory.begin() + memory.size());
        std::fill_n(memory.begin(), memory.size(), char(kCanary));
      }
    }
  }

  // What there shall be, from ordinary memory.
  void results(const Placing& placing) {
    char* args[kMostOperands];
    std::ptrdiff_t steps[kMostOperands];
    for (int k = 0; k < case_.operands(); ++k) {
      args[k] = numbers_[std::size_t(k)].data();
      steps[k] = step(placing, k) == 0 ? 0 : item_;
    }
    const DefaultFloatEnvironment environment;
    loop_(args, steps, most_, kPlain);
  }

  void call(const Placing& placing, Against against, std::ptrdiff_t n, unsigned flags) {
    char* args[kMostOperands];
    std::ptrdiff_t steps[kMostOperands];
    for (int k = 0; k < case_.operands(); ++k) {
      steps[k] = step(placing, k);
      args[k] = memory_[std::size_t(k)]->place(against, n, steps[k], item_);
    }
    g_report.n = n;
    {
      const DefaultFloatEnvironment environment;
      loop_(args, steps, n + (plant_ ? 1 : 0), flags);
    }
    ++g_report.cases;
    for (int k = case_.inputs(); k < case_.operands(); ++k) look(k, against, n == 0 ? 0 : (n - 1) * std::abs(steps[k]) + item_);
  }

  // The elements' bytes are those of the image, and beside them nothing has changed.
  void look(int operand, Against against, std::ptrdiff_t bytes) {
    const Guarded& memory = *memory_[std::size_t(operand)];
    const std::vector<char>& image = images_[std::size_t(operand - case_.inputs())];
    const std::size_t from = against == Against::start ? 0 : memory.size() - static_cast<std::size_t>(bytes);
    char* const begin = memory.begin() + from;
    if (std::memcmp(begin, image.data() + from, static_cast<std::size_t>(bytes)) != 0) g_report.say("another result");
    const std::size_t margin = std::min(kMargin, memory.size() - static_cast<std::size_t>(bytes));
    const char* const beside = against == Against::start ? begin + bytes : begin - margin;
    if (std::any_of(beside, beside + margin, [](char c) { return c != char(kCanary); })) g_report.say("written beside");
    std::fill_n(begin, bytes, char(kCanary));
  }

  const Case& case_;
  const Loop loop_;
  const std::ptrdiff_t most_;
  const bool plant_;
  const std::ptrdiff_t item_;
  std::vector<std::unique_ptr<Guarded>> memory_;
  std::vector<std::vector<char>> numbers_;  // of inputs what they hold, of outputs what there shall be
  std::vector<std::vector<char>> images_;   // memory of the outputs as it shall be
};

void elementwise(const Isa& isa, bool plant) {
  const std::vector<std::ptrdiff_t> usual = usual_lengths();
  for (const Case& made : elementwise_cases()) {
    Bench bench(made, isa, *std::max_element(usual.begin(), usual.end()), plant);
    for (const Against against : {Against::end, Against::start})
      for (const Placing& placing : kPlacings) bench.run(placing, against, usual, true, true);
    const std::vector<std::ptrdiff_t> large = large_lengths(made.item());
    Bench wide(made, isa, large.back(), plant);
    for (const Against against : {Against::end, Against::start}) wide.run(kPlacings[0], against, large, false, true);
  }
}

}  // namespace

int main(int count, char** words) {
  std::set<std::string> wanted(words + 1, words + count);
  const bool plant = wanted.erase("--plant") > 0;
  const GuardPart parts[] = {
      {"elementwise", elementwise}, {"rows", guard_rows}, {"gradients", guard_gradients}, {"layouts", guard_layouts}};
  const auto chosen = [&](const auto& all, const auto& one, auto name) {
    const auto is_wanted = [&](const auto& x) { return wanted.count(name(x)) > 0; };
    return is_wanted(one) || std::none_of(std::begin(all), std::end(all), is_wanted);
  };
  const std::vector<const Isa*> isas = isas_to_test();
  report_faults();
  for (const Isa* isa : isas)
    for (const GuardPart& part : parts) {
      if (!chosen(isas, isa, [](const Isa* x) { return x->name; })) continue;
      if (!chosen(parts, part, [](const GuardPart& x) { return x.name; })) continue;
      g_report.cases = 0;
      part.run(*isa, plant);
      std::printf("%s %s %lld cases\n", isa->name, part.name, g_report.cases);
      std::fflush(stdout);
    }
  std::printf("%lld wrong\n", g_report.wrong);
  return g_report.wrong != 0;
}
