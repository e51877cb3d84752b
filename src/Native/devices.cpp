// Devices: how many, what they are called, waiting for them.
#include <cstdio>
#include <fstream>
#include <string>

#include "error.h"
#include "handle.h"

#ifdef BRIDGE_CUDA
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAGuard.h>
#include <cuda_runtime_api.h>
#endif

using namespace bridge;

namespace {

std::string processor_name() {
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.rfind("model name", 0) == 0) {
            const size_t colon = line.find(':');
            return colon == std::string::npos ? line : line.substr(std::min(colon + 2, line.size()));
        }
    }
    return "CPU";
}

}  // namespace

int bridge_cuda_device_count(int32_t* count) {
    return guard([&] {
#ifdef BRIDGE_CUDA
        *count = c10::cuda::device_count();
#else
        *count = 0;
#endif
    });
}

int bridge_device_name(int32_t device_type, int32_t device_index, char* name, int32_t capacity) {
    return guard([&] {
        std::string text;
        if (device_type == static_cast<int32_t>(c10::DeviceType::CPU)) {
            text = processor_name();
        } else {
#ifdef BRIDGE_CUDA
            cudaDeviceProp properties = {};
            TORCH_CHECK(cudaGetDeviceProperties(&properties, device_index) == cudaSuccess, "there is no CUDA device ",
                        device_index);
            text = properties.name;
#else
            TORCH_CHECK(false, "this build of the bridge has no CUDA");
#endif
        }
        std::snprintf(name, static_cast<size_t>(capacity), "%s", text.c_str());
    });
}

int bridge_cuda_bus_id(int32_t device_index, char* id, int32_t capacity) {
    return guard([&] {
#ifdef BRIDGE_CUDA
        TORCH_CHECK(cudaDeviceGetPCIBusId(id, capacity, device_index) == cudaSuccess, "there is no CUDA device ",
                    device_index);
#else
        TORCH_CHECK(false, "this build of the bridge has no CUDA");
#endif
    });
}

int bridge_synchronize(int32_t device_type, int32_t device_index) {
    return guard([&] {
        if (device_type == static_cast<int32_t>(c10::DeviceType::CPU)) return;  // every operator has ended already
#ifdef BRIDGE_CUDA
        c10::cuda::CUDAGuard guard(static_cast<c10::DeviceIndex>(device_index));
        c10::cuda::device_synchronize();
#else
        TORCH_CHECK(false, "this build of the bridge has no CUDA");
#endif
    });
}
