using Reports.Model;

namespace Benchmarks.Processes;

/// <summary>A process that was to run steps has ended.</summary>
/// <param name="message">Last message of the process.</param>
/// <param name="status">Status that the case ends with.</param>
internal sealed class StepFailedException(string message, CaseStatus status) : Exception(message)
{
    /// <summary>Status that the case ends with.</summary>
    public CaseStatus Status => status;
}
