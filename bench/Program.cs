using System.CommandLine;
using Benchmarks;
using Benchmarks.Verbs;
using Reports;
using Yolov5;

try
{
    RootCommand verbs = new("The suite and what is done with its results.") { new StepVerb() };
    return args.Length > 0 && verbs.Subcommands.Any(verb => verb.Name == args[0])
        ? verbs.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false })
        : Suite.Run(args);
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
