using Spectre.Console;
using Yolov5.Data;
using Yolov5.Training;

namespace Yolov5.Cli.Output;

/// <summary>Report of the findings in a data set, before it is used.</summary>
internal static class DataReport
{
    // A report of more lines is read by nobody; the verb that lists everything can write it to a file.
    private const int MostProblems = 5000;

    /// <summary>Both splits.</summary>
    public static void Print(TrainingData data)
    {
        PrintWarnings(data);
        Print("train", data.Train);
        if (!ReferenceEquals(data.Train, data.Validation))
            Print("val", data.Validation);
    }

    /// <summary>The images to validate on.</summary>
    public static void PrintValidation(TrainingData data)
    {
        PrintWarnings(data);
        Print("val", data.Validation);
    }

    /// <summary>One split: what it has, and every problem by file and reason.</summary>
    public static void Print(string split, DatasetScan scan)
    {
        AnsiConsole.MarkupLineInterpolated($"{split + ":",-6} {scan.Summary}");
        foreach (DatasetProblem problem in scan.Problems.Take(MostProblems))
            AnsiConsole.MarkupLineInterpolated($"  [yellow]{problem}[/]");
        if (scan.Problems.Count > MostProblems)
            AnsiConsole.MarkupLineInterpolated($"  [yellow]and {scan.Problems.Count - MostProblems} more; yolo5 dataset verify lists all of them[/]");
        foreach (string note in scan.Notes)
            AnsiConsole.MarkupLineInterpolated($"  [yellow]{note}[/]");
    }

    private static void PrintWarnings(TrainingData data)
    {
        foreach (string warning in data.Description.Warnings)
            AnsiConsole.MarkupLineInterpolated($"[yellow]{warning}[/]");
    }
}
