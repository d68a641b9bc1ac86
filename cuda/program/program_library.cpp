#include "cuda/program/program_library.h"

#include <algorithm>

namespace switchyard::cuda {
namespace {

// Several times the chips of a machine, with two programs each.
constexpr size_t kMostPrograms = 256;

}  // namespace

std::shared_ptr<const LoweredProgram> ProgramLibrary::find(const device::ConstraintProgram& program,
                                                           FieldId field) {
  const size_t count = size_t{3} * program.instructions;
  const auto is_it = [&](const Entry& entry) {
    return entry.field == field &&
           std::equal(entry.words.begin(), entry.words.end(), program.words, program.words + count);
  };
  {
    std::lock_guard lock(mutex_);
    const auto found = std::find_if(entries_.begin(), entries_.end(), is_it);
    if (found != entries_.end()) {
      entries_.splice(entries_.begin(), entries_, found);
      return found->lowered;
    }
  }
  auto lowered = std::make_shared<const LoweredProgram>(lower_program(program, field));
  std::lock_guard lock(mutex_);
  entries_.push_front({field, {program.words, program.words + count}, lowered});
  if (entries_.size() > kMostPrograms) entries_.pop_back();
  return lowered;
}

}  // namespace switchyard::cuda
