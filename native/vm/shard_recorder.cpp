#include "vm/shard_recorder.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "vm/calls.h"
#include "vm/proving.h"

namespace switchyard::vm {
namespace {

using Form = Proving::Form;

constexpr uint32_t kRefreshSlotBits = 10;

// What a step may add at the most: a leaf of code and one of data, both with all nodes above them, the data
// written; rows of decode and of refresh.
constexpr uint32_t kStepLeaves = 2;
constexpr uint32_t kStepNodes = 2 * 26;
constexpr uint32_t kStepCompressions = (1 + 26) + 2 * (1 + 26);
constexpr uint32_t kStepRefreshes = 3;
// The system page, counted as touched and written from the start, and the roots of spaces without a leaf.
constexpr uint32_t kSystemLeaves = kSystemWords / kLeafWords;
constexpr uint32_t kOtherNodes = (kSystemLeaves - 1) + 2;
constexpr uint32_t kOtherCompressions = 2 * (kSystemLeaves + kSystemLeaves - 1) + 2 + 4;

constexpr uint32_t room(uint32_t limit, uint32_t used) { return limit > used ? limit - used : 0; }

uint32_t load_word(const Memory& memory, uint32_t word) {
  uint32_t value;
  std::memcpy(&value, memory.bytes() + size_t{word} * 4, sizeof value);
  return value;
}

// Of a branch at `pc`, as the element that stands for it: where no instruction can lie, since the target is
// no multiple of 4 or below 0, it still is what decoding gives.
uint32_t branch_target(uint32_t pc, int32_t distance) {
  const int64_t target = int64_t{pc} + distance;
  if (target >= 0 && target % 4 == 0) return static_cast<uint32_t>(target / 4);
  using Field = Element<KoalaBear>;
  const Field offset = Field::from_canonical(static_cast<uint32_t>(distance < 0 ? -distance : distance));
  const Field quarter = div_2exp<2>(offset);
  const Field from = Field::from_canonical(pc / 4);
  return (distance < 0 ? from - quarter : from + quarter).canonical();
}

}  // namespace

ShardRecorder::ShardRecorder(const Program& program, Detail detail)
    : program_(program), detail_(detail), code_leaves_(image_leaves(program.segments(), kCodeSpace)) {
  for (const CodeRegion& region : program.regions()) counts_.emplace_back(region.words.size());
}

void ShardRecorder::set_system_leaf(const Leaf& leaf) {
  std::copy(leaf.words.begin(), leaf.words.end(), &system_[leaf.index * kLeafWords]);
}

void ShardRecorder::begin(uint32_t pc, const StateTree& tree) {
  records_.clear();
  for (const uint32_t executed : executed_) {
    const CodeRegion* region = program_.find_region(4 * executed);
    counts_[static_cast<size_t>(region - program_.regions().data())][executed - region->address / 4] = 0;
  }
  executed_.clear();
  data_.clear();
  touched_code_.clear();
  touched_data_.clear();
  written_data_.clear();
  system_before_ = system_;
  system_time_ = {};
  time_ = kFirstTime;
  lost_time_ = 0;
  step_counts_ = {};
  precompile_ = {};
  records_.connector.first_pc = pc;
  if (detail_ != Detail::kCounts) fill_roots_before(tree, records_.connector);
}

void ShardRecorder::sync(const Machine& machine) {
  if (detail_ != Detail::kAll) std::copy(std::begin(machine.x), std::end(machine.x), system_.begin());
}

void ShardRecorder::refresh(uint32_t reg, uint32_t time) {
  const uint32_t slot = (time - 1) >> kRefreshSlotBits;
  records_.refreshes.push_back({kSystemSpace, reg, system_[reg], system_time_[reg], slot});
  system_time_[reg] = slot << kRefreshSlotBits;
}

void ShardRecorder::enter_region(uint32_t pc) {
  const CodeRegion* region = program_.find_region(pc);
  region_address_ = region->address;
  region_size_ = region->size();
  region_counts_ = counts_[static_cast<size_t>(region - program_.regions().data())].data();
}

void ShardRecorder::meet(uint32_t pc) {
  executed_.push_back(pc / 4);
  touched_code_.add(pc / (4 * kLeafWords));
}

// Accesses what before() does, at the same times. An instruction that fails is counted, but then there is no
// shard.
void ShardRecorder::count(const Machine& machine, const Memory& memory, uint32_t pc, const Op& op) {
  const Op known = op.code == Code::kFar ? decode(*program_.word_at(pc), pc) : op;
  const Proving& proving = proving_of(known.code);
  fetch(pc);
  ++step_counts_[proving.chip];
  access(known.rs1, time_);
  const auto access_data = [&](bool writes) {
    const uint32_t address = machine.x[known.rs1] + static_cast<uint32_t>(known.imm);
    if (address >= kAddressLimit) return;  // the run is about to end there
    const uint32_t leaf = address / (4 * kLeafWords);
    if (detail_ == Detail::kCheckpoint) data_.page_of(memory, address / 4);
    touched_data_.add(leaf);
    if (writes) written_data_.add(leaf);
  };
  switch (proving.form) {
    case Form::kConstant:
    case Form::kImmediate:
    case Form::kJumpRegister:
      access(known.rd, time_ + 2);
      break;
    case Form::kRegister:
      access(known.rs2, time_ + 1);
      access(known.rd, time_ + 2);
      break;
    case Form::kBranch:
      access(known.rs2, time_ + 1);
      break;
    case Form::kLoad:
      access(known.rd, time_ + 2);
      access_data(false);
      break;
    case Form::kStore:
      access(known.rs2, time_ + 1);
      access_data(true);
      break;
  }
  time_ += kStepTime;
}

void ShardRecorder::before(const Machine&, const Memory& memory, uint32_t pc, const Op& op) {
  op_ = op.code == Code::kFar ? decode(*program_.word_at(pc), pc) : op;
  const Proving& proving = proving_of(op_.code);
  fetch(pc);
  ++step_counts_[proving.chip];
  StepRecord& step = records_.steps[proving.chip].emplace_back();
  step_ = &step;
  step.pc = pc / 4;
  step.time = time_;
  step.op = proving.op;
  step.rs1 = op_.rs1;
  step.a = system_[op_.rs1];
  step.a_time = access(op_.rs1, time_);
  const auto immediate = static_cast<uint32_t>(op_.imm);
  const auto read_second = [&] {
    step.x = op_.rs2;
    step.b = system_[op_.rs2];
    step.b_time = access(op_.rs2, time_ + 1);
  };
  const auto set_constant = [&](uint32_t value) {
    step.x = value & 0xffff;
    step.y = value >> 16;
    step.b = value;
  };
  const auto write_result = [&] {
    step.rd = op_.rd;
    step.old = system_[op_.rd];
    step.old_time = access(op_.rd, time_ + 2);
  };
  const auto access_data = [&](bool writes) {
    step.immediate = op_.imm;
    const uint32_t address = step.a + immediate;
    if (address >= kAddressLimit) return;  // the run is about to end there
    step.address = address / 4;
    DataShadow::Page& page = data_.page_of(memory, step.address);
    uint32_t& held_since = page.time[step.address % kPageWords];
    step.word = load_word(memory, step.address);
    step.word_time = held_since;
    held_since = time_;
    touched_data_.add(step.address / kLeafWords);
    if (writes) written_data_.add(step.address / kLeafWords);
  };
  switch (proving.form) {
    case Form::kConstant:
      set_constant(op_.code == Code::kJal ? pc + 4 : op_.code == Code::kFence ? 0 : immediate);
      write_result();
      break;
    case Form::kImmediate:
      set_constant(immediate);
      write_result();
      break;
    case Form::kRegister:
      read_second();
      write_result();
      break;
    case Form::kBranch:
      read_second();
      step.target = branch_target(pc, op_.imm);
      break;
    case Form::kJumpRegister:
      step.immediate = op_.imm;
      step.x = (pc + 4) & 0xffff;
      step.y = (pc + 4) >> 16;
      write_result();
      break;
    case Form::kLoad:
      write_result();
      access_data(false);
      break;
    case Form::kStore:
      read_second();
      access_data(true);
      break;
  }
}

void ShardRecorder::after(const Machine& machine, const Memory& memory, uint32_t next_pc) {
  StepRecord& step = *step_;
  step.next = next_pc / 4;
  if (step.rd != 0) {
    step.result = machine.x[step.rd];
    system_[step.rd] = step.result;
  }
  if (step.op >= DecodedOp::kLoadWord && step.op <= DecodedOp::kSh)
    step.new_word = load_word(memory, step.address);
  time_ += kStepTime;
}

uint32_t ShardRecorder::touched_leaves() const {
  return touched_code_.leaf_count() + touched_data_.leaf_count() + kSystemLeaves;
}

uint32_t ShardRecorder::touched_nodes() const {
  return touched_code_.node_count() + touched_data_.node_count() + kOtherNodes;
}

uint32_t ShardRecorder::compressions() const {
  return touched_code_.leaf_count() + touched_code_.node_count() + touched_data_.leaf_count() +
         touched_data_.node_count() + written_data_.leaf_count() + written_data_.node_count() +
         kOtherCompressions;
}

uint32_t ShardRecorder::state_room(const ShardLimits& limits) const {
  return std::min({room(limits.rows[Chip::kLeaf], touched_leaves()) / kStepLeaves,
                   room(limits.rows[Chip::kTree], touched_nodes()) / kStepNodes,
                   room(limits.rows[Chip::kCompression], compressions()) / kStepCompressions});
}

uint32_t ShardRecorder::certain_steps(const ShardLimits& limits) const {
  const auto left = [&](Chip::Index chip, size_t used) {
    return room(limits.rows[chip], static_cast<uint32_t>(used));
  };
  if (left(Chip::kCall, records_.calls.size()) == 0) return 0;
  if (left(Chip::kHintWord, records_.hint_words.size()) == 0) return 0;
  uint32_t steps = std::min(
      {room(std::min(limits.steps, kMaxShardSteps), this->steps()), left(Chip::kDecode, executed_.size()),
       left(Chip::kRefresh, records_.refreshes.size()) / kStepRefreshes, state_room(limits)});
  for (size_t chip = 0; chip < step_counts_.size(); ++chip)
    steps = std::min(steps, left(static_cast<Chip::Index>(chip), step_counts_[chip]));
  return steps;
}

bool ShardRecorder::has_room(const Precompile& precompile, const ShardLimits& limits) const {
  const ChipRows used = records_.rows();
  const auto left = [&](Chip::Index chip) { return room(limits.rows[chip], used[chip]); };
  if (left(precompile.step_chip) == 0 || used[precompile.step_chip] >= kMaxPrecompileCalls) return false;
  if (precompile.part_chip != precompile.step_chip && left(precompile.part_chip) < precompile.parts)
    return false;
  // The instruction's own leaf of code, and for each range the leaves that it may lie in, with the nodes
  // above them: on each level at most half of those below, and one at either end.
  const uint32_t depth = kSpaceDepth[kDataSpace];
  uint32_t leaves = 1, nodes = depth, hashed = 1 + depth;
  for (const WordRange& range : precompile.ranges) {
    const uint32_t range_leaves = (range.words + kLeafWords - 2) / kLeafWords + 1;
    const uint32_t range_nodes = range_leaves + 2 * depth;
    leaves += range_leaves;
    nodes += range_nodes;
    hashed += (range_leaves + range_nodes) * (range.written ? 2 : 1);
  }
  return room(limits.rows[Chip::kLeaf], touched_leaves()) >= leaves &&
         room(limits.rows[Chip::kTree], touched_nodes()) >= nodes &&
         room(limits.rows[Chip::kCompression], compressions()) >= hashed;
}

ShardRecorder::OpenRecord ShardRecorder::add_record(Call call) {
  switch (call) {
    case Call::kShaExtend:
      return open(records_.sha_extends.emplace_back());
    case Call::kShaCompress:
      return open(records_.sha_compresses.emplace_back());
    case Call::kKeccakPermute:
      return open(records_.keccak_permutes.emplace_back());
    default:
      return open(records_.uint256_muls.emplace_back());
  }
}

void ShardRecorder::begin_precompile(const Precompile& precompile, const Machine& machine,
                                     const Memory& memory) {
  fetch(machine.pc);
  precompile_ = add_record(precompile.call);
  PrecompileCall& call = *precompile_.call;
  call.pc = machine.pc / 4;
  call.time = time_;
  call.t0_time = access(kT0, time_);
  call.a0 = system_[kA0];
  call.a0_time = access(kA0, time_);
  call.a1 = system_[kA1];
  call.a1_time = access(kA1, time_);
  size_t at = 0;
  for (const WordRange& range : precompile.ranges) {
    const uint32_t first = range.first(machine);
    if (range.written) precompile_.first_left = first;
    for (uint32_t word = first; word < first + range.words; ++word, ++at) {
      DataShadow::Page& page = data_.page_of(memory, word);
      precompile_.found[at] = load_word(memory, word);
      precompile_.since[at] = std::exchange(page.time[word % kPageWords], time_ + range.slot);
      touched_data_.add(word / kLeafWords);
      if (range.written) written_data_.add(word / kLeafWords);
    }
  }
}

void ShardRecorder::end_precompile(const Memory& memory) {
  for (size_t i = 0; i < precompile_.left.size(); ++i)
    precompile_.left[i] = load_word(memory, precompile_.first_left + static_cast<uint32_t>(i));
  time_ += kStepTime;
}

// Where the last step was the call of a precompile.
bool ShardRecorder::was_precompile() const {
  return precompile_.call != nullptr && precompile_.call->time + kStepTime == time_;
}

void ShardRecorder::change_page(CallRecord& record, uint32_t word, uint32_t value) {
  record.page_address = word;
  record.page_old = system_[word];
  record.page_time = system_time_[word];
  record.page_new = value;
  system_[word] = value;
  system_time_[word] = time_;
}

void ShardRecorder::call(uint32_t pc, uint32_t t0, uint32_t words) {
  fetch(pc);
  CallRecord record{};
  record.pc = pc / 4;
  record.time = time_;
  record.next = record.pc + 1;
  record.number = system_[kT0];
  record.t0_time = access(kT0, time_);
  record.t0_new = system_[kT0] = t0;
  const auto read_first = [&] {
    record.a0 = system_[kA0];
    record.a0_time = access(kA0, time_);
  };
  const auto read_second = [&] {
    record.a1 = system_[kA1];
    record.a1_time = access(kA1, time_);
  };
  switch (static_cast<Call>(record.number)) {
    case Call::kHalt:
      read_first();
      change_page(record, kExitCodeWord, record.a0);
      record.flag_old = system_[kHaltedWord];
      record.flag_time = system_time_[kHaltedWord];
      system_[kHaltedWord] = 1;
      system_time_[kHaltedWord] = time_;
      record.next = kHaltedPc;
      break;
    case Call::kCommit:
      read_first();
      read_second();
      change_page(record, kCommittedWord + record.a0, record.a1);
      break;
    case Call::kCommitDeferredProofs:
      read_second();
      break;
    case Call::kHintRead: {
      read_first();
      read_second();
      record.words = words;
      const uint32_t written = system_[kHintDoneWord] + words;
      record.done = written == (uint64_t{record.a1} + 3) / 4;
      change_page(record, kHintDoneWord, record.done ? 0 : written);
      if (!record.done) record.next = record.pc;
      break;
    }
    default:
      break;
  }
  records_.calls.push_back(record);
  time_ += kStepTime;
}

uint32_t ShardRecorder::hint_words(const Memory& memory, uint32_t address, std::span<const uint32_t> words,
                                   const ShardLimits& limits) {
  std::vector<HintWordRecord>& rows = records_.hint_words;
  const size_t first = rows.size();
  for (const uint32_t value : words) {
    if (rows.size() >= limits.rows[Chip::kHintWord] || state_room(limits) == 0) break;
    const uint32_t word = address + static_cast<uint32_t>(rows.size() - first);
    DataShadow::Page& page = data_.page_of(memory, word);
    uint32_t& held_since = page.time[word % kPageWords];
    rows.push_back({word, 0, time_, value, load_word(memory, word), held_since});
    held_since = time_;
    touched_data_.add(word / kLeafWords);
    written_data_.add(word / kLeafWords);
  }
  const auto count = static_cast<uint32_t>(rows.size() - first);
  for (uint32_t i = 0; i < count; ++i) rows[first + i].left = count - i;
  return count;
}

// Where the last step was a call.
CallRecord* ShardRecorder::last_call() {
  std::vector<CallRecord>& calls = records_.calls;
  return calls.empty() || calls.back().time + kStepTime != time_ ? nullptr : &calls.back();
}

void ShardRecorder::lie_about_found(const Memory& memory, uint32_t space, uint32_t address, uint32_t by) {
  if (space == kSystemSpace)
    system_[address] += by;
  else
    data_.page_of(memory, address);  // keeps what the shard began with
}

void ShardRecorder::lie_about_left(uint32_t space, uint32_t address, uint32_t by) {
  if (space == kSystemSpace) system_[address] += by;
  if (was_precompile()) {
    const uint32_t at = address - precompile_.first_left;
    if (space == kDataSpace && at < precompile_.left.size()) precompile_.left[at] += by;
    return;
  }
  if (CallRecord* call = last_call())
    (address == kT0 ? call->t0_new : call->page_new) += by;
  else
    (space == kSystemSpace ? step_->result : step_->new_word) += by;
}

uint32_t ShardRecorder::lie_about_next(uint32_t by) {
  if (was_precompile()) return precompile_.call->pc + 1 + by;
  CallRecord* const call = last_call();
  return (call != nullptr ? call->next : step_->next) += by;
}

void ShardRecorder::lie_about_time(uint32_t by) {
  time_ += by;
  lost_time_ += by;
}

void ShardRecorder::list_decodes() {
  std::sort(executed_.begin(), executed_.end());
  for (const uint32_t pc : executed_) {
    const CodeRegion& region = *program_.find_region(4 * pc);
    const size_t at = pc - region.address / 4;
    const size_t number = static_cast<size_t>(&region - program_.regions().data());
    records_.decodes.push_back({pc, region.words[at], counts_[number][at]});
  }
}

void ShardRecorder::list_data_leaves(const Memory& memory) {
  std::vector<uint32_t> touched = touched_data_.leaves();
  std::sort(touched.begin(), touched.end());
  for (const uint32_t index : touched) {
    LeafRecord& leaf = records_.leaves.emplace_back();
    leaf.space = kDataSpace;
    leaf.index = index;
    const uint32_t word = index * kLeafWords;
    const DataShadow::Page& page = data_.page_of(memory, word);
    std::copy_n(&page.before[word % kPageWords], kLeafWords, leaf.before);
    std::copy_n(&page.time[word % kPageWords], kLeafWords, leaf.time);
    for (uint32_t i = 0; i < kLeafWords; ++i) leaf.after[i] = load_word(memory, word + i);
  }
}

// Expects executed_ in order.
void ShardRecorder::list_code_leaves() {
  for (const uint32_t pc : executed_) {
    const uint32_t index = pc / kLeafWords;
    std::vector<LeafRecord>& leaves = records_.leaves;
    if (leaves.empty() || leaves.back().space != kCodeSpace || leaves.back().index != index) {
      LeafRecord& leaf = leaves.emplace_back();
      leaf.space = kCodeSpace;
      leaf.index = index;
      const auto content = std::lower_bound(code_leaves_.begin(), code_leaves_.end(), index,
                                            [](const Leaf& l, uint32_t i) { return l.index < i; });
      std::copy(content->words.begin(), content->words.end(), leaf.before);
      std::copy(content->words.begin(), content->words.end(), leaf.after);
    }
    leaves.back().time[pc % kLeafWords] = kFirstTime;
  }
}

void ShardRecorder::list_system_leaves() {
  for (uint32_t word = 0; word < kSystemWords; word += kLeafWords) {
    const uint32_t* times = &system_time_[word];
    if (std::all_of(times, times + kLeafWords, [](uint32_t time) { return time == 0; })) continue;
    LeafRecord& leaf = records_.leaves.emplace_back();
    leaf.space = kSystemSpace;
    leaf.index = word / kLeafWords;
    std::copy_n(&system_before_[word], kLeafWords, leaf.before);
    std::copy_n(&system_[word], kLeafWords, leaf.after);
    std::copy_n(times, kLeafWords, leaf.time);
  }
}

void ShardRecorder::finish(const Memory& memory, uint32_t pc, uint64_t cycles, StateTree& tree) {
  ConnectorRecord& connector = records_.connector;
  connector.last_pc = pc;
  connector.last_time = time_;
  connector.halted = system_[kHaltedWord];
  connector.halted_time = system_time_[kHaltedWord];
  system_time_[kHaltedWord] = time_;
  records_.cycles = cycles;
  if (detail_ != Detail::kCounts) list(memory, tree);
  if (detail_ != Detail::kAll) records_.counted = {counted_rows(), steps()};
}

void ShardRecorder::list(const Memory& memory, StateTree& tree) {
  list_decodes();
  list_data_leaves(memory);
  list_code_leaves();
  list_system_leaves();
  records_.nodes = tree.update(records_.leaves);
  fill_roots_after(tree, records_.connector);
  records_.compressions = list_compressions(records_.leaves, records_.nodes, records_.connector);
}

ChipRows ShardRecorder::counted_rows() const {
  ChipRows rows = records_.rows();
  std::copy(step_counts_.begin(), step_counts_.end(), rows.begin());
  if (detail_ != Detail::kCounts) return rows;
  rows[Chip::kDecode] = static_cast<uint32_t>(executed_.size());
  rows[Chip::kLeaf] = touched_leaves();
  rows[Chip::kTree] = touched_nodes();
  rows[Chip::kCompression] = compressions();
  return rows;
}

}  // namespace switchyard::vm
