#include "addon/replay.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <new>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "addon/convert.h"
#include "addon/run_result.h"
#include "cpu/isa.h"
#include "vm/checkpoint_replay.h"
#include "vm/replay.h"
#include "vm/traces.h"

namespace switchyard::addon {

// Lives as long as a worker needs it.
struct NativeReplay::State : vm::Observer {
  bool has_console() const override { return false; }
  void console(uint32_t, std::span<const uint8_t>) override {}
  bool progress(uint64_t) override { return !cancelled.load(std::memory_order_relaxed); }

  // Forgets everything, however large; there is no use for it afterwards but to be destroyed.
  void release() {
    replay.reset();
    restored.reset();
    program.reset();
    checkpoint = {};
  }

  std::atomic<bool> cancelled = false;
  bool busy = false;
  std::optional<vm::Program> program;
  std::optional<vm::Replay> replay;
  std::optional<vm::ShardRecords> restored;
  const vm::ShardRecords* shard = nullptr;  // the last one, where there is one
  vm::Detail detail = vm::Detail::kAll;
  std::vector<uint8_t> checkpoint;  // of that, where no more than its checkpoint is written down
};

namespace {

// Of the best instruction set, or of the one that SWITCHYARD_CPU names: the words are the same.
vm::ToMontgomery to_montgomery() {
  const cpu::Kernels* kernels = cpu::find_isa(std::getenv("SWITCHYARD_CPU"));
  if (!kernels) kernels = cpu::find_isa(nullptr);
  return kernels->field[static_cast<size_t>(FieldId::kKoalaBear)].to_montgomery;
}

using State = std::shared_ptr<NativeReplay::State>;

// Works on a thread of the pool, then gives the promise its value on JavaScript's.
class Worker : public Napi::AsyncWorker {
 public:
  using Work = std::function<void()>;
  using Finish = std::function<Napi::Value(Napi::Env)>;

  Worker(Napi::Env env, State state, Work work, Finish finish)
      : AsyncWorker(env),
        deferred_(env),
        state_(std::move(state)),
        work_(std::move(work)),
        finish_(std::move(finish)) {
    state_->busy = true;
  }

  // Starts a worker, which deletes itself.
  static Napi::Value start(Napi::Env env, State state, Work work, Finish finish) {
    auto* worker = new Worker(env, std::move(state), std::move(work), std::move(finish));
    const Napi::Promise promise = worker->deferred_.Promise();
    worker->Queue();
    return promise;
  }

 protected:
  void Execute() override {
    try {
      work_();
    } catch (const vm::ElfError& error) {
      refused_ = vm::name(error.check());
      SetError(error.what());
    } catch (const vm::CheckpointError& error) {
      refused_ = vm::name(error.check());
      SetError(error.what());
    } catch (const std::bad_alloc&) {
      SetError("the system refuses memory");
    } catch (const std::system_error&) {
      SetError("the system refuses a thread");
    }
  }
  void OnOK() override {
    state_->busy = false;
    deferred_.Resolve(finish_(Env()));
  }
  void OnError(const Napi::Error& error) override {
    state_->busy = false;
    Napi::Error sent = error;
    if (refused_ != nullptr)
      sent.Set("check", refused_);
    else
      sent.Set("syCode", Napi::Number::New(Env(), SY_MEMORY));
    deferred_.Reject(sent.Value());
  }

 private:
  Napi::Promise::Deferred deferred_;
  State state_;
  Work work_;
  Finish finish_;
  const char* refused_ = nullptr;
};

Napi::Value undefined(Napi::Env env) { return env.Undefined(); }

void set_words(Napi::Object& object, const char* name, std::span<const uint32_t> words) {
  Napi::Uint32Array array = Napi::Uint32Array::New(object.Env(), words.size());
  std::copy(words.begin(), words.end(), array.Data());
  object.Set(name, array);
}

void set_shard(Napi::Object& object, const vm::ShardRecords& shard) {
  object.Set("status", "shard");
  set_words(object, "rows", shard.rows());
  set_words(object, "publicValues", vm::public_values(shard.connector));
  object.Set("steps", shard.steps_taken());
  object.Set("cycles", to_number(shard.cycles));
}

Napi::Value shard_to_js(Napi::Env env, const vm::Replay& replay, vm::Replayed replayed) {
  Napi::Object object = Napi::Object::New(env);
  bool has_outcome = false;
  switch (replayed) {
    case vm::Replayed::kShard:
      set_shard(object, replay.shard());
      has_outcome = replay.has_halted();
      break;
    case vm::Replayed::kNoRoom:
      object.Set("status", "no-room");
      break;
    case vm::Replayed::kUnproven:
      object.Set("status", "unproven");
      object.Set("detail", replay.detail());
      break;
    case vm::Replayed::kEnded:
      object.Set("status", "ended");
      has_outcome = true;
      break;
  }
  if (replayed == vm::Replayed::kShard && has_outcome) {
    set_words(object, "systemPage", replay.system_page());
    set_words(object, "pair", vm::canonical(replay.shard().connector.pair_after));
  }
  if (has_outcome) {
    vm::RunResult result;
    result.outcome = replay.outcome();
    object.Set("outcome", to_js(env, result));
  }
  return object;
}

Napi::Array chips(Napi::Env env) {
  Napi::Array list = Napi::Array::New(env, vm::kChipCount);
  for (uint32_t i = 0; i < vm::kChipCount; ++i) {
    Napi::Object chip = Napi::Object::New(env);
    chip.Set("name", vm::kChipNames[i]);
    chip.Set("width", vm::kTraceWidths[i]);
    chip.Set("uploadWidth", vm::kUploadWidths[i]);
    list.Set(i, chip);
  }
  return list;
}

constexpr uint32_t kLatestLie = 1u << 24;

vm::Lie to_lie(const Napi::Value& value) {
  const auto object = value.As<Napi::Object>();
  const std::string kind = object.Get("kind").As<Napi::String>();
  vm::Lie lie{};
  if (kind == "found")
    lie.kind = vm::Lie::Kind::kFound;
  else if (kind == "left")
    lie.kind = vm::Lie::Kind::kLeft;
  else if (kind == "next")
    lie.kind = vm::Lie::Kind::kNext;
  else if (kind == "executed")
    lie.kind = vm::Lie::Kind::kExecuted;
  else if (kind == "when")
    lie.kind = vm::Lie::Kind::kWhen;
  else
    throw Napi::RangeError::New(value.Env(), "no such lie");
  lie.step = to_uint32(object.Get("step"));
  lie.value = to_uint32(object.Get("value"));
  // Fillers look up what time has passed: as much as fits into their tables, and never backwards.
  if (lie.kind == vm::Lie::Kind::kWhen && lie.value > kLatestLie)
    throw Napi::RangeError::New(value.Env(), "too late for a lie");
  if (kind != "found" && kind != "left") return lie;
  lie.space = to_uint32(object.Get("space"));
  lie.address = to_uint32(object.Get("address"));
  const bool exists = lie.space == vm::kSystemSpace
                          ? lie.address < vm::kSystemWords
                          : lie.space == vm::kDataSpace && lie.address < vm::kAddressLimit / 4;
  if (!exists) throw Napi::RangeError::New(value.Env(), "no such word");
  return lie;
}

// The lies that a replay is to tell, if any.
std::vector<vm::Lie> to_lies(const Napi::Value& value) {
  std::vector<vm::Lie> lies;
  if (value.IsUndefined()) return lies;
  const auto list = value.As<Napi::Array>();
  uint64_t later = 0;
  for (uint32_t i = 0; i < list.Length(); ++i) {
    lies.push_back(to_lie(list.Get(i)));
    if (lies.back().kind == vm::Lie::Kind::kWhen) later += lies.back().value;
  }
  if (later > 2 * uint64_t{kLatestLie}) throw Napi::RangeError::New(value.Env(), "too late for lies");
  return lies;
}

vm::Detail to_detail(const Napi::Value& value) {
  if (value.IsUndefined()) return vm::Detail::kAll;
  const std::string name = value.As<Napi::String>();
  if (name == "checkpoint") return vm::Detail::kCheckpoint;
  if (name == "counts") return vm::Detail::kCounts;
  throw Napi::RangeError::New(value.Env(), "no such detail");
}

void require_idle(Napi::Env env, const NativeReplay::State& state, bool is_open) {
  if (state.busy) throw Napi::Error::New(env, "the replay is busy");
  if (state.replay.has_value() != is_open)
    throw Napi::Error::New(env, is_open ? "the replay is not open" : "the replay is open already");
}

void require_shard(Napi::Env env, const NativeReplay::State& state) {
  if (state.busy) throw Napi::Error::New(env, "the replay is busy");
  if (state.shard == nullptr) throw Napi::Error::New(env, "there is no shard");
}

}  // namespace

Napi::Function NativeReplay::define(Napi::Env env) {
  return DefineClass(
      env, "NativeReplay",
      {StaticValue("chips", chips(env)), InstanceMethod<&NativeReplay::open>("open"),
       InstanceMethod<&NativeReplay::next>("next"), InstanceMethod<&NativeReplay::restore>("restore"),
       InstanceMethod<&NativeReplay::checkpoint>("checkpoint"), InstanceMethod<&NativeReplay::fill>("fill"),
       InstanceMethod<&NativeReplay::cancel>("cancel"), InstanceMethod<&NativeReplay::close>("close")});
}

NativeReplay::NativeReplay(const Napi::CallbackInfo& info)
    : ObjectWrap(info), state_(std::make_shared<State>()) {
  napi_add_env_cleanup_hook(info.Env(), &NativeReplay::on_environment_end, this);
}

NativeReplay::~NativeReplay() {
  if (hooked_) napi_remove_env_cleanup_hook(Env(), &NativeReplay::on_environment_end, this);
}

void NativeReplay::on_environment_end(void* self) {
  auto* replay = static_cast<NativeReplay*>(self);
  replay->hooked_ = false;  // the hook is running, it must not be removed
  replay->state_->cancelled.store(true);
}

Napi::Value NativeReplay::open(const Napi::CallbackInfo& info) {
  require_idle(info.Env(), *state_, false);
  auto elf = std::make_shared<std::vector<uint8_t>>(to_bytes(info[0]));
  auto inputs = std::make_shared<vm::Inputs>(to_inputs(info[1]));
  const auto settings = info[2].As<Napi::Object>();
  const vm::Limits limits = to_limits(settings);
  const std::vector<vm::Lie> lies = to_lies(settings.Get("lies"));
  const vm::Detail detail = to_detail(settings.Get("detail"));
  if (!lies.empty() && detail != vm::Detail::kAll)
    throw Napi::RangeError::New(info.Env(), "lies need all details");
  return Worker::start(
      info.Env(), state_,
      [state = state_, elf, inputs, limits, lies, detail] {
        state->program.emplace(vm::read_elf(*elf));
        state->replay.emplace(*state->program, std::move(*inputs), limits, *state, detail);
        if (!lies.empty()) state->replay->tell(lies);
        state->detail = detail;
      },
      undefined);
}

Napi::Value NativeReplay::next(const Napi::CallbackInfo& info) {
  require_idle(info.Env(), *state_, true);
  const std::span<const uint32_t> rows = to_words(info[1]);
  vm::ShardLimits limits{to_uint32(info[0]), {}};
  if (rows.size() != limits.rows.size()) throw Napi::RangeError::New(info.Env(), "a limit for each chip");
  std::copy(rows.begin(), rows.end(), limits.rows.begin());
  auto replayed = std::make_shared<vm::Replayed>();
  state_->shard = nullptr;
  return Worker::start(
      info.Env(), state_,
      [state = state_, limits, replayed] {
        *replayed = state->replay->next(limits);
        if (*replayed == vm::Replayed::kShard && state->detail == vm::Detail::kCheckpoint)
          state->checkpoint = vm::write_checkpoint(vm::checkpoint_of(state->replay->shard()));
      },
      [state = state_, replayed](Napi::Env env) {
        if (*replayed == vm::Replayed::kShard) state->shard = &state->replay->shard();
        return shard_to_js(env, *state->replay, *replayed);
      });
}

Napi::Value NativeReplay::restore(const Napi::CallbackInfo& info) {
  require_idle(info.Env(), *state_, false);
  auto bytes = std::make_shared<std::vector<uint8_t>>(to_bytes(info[0]));
  state_->shard = nullptr;
  return Worker::start(
      info.Env(), state_,
      [state = state_, bytes] {
        state->restored.emplace(vm::replay_checkpoint(vm::read_checkpoint(*bytes)));
      },
      [state = state_](Napi::Env env) {
        state->shard = &*state->restored;
        Napi::Object object = Napi::Object::New(env);
        set_shard(object, *state->shard);
        return object;
      });
}

Napi::Value NativeReplay::checkpoint(const Napi::CallbackInfo& info) {
  require_shard(info.Env(), *state_);
  if (state_->detail == vm::Detail::kCounts)
    throw Napi::Error::New(info.Env(), "of the shard no more is known than its counts");
  if (state_->detail == vm::Detail::kCheckpoint) return copy_bytes(info.Env(), state_->checkpoint);
  return copy_bytes(info.Env(), vm::write_checkpoint(vm::checkpoint_of(*state_->shard)));
}

Napi::Value NativeReplay::fill(const Napi::CallbackInfo& info) {
  require_shard(info.Env(), *state_);
  if (state_->shard->counted) throw Napi::Error::New(info.Env(), "the shard was not written down in full");
  const auto list = info[0].As<Napi::Array>();
  if (list.Length() != vm::kChipCount) throw Napi::RangeError::New(info.Env(), "a table for each chip");
  vm::Traces traces;
  for (uint32_t i = 0; i < vm::kChipCount; ++i) {
    const Napi::Value table = list.Get(i);
    const std::span<const uint32_t> words = to_words(table);
    traces[i] = {table.As<Napi::Uint32Array>().Data(), words.size()};
  }
  const auto& widths = info[2].ToBoolean() ? vm::kUploadWidths : vm::kTraceWidths;
  if (!vm::traces_fit(*state_->shard, traces, widths))
    throw Napi::RangeError::New(info.Env(), "a table has another size than its rows need");
  const int threads = std::max(1, static_cast<int>(to_uint32(info[1])));
  auto kept = std::make_shared<Napi::ObjectReference>(Napi::Persistent(list.As<Napi::Object>()));
  return Worker::start(
      info.Env(), state_,
      [state = state_, traces, &widths, threads] {
        vm::fill_traces(*state->shard, traces, widths, threads, to_montgomery());
      },
      [kept](Napi::Env env) {
        kept->Reset();
        return env.Undefined();
      });
}

Napi::Value NativeReplay::cancel(const Napi::CallbackInfo& info) {
  state_->cancelled.store(true);
  return info.Env().Undefined();
}

// On a thread of the pool: to give gigabytes back takes long enough to be noticed.
Napi::Value NativeReplay::close(const Napi::CallbackInfo& info) {
  if (state_->busy) throw Napi::Error::New(info.Env(), "the replay is busy");
  state_->shard = nullptr;
  return Worker::start(
      info.Env(), state_, [state = state_] { state->release(); }, undefined);
}

}  // namespace switchyard::addon
