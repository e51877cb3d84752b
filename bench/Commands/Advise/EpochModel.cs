using Reports.Advice;

namespace Benchmarks.Commands.Advise;

/// <summary>
/// Predicts the time of an epoch. While a step runs, the batches after it are loaded: a batch takes as long as the slower of the two, and where
/// both share the cores, at least as long as their processor time takes on all of them. Before the first step a batch is waited for; evaluation
/// and saving follow.
/// </summary>
/// <param name="facts">Measurements.</param>
internal sealed class EpochModel(EpochFacts facts)
{
    /// <summary>The measurements.</summary>
    public EpochFacts Facts => facts;

    /// <summary>Predicts an epoch.</summary>
    /// <param name="settings">Settings of the training; their loading must have been measured.</param>
    /// <param name="images">Images to train on.</param>
    /// <param name="validationImages">Images to evaluate.</param>
    public EpochTime Predict(EpochSettings settings, int images, int validationImages)
    {
        LoadRate load = facts.Loads[(settings.Workers, settings.Caches)];

        // A last batch with fewer images counts with its share.
        double whole = (double)images / settings.BatchSize;
        double loading = load.Seconds * settings.BatchSize;
        StepRate alone = Step(settings.Scheme, settings.BatchSize);
        double step = settings.Overlaps ? Math.Max(alone.Seconds, SharedSeconds(alone, load, settings.BatchSize)) : alone.Seconds;
        double waiting = settings.Overlaps
            ? (loading * Math.Min(1, whole)) + (Math.Max(0, whole - 1) * Math.Max(0, loading - step))
            : whole * loading;
        return new EpochTime(
            facts.Correction * waiting,
            facts.Correction * step * whole,
            validationImages * Evaluation(settings) * settings.EvaluatedShare,
            settings.Saves ? facts.Saving : 0);
    }

    /// <summary>A step as it was measured, or estimated from the nearest size of its scheme.</summary>
    public StepRate Step(string scheme, int batchSize)
    {
        if (facts.Steps.TryGetValue((scheme, batchSize), out StepRate? measured))
            return measured;
        ((string Scheme, int BatchSize) key, StepRate near) = facts.Steps.Where(each => each.Key.Scheme == scheme).MinBy(each => Math.Abs(Math.Log((double)each.Key.BatchSize / batchSize)));

        // Another scheme that was measured at both sizes says how time grows with the batch.
        double factor = facts.Steps.Keys.FirstOrDefault(other => other.BatchSize == batchSize && facts.Steps.ContainsKey((other.Scheme, key.BatchSize))) is { Scheme: { } known }
            ? facts.Steps[(known, batchSize)].Seconds / facts.Steps[(known, key.BatchSize)].Seconds
            : (double)batchSize / key.BatchSize;
        return new StepRate(near.Seconds * factor, near.CpuSeconds * factor);
    }

    /// <summary>The same with other measurements.</summary>
    public EpochModel With(Func<EpochFacts, EpochFacts> change) => new(change(facts));

    private double SharedSeconds(StepRate step, LoadRate load, int batchSize) =>
        facts.SharedCores == 0 ? 0 : (step.CpuSeconds + (load.CpuSeconds * batchSize)) / facts.SharedCores;

    // Its images come from the same disk, by as many threads.
    private double Evaluation(EpochSettings settings)
    {
        LoadRate measured = facts.Loads[(facts.Measured.Workers, facts.Measured.Caches)], now = facts.Loads[(settings.Workers, settings.Caches)];
        return facts.EvaluationComputing + (facts.EvaluationWaiting * now.Seconds / measured.Seconds);
    }
}
