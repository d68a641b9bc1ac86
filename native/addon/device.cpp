#include "addon/device.h"

#include <string>
#include <vector>

#include "addon/convert.h"
#include "device/registry.h"

namespace switchyard::addon {

// The way back to the JavaScript thread, shared by the device and its submissions.
struct NativeDevice::Channel {
  napi_threadsafe_function function = nullptr;
  uint32_t pending = 0;  // JavaScript thread only
};

struct NativeDevice::Submission {
  std::shared_ptr<Channel> channel;
  Napi::FunctionReference done;
  Napi::ObjectReference regions;  // keeps the memory that the segment reads and writes

  // Copied from the completion.
  SyError error{};
  std::vector<uint32_t> results;
  std::vector<uint32_t> result_ends;
  std::vector<SyTiming> timings;
  uint64_t peak_bytes = 0;
  uint64_t to_device_bytes = 0;
  uint64_t to_host_bytes = 0;
};

namespace {

class CloseWorker : public Napi::AsyncWorker {
 public:
  CloseWorker(Napi::Env env, const SyBackend* backend, SyDevice* device, napi_threadsafe_function function)
      : AsyncWorker(env), deferred_(env), backend_(backend), device_(device), function_(function) {}
  Napi::Promise promise() { return deferred_.Promise(); }

 protected:
  void Execute() override { backend_->close(device_); }
  void OnOK() override {
    // Completions that are still queued are delivered first.
    napi_release_threadsafe_function(function_, napi_tsfn_release);
    deferred_.Resolve(Env().Undefined());
  }

 private:
  Napi::Promise::Deferred deferred_;
  const SyBackend* backend_;
  SyDevice* device_;
  napi_threadsafe_function function_;
};

Napi::Uint32Array copy_words(Napi::Env env, const std::vector<uint32_t>& words) {
  Napi::Uint32Array array = Napi::Uint32Array::New(env, words.size());
  std::copy(words.begin(), words.end(), array.Data());
  return array;
}

}  // namespace

Napi::Function NativeDevice::define(Napi::Env env) {
  return DefineClass(
      env, "NativeDevice",
      {InstanceMethod<&NativeDevice::submit>("submit"), InstanceMethod<&NativeDevice::cancel>("cancel"),
       InstanceMethod<&NativeDevice::state>("state"), InstanceMethod<&NativeDevice::close>("close")});
}

NativeDevice::NativeDevice(const Napi::CallbackInfo& info) : ObjectWrap(info) {
  const Napi::Env env = info.Env();
  const device::Found found = device::find_backend(info[0].As<Napi::String>());
  if (found.backend == nullptr) throw Napi::Error::New(env, found.reason);
  backend_ = found.backend;

  std::string path;
  const SyOpenOptions options = to_open_options(info[2], path);
  SyError error{};
  if (backend_->open(info[1].As<Napi::Number>().Uint32Value(), &options, &device_, &error) != SY_OK) {
    device_ = nullptr;
    throw to_js_error(env, error);
  }
  channel_ = std::make_shared<Channel>();
  const napi_status status = napi_create_threadsafe_function(
      env, nullptr, nullptr, Napi::String::New(env, "switchyard device"), 0, 1, nullptr, nullptr, nullptr,
      &NativeDevice::deliver, &channel_->function);
  if (status != napi_ok) {
    shut_down();
    throw Napi::Error::New(env, "no channel to the JavaScript thread could be made");
  }
  napi_unref_threadsafe_function(env, channel_->function);
  napi_add_env_cleanup_hook(env, &NativeDevice::on_environment_end, this);
  hooked_ = true;
}

NativeDevice::~NativeDevice() { shut_down(); }

// Without a promise: when the object is collected or its environment ends.
void NativeDevice::shut_down() {
  if (hooked_) {
    napi_remove_env_cleanup_hook(Env(), &NativeDevice::on_environment_end, this);
    hooked_ = false;
  }
  if (device_ == nullptr) return;
  backend_->close(device_);
  device_ = nullptr;
  if (channel_ && channel_->function != nullptr)
    napi_release_threadsafe_function(channel_->function, napi_tsfn_release);
}

void NativeDevice::on_environment_end(void* self) {
  auto* device = static_cast<NativeDevice*>(self);
  device->hooked_ = false;  // the hook is running, it must not be removed
  device->shut_down();
}

const SyBackend& NativeDevice::opened() const {
  if (device_ == nullptr) throw Napi::Error::New(Env(), "the device is closed");
  return *backend_;
}

Napi::Value NativeDevice::submit(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const SyBackend& backend = opened();
  auto words = info[1].As<Napi::Uint32Array>();
  const auto region_list = info[3].As<Napi::Array>();
  std::vector<SyRegion> regions;
  for (uint32_t i = 0; i < region_list.Length(); ++i) {
    auto region = region_list.Get(i).As<Napi::Uint32Array>();
    regions.push_back({region.Data(), region.ElementLength()});
  }

  auto submission = std::make_unique<Submission>();
  submission->channel = channel_;
  submission->done = Napi::Persistent(info[4].As<Napi::Function>());
  submission->regions = Napi::Persistent(region_list.As<Napi::Object>());

  const SySegment segment{words.Data(), static_cast<uint32_t>(words.ElementLength()),
                          info[2].As<Napi::Number>().Uint32Value(), regions.data(),
                          static_cast<uint32_t>(regions.size())};
  uint64_t ticket = 0;
  SyError error{};
  const uint32_t queue = info[0].As<Napi::Number>().Uint32Value();
  if (backend.submit(device_, queue, &segment, &NativeDevice::on_done, submission.get(), &ticket, &error) !=
      SY_OK)
    throw to_js_error(env, error);
  submission.release();  // comes back through on_done and deliver
  if (channel_->pending++ == 0) napi_ref_threadsafe_function(env, channel_->function);
  return Napi::Number::New(env, to_number(ticket));
}

void NativeDevice::on_done(void* user, const SyCompletion* completion) {
  auto* submission = static_cast<Submission*>(user);
  submission->error = completion->error;
  submission->results.assign(completion->results, completion->results + completion->result_words);
  submission->result_ends.assign(completion->result_ends, completion->result_ends + completion->op_count);
  submission->timings.assign(completion->timings, completion->timings + completion->op_count);
  submission->peak_bytes = completion->peak_bytes;
  submission->to_device_bytes = completion->to_device_bytes;
  submission->to_host_bytes = completion->to_host_bytes;
  // Fails only when the environment is going away; the references then belong to it, so the submission is
  // left.
  napi_call_threadsafe_function(submission->channel->function, submission, napi_tsfn_nonblocking);
}

void NativeDevice::deliver(napi_env raw_env, napi_value, void*, void* data) {
  auto* submission = static_cast<Submission*>(data);
  if (raw_env == nullptr) {
    // The environment is going away and has released its references itself.
    submission->done.SuppressDestruct();
    submission->regions.SuppressDestruct();
    delete submission;
    return;
  }
  const std::unique_ptr<Submission> owned(submission);
  const Napi::Env env(raw_env);
  const Napi::HandleScope scope(env);
  if (--owned->channel->pending == 0) napi_unref_threadsafe_function(env, owned->channel->function);

  Napi::Object completion = Napi::Object::New(env);
  completion.Set("results", copy_words(env, owned->results));
  completion.Set("resultEnds", copy_words(env, owned->result_ends));
  Napi::Float64Array timings = Napi::Float64Array::New(env, owned->timings.size() * 2);
  for (size_t i = 0; i < owned->timings.size(); ++i) {
    timings[2 * i] = to_number(owned->timings[i].start);
    timings[2 * i + 1] = to_number(owned->timings[i].end);
  }
  completion.Set("timings", timings);
  completion.Set("peakBytes", Napi::Number::New(env, to_number(owned->peak_bytes)));
  completion.Set("toDeviceBytes", Napi::Number::New(env, to_number(owned->to_device_bytes)));
  completion.Set("toHostBytes", Napi::Number::New(env, to_number(owned->to_host_bytes)));
  const Napi::Value error = owned->error.code == SY_OK ? env.Null() : to_js_error(env, owned->error).Value();
  try {
    owned->done.Call({error, completion});
  } catch (const Napi::Error& thrown) {
    // A callback that throws is the runtime's bug: surface it as any uncaught exception.
    napi_fatal_exception(env, thrown.Value());
  }
}

Napi::Value NativeDevice::cancel(const Napi::CallbackInfo& info) {
  opened().cancel(device_, static_cast<uint64_t>(info[0].As<Napi::Number>().Int64Value()));
  return info.Env().Undefined();
}

Napi::Value NativeDevice::state(const Napi::CallbackInfo& info) {
  SyDeviceState state{};
  opened().state(device_, &state);
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("budgetBytes", to_number(state.budget_bytes));
  result.Set("usedBytes", to_number(state.used_bytes));
  result.Set("peakBytes", to_number(state.peak_bytes));
  result.Set("liveHandles", state.live_handles);
  result.Set("pendingSegments", state.pending_segments);
  return result;
}

Napi::Value NativeDevice::close(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const SyBackend& backend = opened();
  if (hooked_) napi_remove_env_cleanup_hook(env, &NativeDevice::on_environment_end, this);
  hooked_ = false;
  auto* worker = new CloseWorker(env, &backend, std::exchange(device_, nullptr), channel_->function);
  worker->Queue();
  return worker->promise();
}

}  // namespace switchyard::addon
