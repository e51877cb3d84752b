using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using CommandLines;
using Yolov5.Cli.Output;
using Yolov5.Data;
using Yolov5.Datasets;

namespace Yolov5.Cli.Commands.Dataset;

/// <summary><c>yolo5 dataset verify</c></summary>
internal sealed class VerifyCommand : Command
{
    private readonly Option<string> _data = CommonOptions.Data();
    private readonly Option<int> _workers = CommonOptions.Workers();
    private readonly Option<string?> _json = CommonOptions.Json();

    public VerifyCommand(CancellationToken stop)
        : base("verify", "Looks at every image and label row, and lists all that is wrong with file and line; exit code 1 if anything is.\n\n  yolo5 dataset verify --data datasets/pets/data.yaml --json problems.json")
    {
        Add(_data);
        Add(_workers);
        Add(_json);
        SetAction(parsed => Run(parsed, stop));
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        string? json = OutputPlaces.OptionalFile("--json", parsed.GetValue(_json));
        int workers = CommonOptions.AtLeast("--workers", parsed.GetValue(_workers), 0);
        using ProgressLine line = new();
        DatasetVerifier verifier = new(DatasetDescription.Load(parsed.GetValue(_data)!)) { Workers = workers, Progress = line.Files("verifying") };
        DatasetVerification result = verifier.Run(stop);
        line.Clear();
        foreach (DatasetFinding finding in result.Findings)
            Console.WriteLine(finding);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{result.Images} images, {result.LabelFiles} label files, {result.Objects} objects: {(result.Findings.Count == 0 ? "no problem" : result.Findings.Count == 1 ? "1 problem" : $"{result.Findings.Count} problems")}"));
        if (json is not null)
            FiguresFile.Write(json, Json(result));
        return result.Findings.Count == 0 ? 0 : 1;
    }

    private static JsonObject Json(DatasetVerification result) => new()
    {
        ["images"] = result.Images,
        ["label_files"] = result.LabelFiles,
        ["objects"] = result.Objects,
        ["problems"] = new JsonArray([.. result.Findings.Select(finding => new JsonObject
        {
            ["file"] = finding.File,
            ["line"] = finding.Line,
            ["reason"] = finding.Reason,
        })]),
    };
}
