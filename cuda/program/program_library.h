// Programs that a device has met, lowered once: the same few come with every proof.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "cuda/program/lowering.h"

namespace switchyard::cuda {

class ProgramLibrary {
 public:
  // May be called from any thread.
  std::shared_ptr<const LoweredProgram> find(const device::ConstraintProgram& program, FieldId field);

 private:
  struct Entry {
    FieldId field;
    std::vector<uint32_t> words;  // of the instructions
    std::shared_ptr<const LoweredProgram> lowered;
  };

  std::mutex mutex_;
  std::list<Entry> entries_;  // the one that was used last comes first
};

}  // namespace switchyard::cuda
