#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "support.h"
#include "vm/run.h"

using namespace switchyard;
using namespace switchyard::vm;

namespace {

using Bytes = std::vector<uint8_t>;

constexpr int kMutations = 20000;
constexpr size_t kHeadersEnd = 52 + 3 * 32;

class Silent : public Observer {
 public:
  void console(uint32_t, std::span<const uint8_t>) override {}
  bool progress(uint64_t) override { return true; }
};

Bytes read_guest(const std::string& name) {
  std::ifstream file(SY_EXAMPLES "/" + name + "/" + name + ".elf", std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Changes bytes or whole words, most of them where the structure is.
void mutate(Bytes& file, test::Random& random) {
  static constexpr uint32_t kEdges[] = {0,          1,          2,          0x7fffffff, 0x80000000,
                                        0xffffffff, 0xfffffffc, 0x78000000, 52};
  const uint64_t changes = 1 + random.below(4);
  for (uint64_t i = 0; i < changes && !file.empty(); ++i) {
    const uint64_t where = random.below(4);
    size_t at = random.below(file.size());
    if (where == 0 || where == 1) at = random.below(std::min(kHeadersEnd, file.size()));
    if (where == 2) at = file.size() - 1 - random.below(std::min<size_t>(file.size(), 1200));
    if (random.below(2) == 0) {
      file[at] = static_cast<uint8_t>(random.next());
      continue;
    }
    const uint32_t word =
        random.below(2) == 0 ? kEdges[random.below(std::size(kEdges))] : static_cast<uint32_t>(random.next());
    at &= ~size_t{3};
    for (size_t k = 0; k < 4 && at + k < file.size(); ++k)
      file[at + k] = static_cast<uint8_t>(word >> (8 * k));
  }
  if (random.below(16) == 0) file.resize(random.below(file.size() + 1));
}

}  // namespace

TEST_CASE("mutated programs are refused by name, or run within their limits") {
  test::Random random(20);
  Silent observer;
  const Bytes originals[] = {read_guest("fibonacci"), read_guest("json")};
  std::map<std::string, int> outcomes;
  for (int i = 0; i < kMutations; ++i) {
    Bytes file = originals[i % 2];
    mutate(file, random);
    RunOptions options;
    options.limits = {10000, 64 * kPageBytes};
    options.profile = i % 4 == 0;
    options.dumps = {{0x00200800, 0x00200900}};
    Inputs inputs;
    inputs.push_back({16, 0, 0, 0});
    try {
      const RunResult result = run_program(file, inputs, options, observer);
      const Outcome& outcome = result.outcome;
      CHECK(outcome.cycles + outcome.unconstrained_cycles <= options.limits.cycles);
      CHECK(outcome.used_bytes <= options.limits.memory_bytes);
      uint64_t counted = 0;
      for (const uint64_t count : outcome.instructions) counted += count;
      CHECK(counted == outcome.cycles);
      ++outcomes[name(outcome.end)];
    } catch (const ElfError& error) {
      CHECK(error.what()[0] != '\0');
      ++outcomes[name(error.check())];
    }
  }
  for (const char* expected : {"halted", "fault", "limit", "SEGMENT_FILE", "SEGMENT_SIZE", "SEGMENT_ADDRESS",
                               "SEGMENT_OVERLAP", "ENTRY", "HEADER_SIZE", "TRUNCATED", "SYMBOLS", "MAGIC"}) {
    INFO(expected);
    CHECK(outcomes[expected] > 0);
  }
}
