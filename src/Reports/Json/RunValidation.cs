using System.Globalization;
using Reports.Model;

namespace Reports.Json;

/// <summary>Checks what the JSON binder cannot: values that would make a report wrong.</summary>
internal static class RunValidation
{
    public static void Check(BenchmarkRun run, string source)
    {
        HashSet<string> keys = new(StringComparer.Ordinal);
        for (int i = 0; i < run.Cases.Count; i++)
        {
            CaseResult item = run.Cases[i];
            string place = string.Create(CultureInfo.InvariantCulture, $"{source}: cases[{i}]");

            // Infinity and NaN fail the comparison too.
            int wrong = item.IterationTimesSeconds.ToList().FindIndex(t => !(t > 0 && t < double.MaxValue));
            if (wrong >= 0)
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{place}.iteration_times_seconds[{wrong}] is {item.IterationTimesSeconds[wrong]}; times are positive and finite."));
            if (item.IterationsPerProcess is { } counts && (counts.Any(count => count < 1) || counts.Sum(count => (long)count) != item.IterationTimesSeconds.Count))
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{place}.iterations_per_process is [{string.Join(", ", counts)}]; the numbers are positive, and their sum is that of the times, {item.IterationTimesSeconds.Count}."));
            if (!keys.Add(item.Key))
                throw new InvalidInputException($"{place}: the case {item.Key} is there twice.");
        }
    }
}
