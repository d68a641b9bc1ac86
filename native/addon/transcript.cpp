#include "addon/transcript.h"

#include <algorithm>

#include "addon/convert.h"

namespace switchyard::addon {
namespace {

using Owned = std::unique_ptr<cpu::Transcript>;

}  // namespace

Napi::Function NativeTranscript::define(Napi::Env env) {
  return DefineClass(env, "NativeTranscript",
                     {InstanceMethod<&NativeTranscript::observe>("observe"),
                      InstanceMethod<&NativeTranscript::observe_digests>("observeDigests"),
                      InstanceMethod<&NativeTranscript::sample>("sample"),
                      InstanceMethod<&NativeTranscript::sample_bits>("sampleBits"),
                      InstanceMethod<&NativeTranscript::grind_problem>("grindProblem"),
                      InstanceMethod<&NativeTranscript::clone>("clone")});
}

NativeTranscript::NativeTranscript(const Napi::CallbackInfo& info) : ObjectWrap(info) {
  if (info[0].IsExternal()) {  // from clone()
    transcript_ = std::move(*info[0].As<Napi::External<Owned>>().Data());
  } else {
    transcript_ = cpu::Transcript::create(static_cast<FieldId>(to_uint32(info[0])),
                                          static_cast<cpu::HashSet>(to_uint32(info[1])));
  }
  if (!transcript_) throw Napi::RangeError::New(info.Env(), "no such field or hash set");
}

Napi::Value NativeTranscript::observe(const Napi::CallbackInfo& info) {
  const auto words = to_words(info[0]);
  transcript_->observe(words.data(), words.size());
  return info.Env().Undefined();
}

Napi::Value NativeTranscript::observe_digests(const Napi::CallbackInfo& info) {
  const auto words = to_words(info[0]);
  transcript_->observe_digests(words.data(), words.size() / cpu::kDigestWords);
  return info.Env().Undefined();
}

Napi::Value NativeTranscript::sample(const Napi::CallbackInfo& info) {
  auto samples = Napi::Uint32Array::New(info.Env(), to_uint32(info[0]));
  for (size_t i = 0; i < samples.ElementLength(); ++i) samples[i] = transcript_->sample();
  return samples;
}

Napi::Value NativeTranscript::sample_bits(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), transcript_->sample_bits(static_cast<int>(to_uint32(info[0]))));
}

Napi::Value NativeTranscript::grind_problem(const Napi::CallbackInfo& info) {
  uint32_t words[cpu::GrindProblem::kMostWords];
  const size_t count = transcript_->grind_problem(static_cast<int>(to_uint32(info[0]))).write(words);
  auto problem = Napi::Uint32Array::New(info.Env(), count);
  std::copy_n(words, count, problem.Data());
  return problem;
}

Napi::Value NativeTranscript::clone(const Napi::CallbackInfo& info) {
  Owned copy = transcript_->clone();
  const auto constructor = info.This().As<Napi::Object>().Get("constructor").As<Napi::Function>();
  return constructor.New({Napi::External<Owned>::New(info.Env(), &copy)});
}

}  // namespace switchyard::addon
