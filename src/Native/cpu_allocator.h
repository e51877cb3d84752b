// A caching allocator for CPU tensors that works as CUDA's does: blocks are kept and reused, statistics are exact.
//
// Why: the C library hands large blocks back to the system at every free, so that each training step maps, faults
// and zeroes all of its activations anew. Keeping them is worth a third of a step. And what is counted here is the
// same quantity as torch.cuda.max_memory_allocated, on a machine without a GPU.
#pragma once

#include <c10/core/Allocator.h>

#include <chrono>
#include <mutex>
#include <set>
#include <unordered_map>
#include <vector>

#include "bridge.h"

namespace bridge {

class CpuAllocator {
public:
    static CpuAllocator& instance();

    void* allocate(size_t bytes);
    void free(void* pointer);

    BridgeMemory statistics();
    void reset_peak();
    void empty_cache();
    void set_budget(size_t bytes);

    void record(bool on);
    void mark(int64_t mark);
    int64_t events(BridgeMemoryEvent* events, int64_t capacity);

private:
    struct Block {
        char* pointer;
        size_t size;
        bool small;
        bool in_use = false;
        Block* previous = nullptr;  // neighbours within the segment
        Block* next = nullptr;
    };
    struct BySize {
        bool operator()(const Block* a, const Block* b) const {
            return a->size != b->size ? a->size < b->size : a->pointer < b->pointer;
        }
    };
    using Pool = std::set<Block*, BySize>;

    Block* find(Pool& pool, size_t size, bool small);
    Block* new_segment(size_t size, bool small);
    void release_cached(size_t wanted);
    size_t release_cached(Pool& pool, size_t wanted);
    size_t release(Block* block, Pool& pool);
    Pool& pool_of(bool small) {
        return small ? small_ : large_;
    }
    void join(Block* block, Block* neighbour, Pool& pool);
    void note(int64_t bytes, const void* block);

    std::mutex mutex_;
    Pool small_;
    Pool large_;
    std::unordered_map<void*, Block*> in_use_;
    BridgeMemory statistics_ = {};
    size_t budget_ = 0;

    bool recording_ = false;
    std::chrono::steady_clock::time_point recording_since_;
    int64_t mark_ = 0;
    std::vector<BridgeMemoryEvent> events_;
};

}  // namespace bridge
