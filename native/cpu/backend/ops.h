// Carries out the ops of a segment. Each function reads one kind of op and throws Fault where it cannot be
// done.
#pragma once

#include <cstdint>
#include <vector>

#include "cpu/backend/store.h"
#include "cpu/context.h"
#include "device/backend.h"
#include "device/kit/fault.h"

namespace switchyard::cpu {

using device::Fault;

// What the ops of one segment share.
struct OpEnvironment {
  const Context& context;
  Transaction& transaction;
  const std::vector<SyRegion>& regions;
  std::vector<uint32_t>& results;  // each op appends its own
};

// Any op, by its kind. Throws std::bad_alloc where small host-side bookkeeping fails.
void run_op(const SyOpHeader& header, const OpEnvironment& environment);

// ops_data.cpp: to and from the host, and word by word.
void run_upload(const SyOpHeader& header, const OpEnvironment& environment);
void run_download(const SyOpHeader& header, const OpEnvironment& environment);
void run_free(const SyOpHeader& header, const OpEnvironment& environment);
void run_random(const SyOpHeader& header, const OpEnvironment& environment);
void run_elementwise(const SyOpHeader& header, const OpEnvironment& environment);
void run_reshape(const SyOpHeader& header, const OpEnvironment& environment);

// ops_transform.cpp
void run_dft(const SyOpHeader& header, const OpEnvironment& environment);
void run_lde(const SyOpHeader& header, const OpEnvironment& environment);

// ops_hash.cpp
void run_permute(const SyOpHeader& header, const OpEnvironment& environment);
void run_commit(const SyOpHeader& header, const OpEnvironment& environment);
void run_open(const SyOpHeader& header, const OpEnvironment& environment);

// ops_linear.cpp
void run_evaluate(const SyOpHeader& header, const OpEnvironment& environment);
void run_combine(const SyOpHeader& header, const OpEnvironment& environment);

// ops_fri.cpp
void run_deep(const SyOpHeader& header, const OpEnvironment& environment);
void run_fold(const SyOpHeader& header, const OpEnvironment& environment);

// ops_program.cpp: by constraint programs
void run_quotient(const SyOpHeader& header, const OpEnvironment& environment);
void run_permutation(const SyOpHeader& header, const OpEnvironment& environment);

// ops_stark.cpp
void run_grind(const SyOpHeader& header, const OpEnvironment& environment);
void run_fill(const SyOpHeader& header, const OpEnvironment& environment);

// ops_probe.cpp
void run_probe(const SyOpHeader& header, const OpEnvironment& environment);

}  // namespace switchyard::cpu
