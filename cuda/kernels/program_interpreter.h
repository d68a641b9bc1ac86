// The interpreter of constraint programs: every thread runs the whole program on its own rows, so that all of
// a warp do the same at any time.
//
// A step costs a thread about 12 instructions to find out what to do, whatever the number of its rows, and
// about 10 to 15 a row to do it, of which a multiplication is 6; so it has two rows. Two rows also hide each
// other's latencies. Values that live from one step to another are words of slots, in shared memory where
// they fit. Columns are read where they are used, in whole lines; those that are used again soon are in the
// first-level cache. On an H200 the steps bound it: 132 SM * 128 instructions a clock are some 0.7 * 10^12
// steps and rows a second, so that a program of 1,000 steps takes 24 ms for 2^24 rows.
#pragma once

#include <cstdint>

#include "cuda/kernels/program_frame.h"
#include "cuda/launch/block.h"

namespace switchyard::cuda {

enum class StepKind : uint32_t { kCopy = 0, kAdd = 1, kSubtract = 2, kMultiply = 3 };

// Where a value is, in the two top bits of an operand.
enum class OperandKind : uint32_t { kSlot = 0, kUniform = 1, kColumn = 2, kNextColumn = 3 };
inline constexpr int kOperandKindShift = 30;
inline constexpr int kOperandMatrixShift = 28;  // of columns
inline constexpr uint32_t kOperandColumnMask = (1u << kOperandMatrixShift) - 1;
inline constexpr uint32_t kOperandIndexMask = (1u << kOperandKindShift) - 1;

// out := a (kind) b, where `out` is a slot, or kAsserted for the next of the asserted values. 16 bytes,
// loaded at once.
struct alignas(16) Step {
  StepKind kind;
  uint32_t out;
  uint32_t a;
  uint32_t b;
};
inline constexpr uint32_t kAsserted = ~0u;

inline constexpr uint32_t kProgramThreads = 128;
inline constexpr uint32_t kRowsPerThread = 2;
inline constexpr uint32_t kProgramTile = kProgramThreads * kRowsPerThread;
static_assert(kProgramTile == 1u << QuotientDomain::kLogTile);

// Slots of a block in shared memory: 96 KiB at most, which all architectures have, and two blocks or more to
// a multiprocessor of sm_80 and sm_90.
inline constexpr uint32_t kMostSharedSlots = 96;
// Blocks that share out the tiles where slots are in device memory, and so how much of it they need.
inline constexpr uint64_t kUnsharedBlocks = 1024;

// Runs `step_count` steps on all rows of the frame. One step more is read.
template <class Frame, bool is_shared>
struct InterpretProgram {
  static constexpr const char* kName = "interpret_program";
  static constexpr uint32_t kThreads = kProgramThreads;
  using E = Element<typename Frame::Field>;

  Frame frame;
  const Step* steps;
  uint32_t step_count;
  uint32_t slots;    // at least one
  uint32_t* memory;  // unless shared: slots * kProgramTile words for each block

  SY_GPU void operator()(Block& block) const {
    if constexpr (is_shared) {
      const auto shared = block.shared<uint32_t>(slots * kProgramTile);
      block.each_thread([&](uint32_t thread) { run_tiles(block, thread, shared); });
    } else {
      block.each_thread(
          [&](uint32_t thread) { run_tiles(block, thread, memory + block.index() * slots * kProgramTile); });
    }
  }

 private:
  template <class Slots>
  SY_GPU void run_tiles(const Block& block, uint32_t thread, const Slots& words) const {
    const uint64_t tiles = (frame.count() + kProgramTile - 1) / kProgramTile;
    for (uint64_t tile = block.index(); tile < tiles; tile += block.count())
      run(tile * kProgramTile + thread, thread, words);
  }

  // Rows past the last do the last one's work.
  template <class Slots>
  SY_GPU void run(uint64_t first, uint32_t thread, const Slots& words) const {
    typename Frame::Sink sinks[kRowsPerThread] = {typename Frame::Sink(frame), typename Frame::Sink(frame)};
    ProgramRows rows[kRowsPerThread];
    uint64_t indices[kRowsPerThread];
    for (uint32_t r = 0; r < kRowsPerThread; ++r) {
      const uint64_t i = first + r * kProgramThreads;
      indices[r] = i < frame.count() ? i : frame.count() - 1;
      rows[r] = frame.rows_at(indices[r]);
    }
    uint32_t asserted = 0;
    Step next = steps[0];
    for (uint32_t s = 0; s < step_count; ++s) {
      const Step step = next;
      next = steps[s + 1];
      E a[kRowsPerThread], b[kRowsPerThread];
      fetch(step.a, rows, thread, words, a);
      if (step.kind != StepKind::kCopy) {
        fetch(step.b, rows, thread, words, b);
        apply(step.kind, a, b);
      }
      if (step.out == kAsserted) {
        for (uint32_t r = 0; r < kRowsPerThread; ++r) sinks[r].add(frame, indices[r], asserted, a[r]);
        ++asserted;
      } else {
        for (uint32_t r = 0; r < kRowsPerThread; ++r) words[place(step.out, r, thread)] = a[r].value;
      }
    }
    for (uint32_t r = 0; r < kRowsPerThread; ++r) sinks[r].finish(frame, rows[r]);
  }

  // a := a (kind) b.
  static SY_GPU void apply(StepKind kind, E (&a)[kRowsPerThread], const E (&b)[kRowsPerThread]) {
    for (uint32_t r = 0; r < kRowsPerThread; ++r)
      a[r] = kind == StepKind::kMultiply ? a[r] * b[r] : kind == StepKind::kAdd ? a[r] + b[r] : a[r] - b[r];
  }

  static SY_GPU uint32_t place(uint32_t slot, uint32_t r, uint32_t thread) {
    return slot * kProgramTile + r * kProgramThreads + thread;
  }

  template <class Slots>
  SY_GPU void fetch(uint32_t operand, const ProgramRows (&rows)[kRowsPerThread], uint32_t thread,
                    const Slots& words, E (&to)[kRowsPerThread]) const {
    const auto kind = static_cast<OperandKind>(operand >> kOperandKindShift);
    if (kind == OperandKind::kSlot) {
      for (uint32_t r = 0; r < kRowsPerThread; ++r) to[r].value = words[place(operand, r, thread)];
    } else if (kind == OperandKind::kUniform) {
      const uint32_t word = frame.uniforms[operand & kOperandIndexMask];
      for (uint32_t r = 0; r < kRowsPerThread; ++r) to[r].value = word;
    } else {
      const ProgramColumns& matrix = frame.columns[operand >> kOperandMatrixShift & 3];
      const uint32_t* const column = matrix.words + uint64_t{operand & kOperandColumnMask} * matrix.rows;
      const bool is_next = kind == OperandKind::kNextColumn;
      for (uint32_t r = 0; r < kRowsPerThread; ++r)
        to[r].value = column[is_next ? rows[r].next : rows[r].current];
    }
  }
};

}  // namespace switchyard::cuda
