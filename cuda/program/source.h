// Kernels of programs as source text, for the run-time compiler of CUDA and for host compilers alike.
#pragma once

#include <string>

#include "cuda/program/parts.h"
#include "math/extension_id.h"

namespace switchyard::cuda {

// The entry point of every generated kernel. Under CUDA its one parameter is the frame, by value; else a
// pointer to it.
inline constexpr const char* kKernelEntry = "switchyard_program";
// Threads of its blocks.
inline constexpr uint32_t kKernelThreads = 128;

// The names of frames, as in kernels/program_frame.h.
std::string quotient_frame_name(ExtensionId extension);
std::string values_frame_name(FieldId field);

// A kernel that runs a part of the program on all rows of the frame, the first part before the others. It
// includes kernels/program_frame.h by the name that this repository's sources do. The text depends on the
// program, the part and the frame's name alone.
std::string kernel_source(const LoweredProgram& program, const ProgramPart& part, const std::string& frame);

}  // namespace switchyard::cuda
