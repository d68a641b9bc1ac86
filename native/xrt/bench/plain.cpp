// What this backend is measured against: XRT's API called from one plain program, over the same card and the
// same bitstream, without segments, and without a process between. A peer for `switchyard bench ops`.
//
// usage: switchyard-plain-xrt round-trip | upload ROWSxCOLUMNS [RUNS]
//   round-trip  a kernel that has nothing to do, from its start until its end is seen
//   upload      words to a buffer that was made before, and on to the card
// Prints a line of JSON with the median of its runs.
#include <xrt/xrt_bo.h>
#include <xrt/xrt_device.h>
#include <xrt/xrt_kernel.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#if __has_include(<xrt/experimental/xrt_xclbin.h>)
#include <xrt/experimental/xrt_xclbin.h>
#else
#include <experimental/xrt_xclbin.h>
#endif

#include "../../../hls/include/merkle_interface.h"
#include "device/kit/fault.h"
#include "xrt/bitstream.h"
#include "xrt/setup.h"

namespace {

using namespace switchyard;
using namespace switchyard::fpga;
using Clock = std::chrono::steady_clock;

constexpr size_t kBeatBytes = kWordsPerBeat * sizeof(uint32_t);
constexpr int kWarmUps = 1;

double median_seconds(int runs, const std::function<void()>& body) {
  std::vector<double> seconds;
  for (int i = 0; i < runs + kWarmUps; ++i) {
    const auto began = Clock::now();
    body();
    if (i >= kWarmUps) seconds.push_back(std::chrono::duration<double>(Clock::now() - began).count());
  }
  std::nth_element(seconds.begin(), seconds.begin() + runs / 2, seconds.end());
  return seconds[static_cast<size_t>(runs) / 2];
}

// Buffers and registers of a kernel that only says who it is.
struct EmptyCall {
  explicit EmptyCall(const xrt::device& device, const xrt::kernel& kernel)
      : rows(device, kBeatBytes, xrt::bo::flags::device_only, group(kernel, kArgRows)),
        digests(device, kBeatBytes, xrt::bo::flags::device_only, group(kernel, kArgDigestsIn)),
        table(device, kBeatBytes, group(kernel, kArgTable)),
        results(device, kBeatBytes, group(kernel, kArgResults)),
        run(kernel) {
    run.set_arg(kArgRows, rows);
    run.set_arg(kArgDigestsIn, digests);
    run.set_arg(kArgDigestsOut, digests);
    run.set_arg(kArgTable, table);
    run.set_arg(kArgResults, results);
    for (int i = kArgMode; i < kMerkleArguments; ++i) run.set_arg(i, uint32_t{0});
  }

  static xrt::memory_group group(const xrt::kernel& kernel, int argument) {
    return static_cast<xrt::memory_group>(kernel.group_id(argument));
  }

  // As fast as XRT lets one wait: its own waiting spins and takes longer.
  void carry_out() {
    run.start();
    while (run.state() != ERT_CMD_STATE_COMPLETED) std::this_thread::sleep_for(std::chrono::microseconds(5));
  }

  xrt::bo rows, digests, table, results;
  xrt::run run;
};

double measure(const std::string& what, size_t words, int runs, const xrt::device& device,
               const xrt::kernel& kernel) {
  if (what == "upload") {
    xrt::bo rows(device, words * sizeof(uint32_t), EmptyCall::group(kernel, kArgRows));
    const std::vector<uint32_t> source(words, 1);
    return median_seconds(runs, [&] {
      std::memcpy(rows.map<uint32_t*>(), source.data(), words * sizeof(uint32_t));
      rows.sync(XCL_BO_SYNC_BO_TO_DEVICE);
    });
  }
  EmptyCall call(device, kernel);
  return median_seconds(runs, [&] { call.carry_out(); });
}

// Such as 2^20x64; 0 for what is no shape.
size_t count_words(const std::string& shape) {
  unsigned long long rows = 0, columns = 0;
  if (std::sscanf(shape.c_str(), "2^%llux%llu", &rows, &columns) == 2)
    return rows < 32 ? (size_t{1} << rows) * columns : 0;
  return std::sscanf(shape.c_str(), "%llux%llu", &rows, &columns) == 2 ? rows * columns : 0;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string what = count > 1 ? arguments[1] : "";
  const size_t words = count > 2 ? count_words(arguments[2]) : 0;
  const int runs = count > 3 ? std::atoi(arguments[3]) : what == "upload" ? 3 : 101;
  if ((what != "round-trip" && what != "upload") || words == 0 || runs < 1) {
    std::fprintf(stderr, "usage: %s round-trip | upload ROWSxCOLUMNS [RUNS]\n", arguments[0]);
    return 2;
  }
  try {
    const xrt_cards::Setup setup = xrt_cards::find_setup();
    if (setup.cards == 0) throw std::runtime_error(setup.reason);
    xrt_cards::prepare_environment(setup, setup.is_emulated ? xrt_cards::kModelTarget : "hw");
    xrt::device device(0);
    const std::string path =
        setup.is_emulated
            ? setup.bitstreams + "/model.xclbin"
            : xrt_cards::find_bitstream(setup.bitstreams, device.get_info<xrt::info::device::name>());
    const xrt_cards::Bitstream bitstream = xrt_cards::load_bitstream(path);
    const auto uuid = device.load_xclbin(xrt::xclbin(bitstream.bytes));
    const xrt::kernel kernel(device, uuid, bitstream.layout.units.at(0).kernel);
    std::printf("{\"medianSeconds\": %.9f, \"runs\": %d}\n", measure(what, words, runs, device, kernel),
                runs);
  } catch (const device::Fault& fault) {
    std::fprintf(stderr, "plain-xrt: %s\n", fault.error().text);
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "plain-xrt: %s\n", error.what());
    return 1;
  }
  xrt_cards::remove_leftovers();
  return 0;
}
