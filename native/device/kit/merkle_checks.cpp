#include "device/kit/merkle_checks.h"

#include "device/kit/op_reader.h"

namespace switchyard::device {
namespace {

constexpr uint32_t kMostCapHeight = 32;

// Words of rows that one `open` gives back: results are copied to the host, a gibibyte at most.
constexpr uint64_t kMostOpenedWords = uint64_t{1} << 28;

}  // namespace

CommitPlan read_commit(const SyOpHeader& header) {
  const auto& op = read_op<SyCommit>(header, "commit");
  if (op.hash_set > SY_KECCAK)
    throw Fault(SY_ARGUMENT, "commit.hash_set", "there is no hash set %u", op.hash_set);
  const uint32_t* handles = trailing_words(op, op.count, "commit.count");
  if (op.count == 0) throw Fault(SY_ARGUMENT, "commit.matrices", "a tree needs at least one matrix");
  if (op.cap_height > kMostCapHeight)
    throw Fault(SY_ARGUMENT, "commit.cap_height", "%u is above 32", op.cap_height);
  return {op, static_cast<SyHashSet>(op.hash_set), handles};
}

void check_committed(const MatrixShape& matrix, uint32_t index, FieldId field) {
  check_power_of_two(matrix.rows, "commit.matrices");
  if (matrix.field != field)
    throw Fault(SY_ARGUMENT, "commit.matrices", "matrix %u is of another field than the first", index);
}

const SyOpen& read_open(const SyOpHeader& header) { return read_op<SyOpen>(header, "open"); }

const uint32_t* check_open(const SyOpen& op, uint64_t row_words, size_t leaves) {
  const uint32_t* indices = trailing_words(op, op.count, "open.count");
  if (op.count * row_words > kMostOpenedWords)
    throw Fault(SY_ARGUMENT, "open.count", "%u rows of %llu words are more than an op gives back", op.count,
                static_cast<unsigned long long>(row_words));
  for (uint32_t i = 0; i < op.count; ++i)
    if (indices[i] >= leaves)
      throw Fault(SY_ARGUMENT, "open.indices", "the tree has %zu leaves, there is no leaf %u", leaves,
                  indices[i]);
  return indices;
}

}  // namespace switchyard::device
