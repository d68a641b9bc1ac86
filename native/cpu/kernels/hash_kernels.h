// Hash kernels of one instruction set: permutations over many states, and the hashes that trees are made of.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/matrix_view.h"
#include "math/field_id.h"

namespace switchyard::cpu {

// Words of a digest in every hash set: 8 Montgomery words, or 4 Keccak lanes with their low halves first.
inline constexpr size_t kDigestWords = 8;

// The leaf and node hashes of one named hash set. Digests lie one after another. Single-threaded.
struct TreeHashKernels {
  // digests[i] = leaf hash of row first + i of the matrices, concatenated in their order, for i < rows. All
  // matrices have more than first + rows - 1 rows.
  void (*hash_rows)(const MatrixView* matrices, size_t matrix_count, size_t first, size_t rows,
                    uint32_t* digests);
  // digests[i] = node hash of digests[i] and the leaf hash of row first + i, for i < rows.
  void (*inject_rows)(const MatrixView* matrices, size_t matrix_count, size_t first, size_t rows,
                      uint32_t* digests);
  // parents[i] = node hash of children[2 i] and children[2 i + 1], for i < count. No overlap.
  void (*compress)(const uint32_t* children, size_t count, uint32_t* parents);
};

// Poseidon2 in one field.
struct HashKernels {
  // Permutes each of `count` states in place so many times over. States lie one after another in memory, and
  // stay in registers or in the first cache, lane by lane, until they are done.
  void (*permute16)(uint32_t* states, size_t count, uint32_t times);
  void (*permute24)(uint32_t* states, size_t count, uint32_t times);
  TreeHashKernels p2_24_16;  // leaves: width 24, rate 16; nodes: width 16
  TreeHashKernels p2_16;     // leaves: width 16, rate 8; nodes: width 16
};

struct KeccakKernels {
  // The same for states of 25 words.
  void (*permute)(uint64_t* states, size_t count, uint32_t times);
  TreeHashKernels tree;  // leaves and nodes: rate 17 lanes, 4 lanes out
};

namespace avx512 {
extern const HashKernels kHashKernels[kFields];
extern const KeccakKernels kKeccakKernels;
}  // namespace avx512
namespace avx2 {
extern const HashKernels kHashKernels[kFields];
extern const KeccakKernels kKeccakKernels;
}  // namespace avx2
namespace neon {
extern const HashKernels kHashKernels[kFields];
extern const KeccakKernels kKeccakKernels;
}  // namespace neon
namespace scalar {
extern const HashKernels kHashKernels[kFields];
extern const KeccakKernels kKeccakKernels;
}  // namespace scalar

}  // namespace switchyard::cpu
