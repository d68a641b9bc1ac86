// A pool of worker threads that shares out numbered tasks.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

namespace switchyard::cpu {

// Several callers may run jobs at once; workers help whichever job still has tasks and room for a thread.
class ThreadPool {
 public:
  // Starts workers - 1 threads: the thread that calls run() is the first worker of its job.
  explicit ThreadPool(int workers);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int workers() const { return static_cast<int>(threads_.size()) + 1; }

  // Calls task(i) once for each i in [0, tasks), on at most `threads` threads, and returns when all calls
  // have returned. Tasks must not throw.
  template <class Task>
  void run(int threads, size_t tasks, Task&& task) {
    run_erased(threads, tasks, &task,
               [](void* t, size_t i) { (*static_cast<std::remove_reference_t<Task>*>(t))(i); });
  }

 private:
  struct Job;
  using Invoke = void (*)(void*, size_t);

  void run_erased(int threads, size_t tasks, void* task, Invoke invoke);
  void work();
  static void drain(Job& job);

  std::mutex mutex_;
  std::condition_variable work_available_;
  std::list<Job*> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace switchyard::cpu
