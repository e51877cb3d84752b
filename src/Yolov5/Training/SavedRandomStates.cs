using Schemes.Checkpointing;
using TorchSharp;
using Yolov5.Weights;

namespace Yolov5.Training;

/// <summary>
/// The random states of a checkpoint: <c>rng</c>, which holds rank 0's (<c>cpu</c>, <c>cuda</c>), and of several ranks <c>rng_of_ranks</c>, a
/// list of such entries.
/// </summary>
internal static class SavedRandomStates
{
    private const string Key = "rng", RanksKey = "rng_of_ranks";

    /// <summary>The entries of a checkpoint; all ranks call this together.</summary>
    public static (CheckpointValue Key, CheckpointValue Value)[] Of(TrainingStep step)
    {
        RandomStates own = RandomStates.Capture(step.Device.type, Math.Max(0, step.Device.index));
        if (step.Ranks is not { } ranks)
            return [(Key, Entries(own.OfCpu, own.OfDevice))];
        byte[][] ofCpu = ranks.AllGather(own.OfCpu.Span);
        byte[][] ofDevice = ranks.AllGather((own.OfDevice ?? default).Span);
        CheckpointDictionary[] all = [.. ofCpu.Zip(ofDevice, (cpu, cuda) => Entries(cpu, cuda.Length == 0 ? null : cuda))];
        return [(Key, all[0]), (RanksKey, new CheckpointList(all.Select(each => (CheckpointValue)each)))];
    }

    /// <summary>True if several ranks have written a checkpoint.</summary>
    public static bool IsOfRanks(CheckpointDictionary checkpoint) => checkpoint[RanksKey] is not null;

    /// <summary>Puts this rank's state in force; a rank that the checkpoint does not know keeps the one that it began with.</summary>
    public static void Restore(CheckpointDictionary checkpoint, TrainingStep step)
    {
        int rank = step.Ranks?.Rank ?? 0;
        CheckpointValue? saved = rank == 0 ? checkpoint.Required(Key)
            : checkpoint[RanksKey] is CheckpointList all ? all.Skip(rank).FirstOrDefault()
            : null;
        torch.Device device = step.Device;
        if (saved is CheckpointDictionary entries)
            RandomStates.Of(device.type, Math.Max(0, device.index), Bytes(entries["cpu"])!, Bytes(entries["cuda"])).Restore();
    }

    private static CheckpointDictionary Entries(ReadOnlyMemory<byte> ofCpu, ReadOnlyMemory<byte>? ofDevice)
    {
        List<(CheckpointValue, CheckpointValue)> entries = [("cpu", new CheckpointTensor(StoredTensor.FromBytes("", ofCpu.Span)))];
        if (ofDevice is { } cuda)
            entries.Add(("cuda", new CheckpointTensor(StoredTensor.FromBytes("", cuda.Span))));
        return new CheckpointDictionary(entries);
    }

    private static byte[]? Bytes(CheckpointValue? value) => value is CheckpointTensor { Tensor: var tensor } ? tensor.Data.ToArray() : null;
}
