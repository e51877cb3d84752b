using System.Diagnostics;
using TorchSharp;
using Yolov5.Data;
using Yolov5.Execution;
using Yolov5.Optimization;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>
/// Trains a network epoch by epoch: batches of the loader through a <see cref="TrainingStep"/>, learning rates and
/// accumulation of a <see cref="TrainingSchedule"/>.
/// </summary>
/// <param name="step">The step; stays the caller's.</param>
/// <param name="optimizerGroups">The optimizer's groups, which the schedule sets.</param>
/// <param name="schedule">Learning rates, momentum, accumulation.</param>
/// <param name="loader">The batches.</param>
public sealed class TrainingLoop(
    TrainingStep step, IReadOnlyList<Schemes.Optimizers.ParameterGroup> optimizerGroups, TrainingSchedule schedule, DataLoader loader)
{
    /// <summary>The iteration of the last optimizer step, counted from the start of the run; -1 before the first.</summary>
    public long LastStep { get; set; } = -1;

    /// <summary>Trains one epoch.</summary>
    /// <param name="epoch">Epoch from 0.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellationToken">Ends it between batches.</param>
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
                    step.Update();
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
        Tensor items = step.Accumulate(batch.ToTensor(), batch.Targets);
        float[] values = items.to(CPU).data<float>().ToArray();
        return new LossItems(values[0], values[1], values[2]);
    }
}
