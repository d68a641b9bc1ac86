// XRT's emulation installs handlers when it loads a container, which end the process group where a child is
// killed, and take crashes from those who report them. Whoever loads a container puts back what was there.
#pragma once

#include <signal.h>

#include <array>

namespace switchyard::xrt_cards {

class KeptSignals {
 public:
  KeptSignals() {
    for (size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], nullptr, &kept_[i]);
  }
  ~KeptSignals() {
    for (size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &kept_[i], nullptr);
  }
  KeptSignals(const KeptSignals&) = delete;
  KeptSignals& operator=(const KeptSignals&) = delete;

 private:
  static constexpr std::array kSignals = {SIGSEGV, SIGFPE, SIGABRT, SIGUSR1, SIGCHLD};
  std::array<struct sigaction, kSignals.size()> kept_{};
};

}  // namespace switchyard::xrt_cards
