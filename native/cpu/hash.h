// Named hash sets, and hashing of many states or rows over the threads.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "cpu/context.h"
#include "cpu/matrix_view.h"
#include "math/hash_set.h"

namespace switchyard::cpu {

using switchyard::HashSet;

const char* name(HashSet set);
std::optional<HashSet> find_hash_set(std::string_view name);

// The kernels of a hash set. Keccak's are the same for both fields.
const TreeHashKernels& tree_hash(const Context& context, FieldId field, HashSet set);

// Leaf hashes of all rows: digests[i] (kDigestWords words each) of the concatenation of row i of all
// matrices, in their order. At least one matrix; all have the same number of rows.
[[nodiscard]] Status hash_rows(const Context& context, FieldId field, HashSet set,
                               std::span<const MatrixView> matrices, uint32_t* digests);

// Poseidon2 of width 16 or 24 on `count` states in place, one after another in memory, Montgomery words.
[[nodiscard]] Status permute_poseidon2(const Context& context, FieldId field, int width, uint32_t* states,
                                       size_t count);

// Keccak-f[1600] on `count` states of 25 lanes in place, one after another in memory.
[[nodiscard]] Status permute_keccak(const Context& context, uint64_t* states, size_t count);

}  // namespace switchyard::cpu
