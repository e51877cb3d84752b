using System.CommandLine;
using CommandLines;
using Reports.Comparison;

namespace Benchmarks.Commands.Compare;

/// <summary><c>compare</c>: the regression gate. Ends with 0 (fine), 1 (a regression) or 2 (not comparable, not readable, or a hole).</summary>
internal sealed class CompareCommand : Command
{
    private readonly Option<string> _baseline = new("--baseline") { Description = $"The run to compare with: {RunArgument.Allowed}.", HelpName = "RUN", Required = true };
    private readonly Option<string> _current = new("--current") { Description = "The run to judge, named in the same ways.", HelpName = "RUN", DefaultValueFactory = _ => "latest" };
    private readonly ComparisonThresholds _thresholds = new();
    private readonly Option<double> _drift = ComparisonThresholds.Drift();
    private readonly Option<bool> _allowMissing = new("--allow-missing") { Description = "Only mention cases, peak memory and mAP of the baseline that the current run did not measure: for a current run of fewer cases." };
    private readonly Option<string?> _json = new("--json") { Description = "Write the comparison as JSON too.", HelpName = "FILE" };
    private readonly Option<string?> _markdown = new("--markdown") { Description = "Write the comparison as Markdown too.", HelpName = "FILE" };

    public CompareCommand()
        : base("compare", """
            Compares two runs case by case: times by a statistical test on the medians of the processes that measured them, peak memory and mAP by thresholds.

            Ends with 0 where nothing got worse, 1 where something did, 2 where the runs are not comparable or not readable, or where one of them lacks what should have been judged.

            Examples:
              ./bench.sh compare --baseline artifacts/baselines/my-machine.json
              ./bench.sh compare --baseline A.json --current B.json --threshold 3% --markdown comparison.md
              ./bench.sh compare --baseline A.json --current artifacts/20250301-142233 --force
              ./bench.sh compare --baseline A.json --current B.json --drift 2%
              ./bench.sh compare --baseline A.json --current one-scheme.json --allow-missing
            """)
    {
        foreach (Option option in (Option[])[_baseline, _current, .. _thresholds.All, _drift, _allowMissing, _json, _markdown])
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        ComparisonOptions options = (_thresholds.Read(parsed) with { MachineDrift = parsed.GetValue(_drift), AllowMissing = parsed.GetValue(_allowMissing) }).Validated();
        string? json = OutputPlaces.OptionalFile("--json", parsed.GetValue(_json), createsFolder: true), markdown = OutputPlaces.OptionalFile("--markdown", parsed.GetValue(_markdown), createsFolder: true);
        RunComparison comparison = RunComparison.Compare(RunArgument.Read(parsed.GetValue(_baseline)!), RunArgument.Read(parsed.GetValue(_current)!), options);
        Console.Write(ComparisonReport.ToText(comparison));
        if (json is not null)
            ComparisonReport.WriteJson(comparison, json);
        if (markdown is not null)
            ComparisonReport.WriteMarkdown(comparison, markdown);
        return comparison.ExitCode;
    }
}
