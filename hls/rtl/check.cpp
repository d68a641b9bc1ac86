// The RTL of hls/rtl, as Verilator makes C++ of it, against the arithmetic of the kernels: inputs every
// clock, each output after a fixed number of clocks. Built and run by test/hls/rtl.test.ts.
#include <verilated.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <utility>
#include <vector>

#include "Vall.h"
#include "math/keccak.h"
#include "poseidon2_lazy.h"

using namespace switchyard::fpga;

namespace {

constexpr uint64_t kLargest = (uint64_t{16} << 31) / 10;
constexpr uint32_t kPrime = switchyard::KoalaBear::kPrime;

uint64_t state = 0x9e3779b97f4a7c15u;
uint64_t random_word() {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}
// Below `bound`, every other time at an end.
uint64_t some_word(uint64_t bound) {
  const uint64_t chosen = random_word();
  if (chosen % 4 == 0) return bound - 1;
  if (chosen % 4 == 1) return chosen % 8 == 1 ? 0 : 1;
  return random_word() % bound;
}

// Words of `bits` bits one after another in a wide port.
template <class Port>
void put(Port& port, int bits, int i, uint64_t value) {
  for (int b = 0; b < bits; ++b) {
    const int at = bits * i + b;
    const uint32_t mask = 1u << (at % 32);
    port[at / 32] = (value >> b & 1) != 0 ? port[at / 32] | mask : port[at / 32] & ~mask;
  }
}
template <class Port>
uint64_t get(const Port& port, int bits, int i) {
  uint64_t value = 0;
  for (int b = 0; b < bits; ++b)
    value |= uint64_t{port[(bits * i + b) / 32] >> ((bits * i + b) % 32) & 1} << b;
  return value;
}

using Lanes = std::vector<uint64_t>;

// Expected outputs on their way through a module of `latency` clocks.
class Pipeline {
 public:
  Pipeline(const char* name, int latency) : name_(name), latency_(latency) {}
  void enter(Lanes expected) { under_way_.push_back(std::move(expected)); }
  // After the clock edge: what has to be at the output, if anything has come that far.
  void leave(const Lanes& lanes) {
    if (static_cast<int>(under_way_.size()) < latency_) return;
    if (lanes != under_way_.front()) {
      std::printf("%s: output %d differs\n", name_, compared_);
      std::exit(1);
    }
    under_way_.pop_front();
    ++compared_;
  }

 private:
  const char* name_;
  int latency_;
  int compared_ = 0;
  std::deque<Lanes> under_way_;
};

template <class Port>
Lanes read_lanes(const Port& port, int bits, int width) {
  Lanes lanes;
  for (int i = 0; i < width; ++i) lanes.push_back(get(port, bits, i));
  return lanes;
}

// Constants are wires in a pipeline of rounds, so they stay the same here.
template <int width, class In, class Constants>
Lanes drive_external(int clock, In& lanes_port, Constants& constants_port) {
  const auto& constants = LazyPoseidon2<width>::kConstants.external[5];
  uint64_t lanes[width];
  for (int i = 0; i < width; ++i) {
    lanes[i] = clock % 16 == 0 ? kLargest - 1 : some_word(kLargest);
    put(lanes_port, 32, i, lanes[i]);
    put(constants_port, 31, i, constants[i]);
  }
  external_round_lazily<width>(lanes, constants);
  return Lanes(lanes, lanes + width);
}

// Lanes as up to four rounds before have left them, which bounds those of 33 and 34 bits.
template <int width, class In>
Lanes drive_internal(int clock, In& lanes_port, uint32_t& constant_port) {
  uint64_t lanes[width];
  for (int i = 0; i < width; ++i) lanes[i] = clock % 16 == 0 ? kLargest - 1 : some_word(kLargest);
  for (int r = clock % 5; r > 0; --r) {
    internal_round_lazily<width>(lanes, kPrime - 1);
    lanes[0] = some_word(kLargest);
  }
  for (int i = 0; i < width; ++i) put(lanes_port, 34, i, lanes[i]);
  constant_port = kPrime - 1;
  internal_round_lazily<width>(lanes, kPrime - 1);
  return Lanes(lanes, lanes + width);
}

template <class In>
Lanes drive_keccak(int clock, In& lanes_port, uint64_t& constant_port) {
  using namespace switchyard;
  uint64_t lanes[kKeccakLanes];
  for (int i = 0; i < kKeccakLanes; ++i) {
    lanes[i] = random_word();
    for (int half = 0; half < 2; ++half)
      lanes_port[2 * i + half] = static_cast<uint32_t>(lanes[i] >> (32 * half));
  }
  constant_port = kKeccakRoundConstants[clock % kKeccakRounds];
  keccak_round(lanes, constant_port);
  return Lanes(lanes, lanes + kKeccakLanes);
}

}  // namespace

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 20'000;
  VerilatedContext context;
  Vall model(&context);
  Pipeline cube("koalabear_cube", 11);
  Pipeline external16("poseidon2_external_round 16", 17), external24("poseidon2_external_round 24", 17);
  Pipeline internal16("poseidon2_internal_round 16", 15), internal24("poseidon2_internal_round 24", 15);
  Pipeline to("koalabear_to_pipeline", 3), from("koalabear_from_pipeline", 2);
  Pipeline keccak("keccak_round", 1);
  for (int clock = 0; clock < count; ++clock) {
    const uint64_t x = some_word(uint64_t{1} << 32);
    model.cube_x = static_cast<uint32_t>(x);
    cube.enter({cube_lazily(x)});
    const uint32_t word = static_cast<uint32_t>(some_word(kPrime));
    model.to_pipeline_word = word;
    to.enter({to_pipeline(word)});
    model.from_pipeline_x = static_cast<uint32_t>(x);
    from.enter({from_pipeline(x)});
    keccak.enter(drive_keccak(clock, model.keccak_lanes, model.keccak_constant));
    external16.enter(drive_external<16>(clock, model.external16_lanes, model.external16_constants));
    external24.enter(drive_external<24>(clock, model.external24_lanes, model.external24_constants));
    internal16.enter(drive_internal<16>(clock, model.internal16_lanes, model.internal16_constant));
    internal24.enter(drive_internal<24>(clock, model.internal24_lanes, model.internal24_constant));
    for (int i = 0; i < 3; ++i) put(model.operands, 38, i, some_word(uint64_t{1} << 38));
    model.clk = 0;
    model.eval();
    model.clk = 1;
    model.eval();
    if (model.adders_differ != 0) {
      std::printf("add3: the adder from primitives differs (%d)\n", static_cast<int>(model.adders_differ));
      return 1;
    }
    cube.leave({model.cube_y});
    to.leave({model.to_pipeline_y});
    from.leave({model.from_pipeline_word});
    keccak.leave(read_lanes(model.keccak_next, 64, 25));
    external16.leave(read_lanes(model.external16_folded, 32, 16));
    external24.leave(read_lanes(model.external24_folded, 32, 24));
    internal16.leave(read_lanes(model.internal16_next, 34, 16));
    internal24.leave(read_lanes(model.internal24_next, 34, 24));
  }
  std::printf("%d inputs each, all outputs equal\n", count);
  return 0;
}
