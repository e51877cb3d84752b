using System.Globalization;
using Schemes;
using TorchSharp;
using Yolov5.Training;

namespace Yolov5.Cli.Output;

/// <summary>A training and its epochs in a line each.</summary>
internal static class TrainingText
{
    /// <summary>Network, sizes and device of a training.</summary>
    public static string Of(TrainingConfig config, string network) =>
        $"{network}, {config.ImageSize} px, batch {config.BatchSize}, {config.Epochs} epochs, {config.Workers} workers on {config.Device}, libtorch {TorchDevices.LibTorchVersion}, {torch.get_num_threads()} threads";

    /// <summary>Figures of a run that ended after some batches: losses, learning rate, pairs, speed.</summary>
    /// <param name="last">The last epoch.</param>
    /// <param name="batches">Batches of the run.</param>
    /// <param name="seconds">Time they took.</param>
    public static string OfQuickTest(EpochFigures last, long batches, double seconds) => string.Create(
        CultureInfo.InvariantCulture,
        $"Quick test: {batches} batches, loss {last.Training.Total:F4}, lr {last.LearningRate:G4}{(last.Pairs is { } pairs ? $", {pairs}" : "")}, {batches / Math.Max(seconds, 1e-9):F2} it/s");

    /// <summary>Figures of an epoch.</summary>
    public static string Of(EpochSummary epoch)
    {
        LossItems loss = epoch.Training.MeanLoss;
        string losses = string.Create(CultureInfo.InvariantCulture, $"epoch {epoch.Epoch + 1}/{epoch.Epochs}  box {loss.Box:F4}  obj {loss.Objectness:F4}  cls {loss.Class:F4}");
        string figures = epoch.Validation?.Metrics is { } metrics
            ? string.Create(CultureInfo.InvariantCulture, $"  P {metrics.Precision:F3}  R {metrics.Recall:F3}  mAP@0.5 {metrics.Map50:F3}  mAP@0.5:0.95 {metrics.Map50To95:F3}")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{losses}{figures}  {(epoch.Training.Pairs is { } pairs ? $"{pairs}  " : "")}{epoch.Training.Elapsed.TotalSeconds:F1} s, {epoch.Training.Waiting / epoch.Training.Elapsed * 100:F0}% waiting for data");
    }
}
