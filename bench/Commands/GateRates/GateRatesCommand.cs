using System.CommandLine;
using System.Globalization;
using CommandLines;
using Reports.Comparison;
using Yolov5;

namespace Benchmarks.Commands.GateRates;

/// <summary><c>gate-rates</c>: the rate of false alarms of the gate of <c>compare</c>, and the rate at which it finds a true slow-down.</summary>
internal sealed class GateRatesCommand : Command
{
    private readonly Option<FileInfo?> _times = new("--times") { Description = "Measured iteration times of unchanged code (artifacts/reference/measured-in-turn.json).", HelpName = "FILE" };
    private readonly Option<string[]> _collect = new("--collect") { Description = $"First write the times of these runs of unchanged code into that file: {RunArgument.Allowed}.", HelpName = "RUN", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _description = new("--description") { Description = "With --collect: origin of the times.", HelpName = "TEXT" };
    private readonly Option<int> _pairs = new("--pairs") { Description = "Pairs of simulated runs.", HelpName = "N", DefaultValueFactory = _ => 200 };
    private readonly Option<int> _iterations = new("--iterations") { Description = "Iterations of each simulated run.", HelpName = "N", DefaultValueFactory = _ => 15 };
    private readonly Option<double> _slowdown = FractionOption.Create("--slowdown", "The true slow-down that has to be found.", 0.07);
    private readonly Option<double> _threshold = FractionOption.Create("--threshold", "The threshold of the gate.", 0.05);
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of the draws.", HelpName = "N", DefaultValueFactory = _ => 0 };

    public GateRatesCommand()
        : base("gate-rates", """
            Simulates the regression gate on measured times: runs are drawn from them in blocks of neighbouring iterations, so that drift and spikes stay as they were measured.

            Examples:
              ./bench.sh gate-rates
              ./bench.sh gate-rates --times artifacts/reference/measured-times.json
              ./bench.sh gate-rates --iterations 30 --slowdown 4%
              ./bench.sh versus HEAD --scheme all --iterations 60 --out aa
              ./bench.sh gate-rates --collect aa/baseline.json aa/current.json --times my-machine.json
            """)
    {
        foreach (Option option in new Option[] { _times, _collect, _description, _pairs, _iterations, _slowdown, _threshold, _seed })
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string path = parsed.GetValue(_times)?.FullName ?? Path.Combine(Places.Artifacts, "reference", "measured-in-turn.json");
        if (parsed.GetValue(_collect) is { Length: > 0 } runs)
        {
            OutputPlaces.File("--times", path, createsFolder: true);
            MeasuredTimes.From([.. runs.Select(RunArgument.Read)], parsed.GetValue(_description)).Write(path);
        }

        MeasuredTimes times = MeasuredTimes.Read(path);

        int pairs = AtLeastOne("--pairs", parsed.GetValue(_pairs)), iterations = AtLeastOne("--iterations", parsed.GetValue(_iterations));
        double slowdown = parsed.GetValue(_slowdown);
        if (slowdown is <= 0 or > 10)
            throw new InvalidInputException($"--slowdown {slowdown.ToString(CultureInfo.InvariantCulture)}: more than 0% and at most 1000% is expected.");
        ComparisonOptions options = new ComparisonOptions { TimeThreshold = parsed.GetValue(_threshold) }.Validated();
        Console.WriteLine(path);
        if (times.Description is not null)
            Console.WriteLine(times.Description);
        foreach (MeasuredCase item in times.Cases)
            Console.WriteLine($"  {item.Case}: {string.Join(", ", item.Runs.Select(Noise))}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pairs} pairs of runs of {iterations} iterations, threshold {options.TimeThreshold:0.#%}"));
        (bool AcrossRuns, string Kind)[] draws = times.Cases.All(c => c.Runs.All(r => r.InTurn is not null))
            ? [(false, "runs in turn")]
            : [(false, "noise within a run"), (true, "and between runs")];
        foreach ((bool acrossRuns, string kind) in draws)
        {
            var unchanged = GateSimulation.Run(times, 1, pairs, iterations, options, parsed.GetValue(_seed), acrossRuns);
            var slower = GateSimulation.Run(times, 1 + slowdown, pairs, iterations, options, parsed.GetValue(_seed), acrossRuns);
            Console.WriteLine($"{kind}:");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  False alarms       {unchanged.PairRate,6:0.0%}  of pairs of unchanged code ({unchanged.PairsWithRegression} of {unchanged.Pairs}), {(double)unchanged.CasesRegressed / unchanged.Cases:0.0%} of cases"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Slow-downs found   {slower.CaseRate,6:0.0%}  of cases slower by {slowdown:0.#%} ({slower.CasesRegressed} of {slower.Cases})"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Too noisy to tell  {(double)slower.CasesTooNoisy / slower.Cases,6:0.0%}  of them"));
        }

        return 0;
    }

    private static string Noise(MeasuredRun run)
    {
        double mean = run.Seconds.Average();
        double deviation = Math.Sqrt(run.Seconds.Sum(t => (t - mean) * (t - mean)) / Math.Max(1, run.Seconds.Count - 1));
        return string.Create(CultureInfo.InvariantCulture, $"{run.Seconds.Count} x {mean * 1000:0.0} ms ± {deviation / mean:0.0%}");
    }

    private static int AtLeastOne(string option, int value) =>
        value >= 1 ? value : throw new InvalidInputException($"{option} {value}: at least 1 is expected.");
}
