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

void run_upload(const SyOpHeader& header, Segment& segment) {
  const auto [op, field, form, source] = device::read_upload(header, segment.regions());
  device::check_shape(op.rows, op.columns, "upload.rows");
  auto matrix = std::make_shared<Matrix>();
  static_cast<device::MatrixShape&>(*matrix) = {field, op.rows, op.columns};
  const size_t words = matrix->word_count(), bytes = words * sizeof(uint32_t);
  const uint32_t prime = prime_of(field);
  const auto bad = std::find_if(source, source + words, [prime](uint32_t word) { return word >= prime; });
  if (bad != source + words) device::refuse_word(static_cast<uint64_t>(bad - source), *bad, field);
  matrix->buffer = segment.card.allocate(fpga::kArgRows, bytes, true, "upload.rows");
  uint32_t* target = matrix->buffer.words();
  if (form == SY_CANONICAL)
    with_field(field, [&, source = source]<class F>(F) {
      std::transform(source, source + words, target,
                     [](uint32_t word) { return Element<F>::from_canonical(word).value; });
    });
  else
    std::copy_n(source, words, target);
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
