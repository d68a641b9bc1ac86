// What the model does wrong on command, from the file that SWITCHYARD_MODEL_FAULTS names.
//
// Each line is `kind nth`: at the nth kernel run of this process, from 1, do what `kind` says. A line is
// removed from the file before it takes effect, so that it does so once even where the process does not
// survive it. `slow nth milliseconds` has that run and all later ones take so much longer.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

namespace switchyard::model {

enum class Fault {
  kNone,
  kHang,   // the unit never finishes
  kWrong,  // a bit of the results is another
  kCrash,  // the kernel writes where no memory is
  kExit,   // the model ends
  kKill,   // the model is killed
};

class Faults {
 public:
  // An empty path: none.
  explicit Faults(std::string path) : path_(std::move(path)) {}

  struct Due {
    Fault fault = Fault::kNone;
    uint64_t extra_milliseconds = 0;
  };
  // At the beginning of a run.
  Due next();

 private:
  const std::string path_;
  std::mutex mutex_;
  uint64_t runs_ = 0;
  uint64_t extra_milliseconds_ = 0;
};

}  // namespace switchyard::model
