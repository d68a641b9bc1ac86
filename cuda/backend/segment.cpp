#include "cuda/backend/segment.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "cuda/backend/op_table.h"

namespace switchyard::cuda {

using device::Fault;

Segment::Segment(Pool& pool, Store& store, ProgramLibrary& programs, KernelLibrary& kernels, Lane& lane,
                 const device::SegmentContext& context)
    : pool_(pool),
      programs_(programs),
      kernels_(kernels),
      lane_(lane),
      context_(context),
      transaction_(store) {
  const auto elapsed = device::Clock::now() - context.submitted;
  began_ = static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(elapsed).count());
  marks_.push_back(stream().record());
  lane_.staging.take_moved();  // of a segment that failed
}

Segment::~Segment() {
  // Nothing may be given back while the card could still write to it. After a fault that is as good as it
  // gets.
  try {
    stream().wait();
  } catch (const Fault&) {
  }
  lane_.staging.abandon();
  pool_.settle(lane_.queue);
}

void Segment::run(uint32_t index) {
  op_index_ = index;
  const SyOpHeader& op = *context_.ops[index];
  const OpEntry& entry = find_op(op.kind);
  try {
    entry.run(op, *this);
    marks_.push_back(stream().record());
  } catch (const Fault& fault) {
    if (fault.error().code != SY_DEVICE || fault.error().op_index != SY_NO_OP) throw;
    throw Fault(SY_DEVICE, "", "%s: %s", entry.name, fault.error().text);
  }
}

// A card tells of a failure when it is waited for, and not which of the ops before it was at work.
void Segment::finish() {
  try {
    lane_.staging.drain();
    stream().wait();
  } catch (const Fault& fault) {
    if (fault.error().op_index != SY_NO_OP || op_index_ == SY_NO_OP) throw;
    throw Fault(SY_DEVICE, "", "at or before %s: %s", find_op(context_.ops[op_index_]->kind).name,
                fault.error().text)
        .of_op(op_index_);
  }
  take_timings();
  link_ = lane_.staging.take_moved();
}

void Segment::take_timings() {
  for (size_t i = 0; i + 1 < marks_.size(); ++i)
    context_.timings[i] = {began_ + marks_[i]->nanoseconds_since(*marks_[0]),
                           began_ + marks_[i + 1]->nanoseconds_since(*marks_[0])};
}

std::shared_ptr<const Matrix> Segment::matrix(uint32_t handle, const char* argument) {
  auto found = transaction_.matrix(handle, argument);
  kept_.insert(found);
  return found;
}

std::shared_ptr<const Tree> Segment::tree(uint32_t handle, const char* argument) {
  auto found = transaction_.tree(handle, argument);
  kept_.insert(found);
  return found;
}

void Segment::create(uint32_t handle, std::shared_ptr<const Matrix> matrix, const char* argument) {
  transaction_.create(handle, {std::move(matrix), nullptr}, argument);
}

void Segment::create(uint32_t handle, std::shared_ptr<const Tree> tree, const char* argument) {
  kept_.insert(tree);
  transaction_.create(handle, {nullptr, std::move(tree)}, argument);
}

std::shared_ptr<const Matrix> Segment::consume(uint32_t handle, const char* argument) {
  return transaction_.consume(handle, argument);
}

void Segment::restore(uint32_t handle, const std::shared_ptr<const Matrix>& matrix) {
  transaction_.restore(handle, matrix);
}

void Segment::let_go(std::shared_ptr<const Matrix> matrix) {
  kept_.erase(matrix);
  const bool is_sole = matrix.use_count() == 1;
  // Whoever gave it up on another queue has read it before.
  std::atomic_thread_fence(std::memory_order_acquire);
  // Matrices are made as such, so that this one is not const.
  if (is_sole)
    std::const_pointer_cast<Matrix>(matrix)->buffer.give_back(lane_.queue);
  else
    kept_.insert(std::move(matrix));
}

const uint32_t* Segment::table(const char* name, FieldId field, size_t words, const char* argument,
                               const std::function<void(uint32_t* words)>& fill) {
  const std::pair<std::string, FieldId> key(name, field);
  const auto known = lane_.tables.find(key);
  if (known != lane_.tables.end()) return known->second.words();
  Buffer made = new_buffer(words * sizeof(uint32_t), argument);
  fill(made.words());
  return lane_.tables.emplace(key, std::move(made)).first->second.words();
}

std::shared_ptr<Matrix> Segment::new_matrix(FieldId field, uint64_t rows, uint64_t columns,
                                            const char* argument) {
  device::check_shape(rows, columns, argument);
  return new_matrix({field, rows, columns}, argument);
}

std::shared_ptr<Matrix> Segment::new_matrix(const device::MatrixShape& shape, const char* argument) {
  auto made =
      std::make_shared<Matrix>(Matrix{shape, new_buffer(shape.word_count() * sizeof(uint32_t), argument)});
  kept_.insert(made);
  return made;
}

Buffer Segment::new_buffer(size_t bytes, const char* argument) {
  Buffer buffer = Buffer::allocate(pool_, bytes, lane_.queue);
  if (buffer) return buffer;
  const device::MemoryFigures figures = pool_.figures();
  if (bytes > figures.budget_bytes - figures.used_bytes) device::refuse_memory(bytes, figures, argument);
  throw Fault(
      SY_MEMORY, argument,
      "%zu bytes are needed in one piece, the largest free one has %zu; %llu of the budget of %llu are "
      "in use",
      bytes, pool_.largest_free(lane_.queue), static_cast<unsigned long long>(figures.used_bytes),
      static_cast<unsigned long long>(figures.budget_bytes));
}

Scratch Segment::scratch(size_t bytes, const char* argument) {
  return {new_buffer(bytes, argument), lane_.queue};
}

void Segment::check_cancelled() const {
  if (context_.cancelled.load(std::memory_order_relaxed))
    throw Fault(SY_CANCELLED, "", "the segment was cancelled");
}

void Segment::copy_to_device(void* device, const void* source, size_t bytes) {
  for (size_t at = 0; at < bytes; at += Staging::kMostBytes)
    lane_.staging.to_device(static_cast<char*>(device) + at, static_cast<const char*>(source) + at,
                            std::min(Staging::kMostBytes, bytes - at));
}

void Segment::read_back(const uint32_t* device, size_t words, const Sink& sink) {
  constexpr size_t kMostWords = Staging::kMostBytes / sizeof(uint32_t);
  for (size_t first = 0; first < words; first += kMostWords) {
    const size_t count = std::min(kMostWords, words - first);
    lane_.staging.to_host(device + first, count * sizeof(uint32_t),
                          [sink, first, count, op = op_index_](const void* bytes) {
                            try {
                              sink(static_cast<const uint32_t*>(bytes), first, count);
                            } catch (const Fault& fault) {
                              throw fault.of_op(op);
                            }
                          });
  }
}

void Segment::fetch(const uint32_t* device, size_t words, uint32_t* host) {
  read_back(device, words, [host](const uint32_t* part, size_t first, size_t count) {
    std::copy_n(part, count, host + first);
  });
  lane_.staging.drain();
}

void Segment::append_results(const uint32_t* device, size_t words) {
  const size_t at = context_.results.size();
  context_.results.resize(at + words);
  read_back(device, words, [this, at](const uint32_t* part, size_t first, size_t count) {
    std::copy_n(part, count, context_.results.data() + at + first);
  });
}

void Segment::append_result(const uint32_t* device, size_t words, const Convert& convert) {
  const size_t at = context_.results.size();
  context_.results.resize(at + 1);
  read_back(device, words, [this, at, convert](const uint32_t* part, size_t, size_t) {
    context_.results[at] = convert(part);
  });
}

void Segment::append_results(const std::vector<uint32_t>& words) {
  context_.results.insert(context_.results.end(), words.begin(), words.end());
}

}  // namespace switchyard::cuda
