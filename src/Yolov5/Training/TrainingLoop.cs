using System.Diagnostics;
using System.Globalization;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Data;
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

    /// <summary>Trains one epoch.</summary>
    /// <param name="epoch">Epoch from 0.</param>
    /// <param name="progress">Receives the progress after each batch.</param>
    /// <param name="cancellationToken">Cancels the epoch between batches.</param>
    /// <returns>The mean loss, and the loss of every batch.</returns>
    public EpochResult Run(int epoch, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Stopwatch watch = Stopwatch.StartNew();
        List<LossItems> losses = new(loader.BatchCount);
        LossItems sum = default;
        long images = 0;
        foreach (Batch batch in loader.Epoch(epoch, cancellationToken: cancellationToken))
        {
            using (batch)
            {
                long iteration = ((long)epoch * loader.BatchCount) + losses.Count;
                schedule.At(iteration).Apply(optimizerGroups);
                LossItems items = Iterate(batch);
                if (schedule.StepsAfter(iteration, LastStep))
                {
                    Update();
                    LastStep = iteration;
                }

                losses.Add(items);
                sum += items;
                images += batch.Count;
                progress?.Report(new TrainingProgress(epoch, losses.Count, loader.BatchCount, sum / losses.Count, images / watch.Elapsed.TotalSeconds));
            }
        }

        return new EpochResult(epoch, sum / Math.Max(1, losses.Count), losses, images, watch.Elapsed);
    }

    private LossItems Iterate(Batch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        _accumulation ??= new MicroBatchedStep(step) { Reduced = reduction => Notice?.Invoke(Describe(reduction)) };
        Tensor items = _accumulation.Accumulate(batch.ToTensor(), batch.Targets);
        float[] values = items.to(CPU).data<float>().ToArray();
        return new LossItems(values[0], values[1], values[2]);
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
