using System.CommandLine;
using Yolov5.Training;

namespace Yolov5.Cli.Commands.Train;

/// <summary>Options of <c>yolo5 train</c> that train in two phases, the first with a frozen backbone.</summary>
internal sealed class PhaseCommandOptions
{
    private readonly Option<bool> _isOn = new("--freeze-training") { Description = "Train in two phases: first with the backbone, or the layers of --freeze, frozen, then with all layers." };
    private readonly Option<int?> _epochs = new("--freeze-epochs") { Description = "Epochs of the first phase of --freeze-training; by default half of --epochs." };
    private readonly Option<int?> _frozenBatchSize = new("--freeze-batch-size") { Description = "Images of a batch in the first phase; by default --batch-size." };
    private readonly Option<int?> _batchSize = new("--unfreeze-batch-size") { Description = "Images of a batch in the second phase; by default --batch-size." };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_isOn, _epochs, _frozenBatchSize, _batchSize];

    /// <summary>Reads them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="config">The training.</param>
    /// <param name="findsBatch">True if the batch size is still to be found.</param>
    /// <param name="layers">Gives the layers that are frozen in the first phase.</param>
    /// <returns>The phases; null without <c>--freeze-training</c>.</returns>
    /// <exception cref="InvalidInputException">An option is given without it, or it is given without a batch size.</exception>
    public FreezeSchedule? Read(ParseResult parsed, TrainingConfig config, bool findsBatch, Func<IReadOnlyList<int>> layers)
    {
        if (!parsed.GetValue(_isOn))
        {
            return All.FirstOrDefault(option => option != _isOn && parsed.GetResult(option) is { Implicit: false }) is { } given
                ? throw new InvalidInputException($"{given.Name}: belongs to --freeze-training, which is not given.")
                : null;
        }

        if (findsBatch)
            throw new InvalidInputException("--freeze-training: its phases need batch sizes; --preset and --batch-size -1, which look for one, cannot be given with it.");
        return new FreezeSchedule
        {
            Epochs = parsed.GetValue(_epochs) ?? config.Epochs / 2,
            FrozenBatchSize = parsed.GetValue(_frozenBatchSize) ?? config.BatchSize,
            BatchSize = parsed.GetValue(_batchSize) ?? config.BatchSize,
            Layers = layers(),
        };
    }
}
