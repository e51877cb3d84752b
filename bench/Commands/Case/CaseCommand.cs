using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using Benchmarks.Measurement;
using Benchmarks.Rounds;

namespace Benchmarks.Commands.Case;

/// <summary><c>case</c>: runs one case in this process, which the suite starts anew for every case of every round.</summary>
internal sealed class CaseCommand : Command
{
    private readonly Argument<string> _name = new("case") { Description = "Full name with parameters, as BenchmarkDotNet writes it." };

    public CaseCommand()
        : base(CaseProcess.Verb, "Runs one case of a run of the suite, which starts it.")
    {
        Hidden = true;
        Add(_name);
        SetAction(parsed => Run(parsed.GetValue(_name)!));
    }

    private static int Run(string name)
    {
        SuiteOptions options = SuiteOptions.FromEnvironment();
        BenchmarkCase benchmark = typeof(CaseCommand).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && name.StartsWith(type.FullName + ".", StringComparison.Ordinal))
            .SelectMany(type => BenchmarkConverter.TypeToBenchmarks(type, ManualConfig.CreateEmpty().AddJob(Job.Dry)).BenchmarksCases)
            .FirstOrDefault(candidate => CaseProcess.NameOf(candidate) == name)
            ?? throw new InvalidInputException($"{name} is not a case of this suite.");
        using StandardStreamsHost host = new(Console.In, Console.Out);
        CaseRunner.Run(benchmark, options, host);
        return 0;
    }
}
