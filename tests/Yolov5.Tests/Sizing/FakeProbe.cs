using Yolov5.Sizing;

namespace Yolov5.Tests.Sizing;

/// <summary>A simulated device.</summary>
internal sealed class FakeProbe(long total, long available, Func<ProbeRequest, (long Bytes, double Seconds)> cost) : IStepProbe
{
    public List<ProbeRequest> Requests { get; } = [];

    public ProbeResult Run(ProbeRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Requests.Add(request);
        (long bytes, double seconds) = cost(request);
        long most = request.MemoryBudget > 0 ? request.MemoryBudget : available;
        ProbeResult result = new() { Status = ProbeStatus.OutOfMemory, TotalBytes = total, AvailableBytes = available };
        return bytes > most ? result : result with { Status = ProbeStatus.Completed, PeakAllocatedBytes = bytes, StepSeconds = seconds };
    }
}
