// Kernels that are compiled when they are needed.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

namespace switchyard::cuda {

class Stream;

// A file that sources include, by the name they do it by.
struct SourceFile {
  const char* name;
  const char* text;
};

// Makes code for one kind of card from source text. Its methods may be called from any thread.
class Compiler {
 public:
  virtual ~Compiler() = default;
  // Which compiler of which version, and for what cards: all that the code depends on but the source.
  virtual std::string identity() const = 0;
  // The code of a source that includes files of source_files.h. Throws Fault: SY_CANCELLED once `cancelled`
  // is seen, else SY_DEVICE with the first of what the compiler says.
  virtual std::string compile(const std::string& source, const std::atomic<bool>& cancelled) const = 0;
};

// Code that is loaded on a card, with one entry point that takes one parameter.
class Module {
 public:
  virtual ~Module() = default;
  // The parameter is copied.
  virtual void launch(Stream& stream, const void* parameter, size_t bytes, uint64_t blocks,
                      uint32_t threads) const = 0;
};

}  // namespace switchyard::cuda
