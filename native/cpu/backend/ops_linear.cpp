#include <algorithm>

#include "cpu/backend/op_checks.h"
#include "cpu/backend/ops.h"
#include "cpu/linear.h"
#include "cpu/opening.h"
#include "math/element.h"
#include "math/field_prime.h"

namespace switchyard::cpu {
namespace {

template <class F>
bool is_on_coset_in(const uint32_t* point, int degree, uint32_t shift, size_t rows) {
  if (std::any_of(point + 1, point + degree, [](uint32_t word) { return word != 0; })) return false;
  const auto z = Element<F>::from_montgomery(point[0]);
  return power(z, rows) == power(Element<F>::from_montgomery(shift), rows);
}

// Whether an extension point lies on shift * (the subgroup of order rows), where a column's value can only be
// read off, not computed.
bool is_on_coset(FieldId field, const uint32_t* point, int degree, uint32_t shift, size_t rows) {
  return field == FieldId::kKoalaBear ? is_on_coset_in<KoalaBear>(point, degree, shift, rows)
                                      : is_on_coset_in<BabyBear>(point, degree, shift, rows);
}

}  // namespace

void run_evaluate(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto& op = read_op<SyEvaluate>(header, "evaluate");
  const auto matrix = environment.transaction.matrix(op.input, "evaluate.input");
  const ExtensionId extension = check_extension(op.extension, matrix->field, "evaluate.extension");
  const int degree = extension_degree(extension);
  const uint32_t* points = trailing_words(op, uint64_t{op.points} * degree, "evaluate.points");
  const int log_rows = check_power_of_two(op.rows, "evaluate.rows");
  if (op.rows > matrix->rows)
    throw Fault(SY_ARGUMENT, "evaluate.rows", "the matrix has %zu rows, not %u", matrix->rows, op.rows);
  if (log_rows > two_adicity_of(matrix->field))
    throw Fault(SY_ARGUMENT, "evaluate.rows", "the field has no subgroup of order 2^%d", log_rows);
  if (op.order > SY_BIT_REVERSED)
    throw Fault(SY_ARGUMENT, "evaluate.order", "there is no order %u", op.order);
  if (op.points == 0 || op.points > kMostPoints)
    throw Fault(SY_ARGUMENT, "evaluate.points", "1 to %d points at a time, not %u", kMostPoints, op.points);
  check_word(op.shift, matrix->field, "evaluate.shift");
  if (op.shift == 0) throw Fault(SY_ARGUMENT, "evaluate.shift", "a coset needs a shift that is not 0");
  check_words(points, uint64_t{op.points} * degree, matrix->field, "evaluate.points");
  for (uint32_t i = 0; i < op.points; ++i)
    if (is_on_coset(matrix->field, points + i * degree, degree, op.shift, op.rows))
      throw Fault(SY_ARGUMENT, "evaluate.points", "point %u lies on the coset", i);

  const Coset coset{log_rows, op.shift, op.order == SY_NATURAL ? RowOrder::kNatural : RowOrder::kBitReversed};
  const size_t at = environment.results.size();
  environment.results.resize(at + op.points * matrix->columns * degree);
  check_status(
      barycentric_evaluate(environment.context, extension, coset, {matrix->words(), op.rows, matrix->columns},
                           points, static_cast<int>(op.points), nullptr, environment.results.data() + at),
      environment);
}

void run_combine(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto& op = read_op<SyCombine>(header, "combine");
  const auto input = environment.transaction.matrix(op.input, "combine.input");
  const ExtensionId extension = check_extension(op.extension, input->field, "combine.extension");
  const int degree = extension_degree(extension);
  const uint32_t* weights = trailing_words(op, input->columns * degree, "combine.weights");
  check_words(weights, input->columns * degree, input->field, "combine.weights");
  const auto output = new_matrix(environment, input->field, input->rows, degree, "combine.output");
  check_status(
      combine_columns(environment.context, extension, input->view(), weights, false, output->words()),
      environment);
  environment.transaction.create(op.output, {output, nullptr}, "combine.output");
}

}  // namespace switchyard::cpu
