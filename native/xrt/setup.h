// Which cards this machine has: real ones, or, where there is none and the files for it are there, emulated
// ones.
#pragma once

#include <cstdint>
#include <string>

namespace switchyard::xrt_cards {

// The target of bitstreams for the device model.
inline constexpr const char* kModelTarget = "model";

struct Setup {
  bool is_emulated = false;
  uint32_t cards = 0;
  std::string reason;  // why there is none
  // Emulated: the folder of its files, as scripts/xrt-emulation.ts makes it.
  std::string folder;
  // What the card calls itself; of real ones known once one has been asked.
  std::string card_name;
  int numa_node = -1;  // of the card
  // Where bitstreams with their manifest lie.
  std::string bitstreams;
};

// Looks at the system alone: XRT is not called. SWITCHYARD_XRT_EMULATION names another folder than
// build/xrt-emulation, and emulation where there are cards.
Setup find_setup();

// Sets the environment that XRT reads once, when it is first called; twice is no error. `target` is that of
// the bitstream for emulated cards: for "hw_emu" the environment of Vitis and XRT has to be there, and only
// what is ours is set. Throws Fault(SY_DEVICE) where that cannot be.
void prepare_environment(const Setup& setup, const std::string& target);

// Removes what XRT's emulation has left of this process and of processes that are gone.
void remove_leftovers();

}  // namespace switchyard::xrt_cards
