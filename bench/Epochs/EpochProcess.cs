using System.Globalization;
using System.Text.Json;
using Benchmarks.Processes;
using Yolov5.Data;

namespace Benchmarks.Epochs;

/// <summary>A process that measures a training when it is told to, so that several trainings can be measured in turn.</summary>
internal sealed class EpochProcess : IDisposable
{
    private readonly LineProcess _process;

    private EpochProcess(LineProcess process) => _process = process;

    /// <summary>Starts one, and waits until its data have been scanned.</summary>
    /// <exception cref="InvalidInputException">The process ended before; the message says why.</exception>
    public static EpochProcess Start(EpochRequest request)
    {
        EpochProcess started = new(LineProcess.Start(typeof(EpochProcess).Assembly.Location, [EpochServer.Verb, request.ToJson()]));
        try
        {
            string answer = Guarded(started._process.ReadLine);
            return answer == EpochServer.Greeting ? started : throw new InvalidOperationException($"Another program answered: '{answer}'.");
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    /// <summary>Measures the loader alone.</summary>
    /// <param name="workers">Threads that load.</param>
    /// <param name="prefetch">Batches ahead.</param>
    /// <param name="caching">Caching; a cache is filled first.</param>
    /// <param name="batches">Batches to measure.</param>
    public RateRecord Load(int workers, int prefetch, ImageCaching caching, int batches) =>
        Ask<RateRecord>(string.Create(CultureInfo.InvariantCulture, $"load {workers} {prefetch} {caching} {batches}"));

    /// <summary>Measures steps on a batch that is ready.</summary>
    public RateRecord Step(int count) => Ask<RateRecord>(string.Create(CultureInfo.InvariantCulture, $"step {count}"));

    /// <summary>Trains an epoch.</summary>
    /// <param name="fills">True for the first one, which fills caches: a pretended slow disk is not slow then.</param>
    public EpochRecord Epoch(bool fills = false) => Ask<EpochRecord>(fills ? "fill" : "epoch");

    /// <summary>Ends the process.</summary>
    public void Dispose() => _process.Dispose();

    private T Ask<T>(string line) => JsonSerializer.Deserialize<T>(Guarded(() => _process.Ask(line)))!;

    private static T Guarded<T>(Func<T> body)
    {
        try
        {
            return body();
        }
        catch (StepFailedException failure)
        {
            throw new InvalidInputException(failure.Message, failure);
        }
    }
}
