// A device as a JavaScript class.
#pragma once

#include <napi.h>

#include <memory>

#include "device/backend.h"

namespace switchyard::addon {

// new NativeDevice(backend, index, options)
//   submit(queue, words: Uint32Array, opCount, regions: Uint32Array[], done: (error | null, completion) =>
//   void): ticket cancel(ticket) state(): { budgetBytes, usedBytes, peakBytes, liveHandles, pendingSegments }
//   close(): Promise<void>
//
// A pending segment keeps the event loop alive and its regions from being collected. When the environment
// ends (process exit, or a worker thread that is terminated) the device is closed.
class NativeDevice : public Napi::ObjectWrap<NativeDevice> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit NativeDevice(const Napi::CallbackInfo& info);
  ~NativeDevice() override;

 private:
  struct Channel;
  struct Submission;

  Napi::Value submit(const Napi::CallbackInfo& info);
  Napi::Value cancel(const Napi::CallbackInfo& info);
  Napi::Value state(const Napi::CallbackInfo& info);
  Napi::Value close(const Napi::CallbackInfo& info);

  static void on_done(void* user, const SyCompletion* completion);
  static void deliver(napi_env env, napi_value, void* channel, void* submission);
  static void on_environment_end(void* self);

  const SyBackend& opened() const;  // throws a JavaScript error where the device is closed
  void shut_down();

  const SyBackend* backend_ = nullptr;
  SyDevice* device_ = nullptr;
  std::shared_ptr<Channel> channel_;
  bool hooked_ = false;
};

}  // namespace switchyard::addon
