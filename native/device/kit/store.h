// What a device holds, by handle, with all-or-nothing changes per segment. Templates over what the backend's
// matrices and trees are.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "device/kit/fault.h"

namespace switchyard::device {

// One of the three.
template <class Matrix, class Tree>
struct Held {
  std::shared_ptr<const Matrix> matrix;
  std::shared_ptr<const Tree> tree;
  bool is_spent = false;  // a matrix that an op has consumed; it can only be freed

  bool is_empty() const { return !matrix && !tree && !is_spent; }
};

template <class Matrix, class Tree>
class Transaction;

template <class Matrix, class Tree>
class Store {
 public:
  size_t size() const {
    std::lock_guard lock(mutex_);
    return held_.size();
  }

 private:
  friend class Transaction<Matrix, Tree>;
  mutable std::mutex mutex_;
  std::unordered_map<uint32_t, Held<Matrix, Tree>> held_;
};

// The changes of one segment. Its ops see them at once, others see them after commit(); without commit() they
// never were.
template <class Matrix, class Tree>
class Transaction {
 public:
  using Entry = Held<Matrix, Tree>;

  explicit Transaction(Store<Matrix, Tree>& store) : store_(store) {}

  // Both throw Fault(SY_ARGUMENT) with `argument` where the handle names nothing of the kind.
  std::shared_ptr<const Matrix> matrix(uint32_t handle, const char* argument) const {
    Entry held = find(handle);
    if (held.is_spent)
      throw Fault(SY_ARGUMENT, argument, "the matrix of handle %u was consumed by an earlier op", handle);
    if (!held.matrix) throw Fault(SY_ARGUMENT, argument, "handle %u names no matrix on this device", handle);
    return held.matrix;
  }
  std::shared_ptr<const Tree> tree(uint32_t handle, const char* argument) const {
    Entry held = find(handle);
    if (!held.tree)
      throw Fault(SY_ARGUMENT, argument, "handle %u names no Merkle tree on this device", handle);
    return held.tree;
  }

  // Throws Fault(SY_ARGUMENT) where the handle is taken.
  void create(uint32_t handle, Entry held, const char* argument) {
    if (!find(handle).is_empty()) throw Fault(SY_ARGUMENT, argument, "handle %u is taken already", handle);
    created_.emplace(handle, std::move(held));
  }

  // Takes effect at commit(). Throws Fault(SY_ARGUMENT) where the handle names nothing, or was freed already.
  void free(uint32_t handle, const char* argument) {
    if (find(handle).is_empty()) throw Fault(SY_ARGUMENT, argument, "handle %u names nothing", handle);
    if (std::find(freed_.begin(), freed_.end(), handle) != freed_.end())
      throw Fault(SY_ARGUMENT, argument, "handle %u is freed twice", handle);
    freed_.push_back(handle);
  }

  // Frees the handle of a matrix and spends it at once: from then on nobody finds the matrix under it, even
  // without commit(). Throws as matrix() and free() do.
  std::shared_ptr<const Matrix> consume(uint32_t handle, const char* argument) {
    auto taken = matrix(handle, argument);
    free(handle, argument);
    replace(handle, {nullptr, nullptr, true});
    return taken;
  }
  // Undoes consume().
  void restore(uint32_t handle, std::shared_ptr<const Matrix> matrix) {
    std::erase(freed_, handle);
    replace(handle, {std::move(matrix), nullptr, false});
  }

  // Throws Fault(SY_ARGUMENT), and changes nothing, where another queue has taken a handle since.
  void commit() {
    std::vector<Entry> dropped;  // released after the lock: unmapping large matrices takes a while
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

 private:
  // A copy of the entry, so that other queues may free it meanwhile.
  Entry find(uint32_t handle) const {
    if (auto own = created_.find(handle); own != created_.end()) return own->second;
    std::lock_guard lock(store_.mutex_);
    auto shared = store_.held_.find(handle);
    return shared == store_.held_.end() ? Entry{} : shared->second;
  }

  // Another queue may have freed the handle meanwhile; then it stays free.
  void replace(uint32_t handle, Entry held) {
    if (auto own = created_.find(handle); own != created_.end()) {
      own->second = std::move(held);
      return;
    }
    std::lock_guard lock(store_.mutex_);
    if (auto shared = store_.held_.find(handle); shared != store_.held_.end())
      shared->second = std::move(held);
  }

  Store<Matrix, Tree>& store_;
  std::unordered_map<uint32_t, Entry> created_;
  std::vector<uint32_t> freed_;
};

}  // namespace switchyard::device
