// The interface of the Merkle kernels, for the kernels, the host that drives them, and the model that stands
// for them: registers, buffers in device memory, limits. Plain C++17 without vendor types.
//
// One kernel call commits a tree (or a slice of it) or opens leaves of a committed one. Matrices stay in the
// host's form, row-major in natural row order, one after another in a buffer of rows; digests stay in a
// buffer of their own, and only caps, opened rows and siblings leave the card.
//
// Buffers are counted in beats of 64 bytes, 16 words of 32 bits, little-endian; a digest is 8 words, half a
// beat. Words of rows and of Poseidon2 digests are Montgomery words (R = 2^32) below p.
#pragma once

#include <cstdint>

namespace switchyard::fpga {

// Changes with everything that this header says. A host refuses a kernel of another version.
inline constexpr uint32_t kMerkleInterfaceVersion = 1;

inline constexpr uint32_t kWordsPerBeat = 16;
inline constexpr uint32_t kWordsPerDigest = 8;

// --- Registers ---------------------------------------------------------------------------------------------

enum class MerkleMode : uint32_t {
  kIdentify = 0,  // only writes the header of the results
  kCommit = 1,
  kOpen = 2,
};

// Numbers of SyHashSet in native/device/backend.h.
enum class MerkleHashSet : uint32_t { kPoseidon2_24_16 = 0, kPoseidon2_16 = 1, kKeccak = 2 };

// The arguments of a kernel in order, as XRT numbers them.
enum MerkleArgument : int {
  kArgRows = 0,    // buffer, read: all matrices
  kArgDigestsIn,   // buffer, read: the layers of the tree ...
  kArgDigestsOut,  // buffer, written: ... the same buffer, by a port of its own
  kArgTable,       // buffer, read: descriptors of the matrices, then leaf indices
  kArgResults,     // buffer, written
  kArgMode,        // MerkleMode
  kArgHashSet,     // MerkleHashSet
  kArgLogLeaves,   // depth of the tree: log2 of the rows of the tallest matrix
  kArgFirstLevel,  // commit: the first layer to make, 0 for the leaves
  kArgLastLevel,   // the last layer to make: the cap's
  kArgSlice,       // commit: which of the 2^kArgLogSlices parts of each layer
  kArgLogSlices,   // 0 for a whole tree
  kArgMatrices,    // descriptors in the table
  kArgIndices,     // open: leaf indices in the table
  kMerkleArguments,
};

struct MerkleRegister {
  const char* name;
  uint32_t offset;  // in the s_axilite register file, bytes
  uint32_t bytes;   // 8 for a buffer's address, 4 for a scalar
};

// Offsets as Vitis HLS assigns them: from 0x10 on, each argument followed by an unused word.
inline constexpr MerkleRegister kMerkleRegisters[kMerkleArguments] = {
    {"rows", 0x10, 8},        {"digests_in", 0x1c, 8}, {"digests_out", 0x28, 8}, {"table", 0x34, 8},
    {"results", 0x40, 8},     {"mode", 0x4c, 4},       {"hash_set", 0x54, 4},    {"log_leaves", 0x5c, 4},
    {"first_level", 0x64, 4}, {"last_level", 0x6c, 4}, {"slice", 0x74, 4},       {"log_slices", 0x7c, 4},
    {"matrices", 0x84, 4},    {"indices", 0x8c, 4},
};

// --- Limits ------------------------------------------------------------------------------------------------

inline constexpr uint32_t kMaxLogLeaves = 27;
inline constexpr uint32_t kMaxMatrices = 256;
// Pieces of at most one beat into which the row of one height is cut, see row_plan.h: at least 1,024 * 8
// words wherever columns are more than a few.
inline constexpr uint32_t kMaxUnits = 1024;
inline constexpr uint32_t kMaxIndices = 4096;

// --- The table ---------------------------------------------------------------------------------------------

// A descriptor is the first words of a beat of the table; matrices in the order of commitment.
//   0, 1  where its first row begins in the buffer of rows, in beats (low, high)
//   2     log2 of its rows, at most the tree's
//   3     columns, at least 1; row r begins r * columns words after the first
// Then, from beat kArgMatrices on, kArgIndices leaf indices, 16 a beat: ascending, each once.
enum MatrixDescriptorWord : int { kMatrixBeatLow = 0, kMatrixBeatHigh, kMatrixLogRows, kMatrixColumns };

constexpr uint64_t table_beats(uint32_t matrices, uint32_t indices) {
  return matrices + (uint64_t{indices} + kWordsPerBeat - 1) / kWordsPerBeat;
}

// --- Digests -----------------------------------------------------------------------------------------------

// Layers one after another, leaves first, as native/cpu/merkle.h has them: the offset of layer `level`, in
// digests. The cap is the layer 2^level below the leaves' number.
constexpr uint64_t layer_offset(uint32_t log_leaves, uint32_t level) {
  const uint64_t leaves = uint64_t{1} << log_leaves;
  return 2 * (leaves - (leaves >> level));
}

// Behind the layers: room for the leaf hashes of shorter matrices on their way into layer `level` >= 1.
constexpr uint64_t scratch_offset(uint32_t log_leaves, uint32_t level) {
  return layer_offset(log_leaves, level) + (uint64_t{1} << log_leaves);
}

constexpr uint64_t digest_beats(uint32_t log_leaves, bool one_height) {
  const uint64_t leaves = uint64_t{1} << log_leaves;
  return one_height ? leaves : leaves + (leaves + 1) / 2;
}

// A slice makes an equal part of each layer, so that several kernels commit one tree: 2^k slices from level 0
// up to a level where each still has two nodes (a beat is written by one kernel alone), then one kernel the
// rest with kArgFirstLevel above that and a single slice.
constexpr bool is_valid_slice(uint32_t log_leaves, uint32_t last_level, uint32_t log_slices) {
  return log_slices == 0 || last_level + log_slices < log_leaves;
}

// --- Results -----------------------------------------------------------------------------------------------

// Beat 0 is a header. From beat 1 on, commit of a whole tree: the cap, two digests a beat; open: for each
// index in order, for each matrix, the beats that hold its row, then the siblings, two digests a beat, level
// by level from the leaves, ascending: those of native/cpu/merkle.h's open_multi.
enum MerkleHeaderWord : int {
  kHeaderStatus = 0,  // MerkleStatus
  kHeaderVersion,     // kMerkleInterfaceVersion
  kHeaderHashSets,    // bit 1 << MerkleHashSet for each that this build has
  kHeaderPipelines,   // permutation pipelines of each kind
  kHeaderInterval,    // clock cycles from one permutation of a pipeline to the next
  kHeaderRowBeats,    // open: beats of rows, two words (low, high)
  kHeaderRowBeatsHigh,
  kHeaderSiblings,  // open: digests
};

enum class MerkleStatus : uint32_t {
  kUnwritten = 0,
  kDone = 1,
  kBadMode = 2,
  kBadHashSet = 3,  // not in this build
  kBadShape = 4,    // levels, slices, rows or columns that fit no tree
  kTooMany = 5,     // matrices, units of a row, or indices beyond the limits
};

struct RowSpan {
  uint64_t first_beat;  // in the buffer of rows
  uint32_t beats;
  uint32_t first_word;  // of the row, in its first beat
};

// Where the row that an opening of leaf `index` shows lies.
constexpr RowSpan opened_row(uint32_t log_leaves, uint64_t matrix_beat, uint32_t log_rows, uint32_t columns,
                             uint64_t index) {
  const uint64_t word = (index >> (log_leaves - log_rows)) * columns;
  const uint64_t last = word + columns - 1;
  return {matrix_beat + word / kWordsPerBeat,
          static_cast<uint32_t>(last / kWordsPerBeat - word / kWordsPerBeat + 1),
          static_cast<uint32_t>(word % kWordsPerBeat)};
}

constexpr uint64_t commit_result_beats(uint32_t log_leaves, uint32_t last_level) {
  return 1 + ((uint64_t{1} << (log_leaves - last_level)) + 1) / 2;
}

// Room for the siblings of `indices` leaves, which are at most a path each.
constexpr uint64_t sibling_beats_bound(uint32_t last_level, uint32_t indices) {
  return (uint64_t{last_level} * indices + 1) / 2;
}

}  // namespace switchyard::fpga
