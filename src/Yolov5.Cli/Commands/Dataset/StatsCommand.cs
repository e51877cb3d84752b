using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using CommandLines;
using Yolov5.Cli.Output;
using Yolov5.Data;
using Yolov5.Datasets;

namespace Yolov5.Cli.Commands.Dataset;

/// <summary><c>yolo5 dataset stats</c></summary>
internal sealed class StatsCommand : Command
{
    private readonly Option<string> _data = CommonOptions.Data();
    private readonly Option<DatasetSplit> _split = new("--split") { Description = "Split to describe: train, val or test.", DefaultValueFactory = _ => DatasetSplit.Train };
    private readonly Option<string> _output = new("--output") { Description = "The page to write.", DefaultValueFactory = _ => "stats.html" };
    private readonly Option<string?> _json = CommonOptions.Json();

    public StatsCommand(CancellationToken stop)
        : base("stats", "Describes the classes, boxes and images of a split in a page with charts.\n\n  yolo5 dataset stats --data datasets/bccd.yaml --output stats.html")
    {
        foreach (Option option in new Option[] { _data, _split, _output, _json })
            Add(option);
        SetAction(parsed => Run(parsed, stop));
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        string? json = OutputPlaces.OptionalFile("--json", parsed.GetValue(_json));
        string output = OutputPlaces.File("--output", parsed.GetValue(_output)!, createsFolder: true);
        DatasetDescription description = DataReport.Load(parsed.GetValue(_data)!);
        DatasetSplit split = parsed.GetValue(_split);
        using ProgressLine line = new();
        DatasetScan scan = new DatasetScanner { Progress = line.Files("scanning") }.Scan(description, split, stop);
        line.Clear();
        DataReport.Print(split.ToString().ToLowerInvariant(), scan);
        DatasetStatistics statistics = DatasetStatistics.Of(scan, description.Names);
        StatisticsPage.Of(statistics, description, split).Write(output);
        (int small, int medium, int large) = statistics.SizeRanges;
        foreach (ClassStatistics each in statistics.Classes)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {each.Name}: {each.Objects} objects in {each.Images} images{(each.Objects == 0 ? "" : $", median {each.MedianWidth:F0}x{each.MedianHeight:F0} pixels")}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{small} small objects (below 32x32), {medium} medium (below 96x96), {large} large; {statistics.Background} images without objects"));
        Console.WriteLine(output);
        if (json is not null)
            FiguresFile.Write(json, Json(statistics));
        return 0;
    }

    private static JsonObject Json(DatasetStatistics statistics)
    {
        (int small, int medium, int large) = statistics.SizeRanges;
        return new JsonObject
        {
            ["images"] = statistics.Images,
            ["background"] = statistics.Background,
            ["objects"] = statistics.Boxes.Count,
            ["small"] = small,
            ["medium"] = medium,
            ["large"] = large,
            ["classes"] = new JsonArray([.. statistics.Classes.Select(each => new JsonObject
            {
                ["name"] = each.Name,
                ["objects"] = each.Objects,
                ["images"] = each.Images,
                ["median_width"] = double.IsNaN(each.MedianWidth) ? null : each.MedianWidth,
                ["median_height"] = double.IsNaN(each.MedianHeight) ? null : each.MedianHeight,
            })]),
            ["image_sizes"] = new JsonArray([.. statistics.ImageSizes.Select(size => new JsonObject { ["width"] = size.Width, ["height"] = size.Height, ["images"] = size.Images })]),
        };
    }
}
