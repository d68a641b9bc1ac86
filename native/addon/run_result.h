// Between JavaScript values and runs of guests.
#pragma once

#include <napi.h>

#include <cstdint>
#include <span>
#include <vector>

#include "vm/run.h"

namespace switchyard::addon {

// The outcome of a run as host/runtime/native.ts has it, NativeOutcome.
Napi::Object to_js(Napi::Env env, const vm::RunResult& result);

Napi::Uint8Array copy_bytes(Napi::Env env, std::span<const uint8_t> bytes);

// Copies the bytes of a Uint8Array, or of each in an array of them.
std::vector<uint8_t> to_bytes(const Napi::Value& value);
vm::Inputs to_inputs(const Napi::Value& value);

// { maxCycles, maxMemoryBytes }
vm::Limits to_limits(const Napi::Object& settings);

}  // namespace switchyard::addon
