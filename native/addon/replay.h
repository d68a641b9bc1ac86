// The replay of a run in shards as a JavaScript class.
#pragma once

#include <napi.h>

#include <memory>

namespace switchyard::addon {

// NativeReplay.chips: { name, width }[], the tables of a shard in their order
// new NativeReplay()
//   open(elf: Uint8Array, inputs: Uint8Array[], { maxCycles, maxMemoryBytes, detail?, lies? }): Promise<void>
//     detail: 'checkpoint' or 'counts', where less than all is to be written down: there is no fill() then,
//     and with 'counts' no checkpoint() either, and the public values mean nothing
//     lies, for tests of soundness alone, make tables that no proof verifies from (vm/lie.h); each is
//     { kind: 'found' | 'left', step, space, address, value } or
//     { kind: 'next' | 'executed' | 'when', step, value }
//   next(steps, rows: Uint32Array of a limit for each chip): Promise<shard>, of
//     { status: 'shard', rows: Uint32Array, publicValues: Uint32Array, steps, cycles, outcome?: outcome },
//     the outcome with the last shard { status: 'no-room' }, { status: 'unproven', detail }, { status:
//     'ended', outcome }
//   restore(checkpoint: Uint8Array): Promise<shard>, instead of open and next
//   checkpoint(): Uint8Array, of the last shard
//   fill(tables: Uint32Array[], threads, forUpload): Promise<void>, the tables of the last shard
//   cancel()
//   close(): Promise<void>, gives back all memory at once, which garbage collection may leave for long; no
//     other call after it
//
// One call at a time: another throws. What is passed is copied before open, next and restore return; the
// arrays of fill are written until it is done.
class NativeReplay : public Napi::ObjectWrap<NativeReplay> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit NativeReplay(const Napi::CallbackInfo& info);
  ~NativeReplay() override;

  struct State;

 private:
  Napi::Value open(const Napi::CallbackInfo& info);
  Napi::Value next(const Napi::CallbackInfo& info);
  Napi::Value restore(const Napi::CallbackInfo& info);
  Napi::Value checkpoint(const Napi::CallbackInfo& info);
  Napi::Value fill(const Napi::CallbackInfo& info);
  Napi::Value cancel(const Napi::CallbackInfo& info);
  Napi::Value close(const Napi::CallbackInfo& info);

  static void on_environment_end(void* self);

  std::shared_ptr<State> state_;
  bool hooked_ = true;
};

}  // namespace switchyard::addon
