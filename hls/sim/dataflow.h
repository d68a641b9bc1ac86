// Dataflow regions in C simulation: processes that run side by side and wait for each other at streams.
//
// A process is a coroutine on a stack of its own, all on one thread: it runs until a stream makes it wait, so
// every run is the same, a deadlock is seen at the moment when nobody can go on, and whoever contains crashes
// of a kernel has one thread to look at.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace switchyard::fpga::sim {

// What would go wrong in hardware; the text names the streams and processes.
class SimulationError : public std::runtime_error {
 public:
  enum class Kind { kReadEmpty, kWriteFull, kDeadlock, kLeftover, kSharedEnd };
  SimulationError(Kind kind, const std::string& text) : std::runtime_error(text), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

class Region;
struct Process;

// What a stream is to the region in which it is declared.
class Channel {
 public:
  explicit Channel(const char* name);
  virtual ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  const std::string& name() const { return name_; }
  // Members of an array cannot be named where they are declared.
  void rename(std::string name) { name_ = std::move(name); }
  int size() const { return size_; }
  virtual int capacity() const = 0;

 protected:
  void wait_to_read() {
    claim(reader_, "read");
    if (size_ == 0) block(true);
  }
  void wait_to_write() {
    claim(writer_, "written");
    if (size_ == capacity()) block(false);
  }
  void took() { --size_; }
  void put() {
    ++size_;
    ++written_;
  }

 private:
  friend class Region;
  void claim(const Process*& end, const char* what);
  void block(bool reading);

  std::string name_;
  Region* region_;
  const Process* reader_ = nullptr;
  const Process* writer_ = nullptr;
  int size_ = 0;
  uint64_t written_ = 0;
};

// Values that went through each stream, summed over the regions that ran while this object lived. Streams of
// one name count together.
class TrafficCount {
 public:
  TrafficCount();
  ~TrafficCount();
  uint64_t operator[](const std::string& stream) const;

 private:
  friend class Region;
  std::map<std::string, uint64_t> written_;
  TrafficCount* outer_;
};

// Names the members of an array of streams.
template <class Stream, int count>
void name_streams(Stream (&streams)[count], const std::string& name) {
  for (int i = 0; i < count; ++i) streams[i].rename(name + "[" + std::to_string(i) + "]");
}

// The running process takes so many clocks more.
void tick(uint32_t clocks);

// Clocks of the regions that ran while this object lived: of each region those of its busiest process.
// Filling and draining pipelines is not in it; whoever wants that adds it by region.
class ClockCount {
 public:
  ClockCount();
  ~ClockCount();
  uint64_t clocks() const;
  uint64_t regions() const { return regions_; }
  // Clocks of those regions whose busiest process was this one.
  uint64_t bound_by(const std::string& process) const;

 private:
  friend class Region;
  std::map<std::string, uint64_t> by_busiest_;
  uint64_t regions_ = 0;
  ClockCount* outer_;
};

class Region {
 public:
  Region();
  ~Region();
  void add(const char* name, std::function<void()> body);
  // Returns when all processes have; throws what one of them threw, or a SimulationError.
  void run();

 private:
  friend class Channel;
  void resume(Process& process);
  [[noreturn]] void report_deadlock() const;

  std::vector<std::unique_ptr<Process>> processes_;
  std::vector<Channel*> channels_;
  Region* outer_;
};

}  // namespace switchyard::fpga::sim
