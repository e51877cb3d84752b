namespace Schemes.Distributed;

/// <summary>Failure of a rendezvous or of a collective. The group cannot be used afterwards.</summary>
public sealed class CollectiveException : IOException
{
    internal CollectiveException(string operation, int rank, int worldSize, string reason, IReadOnlyList<int>? missing = null, Exception? cause = null)
        : base($"{operation} failed on rank {rank} of {worldSize}: {reason}", cause)
    {
        Operation = operation;
        Missing = missing ?? [];
    }

    /// <summary>Name of the operation, as PyTorch names it: <c>all_reduce</c>, <c>barrier</c>, ...; <c>rendezvous</c> while the ranks meet.</summary>
    public string Operation { get; }

    /// <summary>Ranks that did not come in time or whose connection broke, in order; empty if that is not known.</summary>
    public IReadOnlyList<int> Missing { get; }
}
