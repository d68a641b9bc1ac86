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
    put("#include \"cuda/kernels/program_frame.h\"\n\nnamespace switchyard::cuda {\n\n");
    put("using ProgramFrame = ", frame_, ";\n\n");
    put("SY_GPU void run_program(const ProgramFrame& frame, uint64_t i) {\n");
    put("  using E = Element<ProgramFrame::Field>;\n");
    put("  const ProgramRows rows = frame.rows_at(i);\n");
    put("  ProgramFrame::Sink sink(frame);\n");
    for (uint32_t s = 0; s < program_.slots; ++s) put("  [[maybe_unused]] E s", s, "{};\n");
    for (size_t k = 0; k < part_.loads.size(); ++k)
      put("  s", part_.loads[k], " = E{frame.carried_at(", k, ", i)};\n");
    for (uint32_t s = part_.first_step; s < part_.end_step; ++s) {
      if (const uint32_t done = s - part_.first_step; done > 0 && done % kBlockSteps == 0)
        put("  if (i == ~uint64_t{0} - ", done, ") return;\n");
      write_step(program_.steps[s]);
    }
    for (size_t k = 0; k < part_.stores.size(); ++k)
      put("  frame.carry(", k, ", i, s", part_.stores[k], ");\n");
    put(part_.first_step == 0 ? "  sink.finish(frame, rows);\n" : "  sink.add_up(frame, rows);\n");
    put("}\n\n}  // namespace switchyard::cuda\n");
    std::string entry = kEntry;
    replace_all(entry, "%threads", std::to_string(kKernelThreads));
    replace_all(entry, "%entry", kKernelEntry);
    return text_ + entry;
  }

 private:
  // Appends texts and numbers.
  template <class... Parts>
  void put(const Parts&... parts) {
    (append(parts), ...);
  }
  void append(const std::string& text) { text_ += text; }
  void append(const char* text) { text_ += text; }
  void append(uint64_t number) { text_ += std::to_string(number); }

  void write_step(const Step& step) {
    const bool is_asserted = step.out == kAsserted;
    if (is_asserted)
      put("  sink.add(frame, i, ", asserted_++, ", ");
    else
      put("  s", step.out, " = ");
    write_operand(step.a);
    if (step.kind != StepKind::kCopy) {
      put(step.kind == StepKind::kAdd ? " + " : step.kind == StepKind::kSubtract ? " - " : " * ");
      write_operand(step.b);
    }
    put(is_asserted ? ");\n" : ";\n");
  }

  // Constants are written out, so that the compiler can make the most of them.
  void write_operand(uint32_t operand) {
    const uint32_t index = operand & kOperandIndexMask;
    switch (operand_kind(operand)) {
      case OperandKind::kSlot:
        return put("s", index);
      case OperandKind::kUniform:
        if (program_.uniforms[index].is_constant()) return put("E{", program_.uniforms[index].a, "u}");
        return put("E{load_here(frame.uniforms, ", index, ")}");
      case OperandKind::kColumn:
      case OperandKind::kNextColumn:
        put("E{frame.columns[", operand_matrix(operand), "].at(", operand & kOperandColumnMask);
        put(operand_kind(operand) == OperandKind::kColumn ? ", rows.current)}" : ", rows.next)}");
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
