// Where a card sits in the machine.
#pragma once

#include <cstdint>
#include <string>

namespace switchyard::device {

// The NUMA node of a PCI function such as "0000:65:00.0"; -1 where the system names none.
int32_t pci_numa_node(const std::string& address);

}  // namespace switchyard::device
