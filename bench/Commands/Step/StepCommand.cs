using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measurement;
using Schemes;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Training;

namespace Benchmarks.Commands.Step;

/// <summary>
/// <c>step</c>: runs training steps on request. Answers every line on standard input with a step, its seconds and its peak of
/// allocated bytes, so that two programs can be run in turn on the same machine.
/// </summary>
internal sealed class StepCommand : Command
{
    private readonly StepOptions _options = new();
    private readonly Option<bool> _plain = new("--plain") { Description = "Runs the step as a user of plain TorchSharp would write it, in place of a scheme; no memory is counted." };

    public StepCommand()
        : base("step", "Runs a training step for every line on standard input and prints its seconds and its peak of allocated bytes.")
    {
        foreach (Option option in _options.All)
            Add(option);
        Add(_plain);
        SetAction(parsed => parsed.GetValue(_plain) ? _options.RunPlain(parsed, Serve) : _options.Run(parsed, Serve));
    }

    private static int Serve(TrainingSession session, DrawnBatch batch)
    {
        torch.Device device = session.Step.Device;
        return Serve(
            () =>
            {
                using torch.Tensor items = session.Step.Run(batch.Images, batch.Targets);
                session.Step.Synchronize();
            },
            () => DeviceMemory.ResetPeak(device),
            () => DeviceMemory.Statistics(device).PeakAllocated);
    }

    private static int Serve(PlainStep step, DrawnBatch batch) => Serve(() => step.Run(batch.Images, batch.Targets), () => { }, () => 0);

    private static int Serve(Action step, Action resetPeak, Func<long> peak)
    {
        Console.WriteLine($"ready {TorchDevices.LibTorchVersion}");
        while (Console.ReadLine() is not null)
        {
            resetPeak();
            long start = Stopwatch.GetTimestamp();
            step();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds} {peak()}"));
        }

        return 0;
    }
}
