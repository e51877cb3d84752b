using System.Text.Json.Serialization;

namespace Benchmarks.Epochs;

/// <summary>Times of batches or steps that were measured alone.</summary>
/// <param name="Seconds">Time of each.</param>
/// <param name="CpuSeconds">Processor time of each, the mean.</param>
/// <param name="Images">Images of each.</param>
/// <param name="OutOfMemory">True if there was not memory enough; then there are no times.</param>
internal sealed record RateRecord(IReadOnlyList<double> Seconds, double CpuSeconds, int Images, bool OutOfMemory = false)
{
    /// <summary>Mean time: sums of times are predicted from it.</summary>
    [JsonIgnore]
    public double Mean => Seconds.Average();
}
