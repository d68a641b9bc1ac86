#include "addon/run_result.h"

#include <algorithm>

#include "addon/convert.h"

namespace switchyard::addon {
namespace {

constexpr double kMaxWhole = 9007199254740991.0;

Napi::Object named_counts(Napi::Env env, const uint64_t* counts, int count, const char* (*name)(int)) {
  Napi::Object result = Napi::Object::New(env);
  for (int i = 0; i < count; ++i) result.Set(name(i), to_number(counts[i]));
  return result;
}

}  // namespace

Napi::Uint8Array copy_bytes(Napi::Env env, std::span<const uint8_t> bytes) {
  Napi::Uint8Array array = Napi::Uint8Array::New(env, bytes.size());
  std::copy(bytes.begin(), bytes.end(), array.Data());
  return array;
}

std::vector<uint8_t> to_bytes(const Napi::Value& value) {
  const auto array = value.As<Napi::Uint8Array>();
  return {array.Data(), array.Data() + array.ElementLength()};
}

vm::Inputs to_inputs(const Napi::Value& value) {
  const auto list = value.As<Napi::Array>();
  vm::Inputs inputs;
  for (uint32_t i = 0; i < list.Length(); ++i) inputs.push_back(to_bytes(list.Get(i)));
  return inputs;
}

vm::Limits to_limits(const Napi::Object& settings) {
  return {whole_number(settings, "maxCycles", kMaxWhole),
          whole_number(settings, "maxMemoryBytes", kMaxWhole)};
}

Napi::Object to_js(Napi::Env env, const vm::RunResult& result) {
  const vm::Outcome& outcome = result.outcome;
  Napi::Object object = Napi::Object::New(env);
  object.Set("end", vm::name(outcome.end));
  object.Set("fault", vm::name(outcome.fault));
  object.Set("limit", vm::name(outcome.limit));
  object.Set("detail", outcome.detail);
  object.Set("exitCode", outcome.exit_code);
  object.Set("pc", outcome.pc);
  if (outcome.has_word) object.Set("word", outcome.word);
  if (!outcome.function.empty()) object.Set("function", outcome.function);
  Napi::Uint32Array registers = Napi::Uint32Array::New(env, 32);
  std::copy_n(outcome.registers, 32, registers.Data());
  object.Set("registers", registers);
  object.Set("cycles", to_number(outcome.cycles));
  object.Set("unconstrainedCycles", to_number(outcome.unconstrained_cycles));
  object.Set("instructions", named_counts(env, outcome.instructions, vm::kInstructionCount,
                                          [](int i) { return vm::mnemonic(static_cast<vm::Code>(i)); }));
  object.Set("families", named_counts(env, outcome.families, vm::kFamilyCount,
                                      [](int i) { return vm::name(static_cast<vm::Family>(i)); }));
  object.Set("calls", named_counts(env, outcome.calls, vm::kCallCount, [](int i) {
               return vm::call_name(static_cast<uint32_t>(vm::kCalls[i]));
             }));
  object.Set("accessedPages", to_number(outcome.accessed_pages));
  object.Set("usedBytes", to_number(outcome.used_bytes));
  object.Set("publicValues", copy_bytes(env, outcome.public_values));
  object.Set("committedWords", outcome.committed_words);
  object.Set("digestMatches", outcome.digest_matches);
  object.Set("inputsLeft", to_number(outcome.inputs_left));
  object.Set("seconds", result.seconds);
  Napi::Array profile = Napi::Array::New(env, result.profile.size());
  for (uint32_t i = 0; i < result.profile.size(); ++i) {
    Napi::Object stack = Napi::Object::New(env);
    stack.Set("functions", result.profile[i].functions);
    stack.Set("cycles", to_number(result.profile[i].cycles));
    profile.Set(i, stack);
  }
  object.Set("profile", profile);
  Napi::Array dumps = Napi::Array::New(env, result.dumps.size());
  for (uint32_t i = 0; i < result.dumps.size(); ++i) dumps.Set(i, copy_bytes(env, result.dumps[i]));
  object.Set("dumps", dumps);
  return object;
}

}  // namespace switchyard::addon
