#include <optional>

#include "cpu/backend/op_checks.h"
#include "cpu/backend/ops.h"
#include "cpu/grind.h"
#include "cpu/trace_keccak.h"
#include "cpu/trace_poseidon2.h"
#include "device/kit/fill_checks.h"

namespace switchyard::cpu {
void run_grind(const SyOpHeader& header, const OpEnvironment& environment) {
  const GrindProblem problem = device::read_grind(header);
  std::optional<uint32_t> witness;
  check_status(grind(environment.context, problem, witness), environment);
  environment.results.push_back(device::grind_result(problem, witness));
}

void run_fill(const SyOpHeader& header, const OpEnvironment& environment) {
  const SyFill& op = device::read_fill(header);
  const auto input = environment.transaction.matrix(op.input, "fill.input");
  const device::MatrixShape shape = device::check_fill(op, *input);
  const auto output = new_matrix(environment, shape.field, shape.rows, shape.columns, "fill.output");
  const auto fill = [&] {
    switch (op.table) {
      case SY_TABLE_KECCAK_F:
        return fill_keccak_trace(environment.context, shape.field, input->words(), input->rows, shape.rows,
                                 output->words());
      case SY_TABLE_COMPRESSION:
        return fill_compression_trace(environment.context, input->words(), input->rows, output->words());
      default:
        return fill_poseidon2_trace(environment.context, shape.field, input->words(), input->rows,
                                    output->words());
    }
  };
  check_status(fill(), environment);
  environment.transaction.create(op.output, {output, nullptr}, "fill.output");
}

}  // namespace switchyard::cpu
