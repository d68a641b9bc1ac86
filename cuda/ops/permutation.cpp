#include <algorithm>
#include <vector>

#include "cuda/kernels/fractions.h"
#include "cuda/kernels/running_sums.h"
#include "cuda/ops/ops.h"
#include "cuda/ops/program.h"
#include "device/kit/program_checks.h"
#include "math/extension_dispatch.h"

namespace switchyard::cuda {
namespace {

using device::PermutationPlan;

// Values of the program that wait to be divided: rows enough to fill a card, not more memory than a small one
// can spare.
constexpr size_t kValuesBytes = size_t{128} << 20;

// Which of the asserted values are what of each lookup.
std::vector<FractionColumns> fractions_of(const LoweredProgram& program, size_t lookups) {
  std::vector<FractionColumns> fractions(lookups);
  for (FractionColumns& fraction : fractions) {
    std::fill_n(fraction.denominator, kMostDegree, kNoValue);
    std::fill_n(fraction.numerator, kMostDegree, kNoValue);
  }
  for (uint32_t k = 0; k < program.assertions.size(); ++k) {
    const auto [constraint, coordinate] = program.assertions[k];
    FractionColumns& fraction = fractions[constraint / 2];
    (constraint % 2 == 0 ? fraction.denominator : fraction.numerator)[coordinate] = k;
  }
  return fractions;
}

template <class M>
class PermutationWork {
 public:
  using F = typename M::Base;

  // Takes the memory.
  PermutationWork(Segment& segment, const PermutationPlan& plan, const Matrix& output)
      : segment_(segment),
        plan_(plan),
        output_(output),
        program_(segment.programs().find(plan.program, plan.field)),
        part_rows_(std::clamp<uint64_t>(kValuesBytes / (program_->assertions.size() * sizeof(uint32_t)), 1,
                                        output.rows)),
        on_card_(segment, program_, values_frame_name(plan.field), part_rows_, kArgument),
        values_(segment.scratch(part_rows_ * program_->assertions.size() * sizeof(uint32_t), kArgument)),
        fractions_(segment.scratch(plan.lookups * sizeof(FractionColumns), kArgument)),
        totals_(segment.scratch((tiles() + 1) * M::kDegree * sizeof(uint32_t), kArgument)),
        first_zero_(segment.scratch(sizeof(uint64_t), kArgument)) {}

  void enqueue(const Matrix& main, const Matrix* preprocessed) {
    ValuesFrame<F> frame{};
    frame.columns[kMainMatrix] = {main.words(), static_cast<uint32_t>(main.rows)};
    if (preprocessed != nullptr)
      frame.columns[kPreprocessedMatrix] = {preprocessed->words(), static_cast<uint32_t>(preprocessed->rows)};
    frame.uniforms = on_card_.uniforms();
    frame.rows = static_cast<uint32_t>(output_.rows);
    frame.values = values_.words();

    on_card_.copy(segment_, plan_.scalars);
    const std::vector<FractionColumns> fractions = fractions_of(*program_, plan_.lookups);
    segment_.copy_to_device(fractions_.words(), fractions.data(), fractions.size() * sizeof(FractionColumns));
    segment_.stream().fill(first_zero_.words(), 0xff, sizeof(uint64_t));
    for (uint64_t first = 0; first < output_.rows; first += part_rows_) {
      segment_.check_cancelled();
      frame.first_row = static_cast<uint32_t>(first);
      frame.row_count = static_cast<uint32_t>(std::min(part_rows_, output_.rows - first));
      divide(frame);
    }
    add_up();
    report();
  }

 private:
  static constexpr const char* kArgument = "permutation.program";

  uint64_t tiles() const { return (output_.rows + kSumTile - 1) / kSumTile; }
  uint32_t lookups() const { return static_cast<uint32_t>(plan_.lookups); }

  void divide(const ValuesFrame<F>& frame) {
    on_card_.run(segment_, frame, frame.row_count);
    const DivideFractions<M> kernel{values_.words(),
                                    frame.row_count,
                                    fractions_.template as<FractionColumns>(),
                                    lookups(),
                                    frame.first_row,
                                    output_.rows,
                                    output_.words(),
                                    first_zero_.template as<uint64_t>()};
    launch_each(segment_.stream(), kernel, kernel.count());
  }

  void add_up() {
    launch_blocks(segment_.stream(), AddUpTiles<M>{output_.words(), output_.rows, lookups(), totals_.words()},
                  {tiles(), kSumThreads, TileSums<M>::kSharedBytes});
    launch_blocks(segment_.stream(), AddUpTotals<M>{totals_.words(), tiles()},
                  {1, kSumThreads, TileSums<M>::kSharedBytes});
    if (tiles() > 1)
      launch_each(segment_.stream(), RaiseTiles<M>{output_.words(), output_.rows, totals_.words()},
                  output_.rows - kSumTile);
  }

  void report() {
    segment_.read_back(
        first_zero_.words(), 2, [lookups = uint64_t{lookups()}](const uint32_t* words, size_t, size_t) {
          const uint64_t place = words[0] | uint64_t{words[1]} << 32;
          if (place != ~uint64_t{0})
            device::refuse_zero_denominator(place / lookups, static_cast<uint32_t>(place % lookups));
        });
    segment_.append_results(totals_.words() + tiles() * M::kDegree, M::kDegree);
  }

  Segment& segment_;
  const PermutationPlan& plan_;
  const Matrix& output_;
  const std::shared_ptr<const LoweredProgram> program_;
  const uint64_t part_rows_;
  const ProgramOnCard on_card_;
  const Scratch values_;
  const Scratch fractions_;
  const Scratch totals_;
  const Scratch first_zero_;
};

}  // namespace

void run_permutation(const SyOpHeader& header, Segment& segment) {
  const PermutationPlan plan = device::read_permutation(header);
  const auto main = segment.matrix(plan.op.main, "permutation.main");
  device::check_permutation_main(plan, *main);
  std::shared_ptr<const Matrix> preprocessed;
  if (plan.program.preprocessed_columns > 0) {
    preprocessed = segment.matrix(plan.op.preprocessed, "permutation.preprocessed");
    device::check_permutation_preprocessed(plan, *main, *preprocessed);
  }
  const auto output =
      segment.new_matrix(plan.field, main->rows, plan.degree * (1 + plan.lookups), "permutation.output");
  with_extension(plan.extension, [&]<class M>(M) {
    PermutationWork<M> work(segment, plan, *output);
    segment.create(plan.op.output, output, "permutation.output");
    work.enqueue(*main, preprocessed.get());
  });
}

}  // namespace switchyard::cuda
