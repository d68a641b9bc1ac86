#include "faulty/fault_file.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace switchyard::faulty {
namespace {

constexpr std::pair<const char*, Kind> kKinds[] = {
    {"memory", Kind::kMemory},      {"error", Kind::kError}, {"wrong", Kind::kWrong},
    {"hang", Kind::kHang},          {"abort", Kind::kAbort}, {"exit", Kind::kExit},
    {"segv", Kind::kSegv},          {"slow", Kind::kSlow},   {"garbage", Kind::kGarbage},
    {"cancelled", Kind::kCancelled}};

constexpr std::pair<const char*, uint32_t> kOps[] = {{"*", 0},
                                                     {"upload", SY_OP_UPLOAD},
                                                     {"download", SY_OP_DOWNLOAD},
                                                     {"free", SY_OP_FREE},
                                                     {"random", SY_OP_RANDOM},
                                                     {"elementwise", SY_OP_ELEMENTWISE},
                                                     {"permute", SY_OP_PERMUTE},
                                                     {"dft", SY_OP_DFT},
                                                     {"lde", SY_OP_LDE},
                                                     {"commit", SY_OP_COMMIT},
                                                     {"open", SY_OP_OPEN},
                                                     {"evaluate", SY_OP_EVALUATE},
                                                     {"combine", SY_OP_COMBINE},
                                                     {"probe", SY_OP_PROBE},
                                                     {"reshape", SY_OP_RESHAPE},
                                                     {"deep", SY_OP_DEEP},
                                                     {"fold", SY_OP_FOLD},
                                                     {"quotient", SY_OP_QUOTIENT},
                                                     {"grind", SY_OP_GRIND},
                                                     {"fill", SY_OP_FILL},
                                                     {"permutation", SY_OP_PERMUTATION}};

template <class Table>
const auto* find(const Table& table, const std::string& name) {
  const auto found =
      std::find_if(std::begin(table), std::end(table), [&](const auto& e) { return name == e.first; });
  return found == std::end(table) ? nullptr : found;
}

std::optional<Line> parse(const std::string& source) {
  std::istringstream words(source);
  std::string kind, op, nth;
  if (!(words >> kind >> op >> nth)) return std::nullopt;
  const auto* known_kind = find(kKinds, kind);
  const auto* known_op = find(kOps, op);
  if (known_kind == nullptr || known_op == nullptr) return std::nullopt;
  Line line{known_kind->second, known_op->second, 0, 1, source};
  if (nth != "always") {
    if (nth.find_first_not_of("0123456789") != std::string::npos || nth.size() > 9) return std::nullopt;
    line.nth = std::stoull(nth);
    if (line.nth == 0) return std::nullopt;
  }
  if (line.kind == Kind::kSlow && !(words >> line.factor && line.factor >= 1)) return std::nullopt;
  return line;
}

std::vector<std::string> read_lines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) lines.push_back(line);
  return lines;
}

}  // namespace

FaultFile::FaultFile(std::string path) : path_(std::move(path)) {
  for (const std::string& source : read_lines(path_)) {
    const std::optional<Line> line = parse(source);
    if (!line) throw std::invalid_argument("'" + source + "' in " + path_ + " is no fault");
    lines_.push_back(*line);
  }
}

std::optional<Line> FaultFile::next(uint32_t op) {
  const std::lock_guard lock(mutex_);
  const uint64_t all = ++executed_;
  const uint64_t own = ++executed_of_[op % executed_of_.size()];
  const auto due = std::find_if(lines_.begin(), lines_.end(), [&](const Line& line) {
    return (line.op == 0 || line.op == op) && (line.nth == 0 || line.nth == (line.op == 0 ? all : own));
  });
  if (due == lines_.end()) return std::nullopt;
  const Line line = *due;
  if (line.nth != 0) {
    lines_.erase(due);
    remove(line.source);
  }
  return line;
}

void FaultFile::remove(const std::string& source) const {
  std::vector<std::string> lines = read_lines(path_);
  const auto found = std::find(lines.begin(), lines.end(), source);
  if (found != lines.end()) lines.erase(found);
  const std::string unfinished = path_ + "." + std::to_string(getpid());
  {
    std::ofstream file(unfinished, std::ios::trunc);
    for (const std::string& line : lines) file << line << '\n';
  }
  std::rename(unfinished.c_str(), path_.c_str());
}

}  // namespace switchyard::faulty
