namespace Benchmarks.Commands.Advise;

/// <summary>The changes that are considered, and the choice among them.</summary>
internal static class Changes
{
    /// <summary>Share of the epoch that a further change has to save: below it the settings are left as they are.</summary>
    public const double LeastGain = 0.02;

    private const int UsualPrefetch = 3;
    private const int RareEvaluation = 5;

    /// <summary>All changes for which there are measurements.</summary>
    /// <param name="now">Settings of now.</param>
    /// <param name="facts">Measurements.</param>
    public static IReadOnlyList<Change> Of(EpochSettings now, EpochFacts facts)
    {
        List<Change> changes = [];
        foreach (string scheme in facts.Steps.Keys.Select(key => key.Scheme).Distinct().Where(scheme => scheme != now.Scheme))
            changes.Add(new Change(ChangeKind.Scheme, settings => settings with { Scheme = scheme }, "see the suite for its accuracy"));
        foreach (int batch in facts.Steps.Keys.Select(key => key.BatchSize).Distinct().Where(batch => batch != now.BatchSize).Order())
            changes.Add(new Change(ChangeKind.Batch, settings => settings with { BatchSize = batch }));
        foreach (int workers in facts.Loads.Keys.Select(key => key.Workers).Distinct().Where(workers => workers != now.Workers).Order())
            changes.Add(new Change(ChangeKind.Workers, settings => settings with { Workers = workers }));
        if (now.Prefetch < UsualPrefetch)
            changes.Add(new Change(ChangeKind.Prefetch, settings => settings with { Prefetch = UsualPrefetch }));
        if (!now.Caches && facts.Loads.ContainsKey((now.Workers, true)))
            changes.Add(new Change(ChangeKind.Cache, settings => settings with { Caches = true }, "from the second epoch on"));
        if (now.EvalPeriod is > 0 and < RareEvaluation)
            changes.Add(new Change(ChangeKind.Evaluation, settings => settings with { EvalPeriod = RareEvaluation }, "best.pt is chosen among evaluated epochs"));
        if (now.Saves)
            changes.Add(new Change(ChangeKind.Saving, settings => settings with { Saves = false }, "such a run cannot be resumed", IsAdvisable: false));
        return changes;
    }

    /// <summary>
    /// Chooses changes that together save most: one after the other the one that saves most beside those chosen before, while it saves
    /// <see cref="LeastGain"/> of the epoch of now.
    /// </summary>
    /// <returns>The settings with them; those of now if nothing is worth it.</returns>
    public static EpochSettings Choose(EpochModel model, EpochSettings now, IReadOnlyList<Change> changes, int images, int validationImages)
    {
        EpochSettings best = now;
        double least = LeastGain * Time(now);
        List<Change> left = [.. changes.Where(change => change.IsAdvisable)];
        while (left.Count > 0)
        {
            Change next = left.MinBy(change => Time(change.Apply(best)))!;
            if (!(Time(best) - Time(next.Apply(best)) > least))
                break;
            best = next.Apply(best);
            left.RemoveAll(change => change.Kind == next.Kind);
        }

        return best;

        double Time(EpochSettings settings) => model.Predict(settings, images, validationImages).Total;
    }
}
