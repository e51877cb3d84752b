using System.CommandLine;
using Reports.Comparison;

namespace Benchmarks.Verbs;

/// <summary><c>compare</c>: the regression gate. Ends with 0 (fine), 1 (a regression) or 2 (not comparable, not readable).</summary>
internal sealed class CompareVerb : Command
{
    private readonly Option<string> _baseline = new("--baseline") { Description = $"The run to compare with: {RunArgument.Allowed}.", HelpName = "RUN", Required = true };
    private readonly Option<string> _current = new("--current") { Description = "The run to judge, named in the same ways.", HelpName = "RUN", DefaultValueFactory = _ => "latest" };
    private readonly Option<double> _time = FractionOption.Create("--threshold", "Relative change of the iteration time from which a case is slower or faster.", 0.05);
    private readonly Option<double> _memory = FractionOption.Create("--memory-threshold", "Relative change of the peak allocated memory that counts.", 0.01);
    private readonly Option<double> _map = FractionOption.Create("--map-threshold", "Absolute change of mAP@0.5 that counts, where the spread of repeated passes is not wider.", 0.02);
    private readonly Option<bool> _force = new("--force") { Description = "Compare although device, libtorch or workload differ." };
    private readonly Option<FileInfo?> _json = new("--json") { Description = "Write the comparison as JSON too.", HelpName = "FILE" };
    private readonly Option<FileInfo?> _markdown = new("--markdown") { Description = "Write the comparison as Markdown too.", HelpName = "FILE" };

    public CompareVerb()
        : base("compare", """
            Compares two runs case by case: times by a statistical test on the raw measurements, peak memory and mAP by thresholds.

            Ends with 0 where nothing got worse, 1 where something did, 2 where the runs are not comparable or not readable.

            Examples:
              ./bench.sh compare --baseline artifacts/baselines/my-machine.json
              ./bench.sh compare --baseline A.json --current B.json --threshold 3% --markdown comparison.md
              ./bench.sh compare --baseline A.json --current artifacts/20250301-142233 --force
            """)
    {
        foreach (Option option in new Option[] { _baseline, _current, _time, _memory, _map, _force, _json, _markdown })
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        ComparisonOptions options = new ComparisonOptions
        {
            TimeThreshold = parsed.GetValue(_time),
            MemoryThreshold = parsed.GetValue(_memory),
            MapThreshold = parsed.GetValue(_map),
            Force = parsed.GetValue(_force),
        }.Validated();
        RunComparison comparison = RunComparison.Compare(RunArgument.Read(parsed.GetValue(_baseline)!), RunArgument.Read(parsed.GetValue(_current)!), options);
        Console.Write(ComparisonReport.ToText(comparison));
        if (parsed.GetValue(_json) is { } json)
            ComparisonReport.WriteJson(comparison, json.FullName);
        if (parsed.GetValue(_markdown) is { } markdown)
            ComparisonReport.WriteMarkdown(comparison, markdown.FullName);
        return comparison.ExitCode;
    }
}
