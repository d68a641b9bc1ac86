// Splits an index range over the threads of a context.
#pragma once

#include <algorithm>
#include <cstddef>

#include "cpu/context.h"

namespace switchyard::cpu {

// Calls body(begin, end) for consecutive pieces of [0, n) of `grain` indices, the last perhaps shorter.
template <class Body>
[[nodiscard]] Status parallel_ranges(const Context& context, size_t n, size_t grain, Body&& body) {
  return context.parallel_for((n + grain - 1) / grain,
                              [&](size_t task) { body(task * grain, std::min(n, (task + 1) * grain)); });
}

}  // namespace switchyard::cpu
