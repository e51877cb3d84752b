using Schemes.Distributed.Meeting;
using static TorchSharp.torch;

namespace Schemes.Distributed;

public sealed partial class ProcessGroup
{
    /// <summary>A world of one: no meeting place, no communication.</summary>
    public static ProcessGroup Single() => new(null, 0, 1, CPU);

    /// <summary>Joins the ranks that meet at a file, all on one machine or on a shared file system.</summary>
    /// <param name="path">A file that does not exist yet, in a folder that does; each group has its own. Removed when all have met.</param>
    /// <param name="rank">Number of this rank.</param>
    /// <param name="worldSize">Number of ranks.</param>
    /// <param name="timeout">Bounds the meeting, and every collective after it; at most a day.</param>
    /// <param name="device">The device of this rank; the CPU by default.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="CollectiveException">A rank did not come in time; the message names it.</exception>
    /// <exception cref="DllNotFoundException">The library that carries the ranks' messages is missing.</exception>
    public static ProcessGroup MeetAtFile(string path, int rank, int worldSize, TimeSpan timeout, Device? device = null)
    {
        string full = Path.GetFullPath(path);
        if (!Directory.Exists(Path.GetDirectoryName(full)))
            throw new DirectoryNotFoundException($"{full}: the ranks are to meet in a folder that does not exist.");
        return Join(new FilePlace(full), rank, worldSize, timeout, device);
    }

    /// <summary>Joins the ranks that meet at an address, where rank 0 listens.</summary>
    /// <param name="host">Name or address of rank 0's machine.</param>
    /// <param name="port">A free port there.</param>
    /// <param name="rank">Number of this rank.</param>
    /// <param name="worldSize">Number of ranks.</param>
    /// <param name="timeout">Bounds the meeting, and every collective after it; at most a day.</param>
    /// <param name="device">The device of this rank; the CPU by default.</param>
    /// <exception cref="CollectiveException">The port is in use, or a rank did not come in time; the message names it.</exception>
    /// <exception cref="DllNotFoundException">The library that carries the ranks' messages is missing.</exception>
    public static ProcessGroup MeetAtAddress(string host, int port, int rank, int worldSize, TimeSpan timeout, Device? device = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        return Join(new AddressPlace(host, [port], ""), rank, worldSize, timeout, device);
    }

    /// <summary>
    /// Joins the ranks that a launcher has started: RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, as torchrun sets them.
    /// On GPUs, LOCAL_RANK is the number of this rank's device.
    /// </summary>
    /// <remarks>
    /// Under torchrun, whose own store may listen at MASTER_PORT (TORCHELASTIC_USE_AGENT_STORE=True), the ranks meet at the
    /// first free one of the 16 ports after it. Runs that use neighbouring ports are told apart by MASTER_PORT, run id and
    /// restart count. Rank 0 runs on the machine that MASTER_ADDR names.
    /// </remarks>
    /// <param name="timeout">Bounds the meeting, and every collective after it; at most a day.</param>
    /// <param name="device">CPU or CUDA.</param>
    /// <exception cref="FormatException">A variable is missing or has a value that is not allowed.</exception>
    /// <exception cref="CollectiveException">The port is in use, or a rank did not come in time; the message names it.</exception>
    /// <exception cref="DllNotFoundException">The library that carries the ranks' messages is missing.</exception>
    public static ProcessGroup FromEnvironment(TimeSpan timeout, TorchSharp.DeviceType device = TorchSharp.DeviceType.CPU) =>
        FromVariables(Environment.GetEnvironmentVariable, timeout, device);

    internal static ProcessGroup FromVariables(
        Func<string, string?> variable, TimeSpan timeout, TorchSharp.DeviceType device = TorchSharp.DeviceType.CPU)
    {
        int worldSize = RankVariables.Number(variable, "WORLD_SIZE", 1, short.MaxValue);
        int rank = RankVariables.Number(variable, "RANK", 0, worldSize - 1);
        int index = device == TorchSharp.DeviceType.CUDA ? RankVariables.Number(variable, "LOCAL_RANK", 0, worldSize - 1) : -1;
        return Join(AddressPlace.FromVariables(variable), rank, worldSize, timeout, new Device(device, index));
    }

    private static ProcessGroup Join(MeetingPlace place, int rank, int worldSize, TimeSpan timeout, Device? device)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(worldSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, worldSize);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromDays(1));
        device ??= CPU;
        if (worldSize == 1)
            return new ProcessGroup(null, rank, worldSize, device);

        // A library that is missing here should not make the others wait first.
        CheckAvailable(device);
        using MeetingOfRanks meeting = MeetingOfRanks.Join(place, rank, worldSize, timeout);
        ICollectives collectives = device.type == TorchSharp.DeviceType.CUDA
            ? new NcclCollectives(meeting, timeout, device.index)
            : new GlooCollectives(meeting, timeout);
        return new ProcessGroup(collectives, rank, worldSize, device);
    }
}
