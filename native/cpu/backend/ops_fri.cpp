#include <cstring>
#include <vector>

#include "cpu/backend/op_checks.h"
#include "cpu/backend/ops.h"
#include "cpu/field_ops.h"
#include "cpu/linear.h"
#include "cpu/opening.h"
#include "math/extension.h"
#include "math/extension_dispatch.h"
#include "math/field_prime.h"

namespace switchyard::cpu {
namespace {

// One column's part of a DEEP quotient, at one point.
struct Use {
  uint32_t point;
  const uint32_t* scale;
  const uint32_t* value;
};

struct Term {
  std::shared_ptr<const Matrix> matrix;
  std::vector<Use> uses;
};

// What follows a SyDeep, checked.
struct DeepPlan {
  FieldId field;
  ExtensionId extension;
  const uint32_t* alpha;
  const uint32_t* points;
  std::vector<Term> terms;
  size_t widest = 0;  // columns of the widest matrix
};

class DeepReader {
 public:
  DeepReader(const SyDeep& op, const OpEnvironment& environment)
      : op_(op),
        environment_(environment),
        at_(reinterpret_cast<const uint32_t*>(&op + 1)),
        end_(reinterpret_cast<const uint32_t*>(&op) + op.header.words) {}

  DeepPlan read() {
    if (op_.extension > SY_KOALABEAR_5)
      throw Fault(SY_ARGUMENT, "deep.extension", "there is no extension %u", op_.extension);
    DeepPlan plan;
    plan.extension = static_cast<ExtensionId>(op_.extension);
    plan.field = base_field(plan.extension);
    degree_ = static_cast<size_t>(extension_degree(plan.extension));
    plan.alpha = take_elements(1, plan.field);
    plan.points = take_elements(op_.points, plan.field);
    for (uint32_t i = 0; i < op_.terms; ++i) {
      plan.terms.push_back(read_term(plan.field));
      plan.widest = std::max(plan.widest, plan.terms.back().matrix->columns);
    }
    if (at_ != end_) throw Fault(SY_ARGUMENT, "deep.terms", "words are left over behind the terms");
    return plan;
  }

 private:
  Term read_term(FieldId field) {
    Term term{environment_.transaction.matrix(*take(1), "deep.terms"), {}};
    if (term.matrix->field != field || term.matrix->rows != op_.rows)
      throw Fault(SY_ARGUMENT, "deep.terms", "a matrix of %zu rows does not belong to a quotient of %u",
                  term.matrix->rows, op_.rows);
    const uint32_t uses = *take(1);
    for (uint32_t i = 0; i < uses; ++i) {
      const uint32_t point = *take(1);
      if (point >= op_.points)
        throw Fault(SY_ARGUMENT, "deep.points", "there are %u points, not %u", op_.points, point + 1);
      const uint32_t* scale = take_elements(1, field);
      term.uses.push_back({point, scale, take_elements(1, field)});
    }
    return term;
  }

  const uint32_t* take(uint64_t words) {
    if (words > static_cast<uint64_t>(end_ - at_))
      throw Fault(SY_ARGUMENT, "deep.terms", "the op ends within its terms");
    const uint32_t* taken = at_;
    at_ += words;
    return taken;
  }

  const uint32_t* take_elements(uint64_t count, FieldId field) {
    const uint32_t* words = take(count * degree_);
    check_words(words, count * degree_, field, "deep.points");
    return words;
  }

  const SyDeep& op_;
  const OpEnvironment& environment_;
  const uint32_t* at_;
  const uint32_t* const end_;
  size_t degree_ = 0;
};

// base^0, base^1, ... as interleaved words.
std::vector<uint32_t> element_powers(ExtensionId extension, const uint32_t* base, size_t count) {
  return with_extension(extension, [&]<class M>(M) {
    constexpr int d = M::kDegree;
    const Extension<M> factor = read_element<M>(base);
    Extension<M> power = Extension<M>::one();
    std::vector<uint32_t> words(count * d);
    for (size_t k = 0; k < count; ++k) {
      write_element(power, words.data() + k * d);
      power = power * factor;
    }
    return words;
  });
}

// Working memory of an op. Throws Fault(SY_MEMORY) where it does not fit.
Buffer work_buffer(const OpEnvironment& environment, size_t words) {
  Buffer buffer = Buffer::allocate(environment.context.memory, words);
  if (!buffer) check_status(Status::kOutOfMemory, environment);
  return buffer;
}

}  // namespace

void run_deep(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto& op = read_op<SyDeep>(header, "deep");
  const int log_rows = check_power_of_two(op.rows, "deep.rows");
  const DeepPlan plan = DeepReader(op, environment).read();
  if (log_rows > two_adicity_of(plan.field))
    throw Fault(SY_ARGUMENT, "deep.rows", "the field has no subgroup of order 2^%d", log_rows);
  check_word(op.shift, plan.field, "deep.shift");
  if (op.shift == 0) throw Fault(SY_ARGUMENT, "deep.shift", "a coset needs a shift that is not 0");
  const size_t degree = static_cast<size_t>(extension_degree(plan.extension));
  const Context& context = environment.context;

  const auto output = new_matrix(environment, plan.field, op.rows, degree, "deep.output");
  std::memset(output->words(), 0, output->word_count() * sizeof(uint32_t));
  const Coset coset{log_rows, op.shift, RowOrder::kBitReversed};
  std::vector<Buffer> inverses;
  for (uint32_t i = 0; i < op.points; ++i) {
    inverses.push_back(work_buffer(environment, op.rows * degree));
    check_status(
        inverse_differences(context, plan.extension, coset, plan.points + i * degree, inverses[i].data()),
        environment);
  }
  const std::vector<uint32_t> weights = element_powers(plan.extension, plan.alpha, plan.widest);
  Buffer combined = work_buffer(environment, op.rows * degree);
  for (const Term& term : plan.terms) {
    check_status(
        combine_columns(context, plan.extension, term.matrix->view(), weights.data(), false, combined.data()),
        environment);
    for (const Use& use : term.uses)
      check_status(accumulate_quotients(context, plan.extension, use.value, use.scale, combined.data(),
                                        inverses[use.point].data(), op.rows, output->words()),
                   environment);
  }
  environment.transaction.create(op.output, {output, nullptr}, "deep.output");
}

void run_fold(const SyOpHeader& header, const OpEnvironment& environment) {
  const auto& op = read_op<SyFold>(header, "fold");
  const auto input = environment.transaction.matrix(op.input, "fold.input");
  const ExtensionId extension = check_extension(op.extension, input->field, "fold.extension");
  const size_t degree = static_cast<size_t>(extension_degree(extension));
  if (input->columns != degree)
    throw Fault(SY_ARGUMENT, "fold.input", "a column of elements has %zu words a row, not %zu", degree,
                input->columns);
  const int log_rows = check_power_of_two(input->rows, "fold.input");
  const auto log_arity = static_cast<int>(op.log_arity);
  if (op.log_arity == 0 || op.log_arity > kMostLogArity || log_arity > log_rows)
    throw Fault(SY_ARGUMENT, "fold.log_arity", "2^%d values cannot be folded by 2^%u", log_rows,
                op.log_arity);
  const uint32_t* beta = trailing_words(op, degree, "fold.beta");
  check_words(beta, degree, input->field, "fold.beta");

  const Context& context = environment.context;
  const size_t rows = input->rows >> log_arity;
  const auto output = new_matrix(environment, input->field, rows, degree, "fold.output");
  check_status(fri_fold(context, extension, input->words(), log_rows, log_arity, beta, output->words()),
               environment);
  if (op.addend != SY_NO_HANDLE) {
    const auto addend = environment.transaction.matrix(op.addend, "fold.addend");
    if (addend->field != input->field || addend->rows != rows || addend->columns != degree)
      throw Fault(SY_ARGUMENT, "fold.addend", "it is no column of %zu elements", rows);
    const std::vector<uint32_t> powers = element_powers(extension, beta, (size_t{1} << log_arity) + 1);
    Buffer scaled = work_buffer(environment, rows * degree);
    check_status(extension_scale(context, extension, addend->words(), powers.data() + (degree << log_arity),
                                 scaled.data(), rows),
                 environment);
    check_status(
        field_add(context, input->field, output->words(), scaled.data(), output->words(), rows * degree),
        environment);
  }
  environment.transaction.create(op.output, {output, nullptr}, "fold.output");
}

}  // namespace switchyard::cpu
