using System.Collections.Immutable;

namespace Yolov5.Data;

/// <summary>The part of the work that one of several ranks loads. The parts of all ranks together are the work of one, each image once.</summary>
/// <param name="Rank">Number of the rank, from 0.</param>
/// <param name="WorldSize">Number of ranks.</param>
/// <param name="IsOfEachBatch">True for a part of every batch, as training needs it; false for whole batches in turn, as validation does.</param>
public sealed record RankShare(int Rank, int WorldSize, bool IsOfEachBatch)
{
    /// <summary>All of it.</summary>
    public static RankShare Whole { get; } = new(0, 1, IsOfEachBatch: true);

    /// <summary>True if this rank has a part of a batch.</summary>
    /// <param name="batch">Number of the batch.</param>
    internal bool Includes(int batch) => IsOfEachBatch || batch % WorldSize == Rank;

    /// <summary>This rank's part of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="together">Images that stay together: 4 where four are joined to one.</param>
    internal PlannedBatch Of(PlannedBatch batch, int together)
    {
        if (!IsOfEachBatch || WorldSize == 1)
            return batch;
        (int first, int end) = (Bound(Rank), Bound(Rank + 1));
        ImmutableArray<int> own = batch.Indices[first..end];
        return batch with { Indices = own, First = batch.First + first, Before = first };

        // What is left over by fours goes to the last rank, which leaves it out as one rank does.
        int Bound(int rank) => rank == WorldSize ? batch.Indices.Length : (int)((long)(batch.Indices.Length / together) * rank / WorldSize) * together;
    }
}
