#include <vector>

#include "cuda/kernels/selectors.h"
#include "cuda/ops/ops.h"
#include "cuda/ops/program.h"
#include "device/kit/program_checks.h"
#include "math/extension_dispatch.h"

namespace switchyard::cuda {
namespace {

using device::QuotientPlan;

static_assert(kMostChunks == 1u << device::kMostLogChunks);

// The matrices that the program reads, by ProgramMatrix.
struct Inputs {
  std::shared_ptr<const Matrix> matrices[kProgramMatrices];

  Inputs(Segment& segment, const QuotientPlan& plan) {
    const auto find = [&](uint32_t handle, uint32_t columns, const char* argument) {
      auto matrix = segment.matrix(handle, argument);
      device::check_quotient_input(plan, *matrix, columns, argument);
      return matrix;
    };
    const device::ConstraintProgram& program = plan.program;
    matrices[kMainMatrix] = find(plan.op.main, program.main_columns, "quotient.main");
    if (program.preprocessed_columns > 0)
      matrices[kPreprocessedMatrix] =
          find(plan.op.preprocessed, program.preprocessed_columns, "quotient.preprocessed");
    if (program.permutation_columns > 0)
      matrices[kPermutationMatrix] =
          find(plan.op.permutation, program.permutation_columns, "quotient.permutation");
  }
};

// The weights alpha^(m-1-j) X^k of coordinates k of constraints j, in the order of their assertion.
template <class M>
std::vector<FoldWeight<M>> make_weights(const LoweredProgram& program, uint32_t constraints,
                                        const uint32_t* alpha_words) {
  const Extension<M> alpha = read_element<M>(alpha_words);
  std::vector<Extension<M>> powers(constraints);
  Extension<M> power = Extension<M>::one();
  for (size_t j = constraints; j-- > 0; power = power * alpha) powers[j] = power;
  Extension<M> x = Extension<M>::zero();
  x.c[1] = Element<typename M::Base>::one();
  std::vector<FoldWeight<M>> weights;
  weights.reserve(program.assertions.size());
  for (const auto& [constraint, coordinate] : program.assertions) {
    Extension<M> weight = powers[constraint];
    for (uint32_t k = 0; k < coordinate; ++k) weight = weight * x;
    weights.emplace_back();
    write_element<M>(weight, weights.back().c);
  }
  return weights;
}

// The vanishing polynomial on the chunks' cosets s g^k H, where it is (s g^k)^n - 1.
template <class F>
void find_vanishing(const QuotientDomain& domain, uint32_t* vanishing) {
  using E = Element<F>;
  E x = E::from_canonical(F::kGenerator);
  for (int i = 0; i < domain.log_rows; ++i) x = x * x;
  const E step = two_adic_generator<F>(domain.log_chunks);
  for (uint32_t k = 0; k < 1u << domain.log_chunks; ++k, x = x * step) vanishing[k] = (x - E::one()).value;
}

template <class F>
MakeSelectors<F> selectors_of(const QuotientDomain& domain, const bool (&reads)[device::kSelectors],
                              const uint32_t* vanishing, uint32_t* words) {
  MakeSelectors<F> kernel{};
  kernel.words = words;
  kernel.domain = domain;
  std::copy_n(reads, device::kSelectors, kernel.reads);
  kernel.last_point = inverse(two_adic_generator<F>(domain.log_rows)).value;
  kernel.shift = Element<F>::from_canonical(F::kGenerator).value;
  for (int k = 0; k < F::kTwoAdicity; ++k) kernel.factors[k] = two_adic_generator<F>(k + 1).value;
  std::copy_n(vanishing, kMostChunks, kernel.vanishing);
  return kernel;
}

template <class M>
void enqueue(Segment& segment, const QuotientPlan& plan, const Inputs& inputs,
             const std::vector<std::shared_ptr<Matrix>>& chunks) {
  using F = typename M::Base;
  const auto program = segment.programs().find(plan.program, plan.field);
  const uint64_t points = plan.rows * plan.chunks;
  const ProgramOnCard on_card(segment, program, quotient_frame_name(plan.extension), points,
                              "quotient.program");
  const std::vector<FoldWeight<M>> weights = make_weights<M>(*program, plan.program.constraints, plan.alpha);
  const Scratch weights_on_card =
      segment.scratch(std::max<size_t>(weights.size(), 1) * sizeof(FoldWeight<M>), "quotient.program");
  const bool has_selectors = plan.program.reads_selectors;
  const Scratch selectors = segment.scratch(
      has_selectors ? points * device::kSelectors * sizeof(uint32_t) : sizeof(uint32_t), "quotient.program");
  for (size_t k = 0; k < plan.chunks; ++k) segment.create(plan.outputs[k], chunks[k], "quotient.output");

  QuotientFrame<M> frame{};
  for (uint32_t m = 0; m < kProgramMatrices; ++m)
    if (const auto& matrix = inputs.matrices[m]; matrix)
      frame.columns[m] = {matrix->words(), static_cast<uint32_t>(matrix->rows)};
  frame.columns[kSelectorMatrix] = {selectors.words(), static_cast<uint32_t>(points)};
  frame.uniforms = on_card.uniforms();
  frame.weights = weights_on_card.as<FoldWeight<M>>();
  frame.domain = {static_cast<int>(plan.op.log_rows), static_cast<int>(plan.op.log_chunks)};
  uint32_t vanishing[kMostChunks] = {};
  find_vanishing<F>(frame.domain, vanishing);
  for (size_t k = 0; k < plan.chunks; ++k) {
    frame.inverse_vanishing[k] = inverse(Element<F>{vanishing[k]}).value;
    frame.chunks[k] = chunks[k]->words();
  }

  on_card.copy(segment, plan.scalars);
  segment.copy_to_device(weights_on_card.words(), weights.data(), weights.size() * sizeof(FoldWeight<M>));
  if (has_selectors) {
    const auto kernel = selectors_of<F>(frame.domain, program->selectors, vanishing, selectors.words());
    launch_each(segment.stream(), kernel, kernel.count());
  }
  on_card.run(segment, frame, points);
}

}  // namespace

void run_quotient(const SyOpHeader& header, Segment& segment) {
  const QuotientPlan plan = device::read_quotient(header);
  const Inputs inputs(segment, plan);
  std::vector<std::shared_ptr<Matrix>> chunks;
  for (size_t k = 0; k < plan.chunks; ++k)
    chunks.push_back(segment.new_matrix(plan.field, plan.rows, plan.degree, "quotient.output"));
  with_extension(plan.extension, [&]<class M>(M) { enqueue<M>(segment, plan, inputs, chunks); });
}

}  // namespace switchyard::cuda
