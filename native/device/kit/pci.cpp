#include "device/kit/pci.h"

#include <fstream>

namespace switchyard::device {

int32_t pci_numa_node(const std::string& address) {
  int32_t node = -1;
  if (!(std::ifstream("/sys/bus/pci/devices/" + address + "/numa_node") >> node)) return -1;
  return node;
}

}  // namespace switchyard::device
