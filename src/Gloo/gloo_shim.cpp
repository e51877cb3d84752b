// The C interface: each function is one call of the group, with errors as codes.
#include <cstring>
#include <new>

#include "group.h"

namespace {

enum Kind : uint64_t { kAllReduce = 1, kReduceScatter, kAllGather, kBroadcast, kBarrier };

// Different for collectives that do not fit together. Sizes are part of it: Gloo ends the process at a message that is
// longer than the buffer it is received into.
uint64_t content_of(Kind kind, uint64_t size, uint64_t detail = 0) {
    uint64_t hash = 0xcbf29ce484222325ull;
    for (uint64_t word : {static_cast<uint64_t>(kind), size, detail}) hash = (hash ^ word) * 0x100000001b3ull;
    return hash;
}

}  // namespace

int32_t gloo_shim_version(void) { return GLOO_SHIM_VERSION; }

GlooShim* gloo_shim_new(int32_t rank, int32_t size) { return new (std::nothrow) GlooShim(rank, size); }

int32_t gloo_shim_listen(GlooShim* group, const char* host, const char* network_interface, int64_t timeout_ms) {
    return group->guard(timeout_ms, [&] {
        gloo::transport::tcp::attr attributes(host);
        attributes.iface = network_interface;
        group->device = gloo::transport::tcp::CreateDevice(attributes);
        group->context = group->device->createContext(group->rank, group->size);
        // Gloo waits five times as long for a connection.
        group->context->setTimeout(std::max(milliseconds(1), milliseconds(timeout_ms / 5)));
        for (int peer = 0; peer < group->size; peer++)
            if (peer != group->rank) group->context->createPair(peer);
    });
}

const uint8_t* gloo_shim_address(GlooShim* group, int32_t peer, int32_t* length) {
    const int32_t code = group->guard(0, [&] { group->address = group->context->getPair(peer)->address().bytes(); });
    *length = code == GLOO_SHIM_OK ? static_cast<int32_t>(group->address.size()) : 0;
    return code == GLOO_SHIM_OK ? reinterpret_cast<const uint8_t*>(group->address.data()) : nullptr;
}

int32_t gloo_shim_connect(GlooShim* group, int32_t peer, const uint8_t* address, int32_t length) {
    return group->guard(0, [&] {
        group->missing[peer] = true;
        group->context->getPair(peer)->connect(std::vector<char>(address, address + length));
        group->missing[peer] = false;
    });
}

int32_t gloo_shim_ready(GlooShim* group) {
    return group->guard(0, [&] { group->watch_connections(); });
}

int32_t gloo_shim_all_reduce(GlooShim* group, void* values, int64_t count, int32_t type, int32_t op, int64_t timeout_ms) {
    return group->guard(timeout_ms, [&] {
        group->all_reduce(static_cast<uint8_t*>(values), count, reduction::of(type, op),
                          content_of(kAllReduce, count, type * 8 + op));
    });
}

int32_t gloo_shim_reduce_scatter(GlooShim* group, void* share, const void* whole, int64_t share_count, int32_t type,
                                 int32_t op, int64_t timeout_ms) {
    return group->guard(timeout_ms, [&] {
        const auto reducer = reduction::of(type, op);
        const size_t bytes = share_count * reducer.element_size;
        const auto parts = group->in_turn(bytes);
        group->exchange(content_of(kReduceScatter, share_count, type * 8 + op), whole, parts,
                        group->buffer(group->size * bytes), parts);
        group->reduce_parts(reducer, static_cast<const uint8_t*>(whole) + group->rank * bytes, share, share_count);
    });
}

int32_t gloo_shim_all_gather(GlooShim* group, void* whole, const void* share, int64_t share_bytes, int64_t timeout_ms) {
    return group->guard(timeout_ms, [&] {
        const size_t bytes = share_bytes;
        std::memmove(static_cast<uint8_t*>(whole) + group->rank * bytes, share, bytes); // no copy where it is there already
        group->exchange(content_of(kAllGather, bytes), whole, group->everywhere({group->rank * bytes, bytes}), whole,
                        group->in_turn(bytes));
    });
}

int32_t gloo_shim_broadcast(GlooShim* group, void* values, int64_t bytes, int32_t root, int64_t timeout_ms) {
    return group->guard(timeout_ms, [&] {
        const Part all{0, static_cast<size_t>(bytes)};
        auto from = group->everywhere({0, 0});
        from[root] = all;
        group->exchange(content_of(kBroadcast, bytes, root), values,
                        group->everywhere(group->rank == root ? all : Part{0, 0}), values, from);
    });
}

int32_t gloo_shim_barrier(GlooShim* group, int64_t timeout_ms) {
    return group->guard(timeout_ms, [&] {
        const auto nothing = group->everywhere({0, 0});
        group->exchange(content_of(kBarrier, 0), nullptr, nothing, nullptr, nothing);
    });
}

void gloo_shim_abort(GlooShim* group) { group->interrupt(group->aborted); }

void gloo_shim_close(GlooShim* group) { delete group; }

const char* gloo_shim_error(const GlooShim* group) { return group->error.c_str(); }

int32_t gloo_shim_missing(const GlooShim* group, int32_t rank) { return group->missing[rank]; }
