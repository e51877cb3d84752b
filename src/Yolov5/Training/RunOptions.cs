namespace Yolov5.Training;

/// <summary>Course of a training run: when it validates, what it saves, when it ends.</summary>
public sealed record RunOptions
{
    /// <summary>Batches of a quick test.</summary>
    public const int QuickTestBatches = 100;

    /// <summary>Epochs without a better fitness after which training ends; 0 never ends it early.</summary>
    public int Patience { get; init; } = 100;

    /// <summary>Epochs between two checkpoints that are kept under their own names; 0 and less keep none.</summary>
    public int SavePeriod { get; init; } = -1;

    /// <summary>True to save checkpoints after the last epoch only; such a run cannot be resumed.</summary>
    public bool SavesAtEndOnly { get; init; }

    /// <summary>True to validate after the last epoch only.</summary>
    public bool ValidatesAtEndOnly { get; init; }

    /// <summary>Epochs from one validation to the next; the last epoch is validated always.</summary>
    public int EvalPeriod { get; init; } = 1;

    /// <summary>True to never validate: the newest weights count as the best.</summary>
    public bool ValidatesNever { get; init; }

    /// <summary>Batches of the whole run after which it ends; null trains all epochs.</summary>
    public long? MostBatches { get; init; }

    /// <summary>True to draw plots and pictures into the run's folder.</summary>
    public bool Plots { get; init; }

    /// <summary>True if an epoch is validated.</summary>
    /// <param name="epoch">Epoch from 0.</param>
    /// <param name="isLast">True for the last one.</param>
    public bool Validates(int epoch, bool isLast) => !ValidatesNever && (isLast || (!ValidatesAtEndOnly && (epoch + 1) % EvalPeriod == 0));

    /// <summary>True if an epoch's checkpoint is also kept under a name of its own.</summary>
    /// <param name="epoch">Epoch from 0.</param>
    public bool Keeps(int epoch) => SavePeriod > 0 && epoch % SavePeriod == 0;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidInputException">A value is outside its range.</exception>
    internal void Validate()
    {
        if (Patience < 0)
            throw new InvalidInputException($"Patience {Patience}: 0 (never ends early) or more epochs are expected.");
        if (EvalPeriod < 1)
            throw new InvalidInputException($"Eval period {EvalPeriod}: at least 1 epoch is expected.");
    }
}
