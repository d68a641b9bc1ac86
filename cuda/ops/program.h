// Runs constraint programs on a segment's stream.
#pragma once

#include <algorithm>
#include <vector>

#include "cuda/backend/segment.h"
#include "cuda/kernels/program_interpreter.h"
#include "cuda/launch/launch.h"
#include "cuda/program/lowering.h"

namespace switchyard::cuda {

// What a program needs on the card for an op: its steps, its uniforms, and slots where they do not fit shared
// memory.
class ProgramOnCard {
 public:
  // Takes the memory; throws Fault(SY_MEMORY) with `argument`. `most_rows` is how many a run has at most.
  ProgramOnCard(Segment& segment, const LoweredProgram& program, uint64_t most_rows, const char* argument)
      : program_(program),
        most_rows_(most_rows),
        steps_(segment.scratch((program.steps.size() + 1) * sizeof(Step), argument)),
        uniforms_(segment.scratch(std::max<size_t>(program.uniforms.size(), 1) * sizeof(uint32_t), argument)),
        slots_(segment.scratch(is_shared() ? sizeof(uint32_t) : blocks(most_rows) * slot_bytes(), argument)) {
  }

  // Copies steps and uniforms to the card. Before the first run.
  void copy(Segment& segment, const uint32_t* scalars) const {
    const std::vector<uint32_t> words = program_.uniform_words(scalars);
    segment.copy_to_device(uniforms_.words(), words.data(), words.size() * sizeof(uint32_t));
    segment.copy_to_device(steps_.words(), program_.steps.data(), program_.steps.size() * sizeof(Step));
  }

  const uint32_t* uniforms() const { return uniforms_.words(); }

  template <class Frame>
  void run(Segment& segment, const Frame& frame, uint64_t rows) const {
    const auto launch = [&]<bool is_shared>(std::bool_constant<is_shared>, const Grid& grid) {
      launch_blocks(segment.stream(),
                    InterpretProgram<Frame, is_shared>{frame, steps_.as<const Step>(),
                                                       static_cast<uint32_t>(program_.steps.size()),
                                                       program_.slots, slots_.words()},
                    grid);
    };
    if (is_shared())
      launch(std::true_type{}, {tiles(rows), kProgramThreads, static_cast<uint32_t>(slot_bytes())});
    else
      launch(std::false_type{}, {blocks(rows), kProgramThreads});
  }

 private:
  static uint64_t tiles(uint64_t rows) { return (rows + kProgramTile - 1) / kProgramTile; }
  static uint64_t blocks(uint64_t rows) { return std::min(tiles(rows), kUnsharedBlocks); }
  bool is_shared() const { return program_.slots <= kMostSharedSlots; }
  size_t slot_bytes() const { return program_.slots * size_t{kProgramTile} * sizeof(uint32_t); }

  const LoweredProgram& program_;
  const uint64_t most_rows_;
  const Scratch steps_;
  const Scratch uniforms_;
  const Scratch slots_;
};

}  // namespace switchyard::cuda
