// Compiled kernels on disk, so that a program is compiled once a machine.
//
// A file is named by the SHA-256 of all that its code depends on, and holds "SYKERNEL", the SHA-256 of the
// code, and the code. Code is run, so only files are read that are this user's and that nobody else may
// write, in a folder of which the same holds. Whatever else is wrong with a file, it is as if there were
// none.
#pragma once

#include <optional>
#include <string>

namespace switchyard::cuda {

class CodeCache {
 public:
  // In `folder`, which is made when it is needed; an empty name has nothing kept.
  explicit CodeCache(std::string folder) : folder_(std::move(folder)) {}

  // cuda-kernels of switchyard's folder in the user's cache directory (XDG Base Directory Specification).
  static std::string default_folder();

  // The hexadecimal SHA-256 of parts, each with its length.
  static std::string key_of(const std::string& identity, const std::string& source);

  std::optional<std::string> read(const std::string& key) const;
  // Where that fails, nothing is kept.
  void write(const std::string& key, const std::string& code) const;

 private:
  std::string folder_;
};

}  // namespace switchyard::cuda
