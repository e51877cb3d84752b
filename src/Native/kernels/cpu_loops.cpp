// Compiled once per instruction set: BRIDGE_LOOPS is the name under which CMakeLists.txt wants them.
#include "cpu_loops.h"

#include "loops/lanes.h"
#include "loops/planes.h"
#include "loops/rows.h"

namespace bridge {
namespace {

void silu(const float* x, float* y, int64_t count) {
    at::vec::map(silu_of, y, x, count);
}

void silu_gradient(const float* x, const float* dy, float* dx, int64_t count) {
    at::vec::map2(silu_gradient_of, dx, x, dy, count);
}

void take_greater(float* best, int32_t* where, const float* candidate, const int32_t* place, int64_t count) {
#pragma omp simd
    for (int64_t i = 0; i < count; i++) {
        const bool better = (candidate[i] > best[i]) | (candidate[i] != candidate[i]);
        best[i] = better ? candidate[i] : best[i];
        where[i] = better ? place[i] : where[i];
    }
}

template <typename T>
constexpr ChannelLoops<T> channel = {sum<T>,
                                     squared_distance<T>,
                                     scale_and_shift<T>,
                                     add_gradient_sums<T>,
                                     input_gradient<T>,
                                     scale_shift_silu<T>,
                                     scaled_silu_gradient<T>,
                                     silu_gradient_and_sums<T>};

template <typename T>
constexpr RowLoops<T> row = {add_moments<T>, rows_scale_shift_silu<T>, rows_add_silu_gradient_sums<T>,
                             rows_silu_input_gradient<T>};

}  // namespace

const CpuLoops BRIDGE_LOOPS = {
    channel<float>, channel<c10::BFloat16>, row<float>, row<c10::BFloat16>, {silu, silu_gradient}, {take_greater},
};

}  // namespace bridge
