#include "vm/checkpoint.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "math/sha256.h"
#include "vm/calls.h"
#include "vm/elf.h"

namespace switchyard::vm {
namespace {

constexpr uint8_t kMagic[8] = {'S', 'W', 'Y', 'S', 'H', 'A', 'R', 'D'};
constexpr uint32_t kVersion = 1;
constexpr size_t kHashBytes = 32;
constexpr std::array<uint32_t, kSpaceCount> kLeafLimit = {
    kAddressLimit / (4 * kLeafWords), kAddressLimit / (4 * kLeafWords), kSystemWords / kLeafWords};

// Calls take(space, level, index) for each child of a node above the leaves that is not above them itself, in
// the order of nodes. A space without leaves has the children of its root.
template <class Take>
void visit_siblings(const std::vector<CheckpointLeaf>& leaves, Take take) {
  auto next = leaves.begin();
  for (const Space space : {kDataSpace, kCodeSpace, kSystemSpace}) {
    std::vector<uint32_t> touched;
    for (; next != leaves.end() && next->space == space; ++next) touched.push_back(next->leaf.index);
    const int depth = kSpaceDepth[space];
    if (touched.empty()) {
      take(space, depth - 1, 0u);
      take(space, depth - 1, 1u);
    }
    for (int level = 0; level < depth; ++level) {
      for (size_t i = 0; i < touched.size(); ++i) {
        const bool has_neighbour = i + 1 < touched.size() && touched[i + 1] == (touched[i] ^ 1);
        if (has_neighbour)
          ++i;
        else
          take(space, level, touched[i] ^ 1);
      }
      for (uint32_t& index : touched) index >>= 1;
      touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    }
  }
}

class Writer {
 public:
  void word(uint32_t value) {
    for (int i = 0; i < 4; ++i) bytes_.push_back(static_cast<uint8_t>(value >> (8 * i)));
  }
  void words(std::span<const uint32_t> values) {
    for (const uint32_t value : values) word(value);
  }
  void digest(const Digest& digest) { words(canonical(digest)); }
  void count(size_t n) { word(static_cast<uint32_t>(n)); }
  void raw(std::span<const uint8_t> bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  std::vector<uint8_t>& bytes() { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

[[noreturn]] void refuse(CheckpointCheck check, std::string text) {
  throw CheckpointError(check, std::move(text));
}

class Reader {
 public:
  explicit Reader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  uint32_t word() {
    const std::span<const uint8_t> b = raw(4);
    return b[0] | uint32_t{b[1]} << 8 | uint32_t{b[2]} << 16 | uint32_t{b[3]} << 24;
  }
  Digest digest() {
    Digest digest;
    for (uint32_t& w : digest.words) {
      const uint32_t canonical = word();
      if (canonical >= KoalaBear::kPrime)
        refuse(CheckpointCheck::kDigest, "an element of a digest is " + std::to_string(canonical));
      w = Element<KoalaBear>::from_canonical(canonical).value;
    }
    return digest;
  }
  // A number of things that take so many bytes each.
  size_t count(size_t size) {
    const uint32_t n = word();
    if (n > bytes_.size() / size)
      refuse(CheckpointCheck::kTruncated, "the checkpoint ends before what it announces");
    return n;
  }
  std::span<const uint8_t> raw(size_t size) {
    if (size > bytes_.size()) refuse(CheckpointCheck::kTruncated, "the checkpoint ends too early");
    const std::span<const uint8_t> taken = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    return taken;
  }
  bool is_at_end() const { return bytes_.empty(); }

 private:
  std::span<const uint8_t> bytes_;
};

std::array<uint8_t, kHashBytes> hash_of(std::span<const uint8_t> bytes) {
  uint8_t digest[kHashBytes];
  sha256(bytes.data(), bytes.size(), digest);
  return std::to_array(digest);
}

void read_leaves(Reader& reader, Space space, std::vector<CheckpointLeaf>& leaves) {
  const size_t count = reader.count(4 + 4 * kLeafWords);
  int64_t last = -1;
  for (size_t i = 0; i < count; ++i) {
    Leaf leaf{reader.word(), {}};
    if (leaf.index <= last || leaf.index >= kLeafLimit[space])
      refuse(CheckpointCheck::kLeaves, "leaf " + std::to_string(leaf.index) + " of space " +
                                           std::to_string(space) + " is out of order or out of range");
    last = leaf.index;
    for (uint32_t& word : leaf.words) word = reader.word();
    leaves.push_back({space, leaf});
  }
}

}  // namespace

const char* name(CheckpointCheck check) {
  switch (check) {
    case CheckpointCheck::kTruncated:
      return "TRUNCATED";
    case CheckpointCheck::kMagic:
      return "MAGIC";
    case CheckpointCheck::kVersion:
      return "VERSION";
    case CheckpointCheck::kHash:
      return "HASH";
    case CheckpointCheck::kSteps:
      return "STEPS";
    case CheckpointCheck::kPc:
      return "PC";
    case CheckpointCheck::kLeaves:
      return "LEAVES";
    case CheckpointCheck::kDigest:
      return "DIGEST";
    case CheckpointCheck::kRoot:
      return "ROOT";
    case CheckpointCheck::kLength:
      return "LENGTH";
    case CheckpointCheck::kRun:
      return "RUN";
    case CheckpointCheck::kState:
      return "STATE";
    case CheckpointCheck::kHints:
      return "HINTS";
  }
  return "";
}

Checkpoint checkpoint_of(const ShardRecords& shard) {
  Checkpoint checkpoint{.first_pc = shard.connector.first_pc,
                        .steps = shard.steps_taken(),
                        .root = shard.connector.root_before,
                        .leaves = {},
                        .siblings = {},
                        .hints = {}};
  for (const LeafRecord& record : shard.leaves) {
    CheckpointLeaf& leaf =
        checkpoint.leaves.emplace_back(CheckpointLeaf{static_cast<Space>(record.space), {record.index, {}}});
    std::copy_n(record.before, kLeafWords, leaf.leaf.words.begin());
  }
  for (const TreeRecord& node : shard.nodes) {
    if (!node.left_touched) checkpoint.siblings.push_back(node.left_before);
    if (!node.right_touched) checkpoint.siblings.push_back(node.right_before);
  }
  auto written = shard.hint_words.begin();
  for (const CallRecord& call : shard.calls) {
    if (call.number == static_cast<uint32_t>(Call::kHintLength)) checkpoint.hints.push_back(call.t0_new);
    if (call.number != static_cast<uint32_t>(Call::kHintRead)) continue;
    checkpoint.hints.push_back(call.words);
    for (uint32_t i = 0; i < call.words; ++i) checkpoint.hints.push_back((written++)->value);
  }
  return checkpoint;
}

std::vector<uint8_t> write_checkpoint(const Checkpoint& checkpoint) {
  Writer writer;
  writer.raw(kMagic);
  writer.word(kVersion);
  writer.word(checkpoint.first_pc);
  writer.word(checkpoint.steps);
  writer.digest(checkpoint.root);
  for (const Space space : {kDataSpace, kCodeSpace, kSystemSpace}) {
    const auto is_here = [&](const CheckpointLeaf& leaf) { return leaf.space == space; };
    writer.count(
        static_cast<size_t>(std::count_if(checkpoint.leaves.begin(), checkpoint.leaves.end(), is_here)));
    for (const CheckpointLeaf& leaf : checkpoint.leaves) {
      if (!is_here(leaf)) continue;
      writer.word(leaf.leaf.index);
      writer.words(leaf.leaf.words);
    }
  }
  writer.count(checkpoint.siblings.size());
  for (const Digest& digest : checkpoint.siblings) writer.digest(digest);
  writer.count(checkpoint.hints.size());
  writer.words(checkpoint.hints);
  writer.raw(hash_of(writer.bytes()));
  return std::move(writer.bytes());
}

Checkpoint read_checkpoint(std::span<const uint8_t> bytes) {
  if (bytes.size() < sizeof kMagic + kHashBytes)
    refuse(CheckpointCheck::kTruncated, "the checkpoint is shorter than its ends");
  const std::span<const uint8_t> content = bytes.first(bytes.size() - kHashBytes);
  Reader reader(content);
  if (!std::ranges::equal(reader.raw(sizeof kMagic), kMagic))
    refuse(CheckpointCheck::kMagic, "this is no checkpoint");
  const uint32_t version = reader.word();
  if (version != kVersion)
    refuse(CheckpointCheck::kVersion,
           "the checkpoint is of version " + std::to_string(version) + ", not " + std::to_string(kVersion));
  if (!std::ranges::equal(hash_of(content), bytes.last(kHashBytes)))
    refuse(CheckpointCheck::kHash, "the checkpoint does not hash to what it says");
  Checkpoint checkpoint{};
  checkpoint.first_pc = reader.word();
  if (checkpoint.first_pc >= kAddressLimit / 4)
    refuse(CheckpointCheck::kPc, "the checkpoint begins where no code can be");
  checkpoint.steps = reader.word();
  if (checkpoint.steps == 0 || checkpoint.steps > kMaxShardSteps)
    refuse(CheckpointCheck::kSteps, "the checkpoint has " + std::to_string(checkpoint.steps) + " steps");
  checkpoint.root = reader.digest();
  for (const Space space : {kDataSpace, kCodeSpace, kSystemSpace})
    read_leaves(reader, space, checkpoint.leaves);
  const size_t siblings = reader.count(4 * kDigestWords);
  for (size_t i = 0; i < siblings; ++i) checkpoint.siblings.push_back(reader.digest());
  const size_t hints = reader.count(4);
  for (size_t i = 0; i < hints; ++i) checkpoint.hints.push_back(reader.word());
  if (!reader.is_at_end()) refuse(CheckpointCheck::kLength, "the checkpoint is longer than what it holds");
  size_t wanted = 0;
  visit_siblings(checkpoint.leaves, [&](Space, int, uint32_t) { ++wanted; });
  if (siblings != wanted)
    refuse(CheckpointCheck::kDigest,
           "the checkpoint has " + std::to_string(siblings) + " digests, not " + std::to_string(wanted));
  if (!(checkpoint_tree(checkpoint).root() == checkpoint.root))
    refuse(CheckpointCheck::kRoot, "the checkpoint's leaves do not have its root");
  return checkpoint;
}

StateTree checkpoint_tree(const Checkpoint& checkpoint) {
  StateTree tree;
  auto next = checkpoint.siblings.begin();
  visit_siblings(checkpoint.leaves, [&](Space space, int level, uint32_t index) {
    tree.set_node(space, level, index, *next++);
  });
  for (const Space space : {kDataSpace, kCodeSpace, kSystemSpace}) {
    std::vector<Leaf> leaves;
    for (const CheckpointLeaf& leaf : checkpoint.leaves)
      if (leaf.space == space) leaves.push_back(leaf.leaf);
    if (!leaves.empty()) {
      tree.set_leaves(space, leaves);
      continue;
    }
    const int depth = kSpaceDepth[space];
    tree.set_node(space, depth, 0, compress(tree.node(space, depth - 1, 0), tree.node(space, depth - 1, 1)));
  }
  return tree;
}

}  // namespace switchyard::vm
