using Spectre.Console;
using Yolov5.Data;
using Yolov5.Training;

namespace Yolov5.Cli.Output;

/// <summary>Report of the findings in a data set, before it is used.</summary>
internal static class DataReport
{
    // A report of more lines is read by nobody; the verb that lists everything can write it to a file.
    private const int MostProblems = 5000;

    /// <summary>Reads a dataset YAML, and prints its oddities.</summary>
    /// <exception cref="InvalidInputException">The file is missing or wrong.</exception>
    public static DatasetDescription Load(string yaml)
    {
        DatasetDescription description = DatasetDescription.Load(yaml);
        PrintWarnings(description);
        return description;
    }

    /// <summary>Both splits.</summary>
    public static void Print(TrainingData data)
    {
        PrintWarnings(data.Description);
        Print("train", data.Train);
        if (!ReferenceEquals(data.Train, data.Validation))
            Print("val", data.Validation);
    }

    /// <summary>One split: what it has, and every problem by file and reason.</summary>
    public static void Print(string split, DatasetScan scan)
    {
        AnsiConsole.MarkupLineInterpolated($"{split + ":",-6} {scan.Summary}");
        if (scan.Pairs is { } pairs)
            AnsiConsole.MarkupLineInterpolated($"       {pairs.Summary}");
        PrintProblems(scan.Problems);
        foreach (string note in scan.Notes)
            AnsiConsole.MarkupLineInterpolated($"  [yellow]{note}[/]");
    }

    /// <summary>Oddities of a dataset YAML.</summary>
    private static void PrintWarnings(DatasetDescription description)
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
            AnsiConsole.MarkupLineInterpolated($"  [yellow]and {problems.Count - MostProblems} more; yolo5 dataset verify lists all of them[/]");
    }
}
