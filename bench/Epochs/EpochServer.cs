using System.Text.Json;
using Benchmarks.Measurement;
using Schemes;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Training;

namespace Benchmarks.Epochs;

/// <summary>
/// Measures a training in this process whenever a line on standard input asks for it: <c>load WORKERS PREFETCH CACHING BATCHES</c> (the loader alone),
/// <c>step COUNT</c> (steps alone), <c>fill</c> (an epoch that is not throttled) and <c>epoch</c>. Epochs are those of <see cref="Trainer"/>, as a user runs it;
/// after the first one nothing else can be measured. Each line is answered by one of JSON.
/// </summary>
internal sealed class EpochServer
{
    /// <summary>First argument of such a process; the request is the second.</summary>
    public const string Verb = "epochs";

    /// <summary>First line of its output.</summary>
    public const string Greeting = "ready";

    // Never reached: the process is ended before.
    private const int Endless = 1_000_000;

    private readonly EpochRequest _request;
    private readonly ThrottledReader _reader;
    private readonly TrainingData _data;
    private readonly TextReader _input;
    private readonly TextWriter _output;

    private EpochServer(EpochRequest request, TextReader input, TextWriter output)
    {
        _request = request;
        _reader = new ThrottledReader(request.ReadBytesPerSecond);
        _data = TrainingData.Load(request.Config.Data, pairs: request.Config.Pairs).Part(request.TrainImages, request.ValidationImages, _reader.Read);
        _input = input;
        _output = output;
    }

    /// <summary>Serves if this process was started to measure epochs.</summary>
    /// <returns>False if the command line is another one, and nothing was done.</returns>
    public static bool TryServe(string[] arguments, TextReader input, TextWriter output)
    {
        if (arguments is not [Verb, { } json])
            return false;
        EpochRequest request = EpochRequest.FromJson(json);
        TorchDevices.Start();
        torch.set_num_threads(request.Threads);
        DeviceMemory.SetCpuBudget(request.MemoryBudget);
        new EpochServer(request, input, output).Serve();
        return true;
    }

    private void Serve()
    {
        _output.WriteLine(Greeting);
        _output.Flush();
        string? line;
        using (PartMeasurement parts = new(_request.Config, _data, _reader))
        {
            while ((line = _input.ReadLine()) is not null and not ("epoch" or "fill"))
                Answer(parts.Run(line));
        }

        if (line is not null)
            Train(line);
    }

    private void Train(string first)
    {
        using EpochMeter meter = new(_request.Config.Device);
        _reader.IsPaused = first == "fill";
        TrainingConfig config = _request.Config with { Epochs = Endless, Run = _request.Config.Run with { Patience = 0, Plots = false } };
        Trainer trainer = new(config, _data, new RunFolder(_request.Folder))
        {
            Progress = meter,
            EpochEnded = epoch =>
            {
                Answer(meter.End(epoch));
                string next = _input.ReadLine() ?? throw new OperationCanceledException();
                _reader.IsPaused = next == "fill";
                meter.Begin();
            },
        };
        meter.Begin();
        trainer.Run();
    }

    private void Answer<T>(T answer)
    {
        _output.WriteLine(JsonSerializer.Serialize(answer));
        _output.Flush();
    }
}
