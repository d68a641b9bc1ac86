#include <doctest/doctest.h>

#include <sstream>

#include "device/kit/host_memory.h"

using switchyard::device::processor_model;

namespace {

std::string model_in(const char* cpuinfo) {
  std::istringstream text(cpuinfo);
  return processor_model(text);
}

}  // namespace

TEST_CASE("an x86 processor is called by its name") {
  CHECK(model_in("processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel\t\t: 2\nmodel name\t: AMD EPYC\n") ==
        "AMD EPYC");
}

TEST_CASE("an ARM processor, which has no name, is called by its maker's and its model's number") {
  CHECK(model_in("processor\t: 0\nBogoMIPS\t: 50.00\nCPU implementer\t: 0x41\nCPU architecture: 8\n"
                 "CPU variant\t: 0x1\nCPU part\t: 0xd40\nCPU revision\t: 1\n") ==
        "implementer 0x41, part 0xd40");
}

TEST_CASE("a processor that says nothing is unknown") {
  CHECK(model_in("") == "unknown processor");
  CHECK(model_in("CPU part\t: 0xd40\nFeatures\t: fp asimd\n") == "unknown processor");
}
