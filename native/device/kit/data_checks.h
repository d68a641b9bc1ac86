// Reads and checks the ops that move words and work on them one by one: upload, download, free, random,
// elementwise, reshape, permute, probe. Each function throws Fault(SY_ARGUMENT), before anything is done.
#pragma once

#include <cstdint>
#include <vector>

#include "device/kit/op_checks.h"

namespace switchyard::device {

struct UploadPlan {
  const SyUpload& op;
  FieldId field;
  SyForm form;
  const uint32_t* source;  // rows * columns words
};
// Everything but the shape's bounds, which a new matrix is held to.
UploadPlan read_upload(const SyOpHeader& header, const std::vector<SyRegion>& regions);

// What an upload throws where word `index` is not below the prime.
[[noreturn]] void refuse_word(uint64_t index, uint32_t word, FieldId field);

struct DownloadPlan {
  const SyDownload& op;
  SyForm form;
  uint32_t* target;
  size_t words;
};
const SyDownload& read_download(const SyOpHeader& header);
DownloadPlan check_download(const SyDownload& op, const MatrixShape& input,
                            const std::vector<SyRegion>& regions);

const SyElementwise& read_elementwise(const SyOpHeader& header);
void check_elementwise(const MatrixShape& left, const MatrixShape& right);

const SyReshape& read_reshape(const SyOpHeader& header);
void check_reshape(const SyReshape& op, const MatrixShape& input);

const SyPermute& read_permute(const SyOpHeader& header);
void check_permute(const SyPermute& op, const MatrixShape& input);

struct ProbePlan {
  SyProbed what;
  FieldId field;
  uint32_t amount;
};
ProbePlan read_probe(const SyOpHeader& header);

}  // namespace switchyard::device
