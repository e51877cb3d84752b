/* The whole ABI between .NET and libtorch.
 *
 * A tensor crosses as `at::Tensor*` (BridgeTensor), which is what TorchSharp's Tensor.Handle is too. Whoever
 * receives a tensor owns it and frees it with bridge_tensor_free.
 *
 * Every function returns 0 when it did what it says. Otherwise nothing was handed over, and bridge_last_error
 * gives the reason: libtorch's own message. No C++ exception leaves the library.
 */
#ifndef TORCH_BRIDGE_H
#define TORCH_BRIDGE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BRIDGE_API __attribute__((visibility("default")))

/* Grows whenever a signature or a meaning below changes; checked when the library is loaded. */
#define BRIDGE_ABI_VERSION 3

typedef void* BridgeTensor;   /* at::Tensor* */
typedef void* BridgeOperator; /* an operator's entry in the dispatcher; lives as long as the process */

enum BridgeTag {
    BRIDGE_NONE = 0,    /* an absent optional */
    BRIDGE_DEFAULT = 1, /* the schema's own default value */
    BRIDGE_TENSOR = 2,  /* p: BridgeTensor, or null for an undefined tensor */
    BRIDGE_INT = 3,     /* i; also ScalarType, Layout, MemoryFormat */
    BRIDGE_DOUBLE = 4,  /* d */
    BRIDGE_BOOL = 5,    /* i: 0 or 1 */
    BRIDGE_INT_LIST = 6,    /* p: const int64_t*, length */
    BRIDGE_DOUBLE_LIST = 7, /* p: const double*, length */
    BRIDGE_TENSOR_LIST = 8, /* p: const BridgeTensor*, length; null elements are undefined tensors */
    BRIDGE_STRING = 9,      /* p: const char* in UTF-8, length; where the schema wants a Device it is parsed */
    BRIDGE_BOOL_LIST = 10   /* p: const int64_t* of 0 and 1, length */
};

typedef struct BridgeValue {
    int32_t tag;
    int32_t length;
    union {
        int64_t i;
        double d;
        const void* p;
    };
} BridgeValue;

/* --- library ------------------------------------------------------------------------------------------- */

BRIDGE_API int32_t bridge_abi_version(void);
/* The calling thread's last failure, UTF-8; valid until its next failure. */
BRIDGE_API const char* bridge_last_error(void);
/* "1.13.1"; compiled_with_cuda: 1 if the bridge has its CUDA parts. */
BRIDGE_API const char* bridge_torch_version(void);
BRIDGE_API int32_t bridge_compiled_with_cuda(void);
/* libtorch's own description of how it was built, and of its threading. */
BRIDGE_API const char* bridge_torch_config(void);
BRIDGE_API int bridge_get_num_threads(int32_t* threads);
BRIDGE_API int bridge_set_num_threads(int32_t threads);
BRIDGE_API int bridge_manual_seed(int64_t seed);
BRIDGE_API int bridge_set_flush_denormal(int32_t on, int32_t* supported);
/* Whether convolutions may use oneDNN; on by default. */
BRIDGE_API int bridge_set_mkldnn_enabled(int32_t on);
/* Lets the bridge's own CPU kernels work in place of ATen's (they do from the start, unless TORCH_BRIDGE_KERNELS=aten),
   or passes everything on to ATen's. *before is what held until now. */
BRIDGE_API int bridge_set_own_kernels(int32_t on, int32_t* before);

/* --- operators: everything ATen can do, by schema name -------------------------------------------------- */

BRIDGE_API int bridge_operator_find(const char* name, const char* overload, BridgeOperator* op);
/* Calls through the dispatcher (autograd, autocast and all). Arguments that are missing at the end take the
 * schema's defaults. Results: tuples and lists of tensors are laid out flat. `capacity` is the size of
 * `results`; more results than that is an error. */
BRIDGE_API int bridge_operator_call(BridgeOperator op, const BridgeValue* arguments, int32_t count,
                                    BridgeValue* results, int32_t capacity, int32_t* result_count);

/* --- tensors -------------------------------------------------------------------------------------------- */

typedef struct BridgeTensorInfo {
    int64_t numel;
    int64_t element_size;
    int64_t storage_bytes; /* 0 where there is no storage */
    int64_t storage_offset;
    int32_t dimensions;
    int32_t scalar_type; /* c10::ScalarType */
    int32_t device_type; /* c10::DeviceType */
    int32_t device_index;
    int32_t requires_grad;
    int32_t is_leaf;
    int32_t is_contiguous; /* in the default, row-major sense */
    int32_t is_channels_last;
} BridgeTensorInfo;

BRIDGE_API int bridge_tensor_free(BridgeTensor tensor);
/* A second handle on the same tensor. */
BRIDGE_API int bridge_tensor_alias(BridgeTensor tensor, BridgeTensor* result);
BRIDGE_API int bridge_tensor_info(BridgeTensor tensor, BridgeTensorInfo* info);
BRIDGE_API int bridge_tensor_sizes(BridgeTensor tensor, int64_t* sizes, int64_t* strides); /* `dimensions` each */
BRIDGE_API int bridge_tensor_data(BridgeTensor tensor, void** data);
/* A new CPU tensor holding a copy of `bytes` bytes. */
BRIDGE_API int bridge_tensor_from_memory(const void* data, int64_t bytes, int32_t scalar_type, const int64_t* sizes,
                                         int32_t dimensions, BridgeTensor* result);
BRIDGE_API int bridge_tensor_set_requires_grad(BridgeTensor tensor, int32_t requires_grad);
/* *result is null where there is no gradient. */
BRIDGE_API int bridge_tensor_grad(BridgeTensor tensor, BridgeTensor* result);
BRIDGE_API int bridge_tensor_set_grad(BridgeTensor tensor, BridgeTensor grad_or_null);
/* x.data = y: the tensor object stays, what it holds is exchanged. */
BRIDGE_API int bridge_tensor_set_data(BridgeTensor tensor, BridgeTensor data);
/* Gives the memory under a tensor back (0 bytes) or gets it anew, its content undefined, for all tensors on the same
 * storage; sizes, strides and version counters stay. Touching the elements meanwhile is the caller's fault. */
BRIDGE_API int bridge_tensor_resize_storage(BridgeTensor tensor, int64_t bytes);
/* Printable form, UTF-8; valid until the calling thread's next call of this function. */
BRIDGE_API int bridge_tensor_describe(BridgeTensor tensor, const char** text);

/* --- autograd ------------------------------------------------------------------------------------------- */

BRIDGE_API int bridge_grad_mode_get(int32_t* enabled);
BRIDGE_API int bridge_grad_mode_set(int32_t enabled);
/* gradients may be null (ones), or hold null elements. */
BRIDGE_API int bridge_backward(const BridgeTensor* tensors, const BridgeTensor* gradients, int32_t count,
                               int32_t retain_graph, int32_t create_graph);

/* Calls `reached` in the backward pass each time the whole gradient of `tensor` is there, before it is handed on to
 * what `tensor` was computed from; the gradient itself is left alone. On the thread that computes it, which need not
 * be the caller's. `reached` returns 0, or an error whose text it has put with bridge_set_error: the backward pass
 * ends with it. `release` is called once, when the tensor and its graph are gone. A tensor that needs no gradient is an
 * error, and then nothing is released. */
typedef int (*BridgeGradientReached)(void* state);
typedef void (*BridgeRelease)(void* state);
BRIDGE_API int bridge_on_gradient(BridgeTensor tensor, BridgeGradientReached reached, BridgeRelease release,
                                  void* state);
/* Calls `reached` in the backward pass each time a gradient has been added to the `.grad` of `leaf`, otherwise as
 * above. Until the hook is freed; a leaf that was given data of another type or device since is no longer watched. */
typedef void* BridgeHook;
BRIDGE_API int bridge_on_accumulated(BridgeTensor leaf, BridgeGradientReached reached, BridgeRelease release,
                                     void* state, BridgeHook* hook);
BRIDGE_API int bridge_hook_free(BridgeHook hook);

/* Activation checkpointing: `outputs` were computed from `inputs` without recording a graph; this gives them
 * one whose backward pass calls `recompute` (with grad mode as in the forward pass), which fills `recomputed`
 * with as many tensors as there are outputs, computed from `detached` copies of the inputs. It then runs the
 * backward pass of what was recomputed, and returns the gradients of the inputs. `recompute` returns 0, or an
 * error whose text it has put with bridge_set_error. `release` is called once, when the node dies. */
typedef int (*BridgeRecompute)(void* state, const BridgeTensor* detached, int32_t input_count,
                               BridgeTensor* recomputed, int32_t output_count);
BRIDGE_API int bridge_checkpoint(const BridgeTensor* inputs, int32_t input_count, const BridgeTensor* outputs,
                                 int32_t output_count, BridgeRecompute recompute, BridgeRelease release, void* state,
                                 BridgeTensor* results);
BRIDGE_API int bridge_set_error(const char* message);

/* --- random state --------------------------------------------------------------------------------------- */

/* The state of the device's default generator as a byte tensor on the CPU. */
BRIDGE_API int bridge_rng_state_get(int32_t device_type, int32_t device_index, BridgeTensor* state);
BRIDGE_API int bridge_rng_state_set(int32_t device_type, int32_t device_index, BridgeTensor state);

/* --- autocast ------------------------------------------------------------------------------------------- */

typedef struct BridgeAutocast {
    int32_t enabled;
    int32_t scalar_type;
    int32_t cache_enabled;
} BridgeAutocast;

BRIDGE_API int bridge_autocast_get(int32_t device_type, BridgeAutocast* state);
BRIDGE_API int bridge_autocast_set(int32_t device_type, const BridgeAutocast* state);
/* Nesting depth decides when the cache of cast weights is dropped: at depth 0. */
BRIDGE_API int bridge_autocast_enter(int32_t* depth);
BRIDGE_API int bridge_autocast_leave(int32_t* depth);
BRIDGE_API int bridge_autocast_clear_cache(void);

/* --- multi-tensor kernels ------------------------------------------------------------------------------- */

/* Multiplies every gradient in place by inverse_scale and sets *found_inf to 1 where any element is not finite
 * (all on one device, any floating type). One pass over the memory. */
BRIDGE_API int bridge_unscale(const BridgeTensor* gradients, int32_t count, float inverse_scale, int32_t* found_inf);

/* --- process groups ------------------------------------------------------------------------------------- */

typedef void* BridgeProcessGroup;

enum BridgeBackend { BRIDGE_BACKEND_GLOO = 1, BRIDGE_BACKEND_NCCL = 2 };
enum BridgeReduction { BRIDGE_SUM = 0, BRIDGE_MIN = 1, BRIDGE_MAX = 2 };

/* What this build has, as a sum of BridgeBackend; 0 where libtorch lacks c10d. NCCL takes CUDA tensors; without it they
 * go through the host's memory and Gloo. */
BRIDGE_API int32_t bridge_process_group_backends(void);
/* Joins `size` processes, or threads, of which this is number `rank`. They meet at "file:///PATH", a file that does not
 * exist yet in a folder that all see, or at "tcp://HOST:PORT", where rank 0 listens. Whoever is missing when the time is
 * over is named by the error; the same time bounds every collective. Each rank calls the same collectives in the same
 * order, one at a time. */
BRIDGE_API int bridge_process_group_create(const char* meeting_place, int32_t rank, int32_t size,
                                           int64_t timeout_milliseconds, BridgeProcessGroup* group);
BRIDGE_API int bridge_process_group_free(BridgeProcessGroup group);
BRIDGE_API int bridge_all_reduce(BridgeProcessGroup group, BridgeTensor values, int32_t reduction);
/* whole: as many elements as `size` shares; rank i receives the i-th part of the reduced whole. Both contiguous. */
BRIDGE_API int bridge_reduce_scatter(BridgeProcessGroup group, BridgeTensor share, BridgeTensor whole,
                                     int32_t reduction);
BRIDGE_API int bridge_all_gather(BridgeProcessGroup group, BridgeTensor whole, BridgeTensor share);
BRIDGE_API int bridge_broadcast(BridgeProcessGroup group, BridgeTensor values, int32_t root);
BRIDGE_API int bridge_barrier(BridgeProcessGroup group);

/* --- memory --------------------------------------------------------------------------------------------- */

/* Bytes as CUDA's caching allocator counts them, for the CPU's caching allocator of this library too. */
typedef struct BridgeMemory {
    int64_t allocated;
    int64_t peak_allocated;
    int64_t reserved;
    int64_t peak_reserved;
    int64_t allocations;       /* blocks handed out since the start */
    int64_t segments;          /* requests to the system or driver since the start */
    int64_t active_blocks;
    int64_t out_of_memory;     /* allocations refused */
    int64_t budget;            /* CPU: bytes that may be reserved, 0 without a limit; CUDA: 0 */
    int64_t device_free;
    int64_t device_total;
} BridgeMemory;

BRIDGE_API int bridge_memory_get(int32_t device_type, int32_t device_index, BridgeMemory* memory);
BRIDGE_API int bridge_memory_reset_peak(int32_t device_type, int32_t device_index);
BRIDGE_API int bridge_memory_empty_cache(int32_t device_type, int32_t device_index);
/* CPU only: an allocation that would need more reserved bytes than this fails as CUDA's do, after what is cached
 * was given back; 0 lifts it. */
BRIDGE_API int bridge_memory_set_budget(int64_t bytes);

/* One line of a recording of the CPU allocator: positive bytes are an allocation, negative ones its end, and 0 the
 * recording's beginning or a new mark. */
typedef struct BridgeMemoryEvent {
    int64_t nanoseconds; /* since the recording began */
    int64_t bytes;
    int64_t allocated;   /* after the event */
    int64_t mark;        /* the mark in force, see bridge_memory_mark */
    int64_t block;       /* the block's address: the same for an allocation and its end; 0 where bytes is 0 */
} BridgeMemoryEvent;

BRIDGE_API int bridge_memory_record(int32_t on);
BRIDGE_API int bridge_memory_mark(int64_t mark);
/* Copies up to `capacity` events and says how many there are. */
BRIDGE_API int bridge_memory_events(BridgeMemoryEvent* events, int64_t capacity, int64_t* count);

/* --- devices -------------------------------------------------------------------------------------------- */

BRIDGE_API int bridge_cuda_device_count(int32_t* count);
BRIDGE_API int bridge_device_name(int32_t device_type, int32_t device_index, char* name, int32_t capacity);
/* Where a CUDA device is on the bus, as NVML takes it: "0000:3b:00.0". */
BRIDGE_API int bridge_cuda_bus_id(int32_t device_index, char* id, int32_t capacity);
/* Waits until everything queued on the device is done. */
BRIDGE_API int bridge_synchronize(int32_t device_type, int32_t device_index);

#ifdef __cplusplus
}
#endif

#endif
