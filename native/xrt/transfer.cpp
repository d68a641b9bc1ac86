#include <algorithm>

#include "device/kit/data_checks.h"
#include "device/kit/op_checks.h"
#include "device/kit/op_reader.h"
#include "math/element.h"
#include "math/field_dispatch.h"
#include "math/field_prime.h"
#include "xrt/ops.h"
#include "xrt/segment.h"

namespace switchyard::xrt_cards {
namespace {

// So many words at a time, for them to be in a cache when they are looked at.
constexpr size_t kBlockWords = 4096;

// Looks at the copy, which nobody changes meanwhile. Throws Fault(SY_ARGUMENT) at a word that is not below
// the prime.
void copy_checked(const uint32_t* source, uint32_t* target, size_t words, FieldId field) {
  const uint32_t prime = prime_of(field);
  for (size_t first = 0; first < words; first += kBlockWords) {
    const size_t count = std::min(kBlockWords, words - first);
    uint32_t* block = std::copy_n(source + first, count, target + first) - count;
    uint32_t most = 0;
    for (size_t i = 0; i < count; ++i) most = std::max(most, block[i]);
    if (most < prime) continue;
    const auto bad = std::find_if(block, block + count, [prime](uint32_t word) { return word >= prime; });
    device::refuse_word(static_cast<uint64_t>(bad - target), *bad, field);
  }
}

}  // namespace

void run_upload(const SyOpHeader& header, Segment& segment) {
  const auto [op, field, form, source] = device::read_upload(header, segment.regions());
  device::check_shape(op.rows, op.columns, "upload.rows");
  auto matrix = std::make_shared<Matrix>();
  static_cast<device::MatrixShape&>(*matrix) = {field, op.rows, op.columns};
  const size_t words = matrix->word_count(), bytes = words * sizeof(uint32_t);
  matrix->buffer = segment.card.allocate(fpga::kArgRows, bytes, true, "upload.rows");
  uint32_t* target = matrix->buffer.words();
  copy_checked(source, target, words, field);
  if (form == SY_CANONICAL)
    with_field(field, [&]<class F>(F) {
      std::transform(target, target + words, target,
                     [](uint32_t word) { return Element<F>::from_canonical(word).value; });
    });
  segment.check_cancelled();
  segment.to_card(matrix->buffer, bytes);
  segment.transaction.create(op.output, {std::move(matrix), nullptr}, "upload.output");
}

// From the card, not from the host's side of the buffer: what is asked for is what the card has.
void run_download(const SyOpHeader& header, Segment& segment) {
  const SyDownload& op = device::read_download(header);
  const auto matrix = segment.transaction.matrix(op.input, "download.input");
  const device::DownloadPlan plan = device::check_download(op, *matrix, segment.regions());
  const size_t first = op.first_row * matrix->columns;
  segment.from_card(matrix->buffer, first * sizeof(uint32_t), plan.words * sizeof(uint32_t));
  const uint32_t* source = matrix->buffer.words() + first;
  if (plan.form == SY_CANONICAL)
    with_field(matrix->field, [&]<class F>(F) {
      std::transform(source, source + plan.words, plan.target,
                     [](uint32_t word) { return Element<F>::from_montgomery(word).canonical(); });
    });
  else
    std::copy_n(source, plan.words, plan.target);
}

void run_free(const SyOpHeader& header, Segment& segment) {
  const auto& op = device::read_op<SyFree>(header, "free");
  const uint32_t* handles = device::trailing_words(op, op.count, "free.count");
  for (uint32_t i = 0; i < op.count; ++i) segment.transaction.free(handles[i], "free.handles");
}

}  // namespace switchyard::xrt_cards
