using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measurement;
using Interop;
using Schemes;
using TorchSharp;
using Yolov5.Training;

namespace Benchmarks.Verbs;

/// <summary>
/// <c>step</c>: training steps on command. Answers every line on standard input with a step and its seconds, so that a
/// script can run two programs in turn on the same machine.
/// </summary>
internal sealed class StepVerb : Command
{
    private readonly Option<string> _model = new("--model") { Description = "n, s, m, l or x.", DefaultValueFactory = _ => "s" };
    private readonly Option<int> _imageSize = new("--imgsz") { Description = "Side of the images in pixels.", DefaultValueFactory = _ => 640 };
    private readonly Option<int> _batch = new("--batch") { Description = "Images a step.", DefaultValueFactory = _ => 8 };
    private readonly Option<string> _scheme = new("--scheme") { Description = "How the step is computed.", DefaultValueFactory = _ => "baseline" };
    private readonly Option<string> _device = new("--device") { Description = "cpu or cuda:0.", DefaultValueFactory = _ => "cpu" };
    private readonly Option<int> _classes = new("--classes") { Description = "Classes.", DefaultValueFactory = _ => 80 };
    private readonly Option<int> _threads = new("--threads") { Description = "libtorch's threads.", DefaultValueFactory = _ => Environment.ProcessorCount };

    public StepVerb()
        : base("step", "Runs a training step for every line on standard input and prints its seconds.")
    {
        foreach (Option option in new Option[] { _model, _imageSize, _batch, _scheme, _device, _classes, _threads })
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        Library.Threads = parsed.GetValue(_threads);
        int batchSize = parsed.GetValue(_batch), imageSize = parsed.GetValue(_imageSize), classes = parsed.GetValue(_classes);
        TrainingConfig config = new()
        {
            Model = parsed.GetValue(_model)!,
            Data = "",
            ImageSize = imageSize,
            BatchSize = batchSize,
            Device = parsed.GetValue(_device)!,
            Scheme = SchemeCatalog.Find(parsed.GetValue(_scheme)!),
        };
        using TrainingSession session = TrainingSession.Create(config, classes);
        using DrawnBatch batch = DrawnBatch.Of(batchSize, imageSize, classes, labelsPerImage: 8);
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
