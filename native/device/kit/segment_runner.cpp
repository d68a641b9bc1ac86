#include "device/kit/segment_runner.h"

#include <algorithm>
#include <atomic>
#include <new>

#include "device/kit/fault.h"

namespace switchyard::device {
namespace {

// Splits the message into ops, so that a malformed one is refused before anything runs.
std::vector<const SyOpHeader*> find_ops(const std::vector<uint32_t>& words, uint32_t op_count) {
  std::vector<const SyOpHeader*> ops;
  size_t at = 0;
  while (at < words.size()) {
    if (words.size() - at < sizeof(SyOpHeader) / sizeof(uint32_t))
      throw Fault(SY_ARGUMENT, "segment.words", "the message ends inside an op's header");
    const auto* header = reinterpret_cast<const SyOpHeader*>(words.data() + at);
    if (header->words < 2 || header->words > words.size() - at)
      throw Fault(SY_ARGUMENT, "segment.words", "op %zu claims %u words, %zu are left", ops.size(),
                  header->words, words.size() - at);
    ops.push_back(header);
    at += header->words;
  }
  if (ops.size() != op_count)
    throw Fault(SY_ARGUMENT, "segment.op_count", "the message has %zu ops, not %u", ops.size(), op_count);
  return ops;
}

}  // namespace

struct SegmentRunner::Pending {
  uint64_t ticket;
  std::vector<uint32_t> words;
  std::vector<const SyOpHeader*> ops;  // into words
  std::vector<SyRegion> regions;
  SyDone done;
  void* user;
  Clock::time_point submitted;
  std::atomic<bool> cancelled{false};
};

SegmentRunner::SegmentRunner(Engine& engine, uint32_t queues) : engine_(engine) {
  for (uint32_t i = 0; i < queues; ++i) queues_.push_back(std::make_unique<Queue>());
  for (uint32_t i = 0; i < queues; ++i) queues_[i]->index = i;
  for (auto& queue : queues_) queue->thread = std::thread([this, &queue] { serve(*queue); });
}

SegmentRunner::~SegmentRunner() {
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
    for (const auto& pending : pending_) pending->cancelled.store(true);
  }
  for (auto& queue : queues_) queue->wake.notify_all();
  for (auto& queue : queues_) queue->thread.join();
}

uint64_t SegmentRunner::submit(uint32_t queue, const SySegment& segment, SyDone done, void* user) {
  if (queue >= queues_.size())
    throw Fault(SY_ARGUMENT, "queue", "the device has %zu queues, there is no queue %u", queues_.size(),
                queue);
  auto pending = std::make_shared<Pending>();
  pending->words.assign(segment.words, segment.words + segment.word_count);
  pending->ops = find_ops(pending->words, segment.op_count);
  pending->regions.assign(segment.regions, segment.regions + segment.region_count);
  pending->done = done;
  pending->user = user;
  pending->submitted = Clock::now();

  std::lock_guard lock(mutex_);
  pending->ticket = next_ticket_++;
  pending_.push_back(pending);
  queues_[queue]->waiting.push_back(pending);
  queues_[queue]->wake.notify_one();
  return pending->ticket;
}

void SegmentRunner::cancel(uint64_t ticket) {
  std::lock_guard lock(mutex_);
  for (const auto& pending : pending_)
    if (pending->ticket == ticket) pending->cancelled.store(true);
}

SyDeviceState SegmentRunner::state() const {
  std::lock_guard lock(mutex_);
  const MemoryFigures memory = engine_.memory();
  return {memory.budget_bytes, memory.used_bytes, memory.peak_bytes,
          static_cast<uint32_t>(engine_.live_handles()), static_cast<uint32_t>(pending_.size())};
}

void SegmentRunner::serve(Queue& queue) {
  std::unique_lock lock(mutex_);
  for (;;) {
    queue.wake.wait(lock, [&] { return closing_ || !queue.waiting.empty(); });
    if (queue.waiting.empty()) return;
    std::shared_ptr<Pending> pending = queue.waiting.front();
    queue.waiting.pop_front();
    lock.unlock();
    carry_out(queue.index, *pending);
    lock.lock();
  }
}

void SegmentRunner::carry_out(uint32_t queue, Pending& pending) {
  const size_t count = pending.ops.size();
  std::vector<SyTiming> timings(count, SyTiming{0, 0});
  std::vector<uint32_t> results;
  std::vector<uint32_t> result_ends(count, 0);
  SyError error{SY_OK, SY_NO_OP, "", ""};
  LinkBytes link;
  const auto since_submission = [&] {
    return static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - pending.submitted).count());
  };

  uint32_t index = 0;
  engine_.reset_peak();
  try {
    const SegmentContext context{pending.ops,       pending.regions, pending.cancelled,
                                 pending.submitted, results,         timings};
    const std::unique_ptr<SegmentWork> work = engine_.begin(queue, context);
    try {
      for (; index < count; ++index) {
        if (pending.cancelled.load()) throw Fault(SY_CANCELLED, "", "the segment was cancelled");
        timings[index].start = since_submission();
        work->run(index);
        timings[index].end = since_submission();
        result_ends[index] = static_cast<uint32_t>(results.size());
      }
    } catch (...) {
      // Where an op before this one fails after all, that is what is reported.
      work->finish();
      throw;
    }
    index = SY_NO_OP;
    work->finish();
    work->commit();
    link = work->link();
  } catch (const Fault& fault) {
    error = fault.error();
    if (error.op_index == SY_NO_OP) error.op_index = index;
  } catch (const std::bad_alloc&) {
    error = Fault(SY_MEMORY, "", "the process is out of memory").error();
    error.op_index = index;
  } catch (const std::exception& thrown) {
    // Of a vendor's library.
    error = Fault(SY_DEVICE, "", "%s", thrown.what()).error();
    error.op_index = index;
  }
  if (error.code != SY_OK) {
    results.clear();
    std::fill(result_ends.begin(), result_ends.end(), 0u);
  }

  {
    // Off the list first, so that whoever hears of the completion no longer sees it as pending.
    std::lock_guard lock(mutex_);
    std::erase_if(pending_, [&](const auto& other) { return other.get() == &pending; });
  }
  const SyCompletion completion{pending.ticket,
                                error,
                                results.data(),
                                results.size(),
                                result_ends.data(),
                                timings.data(),
                                static_cast<uint32_t>(count),
                                engine_.memory().peak_bytes,
                                link.to_device,
                                link.to_host};
  pending.done(pending.user, &completion);
}

}  // namespace switchyard::device
