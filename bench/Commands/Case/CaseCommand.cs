using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using Benchmarks.Measurement;
using Benchmarks.Rounds;

namespace Benchmarks.Commands.Case;

/// <summary><c>case</c>: runs one case in this process, which the suite starts anew for every case of every round.</summary>
/// <remarks>
/// The iterations are BenchmarkDotNet's own (<see cref="IEngine.RunIteration"/>): set-up and clean-up around each, a garbage collection
/// before it, its clock. How many there are is decided here, which BenchmarkDotNet does only for times of many invocations.
/// </remarks>
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
        Run(benchmark, options, host);
        return 0;
    }

    private static void Run(BenchmarkCase benchmark, SuiteOptions options, StandardStreamsHost host)
    {
        Descriptor descriptor = benchmark.Descriptor;
        object instance = Activator.CreateInstance(descriptor.Type)!;
        foreach (var parameter in benchmark.Parameters.Items)
            descriptor.Type.GetProperty(parameter.Name)!.SetValue(instance, parameter.Value);
        Action step = descriptor.WorkloadMethod.CreateDelegate<Action>(instance);

        host.SendSignal(HostSignal.BeforeAnythingElse);
        foreach (string line in BenchmarkEnvironmentInfo.GetCurrent().ToFormattedString())
            host.WriteLine("// " + line);
        EngineParameters parameters = new()
        {
            Host = host,
            BenchmarkName = descriptor.GetFilterName(),
            TargetJob = Job.Default.WithStrategy(RunStrategy.Monitoring).WithInvocationCount(1).WithUnrollFactor(1),
            OperationsPerInvoke = 1,
            GlobalSetupAction = Method(descriptor.GlobalSetupMethod, instance),
            GlobalCleanupAction = Method(descriptor.GlobalCleanupMethod, instance),
            IterationSetupAction = Method(descriptor.IterationSetupMethod, instance),
            IterationCleanupAction = Method(descriptor.IterationCleanupMethod, instance),
            WorkloadActionNoUnroll = _ => step(),
            WorkloadActionUnroll = _ => step(),
            OverheadActionNoUnroll = _ => { },
            OverheadActionUnroll = _ => { },
            Dummy1Action = () => { },
            Dummy2Action = () => { },
            Dummy3Action = () => { },
        };

        // The engine's end is the case's: it runs the accuracy pass.
        using IEngine engine = new EngineFactory().CreateReadyToRun(parameters);
        for (int i = 1; i <= options.WarmupCount; i++)
            engine.RunIteration(new IterationData(IterationMode.Workload, IterationStage.Warmup, i, 1, 1));
        host.SendSignal(HostSignal.BeforeActualRun);
        StoppingRule rule = new(options.IterationCount);
        List<double> times = [];
        while (!rule.IsEnough(times))
            times.Add(engine.RunIteration(new IterationData(IterationMode.Workload, IterationStage.Actual, times.Count + 1, 1, 1)).Nanoseconds);
        host.SendSignal(HostSignal.AfterActualRun);

        // Every measured step is a result: BenchmarkDotNet would leave outliers out.
        for (int i = 0; i < times.Count; i++)
            host.WriteLine(new BenchmarkDotNet.Reports.Measurement(1, IterationMode.Workload, IterationStage.Result, i + 1, 1, times[i]).ToString());
    }

    private static Action Method(System.Reflection.MethodInfo? method, object instance) => method is null ? () => { } : method.CreateDelegate<Action>(instance);
}
