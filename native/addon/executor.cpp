#include "addon/executor.h"

#include <algorithm>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "addon/convert.h"
#include "addon/run_result.h"
#include "vm/run.h"

namespace switchyard::addon {
namespace {

constexpr size_t kPendingEvents = 16;

vm::RunOptions to_run_options(const Napi::Object& settings) {
  vm::RunOptions options;
  options.limits = to_limits(settings);
  options.profile = settings.Get("profile").ToBoolean();
  const auto dumps = settings.Get("dumps").As<Napi::Uint32Array>();
  for (size_t i = 0; i + 1 < dumps.ElementLength(); i += 2) options.dumps.push_back({dumps[i], dumps[i + 1]});
  return options;
}

}  // namespace

// A run on a thread of its own, which sends what happens to the JavaScript thread, in order, the result last.
// Not an AsyncWorker: when its environment ends, Node waits for those before it tells anybody to stop.
class NativeExecutor::Run : public vm::Observer, public std::enable_shared_from_this<Run> {
 public:
  Run(NativeExecutor& executor, const Napi::CallbackInfo& info)
      : executor_(executor),
        cancelled_(executor.cancelled_),
        deferred_(info.Env()),
        elf_(to_bytes(info[0])),
        inputs_(to_inputs(info[1].As<Napi::Array>())),
        options_(to_run_options(info[2].As<Napi::Object>())),
        function_(Napi::ThreadSafeFunction::New(info.Env(), info[3].As<Napi::Function>(),
                                                "switchyard executor", kPendingEvents, 1)) {}

  Napi::Promise promise() const { return deferred_.Promise(); }
  // Throws std::system_error where no thread can be had.
  void start() {
    try {
      thread_ = std::thread([this] { work(); });
    } catch (const std::system_error&) {
      function_.Release();
      throw;
    }
  }
  void join() { thread_.join(); }

  void console(uint32_t descriptor, std::span<const uint8_t> bytes) override {
    send(Piece{descriptor, {bytes.begin(), bytes.end()}});
  }
  bool progress(uint64_t cycles) override {
    send(Progress{cycles});
    return !closed_ && !cancelled_.load(std::memory_order_relaxed);
  }

 private:
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

  void work() {
    try {
      send(vm::run_program(elf_, std::move(inputs_), options_, *this));
    } catch (const vm::ElfError& error) {
      send(Refused{error.what(), vm::name(error.check())});
    } catch (const std::bad_alloc&) {
      send(OutOfMemory{});
    }
    if (!closed_) function_.Release();
  }

  void send(Event event) {
    if (closed_) return;
    auto sent = std::make_unique<Event>(std::move(event));
    const auto receive = [self = shared_from_this()](Napi::Env env, Napi::Function on_event,
                                                     Event* received) {
      const std::unique_ptr<Event> owned(received);
      if (env == nullptr) return;
      try {
        self->deliver(env, on_event, *owned);
      } catch (const Napi::Error& thrown) {
        // Without a value: the environment is ending in between. With one: a callback that throws is the
        // runtime's bug; surface it as any uncaught exception.
        if (!thrown.IsEmpty()) napi_fatal_exception(env, thrown.Value());
      }
    };
    if (function_.BlockingCall(sent.get(), receive) == napi_ok)
      sent.release();
    else
      closed_ = true;  // the environment is ending, and has taken the function back
  }

  // On the JavaScript thread.
  void deliver(Napi::Env env, const Napi::Function& on_event, const Event& event) {
    if (const auto* piece = std::get_if<Piece>(&event)) {
      on_event.Call({Napi::String::New(env, "console"), Napi::Number::New(env, piece->descriptor),
                     copy_bytes(env, piece->bytes)});
      return;
    }
    if (const auto* progress = std::get_if<Progress>(&event)) {
      on_event.Call(
          {Napi::String::New(env, "progress"), Napi::Number::New(env, to_number(progress->cycles))});
      return;
    }
    executor_.finish(shared_from_this());
    if (const auto* refused = std::get_if<Refused>(&event)) {
      Napi::Error error = Napi::Error::New(env, refused->text);
      error.Set("check", refused->check);
      deferred_.Reject(error.Value());
    } else if (std::holds_alternative<OutOfMemory>(event)) {
      Napi::Error error = Napi::Error::New(env, "the system refuses memory");
      error.Set("syCode", Napi::Number::New(env, SY_MEMORY));
      deferred_.Reject(error.Value());
    } else {
      deferred_.Resolve(to_js(env, std::get<vm::RunResult>(event)));
    }
  }

  NativeExecutor& executor_;
  const std::atomic<bool>& cancelled_;
  Napi::Promise::Deferred deferred_;
  std::vector<uint8_t> elf_;
  vm::Inputs inputs_;
  vm::RunOptions options_;
  Napi::ThreadSafeFunction function_;
  bool closed_ = false;  // on the run's thread alone
  std::thread thread_;
};

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

// The functions of the runs are taken back before: they were made later.
void NativeExecutor::on_environment_end(void* self) {
  auto* executor = static_cast<NativeExecutor*>(self);
  executor->hooked_ = false;  // the hook is running, it must not be removed
  executor->cancelled_ = true;
  for (const std::shared_ptr<Run>& run : executor->runs_) run->join();
  executor->runs_.clear();
}

Napi::Value NativeExecutor::execute(const Napi::CallbackInfo& info) {
  const auto run = std::make_shared<Run>(*this, info);
  try {
    run->start();
  } catch (const std::system_error& error) {
    throw Napi::Error::New(info.Env(), error.what());
  }
  runs_.push_back(run);
  Ref();  // stays while it runs
  return run->promise();
}

void NativeExecutor::finish(const std::shared_ptr<Run>& run) {
  run->join();
  std::erase(runs_, run);
  Unref();
}

Napi::Value NativeExecutor::cancel(const Napi::CallbackInfo& info) {
  cancelled_ = true;
  return info.Env().Undefined();
}

}  // namespace switchyard::addon
