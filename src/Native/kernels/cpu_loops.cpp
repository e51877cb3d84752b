// Compiled once per instruction set: BRIDGE_LOOPS is the name under which CMakeLists.txt wants them.
#include "cpu_loops.h"

#include <ATen/cpu/vec/functional.h>

namespace bridge {
namespace {

using Vector = at::vec::Vectorized<float>;

// Sums in double may be taken in any order (omp simd says so of them, and of nothing else): rounded to float, the order
// does not show.
double sum(const float* x, int64_t count) {
    double total = 0;
#pragma omp simd reduction(+ : total)
    for (int64_t i = 0; i < count; i++) total += x[i];
    return total;
}

double squared_distance(const float* x, int64_t count, float mean) {
    double total = 0;
#pragma omp simd reduction(+ : total)
    for (int64_t i = 0; i < count; i++) {
        const float distance = x[i] - mean;
        total += distance * distance;
    }
    return total;
}

void scale_and_shift(const float* x, float* y, int64_t count, float scale, float shift) {
    at::vec::map([scale, shift](Vector v) { return v * Vector(scale) + Vector(shift); }, y, x, count);
}

// at::vec::reduce_all of dy and at::vec::map2_reduce_all of both, in one pass: two chains of additions run beside each
// other, and dy is read once.
void add_gradient_sums(const float* x, const float* dy, int64_t count, float mean, GradientSums* sums) {
    const auto add = [](Vector a, Vector b) { return a + b; };
    const auto project = [mean](Vector v, Vector g) { return (v - Vector(mean)) * g; };
    if (count < Vector::size()) {
        sums->gradient += at::vec::reduce_all<float>(add, dy, count);
        sums->projection += at::vec::map2_reduce_all<float>(project, add, x, dy, count);
        return;
    }
    Vector gradient = Vector::loadu(dy);
    Vector projection = project(Vector::loadu(x), gradient);
    int64_t i = Vector::size();
    for (; i < count - count % Vector::size(); i += Vector::size()) {
        const Vector g = Vector::loadu(dy + i);
        gradient = gradient + g;
        projection = projection + project(Vector::loadu(x + i), g);
    }
    if (const int64_t rest = count - i; rest > 0) {
        const Vector g = Vector::loadu(dy + i, rest);
        gradient = Vector::set(gradient, gradient + g, rest);
        projection = Vector::set(projection, projection + project(Vector::loadu(x + i, rest), g), rest);
    }
    sums->gradient += at::vec::vec_reduce_all<float>(add, gradient);
    sums->projection += at::vec::vec_reduce_all<float>(add, projection);
}

void input_gradient(const float* x, const float* dy, float* dx, int64_t count, float mean, float slope,
                    float mean_gradient, float inverse, float weight) {
    at::vec::map2<float>(
        [=](Vector v, Vector g) {
            const Vector projected = (v - Vector(mean)) * Vector(slope);
            return (g - Vector(mean_gradient) - projected) * Vector(inverse) * Vector(weight);
        },
        dx, x, dy, count);
}

void take_greater(float* best, int32_t* where, const float* candidate, const int32_t* place, int64_t count) {
#pragma omp simd
    for (int64_t i = 0; i < count; i++) {
        const bool better = (candidate[i] > best[i]) | (candidate[i] != candidate[i]);
        best[i] = better ? candidate[i] : best[i];
        where[i] = better ? place[i] : where[i];
    }
}

}  // namespace

const CpuLoops BRIDGE_LOOPS = {
    {sum, squared_distance, scale_and_shift, add_gradient_sums, input_gradient},
    {take_greater},
};

}  // namespace bridge
