#include "cpu_allocator.h"

#include <c10/core/CPUAllocator.h>
#include <c10/core/DeviceType.h>
#include <c10/util/Exception.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>

namespace bridge {
namespace {

// The sizes of CUDA's caching allocator.
constexpr size_t min_block = 512;
constexpr size_t small_limit = 1 << 20;
constexpr size_t small_segment = 2 << 20;
constexpr size_t large_segment = 20 << 20;
constexpr size_t large_limit = 10 << 20;
constexpr size_t large_rounding = 2 << 20;

constexpr size_t huge_page = 2 << 20;

// What memory is given back in: small enough that fragments keep little, and large enough that holes are few.
constexpr size_t granule = 64 << 10;
constexpr size_t everything = SIZE_MAX;

size_t round_up(size_t bytes, size_t to) {
    return (bytes + to - 1) / to * to;
}

size_t block_size(size_t bytes) {
    return bytes < min_block ? min_block : round_up(bytes, min_block);
}

size_t segment_size(size_t block) {
    if (block <= small_limit) return small_segment;
    return block < large_limit ? large_segment : round_up(block, large_rounding);
}

std::string mebibytes(size_t bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f MiB", static_cast<double>(bytes) / (1 << 20));
    return text;
}

// Aligned to huge pages, so that the kernel may use them: fewer faults when a segment is first touched.
char* map_segment(size_t size) {
    const size_t padded = size + huge_page;
    void* mapped = mmap(nullptr, padded, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) return nullptr;
    char* start = static_cast<char*>(mapped);
    char* aligned = reinterpret_cast<char*>(round_up(reinterpret_cast<size_t>(start), huge_page));
    const size_t before = static_cast<size_t>(aligned - start);
    if (before > 0) munmap(start, before);
    const size_t after = padded - before - size;
    if (after > 0) munmap(aligned + size, after);
    madvise(aligned, size, MADV_HUGEPAGE);
    return aligned;
}

}  // namespace

CpuAllocator& CpuAllocator::instance() {
    // Never destroyed: tensors in static storage are freed after main.
    static auto* allocator = new CpuAllocator();
    return *allocator;
}

void* CpuAllocator::allocate(size_t bytes) {
    if (bytes == 0) return nullptr;
    TORCH_CHECK(bytes < (size_t{1} << 46), "CPU out of memory. Tried to allocate ", bytes, " bytes");
    const size_t size = block_size(bytes);
    const bool small = size <= small_limit;
    std::lock_guard<std::mutex> lock(mutex_);
    Pool& pool = pool_of(small);
    Block* block = find(pool, size, small);
    if (block == nullptr) block = new_segment(size, small);

    const size_t rest = block->size - size;
    if (small ? rest >= min_block : rest > small_limit) {
        auto* remaining = new Block{block->pointer + size, rest, small};
        remaining->previous = block;
        remaining->next = block->next;
        if (remaining->next != nullptr) remaining->next->previous = remaining;
        block->next = remaining;
        block->size = size;
        pool.insert(remaining);
    }
    block->in_use = true;
    in_use_.emplace(block->pointer, block);
    statistics_.allocations++;
    statistics_.active_blocks++;
    statistics_.allocated += static_cast<int64_t>(block->size);
    statistics_.peak_allocated = std::max(statistics_.peak_allocated, statistics_.allocated);
    if (recording_) note(static_cast<int64_t>(block->size), block->pointer);
    return block->pointer;
}

void CpuAllocator::free(void* pointer) {
    if (pointer == nullptr) return;
    std::lock_guard<std::mutex> lock(mutex_);
    auto found = in_use_.find(pointer);
    if (found == in_use_.end()) return;
    Block* block = found->second;
    in_use_.erase(found);
    statistics_.active_blocks--;
    statistics_.allocated -= static_cast<int64_t>(block->size);
    if (recording_) note(-static_cast<int64_t>(block->size), block->pointer);
    block->in_use = false;
    Pool& pool = pool_of(block->small);
    join(block, block->previous, pool);
    join(block, block->next, pool);
    pool.insert(block);
}

// Takes a free neighbour into `block`.
void CpuAllocator::join(Block* block, Block* neighbour, Pool& pool) {
    if (neighbour == nullptr || neighbour->in_use) return;
    pool.erase(neighbour);
    block->size += neighbour->size;
    if (neighbour == block->previous) {
        block->pointer = neighbour->pointer;
        block->previous = neighbour->previous;
        if (block->previous != nullptr) block->previous->next = block;
    } else {
        block->next = neighbour->next;
        if (block->next != nullptr) block->next->previous = block;
    }
    delete neighbour;
}

CpuAllocator::Block* CpuAllocator::find(Pool& pool, size_t size, bool small) {
    Block key{nullptr, size, small};
    auto found = pool.lower_bound(&key);
    if (found == pool.end()) return nullptr;
    Block* block = *found;
    pool.erase(found);
    return block;
}

CpuAllocator::Block* CpuAllocator::new_segment(size_t size, bool small) {
    size_t wanted = segment_size(size);
    const auto excess = [&]() -> size_t {
        const size_t would_be = static_cast<size_t>(statistics_.reserved) + wanted;
        return budget_ > 0 && would_be > budget_ ? would_be - budget_ : 0;
    };
    if (excess() > 0) release_cached(excess());
    // Where the budget is nearly used up, room for later blocks is not asked for.
    if (excess() > 0) wanted = round_up(size, granule);
    char* memory = excess() > 0 ? nullptr : map_segment(wanted);
    if (memory == nullptr && excess() == 0) {
        release_cached(everything);
        memory = map_segment(wanted);
    }
    if (memory == nullptr) {
        statistics_.out_of_memory++;
        const auto allocated = static_cast<size_t>(statistics_.allocated);
        const auto reserved = static_cast<size_t>(statistics_.reserved);
        C10_THROW_ERROR(OutOfMemoryError,
                        "CPU out of memory. Tried to allocate " + mebibytes(size) + " (" +
                            (budget_ > 0 ? "budget " + mebibytes(budget_) + "; " : std::string()) +
                            mebibytes(allocated) + " allocated; " + mebibytes(reserved) + " reserved)");
    }
    statistics_.segments++;
    statistics_.reserved += static_cast<int64_t>(wanted);
    statistics_.peak_reserved = std::max(statistics_.peak_reserved, statistics_.reserved);
    return new Block{memory, wanted, small};
}

// Gives `wanted` bytes of what no tensor holds back to the system, or all of it where there is less.
void CpuAllocator::release_cached(size_t wanted) {
    const size_t released = release_cached(large_, wanted);
    if (released < wanted) release_cached(small_, wanted - released);
}

// The largest blocks first: few holes.
size_t CpuAllocator::release_cached(Pool& pool, size_t wanted) {
    const std::vector<Block*> blocks(pool.rbegin(), pool.rend());
    size_t released = 0;
    for (Block* block : blocks) {
        if (released >= wanted) break;
        released += release(block, pool);
    }
    return released;
}

// Unmaps the whole granules within a free block, also where its neighbours are in use: what is left before and behind
// the hole are blocks without a neighbour on that side. Fragments then keep no memory that a budget counts (CUDA's
// expandable segments do the same with physical pages).
size_t CpuAllocator::release(Block* block, Pool& pool) {
    const auto start = reinterpret_cast<size_t>(block->pointer);
    const size_t end = start + block->size;
    const size_t hole = round_up(start, granule);
    const size_t hole_end = end / granule * granule;
    if (hole >= hole_end) return 0;

    // The system may refuse: a hole makes two mappings of one, and their number is limited.
    if (munmap(reinterpret_cast<void*>(hole), hole_end - hole) != 0) return 0;
    pool.erase(block);
    statistics_.reserved -= static_cast<int64_t>(hole_end - hole);
    Block* before = nullptr;
    if (hole > start) before = new Block{block->pointer, hole - start, block->small, false, block->previous, nullptr};
    Block* behind = nullptr;
    if (end > hole_end) behind = new Block{reinterpret_cast<char*>(hole_end), end - hole_end, block->small, false, nullptr, block->next};
    if (block->previous != nullptr) block->previous->next = before;
    if (block->next != nullptr) block->next->previous = behind;
    if (before != nullptr) pool.insert(before);
    if (behind != nullptr) pool.insert(behind);
    delete block;
    return hole_end - hole;
}

BridgeMemory CpuAllocator::statistics() {
    std::lock_guard<std::mutex> lock(mutex_);
    BridgeMemory copy = statistics_;
    copy.budget = static_cast<int64_t>(budget_);
    return copy;
}

void CpuAllocator::reset_peak() {
    std::lock_guard<std::mutex> lock(mutex_);
    statistics_.peak_allocated = statistics_.allocated;
    statistics_.peak_reserved = statistics_.reserved;
}

void CpuAllocator::empty_cache() {
    std::lock_guard<std::mutex> lock(mutex_);
    release_cached(everything);
}

void CpuAllocator::set_budget(size_t bytes) {
    std::lock_guard<std::mutex> lock(mutex_);
    budget_ = bytes;
    const auto reserved = static_cast<size_t>(statistics_.reserved);
    if (budget_ > 0 && reserved > budget_) release_cached(reserved - budget_);
}

void CpuAllocator::record(bool on) {
    std::lock_guard<std::mutex> lock(mutex_);
    recording_ = on;
    if (on) {
        events_.clear();
        recording_since_ = std::chrono::steady_clock::now();
        note(0, nullptr);
    }
}

void CpuAllocator::mark(int64_t mark) {
    std::lock_guard<std::mutex> lock(mutex_);
    mark_ = mark;
    if (recording_) note(0, nullptr);
}

void CpuAllocator::note(int64_t bytes, const void* block) {
    const auto since = std::chrono::steady_clock::now() - recording_since_;
    events_.push_back({std::chrono::duration_cast<std::chrono::nanoseconds>(since).count(), bytes,
                       statistics_.allocated, mark_, static_cast<int64_t>(reinterpret_cast<intptr_t>(block))});
}

int64_t CpuAllocator::events(BridgeMemoryEvent* events, int64_t capacity) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto count = static_cast<int64_t>(events_.size());
    std::copy_n(events_.begin(), std::min(count, capacity), events);
    return count;
}

namespace {

void free_block(void* pointer) {
    CpuAllocator::instance().free(pointer);
}

// c10's interface to it. Over the versions allocate() lost its const and copy_data() came: both forms stand here,
// and the one that libtorch's headers declare is the one that overrides (hence no `override`).
struct C10Allocator final : public c10::Allocator {
    c10::DataPtr allocate(size_t bytes) {
        return make(bytes);
    }
    c10::DataPtr allocate(size_t bytes) const {
        return make(bytes);
    }
    void copy_data(void* to, const void* from, size_t count) const {
        std::memcpy(to, from, count);
    }
    c10::DeleterFnPtr raw_deleter() const override {
        return &free_block;
    }

private:
    static c10::DataPtr make(size_t bytes) {
        void* pointer = CpuAllocator::instance().allocate(bytes);
        return {pointer, pointer, &free_block, c10::Device(c10::DeviceType::CPU)};
    }
};

// Installed when the library is loaded, before it makes a tensor. TORCH_BRIDGE_ALLOCATOR=system leaves libtorch's
// own allocator in place (to measure what this one is worth); the statistics are then all zero.
const bool installed = [] {
    const char* choice = std::getenv("TORCH_BRIDGE_ALLOCATOR");
    if (choice != nullptr && std::strcmp(choice, "system") == 0) return false;
    static C10Allocator allocator;
    c10::SetAllocator(c10::DeviceType::CPU, &allocator, /*priority=*/100);
    return true;
}();

}  // namespace
}  // namespace bridge
