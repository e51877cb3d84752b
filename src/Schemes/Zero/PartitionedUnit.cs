namespace Schemes.Zero;

/// <summary>A <see cref="ZeroUnit"/> with its flat buffers, one for each type.</summary>
internal sealed class PartitionedUnit(IReadOnlyList<FlatPartition> flats) : IDisposable
{
    public IReadOnlyList<FlatPartition> Flats { get; } = flats;

    /// <summary>Whether parameters come and go.</summary>
    public bool IsPartitioned => Flats.Any(flat => flat.IsPartitioned);

    /// <summary>Whether all gradients of this pass are there.</summary>
    public bool IsComplete => Flats.All(flat => flat.Gradients.IsComplete);

    public void Gather()
    {
        foreach (FlatPartition flat in Flats)
            flat.Gather();
    }

    public void Release()
    {
        foreach (FlatPartition flat in Flats)
            flat.Release();
    }

    public void Reduce()
    {
        foreach (FlatPartition flat in Flats)
            flat.Gradients.Reduce();
    }

    public void Dispose()
    {
        foreach (FlatPartition flat in Flats)
            flat.Dispose();
    }
}
