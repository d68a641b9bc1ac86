// What a process does about itself, as JavaScript functions.
#pragma once

#include <napi.h>

namespace switchyard::addon {

// dieWithParent(parent): has the system kill this process when its parent ends. Returns false where the
// parent, whose process id is given, has ended already.
Napi::Value die_with_parent(const Napi::CallbackInfo& info);

// pinToCpus(cpus: number[]): false where the system refuses. Threads that are made later inherit it.
Napi::Value pin_to_cpus(const Napi::CallbackInfo& info);

}  // namespace switchyard::addon
