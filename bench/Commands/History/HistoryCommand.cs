using System.CommandLine;
using CommandLines;
using Reports.History;
using Reports.Model;
using Yolov5;

namespace Benchmarks.Commands.History;

/// <summary><c>history</c>: runs over commits, with the commits at which a time changed.</summary>
internal sealed class HistoryCommand : Command
{
    private readonly Option<DirectoryInfo?> _folder = new("--folder") { Description = "Folder of the histories, one file for each device and workload (artifacts/history/).", HelpName = "DIR" };
    private readonly Option<FileInfo?> _file = new("--file") { Description = "One history file instead of a folder of them.", HelpName = "FILE" };
    private readonly Option<string[]> _append = new("--append") { Description = $"Append these runs first: {RunArgument.Allowed}.", HelpName = "RUN", AllowMultipleArgumentsPerToken = true };
    private readonly Option<DirectoryInfo?> _out = new("--out", "-o") { Description = "Folder for the pages (beside the history).", HelpName = "DIR" };

    public HistoryCommand()
        : base("history", """
            Appends runs to histories (*.jsonl) and draws every case over commits, with its changes of level, as HTML and Markdown.

            Examples:
              ./bench.sh history --append latest
              ./bench.sh history
              ./bench.sh history --file artifacts/history/my-machine.jsonl --out pages
            """)
    {
        foreach (Option option in new Option[] { _folder, _file, _append, _out })
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(_file) is not null && parsed.GetValue(_folder) is not null)
            throw new InvalidInputException("--file and --folder: only one of them can be given.");
        string? file = parsed.GetValue(_file)?.FullName;
        string? pages = parsed.GetValue(_out) is { } given ? OutputPlaces.Folder("--out", given.FullName) : null;
        string folder = parsed.GetValue(_folder)?.FullName ?? Path.Combine(Places.Artifacts, "history");
        if (parsed.GetValue(_append) is { Length: > 0 })
            _ = file is not null ? OutputPlaces.File("--file", file, createsFolder: true) : OutputPlaces.Folder("--folder", folder);

        // All runs are read before anything is written, so that a mistake in the third leaves nothing half done.
        foreach (BenchmarkRun run in parsed.GetValue(_append)?.Select(RunArgument.Read).ToArray() ?? [])
        {
            string target = file ?? HistoryFile.PathFor(run, folder);
            bool appended = HistoryFile.Append(run, target);
            Console.WriteLine(appended ? $"{run.RunId} appended to {target}" : $"{run.RunId} is in {target} already");
        }

        string[] files = file is not null ? [file]
            : Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.jsonl").Order(StringComparer.Ordinal)]
            : [];
        if (files.Length == 0)
            throw new InvalidInputException($"There is no history in {folder} yet: './bench.sh history --append latest' begins one.");
        foreach (string history in files)
            Draw(history, pages ?? Path.GetDirectoryName(history)!);
        return 0;
    }

    private static void Draw(string history, string folder)
    {
        IReadOnlyList<HistoryEntry> entries = HistoryFile.Read(history, out IReadOnlyList<string> problems);
        foreach (string problem in problems)
            Console.Error.WriteLine($"Left out: {problem}");
        if (entries.Count == 0)
            throw new InvalidInputException($"{history} holds no run that can be read.");
        string page = Path.Combine(folder, Path.GetFileNameWithoutExtension(history));
        HistoryReport.WriteHtml(entries, page + ".html", problems);
        HistoryReport.WriteMarkdown(entries, page + ".md");
        Console.WriteLine($"Review: {page}.html ({entries.Count} {(entries.Count == 1 ? "run" : "runs")})");
    }
}
