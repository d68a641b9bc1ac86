// Column numbers of the chip call. Generated from its definition; do not edit.
// clang-format off
#pragma once

#include <cstdint>

#include "math/attributes.h"

namespace switchyard::chips::call {

inline constexpr uint32_t kWidth = 43;
inline constexpr uint32_t kPreprocessedWidth = 0;
inline constexpr uint32_t kPublicValueCount = 0;

struct Columns {
  uint32_t base;
  // isHalt
  SY_INLINE constexpr uint32_t isHalt() const { return base; }
  // isWrite
  SY_INLINE constexpr uint32_t isWrite() const { return base + 1; }
  // isCommit
  SY_INLINE constexpr uint32_t isCommit() const { return base + 2; }
  // isDeferred: COMMIT_DEFERRED_PROOFS
  SY_INLINE constexpr uint32_t isDeferred() const { return base + 3; }
  // isHintLen
  SY_INLINE constexpr uint32_t isHintLen() const { return base + 4; }
  // isHintRead
  SY_INLINE constexpr uint32_t isHintRead() const { return base + 5; }
  // isEnter: ENTER_UNCONSTRAINED
  SY_INLINE constexpr uint32_t isEnter() const { return base + 6; }
  // isExit: EXIT_UNCONSTRAINED
  SY_INLINE constexpr uint32_t isExit() const { return base + 7; }
  // pc: where the instruction is, a word number
  SY_INLINE constexpr uint32_t pc() const { return base + 8; }
  // time: of the step
  SY_INLINE constexpr uint32_t time() const { return base + 9; }
  // next: where the machine goes on
  SY_INLINE constexpr uint32_t next() const { return base + 10; }
  struct T0 {
    uint32_t base;
    // lo: number of the call, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: number of the call, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
  };
  // t0
  SY_INLINE constexpr T0 t0() const { return {base + 11}; }
  struct T0New {
    uint32_t base;
    // lo: what t0 holds afterwards, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: what t0 holds afterwards, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // t0New
  SY_INLINE constexpr T0New t0New() const { return {base + 14}; }
  struct A0 {
    uint32_t base;
    // lo: first argument, where it is read, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: first argument, where it is read, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
  };
  // a0
  SY_INLINE constexpr A0 a0() const { return {base + 16}; }
  struct A1 {
    uint32_t base;
    // lo: second argument, where it is read, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: second argument, where it is read, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
  };
  // a1
  SY_INLINE constexpr A1 a1() const { return {base + 19}; }
  struct Page {
    uint32_t base;
    // address: system word that the call changes
    SY_INLINE constexpr uint32_t address() const { return base; }
    struct Old {
      uint32_t base;
      // lo: what it held, lower limb
      SY_INLINE constexpr uint32_t lo() const { return base; }
      // hi: what it held, upper limb
      SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    };
    // old
    SY_INLINE constexpr Old old() const { return {base + 1}; }
    // time: since when that has been there
    SY_INLINE constexpr uint32_t time() const { return base + 3; }
    // low: lower part of the time since then
    SY_INLINE constexpr uint32_t low() const { return base + 4; }
    struct NewWord {
      uint32_t base;
      // lo: what it becomes, lower limb
      SY_INLINE constexpr uint32_t lo() const { return base; }
      // hi: what it becomes, upper limb
      SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    };
    // newWord
    SY_INLINE constexpr NewWord newWord() const { return {base + 5}; }
  };
  // page
  SY_INLINE constexpr Page page() const { return {base + 22}; }
  struct Flag {
    uint32_t base;
    struct Old {
      uint32_t base;
      // lo: the halted word, lower limb
      SY_INLINE constexpr uint32_t lo() const { return base; }
      // hi: the halted word, upper limb
      SY_INLINE constexpr uint32_t hi() const { return base + 1; }
    };
    // old
    SY_INLINE constexpr Old old() const { return {base}; }
    // time: since when it has been there
    SY_INLINE constexpr uint32_t time() const { return base + 2; }
    // low: lower part of the time since then
    SY_INLINE constexpr uint32_t low() const { return base + 3; }
  };
  // flag
  SY_INLINE constexpr Flag flag() const { return {base + 29}; }
  // index[3]: bits of COMMIT's index
  SY_INLINE constexpr uint32_t index(uint32_t i0) const { return base + 33 + i0; }
  // words: words that this row of HINT_READ writes
  SY_INLINE constexpr uint32_t words() const { return base + 36; }
  // done: whether none are left
  SY_INLINE constexpr uint32_t done() const { return base + 37; }
  // tail: length mod 4
  SY_INLINE constexpr uint32_t tail() const { return base + 38; }
  // tailInverse: inverse of that, or 0
  SY_INLINE constexpr uint32_t tailInverse() const { return base + 39; }
  // partial: whether that is not 0
  SY_INLINE constexpr uint32_t partial() const { return base + 40; }
  struct Left {
    uint32_t base;
    // lo: words left afterwards, lower limb
    SY_INLINE constexpr uint32_t lo() const { return base; }
    // hi: words left afterwards, upper limb
    SY_INLINE constexpr uint32_t hi() const { return base + 1; }
  };
  // left
  SY_INLINE constexpr Left left() const { return {base + 41}; }
};
SY_INLINE constexpr Columns columns() { return {0}; }

}  // namespace switchyard::chips::call
