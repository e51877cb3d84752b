using System.CommandLine;
using System.CommandLine.Help;
using Benchmarks;
using Benchmarks.Verbs;
using Reports;
using Yolov5;

try
{
    RootCommand verbs = new("The suite and what is done with its results.")
    {
        new StepVerb(),
        new MemoryVerb(),
        new SweepVerb(),
        new ProbeVerb(),
        new ReportVerb(),
        new CompareVerb(),
        new VersusVerb(),
        new HistoryVerb(),
        new GateRatesVerb(),
    };
    if (args.Length == 0 || !verbs.Subcommands.Any(verb => verb.Name == args[0]))
        return Suite.Run(args);
    ParseResult parsed = verbs.Parse(args);

    // The library's own answer to a mistake is exit code 1, which is a regression here.
    if (parsed.Action is not HelpAction && parsed.Errors.Count > 0)
        throw new InvalidInputException($"{parsed.Errors[0].Message} './bench.sh {args[0]} --help' says what is allowed.");
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception exception) when (exception is InvalidInputException or ReportException)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
catch (OperationCanceledException)
{
    return 130;
}
