// The permutation columns of a table with lookups: the fractions of the lookups, and their running sum, over
// all threads.
//
// Words are in Montgomery form below p; extension elements are d interleaved words, c0 first.
#pragma once

#include "cpu/context.h"
#include "cpu/matrix_view.h"
#include "device/kit/constraint_program.h"
#include "math/extension_id.h"

namespace switchyard::cpu {

using device::ConstraintProgram;

struct PermutationArguments {
  // Traces of the same number of rows, at least one, in natural order; the row after the last is row 0. As
  // many columns as the program says; without preprocessed columns that matrix is not looked at.
  MatrixView main;
  MatrixView preprocessed;
  // Over the base field of the extension, without permutation columns and selectors, and with at most so many
  // coordinates. The value of constraint 2l is the denominator U_l of lookup l, that of constraint 2l + 1 its
  // numerator V_l; there is at least one lookup.
  ConstraintProgram program;
  const uint32_t* scalars;  // program.scalars words
};

// The first row with a denominator that is zero, and the first such lookup on it.
struct ZeroDenominator {
  size_t row;
  uint32_t lookup;
};

// `output` is a matrix of the main matrix's rows and d (1 + lookups) columns:
//
//     column d (1 + l)   f_l = V_l / U_l
//     column 0           the sum of f_0 + f_1 + .. over the rows before this one
//
// and `terminal` is that sum over all rows, one element. kZeroDenominator where a fraction does not exist;
// then `zero` says which, and the output is undefined.
[[nodiscard]] Status permutation(const Context& context, ExtensionId extension,
                                 const PermutationArguments& arguments, uint32_t* output, uint32_t* terminal,
                                 ZeroDenominator& zero);

}  // namespace switchyard::cpu
