using System.Collections.Concurrent;
using System.Text.Json;
using Benchmarks.Measurement;
using Schemes;
using Schemes.Distributed;
using Schemes.Memory;

namespace Benchmarks.Ranks;

/// <summary>
/// A rank in a process of its own, which this program starts: it answers every line on standard input with a line of JSON. It ends
/// with its input, and soon after the process that has started it, whatever it waits for.
/// </summary>
internal static class RankServer
{
    /// <summary>The first argument of such a process.</summary>
    public const string Verb = "rank";

    /// <summary>Line that says that all this rank does alone has succeeded.</summary>
    public const string Meets = "meets";

    /// <summary>Line that says that it takes commands.</summary>
    public const string Ready = "ready";

    /// <summary>Command that runs a step.</summary>
    public const string Step = "step";

    /// <summary>Command that runs a step and reads the training state.</summary>
    public const string State = "state";

    /// <summary>Command that measures computing and exchange apart and together.</summary>
    public const string Overlap = "overlap";

    /// <summary>Exit code of a rank that ended because it lost another one.</summary>
    public const int LostAnother = 3;

    /// <summary>Exit code of a rank that ran out of memory.</summary>
    public const int OutOfMemory = 4;

    /// <summary>Serves if this process was started for a rank.</summary>
    /// <returns>The exit code; null if it was not.</returns>
    public static int? TryServe(string[] arguments, TextReader input, TextWriter output)
    {
        if (arguments is not [Verb] || RankRequest.FromEnvironment() is not { } request)
            return null;
        using BlockingCollection<string> commands = Follow(input);
        try
        {
            TorchDevices.Start();
            using RankTraining training = RankTraining.Create(request, () => Write(output, Meets));
            Write(output, Ready);
            foreach (string command in commands.GetConsumingEnumerable())
                Write(output, JsonSerializer.Serialize(Answer(training, command, request.WorldSize), SuiteOptions.Json));
            return 0;
        }
        catch (Exception exception) when (exception is CollectiveException || DeviceMemory.IsOutOfMemory(exception))
        {
            Console.Error.WriteLine(DeviceMemory.Message(exception));
            return exception is CollectiveException ? LostAnother : OutOfMemory;
        }
    }

    private static RankAnswer Answer(RankTraining training, string command, int worldSize) => command switch
    {
        Step => training.Step(),
        State => training.State(worldSize),
        Overlap => training.Overlap(),
        _ => throw new InvalidOperationException($"A rank knows no command '{command}'."),
    };

    private static BlockingCollection<string> Follow(TextReader input)
    {
        BlockingCollection<string> commands = [];
        new Thread(() =>
        {
            while (input.ReadLine() is { } line)
                commands.Add(line);
            commands.CompleteAdding();

            // A rank may be waiting for others that have gone with the process that has started all.
            Thread.Sleep(RankWorld.Grace);
            Environment.Exit(1);
        })
        {
            IsBackground = true,
            Name = "commands",
        }.Start();
        return commands;
    }

    private static void Write(TextWriter output, string line)
    {
        output.WriteLine(line);
        output.Flush();
    }
}
