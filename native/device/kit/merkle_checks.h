// Reads and checks the ops on Merkle trees: commit and open. Each function throws Fault(SY_ARGUMENT), before
// anything is done.
#pragma once

#include <cstdint>
#include <vector>

#include "device/kit/op_checks.h"

namespace switchyard::device {

struct CommitPlan {
  const SyCommit& op;
  SyHashSet hash_set;
  const uint32_t* handles;  // op.count of them, at least one
};
CommitPlan read_commit(const SyOpHeader& header);
// Matrix `index` of a tree, of `field` like the first.
void check_committed(const MatrixShape& matrix, uint32_t index, FieldId field);

const SyOpen& read_open(const SyOpHeader& header);
// Returns the indices, op.count of them, each below `leaves`. `row_words` is the length of a row of all
// matrices.
const uint32_t* check_open(const SyOpen& op, uint64_t row_words, size_t leaves);

// Calls visit(level, index) for the digests that open several leaves together, given ascending without
// duplicates: level by level from the leaves, `path_length` of them, by ascending index, the children of the
// parents on the way that are on no leaf's way themselves.
template <class Index, class Visit>
void for_each_sibling(const Index* leaves, size_t count, int path_length, Visit&& visit) {
  for (int level = 0; level < path_length; ++level) {
    for (size_t i = 0; i < count;) {
      // The run of leaves below one parent; it covers one child or both.
      const Index first_child = leaves[i] >> level;
      Index last_child = first_child;
      for (; i < count && leaves[i] >> (level + 1) == first_child >> 1; ++i) last_child = leaves[i] >> level;
      if (first_child == last_child) visit(level, first_child ^ 1);
    }
  }
}

}  // namespace switchyard::device
