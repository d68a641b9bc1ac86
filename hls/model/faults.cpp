#include "faults.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>
#include <vector>

namespace switchyard::model {
namespace {

constexpr std::pair<const char*, Fault> kKinds[] = {{"hang", Fault::kHang},
                                                    {"wrong", Fault::kWrong},
                                                    {"crash", Fault::kCrash},
                                                    {"exit", Fault::kExit},
                                                    {"kill", Fault::kKill}};

}  // namespace

Faults::Due Faults::next() {
  const std::lock_guard lock(mutex_);
  ++runs_;
  Due due;
  std::vector<std::string> kept;
  bool is_changed = false;
  std::ifstream file(path_);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string kind;
    uint64_t nth = 0, extra = 0;
    words >> kind >> nth >> extra;
    if (nth != runs_ || is_changed) {
      kept.push_back(line);
      continue;
    }
    is_changed = true;
    if (kind == "slow") extra_milliseconds_ = extra;
    for (const auto& [name, fault] : kKinds)
      if (kind == name) due.fault = fault;
  }
  if (is_changed) {
    const std::string unfinished = path_ + "." + std::to_string(getpid());
    {
      std::ofstream changed(unfinished, std::ios::trunc);
      for (const std::string& line : kept) changed << line << '\n';
    }
    std::rename(unfinished.c_str(), path_.c_str());
  }
  due.extra_milliseconds = extra_milliseconds_;
  return due;
}

}  // namespace switchyard::model
