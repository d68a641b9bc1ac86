// One function an op, for the table in backend/op_table.cpp. Each reads and checks the op, takes the memory
// that it needs and enqueues its work on the segment's stream; it throws Fault where the op cannot be done.
#pragma once

#include "cuda/backend/segment.h"
#include "device/backend.h"

namespace switchyard::cuda {

// transfer.cpp: to and from the host
void run_upload(const SyOpHeader& header, Segment& segment);
void run_download(const SyOpHeader& header, Segment& segment);

// data.cpp: word by word
void run_free(const SyOpHeader& header, Segment& segment);
void run_random(const SyOpHeader& header, Segment& segment);
void run_elementwise(const SyOpHeader& header, Segment& segment);
void run_reshape(const SyOpHeader& header, Segment& segment);

// permute.cpp
void run_permute(const SyOpHeader& header, Segment& segment);

// transform.cpp
void run_dft(const SyOpHeader& header, Segment& segment);
void run_lde(const SyOpHeader& header, Segment& segment);

// commit.cpp, open.cpp
void run_commit(const SyOpHeader& header, Segment& segment);
void run_open(const SyOpHeader& header, Segment& segment);

// probe.cpp
void run_probe(const SyOpHeader& header, Segment& segment);

// evaluate.cpp: values of columns out of their domain
void run_evaluate(const SyOpHeader& header, Segment& segment);

// combine.cpp, deep.cpp: combinations of columns, row by row
void run_combine(const SyOpHeader& header, Segment& segment);
void run_deep(const SyOpHeader& header, Segment& segment);

// fold.cpp
void run_fold(const SyOpHeader& header, Segment& segment);

// grind.cpp
void run_grind(const SyOpHeader& header, Segment& segment);

// fill.cpp: traces from states
void run_fill(const SyOpHeader& header, Segment& segment);

// quotient.cpp: constraints over a low-degree extension
void run_quotient(const SyOpHeader& header, Segment& segment);

// permutation.cpp: the columns of lookups
void run_permutation(const SyOpHeader& header, Segment& segment);

}  // namespace switchyard::cuda
