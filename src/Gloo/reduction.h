// Element-wise reductions over the ranks' parts.
#pragma once

#include <gloo/types.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "gloo_shim.h"

namespace reduction {

struct BFloat16 {
    uint16_t bits;
};

// The type in which a sum is made; 16-bit floats are widened, so that a sum is rounded once and not at every rank.
template <typename T>
struct Wide {
    using Type = T;
    static T load(T value) { return value; }
    static T store(T value) { return value; }
};

template <>
struct Wide<BFloat16> {
    using Type = float;
    static float load(BFloat16 value) {
        const uint32_t bits = static_cast<uint32_t>(value.bits) << 16;
        float wide;
        std::memcpy(&wide, &bits, sizeof wide);
        return wide;
    }
    static BFloat16 store(float wide) {
        uint32_t bits;
        std::memcpy(&bits, &wide, sizeof bits);
        const uint32_t even = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
        return {static_cast<uint16_t>(wide != wide ? 0x7fc0 : even)};
    }
};

template <>
struct Wide<gloo::float16> {
    using Type = float;
    static float load(gloo::float16 value) { return gloo::cpu_half2float(value); }
    static gloo::float16 store(float wide) { return gloo::cpu_float2half_rn(wide); }
};

struct Sum {
    template <typename T>
    static T apply(T a, T b) { return static_cast<T>(a + b); }
};

// As in ATen, a NaN on any rank is the result.
struct Min {
    template <typename T>
    static T apply(T a, T b) { return a < b || a != a ? a : b; }
};

struct Max {
    template <typename T>
    static T apply(T a, T b) { return a > b || a != a ? a : b; }
};

// The result may lie on one of the parts: a block is stored after all of it has been read.
template <typename T, typename Op>
void reduce(const std::vector<const void*>& parts, void* result, size_t count) {
    using Type = typename Wide<T>::Type;
    constexpr size_t block = 2048;
    Type sums[block];
    for (size_t begin = 0; begin < count; begin += block) {
        const size_t n = std::min(block, count - begin);
        const T* first = static_cast<const T*>(parts[0]) + begin;
        for (size_t i = 0; i < n; i++) sums[i] = Wide<T>::load(first[i]);
        for (size_t rank = 1; rank < parts.size(); rank++) {
            const T* part = static_cast<const T*>(parts[rank]) + begin;
            for (size_t i = 0; i < n; i++) sums[i] = Op::apply(sums[i], Wide<T>::load(part[i]));
        }
        T* out = static_cast<T*>(result) + begin;
        for (size_t i = 0; i < n; i++) out[i] = Wide<T>::store(sums[i]);
    }
}

struct Reducer {
    size_t element_size;
    void (*reduce)(const std::vector<const void*>& parts, void* result, size_t count);
};

template <typename T>
Reducer of(int32_t op) {
    switch (op) {
        case GLOO_SHIM_SUM: return {sizeof(T), reduce<T, Sum>};
        case GLOO_SHIM_MIN: return {sizeof(T), reduce<T, Min>};
        case GLOO_SHIM_MAX: return {sizeof(T), reduce<T, Max>};
        default: throw std::invalid_argument("there is no reduction " + std::to_string(op));
    }
}

inline Reducer of(int32_t type, int32_t op) {
    switch (type) {
        case GLOO_SHIM_UINT8: return of<uint8_t>(op);
        case GLOO_SHIM_INT8: return of<int8_t>(op);
        case GLOO_SHIM_INT16: return of<int16_t>(op);
        case GLOO_SHIM_INT32: return of<int32_t>(op);
        case GLOO_SHIM_INT64: return of<int64_t>(op);
        case GLOO_SHIM_FLOAT16: return of<gloo::float16>(op);
        case GLOO_SHIM_FLOAT32: return of<float>(op);
        case GLOO_SHIM_FLOAT64: return of<double>(op);
        case GLOO_SHIM_BFLOAT16: return of<BFloat16>(op);
        default: throw std::invalid_argument("elements of type " + std::to_string(type) + " cannot be reduced");
    }
}

}  // namespace reduction
