// The block of threads that a kernel's code is written against; one source for nvcc and for the emulation.
//
// A block kernel is a struct of parameters with
//   SY_GPU void operator()(Block& block) const;
// It is written in phases: block.each_thread(body) calls body(t) for every thread t of the block and then is
// a barrier, so that what one phase writes to shared memory is there in the next. Code between phases runs on
// every thread and has to take the same way on all of them; a barrier that some threads miss cannot be
// written. Values that a thread carries from one phase to the next live in a PerThread<T>, which is a
// register on a card. Shared memory comes from block.shared<T>(count), outside phases.
//
// The emulation runs the threads of a phase one after another, and throws Fault(SY_DEVICE) for what a card
// would do silently: an index out of bounds of a shared array, an element that one thread writes and another
// reads or writes in the same phase, more shared memory than the launch asked for, and a phase in a phase.
#pragma once

#if defined(__CUDACC__)
#include "cuda/launch/block_device.h"
#else
#include "cuda/launch/block_emulated.h"
#endif
