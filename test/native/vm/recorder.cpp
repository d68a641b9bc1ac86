#include "vm/recorder.h"

#include <doctest/doctest.h>

#include <vector>

#include "vm/execute.h"

using namespace switchyard::vm;

namespace {

class Silent : public Observer {
 public:
  void console(uint32_t, std::span<const uint8_t>) override {}
  bool progress(uint64_t) override { return true; }
};

struct Step {
  uint32_t pc;
  Code code;
  uint32_t t1_before;
  uint32_t t1_after;
  uint32_t next_pc;
};

// Writes down every instruction.
struct StepRecorder : NoRecorder {
  static constexpr bool kInstructions = true;

  void before(const Machine& machine, const Memory&, uint32_t pc, const Op& op) {
    REQUIRE_FALSE(open);
    open = true;
    steps.push_back({pc, op.code, machine.x[6], 0, 0});
  }
  void after(const Machine& machine, const Memory&, uint32_t next_pc) {
    REQUIRE(open);
    open = false;
    steps.back().t1_after = machine.x[6];
    steps.back().next_pc = next_pc;
  }

  std::vector<Step> steps;
  bool open = false;
};

constexpr uint32_t kBase = 0x00200800;
constexpr uint32_t kEcall = 0x00000073;

uint32_t addi(uint32_t rd, uint32_t rs1, int32_t immediate) {
  return (static_cast<uint32_t>(immediate) << 20) | (rs1 << 15) | (rd << 7) | 0x13;
}
// bne t1, x0, -4
constexpr uint32_t kLoopBack = 0xfe031ee3;

Program program_of(const std::vector<uint32_t>& words) {
  Image image;
  image.entry = kBase;
  Segment segment{kBase, static_cast<uint32_t>(4 * words.size()), true, {}};
  for (const uint32_t word : words)
    for (int i = 0; i < 4; ++i) segment.bytes.push_back(static_cast<uint8_t>(word >> (8 * i)));
  image.segments.push_back(std::move(segment));
  return Program(std::move(image));
}

// Runs to the end, and gives the steps.
std::vector<Step> record(const Program& program, uint64_t max_cycles, Outcome& outcome) {
  Silent observer;
  Guest guest(program, {}, 1 << 20, observer);
  StepRecorder recorder;
  Execution(guest, {max_cycles, 1 << 20}, observer, recorder).run();
  outcome = guest.outcome();
  return recorder.steps;
}

}  // namespace

TEST_CASE("a recorder sees every instruction before and after, in a chain") {
  const Program program = program_of({addi(6, 0, 3), addi(6, 6, -1), kLoopBack, addi(5, 0, 0), kEcall});
  Outcome outcome;
  const std::vector<Step> steps = record(program, 1000, outcome);
  CHECK(outcome.end == End::kHalted);
  REQUIRE(steps.size() == outcome.cycles);
  REQUIRE(steps.size() == 1 + 3 * 2 + 2);
  for (size_t i = 0; i + 1 < steps.size(); ++i) {
    CHECK(steps[i].next_pc == steps[i + 1].pc);
    CHECK(steps[i].t1_after == steps[i + 1].t1_before);
  }
  CHECK(steps[1].t1_before == 3);
  CHECK(steps[1].t1_after == 2);
  CHECK(steps[2].code == Code::kBne);
  CHECK(steps[2].next_pc == kBase + 4);
  CHECK(steps.back().code == Code::kEcall);
}

TEST_CASE("a run that is cut anywhere records the same steps up to there") {
  const Program program = program_of({addi(6, 0, 9), addi(6, 6, -1), kLoopBack, addi(5, 0, 0), kEcall});
  Outcome outcome;
  const std::vector<Step> whole = record(program, 1000, outcome);
  for (uint64_t cut = 1; cut < whole.size(); ++cut) {
    const std::vector<Step> part = record(program, cut, outcome);
    REQUIRE(part.size() == cut);
    CHECK(outcome.pc == whole[cut].pc);
    for (size_t i = 0; i < cut; ++i) {
      CHECK(part[i].pc == whole[i].pc);
      CHECK(part[i].next_pc == whole[i].next_pc);
    }
  }
}

TEST_CASE("an unconstrained block is one recorded step, an instruction that faults has no end") {
  // ENTER; addi t1 twice; EXIT; then a word that is no instruction.
  const Program program =
      program_of({addi(5, 0, 3), kEcall, addi(6, 0, 1), addi(6, 6, 1), addi(5, 0, 4), kEcall, 0});
  Outcome outcome;
  // ENTER gives 1 in the block, and 0 behind it: the block's code runs twice, the second time constrained.
  const std::vector<Step> steps = record(program, 1000, outcome);
  CHECK(outcome.fault == Fault::kIllegalInstruction);
  CHECK(outcome.unconstrained_cycles == 4);
  REQUIRE(steps.size() == outcome.cycles);
  CHECK(steps[1].code == Code::kEcall);
  CHECK(steps[1].next_pc == kBase + 8);
  CHECK(steps[1].t1_after == 0);
  CHECK(steps[2].pc == kBase + 8);
}
