#include "addon/executor.h"

#include <algorithm>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "addon/convert.h"
#include "vm/run.h"

namespace switchyard::addon {
namespace {

constexpr size_t kPendingEvents = 16;

Napi::Object named_counts(Napi::Env env, const uint64_t* counts, int count, const char* (*name)(int)) {
  Napi::Object result = Napi::Object::New(env);
  for (int i = 0; i < count; ++i) result.Set(name(i), to_number(counts[i]));
  return result;
}

Napi::Uint8Array copy_bytes(Napi::Env env, std::span<const uint8_t> bytes) {
  Napi::Uint8Array array = Napi::Uint8Array::New(env, bytes.size());
  std::copy(bytes.begin(), bytes.end(), array.Data());
  return array;
}

std::vector<uint8_t> to_bytes(const Napi::Value& value) {
  const auto array = value.As<Napi::Uint8Array>();
  return {array.Data(), array.Data() + array.ElementLength()};
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

// Sends what happens on the thread of a run to the JavaScript thread, in order, the result last.
class Channel : public vm::Observer, public std::enable_shared_from_this<Channel> {
 public:
  struct Piece {
    uint32_t descriptor;
    std::vector<uint8_t> bytes;
  };
  struct Progress {
    uint64_t cycles;
  };
  struct Refused {
    std::string text;
    std::string check;  // of an ELF file
  };
  struct OutOfMemory {};
  using Event = std::variant<Piece, Progress, Refused, OutOfMemory, vm::RunResult>;

  Channel(const Napi::CallbackInfo& info, std::shared_ptr<std::atomic<bool>> cancelled)
      : deferred_(info.Env()),
        cancelled_(std::move(cancelled)),
        function_(Napi::ThreadSafeFunction::New(info.Env(), info[3].As<Napi::Function>(),
                                                "switchyard executor", kPendingEvents, 1)) {}

  Napi::Promise promise() const { return deferred_.Promise(); }

  void release() { function_.Release(); }

  void console(uint32_t descriptor, std::span<const uint8_t> bytes) override {
    send(Piece{descriptor, {bytes.begin(), bytes.end()}});
  }
  bool progress(uint64_t cycles) override {
    send(Progress{cycles});
    return !cancelled_->load(std::memory_order_relaxed);
  }

  void send(Event event) {
    auto* sent = new Event(std::move(event));
    const napi_status status = function_.BlockingCall(
        sent, [self = shared_from_this()](Napi::Env env, Napi::Function on_event, Event* received) {
          const std::unique_ptr<Event> owned(received);
          if (env != nullptr) self->deliver(env, on_event, *owned);
        });
    if (status != napi_ok) delete sent;  // the environment is ending
  }

 private:
  void deliver(Napi::Env env, const Napi::Function& on_event, const Event& event) {
    if (const auto* piece = std::get_if<Piece>(&event)) {
      on_event.Call({Napi::String::New(env, "console"), Napi::Number::New(env, piece->descriptor),
                     copy_bytes(env, piece->bytes)});
    } else if (const auto* progress = std::get_if<Progress>(&event)) {
      on_event.Call(
          {Napi::String::New(env, "progress"), Napi::Number::New(env, to_number(progress->cycles))});
    } else if (const auto* refused = std::get_if<Refused>(&event)) {
      Napi::Error error = Napi::Error::New(env, refused->text);
      if (!refused->check.empty()) error.Set("check", refused->check);
      deferred_.Reject(error.Value());
    } else if (std::holds_alternative<OutOfMemory>(event)) {
      Napi::Error error = Napi::Error::New(env, "the system refuses memory");
      error.Set("syCode", Napi::Number::New(env, SY_MEMORY));
      deferred_.Reject(error.Value());
    } else {
      deferred_.Resolve(to_js(env, std::get<vm::RunResult>(event)));
    }
  }

  Napi::Promise::Deferred deferred_;
  std::shared_ptr<std::atomic<bool>> cancelled_;
  Napi::ThreadSafeFunction function_;
};

class RunWorker : public Napi::AsyncWorker {
 public:
  RunWorker(Napi::Env env, std::shared_ptr<Channel> channel, std::vector<uint8_t> elf, vm::Inputs inputs,
            vm::RunOptions options)
      : AsyncWorker(env),
        channel_(std::move(channel)),
        elf_(std::move(elf)),
        inputs_(std::move(inputs)),
        options_(std::move(options)) {}

 protected:
  void Execute() override {
    try {
      channel_->send(vm::run_program(elf_, std::move(inputs_), options_, *channel_));
    } catch (const vm::ElfError& error) {
      channel_->send(Channel::Refused{error.what(), vm::name(error.check())});
    } catch (const std::bad_alloc&) {
      channel_->send(Channel::OutOfMemory{});
    }
  }
  void OnOK() override { channel_->release(); }

 private:
  std::shared_ptr<Channel> channel_;
  std::vector<uint8_t> elf_;
  vm::Inputs inputs_;
  vm::RunOptions options_;
};

}  // namespace

Napi::Function NativeExecutor::define(Napi::Env env) {
  return DefineClass(env, "NativeExecutor",
                     {InstanceMethod<&NativeExecutor::execute>("execute"),
                      InstanceMethod<&NativeExecutor::cancel>("cancel")});
}

NativeExecutor::NativeExecutor(const Napi::CallbackInfo& info) : ObjectWrap(info) {
  napi_add_env_cleanup_hook(info.Env(), &NativeExecutor::on_environment_end, this);
}

NativeExecutor::~NativeExecutor() {
  if (hooked_) napi_remove_env_cleanup_hook(Env(), &NativeExecutor::on_environment_end, this);
}

void NativeExecutor::on_environment_end(void* self) {
  auto* executor = static_cast<NativeExecutor*>(self);
  executor->hooked_ = false;  // the hook is running, it must not be removed
  executor->cancelled_->store(true);
}

Napi::Value NativeExecutor::execute(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto list = info[1].As<Napi::Array>();
  const auto settings = info[2].As<Napi::Object>();
  vm::Inputs inputs;
  for (uint32_t i = 0; i < list.Length(); ++i) inputs.push_back(to_bytes(list.Get(i)));
  vm::RunOptions options;
  options.limits.cycles = whole_number(settings, "maxCycles", 9007199254740991.0);
  options.limits.memory_bytes = whole_number(settings, "maxMemoryBytes", 9007199254740991.0);
  options.profile = settings.Get("profile").ToBoolean();
  const auto dumps = settings.Get("dumps").As<Napi::Uint32Array>();
  for (size_t i = 0; i + 1 < dumps.ElementLength(); i += 2) options.dumps.push_back({dumps[i], dumps[i + 1]});

  const auto channel = std::make_shared<Channel>(info, cancelled_);
  auto* worker = new RunWorker(env, channel, to_bytes(info[0]), std::move(inputs), std::move(options));
  worker->Queue();
  return channel->promise();
}

Napi::Value NativeExecutor::cancel(const Napi::CallbackInfo& info) {
  cancelled_->store(true);
  return info.Env().Undefined();
}

}  // namespace switchyard::addon
