#include "kernel_library.h"

#include <cstdio>
#include <cstring>
#include <exception>

#include "beat.h"
#include "dataflow.h"
#include "merkle_interface.h"

using switchyard::fpga::Beat;

#define SY_MERKLE_PORTS                                                                                  \
  const Beat*, const Beat*, Beat*, const Beat*, Beat*, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, \
      uint32_t, uint32_t, uint32_t, uint32_t
extern "C" void poseidon2_merkle(SY_MERKLE_PORTS);
extern "C" void keccak_merkle(SY_MERKLE_PORTS);

namespace switchyard::fpga {
namespace {

using MerkleKernel = void (*)(SY_MERKLE_PORTS);

MerkleKernel find_kernel(const char* name) {
  if (std::strcmp(name, "poseidon2_merkle") == 0) return poseidon2_merkle;
  if (std::strcmp(name, "keccak_merkle") == 0) return keccak_merkle;
  return nullptr;
}

void run(MerkleKernel kernel, const uint8_t* registers, uint8_t* memory, SwitchyardRunCounts& counts) {
  // A beat of C simulation is its 64 bytes in order.
  static_assert(sizeof(Beat) == kWordsPerBeat * sizeof(uint32_t));
  const auto buffer = [&](MerkleArgument argument) {
    uint64_t address;
    std::memcpy(&address, registers + kMerkleRegisters[argument].offset, sizeof(address));
    return reinterpret_cast<Beat*>(memory + address);
  };
  const auto number = [&](MerkleArgument argument) {
    uint32_t value;
    std::memcpy(&value, registers + kMerkleRegisters[argument].offset, sizeof(value));
    return value;
  };
  const sim::ClockCount clocks;
  const sim::TrafficCount traffic;
  kernel(buffer(kArgRows), buffer(kArgDigestsIn), buffer(kArgDigestsOut), buffer(kArgTable),
         buffer(kArgResults), number(kArgMode), number(kArgHashSet), number(kArgLogLeaves),
         number(kArgFirstLevel), number(kArgLastLevel), number(kArgSlice), number(kArgLogSlices),
         number(kArgMatrices), number(kArgIndices));
  constexpr uint64_t kBeatBytes = sizeof(Beat), kDigestBytes = kWordsPerDigest * sizeof(uint32_t);
  counts = {clocks.clocks(), clocks.regions(), traffic["row_beats"] * kBeatBytes,
            (traffic["pairs"] + traffic["sibling_beats"]) * kBeatBytes + traffic["digests"] * kDigestBytes};
}

}  // namespace
}  // namespace switchyard::fpga

extern "C" __attribute__((visibility("default"))) bool switchyard_run_kernel(
    const char* kernel, const uint8_t* registers, uint8_t* memory, SwitchyardRunCounts* counts, char* error,
    uint64_t error_bytes) {
  const auto found = switchyard::fpga::find_kernel(kernel);
  if (found == nullptr) {
    std::snprintf(error, error_bytes, "there is no kernel %s in the container", kernel);
    return false;
  }
  try {
    switchyard::fpga::run(found, registers, memory, *counts);
    return true;
  } catch (const std::exception& problem) {
    std::snprintf(error, error_bytes, "%s", problem.what());
    return false;
  }
}
