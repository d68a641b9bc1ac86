// The simulation finds what would go wrong in hardware.
#include <doctest/doctest.h>

#include <string>

#include "ap_int.h"
#include "process.h"
#include "sponge_state.h"

using switchyard::fpga::InFlightStates;
using switchyard::fpga::sim::SimulationError;
using switchyard::fpga::sim::TrafficCount;

namespace {

template <int depth>
void produce(int count, hls::stream<int, depth>& out) {
  for (int i = 0; i < count; ++i) out.write(i);
}
template <int depth>
int consume(int count, hls::stream<int, depth>& in) {
  int sum = 0;
  for (int i = 0; i < count; ++i) sum += in.read();
  return sum;
}

// Kind and text of the error of a region that moves `written` values and reads `read`.
std::pair<SimulationError::Kind, std::string> error_of(int written, int read) {
  try {
    SY_REGION(region);
    hls::stream<int, 4> values("values");
    SY_PROCESS(region, produce(written, values));
    SY_PROCESS(region, consume(read, values));
    SY_RUN(region);
  } catch (const SimulationError& error) {
    return {error.kind(), error.what()};
  }
  FAIL("no error");
  return {};
}

}  // namespace

TEST_CASE("streams carry values in order, whatever their depth") {
  TrafficCount traffic;
  int sum = 0;
  {
    SY_REGION(region);
    hls::stream<int, 1> values("values");
    region.add("consume", [&] { sum = consume(1000, values); });
    SY_PROCESS(region, produce(1000, values));
    SY_RUN(region);
  }
  CHECK(sum == 999 * 500);
  CHECK(traffic["values"] == 1000);
  CHECK(traffic["others"] == 0);
}

TEST_CASE("a read that nobody serves names its stream") {
  const auto [kind, text] = error_of(3, 4);
  CHECK(kind == SimulationError::Kind::kDeadlock);
  CHECK(text == "deadlock: consume waits to read empty stream values;");
}

TEST_CASE("a write beyond the depth that nobody takes names its stream") {
  const auto [kind, text] = error_of(9, 4);
  CHECK(kind == SimulationError::Kind::kDeadlock);
  CHECK(text == "deadlock: produce waits to write full (depth 4) stream values;");
}

TEST_CASE("values left at the end are an error") {
  const auto [kind, text] = error_of(9, 6);
  CHECK(kind == SimulationError::Kind::kLeftover);
  CHECK(text == "stream values still holds 3 values at the end");
}

TEST_CASE("processes that wait for each other are a deadlock") {
  SY_REGION(region);
  hls::stream<int, 2> there("there"), back("back");
  region.add("left", [&] { there.write(back.read()); });
  region.add("right", [&] { back.write(there.read()); });
  CHECK_THROWS_WITH(
      region.run(),
      "deadlock: left waits to read empty stream back; right waits to read empty stream there;");
}

TEST_CASE("a stream that forks and joins deadlocks where one way is too shallow") {
  const auto run = [](auto& shallow) {
    SY_REGION(region);
    hls::stream<int, 32> deep("deep");
    region.add("fork", [&] {
      for (int i = 0; i < 16; ++i) {
        shallow.write(i);
        deep.write(i);
      }
    });
    region.add("join", [&] {
      for (int i = 0; i < 16; ++i) deep.read();
      for (int i = 0; i < 16; ++i) shallow.read();
    });
    SY_RUN(region);
  };
  hls::stream<int, 8> too_shallow("too_shallow");
  CHECK_THROWS_AS(run(too_shallow), SimulationError);
  hls::stream<int, 16> enough("enough");
  CHECK_NOTHROW(run(enough));
}

TEST_CASE("streams of an array are named by their place") {
  SY_REGION(region);
  hls::stream<int> lanes[2];
  SY_NAME(lanes);
  for (int lane = 0; lane < 2; ++lane) SY_LANE(region, lane, produce(3 * lane, lanes[lane]));
  CHECK_THROWS_WITH(region.run(), "deadlock: produce waits to write full (depth 2) stream lanes[1];");
}

TEST_CASE("a stream with two writers or readers is an error") {
  SY_REGION(region);
  hls::stream<int, 8> values("values");
  region.add("one", [&] { values.write(1); });
  region.add("two", [&] { values.write(2); });
  CHECK_THROWS_WITH(region.run(), "stream values is written by two processes: one, two");
}

TEST_CASE("outside of a region, reading empty and writing beyond the depth are errors at once") {
  hls::stream<int, 2> values("values");
  CHECK_THROWS_WITH(values.read(), "stream values is read while empty");
  values.write(1);
  values.write(2);
  CHECK_THROWS_WITH(values.write(3), "stream values is written beyond its depth");
}

TEST_CASE("what a process throws ends its region") {
  SY_REGION(region);
  hls::stream<int, 8> values("values");
  region.add("fails", [&] { throw std::runtime_error("of its own"); });
  region.add("waits", [&] { values.read(); });
  CHECK_THROWS_WITH(region.run(), "of its own");
}

TEST_CASE("words are cut nowhere silently") {
  ap_uint<96> word = 5;
  word.range(79, 48) = 0xffffffffu;
  CHECK(word.range(79, 48) == 0xffffffffu);
  CHECK(word.range(47, 0) == 5);
  CHECK(word.range(95, 80) == 0);
  CHECK_THROWS_AS(word.range(3, 0) = 16, std::overflow_error);
  CHECK_THROWS_AS(word.range(96, 90) = 0, std::out_of_range);
  CHECK_THROWS_AS(ap_uint<4>(16), std::overflow_error);
}

TEST_CASE("a state that is still in the pipeline is not read") {
  InFlightStates<int, 4, 3> states;
  for (int i = 0; i < 4; ++i) {
    states.tick();
    states.read(i);
    states.write(i, i);
  }
  states.tick();
  CHECK(states.read(0) == 0);
  states.write(0, 7);
  states.tick();
  states.tick();
  CHECK_THROWS_AS(states.read(0), std::logic_error);
}
