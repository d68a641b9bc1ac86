#include "cuda/ops/ntt.h"
#include "cuda/ops/ops.h"
#include "device/kit/transform_checks.h"
#include "math/field_dispatch.h"

namespace switchyard::cuda {
namespace {

Columns columns_of(const Matrix& matrix) { return {matrix.words(), matrix.rows}; }

}  // namespace

void run_dft(const SyOpHeader& header, Segment& segment) {
  const SyDft& op = device::read_dft(header);
  const auto input = segment.matrix(op.input, "dft.input");
  const int log_rows = device::check_dft(op, *input);
  const auto output = segment.new_matrix(*input, "dft.output");
  with_field(input->field, [&]<class F>(F) {
    Ntt<F> ntt(segment, input->field, "dft.output");
    ntt.dft(columns_of(*input), columns_of(*output), log_rows, input->columns, op.inverse == 1);
  });
  segment.create(op.output, output, "dft.output");
}

// Columns of another length are other memory, so that a consumed input cannot become part of the output; it
// is given back behind the op's work.
void run_lde(const SyOpHeader& header, Segment& segment) {
  const SyLde& op = device::read_lde(header);
  auto input = segment.matrix(op.input, "lde.input");
  const int log_rows = device::check_lde(op, *input);
  const int log_blowup = static_cast<int>(op.log_blowup);
  const bool consumes = op.consume == 1;
  if (consumes) segment.consume(op.input, "lde.input");
  try {
    const auto output =
        segment.new_matrix(input->field, input->rows << log_blowup, input->columns, "lde.output");
    with_field(input->field, [&]<class F>(F) {
      Ntt<F> ntt(segment, input->field, "lde.output");
      ntt.lde(columns_of(*input), columns_of(*output), log_rows, log_blowup, Element<F>{op.shift},
              input->columns);
    });
    segment.create(op.output, output, "lde.output");
  } catch (const device::Fault& fault) {
    // Nothing has been enqueued yet where memory was refused.
    if (consumes && fault.error().code == SY_MEMORY) segment.restore(op.input, input);
    throw;
  }
  if (consumes) segment.let_go(std::move(input));
}

}  // namespace switchyard::cuda
