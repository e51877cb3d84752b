using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using Benchmarks.Measurement;
using Perfolizer.Horology;
using Schemes;

namespace Benchmarks.Rounds;

/// <summary>Runs one case in this process.</summary>
/// <remarks>
/// The iterations are BenchmarkDotNet's own (<see cref="IEngine.RunIteration"/>): set-up and clean-up around each, a garbage collection
/// before it, its clock. How many there are is decided here, which BenchmarkDotNet does only for times of many invocations.
/// </remarks>
internal static class CaseRunner
{
    /// <summary>Runs a case if the suite has started this process for one. It is asked first of all: dozens of such processes are started in a run.</summary>
    public static bool TryServe(string[] arguments, TextReader input, TextWriter output)
    {
        if (arguments is not [CaseProcess.Verb, { } name] || Environment.GetEnvironmentVariable(SuiteOptions.EnvironmentVariable) is null)
            return false;

        // libtorch is loaded on this thread, while another looks up the case: libgomp makes threads for every thread that computes, and once
        // there are more than cores it spins less, which costs 25% of a step.
        Task<BenchmarkCase> lookup = Task.Run(() => Find(name));
        TorchDevices.Start();
        BenchmarkCase benchmark = lookup.GetAwaiter().GetResult();
        using StandardStreamsHost host = new(input, output);
        Run(benchmark, SuiteOptions.FromEnvironment(), host);
        return true;
    }

    /// <summary>Runs warm-up and measured steps, then the case's end, and tells the host every time.</summary>
    /// <param name="benchmark">The case.</param>
    /// <param name="options">Options of the run.</param>
    /// <param name="host">Receives the lines and signals of BenchmarkDotNet's protocol.</param>
    /// <param name="clock">Clock of the steps; the system's by default.</param>
    public static void Run(BenchmarkCase benchmark, SuiteOptions options, IHost host, IClock? clock = null)
    {
        Descriptor descriptor = benchmark.Descriptor;
        object instance = Activator.CreateInstance(descriptor.Type)!;
        foreach (var parameter in benchmark.Parameters.Items)
            descriptor.Type.GetProperty(parameter.Name)!.SetValue(instance, parameter.Value);
        Action step = descriptor.WorkloadMethod.CreateDelegate<Action>(instance);

        EngineParameters parameters = new()
        {
            Host = host,
            BenchmarkName = descriptor.GetFilterName(),
            TargetJob = Job.Default.WithStrategy(RunStrategy.Monitoring).WithInvocationCount(1).WithUnrollFactor(1).WithClock(clock ?? Chronometer.BestClock),
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

        // Now the process is ready, and waits until it is its turn.
        host.SendSignal(HostSignal.BeforeAnythingElse);
        foreach (string line in BenchmarkEnvironmentInfo.GetCurrent().ToFormattedString())
            host.WriteLine("// " + line);
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

    private static BenchmarkCase Find(string name) => typeof(CaseRunner).Assembly.GetExportedTypes()
        .Where(type => !type.IsAbstract && name.StartsWith(type.FullName + ".", StringComparison.Ordinal))
        .SelectMany(type => BenchmarkConverter.TypeToBenchmarks(type, ManualConfig.CreateEmpty().AddJob(Job.Dry)).BenchmarksCases)
        .FirstOrDefault(candidate => CaseProcess.NameOf(candidate) == name)
        ?? throw new InvalidInputException($"{name} is not a case of this suite.");

    private static Action Method(System.Reflection.MethodInfo? method, object instance) => method is null ? () => { } : method.CreateDelegate<Action>(instance);
}
