using Reports.Model;

namespace Benchmarks.Commands.InTurn;

/// <summary>Measurements of one of two versions in a case.</summary>
internal sealed class InTurnSide
{
    /// <summary>Times of the measured steps in seconds, in order.</summary>
    public List<double> Seconds { get; } = [];

    /// <summary>The highest of their peaks of allocated bytes.</summary>
    public long? PeakAllocatedBytes { get; private set; }

    /// <summary>Status that it ended with.</summary>
    public CaseStatus Status { get; private set; }

    /// <summary>Reason that it did not end well.</summary>
    public string? Message { get; private set; }

    /// <summary>Notes a measured step.</summary>
    public void Add((double Seconds, long? PeakAllocatedBytes) step)
    {
        Seconds.Add(step.Seconds);
        if (step.PeakAllocatedBytes > (PeakAllocatedBytes ?? 0))
            PeakAllocatedBytes = step.PeakAllocatedBytes;
    }

    /// <summary>Notes that it did not end well.</summary>
    public void Fail(StepFailedException failure)
    {
        Status = failure.Status;
        Message = failure.Message;
        Seconds.Clear();
    }
}
