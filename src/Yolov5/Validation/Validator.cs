using System.Diagnostics;
using System.Runtime.InteropServices;
using Schemes.Distributed;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Data;
using Yolov5.Losses;
using Yolov5.Models;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Yolov5.Validation;

/// <summary>Runs a network over a data set and measures how well its detections match the labels, as YOLOv5's val.py does.</summary>
public static class Validator
{
    /// <summary>Validates.</summary>
    /// <param name="model">The network, in either mode; it is not changed.</param>
    /// <param name="loader">Batches in the order of the data set.</param>
    /// <param name="options">Options of the validation.</param>
    /// <param name="progress">Receives the progress after each batch.</param>
    /// <param name="ranks">
    /// Ranks whose loaders give whole batches in turn, and which all get the figures of all; null for this one alone. Callbacks are for
    /// this rank's images.
    /// </param>
    /// <param name="cancellationToken">Cancels the validation between batches; with ranks, when one of them is cancelled, at the end.</param>
    /// <exception cref="CollectiveException">A rank did not come in time, or was lost.</exception>
    public static ValidationResult Run(
        DetectionModel model,
        DataLoader loader,
        ValidationOptions options,
        IProgress<ValidationProgress>? progress = null,
        ProcessGroup? ranks = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentNullException.ThrowIfNull(options);

        using InferenceNetworks networks = new(model, options.Ensemble, options.Scheme, options.Augment, options.Fuse);
        DetectionModel network = networks.First;
        torch.Device device = network.Device();
        MetricsAccumulator metrics = new();
        Stopwatch preprocess = new(), inference = new(), suppression = new();
        int batches = 0, validated = 0;
        using ComputeLoss? loss = options.Loss is null ? null : new ComputeLoss(network, options.Loss);
        LossItems losses = default;
        using ValidatedBatches? own = ranks is not null ? new ValidatedBatches() : null;
        using IDisposable noGrad = no_grad();
        foreach (Batch batch in loader.Epoch(0, cancellationToken: own is null ? cancellationToken : CancellationToken.None))
        {
            using (batch)
            {
                using DisposeScope scope = NewDisposeScope();
                preprocess.Start();
                Tensor bytes = batch.ToTensor();
                Tensor images = networks.Normalise(bytes);
                DeviceMemory.Synchronize(device);
                preprocess.Stop();

                inference.Start();
                LossItems lost = default;
                Tensor predictions = networks.Predict(images, loss is null ? null : output =>
                {
                    // Its time is not the network's.
                    inference.Stop();
                    lost = LossOf(loss, output, batch.Targets);
                    inference.Start();
                });
                inference.Stop();
                losses += lost;

                suppression.Start();
                if (options.Hybrid)
                    predictions = WithLabels(predictions, batch, network.Head.OutputsPerAnchor);
                Detection[][] detections = Suppress(predictions, batch.Count, network.Head.ClassCount, options.Suppression);
                suppression.Stop();

                options.BatchDetected?.Invoke(batch, detections);
                List<(Detection[] Found, GroundTruth[] Labels)>? results = own is null ? null : [];
                for (int image = 0; image < batch.Count; image++)
                {
                    Detection[] found = ToOriginal(detections[image], batch.Geometries[image]);
                    if (options.SingleClass)
                        found = Array.ConvertAll(found, detection => detection with { Class = 0 });
                    GroundTruth[] labels = LabelsOf(batch, image);
                    if (results is null)
                        metrics.Add(found, labels);
                    else
                        results.Add((found, labels));
                    validated++;
                    options.ImageDone?.Invoke(new ValidatedImage(
                        batch.Paths[image], batch.Geometries[image].OriginalWidth, batch.Geometries[image].OriginalHeight, found, labels));
                }

                own?.Add(batch.Position.Batch, lost, results!);
                batches++;
                progress?.Report(new ValidationProgress(batch.Position.Batch + 1, loader.BatchCount, validated));
                if (own is not null && cancellationToken.IsCancellationRequested)
                    break;
            }
        }

        double PerImage(Stopwatch watch) => watch.Elapsed.TotalMilliseconds / Math.Max(1, validated);

        // A picture that cannot be read any more has objects that were not found; without them the others' figures would look like all.
        GroundTruth[][] missed = [.. loader.LeftOut.Select(LabelsOf)];
        foreach ((DatasetEntry entry, GroundTruth[] labels) in loader.LeftOut.Zip(missed))
        {
            metrics.Add([], labels);
            options.ImageDone?.Invoke(new ValidatedImage(entry.ImagePath, entry.Width, entry.Height, [], labels));
        }

        if (own is not null)
        {
            own.AddMissed(ranks!.Rank, missed);
            ranks.StopTogether(cancellationToken);
            (metrics, losses, batches) = own.Gather(ranks!);
        }

        return new ValidationResult
        {
            Metrics = metrics.Compute(),
            Loss = loss is null ? null : losses / Math.Max(1, batches),
            Images = metrics.Images,
            PreprocessMilliseconds = PerImage(preprocess),
            InferenceMilliseconds = PerImage(inference),
            SuppressionMilliseconds = PerImage(suppression),
        };
    }

    private static LossItems LossOf(ComputeLoss loss, DetectOutput output, float[] targets)
    {
        using LossResult result = loss.Forward(output.Maps, targets);
        float[] items = result.Items.to(CPU).data<float>().ToArray();
        return new LossItems(items[0], items[1], items[2]);
    }

    // The labels as boxes of full confidence; rows without one have no confidence and are passed over.
    private static Tensor WithLabels(Tensor predictions, Batch batch, int columns)
    {
        int[] counts = new int[batch.Count];
        for (int row = 0; row < batch.TargetCount; row++)
            counts[(int)batch.Targets[row * Batch.TargetColumns]]++;
        int most = Math.Max(1, counts.Max());
        float[] boxes = new float[batch.Count * most * columns];
        Array.Clear(counts);
        for (int row = 0; row < batch.TargetCount; row++)
        {
            ReadOnlySpan<float> target = batch.Targets.AsSpan(row * Batch.TargetColumns, Batch.TargetColumns);
            int image = (int)target[0];
            Span<float> box = boxes.AsSpan(((image * most) + counts[image]++) * columns, columns);
            (box[0], box[1], box[2], box[3], box[4]) = (target[2] * batch.Width, target[3] * batch.Height, target[4] * batch.Width, target[5] * batch.Height, 1);
            box[5 + (int)target[1]] = 1;
        }

        using Tensor labels = tensor(boxes, [batch.Count, most, columns]);
        return cat([predictions, labels], 1);
    }

    private static Detection[][] Suppress(Tensor predictions, int images, int classes, NmsOptions options)
    {
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(predictions.bytes);
        Detection[][] detections = NonMaxSuppression.RunBatch(values, images, classes, options);
        GC.KeepAlive(predictions);
        return detections;
    }

    private static Detection[] ToOriginal(Detection[] detections, SampleGeometry geometry)
    {
        BoxGeometry.ScaleBoxes(detections, geometry.RatioY, geometry.PadX, geometry.PadY, geometry.OriginalWidth, geometry.OriginalHeight);
        return detections;
    }

    private static GroundTruth[] LabelsOf(DatasetEntry entry) =>
    [
        .. entry.Labels.Select(label =>
        {
            (float x1, float y1, float x2, float y2) = BoxGeometry.ToCorners(
                label.X * entry.Width, label.Y * entry.Height, label.Width * entry.Width, label.Height * entry.Height);
            return new GroundTruth(label.Class, x1, y1, x2, y2);
        }),
    ];

    private static GroundTruth[] LabelsOf(Batch batch, int image)
    {
        List<GroundTruth> labels = [];
        for (int row = 0; row < batch.TargetCount; row++)
        {
            ReadOnlySpan<float> target = batch.Targets.AsSpan(row * Batch.TargetColumns, Batch.TargetColumns);
            if ((int)target[0] != image)
                continue;
            (float x1, float y1, float x2, float y2) = BoxGeometry.ToCorners(
                target[2] * batch.Width, target[3] * batch.Height, target[4] * batch.Width, target[5] * batch.Height);
            labels.Add(new GroundTruth((int)target[1], x1, y1, x2, y2));
        }

        GroundTruth[] scaled = [.. labels];
        SampleGeometry geometry = batch.Geometries[image];
        BoxGeometry.ScaleBoxes(scaled, geometry.RatioY, geometry.PadX, geometry.PadY, geometry.OriginalWidth, geometry.OriginalHeight);
        return scaled;
    }
}
