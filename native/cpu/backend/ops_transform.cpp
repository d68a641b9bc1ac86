#include <atomic>
#include <memory>

#include "cpu/backend/op_checks.h"
#include "cpu/backend/ops.h"
#include "cpu/ntt.h"
#include "math/field_prime.h"

namespace switchyard::cpu {
namespace {

// Throws Fault unless a transform with 2^log_size points is possible.
void check_transform(const Matrix& matrix, int log_size, const char* argument) {
  if (matrix.columns > kMaxTransformColumns)
    throw Fault(SY_ARGUMENT, argument, "transforms take up to %llu columns, not %zu",
                static_cast<unsigned long long>(kMaxTransformColumns), matrix.columns);
  if (log_size > two_adicity_of(matrix.field))
    throw Fault(SY_ARGUMENT, argument, "the field has no subgroup of order 2^%d; 2^%d is its largest",
                log_size, two_adicity_of(matrix.field));
}

void check_lde(const SyLde& op, const Matrix& input) {
  const int log_rows = check_power_of_two(input.rows, "lde.input");
  if (op.log_blowup > 4)
    throw Fault(SY_ARGUMENT, "lde.log_blowup", "the blowup is at most 2^4, not 2^%u", op.log_blowup);
  check_transform(input, log_rows + static_cast<int>(op.log_blowup), "lde.log_blowup");
  check_word(op.shift, input.field, "lde.shift");
  if (op.shift == 0) throw Fault(SY_ARGUMENT, "lde.shift", "a coset needs a shift that is not 0");
  if (op.consume > 1) throw Fault(SY_ARGUMENT, "lde.consume", "%u is neither 0 nor 1", op.consume);
}

// Whether nobody else has the words of a matrix that no handle names any more: then nobody can come to have
// them.
bool is_sole_owner(const std::shared_ptr<const Matrix>& matrix) {
  const bool is_sole = matrix.use_count() == 1 && matrix->buffer.use_count() == 1;
  // Whoever gave it up on another queue has read it before.
  std::atomic_thread_fence(std::memory_order_acquire);
  return is_sole;
}

}  // namespace

void run_dft(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto& op = read_op<SyDft>(header, "dft");
  const auto input = environment.transaction.matrix(op.input, "dft.input");
  const int log_rows = check_power_of_two(input->rows, "dft.input");
  check_transform(*input, log_rows, "dft.input");
  if (op.inverse > 1) throw Fault(SY_ARGUMENT, "dft.inverse", "%u is neither 0 nor 1", op.inverse);
  const auto output = new_matrix(environment, input->field, input->rows, input->columns, "dft.output");
  const auto transform = op.inverse == 1 ? inverse_dft : dft;
  check_status(transform(environment.context, input->field, input->words(), input->rows, input->columns,
                         output->words()),
               environment);
  environment.transaction.create(op.output, {output, nullptr}, "dft.output");
}

void run_lde(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto& op = read_op<SyLde>(header, "lde");
  check_lde(op, *environment.transaction.matrix(op.input, "lde.input"));
  const auto log_blowup = static_cast<int>(op.log_blowup);
  const bool consumes = op.consume == 1;
  const auto input = consumes ? environment.transaction.consume(op.input, "lde.input")
                              : environment.transaction.matrix(op.input, "lde.input");
  std::shared_ptr<Matrix> output;
  try {
    // Without a blowup the transform cannot work in place.
    output =
        consumes && log_blowup > 0 && is_sole_owner(input)
            ? grow_matrix(environment, *input, input->rows << log_blowup, "lde.output")
            : new_matrix(environment, input->field, input->rows << log_blowup, input->columns, "lde.output");
    check_status(coset_lde(environment.context, input->field, input->words(), input->rows, input->columns,
                           log_blowup, op.shift, output->words()),
                 environment);
  } catch (const Fault& fault) {
    // Nothing has been written yet where memory was refused.
    if (consumes && fault.error().code == SY_MEMORY) {
      if (output && output->buffer == input->buffer) input->buffer->shrink(input->word_count());
      environment.transaction.restore(op.input, input);
    }
    throw;
  }
  environment.transaction.create(op.output, {output, nullptr}, "lde.output");
}

}  // namespace switchyard::cpu
