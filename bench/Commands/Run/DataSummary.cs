using Yolov5.Data;
using Yolov5.Training;

namespace Benchmarks.Commands.Run;

/// <summary>Summary of the findings in a data set, in a few lines.</summary>
internal static class DataSummary
{
    private const int MostProblems = 10;

    /// <summary>A line for each split, and what was wrong.</summary>
    public static IEnumerable<string> Of(TrainingData data)
    {
        yield return $"train: {data.Train.Summary}";
        if (!ReferenceEquals(data.Train, data.Validation))
            yield return $"val:   {data.Validation.Summary}";
        DatasetProblem[] problems = [.. data.Train.Problems.Concat(data.Validation.Problems).Distinct()];
        foreach (DatasetProblem problem in problems.Take(MostProblems))
            yield return $"  {problem}";
        if (problems.Length > MostProblems)
            yield return $"  and {problems.Length - MostProblems} more";
    }
}
