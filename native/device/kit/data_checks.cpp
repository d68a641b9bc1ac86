#include "device/kit/data_checks.h"

#include "device/kit/op_reader.h"
#include "math/field_prime.h"
#include "math/keccak.h"

namespace switchyard::device {
namespace {

constexpr uint32_t kStateWords[] = {16, 24, 2 * kKeccakLanes};  // by SyPermutation

// `count` words of a region from an offset on.
uint32_t* find_region(const std::vector<SyRegion>& regions, uint32_t region, uint64_t offset, uint64_t count,
                      const char* argument) {
  if (region >= regions.size())
    throw Fault(SY_ARGUMENT, argument, "the segment came with %zu regions, there is no %u", regions.size(),
                region);
  const SyRegion& memory = regions[region];
  if (offset > memory.word_count || count > memory.word_count - offset)
    throw Fault(SY_ARGUMENT, argument, "%llu words from word %llu on do not fit a region of %llu words",
                static_cast<unsigned long long>(count), static_cast<unsigned long long>(offset),
                static_cast<unsigned long long>(memory.word_count));
  return memory.words + offset;
}

SyForm check_form(uint32_t form, const char* argument) {
  if (form != SY_MONTGOMERY && form != SY_CANONICAL)
    throw Fault(SY_ARGUMENT, argument, "there is no form %u", form);
  return static_cast<SyForm>(form);
}

}  // namespace

UploadPlan read_upload(const SyOpHeader& header, const std::vector<SyRegion>& regions) {
  const auto& op = read_op<SyUpload>(header, "upload");
  const FieldId field = check_field(op.field, "upload.field");
  const SyForm form = check_form(op.form, "upload.form");
  const uint32_t* source = find_region(regions, op.region, join_words(op.offset_low, op.offset_high),
                                       uint64_t{op.rows} * op.columns, "upload.words");
  return {op, field, form, source};
}

void refuse_word(uint64_t index, uint32_t word, FieldId field) {
  throw Fault(SY_ARGUMENT, "upload.words", "word %llu is %u, not below the prime %u",
              static_cast<unsigned long long>(index), word, prime_of(field));
}

const SyDownload& read_download(const SyOpHeader& header) { return read_op<SyDownload>(header, "download"); }

DownloadPlan check_download(const SyDownload& op, const MatrixShape& input,
                            const std::vector<SyRegion>& regions) {
  const SyForm form = check_form(op.form, "download.form");
  if (op.rows == 0 || op.first_row > input.rows || op.rows > input.rows - op.first_row)
    throw Fault(SY_ARGUMENT, "download.rows", "%u rows from row %u on are not all of a matrix of %zu rows",
                op.rows, op.first_row, input.rows);
  const size_t words = op.rows * input.columns;
  uint32_t* target =
      find_region(regions, op.region, join_words(op.offset_low, op.offset_high), words, "download.words");
  return {op, form, target, words};
}

const SyElementwise& read_elementwise(const SyOpHeader& header) {
  const auto& op = read_op<SyElementwise>(header, "elementwise");
  if (op.function > SY_INVERT)
    throw Fault(SY_ARGUMENT, "elementwise.function", "there is no function %u", op.function);
  return op;
}

void check_elementwise(const MatrixShape& left, const MatrixShape& right) {
  if (left.field != right.field || left.rows != right.rows || left.columns != right.columns)
    throw Fault(SY_ARGUMENT, "elementwise.right", "its shape or field is not that of the left matrix");
}

const SyReshape& read_reshape(const SyOpHeader& header) { return read_op<SyReshape>(header, "reshape"); }

void check_reshape(const SyReshape& op, const MatrixShape& input) {
  if (uint64_t{op.rows} * op.columns != input.word_count())
    throw Fault(SY_ARGUMENT, "reshape.rows", "%u x %u is not the %zu words of the input", op.rows, op.columns,
                input.word_count());
}

const SyPermute& read_permute(const SyOpHeader& header) {
  const auto& op = read_op<SyPermute>(header, "permute");
  if (op.permutation > SY_KECCAK_F)
    throw Fault(SY_ARGUMENT, "permute.permutation", "there is no permutation %u", op.permutation);
  return op;
}

void check_permute(const SyPermute& op, const MatrixShape& input) {
  const size_t width = kStateWords[op.permutation];
  if (input.columns != width)
    throw Fault(SY_ARGUMENT, "permute.input", "a state has %zu words, the matrix has %zu columns", width,
                input.columns);
}

ProbePlan read_probe(const SyOpHeader& header) {
  const auto& op = read_op<SyProbe>(header, "probe");
  if (op.amount == 0) throw Fault(SY_ARGUMENT, "probe.amount", "nothing is to be done");
  const FieldId field = check_field(op.field, "probe.field");
  if (op.what > SY_PROBE_LAUNCH) throw Fault(SY_ARGUMENT, "probe.what", "there is no probe %u", op.what);
  return {static_cast<SyProbed>(op.what), field, op.amount};
}

}  // namespace switchyard::device
