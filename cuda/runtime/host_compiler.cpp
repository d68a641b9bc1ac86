#include "cuda/runtime/host_compiler.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "cuda/runtime/emulated_stream.h"
#include "cuda/runtime/source_files.h"
#include "device/kit/fault.h"

extern char** environ;

namespace switchyard::cuda {
namespace {

using device::Fault;
namespace fs = std::filesystem;

// A folder that goes with its contents.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = fs::temp_directory_path() / "switchyard-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr)
      throw Fault(SY_DEVICE, "", "no folder for the compiler: %s", pattern.c_str());
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_file(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

// Whether a command ends well; what it writes goes to a file.
bool run_command(const std::vector<std::string>& words, const fs::path& output) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t child = 0;
  const int started = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  return started == 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) &&
         WEXITSTATUS(status) == 0;
}

class HostCompiler : public Compiler {
 public:
  explicit HostCompiler(std::string version) : version_(std::move(version)) {}

  std::string identity() const override { return "emulation, c++ " + version_; }
  std::string compile(const std::string& source, const std::atomic<bool>&) const override {
    const TemporaryFolder folder;
    for (size_t i = 0; i < kSourceFileCount; ++i)
      write_file(folder.path() / kSourceFiles[i].name, kSourceFiles[i].text);
    write_file(folder.path() / "kernel.cpp", source);
    // -O0: code that runs a few times over a few rows, but takes seconds to compile.
    if (!run_command({"c++", "-std=c++20", "-O0", "-fPIC", "-shared", "-Wall", "-Wextra", "-Werror", "-I",
                      folder.path(), "-o", folder.path() / "kernel.so", folder.path() / "kernel.cpp"},
                     folder.path() / "messages"))
      throw Fault(SY_DEVICE, "", "c++: %s", read_file(folder.path() / "messages").c_str());
    return read_file(folder.path() / "kernel.so");
  }

 private:
  const std::string version_;
};

class HostModule : public Module {
 public:
  HostModule(const std::string& code, const char* entry) {
    // Of a name that no other has had: a library of a name that is known is not loaded again.
    const TemporaryFolder folder;
    write_file(folder.path() / "kernel.so", code);
    library_ = ::dlopen((folder.path() / "kernel.so").c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library_ == nullptr) throw Fault(SY_DEVICE, "", "compiled code cannot be loaded");
    entry_ = reinterpret_cast<Entry>(::dlsym(library_, entry));
    if (entry_ != nullptr) return;
    ::dlclose(library_);
    throw Fault(SY_DEVICE, "", "compiled code has no %s", entry);
  }
  ~HostModule() override { ::dlclose(library_); }
  HostModule(const HostModule&) = delete;
  HostModule& operator=(const HostModule&) = delete;

  void launch(Stream& stream, const void* parameter, size_t bytes, uint64_t, uint32_t) const override {
    // Aligned as any parameter may be.
    struct alignas(16) Unit {
      char bytes[16];
    };
    std::vector<Unit> copy((bytes + sizeof(Unit) - 1) / sizeof(Unit));
    std::memcpy(copy.data(), parameter, bytes);
    enqueue(stream, "compiled program", [entry = entry_, copy = std::move(copy)] { entry(copy.data()); });
  }

 private:
  using Entry = void (*)(const void*);
  void* library_ = nullptr;
  Entry entry_ = nullptr;
};

}  // namespace

std::unique_ptr<Compiler> new_host_compiler(std::string& reason) {
  const TemporaryFolder folder;
  if (!run_command({"c++", "-dumpfullversion", "-dumpmachine"}, folder.path() / "version")) {
    reason = "there is no c++";
    return nullptr;
  }
  return std::make_unique<HostCompiler>(read_file(folder.path() / "version"));
}

std::unique_ptr<Module> load_host_code(const std::string& code, const char* entry) {
  return std::make_unique<HostModule>(code, entry);
}

}  // namespace switchyard::cuda
