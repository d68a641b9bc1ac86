// The quotient of a STARK: constraints evaluated over the low-degree extension, folded, and divided by the
// vanishing polynomial, over all threads.
//
// Words are in Montgomery form below p; extension elements are d interleaved words, c0 first.
#pragma once

#include "cpu/context.h"
#include "cpu/matrix_view.h"
#include "device/kit/program_checks.h"
#include "math/extension_id.h"

namespace switchyard::cpu {

using device::ConstraintProgram;
using device::kMostLogChunks;
using device::kSelectors;

// The trace domain is H = <h> of order n = 2^log_rows, the quotient domain the coset s * <g> of order
// n << log_chunks, where s is the field's generator and h, g are the two_adic_generators.
struct QuotientArguments {
  // Low-degree extensions of the traces over s * K, |K| >= n << log_chunks, with rows in bit-reversed order:
  // the first n << log_chunks rows are the quotient domain's. As many columns as the program says; without
  // preprocessed or permutation columns that matrix is not looked at.
  MatrixView main;
  MatrixView preprocessed;
  MatrixView permutation;
  ConstraintProgram program;  // over the base field of the extension, with at most so many coordinates
  const uint32_t* scalars;    // program.scalars words
  const uint32_t* alpha;      // one extension element
  int log_rows;               // log_rows + log_chunks is at most the field's two-adicity
  int log_chunks;             // at most kMostLogChunks
};

// With C_j the value of constraint j of m at a point x of the quotient domain, where selectors are Z/(x-1),
// Z/(x-h^-1) and x-h^-1 for Z = x^n - 1, and the next row is the row of h x:
//
//     quotient(x) = sum_j alpha^(m-1-j) C_j / Z(x)
//
// chunks[k] is an n x d matrix, k < 2^log_chunks, row i of which is the quotient at x = s g^(i 2^log_chunks +
// k), in natural order: the values on the coset s g^k H of a polynomial of degree below n where the
// constraints hold and their degree is at most 2^log_chunks + 1.
[[nodiscard]] Status quotient(const Context& context, ExtensionId extension,
                              const QuotientArguments& arguments, uint32_t* const* chunks);

}  // namespace switchyard::cpu
