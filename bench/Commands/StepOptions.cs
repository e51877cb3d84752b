using System.CommandLine;
using Benchmarks.Measurement;
using Interop;
using Schemes.Memory;
using Yolov5;
using Yolov5.Training;

namespace Benchmarks.Commands;

/// <summary>The options of verbs that run training steps on a drawn batch: what is stepped, where, and within which memory.</summary>
internal sealed class StepOptions
{
    private const int LabelsPerImage = 8;

    private readonly Option<string> _model = WorkloadOptions.Model();
    private readonly Option<int> _imageSize = WorkloadOptions.ImageSize();
    private readonly Option<int> _batch = new("--batch") { Description = "Images a step.", DefaultValueFactory = _ => 8 };
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
        Device = OptionValues.DeviceName(parsed.GetValue(_device)),
        Scheme = OptionValues.Scheme("--scheme", parsed.GetValue(_scheme)!),
    }.Validated();

    /// <summary>Makes what a command line asks for and hands it to <paramref name="body"/>.</summary>
    /// <returns>What the body returned.</returns>
    /// <exception cref="InvalidInputException">A value cannot be used, or there is not memory enough.</exception>
    public int Run(ParseResult parsed, Func<TrainingSession, DrawnBatch, int> body)
    {
        TrainingConfig config = Read(parsed);
        int classes = OptionValues.Positive("--classes", parsed.GetValue(_classes));
        Library.Threads = OptionValues.Positive("--threads", parsed.GetValue(_threads));
        DeviceMemory.SetCpuBudget(OptionValues.Budget(parsed.GetValue(_memoryBudget)));
        try
        {
            using TrainingSession session = TrainingSession.Create(config, classes);
            using DrawnBatch batch = DrawnBatch.Of(config.BatchSize, config.ImageSize, classes, LabelsPerImage);
            return body(session, batch);
        }
        catch (Exception exception) when (DeviceMemory.IsOutOfMemory(exception))
        {
            throw new InvalidInputException($"Out of memory at batch {config.BatchSize}: {exception.Message.Split('\n')[0]}", exception);
        }
    }
}
