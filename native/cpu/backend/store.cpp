#include "cpu/backend/store.h"

#include <algorithm>

#include "cpu/backend/fault.h"

namespace switchyard::cpu {

size_t Store::size() const {
  std::lock_guard lock(mutex_);
  return held_.size();
}

void Store::clear() {
  std::lock_guard lock(mutex_);
  held_.clear();
}

// A copy of the entry, so that other queues may free it meanwhile.
Held Transaction::find(uint32_t handle) const {
  if (auto own = created_.find(handle); own != created_.end()) return own->second;
  std::lock_guard lock(store_.mutex_);
  auto shared = store_.held_.find(handle);
  return shared == store_.held_.end() ? Held{} : shared->second;
}

std::shared_ptr<const Matrix> Transaction::matrix(uint32_t handle, const char* argument) const {
  Held held = find(handle);
  if (held.is_spent)
    throw Fault(SY_ARGUMENT, argument, "the matrix of handle %u was consumed by an earlier op", handle);
  if (!held.matrix) throw Fault(SY_ARGUMENT, argument, "handle %u names no matrix on this device", handle);
  return held.matrix;
}

std::shared_ptr<const Tree> Transaction::tree(uint32_t handle, const char* argument) const {
  Held held = find(handle);
  if (!held.tree) throw Fault(SY_ARGUMENT, argument, "handle %u names no Merkle tree on this device", handle);
  return held.tree;
}

void Transaction::create(uint32_t handle, Held held, const char* argument) {
  if (!find(handle).is_empty()) throw Fault(SY_ARGUMENT, argument, "handle %u is taken already", handle);
  created_.emplace(handle, std::move(held));
}

void Transaction::free(uint32_t handle, const char* argument) {
  if (find(handle).is_empty()) throw Fault(SY_ARGUMENT, argument, "handle %u names nothing", handle);
  if (std::find(freed_.begin(), freed_.end(), handle) != freed_.end())
    throw Fault(SY_ARGUMENT, argument, "handle %u is freed twice", handle);
  freed_.push_back(handle);
}

std::shared_ptr<const Matrix> Transaction::consume(uint32_t handle, const char* argument) {
  auto taken = matrix(handle, argument);
  free(handle, argument);
  replace(handle, {nullptr, nullptr, true});
  return taken;
}

void Transaction::restore(uint32_t handle, std::shared_ptr<const Matrix> matrix) {
  std::erase(freed_, handle);
  replace(handle, {std::move(matrix), nullptr, false});
}

// Another queue may have freed the handle meanwhile; then it stays free.
void Transaction::replace(uint32_t handle, Held held) {
  if (auto own = created_.find(handle); own != created_.end()) {
    own->second = std::move(held);
    return;
  }
  std::lock_guard lock(store_.mutex_);
  if (auto shared = store_.held_.find(handle); shared != store_.held_.end()) shared->second = std::move(held);
}

void Transaction::commit() {
  std::vector<Held> dropped;  // released after the lock: unmapping large matrices takes a while
  {
    std::lock_guard lock(store_.mutex_);
    for (const auto& [handle, held] : created_)
      if (store_.held_.count(handle) != 0)
        throw Fault(SY_ARGUMENT, "output", "handle %u was taken by another queue", handle);
    store_.held_.merge(created_);
    for (uint32_t handle : freed_) {
      auto place = store_.held_.find(handle);
      if (place == store_.held_.end()) continue;
      dropped.push_back(std::move(place->second));
      store_.held_.erase(place);
    }
  }
  created_.clear();
}

}  // namespace switchyard::cpu
