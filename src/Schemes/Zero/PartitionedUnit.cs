namespace Schemes.Zero;

/// <summary>A <see cref="ZeroUnit"/> with its flat buffers, one for each type.</summary>
internal sealed class PartitionedUnit(IReadOnlyList<FlatPartition> flats) : IDisposable
{
    public IReadOnlyList<FlatPartition> Flats { get; } = flats;

    /// <summary>True if parameters are gathered and released.</summary>
    public bool IsPartitioned => Flats.Any(flat => flat.IsPartitioned);

    /// <summary>Nodes of this pass's graph whose backward pass is still to come; null before the first.</summary>
    public int? Pending { get; set; }

    public void Gather()
    {
        foreach (FlatPartition flat in Flats)
            flat.Gather();
    }

    /// <summary>Starts to gather, for a unit that is needed next.</summary>
    public void StartGather()
    {
        foreach (FlatPartition flat in Flats)
            flat.StartGather();
    }

    public void Release()
    {
        foreach (FlatPartition flat in Flats)
            flat.Release();
    }

    public void TakeGradients()
    {
        foreach (FlatPartition flat in Flats)
            flat.Gradients.Take();
    }

    public void StartReduce()
    {
        foreach (FlatPartition flat in Flats)
            flat.Gradients.Start();
    }

    public void FinishReduce()
    {
        foreach (FlatPartition flat in Flats)
            flat.Gradients.Finish();
    }

    public void Dispose()
    {
        foreach (FlatPartition flat in Flats)
            flat.Dispose();
    }
}
