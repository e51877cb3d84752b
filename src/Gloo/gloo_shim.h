// Gloo behind a plain C interface: a group of ranks on CPUs, and its collectives.
//
// A group is used by one thread at a time; gloo_shim_abort alone may be called by another meanwhile. No C++ exception
// leaves the library: a function returns one of the codes below, gloo_shim_error has the text, gloo_shim_missing the
// ranks. After a failure the connections to all other ranks are closed, so that these fail too instead of waiting, and
// the group only takes gloo_shim_close.
//
// The process ignores SIGPIPE, as .NET does: Gloo writes to connections that may have been closed.
//
// All ranks call the same collectives with the same sizes in the same order. A rank that calls another one, or with
// another size, counts as missing: its messages carry another number.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

#define GLOO_SHIM_VERSION 1

enum {
    GLOO_SHIM_OK = 0,
    GLOO_SHIM_FAILED = 1,
    GLOO_SHIM_TIMED_OUT = 2,       // missing: the ranks that did not send or take their part in time
    GLOO_SHIM_CONNECTION_LOST = 3, // missing: the ranks whose connection broke, as far as it is known
    GLOO_SHIM_ABORTED = 4,
};

enum { GLOO_SHIM_SUM = 0, GLOO_SHIM_MIN = 1, GLOO_SHIM_MAX = 2 };

// The numbers of libtorch's ScalarType.
enum {
    GLOO_SHIM_UINT8 = 0,
    GLOO_SHIM_INT8 = 1,
    GLOO_SHIM_INT16 = 2,
    GLOO_SHIM_INT32 = 3,
    GLOO_SHIM_INT64 = 4,
    GLOO_SHIM_FLOAT16 = 5,
    GLOO_SHIM_FLOAT32 = 6,
    GLOO_SHIM_FLOAT64 = 7,
    GLOO_SHIM_BFLOAT16 = 15,
};

typedef struct GlooShim GlooShim;

int32_t gloo_shim_version(void);

// Opening: listen, tell every other rank the address meant for it, connect to each in the order of the ranks.
GlooShim* gloo_shim_new(int32_t rank, int32_t size);
int32_t gloo_shim_listen(GlooShim* group, const char* host, const char* network_interface, int64_t timeout_ms);
const uint8_t* gloo_shim_address(GlooShim* group, int32_t peer, int32_t* length); // valid until the next call
int32_t gloo_shim_connect(GlooShim* group, int32_t peer, const uint8_t* address, int32_t length);
int32_t gloo_shim_ready(GlooShim* group); // after the last connection

// Collectives. Reductions go through the ranks in order; 16-bit floats are added in float32 and rounded once.
int32_t gloo_shim_all_reduce(GlooShim* group, void* values, int64_t count, int32_t type, int32_t op, int64_t timeout_ms);
int32_t gloo_shim_reduce_scatter(GlooShim* group, void* share, const void* whole, int64_t share_count, int32_t type,
                                 int32_t op, int64_t timeout_ms);
int32_t gloo_shim_all_gather(GlooShim* group, void* whole, const void* share, int64_t share_bytes, int64_t timeout_ms);
int32_t gloo_shim_broadcast(GlooShim* group, void* values, int64_t bytes, int32_t root, int64_t timeout_ms);
int32_t gloo_shim_barrier(GlooShim* group, int64_t timeout_ms);

// Ends the collective in progress, and all later ones, with GLOO_SHIM_ABORTED.
void gloo_shim_abort(GlooShim* group);
void gloo_shim_close(GlooShim* group);

const char* gloo_shim_error(const GlooShim* group);
int32_t gloo_shim_missing(const GlooShim* group, int32_t rank);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
