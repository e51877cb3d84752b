namespace Interop;

/// <summary>libtorch's c10d: groups of processes and what they do together. Tensors and groups are named by handles.</summary>
public static class Collectives
{
    private const int Gloo = 1;
    private const int Nccl = 2;

    /// <summary>Whether groups of several ranks can be made at all.</summary>
    public static bool Available => (Native.bridge_process_group_backends() & Gloo) != 0;

    /// <summary>Whether CUDA tensors go from device to device; through the host's memory otherwise.</summary>
    public static bool HasNccl => (Native.bridge_process_group_backends() & Nccl) != 0;

    /// <summary>Joins a group, for which all ranks have to come within the time.</summary>
    /// <param name="meetingPlace"><c>file:///PATH</c> or <c>tcp://HOST:PORT</c>.</param>
    /// <param name="rank">Number of this rank.</param>
    /// <param name="size">Number of ranks.</param>
    /// <param name="timeout">Bounds the meeting, and every collective after it.</param>
    public static nint Create(string meetingPlace, int rank, int size, TimeSpan timeout)
    {
        Check.Status(Native.bridge_process_group_create(meetingPlace, rank, size, (long)timeout.TotalMilliseconds, out nint group));
        return group;
    }

    /// <summary>Leaves a group.</summary>
    public static void Free(nint group) => Check.Status(Native.bridge_process_group_free(group));

    /// <summary>Replaces a tensor by the reduction of all ranks' tensors; 0 sum, 1 minimum, 2 maximum.</summary>
    public static void AllReduce(nint group, nint values, int reduction) => Check.Status(Native.bridge_all_reduce(group, values, reduction));

    /// <summary>Rank i's share becomes the i-th part of the reduction of all ranks' wholes.</summary>
    public static void ReduceScatter(nint group, nint share, nint whole, int reduction) =>
        Check.Status(Native.bridge_reduce_scatter(group, share, whole, reduction));

    /// <summary>The whole becomes all ranks' shares, in the order of the ranks.</summary>
    public static void AllGather(nint group, nint whole, nint share) => Check.Status(Native.bridge_all_gather(group, whole, share));

    /// <summary>All ranks' tensors become that of one.</summary>
    public static void Broadcast(nint group, nint values, int root) => Check.Status(Native.bridge_broadcast(group, values, root));

    /// <summary>Waits until all ranks have come here.</summary>
    public static void Barrier(nint group) => Check.Status(Native.bridge_barrier(group));
}
