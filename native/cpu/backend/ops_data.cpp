#include <algorithm>
#include <atomic>
#include <cstring>

#include "cpu/backend/op_checks.h"
#include "cpu/backend/op_reader.h"
#include "cpu/backend/ops.h"
#include "cpu/field_prime.h"

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

// `count` words of a region from an offset on.
uint32_t* find_region(const OpEnvironment& environment, uint32_t region, uint64_t offset, uint64_t count,
                      const char* argument) {
  if (region >= environment.regions.size())
    throw Fault(SY_ARGUMENT, argument, "the segment came with %zu regions, there is no %u",
                environment.regions.size(), region);
  const SyRegion& memory = environment.regions[region];
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

// SplitMix64 (Steele, Lea, Flood 2014) of a counter.
uint64_t split_mix(uint64_t counter) {
  uint64_t z = (counter + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

}  // namespace

void run_upload(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto& op = read_op<SyUpload>(header, "upload");
  const FieldId field = check_field(op.field, "upload.field");
  const SyForm form = check_form(op.form, "upload.form");
  const uint64_t words = uint64_t{op.rows} * op.columns;
  const uint32_t* source =
      find_region(environment, op.region, join_words(op.offset_low, op.offset_high), words, "upload.words");
  const auto matrix = new_matrix(environment, field, op.rows, op.columns, "upload.rows");
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
  if (first_bad.load() < words)
    throw Fault(SY_ARGUMENT, "upload.words", "word %zu is %u, not below the prime %u", first_bad.load(),
                source[first_bad.load()], prime_of(field));
  environment.transaction.create(op.output, {matrix, nullptr}, "upload.output");
}

void run_download(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto& op = read_op<SyDownload>(header, "download");
  const auto matrix = environment.transaction.matrix(op.input, "download.input");
  const SyForm form = check_form(op.form, "download.form");
  if (op.rows == 0 || op.first_row > matrix->rows || op.rows > matrix->rows - op.first_row)
    throw Fault(SY_ARGUMENT, "download.rows", "%u rows from row %u on are not all of a matrix of %zu rows",
                op.rows, op.first_row, matrix->rows);
  const size_t words = op.rows * matrix->columns;
  uint32_t* target =
      find_region(environment, op.region, join_words(op.offset_low, op.offset_high), words, "download.words");
  const uint32_t* source = matrix->words() + op.first_row * matrix->columns;
  const FieldKernels& kernels = environment.context.field(matrix->field);
  for_each_part(environment, words, [&](size_t first, size_t count) {
    if (form == SY_CANONICAL)
      kernels.from_montgomery(source + first, target + first, count);
    else
      std::memcpy(target + first, source + first, count * sizeof(uint32_t));
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
  const uint64_t seed = join_words(op.seed_low, op.seed_high);
  uint32_t* words = matrix->words();
  for_each_part(environment, matrix->word_count(), [&](size_t first, size_t count) {
    for (size_t i = first; i < first + count; ++i)
      words[i] = static_cast<uint32_t>(split_mix(seed + i) % prime_of(field));
  });
  environment.transaction.create(op.output, {matrix, nullptr}, "random.output");
}

void run_elementwise(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto& op = read_op<SyElementwise>(header, "elementwise");
  if (op.function > SY_INVERT)
    throw Fault(SY_ARGUMENT, "elementwise.function", "there is no function %u", op.function);
  const auto left = environment.transaction.matrix(op.left, "elementwise.left");
  const auto right = environment.transaction.matrix(op.right, "elementwise.right");
  if (left->field != right->field || left->rows != right->rows || left->columns != right->columns)
    throw Fault(SY_ARGUMENT, "elementwise.right", "its shape or field is not that of the left matrix");
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
  const auto& op = read_op<SyReshape>(header, "reshape");
  const auto input = environment.transaction.matrix(op.input, "reshape.input");
  if (uint64_t{op.rows} * op.columns != input->word_count())
    throw Fault(SY_ARGUMENT, "reshape.rows", "%u x %u is not the %zu words of the input", op.rows, op.columns,
                input->word_count());
  auto output = std::make_shared<Matrix>(Matrix{input->field, op.rows, op.columns, input->buffer});
  environment.transaction.create(op.output, {std::move(output), nullptr}, "reshape.output");
}

}  // namespace switchyard::cpu
