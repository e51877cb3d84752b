using System.Reflection;
using System.Runtime.InteropServices;

namespace Interop;

/// <summary>bridge.h, function by function; its comments are the documentation.</summary>
internal static unsafe partial class Native
{
    private const string Bridge = "torchbridge";
    private const int AbiVersion = 3;

    static Native()
    {
        NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);
        int version = bridge_abi_version();
        if (version != AbiVersion)
            throw new DllNotFoundException($"libtorchbridge.so has ABI version {version}, this program needs {AbiVersion}: run ./setup.sh again.");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Bridge)
            return 0;
        string? named = Environment.GetEnvironmentVariable("TORCH_BRIDGE");
        string file = string.IsNullOrEmpty(named) ? Path.Combine(AppContext.BaseDirectory, "libtorchbridge.so") : named;
        if (!File.Exists(file))
            throw new DllNotFoundException($"{file} is missing: run ./setup.sh, which builds the bridge to libtorch.");
        return NativeLibrary.Load(file);
    }

    [LibraryImport(Bridge)]
    internal static partial int bridge_abi_version();

    [LibraryImport(Bridge)]
    internal static partial nint bridge_last_error();

    [LibraryImport(Bridge)]
    internal static partial nint bridge_torch_version();

    [LibraryImport(Bridge)]
    internal static partial int bridge_compiled_with_cuda();

    [LibraryImport(Bridge)]
    internal static partial nint bridge_torch_config();

    [LibraryImport(Bridge)]
    internal static partial int bridge_get_num_threads(out int threads);

    [LibraryImport(Bridge)]
    internal static partial int bridge_set_num_threads(int threads);

    [LibraryImport(Bridge)]
    internal static partial int bridge_manual_seed(long seed);

    [LibraryImport(Bridge)]
    internal static partial int bridge_set_flush_denormal(int on, out int supported);

    [LibraryImport(Bridge)]
    internal static partial int bridge_set_mkldnn_enabled(int on);

    [LibraryImport(Bridge)]
    internal static partial int bridge_set_own_kernels(int on, out int before);

    [LibraryImport(Bridge, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int bridge_operator_find(string name, string overload, out nint op);

    [LibraryImport(Bridge)]
    internal static partial int bridge_operator_call(nint op, Value* arguments, int count, Value* results, int capacity, int* resultCount);

    [LibraryImport(Bridge)]
    internal static partial int bridge_tensor_free(nint tensor);

    [LibraryImport(Bridge)]
    internal static partial int bridge_tensor_alias(nint tensor, out nint result);

    [LibraryImport(Bridge)]
    internal static partial int bridge_tensor_info(nint tensor, out TensorInfo info);

    [LibraryImport(Bridge)]
    internal static partial int bridge_tensor_sizes(nint tensor, long* sizes, long* strides);

    [LibraryImport(Bridge)]
    internal static partial int bridge_tensor_data(nint tensor, out nint data);

    [LibraryImport(Bridge)]
    internal static partial int bridge_tensor_from_memory(void* data, long bytes, int scalarType, long* sizes, int dimensions, out nint result);

    [LibraryImport(Bridge)]
    internal static partial int bridge_tensor_set_requires_grad(nint tensor, int requiresGrad);

    [LibraryImport(Bridge)]
    internal static partial int bridge_tensor_grad(nint tensor, out nint result);

    [LibraryImport(Bridge)]
    internal static partial int bridge_tensor_set_grad(nint tensor, nint grad);

    [LibraryImport(Bridge)]
    internal static partial int bridge_tensor_resize_storage(nint tensor, long bytes);

    [LibraryImport(Bridge)]
    internal static partial int bridge_tensor_set_data(nint tensor, nint data);

    [LibraryImport(Bridge)]
    internal static partial int bridge_tensor_describe(nint tensor, out nint text);

    [LibraryImport(Bridge)]
    internal static partial int bridge_grad_mode_get(out int enabled);

    [LibraryImport(Bridge)]
    internal static partial int bridge_grad_mode_set(int enabled);

    [LibraryImport(Bridge)]
    internal static partial int bridge_backward(nint* tensors, nint* gradients, int count, int retainGraph, int createGraph);

    [LibraryImport(Bridge)]
    internal static partial int bridge_on_gradient(
        nint tensor, delegate* unmanaged<nint, int> reached, delegate* unmanaged<nint, void> release, nint state);

    [LibraryImport(Bridge)]
    internal static partial int bridge_on_accumulated(
        nint leaf, delegate* unmanaged<nint, int> reached, delegate* unmanaged<nint, void> release, nint state, out nint hook);

    [LibraryImport(Bridge)]
    internal static partial int bridge_hook_free(nint hook);

    [LibraryImport(Bridge)]
    internal static partial int bridge_checkpoint(
        nint* inputs,
        int inputCount,
        nint* outputs,
        int outputCount,
        delegate* unmanaged<nint, nint*, int, nint*, int, int> recompute,
        delegate* unmanaged<nint, void> release,
        nint state,
        nint* results);

    [LibraryImport(Bridge, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int bridge_set_error(string message);

    [LibraryImport(Bridge)]
    internal static partial int bridge_rng_state_get(int deviceType, int deviceIndex, out nint state);

    [LibraryImport(Bridge)]
    internal static partial int bridge_rng_state_set(int deviceType, int deviceIndex, nint state);

    [LibraryImport(Bridge)]
    internal static partial int bridge_autocast_get(int deviceType, out AutocastState state);

    [LibraryImport(Bridge)]
    internal static partial int bridge_autocast_set(int deviceType, in AutocastState state);

    [LibraryImport(Bridge)]
    internal static partial int bridge_autocast_enter(out int depth);

    [LibraryImport(Bridge)]
    internal static partial int bridge_autocast_leave(out int depth);

    [LibraryImport(Bridge)]
    internal static partial int bridge_autocast_clear_cache();

    [LibraryImport(Bridge)]
    internal static partial int bridge_unscale(nint* gradients, int count, float inverseScale, out int foundInf);

    [LibraryImport(Bridge)]
    internal static partial int bridge_process_group_backends();

    [LibraryImport(Bridge, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int bridge_process_group_create(string meetingPlace, int rank, int size, long timeoutMilliseconds, out nint group);

    [LibraryImport(Bridge)]
    internal static partial int bridge_process_group_free(nint group);

    [LibraryImport(Bridge)]
    internal static partial int bridge_all_reduce(nint group, nint values, int reduction);

    [LibraryImport(Bridge)]
    internal static partial int bridge_reduce_scatter(nint group, nint share, nint whole, int reduction);

    [LibraryImport(Bridge)]
    internal static partial int bridge_all_gather(nint group, nint whole, nint share);

    [LibraryImport(Bridge)]
    internal static partial int bridge_broadcast(nint group, nint values, int root);

    [LibraryImport(Bridge)]
    internal static partial int bridge_barrier(nint group);

    [LibraryImport(Bridge)]
    internal static partial int bridge_memory_get(int deviceType, int deviceIndex, out MemoryStatistics memory);

    [LibraryImport(Bridge)]
    internal static partial int bridge_memory_reset_peak(int deviceType, int deviceIndex);

    [LibraryImport(Bridge)]
    internal static partial int bridge_memory_empty_cache(int deviceType, int deviceIndex);

    [LibraryImport(Bridge)]
    internal static partial int bridge_memory_set_budget(long bytes);

    [LibraryImport(Bridge)]
    internal static partial int bridge_memory_record(int on);

    [LibraryImport(Bridge)]
    internal static partial int bridge_memory_mark(long mark);

    [LibraryImport(Bridge)]
    internal static partial int bridge_memory_events(MemoryEvent* events, long capacity, out long count);

    [LibraryImport(Bridge)]
    internal static partial int bridge_cuda_device_count(out int count);

    [LibraryImport(Bridge)]
    internal static partial int bridge_device_name(int deviceType, int deviceIndex, byte* name, int capacity);

    [LibraryImport(Bridge)]
    internal static partial int bridge_cuda_bus_id(int deviceIndex, byte* id, int capacity);

    [LibraryImport(Bridge)]
    internal static partial int bridge_synchronize(int deviceType, int deviceIndex);
}
