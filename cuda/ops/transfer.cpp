#include <algorithm>

#include "cuda/kernels/transpose.h"
#include "cuda/launch/launch.h"
#include "cuda/ops/ops.h"
#include "device/kit/data_checks.h"
#include "math/field_dispatch.h"

namespace switchyard::cuda {
namespace {

// Row-major words on the card, on their way: enough for a transposition to fill the card.
constexpr size_t kLandingBytes = size_t{32} << 20;

// Rows that land at a time.
uint64_t landing_rows(uint64_t rows, size_t columns) {
  const uint64_t fitting = std::max<uint64_t>(kLandingBytes / (columns * sizeof(uint32_t)), 1);
  return std::min<uint64_t>(rows, fitting);
}

Grid tile_grid(uint64_t rows, size_t columns) {
  return {tiles_of(rows, columns), kTileThreads, kTileSharedBytes};
}

// Calls body with a field and whether words are canonical, as types.
template <class Body>
void with_form(FieldId field, SyForm form, Body&& body) {
  with_field(field, [&](auto f) {
    if (form == SY_CANONICAL)
      body(f, std::true_type{});
    else
      body(f, std::false_type{});
  });
}

}  // namespace

void run_upload(const SyOpHeader& header, Segment& segment) {
  const device::UploadPlan plan = device::read_upload(header, segment.regions());
  const FieldId field = plan.field;
  const uint32_t* const source = plan.source;
  const auto matrix = segment.new_matrix(field, plan.op.rows, plan.op.columns, "upload.rows");
  const uint64_t part_rows = landing_rows(matrix->rows, matrix->columns);
  const Scratch landing = segment.scratch(part_rows * matrix->columns * sizeof(uint32_t), "upload.rows");
  const Scratch first_bad = segment.scratch(sizeof(uint64_t), "upload.rows");
  segment.create(plan.op.output, matrix, "upload.output");

  segment.stream().fill(first_bad.words(), 0xff, sizeof(uint64_t));
  for (uint64_t first = 0; first < matrix->rows; first += part_rows) {
    segment.check_cancelled();
    const uint64_t rows = std::min<uint64_t>(part_rows, matrix->rows - first);
    segment.copy_to_device(landing.words(), source + first * matrix->columns,
                           rows * matrix->columns * sizeof(uint32_t));
    with_form(field, plan.form, [&]<class F, class Canonical>(F, Canonical) {
      launch_blocks(segment.stream(),
                    TransposeIn<F, Canonical::value>{landing.words(), matrix->view(), first, rows,
                                                     first_bad.as<uint64_t>()},
                    tile_grid(rows, matrix->columns));
    });
  }
  segment.read_back(first_bad.words(), 2, [source, field](const uint32_t* words, size_t, size_t) {
    const uint64_t index = words[0] | uint64_t{words[1]} << 32;
    if (index != ~uint64_t{0}) device::refuse_word(index, source[index], field);
  });
}

void run_download(const SyOpHeader& header, Segment& segment) {
  const SyDownload& op = device::read_download(header);
  const auto matrix = segment.matrix(op.input, "download.input");
  const device::DownloadPlan plan = device::check_download(op, *matrix, segment.regions());
  const uint64_t part_rows = landing_rows(op.rows, matrix->columns);
  const Scratch landing = segment.scratch(part_rows * matrix->columns * sizeof(uint32_t), "download.rows");

  for (uint64_t first = 0; first < op.rows; first += part_rows) {
    segment.check_cancelled();
    const uint64_t rows = std::min<uint64_t>(part_rows, op.rows - first);
    with_form(matrix->field, plan.form, [&]<class F, class Canonical>(F, Canonical) {
      launch_blocks(
          segment.stream(),
          TransposeOut<F, Canonical::value>{matrix->view(), landing.words(), op.first_row + first, rows},
          tile_grid(rows, matrix->columns));
    });
    uint32_t* const target = plan.target + first * matrix->columns;
    segment.read_back(
        landing.words(), rows * matrix->columns,
        [target](const uint32_t* words, size_t at, size_t count) { std::copy_n(words, count, target + at); });
  }
}

}  // namespace switchyard::cuda
