// Reads and checks the ops that run constraint programs: quotient and permutation. Each function throws
// Fault(SY_ARGUMENT), before anything is done.
#pragma once

#include <cstddef>
#include <cstdint>

#include "device/kit/constraint_program.h"
#include "device/kit/op_checks.h"
#include "math/extension_id.h"

namespace switchyard::device {

// log2 of the most cosets of the trace domain that a quotient domain has.
inline constexpr int kMostLogChunks = 4;

// Pointers are into the op.
struct QuotientPlan {
  const SyQuotient& op;
  ExtensionId extension;
  FieldId field;
  size_t degree;  // words of an extension element
  size_t rows;    // of a chunk, 2^log_rows
  size_t chunks;  // 2^log_chunks
  const uint32_t* alpha;
  const uint32_t* scalars;
  ConstraintProgram program;
  const uint32_t* outputs;  // handles of the chunks
};
QuotientPlan read_quotient(const SyOpHeader& header);
// The matrix that the program reads so many columns of.
void check_quotient_input(const QuotientPlan& plan, const MatrixShape& input, uint32_t columns,
                          const char* argument);

struct PermutationPlan {
  const SyPermutationColumns& op;
  ExtensionId extension;
  FieldId field;
  size_t degree;
  size_t lookups;
  const uint32_t* scalars;
  ConstraintProgram program;
};
PermutationPlan read_permutation(const SyOpHeader& header);
void check_permutation_main(const PermutationPlan& plan, const MatrixShape& main);
void check_permutation_preprocessed(const PermutationPlan& plan, const MatrixShape& main,
                                    const MatrixShape& preprocessed);

// What a permutation throws where a fraction does not exist.
[[noreturn]] void refuse_zero_denominator(uint64_t row, uint32_t lookup);

}  // namespace switchyard::device
