using System.CommandLine;
using Benchmarks.Measurement;
using Schemes.Memory;
using TorchSharp;
using Yolov5;
using Yolov5.Configuration;
using Yolov5.Training;

namespace Benchmarks.Commands;

/// <summary>The options of verbs that run training steps on a drawn batch: the network, the device and the memory.</summary>
internal sealed class StepOptions
{
    private readonly Option<string> _model = WorkloadOptions.Model();
    private readonly Option<int> _imageSize = WorkloadOptions.ImageSize();
    private readonly Option<int> _batch = new("--batch", "--batch-size") { Description = "Images a step.", DefaultValueFactory = _ => 8 };
    private readonly Option<string> _scheme = WorkloadOptions.Scheme();
    private readonly Option<string?> _device = WorkloadOptions.Device();
    private readonly Option<int> _classes = WorkloadOptions.Classes();
    private readonly Option<int> _threads = WorkloadOptions.Threads();
    private readonly Option<string?> _memoryBudget = WorkloadOptions.MemoryBudget();

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_model, _imageSize, _batch, _scheme, _device, _classes, _threads, _memoryBudget];

    /// <summary>The configuration that a command line asks for.</summary>
    /// <exception cref="InvalidInputException">A value cannot be used.</exception>
    public TrainingConfig Read(ParseResult parsed) => new TrainingConfig
    {
        Model = OptionValues.ModelName(parsed.GetValue(_model)!),
        Data = "",
        ImageSize = OptionValues.Side(parsed.GetValue(_imageSize)),
        BatchSize = OptionValues.Positive("--batch", parsed.GetValue(_batch)),
        Device = MachineOptions.Device(parsed.GetValue(_device)),
        Scheme = OptionValues.Scheme("--scheme", parsed.GetValue(_scheme)!),
    }.Validated();

    /// <summary>Creates the session and batch that a command line asks for and hands them to <paramref name="body"/>.</summary>
    /// <returns>Exit code that the body returned.</returns>
    /// <exception cref="InvalidInputException">A value cannot be used, or there is not memory enough.</exception>
    public int Run(ParseResult parsed, Func<TrainingSession, DrawnBatch, int> body) => Run(parsed, body, (config, classes) => TrainingSession.Create(config, classes));

    /// <summary>Creates the step of plain TorchSharp, with the same network, and hands it to <paramref name="body"/>.</summary>
    /// <inheritdoc cref="Run(ParseResult, Func{TrainingSession, DrawnBatch, int})"/>
    public int RunPlain(ParseResult parsed, Func<PlainStep, DrawnBatch, int> body) => Run(parsed, body, (config, classes) => new PlainStep(config, classes));

    private int Run<T>(ParseResult parsed, Func<T, DrawnBatch, int> body, Func<TrainingConfig, int, T> create)
        where T : IDisposable
    {
        TrainingConfig config = Read(parsed);
        int classes = OptionValues.Positive("--classes", parsed.GetValue(_classes));
        torch.set_num_threads(OptionValues.Positive("--threads", parsed.GetValue(_threads)));
        DeviceMemory.SetCpuBudget(MachineOptions.MemoryBudget(parsed.GetValue(_memoryBudget)));
        try
        {
            using T session = create(config, classes);
            using DrawnBatch batch = DrawnBatch.Of(config.BatchSize, config.ImageSize, classes);
            return body(session, batch);
        }
        catch (Exception exception) when (DeviceMemory.IsOutOfMemory(exception))
        {
            throw new InvalidInputException($"Out of memory at batch {config.BatchSize}: {DeviceMemory.Message(exception)}", exception);
        }
    }
}
