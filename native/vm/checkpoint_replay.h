// Replays a shard from its checkpoint.
#pragma once

#include "vm/checkpoint.h"
#include "vm/shard.h"

namespace switchyard::vm {

// The records of the shard: those of the run that the checkpoint was taken from.
// Throws CheckpointError where the steps do not run, or touch other state than the checkpoint has;
// std::bad_alloc.
ShardRecords replay_checkpoint(const Checkpoint& checkpoint);

}  // namespace switchyard::vm
