// Reads and checks the ops of openings: evaluate, combine, deep, fold. Each function throws
// Fault(SY_ARGUMENT), before anything is done.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "device/backend.h"
#include "device/kit/matrix_shape.h"
#include "math/extension_id.h"
#include "math/field_id.h"

namespace switchyard::device {

// Points that one evaluate can take.
inline constexpr int kMostPoints = 8;

// The most binary folds that one fold makes.
inline constexpr int kMostLogArity = 8;

struct EvaluatePlan {
  const SyEvaluate& op;
  ExtensionId extension;
  int log_rows;
  const uint32_t* points;  // op.points elements, none of them on the coset
};
const SyEvaluate& read_evaluate(const SyOpHeader& header);
EvaluatePlan check_evaluate(const SyEvaluate& op, const MatrixShape& input);

struct CombinePlan {
  ExtensionId extension;
  const uint32_t* weights;  // an element a column
};
const SyCombine& read_combine(const SyOpHeader& header);
CombinePlan check_combine(const SyCombine& op, const MatrixShape& input);

// One matrix's part of a DEEP quotient, at one point.
struct DeepUse {
  uint32_t point;
  const uint32_t* scale;
  const uint32_t* value;
};

struct DeepTerm {
  uint32_t matrix;  // a handle
  std::vector<DeepUse> uses;
};

struct DeepPlan {
  const SyDeep& op;
  FieldId field;
  ExtensionId extension;
  int log_rows;
  const uint32_t* alpha;
  const uint32_t* points;  // op.points elements
  std::vector<DeepTerm> terms;
  size_t widest;  // columns of the widest matrix
};
// `shape_of` gives the shape of the matrix behind a handle, or throws.
DeepPlan read_deep(const SyOpHeader& header, const std::function<MatrixShape(uint32_t)>& shape_of);

struct FoldPlan {
  const SyFold& op;
  ExtensionId extension;
  int log_rows;   // of the input
  int log_arity;  // 1 to kMostLogArity
  const uint32_t* beta;
};
const SyFold& read_fold(const SyOpHeader& header);
FoldPlan check_fold(const SyFold& op, const MatrixShape& input);
void check_addend(const MatrixShape& addend, const MatrixShape& output);

}  // namespace switchyard::device
