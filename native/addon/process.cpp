#include "addon/process.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace switchyard::addon {

Napi::Value die_with_parent(const Napi::CallbackInfo& info) {
  const auto parent = static_cast<pid_t>(info[0].As<Napi::Number>().Int32Value());
  const bool is_set = prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
  // It may have ended before the system was asked.
  return Napi::Boolean::New(info.Env(), is_set && getppid() == parent);
}

Napi::Value pin_to_cpus(const Napi::CallbackInfo& info) {
  const auto cpus = info[0].As<Napi::Array>();
  cpu_set_t set;
  CPU_ZERO(&set);
  for (uint32_t i = 0; i < cpus.Length(); ++i) {
    const uint32_t cpu = cpus.Get(i).As<Napi::Number>().Uint32Value();
    if (cpu < CPU_SETSIZE) CPU_SET(cpu, &set);
  }
  return Napi::Boolean::New(info.Env(), sched_setaffinity(0, sizeof(set), &set) == 0);
}

}  // namespace switchyard::addon
