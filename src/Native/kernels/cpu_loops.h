// The inner loops of the kernels, each over one plane or one row.
//
// They are made of ATen's own vectors and reductions (ATen/cpu/vec), compiled once per instruction set as ATen compiles
// its kernels: so every float is rounded as in ATen's kernels. What is computed of bfloat16 is computed in float, and
// rounded when it is stored.
#pragma once

#include <c10/util/BFloat16.h>

#include <cstdint>

namespace bridge {

struct GradientSums {
    double gradient = 0;    // of dL/dy
    double projection = 0;  // of (x - mean) dL/dy
};

// Batch normalisation: over a channel's plane in one image.
template <typename T>
struct ChannelLoops {
    double (*sum)(const T* x, int64_t count);
    // Sum of (x - mean)^2.
    double (*squared_distance)(const T* x, int64_t count, float mean);
    // y = x * scale + shift
    void (*scale_and_shift)(const T* x, T* y, int64_t count, float scale, float shift);
    void (*add_gradient_sums)(const T* x, const T* dy, int64_t count, float mean, GradientSums* sums);
    // dx = (dy - mean_gradient - (x - mean) * slope) * inverse * weight; dx may be dy.
    void (*input_gradient)(const T* x, const T* dy, T* dx, int64_t count, float mean, float slope, float mean_gradient,
                           float inverse, float weight);
    // y = silu(x * scale + shift)
    void (*scale_shift_silu)(const T* x, T* y, int64_t count, float scale, float shift);
    // dz = dy * silu'(x * scale + shift)
    void (*silu_gradient)(const T* x, const T* dy, T* dz, int64_t count, float scale, float shift);
    // The same, and what add_gradient_sums does with dz, before it is rounded to T.
    void (*silu_gradient_and_sums)(const T* x, const T* dy, T* dz, int64_t count, float scale, float shift, float mean,
                                   GradientSums* sums);
};

// Batch normalisation and SiLU over rows of channels, side by side in memory (NHWC); rows of dy are between_rows apart.
// Sums are added to what is there. z = x * scale + shift, scale = inverse * weight.
template <typename T>
struct RowLoops {
    // Sums of (x - pivot) and of its square.
    void (*add_moments)(const T* x, int64_t rows, int64_t channels, const float* pivot, float* sums, float* squares);
    // y = silu(z)
    void (*scale_shift_silu)(const T* x, T* y, int64_t rows, int64_t channels, const float* scale, const float* shift);
    // Sums of dz = dy * silu'(z) and of (x - mean) dz.
    void (*add_silu_gradient_sums)(const T* x, const T* dy, int64_t between_rows, int64_t rows, int64_t channels,
                                   const float* scale, const float* shift, const float* mean, float* gradient,
                                   float* projection);
    // dx = (dz - mean_gradient - (x - mean) * slope) * scale
    void (*silu_input_gradient)(const T* x, const T* dy, int64_t between_rows, T* dx, int64_t rows, int64_t channels,
                                const float* scale, const float* shift, const float* mean, const float* slope,
                                const float* mean_gradient);
};

struct ElementLoops {
    // y = x / (1 + exp(-x))
    void (*silu)(const float* x, float* y, int64_t count);
    void (*silu_gradient)(const float* x, const float* dy, float* dx, int64_t count);
};

struct PoolLoops {
    // Takes the candidate and its place where it is greater, or NaN.
    void (*take_greater)(float* best, int32_t* where, const float* candidate, const int32_t* place, int64_t count);
};

struct CpuLoops {
    ChannelLoops<float> channel;
    ChannelLoops<c10::BFloat16> channel_bf16;
    RowLoops<float> row;
    RowLoops<c10::BFloat16> row_bf16;
    ElementLoops element;
    PoolLoops pool;
};

// Those that ATen would take on this processor: the width of vectors decides on the order in which sums are taken.
const CpuLoops& atens_loops();

// Those for the widest vectors of this processor, which ATen does not take on every processor that has them. For what is
// computed element by element, and has the same bits in any width, and where there are no bits of ATen's to keep.
const CpuLoops& widest_loops();

// Whether ATen's kernels for this processor are made of the vectors that these loops are made of. Compiled for
// processors without AVX2 they round otherwise.
bool has_atens_vectors();

template <typename T>
const ChannelLoops<T>& channel_loops(const CpuLoops& loops);
template <>
inline const ChannelLoops<float>& channel_loops<float>(const CpuLoops& loops) {
    return loops.channel;
}
template <>
inline const ChannelLoops<c10::BFloat16>& channel_loops<c10::BFloat16>(const CpuLoops& loops) {
    return loops.channel_bf16;
}

template <typename T>
const RowLoops<T>& row_loops(const CpuLoops& loops);
template <>
inline const RowLoops<float>& row_loops<float>(const CpuLoops& loops) {
    return loops.row;
}
template <>
inline const RowLoops<c10::BFloat16>& row_loops<c10::BFloat16>(const CpuLoops& loops) {
    return loops.row_bf16;
}

#if defined(__x86_64__)
extern const CpuLoops cpu_loops_avx512;
extern const CpuLoops cpu_loops_avx2;
#endif
extern const CpuLoops cpu_loops_baseline;

}  // namespace bridge
