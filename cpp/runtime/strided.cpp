#include "runtime/strided.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#endif

namespace fastrelu {
namespace {

// Rows from this length on go to the loop as they lie; shorter ones are put together in a buffer, so that what a loop costs
// to begin and to end is shared by many. Between the two lengths nothing is written past the caches: it would cost more
// at both ends of every row than it saves.
constexpr std::ptrdiff_t kLongRow = 512;
constexpr std::ptrdiff_t kStreamedRow = 16384;
constexpr std::ptrdiff_t kPacked = 1024;  // elements in such a buffer
constexpr int kLargestItem = 8;
static_assert(kPacked == kTile * kTile, "a tile fills the buffer");

// Bytes, at least 16, to places that share none; a call of memcpy for a few bytes costs more than the bytes.
inline void copy_bytes(char* to, const char* from, std::ptrdiff_t n) {
  if (n >= 128) {
    std::memcpy(to, from, static_cast<std::size_t>(n));
    return;
  }
  for (std::ptrdiff_t i = 0; i < n - 16; i += 16) std::memcpy(to + i, from + i, 16);
  std::memcpy(to + n - 16, from + n - 16, 16);
}

// Elements so many apart, which compilers vectorise where the number is known.
template <int Item, int Apart>
inline void pack_items(char* __restrict to, const char* from, std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n; ++i) std::memcpy(to + i * Item, from + i * Apart * Item, Item);
}

template <int Item>
inline void copy_items(char* to, std::ptrdiff_t to_step, const char* from, std::ptrdiff_t from_step, std::ptrdiff_t n) {
  const std::ptrdiff_t bytes = n * Item;
  if (bytes >= 16 && to_step == Item && from_step == Item)
    copy_bytes(to, from, bytes);
  else if (to_step == Item && from_step == 2 * Item)
    pack_items<Item, 2>(to, from, n);
  else if (to_step == Item && from_step == -Item)
    pack_items<Item, -1>(to, from, n);
  else if (to_step == -Item && from_step == Item)  // backwards: the last to the first place
    pack_items<Item, -1>(to - (n - 1) * Item, from + (n - 1) * Item, n);
  else
    for (; n > 0; --n, to += to_step, from += from_step) std::memcpy(to, from, Item);
}

// One element n times, and up to kLine bytes beyond.
template <int Item>
inline void fill_items(char* to, const char* element, std::ptrdiff_t n) {
  char piece[kLine];
  for (std::size_t i = 0; i < kLine; i += Item) std::memcpy(piece + i, element, Item);
  for (std::ptrdiff_t i = 0; i < n * Item; i += std::ptrdiff_t(kLine)) std::memcpy(to + i, piece, kLine);
}

// Where rows lie far apart, as those of a slice do, the CPU's own prefetcher does not see the next one coming. How far
// ahead of itself to fetch an operand, in bytes: about kAhead of what is read, in rows.
constexpr std::ptrdiff_t kAhead = 2048, kMostRowsAhead = 16, kApart = 256;

std::ptrdiff_t fetch_distance(const Layout& layout, int operand, int item) {
  const int last = layout.dimensions - 1;
  const std::ptrdiff_t row = layout.shape[last] * item, from_row_to_row = layout.steps[last - 1][operand];
  if (layout.steps[last][operand] != item || row > kAhead || std::abs(from_row_to_row) < row + kApart) return 0;
  return std::min(kAhead / row, kMostRowsAhead) * from_row_to_row;
}

template <bool Out>
inline void fetch([[maybe_unused]] const char* row, [[maybe_unused]] std::ptrdiff_t bytes) {
#if defined(__GNUC__)
  for (std::ptrdiff_t i = 0; i < bytes; i += std::ptrdiff_t(kLine)) __builtin_prefetch(row + i, Out);
#endif
}

#if defined(__SSE2__) || defined(_M_X64)
constexpr std::ptrdiff_t kRegister = 16;  // bytes
inline __m128i load16(const char* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); }
inline void store16(char* to, __m128i v) { _mm_storeu_si128(reinterpret_cast<__m128i*>(to), v); }

// Rows become columns, of as many elements as a register holds.
template <int Item>
inline void turn_square(char* to, std::ptrdiff_t to_step, const char* from, std::ptrdiff_t from_step) {
  const auto row = [=](int i) { return load16(from + i * from_step); };
  const auto put = [=](int i, __m128i low, __m128i high) {  // two rows, of the halves of these
    store16(to + i * to_step, _mm_unpacklo_epi64(low, high));
    store16(to + (i + 1) * to_step, _mm_unpackhi_epi64(low, high));
  };
  if constexpr (Item == 8) {
    put(0, row(0), row(1));
  } else if constexpr (Item == 4) {
    const __m128i r0 = row(0), r1 = row(1), r2 = row(2), r3 = row(3);
    put(0, _mm_unpacklo_epi32(r0, r1), _mm_unpacklo_epi32(r2, r3));
    put(2, _mm_unpackhi_epi32(r0, r1), _mm_unpackhi_epi32(r2, r3));
  } else {
    __m128i two[8], four[8];
    for (int i = 0; i < 8; i += 2) {
      const __m128i r0 = row(i), r1 = row(i + 1);
      two[i] = _mm_unpacklo_epi16(r0, r1), two[i + 1] = _mm_unpackhi_epi16(r0, r1);
    }
    for (int i = 0; i < 8; i += 4)
      for (int k = 0; k < 2; ++k) {
        four[i + 2 * k] = _mm_unpacklo_epi32(two[i + k], two[i + k + 2]);
        four[i + 2 * k + 1] = _mm_unpackhi_epi32(two[i + k], two[i + k + 2]);
      }
    for (int i = 0; i < 4; ++i) put(2 * i, four[i], four[i + 4]);
  }
}
#else
constexpr std::ptrdiff_t kRegister = 1;
template <int Item>
void turn_square(char* to, std::ptrdiff_t to_step, const char* from, std::ptrdiff_t from_step);  // never called
#endif

// A tile of an operand between a buffer, whose rows lie end to end, and memory, where rows are a step apart.
template <int Item, bool Out>
void copy_tile(char* buffer, char* at, std::ptrdiff_t step) {
  for (std::ptrdiff_t i = 0; i < kTile; ++i, buffer += kTile * Item, at += step)
    std::memcpy(Out ? at : buffer, Out ? buffer : at, kTile * Item);
}

// The same for an operand whose rows are the columns of the layout: elements change places across the diagonal.
template <int Item>
void turn_tile(char* to, std::ptrdiff_t to_step, const char* from, std::ptrdiff_t from_step) {
  constexpr std::ptrdiff_t kSide = kRegister / Item;  // of squares that are turned in registers
  if constexpr (kSide <= 1 || Item == 1) {
    for (std::ptrdiff_t i = 0; i < kTile; ++i)
      for (std::ptrdiff_t j = 0; j < kTile; ++j)
        std::memcpy(to + j * to_step + i * Item, from + i * from_step + j * Item, Item);
  } else {
    for (std::ptrdiff_t i = 0; i < kTile; i += kSide)
      for (std::ptrdiff_t j = 0; j < kTile; j += kSide)
        turn_square<Item>(to + j * to_step + i * Item, to_step, from + i * from_step + j * Item, from_step);
  }
}

// How an operand's elements lie in the rows that are put together: anyhow, or a tile that can be copied as one.
enum class Tile { none, straight, turned };

// An operand on its way through a buffer.
struct Packed {
  Walker walker;
  std::ptrdiff_t step, row_step;  // along a row, and from row to row
  std::ptrdiff_t ahead;           // fetch_distance, or to the next tile
  Tile tile;

  // From line to line of a tile, of which each lies end to end.
  std::ptrdiff_t line_step() const { return tile == Tile::turned ? step : row_step; }
  template <bool Out>
  void fetch_tile(std::ptrdiff_t distance, std::ptrdiff_t item) const {
    const char* line = walker.at() + distance;
    for (std::ptrdiff_t i = 0; i < kTile; ++i, line += line_step()) fetch<Out>(line, kTile * item);
  }
};

// The next elements of an operand to a buffer, which has room for a line more, or from it.
template <int Item, bool Out>
void pack(char* buffer, Packed& operand, std::ptrdiff_t elements) {
  Walker& walker = operand.walker;
  if (operand.tile != Tile::none) {
    char* const at = walker.at();
    const std::ptrdiff_t step = operand.line_step();
    if (operand.tile == Tile::straight)
      copy_tile<Item, Out>(buffer, at, step);
    else if constexpr (Out)
      turn_tile<Item>(at, step, buffer, kTile * Item);
    else
      turn_tile<Item>(buffer, kTile * Item, at, step);
    if constexpr (!Out) operand.fetch_tile<false>(operand.ahead, Item);
    return walker.advance_tile();
  }
  for (std::ptrdiff_t n; elements > 0; elements -= n, buffer += n * Item) {
    n = walker.row(elements);
    if (operand.ahead != 0) fetch<Out>(walker.at() + operand.ahead, n * Item);
    if constexpr (Out)
      copy_items<Item>(walker.at(), operand.step, buffer, Item, n);
    else if (operand.step == 0)
      fill_items<Item>(buffer, walker.at(), n);
    else
      copy_items<Item>(buffer, Item, walker.at(), operand.step, n);
    walker.advance(n);
  }
}
template <bool Out>
void pack(char* buffer, Packed& operand, std::ptrdiff_t elements, int item) {
  switch (item) {
    case 1:
      return pack<1, Out>(buffer, operand, elements);
    case 2:
      return pack<2, Out>(buffer, operand, elements);
    case 4:
      return pack<4, Out>(buffer, operand, elements);
    default:
      return pack<8, Out>(buffer, operand, elements);
  }
}

// An input that repeats itself, as a weight for each channel does from image to image, is put together once for all: a
// period of it, and as much more as is needed at once. Nothing if it does not pay or there is no memory.
constexpr std::ptrdiff_t kMostRepeated = 128 * 1024;  // bytes; to be read from the second-level cache

std::unique_ptr<char[]> repeated(const Layout& layout, int operand, char* start, int item, std::ptrdiff_t elements) {
  const std::ptrdiff_t period = layout.period(operand);
  if (period * item > kMostRepeated || 2 * period + kPacked > elements) return nullptr;
  std::unique_ptr<char[]> table(new (std::nothrow) char[static_cast<std::size_t>((period + kPacked) * item) + kLine]);
  Packed whole = {Walker(layout, operand, start, 0), layout.steps[layout.dimensions - 1][operand], 0, 0, Tile::none};
  if (table) pack<false>(table.get(), whole, period + kPacked, item);
  return table;
}

// Long rows, as they lie.
void run_long_rows(const Work& work, char* const* args, const Layout& layout, std::ptrdiff_t begin, std::ptrdiff_t end,
                   unsigned flags) {
  const int last = layout.dimensions - 1, all = work.inputs + work.outputs;
  Walker walkers[kMostOperands];
  std::ptrdiff_t ahead[kMostOperands];
  char* at[kMostOperands];
  for (int k = 0; k < all; ++k) {
    walkers[k] = Walker(layout, k, args[k], begin);
    ahead[k] = k < work.inputs ? fetch_distance(layout, k, work.item_size) : 0;
  }
  for (std::ptrdiff_t i = begin, n; i < end; i += n) {
    n = walkers[0].row(end - i);
    for (int k = 0; k < all; ++k) {
      at[k] = walkers[k].at();
      if (ahead[k] != 0) fetch<false>(at[k] + ahead[k], n * work.item_size);
    }
    work.loop(at, layout.steps[last], n, flags);
    for (int k = 0; k < all; ++k) walkers[k].advance(n);
  }
}

// Short rows, of which many are put together before the loop is called. Of a tiled layout begin and end are whole tiles, and
// one tile at a time is put together.
void run_short_rows(const Work& work, char* const* args, const Layout& layout, std::ptrdiff_t begin, std::ptrdiff_t end,
                    unsigned flags) {
  const int last = layout.dimensions - 1, all = work.inputs + work.outputs, item = work.item_size;
  // The lines more keep the same place in two buffers from having the same last twelve bits of its address, by which a CPU
  // may take a load for one of what has just been stored.
  alignas(kLine) char buffers[kMostOperands][kPacked * kLargestItem + 33 * kLine];
  Packed operands[kMostOperands];
  std::unique_ptr<char[]> tables[kMostOperands];
  bool packed[kMostOperands];
  char* at[kMostOperands];
  std::ptrdiff_t steps[kMostOperands], periods[kMostOperands];
  for (int k = 0; k < all; ++k) {
    periods[k] = layout.period(k);
    steps[k] = k < work.inputs && periods[k] == 1 ? 0 : item;  // as parameters mostly are
    packed[k] = steps[k] != 0 && !layout.is_contiguous(k, item);
    if (packed[k] && k < work.inputs) tables[k] = repeated(layout, k, args[k], item, end - begin);
    const std::ptrdiff_t step = layout.steps[last][k], row_step = layout.steps[last - 1][k];
    operands[k] = {Walker(layout, k, args[k], begin), step, row_step, fetch_distance(layout, k, item), Tile::none};
    if (layout.is_tiled && (step == item || row_step == item)) {
      operands[k].tile = step == item ? Tile::straight : Tile::turned;
      operands[k].ahead = layout.steps[last - 2][k];
    }
  }
  // From one line of the first output to another, for stores past the caches.
  const auto first_output = reinterpret_cast<std::uintptr_t>(args[work.inputs] + begin * item);
  std::ptrdiff_t most = kPacked - (flags & kStream ? static_cast<std::ptrdiff_t>(first_output % kLine) / item : 0);
  for (std::ptrdiff_t i = begin, n; i < end; i += n, most = kPacked) {
    n = std::min(most, end - i);
    for (int k = 0; k < all; ++k) {
      if (tables[k]) {
        at[k] = tables[k].get() + i % periods[k] * item;
      } else if (packed[k]) {
        at[k] = buffers[k];
        if (k < work.inputs) pack<false>(buffers[k], operands[k], n, item);
      } else {
        at[k] = args[k] + i * steps[k];
      }
    }
    for (int k = work.inputs; k < all; ++k)
      if (operands[k].tile != Tile::none) operands[k].fetch_tile<true>(0, item);
    work.loop(at, steps, n, flags);
    for (int k = work.inputs; k < all; ++k)
      if (packed[k]) pack<true>(buffers[k], operands[k], n, item);
  }
}

}  // namespace

void run_rows(const Work& work, char* const* args, const Layout& layout, std::ptrdiff_t begin, std::ptrdiff_t end,
              unsigned flags) {
  if (layout.shape[layout.dimensions - 1] >= kLongRow)
    run_long_rows(work, args, layout, begin, end, flags);
  else
    run_short_rows(work, args, layout, begin, end, flags);
}

bool may_stream_rows(const Layout& layout) {
  const std::ptrdiff_t row = layout.shape[layout.dimensions - 1];
  return row < kLongRow || row >= kStreamedRow;
}

}  // namespace fastrelu
