using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measurement;
using Interop;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Training;

namespace Benchmarks.Commands.Step;

/// <summary>
/// <c>step</c>: training steps on command. Answers every line on standard input with a step, its seconds and its peak of
/// allocated bytes, so that two programs can be run in turn on the same machine.
/// </summary>
internal sealed class StepCommand : Command
{
    private readonly StepOptions _options = new();

    public StepCommand()
        : base("step", "Runs a training step for every line on standard input and prints its seconds and its peak of allocated bytes.")
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
            DeviceMemory.ResetPeak(session.Step.Device);
            long start = Stopwatch.GetTimestamp();
            using (torch.Tensor items = session.Step.Run(batch.Images, batch.Targets))
                session.Step.Synchronize();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds} {DeviceMemory.Statistics(session.Step.Device).PeakAllocated}"));
        }

        return 0;
    }
}
