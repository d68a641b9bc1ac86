#include "vm/profile.h"

#include <algorithm>

namespace switchyard::vm {
namespace {

constexpr uint32_t kRoot = 0;

// A semicolon would end the name.
std::string frame_name(const Function* function) {
  std::string name = function == nullptr ? "[unknown]" : function->name;
  std::replace(name.begin(), name.end(), ';', ':');
  return name;
}

}  // namespace

Profiler::Profiler(const Program& program) : program_(program) {
  nodes_.push_back({kRoot, 0, nullptr, 0});
  frames_.push_back({child(kRoot, find_function(program.functions(), program.entry())), 0});
}

uint32_t Profiler::child(uint32_t parent, const Function* function) {
  if (nodes_[parent].depth == kMaxDepth) return parent;
  const auto known = children_.find({parent, function});
  if (known != children_.end()) return known->second;
  if (nodes_.size() == kMaxNodes) return parent;
  const auto node = static_cast<uint32_t>(nodes_.size());
  nodes_.push_back({parent, nodes_[parent].depth + 1, function, 0});
  children_.emplace(std::pair(parent, function), node);
  return node;
}

void Profiler::charge(uint64_t cycle) {
  // The jump itself still belongs to the function that it leaves.
  nodes_[frames_.back().node].cycles += cycle + 1 - charged_;
  charged_ = cycle + 1;
}

void Profiler::call(uint32_t target, uint32_t return_address, uint64_t cycle) {
  charge(cycle);
  if (frames_.size() == kMaxFrames) return;
  frames_.push_back(
      {child(frames_.back().node, find_function(program_.functions(), target)), return_address});
}

void Profiler::jump(uint32_t target, uint64_t cycle) {
  const size_t searched = std::min(frames_.size() - 1, kSearchedFrames);
  for (size_t i = 0; i < searched; ++i) {
    if (frames_[frames_.size() - 1 - i].return_address != target) continue;
    charge(cycle);
    frames_.resize(frames_.size() - 1 - i);
    return;
  }
  const Function* function = find_function(program_.functions(), target);
  Frame& top = frames_.back();
  if (nodes_[top.node].function == function) return;
  charge(cycle);
  top.node = child(nodes_[top.node].parent, function);
}

std::string Profiler::fold(uint32_t node) const {
  std::string functions = frame_name(nodes_[node].function);
  for (uint32_t at = nodes_[node].parent; at != kRoot; at = nodes_[at].parent)
    functions = frame_name(nodes_[at].function) + ";" + functions;
  return functions;
}

std::vector<FoldedStack> Profiler::finish(uint64_t cycles) {
  if (cycles > charged_) charge(cycles - 1);
  std::vector<FoldedStack> stacks;
  FoldedStack others{"[others]", 0};
  size_t bytes = 0;
  for (uint32_t node = 1; node < nodes_.size(); ++node) {
    if (nodes_[node].cycles == 0) continue;
    if (bytes > kMaxFoldedBytes) {
      others.cycles += nodes_[node].cycles;
      continue;
    }
    stacks.push_back({fold(node), nodes_[node].cycles});
    bytes += stacks.back().functions.size();
  }
  if (others.cycles > 0) stacks.push_back(std::move(others));
  return stacks;
}

}  // namespace switchyard::vm
