using Schemes.Memory;
using static TorchSharp.torch;

namespace Schemes.Zero;

/// <content>The optimizer's state as a whole, from which any number of ranks can go on.</content>
public sealed partial class ZeroOptimizer
{
    /// <summary>
    /// State of the whole network's optimizer, gathered from all ranks, with the names and shapes of
    /// <see cref="Optimizers.Optimizer.StateDict"/> without ZeRO. All ranks call it together. Copies, which belong to the caller.
    /// </summary>
    /// <exception cref="Distributed.CollectiveException">A rank did not come in time, or was lost.</exception>
    public Dictionary<string, Tensor> StateDict()
    {
        Dictionary<string, Tensor> own = Optimizer.StateDict();
        if (Group.WorldSize == 1)
            return own;
        Dictionary<string, Tensor> state = new(StringComparer.Ordinal);
        using IDisposable noGrad = no_grad();
        foreach (FlatPartition flat in _flats)
        {
            using TorchSharp.DisposeScope scope = NewDisposeScope();
            long[] steps = OfAllRanks(flat, slot => own.TryGetValue($"{slot.Parameter.Name}.step", out Tensor? step) ? step.item<long>() : 0);
            foreach ((FlatSlot slot, long step) in flat.Slots.Zip(steps).Where(each => each.Second > 0))
                state.Add($"{slot.Parameter.Name}.step", tensor(step).DetachFromDisposeScope());
            foreach (string name in Optimizer.StateNames)
            {
                long[] known = OfAllRanks(flat, slot => own.ContainsKey($"{slot.Parameter.Name}.{name}") ? 1 : 0);
                if (known.All(each => each == 0))
                    continue;
                Tensor share = zeros([flat.ShareLength], ScalarType.Float32, flat.Device);
                foreach (MasterPiece piece in flat.Pieces)
                {
                    if (own.TryGetValue($"{piece.Slot.Parameter.Name}.{name}", out Tensor? kept))
                        piece.In(share).copy_(kept);
                }

                Tensor whole = flat.Whole(share);
                foreach ((FlatSlot slot, long _) in flat.Slots.Zip(known).Where(each => each.Second > 0))
                    state.Add($"{slot.Parameter.Name}.{name}", slot.In(whole).clone().DetachFromDisposeScope());
            }
        }

        foreach (Tensor kept in own.Values)
            kept.Dispose();
        return state;
    }

    /// <summary>Loads this rank's part of the state that <see cref="StateDict"/> gave, of whatever number of ranks.</summary>
    /// <param name="state">State of the whole network's optimizer; the tensors remain owned by the caller.</param>
    /// <exception cref="ArgumentException">A name or a shape belongs to other parameters or another optimizer; nothing is changed then.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        using IDisposable noGrad = no_grad();
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        HashSet<string> read = new(StringComparer.Ordinal);
        Dictionary<string, Tensor> own = new(StringComparer.Ordinal);
        foreach (FlatPartition flat in _flats)
        {
            foreach (FlatSlot slot in flat.Slots)
                read.Add($"{slot.Parameter.Name}.step");
            foreach (MasterPiece piece in flat.Pieces)
            {
                if (state.TryGetValue($"{piece.Slot.Parameter.Name}.step", out Tensor? step))
                    own[$"{piece.Slot.Parameter.Name}.step"] = step;
            }

            foreach (string name in Optimizer.StateNames)
                Cut(flat, name);
        }

        if (state.Keys.FirstOrDefault(key => !read.Contains(key)) is { } stranger)
            throw new ArgumentException($"{stranger} is not part of this optimizer's state.", nameof(state));
        Optimizer.LoadStateDict(own);

        void Cut(FlatPartition flat, string name)
        {
            Tensor whole = zeros([flat.Length], ScalarType.Float32, flat.Device);
            foreach (FlatSlot slot in flat.Slots)
            {
                string key = $"{slot.Parameter.Name}.{name}";
                read.Add(key);
                if (!state.TryGetValue(key, out Tensor? kept))
                    continue;
                Tensor place = slot.In(whole);
                if (!kept.shape.AsSpan().SequenceEqual(place.shape))
                    throw new ArgumentException($"{key} has the shape [{string.Join(", ", kept.shape)}], its parameter [{string.Join(", ", place.shape)}].", nameof(state));
                place.copy_(kept);
            }

            Tensor share = flat.Own(whole).clone();
            foreach (MasterPiece piece in flat.Pieces.Where(piece => state.ContainsKey($"{piece.Slot.Parameter.Name}.{name}")))
                own[$"{piece.Slot.Parameter.Name}.{name}"] = piece.In(share);
        }
    }

    // The largest of the ranks' values for each parameter: a parameter may lie on some ranks only.
    private long[] OfAllRanks(FlatPartition flat, Func<FlatSlot, long> value)
    {
        double[][] values = Group.AllGather([.. flat.Slots.Select(slot => (double)value(slot))]);
        return [.. flat.Slots.Select((_, i) => (long)values.Max(row => row[i]))];
    }
}
