#include "server.h"

#include <dlfcn.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

namespace switchyard::model {
namespace {

// A request's header is two fixed fields, of 9 and 5 bytes; an answer's is the first of them.
constexpr size_t kRequestHeader = 14, kAnswerHeader = 9, kCallField = 10;
constexpr char kSizeKey = 0x09;
// A packet of XRT's copies is 8 MiB; this is far beyond.
constexpr uint64_t kMostBytes = uint64_t{1} << 30;

bool receive_all(int socket, char* bytes, size_t count) {
  while (count > 0) {
    const ssize_t got = recv(socket, bytes, count, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    bytes += got;
    count -= static_cast<size_t>(got);
  }
  return true;
}

bool send_all(int socket, const char* bytes, size_t count) {
  while (count > 0) {
    const ssize_t put = ::send(socket, bytes, count, MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes += put;
    count -= static_cast<size_t>(put);
  }
  return true;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

Server::Server(int socket, std::string faults, std::string report, std::string card)
    : socket_(socket), board_{{}, Faults(std::move(faults)), Report(std::move(report), std::move(card))} {}

void Server::serve() {
  uint32_t call;
  std::string body;
  std::vector<Field> fields;
  while (receive(call, body)) {
    if (!parse_fields(body, fields)) {
      std::fprintf(stderr, "model: call %u is malformed\n", call);
      return;
    }
    const Call known = static_cast<Call>(call);
    if (!send(answer(known, fields))) break;
    if (known == Call::kClose && number_of(fields, 3) != 0) break;
  }
}

bool Server::receive(uint32_t& call, std::string& body) {
  char header[kRequestHeader];
  if (!receive_all(socket_, header, sizeof(header))) return false;
  uint64_t size;
  std::memcpy(&size, header + 1, sizeof(size));
  std::memcpy(&call, header + kCallField, sizeof(call));
  if (header[0] != kSizeKey || size > kMostBytes) return false;
  body.resize(size);
  return receive_all(socket_, body.data(), size);
}

bool Server::send(std::string_view body) {
  char header[kAnswerHeader] = {kSizeKey};
  const uint64_t size = body.size();
  std::memcpy(header + 1, &size, sizeof(size));
  return send_all(socket_, header, sizeof(header)) && send_all(socket_, body.data(), body.size());
}

std::string Server::answer(Call call, const std::vector<Field>& fields) {
  std::string answer;
  switch (call) {
    case Call::kLoad:
      put_number(answer, 1, load(fields) ? 1 : 0);
      return answer;
    case Call::kAllocate:
      board_.memory.allocated(number_of(fields, 1), number_of(fields, 2));
      put_number(answer, 1, 1);
      // No file: the host's memory and the card's are apart, so that a sync that was forgotten shows.
      put_bytes(answer, 2, "");
      return answer;
    case Call::kFree:
      board_.memory.freed(number_of(fields, 1));
      put_number(answer, 1, 1);
      return answer;
    case Call::kToDevice: {
      const uint64_t address = number_of(fields, 3);
      const std::string_view data = bytes_of(fields, 4);
      if (board_.memory.holds(address, data.size()))
        std::memcpy(board_.memory.base() + address, data.data(), data.size());
      else
        std::fprintf(stderr, "model: a copy to 0x%llx is beyond its bank\n",
                     static_cast<unsigned long long>(address));
      board_.report.link(data.size(), 0);
      put_number(answer, 1, data.size());
      return answer;
    }
    case Call::kFromDevice: {
      const uint64_t address = number_of(fields, 4), bytes = number_of(fields, 5);
      const bool is_there = bytes <= kMostBytes && board_.memory.holds(address, bytes);
      put_number(answer, 1, bytes);
      put_bytes(answer, 2,
                is_there ? std::string_view(reinterpret_cast<char*>(board_.memory.base() + address), bytes)
                         : std::string_view{});
      board_.report.link(0, bytes);
      return answer;
    }
    case Call::kWriteRegisters: {
      const uint64_t address = number_of(fields, 2);
      const std::string_view data = bytes_of(fields, 4);
      if (ComputeUnit* unit = unit_at(address))
        unit->write(address - unit->base(), reinterpret_cast<const uint8_t*>(data.data()), data.size());
      put_number(answer, 1, 1);
      return answer;
    }
    case Call::kRegisterWrite: {
      ComputeUnit* unit = unit_at(number_of(fields, 1));
      const std::string_view data = bytes_of(fields, 3);
      if (unit) unit->write(number_of(fields, 2), reinterpret_cast<const uint8_t*>(data.data()), data.size());
      put_number(answer, 1, 1);
      return answer;
    }
    case Call::kReadRegisters:
    case Call::kRegisterRead: {
      const bool is_whole = call == Call::kReadRegisters;
      const uint64_t address = is_whole ? number_of(fields, 2) : number_of(fields, 1) + number_of(fields, 2);
      ComputeUnit* unit = unit_at(address);
      const uint32_t word = unit ? unit->read(address - unit->base()) : 0;
      put_number(answer, 1, 1);
      put_bytes(answer, 2, {reinterpret_cast<const char*>(&word), sizeof(word)});
      return answer;
    }
    case Call::kDebugMessages:
      return answer;
    case Call::kClose:
      // Without "all" a reset before a load, which takes the units down itself.
      break;
  }
  // Others, such as the driver's version from XRT 2.16 on, want to hear that all is well.
  put_number(answer, 1, 1);
  return answer;
}

bool Server::load(const std::vector<Field>& fields) {
  namespace fs = std::filesystem;
  const std::string metadata_path(bytes_of(fields, 1)), library_path(bytes_of(fields, 2));
  std::vector<uint64_t> banks;
  for (const Field& field : fields) {
    std::vector<Field> bank;
    if (field.number == 8 && parse_fields(field.bytes, bank)) banks.push_back(number_of(bank, 7));
  }
  board_.memory.lay_out(banks);
  take_down();
  const std::string metadata = read_file(metadata_path);
  const auto units = parse_units(metadata);
  // A file of its own for each load: the system knows a library by its file.
  library_ = dlopen(library_path.c_str(), RTLD_NOW | RTLD_LOCAL);
  const char* problem = library_ == nullptr ? dlerror() : nullptr;
  // Nobody needs the files from here on, and nobody would remove them if this process were killed.
  std::error_code ignored;
  fs::remove(metadata_path, ignored);
  fs::remove(library_path, ignored);
  const auto kernel =
      library_ == nullptr
          ? nullptr
          : reinterpret_cast<SwitchyardRunKernel>(dlsym(library_, SWITCHYARD_RUN_KERNEL_SYMBOL));
  if (kernel == nullptr || !units) {
    std::fprintf(stderr, "model: the container does not load: %s\n",
                 problem   ? problem
                 : !kernel ? "its library has no kernels"
                           : "its metadata describe no compute units");
    return false;
  }
  for (const UnitDescription& unit : *units)
    units_.push_back(std::make_unique<ComputeUnit>(unit, kernel, board_));
  return true;
}

void Server::take_down() {
  bool is_hung = false;
  for (auto& unit : units_)
    if (unit->is_hung()) {
      // Its thread never ends, and its kernel stays where it is.
      is_hung = true;
      (void)unit.release();
    }
  units_.clear();
  if (library_ != nullptr && !is_hung) dlclose(library_);
  library_ = nullptr;
}

ComputeUnit* Server::unit_at(uint64_t address) {
  for (const auto& unit : units_)
    if (address >= unit->base() && address - unit->base() < kRegisterSpace) return unit.get();
  return nullptr;
}

}  // namespace switchyard::model
