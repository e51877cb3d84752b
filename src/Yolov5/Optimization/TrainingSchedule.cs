namespace Yolov5.Optimization;

/// <summary>
/// Learning rates, momentum and gradient accumulation over a whole training run, as YOLOv5 v7.0's train.py has them: pure
/// functions of the iteration, so that a resumed run continues exactly.
/// </summary>
/// <remarks>
/// Three details follow the reference. Warm-up includes the iteration that ends it. During warm-up the rates
/// aim at the curve of the current epoch, but afterwards the curve runs one epoch behind. And the curve moves once an
/// epoch, so that the values of the last iteration of warm-up stay in force until its epoch ends.
/// </remarks>
public sealed class TrainingSchedule
{
    /// <summary>Least number of iterations of the reference's warm-up, however short the epochs are.</summary>
    public const int LeastWarmupIterations = 100;

    private readonly Hyperparameters _hyp;
    private readonly bool _cosine;

    /// <summary>Plans a run.</summary>
    /// <param name="hyp">Learning rates, momentum and warm-up.</param>
    /// <param name="epochs">Epochs of the whole run.</param>
    /// <param name="iterationsPerEpoch">Batches of an epoch.</param>
    /// <param name="batchSize">Images of a batch, over all devices.</param>
    /// <param name="nominalBatchSize">Images that one optimizer step should see.</param>
    /// <param name="cosine">True if the learning rate falls along a cosine rather than a line.</param>
    /// <param name="leastWarmupIterations">Iterations of warm-up at the least.</param>
    public TrainingSchedule(Hyperparameters hyp, int epochs, int iterationsPerEpoch, int batchSize, int nominalBatchSize = 64, bool cosine = false, int leastWarmupIterations = LeastWarmupIterations)
    {
        ArgumentNullException.ThrowIfNull(hyp);
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(iterationsPerEpoch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(nominalBatchSize, 1);
        _hyp = hyp;
        _cosine = cosine;
        Epochs = epochs;
        IterationsPerEpoch = iterationsPerEpoch;
        BatchSize = batchSize;
        NominalBatchSize = nominalBatchSize;
        WarmupIterations = Math.Max((long)Math.Round(hyp.WarmupEpochs * iterationsPerEpoch), leastWarmupIterations);
    }

    /// <summary>Epochs of the whole run.</summary>
    public int Epochs { get; }

    /// <summary>Batches of an epoch.</summary>
    public int IterationsPerEpoch { get; }

    /// <summary>Images of a batch.</summary>
    public int BatchSize { get; }

    /// <summary>Images that one optimizer step should see.</summary>
    public int NominalBatchSize { get; }

    /// <summary>The last iteration of warm-up.</summary>
    public long WarmupIterations { get; }

    /// <summary>Iterations whose gradients are summed for one step after warm-up.</summary>
    public int Accumulate => Math.Max((int)Math.Round((double)NominalBatchSize / BatchSize), 1);

    /// <summary>The weight decay for the images that one step really sees.</summary>
    public double WeightDecay => _hyp.WeightDecay * ((double)BatchSize * Accumulate / NominalBatchSize);

    /// <summary>Factor on the initial learning rate at an epoch.</summary>
    public double Curve(double epoch)
    {
        double final = _hyp.FinalLearningRateShare;
        return _cosine
            ? ((1 - Math.Cos(epoch * Math.PI / Epochs)) / 2 * (final - 1)) + 1
            : ((1 - (epoch / Epochs)) * (1 - final)) + final;
    }

    /// <summary>Settings in force during an iteration, counted from the start of the run.</summary>
    public IterationSettings At(long iteration)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(iteration);
        long epoch = iteration / IterationsPerEpoch;
        if (iteration > WarmupIterations)
        {
            bool setByWarmup = epoch == WarmupIterations / IterationsPerEpoch;
            double rate = _hyp.InitialLearningRate * Curve(setByWarmup ? epoch : epoch - 1);
            return new IterationSettings(rate, rate, _hyp.Momentum, Accumulate);
        }

        double target = _hyp.InitialLearningRate * Curve(epoch);
        return new IterationSettings(
            Warm(iteration, _hyp.WarmupBiasLearningRate, target),
            Warm(iteration, 0, target),
            Warm(iteration, _hyp.WarmupMomentum, _hyp.Momentum),
            Math.Max(1, (int)Math.Round(Warm(iteration, 1, (double)NominalBatchSize / BatchSize))));
    }

    /// <summary>True if the optimizer steps after an iteration.</summary>
    /// <param name="iteration">The iteration.</param>
    /// <param name="lastStep">The iteration of the last step, -1 before the first.</param>
    public bool StepsAfter(long iteration, long lastStep) => iteration - lastStep >= At(iteration).Accumulate;

    // Linear interpolation, in NumPy's order of operations.
    private double Warm(long iteration, double from, double to) =>
        iteration == WarmupIterations ? to : ((to - from) / WarmupIterations * iteration) + from;
}
