#include "report.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "timing.h"

namespace switchyard::model {

void Report::run(const std::string& unit, uint32_t mode, const SwitchyardRunCounts& counts, double seconds) {
  const ModelledRun card = modelled(counts);
  char text[512];
  std::snprintf(text, sizeof(text),
                R"({"event":"run","card":"%s","unit":"%s","mode":%u,"clocks":%llu,"rowBytes":%llu,)"
                R"("digestBytes":%llu,"modelledSeconds":%.9f,"boundBy":"%s","emulationSeconds":%.6f})"
                "\n",
                card_.c_str(), unit.c_str(), mode, static_cast<unsigned long long>(card.clocks),
                static_cast<unsigned long long>(counts.row_bytes),
                static_cast<unsigned long long>(counts.digest_bytes), card.seconds, card.bound_by, seconds);
  append(text);
}

void Report::link(uint64_t to_card, uint64_t from_card) {
  char text[256];
  std::snprintf(text, sizeof(text),
                R"({"event":"link","card":"%s","toCard":%llu,"fromCard":%llu,"modelledSeconds":%.9f})"
                "\n",
                card_.c_str(), static_cast<unsigned long long>(to_card),
                static_cast<unsigned long long>(from_card), link_seconds(to_card + from_card));
  append(text);
}

void Report::append(const std::string& line) {
  if (path_.empty()) return;
  const int file = open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return;
  // One write a line, so that the lines of several cards do not mix.
  if (write(file, line.data(), line.size()) < 0) std::perror("model: report");
  close(file);
}

}  // namespace switchyard::model
