// The RISC-V executor as a JavaScript class.
#pragma once

#include <napi.h>

#include <atomic>
#include <memory>
#include <vector>

namespace switchyard::addon {

// new NativeExecutor()
//   execute(elf: Uint8Array, inputs: Uint8Array[], { maxCycles, maxMemoryBytes, profile, dumps: number[] },
//     onEvent: ('console', descriptor, bytes) or ('progress', cycles) => void): Promise<outcome>
//   cancel()
//
// The bytes are copied before execute returns. `dumps` holds pairs of addresses, from and to (exclusive). The
// run waits while many console pieces are not taken yet. cancel ends every run of this executor; so does the
// end of the environment.
class NativeExecutor : public Napi::ObjectWrap<NativeExecutor> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit NativeExecutor(const Napi::CallbackInfo& info);
  ~NativeExecutor() override;

 private:
  class Run;

  Napi::Value execute(const Napi::CallbackInfo& info);
  Napi::Value cancel(const Napi::CallbackInfo& info);
  // Called by a run when its result has arrived.
  void finish(const std::shared_ptr<Run>& run);

  static void on_environment_end(void* self);

  std::atomic<bool> cancelled_ = false;
  std::vector<std::shared_ptr<Run>> runs_;  // that have not finished
  bool hooked_ = true;
};

}  // namespace switchyard::addon
