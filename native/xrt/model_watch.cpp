#include "xrt/model_watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace switchyard::xrt_cards {
namespace {

// As /proc names the program that XRT starts, which it cuts off.
constexpr const char* kModel = "genericpciemode";

constexpr int kModelEnded = 70;

// Number of a child of this process that is a model; -1 where there is none.
int find_model() {
  std::error_code ignored;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task", ignored)) {
    std::ifstream children(thread.path() / "children");
    for (int child; children >> child;) {
      std::string name;
      std::getline(std::ifstream("/proc/" + std::to_string(child) + "/comm") >> std::ws, name);
      if (name == kModel) return child;
    }
  }
  return -1;
}

}  // namespace

ModelWatch::ModelWatch() {
  const int child = find_model();
  if (child < 0) return;
  model_ = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  stop_ = eventfd(0, EFD_CLOEXEC);
  if (model_ < 0 || stop_ < 0) return;
  thread_ = std::thread([this] {
    pollfd ends[] = {{model_, POLLIN, 0}, {stop_, POLLIN, 0}};
    while (poll(ends, 2, -1) < 0) {
    }
    if (ends[1].revents != 0) return;
    std::fprintf(stderr, "the device model has ended\n");
    _exit(kModelEnded);
  });
}

ModelWatch::~ModelWatch() {
  const uint64_t one = 1;
  if (thread_.joinable()) {
    if (write(stop_, &one, sizeof(one)) < 0)
      thread_.detach();
    else
      thread_.join();
  }
  if (model_ >= 0) close(model_);
  if (stop_ >= 0) close(stop_);
}

}  // namespace switchyard::xrt_cards
