// The calls that compute on words of data, and the chips that prove them: docs/vm.md 8.3.
#pragma once

#include <cstdint>
#include <span>

#include "vm/calls.h"
#include "vm/chips.h"
#include "vm/machine.h"
#include "vm/memory.h"

namespace switchyard::vm {

// Words one after another.
struct WordRange {
  Register pointer;  // holds the address of the first one, a multiple of 4
  uint32_t words;
  bool written;
  uint32_t slot;  // when they are accessed, in times after the step's

  uint32_t first(const Machine& machine) const { return machine.x[pointer] / 4; }
};

struct Precompile {
  Call call;
  Chip::Index step_chip;  // has a row for each call
  Chip::Index part_chip;  // has `parts` of them; the same as step_chip where there are none
  uint32_t parts;
  std::span<const WordRange> ranges;  // in the order of their access; with one range, a1 is 0
  void (*compute)(uint32_t* words);   // on those of all ranges in order

  uint32_t words() const;
  const WordRange& written() const;
};

inline constexpr uint32_t kMaxPrecompileWords = 72;

extern const std::span<const Precompile> kPrecompiles;

// Null for any other call.
const Precompile* find_precompile(uint32_t number);

// Whether its arguments are such that it can be carried out.
bool arguments_fit(const Precompile& precompile, const Machine& machine);

// Carries out a call whose arguments fit: all words are read before any is written.
Access carry_out(const Precompile& precompile, const Machine& machine, Memory& memory);

}  // namespace switchyard::vm
