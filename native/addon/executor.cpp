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
#include "addon/run_result.h"
#include "vm/run.h"

namespace switchyard::addon {
namespace {

constexpr size_t kPendingEvents = 16;

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
  const auto settings = info[2].As<Napi::Object>();
  vm::RunOptions options;
  options.limits = to_limits(settings);
  options.profile = settings.Get("profile").ToBoolean();
  const auto dumps = settings.Get("dumps").As<Napi::Uint32Array>();
  for (size_t i = 0; i + 1 < dumps.ElementLength(); i += 2) options.dumps.push_back({dumps[i], dumps[i + 1]});

  const auto channel = std::make_shared<Channel>(info, cancelled_);
  auto* worker = new RunWorker(env, channel, to_bytes(info[0]), to_inputs(info[1]), std::move(options));
  worker->Queue();
  return channel->promise();
}

Napi::Value NativeExecutor::cancel(const Napi::CallbackInfo& info) {
  cancelled_->store(true);
  return info.Env().Undefined();
}

}  // namespace switchyard::addon
