// The device model: a process that XRT's software emulation starts in place of AMD's, and talks to over a
// socket. It runs the kernels that the container brings, compiled for this machine.
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#include "server.h"

namespace {

using namespace switchyard::model;

// XRT listens for so long.
constexpr std::chrono::seconds kPatience{300};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// Where XRT listens: the socket appears some time after this process has begun.
int connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return -1;
  std::memcpy(address.sun_path, path.c_str(), path.size());
  const pid_t host = getppid();
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < deadline && getppid() == host) {
    const int attempt = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (attempt < 0) return -1;
    if (connect(attempt, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return attempt;
    close(attempt);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return -1;
}

// A kernel that crashes takes only its unit with it, which hangs, as hardware would.
void contain_crashes() {
  struct sigaction action = {};
  action.sa_handler = [](int signal) {
    if (ComputeUnit::contain(signal)) return;
    ::signal(signal, SIG_DFL);
    raise(signal);
  };
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) sigaction(signal, &action, nullptr);
}

}  // namespace

int main() {
  const std::string id = environment("EMULATION_SOCKETID"), user = environment("USER");
  if (id.empty()) {
    std::fprintf(stderr, "model: XRT's emulation starts this program; it is of no use by itself\n");
    return 2;
  }
  const std::string folder = "/tmp/" + user;
  const std::string path = user.empty() ? "/tmp/xcl_sock" : folder + "/" + id;
  const int socket = connect_to(path);
  if (socket < 0) {
    std::fprintf(stderr, "model: nobody listens at %s\n", path.c_str());
    return 1;
  }
  // The two are connected: nobody needs the name, and nobody would remove it if this process were killed.
  unlink(path.c_str());
  contain_crashes();
  auto* server =
      new Server(socket, environment("SWITCHYARD_MODEL_FAULTS"), environment("SWITCHYARD_MODEL_REPORT"), id);
  server->serve();
  // Without joining threads of kernels: one that hangs never ends.
  _exit(0);
}
