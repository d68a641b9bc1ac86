// Someone who is told of each op of a device, on the thread that carries it out.
#pragma once

#include "device/backend.h"

namespace switchyard::cpu {

struct OpEnvironment;

class OpHook {
 public:
  virtual ~OpHook() = default;
  // May throw Fault instead of letting the op happen.
  virtual void before(const SyOpHeader& op) = 0;
  // What the op made is in the environment.
  virtual void after(const SyOpHeader& op, const OpEnvironment& environment) = 0;
};

}  // namespace switchyard::cpu
