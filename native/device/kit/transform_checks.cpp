#include "device/kit/transform_checks.h"

#include "device/kit/op_reader.h"
#include "math/field_prime.h"

namespace switchyard::device {
namespace {

constexpr uint32_t kMaxLogBlowup = 4;

// Throws Fault unless a transform with 2^log_size points is possible.
void check_transform(const MatrixShape& matrix, int log_size, const char* argument) {
  if (matrix.columns > kMaxTransformColumns)
    throw Fault(SY_ARGUMENT, argument, "transforms take up to %llu columns, not %zu",
                static_cast<unsigned long long>(kMaxTransformColumns), matrix.columns);
  if (log_size > two_adicity_of(matrix.field))
    throw Fault(SY_ARGUMENT, argument, "the field has no subgroup of order 2^%d; 2^%d is its largest",
                log_size, two_adicity_of(matrix.field));
}

}  // namespace

const SyDft& read_dft(const SyOpHeader& header) { return read_op<SyDft>(header, "dft"); }

int check_dft(const SyDft& op, const MatrixShape& input) {
  const int log_rows = check_power_of_two(input.rows, "dft.input");
  check_transform(input, log_rows, "dft.input");
  if (op.inverse > 1) throw Fault(SY_ARGUMENT, "dft.inverse", "%u is neither 0 nor 1", op.inverse);
  return log_rows;
}

const SyLde& read_lde(const SyOpHeader& header) { return read_op<SyLde>(header, "lde"); }

int check_lde(const SyLde& op, const MatrixShape& input) {
  const int log_rows = check_power_of_two(input.rows, "lde.input");
  if (op.log_blowup > kMaxLogBlowup)
    throw Fault(SY_ARGUMENT, "lde.log_blowup", "the blowup is at most 2^4, not 2^%u", op.log_blowup);
  check_transform(input, log_rows + static_cast<int>(op.log_blowup), "lde.log_blowup");
  check_word(op.shift, input.field, "lde.shift");
  if (op.shift == 0) throw Fault(SY_ARGUMENT, "lde.shift", "a coset needs a shift that is not 0");
  if (op.consume > 1) throw Fault(SY_ARGUMENT, "lde.consume", "%u is neither 0 nor 1", op.consume);
  return log_rows;
}

}  // namespace switchyard::device
