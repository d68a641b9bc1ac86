#include "device/kit/opening_checks.h"

#include <algorithm>

#include "device/kit/op_checks.h"
#include "device/kit/op_reader.h"
#include "math/element.h"
#include "math/field_dispatch.h"
#include "math/field_prime.h"

namespace switchyard::device {
namespace {

// Whether an extension point lies on shift * (the subgroup of order rows), where a column's value can only be
// read off, not computed.
bool is_on_coset(FieldId field, const uint32_t* point, int degree, uint32_t shift, size_t rows) {
  if (std::any_of(point + 1, point + degree, [](uint32_t word) { return word != 0; })) return false;
  return with_field(field, [&]<class F>(F) {
    const auto z = Element<F>::from_montgomery(point[0]);
    return power(z, rows) == power(Element<F>::from_montgomery(shift), rows);
  });
}

void check_shift(uint32_t shift, FieldId field, const char* argument) {
  check_word(shift, field, argument);
  if (shift == 0) throw Fault(SY_ARGUMENT, argument, "a coset needs a shift that is not 0");
}

class DeepReader {
 public:
  DeepReader(const SyDeep& op, const std::function<MatrixShape(uint32_t)>& shape_of)
      : op_(op),
        shape_of_(shape_of),
        at_(reinterpret_cast<const uint32_t*>(&op + 1)),
        end_(reinterpret_cast<const uint32_t*>(&op) + op.header.words) {}

  void read(DeepPlan& plan) {
    degree_ = static_cast<size_t>(extension_degree(plan.extension));
    plan.alpha = take_elements(1, plan.field);
    plan.points = take_elements(op_.points, plan.field);
    for (uint32_t i = 0; i < op_.terms; ++i) plan.terms.push_back(read_term(plan));
    if (at_ != end_) throw Fault(SY_ARGUMENT, "deep.terms", "words are left over behind the terms");
  }

 private:
  DeepTerm read_term(DeepPlan& plan) {
    DeepTerm term{*take(1), {}};
    const MatrixShape shape = shape_of_(term.matrix);
    if (shape.field != plan.field || shape.rows != op_.rows)
      throw Fault(SY_ARGUMENT, "deep.terms", "a matrix of %zu rows does not belong to a quotient of %u",
                  shape.rows, op_.rows);
    plan.widest = std::max(plan.widest, shape.columns);
    const uint32_t uses = *take(1);
    for (uint32_t i = 0; i < uses; ++i) {
      const uint32_t point = *take(1);
      if (point >= op_.points)
        throw Fault(SY_ARGUMENT, "deep.points", "there are %u points, not %u", op_.points, point + 1);
      const uint32_t* scale = take_elements(1, plan.field);
      term.uses.push_back({point, scale, take_elements(1, plan.field)});
    }
    return term;
  }

  const uint32_t* take(uint64_t words) {
    if (words > static_cast<uint64_t>(end_ - at_))
      throw Fault(SY_ARGUMENT, "deep.terms", "the op ends within its terms");
    const uint32_t* taken = at_;
    at_ += words;
    return taken;
  }

  const uint32_t* take_elements(uint64_t count, FieldId field) {
    const uint32_t* words = take(count * degree_);
    check_words(words, count * degree_, field, "deep.points");
    return words;
  }

  const SyDeep& op_;
  const std::function<MatrixShape(uint32_t)>& shape_of_;
  const uint32_t* at_;
  const uint32_t* const end_;
  size_t degree_ = 0;
};

}  // namespace

const SyEvaluate& read_evaluate(const SyOpHeader& header) { return read_op<SyEvaluate>(header, "evaluate"); }

EvaluatePlan check_evaluate(const SyEvaluate& op, const MatrixShape& input) {
  const FieldId field = input.field;
  const ExtensionId extension = check_extension(op.extension, field, "evaluate.extension");
  const int degree = extension_degree(extension);
  const uint32_t* points = trailing_words(op, uint64_t{op.points} * degree, "evaluate.points");
  const int log_rows = check_power_of_two(op.rows, "evaluate.rows");
  if (op.rows > input.rows)
    throw Fault(SY_ARGUMENT, "evaluate.rows", "the matrix has %zu rows, not %u", input.rows, op.rows);
  if (log_rows > two_adicity_of(field))
    throw Fault(SY_ARGUMENT, "evaluate.rows", "the field has no subgroup of order 2^%d", log_rows);
  if (op.order > SY_BIT_REVERSED)
    throw Fault(SY_ARGUMENT, "evaluate.order", "there is no order %u", op.order);
  if (op.points == 0 || op.points > kMostPoints)
    throw Fault(SY_ARGUMENT, "evaluate.points", "1 to %d points at a time, not %u", kMostPoints, op.points);
  check_shift(op.shift, field, "evaluate.shift");
  check_words(points, uint64_t{op.points} * degree, field, "evaluate.points");
  for (uint32_t i = 0; i < op.points; ++i)
    if (is_on_coset(field, points + i * degree, degree, op.shift, op.rows))
      throw Fault(SY_ARGUMENT, "evaluate.points", "point %u lies on the coset", i);
  return {op, extension, log_rows, points};
}

const SyCombine& read_combine(const SyOpHeader& header) { return read_op<SyCombine>(header, "combine"); }

CombinePlan check_combine(const SyCombine& op, const MatrixShape& input) {
  const ExtensionId extension = check_extension(op.extension, input.field, "combine.extension");
  const uint64_t words = input.columns * static_cast<uint64_t>(extension_degree(extension));
  const uint32_t* weights = trailing_words(op, words, "combine.weights");
  check_words(weights, words, input.field, "combine.weights");
  return {extension, weights};
}

DeepPlan read_deep(const SyOpHeader& header, const std::function<MatrixShape(uint32_t)>& shape_of) {
  const auto& op = read_op<SyDeep>(header, "deep");
  const int log_rows = check_power_of_two(op.rows, "deep.rows");
  if (op.extension > SY_KOALABEAR_5)
    throw Fault(SY_ARGUMENT, "deep.extension", "there is no extension %u", op.extension);
  const auto extension = static_cast<ExtensionId>(op.extension);
  DeepPlan plan{op, base_field(extension), extension, log_rows, nullptr, nullptr, {}, 0};
  DeepReader(op, shape_of).read(plan);
  if (log_rows > two_adicity_of(plan.field))
    throw Fault(SY_ARGUMENT, "deep.rows", "the field has no subgroup of order 2^%d", log_rows);
  check_shift(op.shift, plan.field, "deep.shift");
  return plan;
}

const SyFold& read_fold(const SyOpHeader& header) { return read_op<SyFold>(header, "fold"); }

FoldPlan check_fold(const SyFold& op, const MatrixShape& input) {
  const ExtensionId extension = check_extension(op.extension, input.field, "fold.extension");
  const auto degree = static_cast<size_t>(extension_degree(extension));
  if (input.columns != degree)
    throw Fault(SY_ARGUMENT, "fold.input", "a column of elements has %zu words a row, not %zu", degree,
                input.columns);
  const int log_rows = check_power_of_two(input.rows, "fold.input");
  if (log_rows > two_adicity_of(input.field))
    throw Fault(SY_ARGUMENT, "fold.input", "the field has no subgroup of order 2^%d", log_rows);
  const auto log_arity = static_cast<int>(op.log_arity);
  if (op.log_arity == 0 || op.log_arity > kMostLogArity || log_arity > log_rows)
    throw Fault(SY_ARGUMENT, "fold.log_arity", "2^%d values cannot be folded by 2^%u", log_rows,
                op.log_arity);
  const uint32_t* beta = trailing_words(op, degree, "fold.beta");
  check_words(beta, degree, input.field, "fold.beta");
  return {op, extension, log_rows, log_arity, beta};
}

void check_addend(const MatrixShape& addend, const MatrixShape& output) {
  if (addend.field != output.field || addend.rows != output.rows || addend.columns != output.columns)
    throw Fault(SY_ARGUMENT, "fold.addend", "it is no column of %zu elements", output.rows);
}

}  // namespace switchyard::device
