// What the emulation of a block of threads has to notice, and that streams run late and in order.
#include <doctest/doctest.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "cuda/launch/launch.h"
#include "cuda/runtime/runtime.h"

using namespace switchyard;
using namespace switchyard::cuda;

namespace {

constexpr uint32_t kThreadsUsed = 64;

// The last thread's word comes first: every thread needs what another one wrote.
struct Reverse {
  static constexpr const char* kName = "reverse";
  static constexpr uint32_t kThreads = kThreadsUsed;
  uint32_t* words;

  SY_GPU void operator()(Block& block) const {
    const auto shared = block.shared<uint32_t>(block.threads());
    PerThread<uint32_t> own(block);
    block.each_thread([&](uint32_t t) {
      own[t] = words[block.index() * block.threads() + t];
      shared[t] = own[t];
    });
    block.each_thread([&](uint32_t t) {
      const uint32_t other = shared[block.threads() - 1 - t];
      words[block.index() * block.threads() + t] = 1000 * own[t] + other;
    });
  }
};

enum class Mistake { kRace, kReadRace, kBounds, kOutside, kNested, kTooMuch };

struct Wrong {
  static constexpr const char* kName = "wrong";
  static constexpr uint32_t kThreads = kThreadsUsed;
  Mistake mistake;

  SY_GPU void operator()(Block& block) const {
    const auto shared = block.shared<uint32_t>(mistake == Mistake::kTooMuch ? 1000 : 64);
    if (mistake == Mistake::kOutside) shared[0] = 1;
    block.each_thread([&](uint32_t t) {
      if (mistake == Mistake::kRace) shared[t / 2] = t;
      if (mistake == Mistake::kBounds) shared[t + 1] = t;
      if (mistake == Mistake::kReadRace) {
        const uint32_t other = shared[(t + 1) % 64];
        shared[t] = other;
      }
      if (mistake == Mistake::kNested) block.each_thread([](uint32_t) {});
    });
  }
};

std::string failure(Mistake mistake) {
  const auto runtime = open_card(0);
  const auto stream = runtime->new_stream();
  launch_blocks(*stream, Wrong{mistake}, {1, kThreadsUsed, 256});
  try {
    stream->wait();
  } catch (const device::Fault& fault) {
    CHECK(fault.error().code == SY_DEVICE);
    return fault.error().text;
  }
  return "";
}

}  // namespace

TEST_CASE("a kernel in phases sees what other threads wrote in the phase before") {
  const auto runtime = open_card(0);
  const auto stream = runtime->new_stream();
  std::vector<uint32_t> words(2 * kThreadsUsed);
  for (uint32_t i = 0; i < words.size(); ++i) words[i] = i;
  launch_blocks(*stream, Reverse{words.data()}, {2, kThreadsUsed, 4 * kThreadsUsed});
  CHECK(words[1] == 1);  // not before somebody waits
  stream->wait();
  CHECK(words[0] == 63);
  CHECK(words[1] == 1062);
  CHECK(words[64] == 64127);
}

TEST_CASE("the emulation refuses what a card would do silently") {
  CHECK(failure(Mistake::kRace) == "wrong: threads 1 and 0 race for element 0 of a shared array");
  CHECK(failure(Mistake::kReadRace) == "wrong: threads 1 and 0 race for element 1 of a shared array");
  CHECK(failure(Mistake::kBounds) == "wrong: element 64 of a shared array of 64 is used");
  CHECK(failure(Mistake::kOutside) == "wrong: shared memory is used outside a phase");
  CHECK(failure(Mistake::kNested) == "wrong: a phase is begun within a phase");
  CHECK(failure(Mistake::kTooMuch) == "wrong: 4000 bytes of shared memory are used, 256 are left");
}

TEST_CASE("a launch that no card would start is refused at once") {
  const auto runtime = open_card(0);
  const auto stream = runtime->new_stream();
  CHECK_THROWS_AS(launch_blocks(*stream, Wrong{}, {1, kThreadsUsed + 1, 256}), device::Fault);
  CHECK_THROWS_AS(launch_blocks(*stream, Wrong{}, {1, kThreadsUsed, 1 << 20}), device::Fault);
}

TEST_CASE("waiting for an event runs a stream as far as that") {
  const auto runtime = open_card(0);
  const auto stream = runtime->new_stream();
  uint8_t bytes[2] = {0, 0};
  const auto before = stream->record();
  stream->fill(&bytes[0], 1, 1);
  const auto between = stream->record();
  stream->fill(&bytes[1], 2, 1);
  between->wait();
  CHECK(bytes[0] == 1);
  CHECK(bytes[1] == 0);
  CHECK(between->nanoseconds_since(*before) < 1'000'000'000);
  stream->wait();
  CHECK(bytes[1] == 2);
}
