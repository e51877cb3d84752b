using System.Diagnostics;
using Reports.Model;
using Schemes;
using Yolov5.Data.Augmentation;
using Yolov5.Optimization;
using Yolov5.Training;
using Yolov5.Validation;

namespace Benchmarks.Measurement;

/// <summary>
/// Measures the effect of a scheme on accuracy: from weights that all schemes share, full epochs under the scheme, then validation.
/// </summary>
internal static class AccuracyMeasurement
{
    /// <summary>
    /// Images of an optimizer step, whatever the batch size: smaller batches are accumulated, so that the batch size
    /// itself does not change the outcome. 16 rather than the usual 64, because small data sets would see four steps an
    /// epoch.
    /// </summary>
    public const int NominalBatchSize = 16;

    // A continuation, not a start: the warm start's last learning rate is about this.
    private const double LearningRate = 0.002;

    // FP32 whatever the scheme: it is the training that is compared. In channels-last order, which takes less time.
    private static readonly ValidationOptions s_validation = new() { Scheme = SchemeCatalog.Find("channels_last") };

    /// <summary>Runs the pass once for each seed.</summary>
    public static AccuracyResult Run(SuiteOptions options, TrainingData data, Scheme scheme, int batchSize)
    {
        Stopwatch train = new(), validate = new();
        List<(long Seed, DetectionMetrics Metrics)> passes = [];
        List<LossPoint> curve = [];
        foreach (long seed in options.Seeds)
        {
            TrainingConfig config = Config(options, scheme, batchSize, seed);
            var loader = data.TrainLoader(config);
            TrainingSchedule schedule = new(config.Hyperparameters, config.Epochs, loader.BatchCount, loader.BatchSize, config.NominalBatchSize, leastWarmupIterations: 0);
            using TrainingSession session = TrainingSession.Create(config, data.Description.ClassCount, schedule);
            session.Ema.Updates = EmaUpdates;
            TrainingLoop loop = new(session.Step, session.Optimizer.Groups, schedule, loader);
            for (int epoch = 0; epoch < config.Epochs; epoch++)
            {
                train.Start();
                EpochResult result = loop.Run(epoch);
                train.Stop();
                if (passes.Count == 0)
                    curve.AddRange(result.Losses.Select((loss, i) => Point((epoch * loader.BatchCount) + i, loss)));
            }

            validate.Start();
            ValidationResult validation = Validator.Run(session.Ema.Model, data.ValidationLoader(config, session.Model.LargestStride), s_validation);
            validate.Stop();
            passes.Add((seed, validation.Metrics));
        }

        return new AccuracyResult
        {
            Map50 = passes.Average(pass => pass.Metrics.Map50),
            Map50To95 = passes.Average(pass => pass.Metrics.Map50To95),
            Precision = passes.Average(pass => pass.Metrics.Precision),
            Recall = passes.Average(pass => pass.Metrics.Recall),
            Epochs = options.AccuracyEpochs,
            Passes = [.. passes.Select(pass => new AccuracyPass
            {
                Seed = pass.Seed,
                Map50 = pass.Metrics.Map50,
                Map50To95 = pass.Metrics.Map50To95,
            })],
            LossCurve = curve,
            TrainSeconds = train.Elapsed.TotalSeconds / passes.Count,
            ValidationSeconds = validate.Elapsed.TotalSeconds / passes.Count,
        };
    }

    // The average behaves as if it had been kept for a while: it moves slowly, but does not stay at the warm start.
    private const long EmaUpdates = 200;

    private static TrainingConfig Config(SuiteOptions options, Scheme scheme, int batchSize, long seed) => new()
    {
        Model = options.Model,
        Data = options.Data,
        Weights = options.Weights,
        ImageSize = options.ImageSize,
        BatchSize = batchSize,
        NominalBatchSize = NominalBatchSize,
        Epochs = options.AccuracyEpochs,
        Device = options.Device,
        Seed = seed,
        Scheme = scheme,
        Hyperparameters = new Hyperparameters
        {
            Augmentation = AugmentationOptions.OfSingleImages,
            InitialLearningRate = LearningRate,
            FinalLearningRateShare = 0.5,
            WarmupEpochs = 0,
            WarmupBiasLearningRate = LearningRate,
            WarmupMomentum = 0.937,
        },
    };

    private static LossPoint Point(int iteration, LossItems loss) => new()
    {
        Iteration = iteration,
        Total = loss.Total,
        Box = loss.Box,
        Objectness = loss.Objectness,
        Classification = loss.Class,
    };
}
