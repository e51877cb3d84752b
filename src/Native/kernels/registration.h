// How a CPU kernel of the bridge takes the place of ATen's.
//
// Why there are any: ATen's FP32 batch normalisation sums each channel in scalar double arithmetic and goes through
// memory anew for each pass, its max pooling compares every element of every window; between them they were a sixth of
// an FP32 training step of YOLOv5. SiLU is there for its vectors. The kernels here take what training gives them (dense
// FP32), with the same bits as ATen's, and leave the rest to ATen. TORCH_BRIDGE_KERNELS=aten, or bridge_set_own_kernels(0), leaves everything to
// ATen (to measure what they are worth).
#pragma once

#include <torch/library.h>

namespace bridge {

// Whether the kernels here are to do their work, or to pass it on to ATen.
bool own_kernels();

// Registers kernels for aten operators on the CPU; silently, where libtorch would warn of the replacement.
void replace_cpu_kernels(void (*declare)(torch::Library& library));

}  // namespace bridge
