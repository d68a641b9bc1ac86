// What the model did and how long a card would have taken, as a JSON object a line, appended to the file that
// SWITCHYARD_MODEL_REPORT names. host/bitstream/model-report.ts reads it.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "kernel_library.h"

namespace switchyard::model {

class Report {
 public:
  // An empty path: none. `card` is as XRT names the model's socket.
  Report(std::string path, std::string card) : path_(std::move(path)), card_(std::move(card)) {}

  void run(const std::string& unit, uint32_t mode, const SwitchyardRunCounts& counts, double seconds);
  void to_card(uint64_t bytes) { to_card_ += bytes; }
  void from_card(uint64_t bytes) { from_card_ += bytes; }
  // Bytes that have crossed the link since the last time. From the thread that counts them.
  void link();

 private:
  void append(const std::string& line);

  const std::string path_;
  const std::string card_;
  uint64_t to_card_ = 0, from_card_ = 0;
};

}  // namespace switchyard::model
