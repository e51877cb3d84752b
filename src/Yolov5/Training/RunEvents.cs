using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>The figures of a run as events for TensorBoard, under the tags of YOLOv5's.</summary>
/// <param name="folder">The run's folder.</param>
internal sealed class RunEvents(RunFolder folder)
{
    private SummaryWriter? _writer;

    /// <summary>Adds the figures of an epoch that were measured.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public void Add(EpochFigures epoch)
    {
        try
        {
            _writer ??= utils.tensorboard.SummaryWriter(folder.Path);
            for (int i = 0; i < EpochFigures.Names.Length; i++)
            {
                if (!double.IsNaN(epoch.Values[i]))
                    _writer.add_scalar(EpochFigures.Names[i], (float)epoch.Values[i], epoch.Epoch);
            }

            if (epoch.Pairs is { } pairs)
            {
                _writer.add_scalar("data/dual_rate", (float)pairs.DualRate, epoch.Epoch);
                if (!double.IsNaN(pairs.AverageDifference))
                    _writer.add_scalar("data/avg_tdiff", (float)pairs.AverageDifference, epoch.Epoch);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The events for TensorBoard in {folder.Path} cannot be written: {exception.Message}", exception);
        }
    }
}
