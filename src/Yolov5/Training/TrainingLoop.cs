using System.Diagnostics;
using System.Globalization;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Data;
using Yolov5.Data.Pairs;
using Yolov5.Optimization;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>
/// Trains a network epoch by epoch: batches of the loader through a <see cref="TrainingStep"/>, learning rates and
/// accumulation of a <see cref="TrainingSchedule"/>.
/// </summary>
/// <param name="step">The step; remains owned by the caller.</param>
/// <param name="optimizerGroups">The optimizer's groups, which the schedule sets.</param>
/// <param name="schedule">Learning rates, momentum, accumulation.</param>
/// <param name="loader">The batches.</param>
public sealed class TrainingLoop(
    TrainingStep step, IReadOnlyList<Schemes.Optimizers.ParameterGroup> optimizerGroups, TrainingSchedule schedule, DataLoader loader)
{
    private MicroBatchedStep? _accumulation;

    /// <summary>Receives a line when the loop changes how it computes, as it does when memory runs out.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>The iteration of the last optimizer step, counted from the start of the run; -1 before the first.</summary>
    public long LastStep { get; set; } = -1;

    /// <summary>Called with every batch and its iteration before it is trained on; the batch remains the loop's.</summary>
    public Action<Batch, long>? BatchLoaded { get; init; }

    /// <summary>Batches of the whole run after which training ends; null trains all epochs.</summary>
    public long? MostBatches { get; init; }

    /// <summary>The most images of a pass, and the number of times that it was halved for lack of memory.</summary>
    internal (int Size, int Halvings) MicroBatches
    {
        get => Accumulation.State;
        set => Accumulation.State = value;
    }

    private MicroBatchedStep Accumulation => _accumulation ??= new MicroBatchedStep(step) { Reduced = reduction => Notice?.Invoke(Describe(reduction)) };

    /// <summary>Trains one epoch. Gradients that did not come to a step in the epoch before are dropped, as in the reference.</summary>
    /// <param name="epoch">Epoch from 0.</param>
    /// <param name="progress">Receives the progress after each batch.</param>
    /// <param name="cancellationToken">Cancels the epoch between batches.</param>
    /// <returns>The mean of the finite losses, and the loss of every batch.</returns>
    /// <exception cref="NonFiniteLossException">A loss is not a finite number, and no smaller loss scale can help.</exception>
    public EpochResult Run(int epoch, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Stopwatch watch = Stopwatch.StartNew(), waiting = Stopwatch.StartNew();
        TimeSpan? first = null;
        List<LossItems> losses = new(loader.BatchCount);
        LossItems sum = default;
        long images = 0;
        int finite = 0;
        PairTally pairs = default;
        step.DropGradients();
        bool alone = step.Ranks is null;
        foreach (Batch batch in loader.Epoch(epoch, cancellationToken: alone ? cancellationToken : CancellationToken.None))
        {
            using (batch)
            {
                waiting.Stop();
                first ??= waiting.Elapsed;
                long iteration = ((long)epoch * loader.BatchCount) + losses.Count;
                if (iteration >= MostBatches)
                    break;
                step.Ranks.StopTogether(cancellationToken);
                BatchLoaded?.Invoke(batch, iteration);
                schedule.At(iteration).Apply(optimizerGroups);
                bool steps = schedule.StepsAfter(iteration, LastStep);
                LossItems items = Iterate(batch, steps);
                if (items.IsFinite)
                    (sum, finite) = (sum + items, finite + 1);
                else
                    Overflowed(epoch, losses.Count, items, isFirst: losses.Count == finite);
                if (steps)
                {
                    Update();
                    LastStep = iteration;
                }

                losses.Add(items);
                images += alone ? batch.Count : step.Images;
                pairs += batch.Pairs ?? default;
                progress?.Report(new TrainingProgress(epoch, losses.Count, loader.BatchCount, sum / Math.Max(1, finite), images / watch.Elapsed.TotalSeconds) { Pairs = loader.Dataset.Pairs?.Figures(pairs) });
                waiting.Start();
            }
        }

        return new EpochResult(epoch, sum / Math.Max(1, finite), losses, images, watch.Elapsed)
        {
            Waiting = waiting.Elapsed,
            FirstBatch = first ?? waiting.Elapsed,
            MicroBatchSize = Accumulation.MicroBatchSize < int.MaxValue ? Accumulation.MicroBatchSize : null,
            Pairs = loader.Dataset.Pairs?.Figures(pairs),
        };
    }

    private LossItems Iterate(Batch batch, bool isLast)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor items = Accumulation.Accumulate(batch.ToTensor(), batch.Targets, isLast);
        float[] values = items.to(CPU).data<float>().ToArray();
        return new LossItems(values[0], values[1], values[2]);
    }

    // A step whose gradients overflow is left out and the loss scale halved. At a scale below 1 it is not the scale that overflows.
    private void Overflowed(int epoch, int batch, LossItems items, bool isFirst)
    {
        if (!step.Scaler.Enabled || step.Scaler.CurrentScale < 1)
            throw new NonFiniteLossException(epoch, batch, items);
        if (isFirst)
            Notice?.Invoke(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch + 1}, batch {batch + 1}: {NonFiniteLossException.Describe(items)}; the step is left out and the loss scale of {step.Scaler.CurrentScale:R} halved."));
    }

    // Halfway through an update some weights have moved and others have not: there is nothing to go back to.
    private void Update()
    {
        try
        {
            step.Update();
        }
        catch (Exception exception) when (DeviceMemory.IsOutOfMemory(exception))
        {
            throw new InvalidInputException($"Out of memory in the optimizer's step, which does not depend on the batch size: {DeviceMemory.Message(exception)}", exception);
        }
    }

    private string Describe(MicroBatchReduction reduction) => string.Create(
        CultureInfo.InvariantCulture,
        $"Out of memory: micro-batch {reduction.From} -> {reduction.To}, passes a step {Passes(reduction, reduction.From)} -> {Passes(reduction, reduction.To)}; the effective batch of {schedule.Accumulate * schedule.BatchSize} stays ({reduction.Count} of {reduction.Most}).");

    private int Passes(MicroBatchReduction reduction, int size) => schedule.Accumulate * ((reduction.BatchSize + size - 1) / size);
}
