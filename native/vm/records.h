// What replaying a shard writes down: records of fixed size, from each of which one row of its chip is
// filled. docs/vm.md defines the fields of decoded instructions, the times of accesses and the order of the
// rows.
#pragma once

#include <cstdint>

#include "math/trace_poseidon2.h"

namespace switchyard::vm {

// A step of any instruction but ECALL. Fields that its chip does not have are 0.
struct StepRecord {
  uint32_t pc;    // word number
  uint32_t time;  // of the step
  uint32_t op;    // decoded, docs/vm.md 6.1; likewise rd, rs1, x, y
  uint32_t rd;
  uint32_t rs1;
  uint32_t x;
  uint32_t y;
  int32_t immediate;  // of loads, stores and JALR: z as a signed number
  uint32_t target;    // of branches: where a taken one goes, a word number as a canonical element
  uint32_t next;      // pc after the step
  uint32_t a;         // value of rs1, and since when the register has held it
  uint32_t a_time;
  uint32_t b;  // second operand: a register's value, or the immediate, for which b_time is 0
  uint32_t b_time;
  uint32_t result;  // written to rd
  uint32_t old;     // what rd held before, and since when
  uint32_t old_time;
  uint32_t address;  // word number of the data access
  uint32_t word;     // what the word held before, and since when
  uint32_t word_time;
  uint32_t new_word;  // what it holds afterwards
};

// An ECALL step, or a part of one: a HINT_READ that a cut divides has several.
struct CallRecord {
  uint32_t pc;    // word number; likewise next
  uint32_t time;  // of the step
  uint32_t next;
  uint32_t number;  // of the call: the value of t0, and since when t0 has held it
  uint32_t t0_time;
  uint32_t t0_new;  // what t0 holds afterwards
  uint32_t a0;      // arguments, 0 where the call does not read them
  uint32_t a0_time;
  uint32_t a1;
  uint32_t a1_time;
  uint32_t page_address;  // word of the system page that the call changes; 0 where it changes none
  uint32_t page_old;
  uint32_t page_time;
  uint32_t page_new;
  uint32_t flag_old;  // of HALT: the halted word
  uint32_t flag_time;
  uint32_t words;  // of HINT_READ: how many this row writes, and whether none are left
  uint32_t done;
};

// A word written by HINT_READ.
struct HintWordRecord {
  uint32_t address;  // word number
  uint32_t left;     // words of the same row still to be written, with this one
  uint32_t time;     // of the step
  uint32_t value;
  uint32_t old;
  uint32_t old_time;
};

// The step of a precompile: its ECALL.
struct PrecompileCall {
  uint32_t pc;  // word number
  uint32_t time;
  uint32_t t0_time;  // since when t0 has held the number of the call
  uint32_t a0;       // arguments, and since when
  uint32_t a0_time;
  uint32_t a1;
  uint32_t a1_time;
};

// A call of a precompile that accesses so many words and writes so many of them, one after another.
template <uint32_t kWords, uint32_t kWritten>
struct PrecompileRecord {
  PrecompileCall call;
  uint32_t found[kWords];   // what they held, in the order of their access
  uint32_t since[kWords];   // since when
  uint32_t left[kWritten];  // what those hold afterwards that are written
};
using ShaExtendRecord = PrecompileRecord<64, 64>;
using ShaCompressRecord = PrecompileRecord<64 + 8, 8>;
using KeccakPermuteRecord = PrecompileRecord<50, 50>;
using Uint256MulRecord = PrecompileRecord<16 + 8, 8>;

// A word of a register moved forward in time.
struct RefreshRecord {
  uint32_t space;
  uint32_t address;
  uint32_t value;
  uint32_t time;  // before
  uint32_t slot;  // afterwards the time is 2^10 times this
};

// An instruction that the shard executes.
struct DecodeRecord {
  uint32_t pc;  // word number
  uint32_t word;
  uint32_t count;  // of steps there
};

// Eight elements in Montgomery form.
struct Digest {
  uint32_t words[8];
};

// Eight words of which the shard touches some.
struct LeafRecord {
  uint32_t space;
  uint32_t index;
  uint32_t before[8];
  uint32_t after[8];
  uint32_t time[8];  // since when each word has held what it holds at the end; 0 where it is not touched
  Digest digest_before;
  Digest digest_after;
};

// A node above a touched leaf.
struct TreeRecord {
  uint32_t space;
  uint32_t level;
  uint32_t index;
  uint32_t left_touched;  // 0 or 1
  uint32_t right_touched;
  Digest left_before;
  Digest right_before;
  Digest left_after;
  Digest right_after;
  Digest before;
  Digest after;
};

// A compression, and how many queries it answers.
struct CompressionRecord {
  uint32_t input[16];  // elements in Montgomery form
  uint32_t count;
};
static_assert(sizeof(CompressionRecord) == kCompressionRecordWords * sizeof(uint32_t));

// The ends of the shard.
struct ConnectorRecord {
  uint32_t first_pc;
  uint32_t last_pc;
  uint32_t last_time;
  uint32_t halted;  // the halted word at the end, and since when
  uint32_t halted_time;
  Digest data_before;
  Digest data_after;
  Digest code;
  Digest system_before;
  Digest system_after;
  Digest pair_before;
  Digest pair_after;
  Digest root_before;
  Digest root_after;
};

}  // namespace switchyard::vm
