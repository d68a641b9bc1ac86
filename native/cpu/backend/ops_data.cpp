#include <algorithm>
#include <atomic>
#include <cstring>

#include "cpu/backend/op_checks.h"
#include "cpu/backend/ops.h"
#include "device/kit/data_checks.h"
#include "math/field_prime.h"
#include "math/split_mix.h"

namespace switchyard::cpu {
namespace {

// Words that one task of an element-wise op works on: enough to pay for its start, few enough to share out.
constexpr size_t kTaskWords = size_t{1} << 16;

// Calls body(first, count) for consecutive parts of [0, words).
template <class Body>
void for_each_part(const OpEnvironment& environment, size_t words, Body&& body) {
  const size_t tasks = (words + kTaskWords - 1) / kTaskWords;
  check_status(environment.context.parallel_for(tasks,
                                                [&](size_t task) {
                                                  const size_t first = task * kTaskWords;
                                                  body(first, std::min(kTaskWords, words - first));
                                                }),
               environment);
}

}  // namespace

void run_upload(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto [op, field, form, source] = device::read_upload(header, environment.regions);
  const auto matrix = new_matrix(environment, field, op.rows, op.columns, "upload.rows");
  const size_t words = matrix->word_count();
  const FieldKernels& kernels = environment.context.field(field);
  std::atomic<size_t> first_bad{words};
  for_each_part(environment, words, [&](size_t first, size_t count) {
    const size_t bad = kernels.find_unreduced(source + first, count);
    if (bad < count) {
      size_t known = first_bad.load();
      while (first + bad < known && !first_bad.compare_exchange_weak(known, first + bad)) {
      }
    } else if (form == SY_CANONICAL) {
      kernels.to_montgomery(source + first, matrix->words() + first, count);
    } else {
      std::memcpy(matrix->words() + first, source + first, count * sizeof(uint32_t));
    }
  });
  if (first_bad.load() < words) device::refuse_word(first_bad.load(), source[first_bad.load()], field);
  environment.transaction.create(op.output, {matrix, nullptr}, "upload.output");
}

void run_download(const SyOpHeader& header, const OpEnvironment& environment) {
  const SyDownload& op = device::read_download(header);
  const auto matrix = environment.transaction.matrix(op.input, "download.input");
  const auto plan = device::check_download(op, *matrix, environment.regions);
  const uint32_t* source = matrix->words() + op.first_row * matrix->columns;
  const FieldKernels& kernels = environment.context.field(matrix->field);
  for_each_part(environment, plan.words, [&](size_t first, size_t count) {
    if (plan.form == SY_CANONICAL)
      kernels.from_montgomery(source + first, plan.target + first, count);
    else
      std::memcpy(plan.target + first, source + first, count * sizeof(uint32_t));
  });
}

void run_free(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto& op = read_op<SyFree>(header, "free");
  const uint32_t* handles = trailing_words(op, op.count, "free.count");
  for (uint32_t i = 0; i < op.count; ++i) environment.transaction.free(handles[i], "free.handles");
}

void run_random(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto& op = read_op<SyRandom>(header, "random");
  const FieldId field = check_field(op.field, "random.field");
  const auto matrix = new_matrix(environment, field, op.rows, op.columns, "random.rows");
  const uint64_t seed = device::join_words(op.seed_low, op.seed_high);
  uint32_t* words = matrix->words();
  for_each_part(environment, matrix->word_count(), [&](size_t first, size_t count) {
    for (size_t i = first; i < first + count; ++i)
      words[i] = static_cast<uint32_t>(split_mix(seed + i) % prime_of(field));
  });
  environment.transaction.create(op.output, {matrix, nullptr}, "random.output");
}

void run_elementwise(const SyOpHeader& header, const OpEnvironment& environment) {
  const SyElementwise& op = device::read_elementwise(header);
  const auto left = environment.transaction.matrix(op.left, "elementwise.left");
  const auto right = environment.transaction.matrix(op.right, "elementwise.right");
  device::check_elementwise(*left, *right);
  const auto matrix = new_matrix(environment, left->field, left->rows, left->columns, "elementwise.output");
  const FieldKernels& kernels = environment.context.field(left->field);
  const uint32_t* a = left->words();
  const uint32_t* b = right->words();
  uint32_t* out = matrix->words();
  for_each_part(environment, matrix->word_count(), [&](size_t first, size_t count) {
    switch (op.function) {
      case SY_ADD:
        return kernels.add(a + first, b + first, out + first, count);
      case SY_SUBTRACT:
        return kernels.sub(a + first, b + first, out + first, count);
      case SY_MULTIPLY:
        return kernels.mul(a + first, b + first, out + first, count);
      default:
        return kernels.invert(a + first, out + first, count);
    }
  });
  environment.transaction.create(op.output, {matrix, nullptr}, "elementwise.output");
}

void run_reshape(const SyOpHeader& header, const OpEnvironment& environment) {
  const SyReshape& op = device::read_reshape(header);
  const auto input = environment.transaction.matrix(op.input, "reshape.input");
  device::check_reshape(op, *input);
  auto output = std::make_shared<Matrix>(Matrix{{input->field, op.rows, op.columns}, input->buffer});
  environment.transaction.create(op.output, {std::move(output), nullptr}, "reshape.output");
}

}  // namespace switchyard::cpu
