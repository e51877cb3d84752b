namespace Reports.Comparison;

/// <summary>
/// Finds the rate of the gate's false alarms, and the rate at which it finds a true slow-down, by resampling measured times of
/// unchanged code. Iterations are drawn in blocks of neighbours, so that drift and spikes stay as they were measured. The same
/// seed gives the same rates.
/// </summary>
public static class GateSimulation
{
    // Neighbours resemble each other; single draws would hide that from the test.
    private const int BlockLength = 5;

    // A slow-down that is not found below this factor is none that a gate should be praised for.
    private const double LargestSlowdown = 10;

    /// <summary>Compares pairs of simulated runs in turn: blocks of measured pairs of times, of one measured run for each case.</summary>
    /// <param name="measured">Times of unchanged code in turn.</param>
    /// <param name="slowdown">Factor on the times of each second run; 1 for unchanged code.</param>
    /// <param name="pairs">Pairs of runs.</param>
    /// <param name="iterations">Iterations per case and run.</param>
    /// <param name="options">The gate's options.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <exception cref="InvalidInputException">A case was not measured in turn.</exception>
    public static GateRates InTurn(MeasuredTimes measured, double slowdown, int pairs = 200, int iterations = 15, ComparisonOptions? options = null, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        if (measured.Cases.FirstOrDefault(c => c.Runs.Any(r => r.InTurn is null)) is { } alone)
            throw new InvalidInputException($"{alone.Case} has a run that was not measured in turn.");
        options = (options ?? new ComparisonOptions()).Validated();
        return Count(measured.Cases.Count, pairs, seed, random => [.. measured.Cases.Select(item =>
        {
            MeasuredRun run = item.Runs[random.Next(item.Runs.Count)];
            int[] drawn = Draw(run.Seconds.Count, iterations, random);
            double[] before = Times(run.Seconds, drawn), after = Times(run.InTurn!, drawn);

            // Either run of unchanged code may be the baseline.
            if (random.Next(2) == 0)
                (before, after) = (after, before);
            return TimeJudge.InTurn(before, Slower(after, slowdown), options).Verdict;
        })]);
    }

    /// <summary>
    /// Compares pairs of simulated runs of different times. A run has neighbouring processes of the measured ones, in the order
    /// in which they were measured, and the other run has others: no process is in both, and none is in a run twice.
    /// </summary>
    /// <param name="measured">Times of unchanged code, of at least twice as many processes for each case.</param>
    /// <param name="slowdown">Factor on the times of each second run; 1 for unchanged code.</param>
    /// <param name="processes">Processes per case and run.</param>
    /// <param name="pairs">Pairs of runs.</param>
    /// <param name="iterations">Iterations per process.</param>
    /// <param name="options">The gate's options.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <exception cref="InvalidInputException">A case has too few processes.</exception>
    public static GateRates Apart(
        MeasuredTimes measured, double slowdown, int processes = 3, int pairs = 200, int iterations = 5, ComparisonOptions? options = null, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(measured);
        ArgumentOutOfRangeException.ThrowIfLessThan(processes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        if (measured.Cases.FirstOrDefault(c => c.Processes.Count < 2 * processes) is { } few)
            throw new InvalidInputException($"{few.Case} was measured by {Tables.Figures.Count(few.Processes.Count, "process", "processes")}; two runs of {processes} need {2 * processes}.");
        options = (options ?? new ComparisonOptions()).Validated();
        IReadOnlyList<double>[][] sources = [.. measured.Cases.Select(c => c.Processes.ToArray())];
        return Count(measured.Cases.Count, pairs, seed, random =>
        {
            (double[][] Before, double[][] After)[] runs = [.. sources.Select(source => TwoRuns(source, slowdown, processes, iterations, random))];
            ProcessSpread spread = ProcessSpread.Of(runs.Select(r => ((IReadOnlyList<IReadOnlyList<double>>)r.Before, (IReadOnlyList<IReadOnlyList<double>>)r.After)));
            return [.. runs.Select(r => TimeJudge.Apart(r.Before, r.After, options, spread).Verdict)];
        });
    }

    /// <summary>The smallest slow-down that is found in at least <paramref name="share"/> of the cases of runs of different times.</summary>
    /// <param name="measured">Times of unchanged code.</param>
    /// <param name="processes">Processes per case and run.</param>
    /// <param name="share">Share of the cases, 0..1.</param>
    /// <param name="pairs">Pairs of runs.</param>
    /// <param name="iterations">Iterations per process.</param>
    /// <param name="options">The gate's options.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <returns>The slow-down, 0.07 for 7%, rounded up to a thousandth; <see langword="null"/> if not even ten times slower is found.</returns>
    /// <exception cref="InvalidInputException">A case has too few processes.</exception>
    public static double? SmallestFound(
        MeasuredTimes measured, int processes = 3, double share = 0.95, int pairs = 200, int iterations = 5, ComparisonOptions? options = null, int seed = 0)
    {
        // The draws are the same for every slow-down, and a factor moves the interval as a whole: the rate only rises.
        int low = 0, high = (int)((LargestSlowdown - 1) * 1000);
        if (!IsFound(high))
            return null;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (IsFound(middle))
                high = middle;
            else
                low = middle;
        }

        return high / 1000.0;

        bool IsFound(int thousandths) => Apart(measured, 1 + (thousandths / 1000.0), processes, pairs, iterations, options, seed).CaseRate >= share;
    }

    /// <summary>The largest share by which a run of neighbouring processes of unchanged code is slower than another one.</summary>
    /// <param name="measured">Times of unchanged code.</param>
    /// <param name="processes">Processes per run.</param>
    public static double LargestShift(MeasuredTimes measured, int processes)
    {
        ArgumentNullException.ThrowIfNull(measured);
        return measured.Cases.Max(item =>
        {
            double[] medians = ProcessSpread.Medians(item.Processes);
            double[] runs = [.. Enumerable.Range(0, Math.Max(0, medians.Length - processes + 1)).Select(start => ProcessSpread.LogMean(medians[start..(start + processes)]))];
            return runs.Length == 0 ? 0 : Math.Exp(runs.Max() - runs.Min()) - 1;
        });
    }

    private static GateRates Count(int cases, int pairs, int seed, Func<Random, Verdict[]> pair)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 1);
        Random random = new(seed);
        Verdict[][] verdicts = [.. Enumerable.Range(0, pairs).Select(_ => pair(random))];
        return new GateRates
        {
            Pairs = pairs,
            PairsWithRegression = verdicts.Count(v => v.Contains(Verdict.Regressed)),
            Cases = pairs * cases,
            CasesRegressed = verdicts.Sum(v => v.Count(x => x == Verdict.Regressed)),
            CasesTooNoisy = verdicts.Sum(v => v.Count(x => x == Verdict.TooNoisy)),
            CasesTooFew = verdicts.Sum(v => v.Count(x => x == Verdict.TooFewSamples)),
        };
    }

    private static (double[][] Before, double[][] After) TwoRuns(IReadOnlyList<double>[] source, double slowdown, int processes, int iterations, Random random)
    {
        // Two places that do not overlap: the processes between, before and after them are distributed at random.
        int free = source.Length - (2 * processes);
        int first = random.Next(free + 1), second = random.Next(free + 1);
        (first, second) = first <= second ? (first, second + processes) : (first + processes, second);
        return (Run(first, 1), Run(second, slowdown));

        double[][] Run(int start, double factor) => [.. source.Skip(start).Take(processes)
            .Select(process => Slower(Times(process, Draw(process.Count, iterations, random)), factor))];
    }

    private static double[] Slower(double[] times, double factor) => [.. times.Select(t => t * factor)];

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
