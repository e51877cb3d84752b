using System.Globalization;
using Interop;
using static TorchSharp.torch;

namespace Schemes.Distributed;

/// <summary>
/// Ranks (processes, or threads of one) that compute together: c10d's collectives over Gloo, and over NCCL for CUDA tensors
/// where libtorch has it and the bridge was built for it.
/// </summary>
/// <remarks>
/// All ranks call the same collectives in the same order, one at a time. Nothing waits for ever: who does not come in time,
/// or has died, makes every rank that waits for it fail with an <see cref="System.Runtime.InteropServices.ExternalException"/>;
/// the group is of no use after that. A world of one communicates with nobody: its collectives are copies.
/// </remarks>
public sealed class ProcessGroup : IDisposable
{
    private nint _handle;

    private ProcessGroup(nint handle, int rank, int worldSize)
    {
        _handle = handle;
        Rank = rank;
        WorldSize = worldSize;
    }

    /// <summary>Whether this build can make groups of several ranks.</summary>
    public static bool Available => Collectives.Available;

    /// <summary>Number of this rank, from 0.</summary>
    public int Rank { get; }

    /// <summary>Number of ranks.</summary>
    public int WorldSize { get; }

    /// <summary>A world of one: no meeting place, no communication.</summary>
    public static ProcessGroup Single() => new(0, 0, 1);

    /// <summary>Joins the ranks that meet at a file (c10d's FileStore), all on one machine or on a shared file system.</summary>
    /// <param name="path">A file that does not exist yet, in a folder that does; each group has its own. Removed by the last rank.</param>
    /// <param name="rank">Number of this rank.</param>
    /// <param name="worldSize">Number of ranks.</param>
    /// <param name="timeout">Bounds the meeting, and every collective after it.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">A rank did not come in time; the message names it.</exception>
    public static ProcessGroup MeetAtFile(string path, int rank, int worldSize, TimeSpan timeout)
    {
        string full = Path.GetFullPath(path);
        if (!Directory.Exists(Path.GetDirectoryName(full)))
            throw new DirectoryNotFoundException($"{full}: the ranks are to meet in a folder that does not exist.");
        return Join("file://" + full, rank, worldSize, timeout);
    }

    /// <summary>Joins the ranks that meet at an address (c10d's TCPStore), where rank 0 listens.</summary>
    /// <param name="host">Name or address of rank 0's machine.</param>
    /// <param name="port">A free port there.</param>
    /// <param name="rank">Number of this rank.</param>
    /// <param name="worldSize">Number of ranks.</param>
    /// <param name="timeout">Bounds the meeting, and every collective after it.</param>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">A rank did not come in time; the message names it.</exception>
    public static ProcessGroup MeetAtAddress(string host, int port, int rank, int worldSize, TimeSpan timeout)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        return Join(string.Create(CultureInfo.InvariantCulture, $"tcp://{host}:{port}"), rank, worldSize, timeout);
    }

    /// <summary>Replaces a tensor by the reduction of all ranks' tensors of that shape.</summary>
    public void AllReduce(Tensor values, Reduction reduction = Reduction.Sum)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (WorldSize > 1)
            Collectives.AllReduce(Handle, values.Handle, (int)reduction);
        GC.KeepAlive(values);
    }

    /// <summary>This rank's share becomes its part of the reduction of all ranks' wholes.</summary>
    /// <param name="share">[n], contiguous.</param>
    /// <param name="whole">[n * <see cref="WorldSize"/>], contiguous; left as it is.</param>
    /// <param name="reduction">Sums are made in the order of the ranks.</param>
    public void ReduceScatter(Tensor share, Tensor whole, Reduction reduction = Reduction.Sum)
    {
        ArgumentNullException.ThrowIfNull(share);
        ArgumentNullException.ThrowIfNull(whole);
        if (WorldSize > 1)
            Collectives.ReduceScatter(Handle, share.Handle, whole.Handle, (int)reduction);
        else
            Copy(share, whole);
        GC.KeepAlive(share);
        GC.KeepAlive(whole);
    }

    /// <summary>The whole becomes all ranks' shares, in the order of the ranks.</summary>
    /// <param name="whole">[n * <see cref="WorldSize"/>], contiguous.</param>
    /// <param name="share">[n], contiguous; may be this rank's part of the whole.</param>
    public void AllGather(Tensor whole, Tensor share)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ArgumentNullException.ThrowIfNull(share);
        if (WorldSize > 1)
            Collectives.AllGather(Handle, whole.Handle, share.Handle);
        else
            Copy(whole, share);
        GC.KeepAlive(share);
        GC.KeepAlive(whole);
    }

    /// <summary>All ranks' tensors become that of one.</summary>
    public void Broadcast(Tensor values, int root)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(root);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(root, WorldSize);
        if (WorldSize > 1)
            Collectives.Broadcast(Handle, values.Handle, root);
        GC.KeepAlive(values);
    }

    /// <summary>Waits until all ranks have come here.</summary>
    public void Barrier()
    {
        if (WorldSize > 1)
            Collectives.Barrier(Handle);
    }

    /// <summary>Whether it is so on any rank; all get the same answer.</summary>
    public bool Any(bool here)
    {
        if (WorldSize == 1)
            return here;
        using Tensor flag = tensor(here ? 1f : 0f);
        AllReduce(flag, Reduction.Max);
        return flag.item<float>() != 0;
    }

    /// <summary>Leaves the group.</summary>
    public void Dispose()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
            Collectives.Free(handle);
    }

    private nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(ProcessGroup));

    private static ProcessGroup Join(string meetingPlace, int rank, int worldSize, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(worldSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, worldSize);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        return worldSize == 1 ? Single() : new ProcessGroup(Collectives.Create(meetingPlace, rank, worldSize, timeout), rank, worldSize);
    }

    private static void Copy(Tensor target, Tensor source)
    {
        using IDisposable noGrad = no_grad();
        target.copy_(source);
    }
}
