// What the model did and how long a card would have taken, as a JSON object a line, appended to the file that
// SWITCHYARD_MODEL_REPORT names. host/bitstream/model-report.ts reads it.
#pragma once

#include <cstdint>
#include <string>

#include "kernel_library.h"

namespace switchyard::model {

class Report {
 public:
  // An empty path: none. `card` is as XRT names the model's socket.
  Report(std::string path, std::string card) : path_(std::move(path)), card_(std::move(card)) {}

  void run(const std::string& unit, uint32_t mode, const SwitchyardRunCounts& counts, double seconds);
  // Bytes that cross the link, in one direction or the other.
  void link(uint64_t to_card, uint64_t from_card);

 private:
  void append(const std::string& line);

  const std::string path_;
  const std::string card_;
};

}  // namespace switchyard::model
