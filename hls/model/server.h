// The model's end of XRT's emulation interface: answers one call after another.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compute_unit.h"
#include "wire.h"

namespace switchyard::model {

class Server {
 public:
  Server(int socket, std::string faults, std::string report, std::string card);

  // Returns when the host has closed the device or is gone.
  void serve();

 private:
  bool receive(uint32_t& call, std::string& body);
  bool send(std::string_view body);
  std::string answer(Call call, const std::vector<Field>& fields);
  bool load(const std::vector<Field>& fields);
  void take_down();
  // A unit's registers at an address, such as base + 0x10.
  ComputeUnit* unit_at(uint64_t address);

  const int socket_;
  Board board_;
  std::vector<std::unique_ptr<ComputeUnit>> units_;
  void* library_ = nullptr;
};

}  // namespace switchyard::model
