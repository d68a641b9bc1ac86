#include <algorithm>
#include <cstring>

#include "cpu/backend/op_checks.h"
#include "cpu/backend/ops.h"
#include "cpu/hash.h"
#include "cpu/merkle.h"
#include "device/kit/data_checks.h"
#include "device/kit/merkle_checks.h"

namespace switchyard::cpu {
namespace {

// States of one task of `permute`, 12 to 50 KB.
constexpr size_t kTaskStates = 128;

// Permutations of a state between two looks at the cancellation.
constexpr uint32_t kTimesBetweenChecks = 1024;

}  // namespace

void run_permute(const SyOpHeader& header, const OpEnvironment& environment) {
  const SyPermute& op = device::read_permute(header);
  const auto input = environment.transaction.matrix(op.input, "permute.input");
  device::check_permute(op, *input);
  const size_t width = input->columns;
  const auto output = new_matrix(environment, input->field, input->rows, width, "permute.output");
  const Context& context = environment.context;
  const size_t tasks = (input->rows + kTaskStates - 1) / kTaskStates;
  const Status status = context.parallel_for(tasks, [&](size_t task) {
    const size_t first = task * kTaskStates;
    const size_t states = std::min(kTaskStates, input->rows - first);
    uint32_t* words = output->words() + first * width;
    std::memcpy(words, input->words() + first * width, states * width * sizeof(uint32_t));
    for (uint32_t left = op.repeat, times = 0; left > 0; left -= times) {
      if (context.cancelled.load()) return;
      times = std::min(kTimesBetweenChecks, left);
      switch (op.permutation) {
        case SY_POSEIDON2_16:
          context.hash(input->field).permute16(words, states, times);
          break;
        case SY_POSEIDON2_24:
          context.hash(input->field).permute24(words, states, times);
          break;
        default:
          // Rows of 50 words in a page-aligned buffer: every task starts on a multiple of eight bytes.
          context.kernels.keccak->permute(reinterpret_cast<uint64_t*>(words), states, times);
      }
    }
  });
  check_status(status, environment);
  environment.transaction.create(op.output, {output, nullptr}, "permute.output");
}

void run_commit(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto [op, hash_set, handles] = device::read_commit(header);
  auto held = std::make_shared<Tree>();
  std::vector<MatrixView> views;
  for (uint32_t i = 0; i < op.count; ++i) {
    auto matrix = environment.transaction.matrix(handles[i], "commit.matrices");
    if (i == 0) held->field = matrix->field;
    device::check_committed(*matrix, i, held->field);
    views.push_back(matrix->view());
    held->matrices.push_back(std::move(matrix));
  }
  check_status(MerkleTree::commit(environment.context, held->field, static_cast<HashSet>(hash_set), views,
                                  static_cast<int>(op.cap_height), held->tree),
               environment);
  const auto cap = held->tree.cap();
  environment.results.insert(environment.results.end(), cap.begin(), cap.end());
  environment.transaction.create(op.output, {nullptr, std::move(held)}, "commit.output");
}

void run_open(const SyOpHeader& header, const OpEnvironment& environment) {
  const SyOpen& op = device::read_open(header);
  const auto held = environment.transaction.tree(op.tree, "open.tree");
  const size_t leaves = held->tree.leaves();
  uint64_t row_words = 0;
  for (const auto& matrix : held->matrices) row_words += matrix->columns;
  const uint32_t* indices = device::check_open(op, row_words, leaves);
  for (uint32_t i = 0; i < op.count; ++i) {
    for (const auto& matrix : held->matrices) {
      const uint32_t* row = opened_row(matrix->view(), leaves, indices[i]);
      environment.results.insert(environment.results.end(), row, row + matrix->columns);
    }
  }
  std::vector<size_t> sorted(indices, indices + op.count);
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  const size_t siblings = sorted.empty() ? 0 : held->tree.open_multi(sorted, nullptr);
  environment.results.push_back(static_cast<uint32_t>(siblings));
  const size_t at = environment.results.size();
  environment.results.resize(at + siblings * kDigestWords);
  if (siblings > 0) held->tree.open_multi(sorted, environment.results.data() + at);
}

}  // namespace switchyard::cpu
