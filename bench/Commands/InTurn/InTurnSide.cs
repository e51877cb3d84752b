using Benchmarks.Processes;
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

    /// <summary>Measured steps of each process, in order.</summary>
    public List<int> StepsPerProcess { get; } = [];

    /// <summary>Notes that the measured steps from now on are those of a new process.</summary>
    public void BeginProcess() => StepsPerProcess.Add(0);

    /// <summary>Notes a measured step.</summary>
    public void Add((double Seconds, long? PeakAllocatedBytes) step)
    {
        Seconds.Add(step.Seconds);
        StepsPerProcess[^1]++;
        if (step.PeakAllocatedBytes > (PeakAllocatedBytes ?? 0))
            PeakAllocatedBytes = step.PeakAllocatedBytes;
    }

    /// <summary>Notes that it did not end well.</summary>
    public void Fail(StepFailedException failure)
    {
        Status = failure.Status;
        Message = failure.Message;
        Discard();
    }

    /// <summary>Forgets the times, because the other version did not end well: times without their partners are no comparison.</summary>
    public void Discard()
    {
        Seconds.Clear();
        StepsPerProcess.Clear();
    }
}
