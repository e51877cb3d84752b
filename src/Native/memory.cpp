// Allocator statistics of both kinds of device.
#include <sys/sysinfo.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#include "cpu_allocator.h"
#include "error.h"
#include "handle.h"

#ifdef BRIDGE_CUDA
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>
#include <cuda_runtime_api.h>
#endif

using namespace bridge;

namespace {

// A number after `key` in a file of lines "key number"; -1 where there is none. Without a key the file's first number.
int64_t number_in(const char* path, const std::string& key) {
    std::ifstream file(path);
    std::string word;
    int64_t number = -1;
    if (key.empty()) return file >> number ? number : -1;
    while (file >> word) {
        if (word == key) return file >> number ? number : -1;
        file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    }
    return -1;
}

// What this process can have: page cache makes way for it, and a container may allow less than the machine has.
void bound_by_host(BridgeMemory& memory) {
    const int64_t available = number_in("/proc/meminfo", "MemAvailable:");
    if (available >= 0) memory.device_free = available * 1024;
    const int64_t limit = number_in("/sys/fs/cgroup/memory.max", "");
    if (limit <= 0 || limit >= memory.device_total) return;
    memory.device_total = limit;
    const int64_t used = number_in("/sys/fs/cgroup/memory.current", "");
    const int64_t cache = number_in("/sys/fs/cgroup/memory.stat", "inactive_file");
    const int64_t left = limit - std::max<int64_t>(used, 0) + std::max<int64_t>(cache, 0);
    memory.device_free = std::clamp<int64_t>(left, 0, memory.device_free);
}

BridgeMemory cpu_memory() {
    BridgeMemory memory = CpuAllocator::instance().statistics();
    struct sysinfo system = {};
    if (sysinfo(&system) == 0) {
        memory.device_total = static_cast<int64_t>(system.totalram) * system.mem_unit;
        memory.device_free = static_cast<int64_t>(system.freeram + system.bufferram) * system.mem_unit;
        bound_by_host(memory);
    }
    return memory;
}

#ifdef BRIDGE_CUDA
BridgeMemory cuda_memory(int32_t index) {
    // Statistic 0 of each is the aggregate over the pools: what torch.cuda.memory_stats calls "all".
    const auto stats = c10::cuda::CUDACachingAllocator::getDeviceStats(static_cast<c10::DeviceIndex>(index));
    BridgeMemory memory = {};
    memory.allocated = stats.allocated_bytes[0].current;
    memory.peak_allocated = stats.allocated_bytes[0].peak;
    memory.reserved = stats.reserved_bytes[0].current;
    memory.peak_reserved = stats.reserved_bytes[0].peak;
    memory.allocations = stats.allocation[0].allocated;
    memory.segments = stats.segment[0].allocated;
    memory.active_blocks = stats.active[0].current;
    memory.out_of_memory = stats.num_ooms;
    c10::cuda::CUDAGuard guard(static_cast<c10::DeviceIndex>(index));
    size_t free_bytes = 0;
    size_t total_bytes = 0;
    TORCH_CHECK(cudaMemGetInfo(&free_bytes, &total_bytes) == cudaSuccess, "cudaMemGetInfo failed");
    memory.device_free = static_cast<int64_t>(free_bytes);
    memory.device_total = static_cast<int64_t>(total_bytes);
    return memory;
}
#endif

bool is_cpu(int32_t device_type) {
    return device_type == static_cast<int32_t>(c10::DeviceType::CPU);
}

[[noreturn]] [[maybe_unused]] void no_statistics(int32_t device_type) {
    TORCH_CHECK(false, "no memory statistics for ", static_cast<c10::DeviceType>(device_type),
                " in this build of the bridge");
}

}  // namespace

int bridge_memory_get(int32_t device_type, int32_t device_index, BridgeMemory* memory) {
    return guard([&] {
        if (is_cpu(device_type)) {
            *memory = cpu_memory();
            return;
        }
#ifdef BRIDGE_CUDA
        *memory = cuda_memory(device_index);
#else
        no_statistics(device_type);
#endif
    });
}

int bridge_memory_reset_peak(int32_t device_type, int32_t device_index) {
    return guard([&] {
        if (is_cpu(device_type)) {
            CpuAllocator::instance().reset_peak();
            return;
        }
#ifdef BRIDGE_CUDA
        c10::cuda::CUDACachingAllocator::resetPeakStats(static_cast<c10::DeviceIndex>(device_index));
#else
        no_statistics(device_type);
#endif
    });
}

int bridge_memory_empty_cache(int32_t device_type, int32_t device_index) {
    return guard([&] {
        if (is_cpu(device_type)) {
            CpuAllocator::instance().empty_cache();
            return;
        }
#ifdef BRIDGE_CUDA
        c10::cuda::CUDAGuard guard(static_cast<c10::DeviceIndex>(device_index));
        c10::cuda::CUDACachingAllocator::emptyCache();
#else
        no_statistics(device_type);
#endif
    });
}

int bridge_memory_set_budget(int64_t bytes) {
    return guard([&] {
        TORCH_CHECK(bytes >= 0, "a memory budget must not be negative");
        CpuAllocator::instance().set_budget(static_cast<size_t>(bytes));
    });
}

int bridge_memory_record(int32_t on) {
    return guard([&] { CpuAllocator::instance().record(on != 0); });
}

int bridge_memory_mark(int64_t mark) {
    return guard([&] { CpuAllocator::instance().mark(mark); });
}

int bridge_memory_events(BridgeMemoryEvent* events, int64_t capacity, int64_t* count) {
    return guard([&] { *count = CpuAllocator::instance().events(events, capacity); });
}
