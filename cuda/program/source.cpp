#include "cuda/program/source.h"

namespace switchyard::cuda {
namespace {

// The entry point, for both compilers. An index a thread: around the code for one, a loop over several would
// be given the addresses of everything that a program reads, worked out beforehand and kept in registers.
constexpr const char* kEntry = R"(
#if defined(__CUDACC__)
extern "C" __global__ void __launch_bounds__(%threads)
    %entry(const __grid_constant__ switchyard::cuda::ProgramFrame frame) {
  const unsigned long long i = 1ull * blockIdx.x * blockDim.x + threadIdx.x;
  if (i < frame.count()) switchyard::cuda::run_program(frame, i);
}
#else
extern "C" void %entry(const switchyard::cuda::ProgramFrame* frame) {
  for (unsigned long long i = 0; i < frame->count(); ++i) switchyard::cuda::run_program(*frame, i);
}
#endif
)";

void replace_all(std::string& text, const std::string& name, const std::string& by) {
  for (size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + by.size()))
    text.replace(at, name.size(), by);
}

// Steps of one basic block. Between blocks is a way out that is never taken, which no compiler knows, so that
// none moves loads of one block before another, to where their words take up registers.
constexpr uint32_t kBlockSteps = 32;

class Writer {
 public:
  Writer(const LoweredProgram& program, const ProgramPart& part, const std::string& frame)
      : program_(program), part_(part), frame_(frame), asserted_(part.first_assertion) {}

  std::string write() {
    text_ = "#include \"cuda/kernels/program_frame.h\"\n\nnamespace switchyard::cuda {\n\n";
    text_ += "using ProgramFrame = " + frame_ + ";\n\n";
    text_ += "SY_GPU void run_program(const ProgramFrame& frame, uint64_t i) {\n";
    text_ += "  using E = Element<ProgramFrame::Field>;\n";
    text_ += "  const ProgramRows rows = frame.rows_at(i);\n";
    text_ += "  ProgramFrame::Sink sink(frame);\n";
    for (uint32_t s = 0; s < program_.slots; ++s) text_ += "  E s" + std::to_string(s) + "{};\n";
    for (size_t k = 0; k < part_.loads.size(); ++k)
      text_ +=
          "  s" + std::to_string(part_.loads[k]) + " = E{frame.carried_at(" + std::to_string(k) + ", i)};\n";
    for (uint32_t s = part_.first_step; s < part_.end_step; ++s) {
      if (const uint32_t done = s - part_.first_step; done > 0 && done % kBlockSteps == 0)
        text_ += "  if (i == ~uint64_t{0} - " + std::to_string(done) + ") return;\n";
      write_step(program_.steps[s]);
    }
    for (size_t k = 0; k < part_.stores.size(); ++k)
      text_ += "  frame.carry(" + std::to_string(k) + ", i, s" + std::to_string(part_.stores[k]) + ");\n";
    text_ += part_.first_step == 0 ? "  sink.finish(frame, rows);\n" : "  sink.add_up(frame, rows);\n";
    text_ += "}\n\n}  // namespace switchyard::cuda\n";
    std::string entry = kEntry;
    replace_all(entry, "%threads", std::to_string(kKernelThreads));
    replace_all(entry, "%entry", kKernelEntry);
    return text_ + entry;
  }

 private:
  void write_step(const Step& step) {
    const bool is_asserted = step.out == kAsserted;
    text_ += is_asserted ? "  sink.add(frame, i, " + std::to_string(asserted_++) + ", "
                         : "  s" + std::to_string(step.out) + " = ";
    write_operand(step.a);
    if (step.kind != StepKind::kCopy) {
      text_ += step.kind == StepKind::kAdd ? " + " : step.kind == StepKind::kSubtract ? " - " : " * ";
      write_operand(step.b);
    }
    text_ += is_asserted ? ");\n" : ";\n";
  }

  // Constants are written out, so that the compiler can make the most of them.
  void write_operand(uint32_t operand) {
    const uint32_t index = operand & kOperandIndexMask;
    switch (operand_kind(operand)) {
      case OperandKind::kSlot:
        text_ += "s" + std::to_string(index);
        return;
      case OperandKind::kUniform:
        text_ += program_.uniforms[index].is_constant()
                     ? "E{" + std::to_string(program_.uniforms[index].a) + "u}"
                     : "E{load_here(frame.uniforms, " + std::to_string(index) + ")}";
        return;
      default:
        text_ += "E{frame.columns[" + std::to_string(operand_matrix(operand)) + "].at(" +
                 std::to_string(operand & kOperandColumnMask) +
                 (operand_kind(operand) == OperandKind::kColumn ? ", rows.current)}" : ", rows.next)}");
    }
  }

  const LoweredProgram& program_;
  const ProgramPart& part_;
  const std::string& frame_;
  std::string text_;
  uint32_t asserted_;
};

}  // namespace

std::string quotient_frame_name(ExtensionId extension) {
  switch (extension) {
    case ExtensionId::kBabyBear4:
      return "QuotientFrame<BabyBear4>";
    case ExtensionId::kKoalaBear5:
      return "QuotientFrame<KoalaBear5>";
    case ExtensionId::kKoalaBear4:
      break;
  }
  return "QuotientFrame<KoalaBear4>";
}

std::string values_frame_name(FieldId field) {
  return field == FieldId::kBabyBear ? "ValuesFrame<BabyBear>" : "ValuesFrame<KoalaBear>";
}

std::string kernel_source(const LoweredProgram& program, const ProgramPart& part, const std::string& frame) {
  return Writer(program, part, frame).write();
}

}  // namespace switchyard::cuda
