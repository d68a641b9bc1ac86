#include "cpu/permutation.h"

#include <algorithm>
#include <atomic>

#include "cpu/program_lowering.h"
#include "cpu/ranges.h"
#include "math/extension_dispatch.h"

namespace switchyard::cpu {
namespace {

// Ranges of which one task raises the accumulators: little work each.
constexpr size_t kRaisedTogether = 16;

// Where the program leaves the coordinates of the lookups' fractions.
bool find_fractions(MemoryPool& memory, const LoweredProgram& lowered, const ConstraintProgram& program,
                    Buffer& fractions) {
  if (!reserve<FractionSlots>(memory, program.constraints / 2, fractions)) return false;
  std::fill_n(fractions.data(), fractions.words(), kNoSlot);
  const Assertion* order = as<Assertion>(lowered.schedule.order);
  for (uint32_t i = 0; i < program.assertions; ++i) {
    FractionSlots& fraction = as<FractionSlots>(fractions)[order[i].constraint / 2];
    uint32_t* part = order[i].constraint % 2 == 0 ? fraction.denominator : fraction.numerator;
    part[order[i].coordinate] = lowered.asserted_slots + i * static_cast<uint32_t>(kProgramBlock);
  }
  return true;
}

// The output with accumulators that start from zero in each range, and in `totals` what each ends with.
// `zero` is as the kernels return it.
Status accumulate_ranges(const Context& context, ExtensionId extension, const PermutationJob& job,
                         size_t slot_words, uint32_t* totals, size_t& zero) {
  const size_t degree = extension_degree(extension);
  const size_t range = permutation_range(job.lookups);
  const size_t ranges = (job.rows + range - 1) / range;
  // Each task takes the ranges that are left one by one, in a workspace of its own.
  const size_t tasks = std::min<size_t>(context.threads, ranges);
  const size_t workspace_words = slot_words + (permutation_scratch(job.lookups, degree) + 15) / 16 * 16;
  Buffer workspaces = Buffer::allocate(context.memory, tasks * workspace_words);
  if (!workspaces) return Status::kOutOfMemory;
  const auto run = context.permutation(base_field(extension)).accumulate[degree_index(extension)];
  std::atomic<size_t> next{0};
  std::atomic<size_t> first_zero{kNoZero};
  const Status status = context.parallel_for(tasks, [&](size_t task) {
    uint32_t* workspace = workspaces.data() + task * workspace_words;
    while (!context.cancelled.load(std::memory_order_relaxed)) {
      const size_t r = next.fetch_add(1);
      if (r >= ranges) break;
      const size_t count = std::min(range, job.rows - r * range);
      const size_t found = run(job, r * range, count, workspace, slot_words, totals + r * degree);
      size_t known = first_zero.load();
      while (found < known && !first_zero.compare_exchange_weak(known, found)) {
      }
    }
  });
  zero = first_zero.load();
  return status;
}

template <class M>
Status accumulate(const Context& context, ExtensionId extension, const PermutationJob& job, size_t slot_words,
                  uint32_t* terminal, ZeroDenominator& zero) {
  constexpr size_t d = M::kDegree;
  const size_t range = permutation_range(job.lookups);
  const size_t ranges = (job.rows + range - 1) / range;
  const size_t width = d * (1 + size_t{job.lookups});
  Buffer totals = Buffer::allocate(context.memory, ranges * d);
  if (!totals) return Status::kOutOfMemory;
  size_t place = kNoZero;
  const Status status = accumulate_ranges(context, extension, job, slot_words, totals.data(), place);
  if (status != Status::kOk) return status;
  if (place != kNoZero) {
    zero = {place / job.lookups, static_cast<uint32_t>(place % job.lookups)};
    return Status::kZeroDenominator;
  }
  Extension<M> sum = Extension<M>::zero();
  for (size_t r = 0; r < ranges; ++r) {
    const Extension<M> total = read_element<M>(totals.data() + r * d);
    write_element<M>(sum, totals.data() + r * d);
    sum = sum + total;
  }
  write_element<M>(sum, terminal);
  return parallel_ranges(context, ranges, kRaisedTogether, [&](size_t begin, size_t end) {
    for (size_t r = begin; r < end; ++r) {
      const Extension<M> before = read_element<M>(totals.data() + r * d);
      for (size_t i = r * range; i < std::min(job.rows, (r + 1) * range); ++i) {
        uint32_t* accumulator = job.output + i * width;
        write_element<M>(read_element<M>(accumulator) + before, accumulator);
      }
    }
  });
}

}  // namespace

Status permutation(const Context& context, ExtensionId extension, const PermutationArguments& arguments,
                   uint32_t* output, uint32_t* terminal, ZeroDenominator& zero) {
  const ConstraintProgram& program = arguments.program;
  LoweredProgram lowered;
  Buffer fractions;
  if (!lower_program(context.memory, program, base_field(extension), arguments.scalars, Sink::kStore,
                     lowered) ||
      !find_fractions(context.memory, lowered, program, fractions))
    return Status::kOutOfMemory;
  const PermutationJob job{.program = lowered.job(arguments.main, arguments.preprocessed, {}),
                           .fractions = as<FractionSlots>(fractions),
                           .lookups = program.constraints / 2,
                           .rows = arguments.main.rows,
                           .output = output};
  return with_extension(extension, [&]<class M>(M) {
    return accumulate<M>(context, extension, job, lowered.slot_words, terminal, zero);
  });
}

}  // namespace switchyard::cpu
