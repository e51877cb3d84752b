using System.CommandLine;
using Benchmarks.Commands;
using Benchmarks.Commands.Run;
using Benchmarks.Epochs;
using Benchmarks.Ranks;
using Benchmarks.Rounds;
using CommandLines;
using Schemes;
using Yolov5;
using Yolov5.Sizing;

try
{
    if (RankServer.TryServe(args, Console.In, Console.Out) is { } code)
        return code;
    if (ProcessProbe.TryServe(args, Console.Out) || CaseRunner.TryServe(args, Console.In, Console.Out) || EpochServer.TryServe(args, Console.In, Console.Out))
        return 0;
    Output.SetUp();
    if (args.Length == 0 || !Verbs.StandFirst(args))
        return Suite.Run(args);

    // The library's own answer to a mistake is exit code 1, which is a regression here.
    return Verbs.CommandLine.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
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
