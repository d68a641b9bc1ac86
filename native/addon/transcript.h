// A transcript as a JavaScript class.
#pragma once

#include <napi.h>

#include <memory>

#include "cpu/transcript.h"

namespace switchyard::addon {

// new NativeTranscript(field, hashSet)   numbers as in device/backend.h
//   observe(words: Uint32Array): void          Montgomery words below p
//   observeDigests(words: Uint32Array): void   eight words each
//   sample(count): Uint32Array                 Montgomery words
//   sampleBits(bits): number
//   grindProblem(bits): Uint32Array            as device/kit/grind_problem.h lays it out
//   clone(): NativeTranscript
//
// Wrong types throw; ranges are the caller's to keep.
class NativeTranscript : public Napi::ObjectWrap<NativeTranscript> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit NativeTranscript(const Napi::CallbackInfo& info);

 private:
  Napi::Value observe(const Napi::CallbackInfo& info);
  Napi::Value observe_digests(const Napi::CallbackInfo& info);
  Napi::Value sample(const Napi::CallbackInfo& info);
  Napi::Value sample_bits(const Napi::CallbackInfo& info);
  Napi::Value grind_problem(const Napi::CallbackInfo& info);
  Napi::Value clone(const Napi::CallbackInfo& info);

  std::unique_ptr<cpu::Transcript> transcript_;
};

}  // namespace switchyard::addon
