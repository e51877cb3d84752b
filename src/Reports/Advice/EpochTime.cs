using System.Text.Json.Serialization;
using Reports.Model;

namespace Reports.Advice;

/// <summary>Seconds of an epoch by what they go to.</summary>
/// <param name="Waiting">Without a batch to train on.</param>
/// <param name="Steps">In training steps.</param>
/// <param name="Evaluation">In the evaluation, its part of an epoch where not every epoch has one.</param>
/// <param name="Saving">In writing results and checkpoints.</param>
public sealed record EpochTime(double Waiting, double Steps, double Evaluation, double Saving)
{
    /// <summary>The whole epoch.</summary>
    [JsonIgnore]
    public double Total => Waiting + Steps + Evaluation + Saving;

    /// <summary>The parts with their names, in the order of an epoch.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Name, double Seconds)> Parts => [("waiting for data", Waiting), ("steps", Steps), ("evaluation", Evaluation), ("saving", Saving)];

    /// <summary>The median of each part over several epochs: what other programs do to one of them does not show.</summary>
    /// <param name="epochs">The epochs, at least one.</param>
    public static EpochTime Median(IReadOnlyList<EpochTime> epochs)
    {
        return new EpochTime(Of(each => each.Waiting), Of(each => each.Steps), Of(each => each.Evaluation), Of(each => each.Saving));

        double Of(Func<EpochTime, double> part) => TimeStatistics.Quantile([.. epochs.Select(part).Order()], 0.5);
    }
}
