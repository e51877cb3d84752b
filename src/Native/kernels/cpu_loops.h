// The inner loops of the kernels, each over one plane or one row.
//
// They are made of ATen's own vectors and reductions (ATen/cpu/vec), compiled once per instruction set as ATen compiles
// its kernels, and the one runs that ATen's would: so every float is rounded as in ATen's kernels.
#pragma once

#include <cstdint>

namespace bridge {

struct GradientSums {
    double gradient = 0;    // of dL/dy
    double projection = 0;  // of (x - mean) dL/dy
};

// Batch normalisation: over a channel's plane in one image.
struct ChannelLoops {
    double (*sum)(const float* x, int64_t count);
    // Sum of (x - mean)^2.
    double (*squared_distance)(const float* x, int64_t count, float mean);
    // y = x * scale + shift
    void (*scale_and_shift)(const float* x, float* y, int64_t count, float scale, float shift);
    void (*add_gradient_sums)(const float* x, const float* dy, int64_t count, float mean, GradientSums* sums);
    // dx = (dy - mean_gradient - (x - mean) * slope) * inverse * weight
    void (*input_gradient)(const float* x, const float* dy, float* dx, int64_t count, float mean, float slope,
                           float mean_gradient, float inverse, float weight);
};

struct PoolLoops {
    // Takes the candidate and its place where it is greater, or NaN.
    void (*take_greater)(float* best, int32_t* where, const float* candidate, const int32_t* place, int64_t count);
};

struct CpuLoops {
    ChannelLoops channel;
    PoolLoops pool;
};

// Those that ATen would take on this processor.
const CpuLoops& cpu_loops();

#if defined(__x86_64__)
extern const CpuLoops cpu_loops_avx512;
extern const CpuLoops cpu_loops_avx2;
#endif
extern const CpuLoops cpu_loops_baseline;

}  // namespace bridge
