// A bitstream that has been held to its manifest: nothing else is handed to XRT.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "xrt/container.h"

namespace switchyard::xrt_cards {

struct Bitstream {
  std::string path;
  std::vector<char> bytes;  // those that were checked
  Layout layout;
  std::string sha256;
  std::string target;  // "model", "hw_emu" or "hw"
};

// Reads a file and the manifest.json beside it. Throws Fault(SY_DEVICE) whose text begins with the first
// check that fails: of the container, then MANIFEST, MANIFEST_ENTRY, HASH, INTERFACE, PLATFORM.
Bitstream load_bitstream(const std::string& path);

// The first bitstream that a folder's manifest lists for cards of this board. Throws Fault(SY_DEVICE).
std::string find_bitstream(const std::string& folder, const std::string& card);

// Whether a platform is one of a card's board: names of cards and of platforms agree in maker and board,
// such as xilinx_u55c.
bool is_for_board(const std::string& platform, const std::string& card);

}  // namespace switchyard::xrt_cards
