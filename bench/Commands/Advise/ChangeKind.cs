namespace Benchmarks.Commands.Advise;

/// <summary>Settings that can be changed.</summary>
internal enum ChangeKind
{
    /// <summary>Scheme of the step.</summary>
    Scheme,

    /// <summary>Images of a batch.</summary>
    Batch,

    /// <summary>Threads that load.</summary>
    Workers,

    /// <summary>Batches ahead.</summary>
    Prefetch,

    /// <summary>Images kept in memory.</summary>
    Cache,

    /// <summary>Frequency of evaluations.</summary>
    Evaluation,

    /// <summary>Frequency of checkpoints.</summary>
    Saving,
}
