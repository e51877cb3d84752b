// FP32 max pooling with stride 1 that keeps the size, as in the pyramids of YOLOv5 (kernel 5, padding 2).
//
// The maximum of a window is the maximum of its rows' maxima: k + k comparisons an element in place of k * k, in loops
// over whole rows. Which element wins is ATen's choice: the first of equal ones in reading order, the last NaN.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <limits>
#include <numeric>
#include <tuple>
#include <vector>

#include "cpu_loops.h"
#include "registration.h"

namespace bridge {
namespace {

struct Plane {
    int64_t height, width, kernel, padding;
};

// What a thread works with; positions counts the plane's elements.
struct Scratch {
    explicit Scratch(int64_t area) : best(area), where(area), positions(area), column(area) {
        std::iota(positions.begin(), positions.end(), 0);
    }
    std::vector<float> best;
    std::vector<int32_t> where, positions, column;
};

void pool_plane(const Plane& plane, const float* x, float* y, int64_t* indices, Scratch& scratch) {
    const int64_t height = plane.height, width = plane.width;
    const PoolLoops& loops = widest_loops().pool;
    for (int64_t row = 0; row < height; row++) {
        float* best = scratch.best.data() + row * width;
        int32_t* where = scratch.where.data() + row * width;
        std::fill(best, best + width, -std::numeric_limits<float>::infinity());
        // Where nothing is greater than minus infinity, the window's first element stands.
        for (int64_t column = 0; column < width; column++) {
            where[column] = static_cast<int32_t>(row * width + std::max<int64_t>(column - plane.padding, 0));
        }
        for (int64_t shift = -plane.padding; shift < plane.kernel - plane.padding; shift++) {
            const int64_t begin = std::max<int64_t>(0, -shift), end = std::min(width, width - shift);
            if (begin >= end) continue;
            const int64_t from = row * width + begin + shift;
            loops.take_greater(best + begin, where + begin, x + from, scratch.positions.data() + from, end - begin);
        }
    }
    int32_t* where = scratch.column.data();
    for (int64_t row = 0; row < height; row++) {
        const int64_t first = std::max<int64_t>(0, row - plane.padding);
        const int64_t last = std::min(height, row - plane.padding + plane.kernel);
        float* best = y + row * width;
        std::copy_n(scratch.best.data() + first * width, width, best);
        std::copy_n(scratch.where.data() + first * width, width, where);
        for (int64_t other = first + 1; other < last; other++) {
            loops.take_greater(best, where, scratch.best.data() + other * width, scratch.where.data() + other * width,
                               width);
        }
        std::copy_n(where, width, indices + row * width);
    }
}

bool all(at::IntArrayRef values, int64_t wanted) {
    for (const int64_t value : values) {
        if (value != wanted) return false;
    }
    return true;
}

std::tuple<at::Tensor, at::Tensor> forward(const at::Tensor& input, at::IntArrayRef kernel, at::IntArrayRef stride,
                                           at::IntArrayRef padding, at::IntArrayRef dilation, bool ceil_mode) {
    const int64_t size = kernel.empty() ? 0 : kernel[0], border = padding.empty() ? 0 : padding[0];
    if (!own_kernels() || input.scalar_type() != at::kFloat || input.dim() != 4 || input.numel() == 0 || !input.is_contiguous() ||
        input.suggest_memory_format() != at::MemoryFormat::Contiguous || size < 3 || size % 2 == 0 ||
        !all(kernel, size) || border != size / 2 || !all(padding, border) || stride.empty() || !all(stride, 1) ||
        !all(dilation, 1) || input.size(2) * input.size(3) > std::numeric_limits<int32_t>::max()) {
        at::Tensor output = at::empty({0}, input.options());
        at::Tensor indices = at::empty({0}, input.options().dtype(at::kLong));
        at::max_pool2d_with_indices_out(output, indices, input, kernel, stride, padding, dilation, ceil_mode);
        return {output, indices};
    }

    at::Tensor output = at::empty_like(input, at::MemoryFormat::Contiguous);
    at::Tensor indices = at::empty(input.sizes(), input.options().dtype(at::kLong));
    const Plane plane{input.size(2), input.size(3), size, border};
    const int64_t area = plane.height * plane.width;
    const float* x = input.data_ptr<float>();
    float* y = output.data_ptr<float>();
    int64_t* where = indices.data_ptr<int64_t>();
    at::parallel_for(0, input.size(0) * input.size(1), std::max<int64_t>(1, 4096 / area), [&](int64_t begin, int64_t end) {
        Scratch scratch(area);
        for (int64_t i = begin; i < end; i++) pool_plane(plane, x + i * area, y + i * area, where + i * area, scratch);
    });
    return {output, indices};
}

const bool registered = [] {
    replace_cpu_kernels([](torch::Library& library) { library.impl("max_pool2d_with_indices", TORCH_FN(forward)); });
    return true;
}();

}  // namespace
}  // namespace bridge
