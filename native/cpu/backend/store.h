// What a device holds, by handle, with all-or-nothing changes per segment.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "cpu/field_id.h"
#include "cpu/memory.h"
#include "cpu/merkle.h"

namespace switchyard::cpu {

// Row-major Montgomery words. Reshaped matrices share a buffer.
struct Matrix {
  FieldId field;
  size_t rows;
  size_t columns;
  std::shared_ptr<Buffer> buffer;

  uint32_t* words() const { return buffer->data(); }
  size_t word_count() const { return rows * columns; }
  MatrixView view() const { return {words(), rows, columns}; }
};

struct Tree {
  FieldId field;
  std::vector<std::shared_ptr<const Matrix>> matrices;  // kept alive for openings
  MerkleTree tree;
};

// One of the three.
struct Held {
  std::shared_ptr<const Matrix> matrix;
  std::shared_ptr<const Tree> tree;
  bool is_spent = false;  // a matrix that an op has consumed; it can only be freed

  bool is_empty() const { return !matrix && !tree && !is_spent; }
};

class Store {
 public:
  size_t size() const;
  void clear();

 private:
  friend class Transaction;
  mutable std::mutex mutex_;
  std::unordered_map<uint32_t, Held> held_;
};

// The changes of one segment. Its ops see them at once, others see them after commit(); without commit() they
// never were.
class Transaction {
 public:
  explicit Transaction(Store& store) : store_(store) {}

  // Both throw Fault(SY_ARGUMENT) with `argument` where the handle names nothing of the kind.
  std::shared_ptr<const Matrix> matrix(uint32_t handle, const char* argument) const;
  std::shared_ptr<const Tree> tree(uint32_t handle, const char* argument) const;

  // Throws Fault(SY_ARGUMENT) where the handle is taken.
  void create(uint32_t handle, Held held, const char* argument);

  // Takes effect at commit(). Throws Fault(SY_ARGUMENT) where the handle names nothing, or was freed already.
  void free(uint32_t handle, const char* argument);

  // Frees the handle of a matrix and spends it at once: from then on nobody finds the matrix under it, even
  // without commit(). Throws as matrix() and free() do.
  std::shared_ptr<const Matrix> consume(uint32_t handle, const char* argument);
  // Undoes consume().
  void restore(uint32_t handle, std::shared_ptr<const Matrix> matrix);

  // Throws Fault(SY_ARGUMENT), and changes nothing, where another queue has taken a handle since.
  void commit();

 private:
  Held find(uint32_t handle) const;
  void replace(uint32_t handle, Held held);

  Store& store_;
  std::unordered_map<uint32_t, Held> created_;
  std::vector<uint32_t> freed_;
};

}  // namespace switchyard::cpu
