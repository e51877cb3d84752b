using System.Globalization;
using Reports.Model;

namespace Reports.Json;

/// <summary>Checks what the JSON binder cannot: values that would make a report lie.</summary>
internal static class RunValidation
{
    public static void Check(BenchmarkRun run, string source)
    {
        if (string.IsNullOrWhiteSpace(run.RunId))
            throw new ReportException($"{source}: run_id is empty.");
        if (run.Environment.DeviceTotalBytes <= 0)
            throw new ReportException($"{source}: environment.device_total_bytes must be positive.");

        HashSet<string> keys = new(StringComparer.Ordinal);
        for (int i = 0; i < run.Cases.Count; i++)
        {
            BenchmarkCase? item = run.Cases[i];
            string place = string.Create(CultureInfo.InvariantCulture, $"{source}: cases[{i}]");
            if (item is null)
                throw new ReportException($"{place} is null.");
            CheckCase(item, place);
            if (!keys.Add(item.Key))
                throw new ReportException($"{place}: the case {item.Key} is there twice.");
        }
    }

    private static void CheckCase(BenchmarkCase item, string place)
    {
        if (item.BatchSize < 1)
            throw new ReportException($"{place}.batch_size must be 1 or more.");

        // Infinity and NaN fail the comparison too.
        int wrong = item.IterationTimesSeconds.ToList().FindIndex(t => !(t > 0 && t < double.MaxValue));
        if (wrong >= 0)
        {
            throw new ReportException(string.Create(
                CultureInfo.InvariantCulture,
                $"{place}.iteration_times_seconds[{wrong}] is {item.IterationTimesSeconds[wrong]}; times are positive and finite."));
        }

        if (item.PeakAllocatedBytes < 0 || item.PeakReservedBytes < 0)
            throw new ReportException($"{place}: peak bytes must not be negative.");
        if (item.Accuracy is { } accuracy
            && (Contains(accuracy.Passes) || Contains(accuracy.LossCurve)))
            throw new ReportException($"{place}.accuracy holds a null entry.");
        if (item.MemoryTimeline is { } timeline && (Contains(timeline.Points) || Contains(timeline.Activations)))
            throw new ReportException($"{place}.memory_timeline holds a null entry.");
        if (Contains(item.DeviceSamples))
            throw new ReportException($"{place}.device_samples holds a null entry.");
    }

    private static bool Contains<T>(IReadOnlyList<T>? list)
        where T : class =>
        list is not null && list.Any(x => x is null);
}
