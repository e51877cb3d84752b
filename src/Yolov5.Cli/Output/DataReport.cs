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

    private static void PrintProblems(DatasetScan scan)
    {
        foreach (DatasetProblem problem in scan.Problems.Take(MostProblems))
            AnsiConsole.MarkupLineInterpolated($"  [yellow]{problem}[/]");
        if (scan.Problems.Count > MostProblems)
            AnsiConsole.MarkupLineInterpolated($"  [yellow]and {scan.Problems.Count - MostProblems} more[/]");
    }
}
