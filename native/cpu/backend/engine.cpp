#include "cpu/backend/engine.h"

#include "cpu/backend/ops.h"

namespace switchyard::cpu {

class Engine::Work : public device::SegmentWork {
 public:
  Work(Engine& engine, const device::SegmentContext& segment)
      : segment_(segment),
        hook_(engine.hook_.get()),
        transaction_(engine.store_),
        context_{engine.kernels_, engine.pool_, engine.threads_, engine.memory_, segment.cancelled} {}

  void run(uint32_t index) override {
    const SyOpHeader& op = *segment_.ops[index];
    const OpEnvironment environment{context_, transaction_, segment_.regions, segment_.results};
    if (hook_) hook_->before(op);
    run_op(op, environment);
    if (hook_) hook_->after(op, environment);
  }

  void commit() override { transaction_.commit(); }

 private:
  const device::SegmentContext& segment_;
  OpHook* const hook_;
  Transaction transaction_;
  const Context context_;
};

std::unique_ptr<device::SegmentWork> Engine::begin(uint32_t, const device::SegmentContext& context) {
  return std::make_unique<Work>(*this, context);
}

}  // namespace switchyard::cpu
