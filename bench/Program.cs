using System.CommandLine;
using System.CommandLine.Help;
using Benchmarks.Commands.Case;
using Benchmarks.Commands.Compare;
using Benchmarks.Commands.GateRates;
using Benchmarks.Commands.History;
using Benchmarks.Commands.Memory;
using Benchmarks.Commands.Peer;
using Benchmarks.Commands.Report;
using Benchmarks.Commands.Run;
using Benchmarks.Commands.Step;
using Benchmarks.Commands.Sweep;
using Benchmarks.Commands.Versus;
using Reports;
using Schemes;
using Yolov5;
using Yolov5.Sizing;

try
{
    if (ProcessProbe.TryServe(args, Console.Out))
        return 0;
    RootCommand verbs = new("The suite and what is done with its results.")
    {
        new CaseCommand(),
        new StepCommand(),
        new MemoryCommand(),
        new SweepCommand(),
        new ReportCommand(),
        new CompareCommand(),
        new VersusCommand(),
        new PeerCommand(),
        new HistoryCommand(),
        new GateRatesCommand(),
    };
    if (args.Length == 0 || !verbs.Subcommands.Any(verb => verb.Name == args[0]))
        return Suite.Run(args);
    ParseResult parsed = verbs.Parse(args);

    // The library's own answer to a mistake is exit code 1, which is a regression here.
    if (parsed.Action is not HelpAction && parsed.Errors.Count > 0)
        throw new InvalidInputException($"{parsed.Errors[0].Message} './bench.sh {args[0]} --help' says what is allowed.");
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception) when (TorchDevices.LoadFailure is { } failure)
{
    Console.Error.WriteLine(failure);
    return 2;
}
catch (InvalidInputException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
catch (OperationCanceledException)
{
    return 130;
}
