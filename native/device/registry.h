// Finds backends by name: the built-in one, and plugins beside this library.
#pragma once

#include <string>

#include "device/backend.h"

namespace switchyard::device {

struct Found {
  const SyBackend* backend = nullptr;  // null where it could not be had
  std::string reason;                  // why not
};

// "cpu" is linked in; any other name is looked for as switchyard-<name>.so in the folder of this library. A
// plugin stays loaded for good: vendor runtimes do not survive being unloaded.
Found find_backend(const std::string& name);

}  // namespace switchyard::device
