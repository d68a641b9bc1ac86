#include "cpu/hash.h"

#include <algorithm>

namespace switchyard::cpu {
namespace {

struct Named {
  HashSet set;
  const char* name;
};
constexpr Named kNames[] = {
    {HashSet::kPoseidon2_24_16, "p2-24-16"}, {HashSet::kPoseidon2_16, "p2-16"}, {HashSet::kKeccak, "keccak"}};

// States or rows in one task: whole groups of lanes of every instruction set, some hundred microseconds, and
// enough tasks for threads to come out even.
constexpr size_t kGroup = 16;
constexpr size_t kLargestRange = 1024;

size_t range_size(const Context& context, size_t count) {
  const size_t even = count / (16 * static_cast<size_t>(std::max(context.threads, 1)));
  return std::clamp(even / kGroup * kGroup, kGroup, kLargestRange);
}

// Calls body(first, count) for ranges that cover [0, count).
template <class Body>
Status for_ranges(const Context& context, size_t count, Body&& body) {
  const size_t size = range_size(context, count);
  return context.parallel_for((count + size - 1) / size, [&](size_t task) {
    const size_t first = task * size;
    body(first, std::min(size, count - first));
  });
}

}  // namespace

const char* name(HashSet set) {
  for (const Named& named : kNames)
    if (named.set == set) return named.name;
  return "unknown";
}

std::optional<HashSet> find_hash_set(std::string_view name) {
  for (const Named& named : kNames)
    if (name == named.name) return named.set;
  return std::nullopt;
}

const TreeHashKernels& tree_hash(const Context& context, FieldId field, HashSet set) {
  switch (set) {
    case HashSet::kPoseidon2_24_16:
      return context.hash(field).p2_24_16;
    case HashSet::kPoseidon2_16:
      return context.hash(field).p2_16;
    case HashSet::kKeccak:
      break;
  }
  return context.kernels.keccak->tree;
}

Status hash_rows(const Context& context, FieldId field, HashSet set, std::span<const MatrixView> matrices,
                 uint32_t* digests) {
  const TreeHashKernels& kernels = tree_hash(context, field, set);
  return for_ranges(context, matrices.front().rows, [&](size_t first, size_t rows) {
    kernels.hash_rows(matrices.data(), matrices.size(), first, rows, digests + first * kDigestWords);
  });
}

Status permute_poseidon2(const Context& context, FieldId field, int width, uint32_t* states, size_t count) {
  const HashKernels& kernels = context.hash(field);
  const auto permute = width == 16 ? kernels.permute16 : kernels.permute24;
  return for_ranges(context, count, [&](size_t first, size_t n) {
    permute(states + first * static_cast<size_t>(width), n, 1);
  });
}

Status permute_keccak(const Context& context, uint64_t* states, size_t count) {
  return for_ranges(context, count, [&](size_t first, size_t n) {
    context.kernels.keccak->permute(states + first * 25, n, 1);
  });
}

}  // namespace switchyard::cpu
