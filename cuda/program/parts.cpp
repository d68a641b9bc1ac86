#include "cuda/program/parts.h"

#include <algorithm>

namespace switchyard::cuda {
namespace {

// Calls body(slot) for each slot that a step reads.
template <class Body>
void each_read(const Step& step, Body&& body) {
  for (const uint32_t operand : {step.a, step.b})
    if (operand_kind(operand) == OperandKind::kSlot) body(operand);
}

// live[s] = how many slots have values before step s that are read from there on.
std::vector<uint32_t> count_live(const LoweredProgram& program) {
  std::vector<uint32_t> live(program.steps.size() + 1, 0);
  std::vector<bool> is_live(program.slots, false);
  uint32_t count = 0;
  for (size_t s = program.steps.size(); s-- > 0;) {
    const Step& step = program.steps[s];
    if (step.out != kAsserted && is_live[step.out]) {
      is_live[step.out] = false;
      --count;
    }
    each_read(step, [&](uint32_t slot) {
      count += is_live[slot] ? 0 : 1;
      is_live[slot] = true;
    });
    live[s] = count;
  }
  return live;
}

// Those slots.
std::vector<uint32_t> live_at(const LoweredProgram& program, uint32_t first_step) {
  std::vector<bool> is_live(program.slots, false), is_written(program.slots, false);
  for (size_t s = first_step; s < program.steps.size(); ++s) {
    const Step& step = program.steps[s];
    each_read(step, [&](uint32_t slot) {
      if (!is_written[slot]) is_live[slot] = true;
    });
    if (step.out != kAsserted) is_written[step.out] = true;
  }
  std::vector<uint32_t> slots;
  for (uint32_t slot = 0; slot < program.slots; ++slot)
    if (is_live[slot]) slots.push_back(slot);
  return slots;
}

}  // namespace

std::vector<ProgramPart> cut_program(const LoweredProgram& program, uint32_t part_steps) {
  const auto steps = static_cast<uint32_t>(program.steps.size());
  const std::vector<uint32_t> live = count_live(program);
  std::vector<ProgramPart> parts(1);
  for (uint32_t s = 0; s < steps;) {
    ProgramPart& part = parts.back();
    const uint32_t least = s + part_steps - part_steps / 3;
    const uint32_t most = s + part_steps + part_steps / 3;
    part.end_step = steps;
    if (most < steps) {
      const auto cut = std::min_element(live.begin() + least, live.begin() + most);
      part.end_step = static_cast<uint32_t>(cut - live.begin());
    }
    uint32_t assertions = part.first_assertion;
    for (; s < part.end_step; ++s) assertions += program.steps[s].out == kAsserted ? 1 : 0;
    if (s == steps) break;
    part.stores = live_at(program, s);
    ProgramPart next{};
    next.first_step = s;
    next.first_assertion = assertions;
    next.loads = part.stores;
    parts.push_back(std::move(next));
  }
  return parts;
}

uint32_t carried_columns(const std::vector<ProgramPart>& parts) {
  size_t most = 0;
  for (const ProgramPart& part : parts) most = std::max(most, part.stores.size());
  return static_cast<uint32_t>(most);
}

}  // namespace switchyard::cuda
