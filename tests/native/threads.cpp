// Threads that compute while others change what they go by: the instruction set, the numbers of threads, the size from which
// outputs leave past the caches. For the thread sanitizer, which says where two of them meet; and every result must be right.
//
//   threads [rounds] [--plant]
//
// --plant counts something without a lock, to see that the sanitizer finds it.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "native/cases.h"
#include "runtime/parallel.h"
#include "runtime/rows.h"
#include "runtime/threads.h"

using namespace fastrelu;

namespace {

std::atomic<int> g_wrong{0};
std::atomic<int> g_teams{0};  // parallel regions of several threads
std::atomic<bool> g_done{false};
bool g_plant = false;
volatile int g_unguarded = 0;

// The instruction sets with the same bits, so that results do not depend on which is active.
std::vector<const Isa*> fused() {
  std::vector<const Isa*> found = isas_to_test();
  if (found.size() > 1)
    found.erase(std::remove_if(found.begin(), found.end(), [](const Isa* isa) { return std::string(isa->name) == "baseline"; }),
                found.end());
  return found;
}

// A first call of every kernel may be that of two threads at once.
void compute(int seed, int rounds) {
  const std::vector<Case> cases = elementwise_cases();
  for (int round = 0; round < rounds; ++round) {
    const Case& made = cases[std::size_t(seed * 31 + round * 7) % cases.size()];
    if (made.type != Type::f32 && made.type != Type::f16) continue;
    // Some calls are large enough for a team, of which several want one at a time.
    const std::ptrdiff_t n = round % 3 == 0 ? 200000 : 700, item = made.item();
    set_local_thread_count(round % 5);
    std::vector<std::vector<char>> memory(std::size_t(made.operands()), std::vector<char>(std::size_t(n * item)));
    std::vector<std::vector<char>> alone = memory;
    char *args[kMostOperands], *others[kMostOperands];
    std::ptrdiff_t steps[kMostOperands];
    for (int k = 0; k < made.operands(); ++k) {
      for (std::ptrdiff_t i = 0; i < n && !made.is_output(k); ++i) {
        if (g_plant) g_unguarded = g_unguarded + 1;
        const double usual = made.is_parameter(k) ? made.activation->parameters[k - made.data()].fallback : 0;
        put(&memory[std::size_t(k)][std::size_t(i * item)], made.type,
            made.is_parameter(k) ? usual : double((i * 37 + seed) % 257) / 32 - 4);
      }
      alone[std::size_t(k)] = memory[std::size_t(k)];
      args[k] = memory[std::size_t(k)].data();
      others[k] = alone[std::size_t(k)].data();
      steps[k] = made.is_parameter(k) ? 0 : item;
    }
    run({made.loop(active_isa()), made.inputs(), made.outputs(), int(item), 20}, args, steps, n);
    made.loop (*fused().back())(others, steps, n, kPlain);
    if (memory != alone) ++g_wrong;
    in_team(2, [](int thread, int team) {
      // Relaxed, so that counting puts nothing in order that is not.
      if (thread == 0 && team > 1) g_teams.fetch_add(1, std::memory_order_relaxed);
    });
  }
}

void along_rows(int seed, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    const std::ptrdiff_t rows = round % 2 ? 300 : 1, n = round % 2 ? 200 : 150000, step = n * 4, item = 4;
    std::vector<float> x(std::size_t(rows * n)), y(x.size()), z(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = float((i * 13 + std::size_t(seed)) % 101) / 10;
    const RowWork work = {&active_isa().kernels->rows->activations[0], active_isa().kernels->drivers, Form::value, Type::f32,
                          20};
    char *args[2] = {reinterpret_cast<char*>(x.data()), reinterpret_cast<char*>(y.data())},
         *others[2] = {args[0], reinterpret_cast<char*>(z.data())};
    const std::ptrdiff_t row_steps[2] = {step, step}, element_steps[2] = {item, item};
    run_along_axis(work, args, rows, n, row_steps, element_steps);
    set_local_thread_count(1);
    run_along_axis(work, others, rows, n, row_steps, element_steps);
    set_local_thread_count(0);
    if (y != z) ++g_wrong;
  }
}

void change_settings() {
  const std::vector<const Isa*> isas = fused();
  for (unsigned i = 0; !g_done; ++i) {
    set_active_isa(isas[i % isas.size()]->name);
    set_thread_count(int(i % 4));
    set_stream_bytes(i % 3 ? 1e9 : 1e5);
    if (thread_count() < 1) ++g_wrong;
    std::this_thread::yield();
  }
}

}  // namespace

int main(int count, char** words) {
  int rounds = 60;
  for (int k = 1; k < count; ++k) {
    if (std::string(words[k]) == "--plant")
      g_plant = true;
    else
      rounds = std::atoi(words[k]);
  }
  choose_isa_at_import();
  initialize_threads();
  std::vector<std::thread> workers;
  for (int seed = 0; seed < 4; ++seed) workers.emplace_back(compute, seed, rounds);
  for (int seed = 0; seed < 2; ++seed) workers.emplace_back(along_rows, seed, rounds / 8 + 1);
  std::thread settings(change_settings);
  for (std::thread& worker : workers) worker.join();
  g_done = true;
  settings.join();
  std::printf("%d rounds on %zu threads beside one that changes the settings, %d regions of several threads, %d wrong; %s\n",
              rounds, workers.size(), g_teams.load(), g_wrong.load(), openmp_runtime().c_str());
  return g_wrong != 0;
}
