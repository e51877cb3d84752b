// Tensors on their way across: at::Tensor* on the outside, at::Tensor inside.
#pragma once

#include <ATen/ATen.h>

#include <vector>

#include "bridge.h"

namespace bridge {

inline const at::Tensor& tensor(BridgeTensor handle) {
    TORCH_CHECK(handle != nullptr, "a tensor was expected, got none (was it disposed?)");
    return *static_cast<const at::Tensor*>(handle);
}

inline at::Tensor& mutable_tensor(BridgeTensor handle) {
    TORCH_CHECK(handle != nullptr, "a tensor was expected, got none (was it disposed?)");
    return *static_cast<at::Tensor*>(handle);
}

// Null for an undefined tensor.
inline BridgeTensor hand_over(at::Tensor value) {
    return value.defined() ? new at::Tensor(std::move(value)) : nullptr;
}

inline std::vector<at::Tensor> tensors(const BridgeTensor* handles, int32_t count) {
    std::vector<at::Tensor> result;
    result.reserve(static_cast<size_t>(count));
    for (int32_t i = 0; i < count; i++) {
        result.push_back(handles == nullptr || handles[i] == nullptr ? at::Tensor() : tensor(handles[i]));
    }
    return result;
}

inline c10::Device device(int32_t type, int32_t index) {
    return {static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(type == 0 ? -1 : index)};
}

}  // namespace bridge
