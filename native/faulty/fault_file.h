// What a device is to do wrong, from a file.
//
// Each line is `kind op nth`: at the nth execution in this process, from 1, of ops of that kind, or of any
// kind where op is *, do what `kind` says. `always` in place of a number means every time. `slow op nth
// factor` has that op and all later ones take so many times as long; `garbage` has the process say what
// no device would, beside what it does, and `cancelled` has it answer as if it had been told to stop. A line
// with a number is removed from the file before it takes effect, so that it does so once even where the
// process does not survive it.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "device/backend.h"

namespace switchyard::faulty {

enum class Kind : uint8_t {
  kMemory,
  kError,
  kWrong,
  kHang,
  kAbort,
  kExit,
  kSegv,
  kSlow,
  kGarbage,
  kCancelled
};

struct Line {
  Kind kind;
  uint32_t op;         // a SyOpKind, or 0 for any
  uint64_t nth;        // 0 for always
  double factor;       // of kSlow
  std::string source;  // as it stands in the file
};

class FaultFile {
 public:
  // Throws std::invalid_argument that names the first line which says nothing; a file that is not there is
  // empty.
  explicit FaultFile(std::string path);

  // What is to happen at the next execution of such an op.
  std::optional<Line> next(uint32_t op);

 private:
  void remove(const std::string& source) const;

  std::string path_;
  std::mutex mutex_;
  std::vector<Line> lines_;
  uint64_t executed_ = 0;
  std::array<uint64_t, 64> executed_of_{};
};

}  // namespace switchyard::faulty
