using Reports.Model;

namespace Benchmarks.Commands.Versus;

/// <summary>A process that was to run steps has ended.</summary>
/// <param name="message">Its last words.</param>
/// <param name="status">How the case has ended with it.</param>
internal sealed class StepFailedException(string message, CaseStatus status) : Exception(message)
{
    /// <summary>How the case has ended with it.</summary>
    public CaseStatus Status => status;
}
