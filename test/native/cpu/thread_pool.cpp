#include "cpu/thread_pool.h"

#include <atomic>
#include <thread>
#include <vector>

#include "support.h"

using switchyard::cpu::ThreadPool;

TEST_CASE("thread pool calls every task exactly once") {
  ThreadPool pool(4);
  for (size_t tasks : {0, 1, 2, 3, 100, 10'000}) {
    for (int threads : {0, 1, 2, 4, 100}) {
      std::vector<std::atomic<int>> calls(tasks);
      pool.run(threads, tasks, [&](size_t i) { calls[i].fetch_add(1); });
      for (const auto& count : calls) REQUIRE(count.load() == 1);
    }
  }
}

TEST_CASE("thread pool serves several callers at once") {
  ThreadPool pool(3);
  std::atomic<size_t> sum{0};
  std::vector<std::thread> callers;
  for (int c = 0; c < 4; ++c) {
    callers.emplace_back([&] {
      for (int round = 0; round < 200; ++round) pool.run(3, 17, [&](size_t i) { sum.fetch_add(i); });
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(sum.load() == 4 * 200 * (16 * 17 / 2));
}
