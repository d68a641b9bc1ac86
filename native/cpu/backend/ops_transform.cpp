#include <atomic>
#include <memory>

#include "cpu/backend/op_checks.h"
#include "cpu/backend/ops.h"
#include "cpu/ntt.h"
#include "device/kit/transform_checks.h"

namespace switchyard::cpu {
namespace {

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
  const SyDft& op = device::read_dft(header);
  const auto input = environment.transaction.matrix(op.input, "dft.input");
  device::check_dft(op, *input);
  const auto output = new_matrix(environment, input->field, input->rows, input->columns, "dft.output");
  const auto transform = op.inverse == 1 ? inverse_dft : dft;
  check_status(transform(environment.context, input->field, input->words(), input->rows, input->columns,
                         output->words()),
               environment);
  environment.transaction.create(op.output, {output, nullptr}, "dft.output");
}

void run_lde(const SyOpHeader& header, const OpEnvironment& environment) {
  const SyLde& op = device::read_lde(header);
  device::check_lde(op, *environment.transaction.matrix(op.input, "lde.input"));
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
