using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measurement;
using Benchmarks.Options;
using Interop;
using TorchSharp;
using Yolov5.Training;

namespace Benchmarks.Verbs;

/// <summary>
/// <c>step</c>: training steps on command. Answers every line on standard input with a step and its seconds, so that a
/// script can run two programs in turn on the same machine.
/// </summary>
internal sealed class StepVerb : Command
{
    private readonly StepOptions _options = new();

    public StepVerb()
        : base("step", "Runs a training step for every line on standard input and prints its seconds.")
    {
        foreach (Option option in _options.All)
            Add(option);
        SetAction(parsed => _options.Run(parsed, Serve));
    }

    private static int Serve(TrainingSession session, DrawnBatch batch)
    {
        Console.WriteLine($"ready {Library.TorchVersion}");
        while (Console.ReadLine() is not null)
        {
            long start = Stopwatch.GetTimestamp();
            using (torch.Tensor items = session.Step.Run(batch.Images, batch.Targets))
                session.Step.Synchronize();
            Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalSeconds.ToString(CultureInfo.InvariantCulture));
        }

        return 0;
    }
}
