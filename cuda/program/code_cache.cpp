#include "cuda/program/code_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "cuda/runtime/source_files.h"
#include "device/kit/sha256_text.h"
#include "math/sha256.h"

namespace switchyard::cuda {
namespace {

constexpr char kMagic[] = "SYKERNEL";
constexpr size_t kMagicBytes = 8;
constexpr size_t kHashBytes = 32;
constexpr size_t kMostBytes = size_t{64} << 20;  // of a file: a hundred times the largest that is made

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }

 private:
  const int descriptor_;
};

std::string sha256_of(const std::string& bytes) {
  uint8_t digest[kHashBytes];
  sha256(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(), digest);
  return {reinterpret_cast<const char*>(digest), kHashBytes};
}

// Whether a descriptor's file is this user's, and nobody else's to write.
bool is_ours(const struct stat& status) {
  return status.st_uid == ::geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

// The descriptor, or -1 where the folder is not there or not ours.
int open_folder(const std::string& folder) {
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  struct stat status {};
  if (opened < 0 || (::fstat(opened, &status) == 0 && is_ours(status))) return opened;
  ::close(opened);
  return -1;
}

bool read_all(int descriptor, std::string& bytes) {
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t count = ::read(descriptor, bytes.data() + at, bytes.size() - at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    at += static_cast<size_t>(count);
  }
  return true;
}

bool write_all(int descriptor, const std::string& bytes) {
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t count = ::write(descriptor, bytes.data() + at, bytes.size() - at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    at += static_cast<size_t>(count);
  }
  return true;
}

}  // namespace

std::string CodeCache::default_folder() {
  // Relative paths are to be ignored, says the specification.
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && cache[0] == '/') return std::string(cache) + "/switchyard/cuda-kernels";
  const char* home = std::getenv("HOME");
  if (home == nullptr || home[0] != '/') return "";
  return std::string(home) + "/.cache/switchyard/cuda-kernels";
}

std::string CodeCache::key_of(const std::string& identity, const std::string& source) {
  std::string all;
  const auto append = [&](const std::string& part) { all += std::to_string(part.size()) + ":" + part; };
  append(identity);
  append(source);
  for (size_t i = 0; i < kSourceFileCount; ++i) append(kSourceFiles[i].text);
  return device::sha256_text(all);
}

std::optional<std::string> CodeCache::read(const std::string& key) const {
  const Descriptor folder(open_folder(folder_));
  if (!folder) return std::nullopt;
  const Descriptor file(::openat(folder.get(), key.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) || !is_ours(status))
    return std::nullopt;
  const auto size = static_cast<size_t>(status.st_size);
  if (size <= kMagicBytes + kHashBytes || size > kMostBytes) return std::nullopt;
  std::string bytes(size, '\0');
  if (!read_all(file.get(), bytes)) return std::nullopt;
  std::string code = bytes.substr(kMagicBytes + kHashBytes);
  const bool is_whole = bytes.compare(0, kMagicBytes, kMagic) == 0 &&
                        bytes.compare(kMagicBytes, kHashBytes, sha256_of(code)) == 0;
  if (!is_whole) return std::nullopt;
  return code;
}

void CodeCache::write(const std::string& key, const std::string& code) const {
  if (folder_.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(folder_).parent_path(), error);
  ::mkdir(folder_.c_str(), 0700);
  const Descriptor folder(open_folder(folder_));
  if (!folder) return;
  // Under another name first, so that nobody reads half of it.
  static std::atomic<uint32_t> files{0};
  const std::string name = key + "." + std::to_string(::getpid()) + "-" + std::to_string(files++);
  const Descriptor file(
      ::openat(folder.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) return;
  const bool is_written = write_all(file.get(), kMagic + sha256_of(code) + code);
  if (!is_written || ::renameat(folder.get(), name.c_str(), folder.get(), key.c_str()) != 0)
    ::unlinkat(folder.get(), name.c_str(), 0);
}

}  // namespace switchyard::cuda
