using Spectre.Console;
using Yolov5.Data;
using Yolov5.Training;

namespace Yolov5.Cli.Output;

/// <summary>Report of the findings in a data set, before it is used.</summary>
internal static class DataReport
{
    private const int MostProblems = 20;

    /// <summary>Both splits.</summary>
    public static void Print(TrainingData data)
    {
        AnsiConsole.MarkupLineInterpolated($"train: {data.Train.Summary}");
        PrintProblems(data.Train);
        if (!ReferenceEquals(data.Train, data.Validation))
            PrintValidation(data);
    }

    /// <summary>The images to validate on.</summary>
    public static void PrintValidation(TrainingData data)
    {
        AnsiConsole.MarkupLineInterpolated($"val:   {data.Validation.Summary}");
        PrintProblems(data.Validation);
    }

    /// <summary>One split.</summary>
    public static void Print(DatasetSplit split, DatasetScan scan)
    {
        AnsiConsole.MarkupLineInterpolated($"{split.ToString().ToLowerInvariant() + ":",-7}{scan.Summary}");
        PrintProblems(scan);
    }

    /// <summary>Oddities of a dataset YAML.</summary>
    public static void PrintWarnings(DatasetDescription description)
    {
        foreach (string warning in description.Warnings)
            AnsiConsole.MarkupLineInterpolated($"[yellow]{warning}[/]");
    }

    /// <summary>Problems with single files.</summary>
    public static void PrintProblems(IReadOnlyList<DatasetProblem> problems)
    {
        foreach (DatasetProblem problem in problems.Take(MostProblems))
            AnsiConsole.MarkupLineInterpolated($"  [yellow]{problem}[/]");
        if (problems.Count > MostProblems)
            AnsiConsole.MarkupLineInterpolated($"  [yellow]and {problems.Count - MostProblems} more[/]");
    }

    private static void PrintProblems(DatasetScan scan) => PrintProblems(scan.Problems);
}
