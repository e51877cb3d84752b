using System.CommandLine;
using System.Globalization;
using CommandLines;
using Reports.Comparison;
using Reports.Model;
using Yolov5;
using Rates = Reports.Comparison.GateRates;

namespace Benchmarks.Commands.GateRates;

/// <summary><c>gate-rates</c>: the rate of false alarms of the gate of <c>compare</c>, and the rate at which it finds a true slow-down.</summary>
internal sealed class GateRatesCommand : Command
{
    private readonly Option<FileInfo?> _times = new("--times") { Description = "Measured iteration times of unchanged code (artifacts/reference/measured-in-turn.json).", HelpName = "FILE" };
    private readonly Option<string[]> _collect = new("--collect") { Description = $"First write the times of these runs of unchanged code into that file: {RunArgument.Allowed}.", HelpName = "RUN", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _description = new("--description") { Description = "With --collect: origin of the times.", HelpName = "TEXT" };
    private readonly Option<int> _pairs = new("--pairs") { Description = "Pairs of simulated runs.", HelpName = "N", DefaultValueFactory = _ => 200 };
    private readonly Option<int> _iterations = new("--iterations") { Description = "Iterations of each simulated run.", HelpName = "N", DefaultValueFactory = _ => 15 };
    private readonly Option<string> _processes = new("--processes") { Description = "Processes of each simulated run, separated by commas; its iterations are divided among them. For times that were not measured in turn.", HelpName = "N,...", DefaultValueFactory = _ => "3,5,10" };
    private readonly Option<double> _slowdown = FractionOption.Create("--slowdown", "The true slow-down that has to be found.", 0.07);
    private readonly Option<double> _threshold = FractionOption.Create("--threshold", "The threshold of the gate.", 0.05);
    private readonly Option<double> _drift = ComparisonThresholds.Drift();
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of the draws.", HelpName = "N", DefaultValueFactory = _ => 0 };

    public GateRatesCommand()
        : base("gate-rates", """
            Simulates the regression gate on measured times: runs are drawn from them in blocks of neighbouring iterations, so that drift and spikes stay as they were measured. Times in turn give the rates of versus; times of several processes give those of compare between runs of different times.

            Examples:
              ./bench.sh gate-rates
              ./bench.sh gate-rates --times artifacts/reference/measured-processes.json --processes 3,5
              ./bench.sh gate-rates --iterations 30 --slowdown 4%
              ./bench.sh versus HEAD --scheme all --iterations 60 --out aa
              ./bench.sh gate-rates --collect aa/baseline.json aa/current.json --times my-machine.json
            """)
    {
        foreach (Option option in new Option[] { _times, _collect, _description, _pairs, _iterations, _processes, _slowdown, _threshold, _drift, _seed })
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
        ComparisonOptions options = new ComparisonOptions { TimeThreshold = parsed.GetValue(_threshold), MachineDrift = parsed.GetValue(_drift) }.Validated();
        Console.WriteLine(path);
        if (times.Description is not null)
            Console.WriteLine(times.Description);
        foreach (MeasuredCase item in times.Cases)
            Console.WriteLine($"  {item.Case}: {string.Join(", ", item.Runs.Select(Noise))}{Between(item)}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pairs} pairs of runs of {iterations} iterations, threshold {options.TimeThreshold:0.#%}"));
        Simulation simulation = new(times, pairs, iterations, slowdown, options, parsed.GetValue(_seed));
        if (times.AreInTurn)
            simulation.PrintInTurn();
        else
            simulation.PrintApart(OptionValues.Numbers("--processes", parsed.GetValue(_processes)!, 1, 1000, int.Parse));
        return 0;
    }

    private static string Noise(MeasuredRun run)
    {
        double mean = run.Seconds.Average();
        double deviation = Math.Sqrt(run.Seconds.Sum(t => (t - mean) * (t - mean)) / Math.Max(1, run.Seconds.Count - 1));
        return string.Create(CultureInfo.InvariantCulture, $"{run.Seconds.Count} x {mean * 1000:0.0} ms ± {deviation / mean:0.0%}");
    }

    private static string Between(MeasuredCase item)
    {
        double[] medians = [.. item.Processes.Select(p => Math.Log(TimeStatistics.Of(p)!.Median))];
        if (medians.Length < 2)
            return "";
        return string.Create(CultureInfo.InvariantCulture, $"; {medians.Length} processes ± {TimeStatistics.Of(medians)!.Stddev:0.0%}");
    }

    private static int AtLeastOne(string option, int value) =>
        value >= 1 ? value : throw new InvalidInputException($"{option} {value}: at least 1 is expected.");

    private sealed record Simulation(MeasuredTimes Times, int Pairs, int Iterations, double Slowdown, ComparisonOptions Options, int Seed)
    {
        public void PrintInTurn()
        {
            Rates unchanged = GateSimulation.InTurn(Times, 1, Pairs, Iterations, Options, Seed);
            if (unchanged.CasesTooFew == unchanged.Cases)
                throw new InvalidInputException($"--iterations {Iterations}: too few for any verdict, so there are no rates.");
            Console.WriteLine("runs in turn:");
            Print(unchanged, GateSimulation.InTurn(Times, 1 + Slowdown, Pairs, Iterations, Options, Seed));
        }

        public void PrintApart(IReadOnlyList<int> processes)
        {
            MeasuredCase least = Times.Cases.MinBy(c => c.Processes.Count)!;
            int[] possible = [.. processes.Where(n => 2 * n <= least.Processes.Count)];
            if (possible.Length == 0)
                throw new InvalidInputException($"{least.Case} was measured by {least.Processes.Count} processes; two runs of {processes.Min()} need {2 * processes.Min()}. --collect takes several runs.");
            foreach (int n in possible)
            {
                int each = (Iterations + n - 1) / n;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"runs of different times, processes of each: {n}, drift of the machine allowed for: {Options.MachineDrift:0.#%}"));
                Print(GateSimulation.Apart(Times, 1, n, Pairs, each, Options, Seed), GateSimulation.Apart(Times, 1 + Slowdown, n, Pairs, each, Options, Seed));
                double? smallest = GateSimulation.SmallestFound(Times, n, 0.95, Pairs, each, Options, Seed);
                Console.WriteLine($"  Largest shift      {GateSimulation.LargestShift(Times, n).ToString("0.0%", CultureInfo.InvariantCulture),6}  between runs of unchanged code: a --drift of less gives alarms");
                Console.WriteLine($"  Found 95%          {(smallest is double found ? string.Create(CultureInfo.InvariantCulture, $"{found,6:0.0%}") : "  none")}  is the smallest slow-down found in 95% of cases");
            }

            if (possible.Length < processes.Count)
                Console.WriteLine($"{string.Join(", ", processes.Except(possible))} processes: {least.Case} was measured by {least.Processes.Count} in all, and two runs need twice as many.");
        }

        private void Print(Rates unchanged, Rates slower)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  False alarms       {unchanged.PairRate,6:0.0%}  of pairs of unchanged code ({unchanged.PairsWithRegression} of {unchanged.Pairs}), {(double)unchanged.CasesRegressed / unchanged.Cases:0.0%} of cases"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Slow-downs found   {slower.CaseRate,6:0.0%}  of cases slower by {Slowdown:0.#%} ({slower.CasesRegressed} of {slower.Cases})"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  Too noisy to tell  {(double)slower.CasesTooNoisy / slower.Cases,6:0.0%}  of them"));
        }
    }
}
