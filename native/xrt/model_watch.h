// Notices the end of the device model. XRT 2.13 waits for ever for a model that is gone, so that this process
// ends then, and whoever supervises it starts it again.
#pragma once

#include <thread>

namespace switchyard::xrt_cards {

class ModelWatch {
 public:
  // Watches the model among the children of this process, if there is one.
  ModelWatch();
  // From then on the model may end.
  ~ModelWatch();
  ModelWatch(const ModelWatch&) = delete;
  ModelWatch& operator=(const ModelWatch&) = delete;

 private:
  int model_ = -1;  // descriptors
  int stop_ = -1;
  std::thread thread_;
};

}  // namespace switchyard::xrt_cards
