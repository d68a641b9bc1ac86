// Runs constraint programs on a segment's stream.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "cuda/backend/segment.h"
#include "cuda/kernels/program_interpreter.h"
#include "cuda/launch/launch.h"
#include "cuda/program/source.h"

namespace switchyard::cuda {

// What a program needs on the card for an op: its uniforms, and for the interpreter its steps, and slots
// where they do not fit shared memory, or for its kernels what they carry from one to the next.
class ProgramOnCard {
 public:
  // Takes the memory; throws Fault(SY_MEMORY) with `argument`. `most_rows` is how many a run has at most.
  ProgramOnCard(Segment& segment, const std::shared_ptr<const LoweredProgram>& program,
                const std::string& frame, uint64_t most_rows, const char* argument)
      : program_(*program),
        kernels_(segment.kernels().find(program, frame)),
        uniforms_(scratch_of<uint32_t>(segment, program_.uniforms.size(), argument)),
        // The interpreter reads one more.
        steps_(scratch_of<Step>(segment, is_compiled() ? 0 : program_.steps.size() + 1, argument)),
        values_(scratch_of<uint32_t>(segment, value_words(most_rows), argument)) {}

  // Copies uniforms and steps to the card. Before the first run.
  void copy(Segment& segment, const uint32_t* scalars) const {
    const std::vector<uint32_t> words = program_.uniform_words(scalars);
    segment.copy_to_device(uniforms_.words(), words.data(), words.size() * sizeof(uint32_t));
    if (!is_compiled())
      segment.copy_to_device(steps_.words(), program_.steps.data(), program_.steps.size() * sizeof(Step));
  }

  const uint32_t* uniforms() const { return uniforms_.words(); }

  template <class Frame>
  void run(Segment& segment, Frame frame, uint64_t rows) const {
    if (is_compiled()) {
      frame.carried = values_.words();
      for (const auto& kernel : kernels_->modules)
        kernel->launch(segment.stream(), &frame, sizeof(frame), (rows + kKernelThreads - 1) / kKernelThreads,
                       kKernelThreads);
    } else if (is_shared()) {
      interpret<true>(segment, frame, {tiles(rows), kProgramThreads, static_cast<uint32_t>(slot_bytes())});
    } else {
      interpret<false>(segment, frame, {blocks(rows), kProgramThreads});
    }
  }

 private:
  template <bool is_shared, class Frame>
  void interpret(Segment& segment, const Frame& frame, const Grid& grid) const {
    launch_blocks(segment.stream(),
                  InterpretProgram<Frame, is_shared>{frame, steps_.template as<const Step>(),
                                                     static_cast<uint32_t>(program_.steps.size()),
                                                     program_.slots, values_.words()},
                  grid);
  }

  template <class T>
  static Scratch scratch_of(Segment& segment, size_t count, const char* argument) {
    return segment.scratch(std::max<size_t>(count, 1) * sizeof(T), argument);
  }
  static uint64_t tiles(uint64_t rows) { return (rows + kProgramTile - 1) / kProgramTile; }
  static uint64_t blocks(uint64_t rows) { return std::min(tiles(rows), kUnsharedBlocks); }
  bool is_compiled() const { return kernels_ != nullptr; }
  bool is_shared() const { return program_.slots <= kMostSharedSlots; }
  size_t slot_bytes() const { return program_.slots * size_t{kProgramTile} * sizeof(uint32_t); }
  size_t value_words(uint64_t rows) const {
    if (is_compiled()) return carried_columns(kernels_->parts) * rows;
    return is_shared() ? 0 : blocks(rows) * slot_bytes() / sizeof(uint32_t);
  }

  const LoweredProgram& program_;
  const ProgramKernels* const kernels_;
  const Scratch uniforms_;
  const Scratch steps_;
  const Scratch values_;
};

}  // namespace switchyard::cuda
