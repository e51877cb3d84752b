using System.CommandLine;
using System.Text.Json;
using CommandLines;
using Reports.Plots;

namespace Yolov5.Cli.Commands.Experiment;

/// <summary><c>yolo5 compare</c></summary>
internal sealed class CompareCommand : Command
{
    private readonly Option<string> _folder = new("--output-dir") { Description = "Folder that experiments wrote their results to.", DefaultValueFactory = _ => Path.Combine("runs", "experiments") };

    public CompareCommand()
        : base("compare", "Compares the experiments of a folder: a report, the figures and a plot.\n\n  yolo5 compare --output_dir results")
    {
        Add(_folder);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string folder = OutputPlaces.Folder("--output-dir", parsed.GetValue(_folder)!);
        string[] files = Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*" + ExperimentResult.FileEnding).Where(file => Path.GetFileName(file) != "comparison" + ExperimentResult.FileEnding)] : [];
        if (files.Length == 0)
            throw new InvalidInputException($"--output-dir {parsed.GetValue(_folder)}: has no *{ExperimentResult.FileEnding}; yolo5 experiment --all --output_dir {parsed.GetValue(_folder)} makes them.");
        ExperimentComparison comparison = ExperimentComparison.Of([.. files.Select(file => StrictJson.Read(file, ExperimentJson.Default.ExperimentResult))]);
        string report = comparison.Report();
        AtomicFile.WriteText(Path.Combine(folder, "comparison_report.txt"), report);
        AtomicFile.WriteText(Path.Combine(folder, "comparison_results.json"), JsonSerializer.Serialize(comparison, ExperimentJson.Default.ExperimentComparison) + "\n");
        PlotFiles.WriteTogether(comparison.Charts(), Path.Combine(folder, "comparison_plot.png"), Path.Combine(folder, "comparison_plot.pdf"), out string? notice);
        Console.Write(report);
        if (notice is not null)
            Console.WriteLine(notice);
        Console.WriteLine($"\n{Path.Combine(folder, "comparison_report.txt")}, comparison_results.json, comparison_plot.png, comparison_plot.pdf");
        return comparison.Experiments.Any(each => each.Result.Error is not null) ? 1 : 0;
    }
}
