#include "cpu/thread_pool.h"

#include <algorithm>
#include <atomic>

namespace switchyard::cpu {

struct ThreadPool::Job {
  void* const task;
  const Invoke invoke;
  const size_t tasks;
  int seats;        // helpers that may still join; guarded by mutex_
  int helping = 0;  // helpers at work; guarded by mutex_
  std::atomic<size_t> next{0};
  std::condition_variable helpers_left{};
};

ThreadPool::ThreadPool(int workers) {
  for (int i = 1; i < workers; ++i) threads_.emplace_back([this] { work(); });
}

ThreadPool::~ThreadPool() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_available_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::drain(Job& job) {
  for (size_t i = job.next.fetch_add(1); i < job.tasks; i = job.next.fetch_add(1)) job.invoke(job.task, i);
}

void ThreadPool::run_erased(int threads, size_t tasks, void* task, Invoke invoke) {
  if (tasks == 0) return;
  const int helpers = static_cast<int>(std::min<size_t>(tasks, std::clamp(threads, 1, workers()))) - 1;
  Job job{task, invoke, tasks, helpers};
  if (helpers == 0) return drain(job);

  std::list<Job*>::iterator place;
  {
    std::lock_guard lock(mutex_);
    place = jobs_.insert(jobs_.end(), &job);
  }
  if (helpers == 1)
    work_available_.notify_one();
  else
    work_available_.notify_all();
  drain(job);
  std::unique_lock lock(mutex_);
  jobs_.erase(place);
  job.helpers_left.wait(lock, [&] { return job.helping == 0; });
}

void ThreadPool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    Job* job = nullptr;
    work_available_.wait(lock, [&] {
      for (Job* candidate : jobs_) {
        if (candidate->seats > 0 && candidate->next.load() < candidate->tasks) {
          job = candidate;
          return true;
        }
      }
      return stopping_;
    });
    if (job == nullptr) return;
    --job->seats;
    ++job->helping;
    lock.unlock();
    drain(*job);
    lock.lock();
    if (--job->helping == 0) job->helpers_left.notify_one();
  }
}

}  // namespace switchyard::cpu
