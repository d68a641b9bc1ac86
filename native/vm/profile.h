// Where a run spends its cycles: by call stack, for flame graphs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "vm/recorder.h"

namespace switchyard::vm {

// The cycles of one stack of functions, innermost last and separated by semicolons ("folded" form).
struct FoldedStack {
  std::string functions;
  uint64_t cycles;
};

// Follows calls by the calling convention: jal and jalr that write x1 or x5 call; a jump to a return address
// that is still open returns, past frames left otherwise; another jump into a different function is a tail
// call.
class Profiler : public NoRecorder {
 public:
  static constexpr bool kTransfers = true;

  explicit Profiler(const Program& program);

  void call(uint32_t target, uint32_t return_address, uint64_t cycle);
  void jump(uint32_t target, uint64_t cycle);

  // By stack, those without cycles left out. `cycles` is the length of the run.
  std::vector<FoldedStack> finish(uint64_t cycles);

 private:
  // Deeper stacks count for the function at this depth.
  static constexpr uint32_t kMaxDepth = 128;
  static constexpr size_t kMaxNodes = 1u << 16;
  static constexpr size_t kMaxFrames = 1u << 16;
  static constexpr size_t kSearchedFrames = 64;
  // Stacks beyond are joined into one.
  static constexpr size_t kMaxFoldedBytes = 64u << 20;

  struct Node {
    uint32_t parent;
    uint32_t depth;
    const Function* function;
    uint64_t cycles;
  };
  struct Frame {
    uint32_t node;
    uint32_t return_address;  // in the caller
  };

  uint32_t child(uint32_t parent, const Function* function);
  void charge(uint64_t cycle);
  std::string fold(uint32_t node) const;

  const Program& program_;
  std::vector<Node> nodes_;
  std::map<std::pair<uint32_t, const Function*>, uint32_t> children_;
  std::vector<Frame> frames_;
  uint64_t charged_ = 0;
};

}  // namespace switchyard::vm
