namespace Reports.Comparison;

/// <summary>
/// Finds the rate of the gate's false alarms, and the rate at which it finds a true slow-down, by resampling measured times:
/// each simulated run draws, per case, one of the measured runs and from it blocks of neighbouring iterations, so that
/// drift, spikes and, if asked for, differences between runs stay as they were measured. From times that were
/// measured in turn it draws blocks of pairs. The same seed gives the same rates.
/// </summary>
public static class GateSimulation
{
    // Neighbours resemble each other; single draws would hide that from the test.
    private const int BlockLength = 5;

    /// <summary>Compares <paramref name="pairs"/> pairs of simulated runs.</summary>
    /// <param name="measured">Times of unchanged code.</param>
    /// <param name="slowdown">Factor on the times of each second run; 1 for unchanged code.</param>
    /// <param name="pairs">Pairs of runs.</param>
    /// <param name="iterations">Iterations per case and run.</param>
    /// <param name="options">The gate's options.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="acrossRuns">
    /// True if the two of a pair may come from different measured runs of a case, so that the machine's changes of speed
    /// between runs count too; else both come from one, and what is tested is the verdict on the noise within a run. Times in
    /// turn stay with their partners.
    /// </param>
    public static GateRates Run(
        MeasuredTimes measured, double slowdown, int pairs = 200, int iterations = 15, ComparisonOptions? options = null, int seed = 0, bool acrossRuns = true)
    {
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        options = (options ?? new ComparisonOptions()).Validated();
        Random random = new(seed);
        int pairsWithRegression = 0;
        int regressed = 0;
        int noisy = 0;
        for (int pair = 0; pair < pairs; pair++)
        {
            bool alarm = false;
            foreach (MeasuredCase item in measured.Cases)
            {
                MeasuredRun first = item.Runs[random.Next(item.Runs.Count)];
                bool inTurn = first.InTurn is not null;
                int[] drawn = Draw(first.Seconds.Count, iterations, random);
                double[] before = Times(first.Seconds, drawn);
                double[] after;
                if (inTurn)
                {
                    // Either run of unchanged code may be the baseline.
                    after = Times(first.InTurn!, drawn);
                    if (random.Next(2) == 0)
                        (before, after) = (after, before);
                }
                else
                {
                    MeasuredRun second = acrossRuns ? item.Runs[random.Next(item.Runs.Count)] : first;
                    after = Times(second.Seconds, Draw(second.Seconds.Count, iterations, random));
                }

                Verdict verdict = CaseJudge.Time(before, [.. after.Select(t => t * slowdown)], options, inTurn).Verdict;
                alarm |= verdict == Verdict.Regressed;
                regressed += verdict == Verdict.Regressed ? 1 : 0;
                noisy += verdict == Verdict.TooNoisy ? 1 : 0;
            }

            pairsWithRegression += alarm ? 1 : 0;
        }

        return new GateRates
        {
            Pairs = pairs,
            PairsWithRegression = pairsWithRegression,
            Cases = pairs * measured.Cases.Count,
            CasesRegressed = regressed,
            CasesTooNoisy = noisy,
        };
    }

    private static double[] Times(IReadOnlyList<double> source, int[] drawn) => [.. drawn.Select(i => source[i])];

    // Places of a source: blocks of neighbours.
    private static int[] Draw(int sourceCount, int count, Random random)
    {
        int[] places = new int[count];
        for (int i = 0; i < count;)
        {
            int start = random.Next(sourceCount);
            for (int k = 0; k < BlockLength && i < count; k++)
                places[i++] = (start + k) % sourceCount;
        }

        return places;
    }
}
