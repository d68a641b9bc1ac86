#include "cpu/quotient.h"

#include <algorithm>
#include <atomic>

#include "cpu/points.h"
#include "cpu/program_lowering.h"
#include "math/extension_dispatch.h"

namespace switchyard::cpu {
namespace {

static_assert(kMostChunks == size_t{1} << kMostLogChunks);

// The weights alpha^(m-1-j) X^k of coordinates k of constraints j in the order in which they are folded; see
// QuotientJob.
template <class M>
Buffer make_weights(MemoryPool& memory, const Extension<M>& alpha, const ConstraintProgram& program,
                    const Assertion* order) {
  constexpr size_t d = M::kDegree;
  const size_t groups = (program.assertions + kFoldGroup - 1) / kFoldGroup;
  Buffer powers = Buffer::allocate(memory, std::max<size_t>(program.constraints * d, 1));
  Buffer weights = Buffer::allocate(memory, std::max<size_t>(groups * kFoldGroup * d, 1));
  if (!powers || !weights) return {};
  Extension<M> power = Extension<M>::one();
  for (size_t j = program.constraints; j-- > 0;) {
    write_element<M>(power, powers.data() + j * d);
    power = power * alpha;
  }
  Extension<M> x = Extension<M>::zero();
  x.c[1] = Element<typename M::Base>::one();
  std::fill_n(weights.data(), groups * kFoldGroup * d, 0);
  for (size_t i = 0; i < program.assertions; ++i) {
    Extension<M> weight = read_element<M>(powers.data() + order[i].constraint * d);
    for (uint32_t k = 0; k < order[i].coordinate; ++k) weight = weight * x;
    for (size_t k = 0; k < d; ++k)
      weights.data()[(i / kFoldGroup * d + k) * kFoldGroup + i % kFoldGroup] = weight.c[k].value;
  }
  return weights;
}

// The vanishing polynomial on the cosets s g^k H, where it is (s g^k)^n - 1.
template <class F>
void set_vanishing(QuotientJob& job, uint32_t* const* chunks) {
  using E = Element<F>;
  E x = E::from_canonical(F::kGenerator);
  for (int i = 0; i < job.log_rows; ++i) x = x * x;
  const E step = two_adic_generator<F>(job.log_chunks);
  for (size_t k = 0; k < size_t{1} << job.log_chunks; ++k) {
    job.vanishing[k] = (x - E::one()).value;
    job.inverse_vanishing[k] = inverse(x - E::one()).value;
    job.chunks[k] = chunks[k];
    x = x * step;
  }
}

// Ranges of rows that are small enough for several per thread, but large enough for their inversions.
int log_range(const Context& context, int log_domain) {
  constexpr int kLogMost = 12;
  static_assert(size_t{1} << kLogMost == kQuotientRange);
  int log_tasks = 0;
  while (1 << log_tasks < context.threads) ++log_tasks;
  const int wanted = context.threads == 1 ? kLogMost : log_domain - log_tasks - 3;
  return std::min(log_domain, std::clamp(wanted, static_cast<int>(kLogProgramBlock), kLogMost));
}

template <class M>
Status evaluate(const Context& context, ExtensionId extension, QuotientJob& job, size_t slot_words) {
  using F = typename M::Base;
  const int log_domain = job.log_rows + job.log_chunks;
  PointBlocks<F> ranges(log_domain, Element<F>::from_canonical(F::kGenerator).value, true);
  ranges.log_block = log_range(context, log_domain);
  Buffer table = Buffer::allocate(context.memory, ranges.block());
  // Each task takes the ranges that are left one by one, in a workspace of its own.
  const size_t tasks = std::min<size_t>(context.threads, ranges.blocks());
  const size_t workspace_words = slot_words + (kQuotientScratch + 15) / 16 * 16;
  Buffer workspaces = Buffer::allocate(context.memory, tasks * workspace_words);
  if (!table || !workspaces) return Status::kOutOfMemory;
  ranges.fill_table(table.data());

  const auto run = context.quotient(base_field(extension)).evaluate[degree_index(extension)];
  std::atomic<size_t> next{0};
  return context.parallel_for(tasks, [&](size_t task) {
    uint32_t* workspace = workspaces.data() + task * workspace_words;
    while (!context.cancelled.load(std::memory_order_relaxed)) {
      const size_t b = next.fetch_add(1);
      if (b >= ranges.blocks()) break;
      run(job, {b * ranges.block(), ranges.block(), table.data(), ranges.factor(b)}, workspace, slot_words);
    }
  });
}

}  // namespace

Status quotient(const Context& context, ExtensionId extension, const QuotientArguments& arguments,
                uint32_t* const* chunks) {
  const ConstraintProgram& program = arguments.program;
  LoweredProgram lowered;
  if (!lower_program(context.memory, program, base_field(extension), arguments.scalars, Sink::kFold, lowered))
    return Status::kOutOfMemory;
  return with_extension(extension, [&]<class M>(M) {
    using F = typename M::Base;
    const Buffer weights = make_weights<M>(context.memory, read_element<M>(arguments.alpha), program,
                                           as<Assertion>(lowered.schedule.order));
    if (!weights) return Status::kOutOfMemory;
    QuotientJob job{};
    job.program = lowered.job(arguments.main, arguments.preprocessed, arguments.permutation);
    job.selector_slots = lowered.selector_slots;
    std::copy_n(lowered.selectors, kSelectors, job.selectors);
    job.weights = weights.data();
    job.log_rows = arguments.log_rows;
    job.log_chunks = arguments.log_chunks;
    job.last_point = inverse(two_adic_generator<F>(arguments.log_rows)).value;
    set_vanishing<F>(job, chunks);
    return evaluate<M>(context, extension, job, lowered.slot_words);
  });
}

}  // namespace switchyard::cpu
