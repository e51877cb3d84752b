using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Distributed;

/// <summary>
/// Ranks (processes, or threads of one process) that exchange tensors: over Gloo on CPUs, for which scripts/build-gloo.sh
/// builds a library, and over NCCL on GPUs.
/// </summary>
/// <remarks>
/// All ranks call the same collectives with the same sizes in the same order. Every wait has a time-out: a rank that does
/// not come in time, or has died, makes all that wait for it fail with a <see cref="CollectiveException"/>, and the group
/// cannot be used after that. Tensors are contiguous and on the group's device. The collectives of a world of one are copies.
/// </remarks>
public sealed partial class ProcessGroup : IDisposable
{
    private readonly ICollectives? _collectives;
    private bool _disposed;

    private ProcessGroup(ICollectives? collectives, int rank, int worldSize, Device device)
    {
        _collectives = collectives;
        Rank = rank;
        WorldSize = worldSize;
        Device = device;
    }

    /// <summary>True if groups of several ranks on CPUs can be made, because scripts/build-gloo.sh has built their library.</summary>
    public static bool Available => GlooLibrary.Available;

    /// <summary>Checks that groups of several ranks can be made on a kind of device.</summary>
    /// <exception cref="DllNotFoundException">The library that carries the ranks' messages is missing.</exception>
    public static void CheckAvailable(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (device.type == DeviceType.CUDA)
            _ = NcclLibrary.Instance;
        else
            _ = GlooLibrary.Instance;
    }

    /// <summary>Number of this rank, from 0.</summary>
    public int Rank { get; }

    /// <summary>Number of ranks.</summary>
    public int WorldSize { get; }

    /// <summary>The device on which this rank's tensors are; a world of one takes those of any.</summary>
    public Device Device { get; }

    /// <summary>Replaces a tensor by the reduction of all ranks' tensors of that shape.</summary>
    /// <exception cref="CollectiveException">A rank did not come in time, or was lost.</exception>
    public void AllReduce(Tensor values, Reduction reduction = Reduction.Sum) => StartAllReduce(values, reduction).WaitAtOnce();

    /// <summary>Starts <see cref="AllReduce"/>.</summary>
    public Work StartAllReduce(Tensor values, Reduction reduction = Reduction.Sum)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (Collectives is not { } collectives)
            return Work.Completed;
        CheckReducible("all_reduce", values, reduction);
        return collectives.AllReduce(values, reduction);
    }

    /// <summary>Replaces this rank's share by its part of the reduction of all ranks' wholes.</summary>
    /// <param name="share">[n].</param>
    /// <param name="whole">[n * <see cref="WorldSize"/>]; left as it is.</param>
    /// <param name="reduction">Reduction to apply; on CPUs, sums are made in the order of the ranks.</param>
    /// <exception cref="CollectiveException">A rank did not come in time, or was lost.</exception>
    public void ReduceScatter(Tensor share, Tensor whole, Reduction reduction = Reduction.Sum) => StartReduceScatter(share, whole, reduction).WaitAtOnce();

    /// <summary>Starts <see cref="ReduceScatter"/>.</summary>
    public Work StartReduceScatter(Tensor share, Tensor whole, Reduction reduction = Reduction.Sum)
    {
        ArgumentNullException.ThrowIfNull(share);
        ArgumentNullException.ThrowIfNull(whole);
        if (Collectives is not { } collectives)
            return Copy(share, whole);
        CheckShares("reduce_scatter", whole, share);
        CheckReducible("reduce_scatter", whole, reduction);
        return collectives.ReduceScatter(share, whole, reduction);
    }

    /// <summary>Replaces the whole by all ranks' shares, in the order of the ranks.</summary>
    /// <param name="whole">[n * <see cref="WorldSize"/>].</param>
    /// <param name="share">[n]; may be this rank's part of the whole.</param>
    /// <exception cref="CollectiveException">A rank did not come in time, or was lost.</exception>
    public void AllGather(Tensor whole, Tensor share) => StartAllGather(whole, share).WaitAtOnce();

    /// <summary>Starts <see cref="AllGather(Tensor, Tensor)"/>.</summary>
    public Work StartAllGather(Tensor whole, Tensor share)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ArgumentNullException.ThrowIfNull(share);
        if (Collectives is not { } collectives)
            return Copy(whole, share);
        CheckShares("all_gather", whole, share);
        return collectives.AllGather(whole, share);
    }

    /// <summary>Replaces all ranks' tensors by that of one.</summary>
    /// <exception cref="CollectiveException">A rank did not come in time, or was lost.</exception>
    public void Broadcast(Tensor values, int root) => StartBroadcast(values, root).WaitAtOnce();

    /// <summary>Starts <see cref="Broadcast(Tensor, int)"/>.</summary>
    public Work StartBroadcast(Tensor values, int root)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(root);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(root, WorldSize);
        if (Collectives is not { } collectives)
            return Work.Completed;
        Check("broadcast", values);
        return collectives.Broadcast(values, root);
    }

    /// <summary>Waits until all ranks have come here.</summary>
    /// <exception cref="CollectiveException">A rank did not come in time, or was lost.</exception>
    public void Barrier() => Collectives?.Barrier().WaitAtOnce();

    /// <summary>Combines a condition over all ranks: true, on every rank, if it holds on at least one.</summary>
    /// <exception cref="CollectiveException">A rank did not come in time, or was lost.</exception>
    public bool Any(bool here)
    {
        if (WorldSize == 1)
            return here;
        using Tensor flag = tensor(here ? 1f : 0f, device: Device);
        AllReduce(flag, Reduction.Max);
        return flag.item<float>() != 0;
    }

    /// <summary>Begins to record the time of every collective, and for how long it was waited for. Before that nothing is measured.</summary>
    /// <returns>The times, which are the same object at every call.</returns>
    /// <exception cref="NotSupportedException">The group is on GPUs, or a world of one, which has no collectives.</exception>
    public CollectiveTimes RecordTimes() =>
        (Collectives ?? throw new NotSupportedException("A world of one has no collectives.")).RecordTimes();

    /// <summary>Leaves the group. Collectives that have not ended fail, on this rank and on the others.</summary>
    public void Dispose()
    {
        _disposed = true;
        _collectives?.Dispose();
    }

    private ICollectives? Collectives
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _collectives;
        }
    }

    private void Check(string operation, Tensor values)
    {
        if (values.device_type != Device.type || (Device.index >= 0 && values.device_index != Device.index))
            throw new ArgumentException($"{operation}: the group is on {Device}, a tensor on {values.device}.");
        if (!values.is_contiguous())
            throw new ArgumentException($"{operation}: a tensor of shape [{string.Join(", ", values.shape)}] is not contiguous.");
    }

    private void CheckReducible(string operation, Tensor values, Reduction reduction)
    {
        if (!Enum.IsDefined(reduction))
            throw new ArgumentOutOfRangeException(nameof(reduction), reduction, null);
        Check(operation, values);
        if (values.dtype is not (ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16
            or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Byte or ScalarType.Int8))
        {
            throw new ArgumentException(
                $"{operation}: elements of type {values.dtype} cannot be reduced; Float32, Float64, Float16, BFloat16, Int32, Int64, Byte and Int8 can.");
        }
    }

    private void CheckShares(string operation, Tensor whole, Tensor share)
    {
        Check(operation, whole);
        Check(operation, share);
        if (whole.dtype != share.dtype)
            throw new ArgumentException($"{operation}: a whole of {whole.dtype} and a share of {share.dtype}.");
        if (whole.numel() != share.numel() * WorldSize)
            throw new ArgumentException($"{operation}: a whole of {whole.numel()} elements is not {WorldSize} shares of {share.numel()}.");
    }

    private static Work Copy(Tensor target, Tensor source)
    {
        using IDisposable noGrad = no_grad();
        target.copy_(source);
        return Work.Completed;
    }
}
