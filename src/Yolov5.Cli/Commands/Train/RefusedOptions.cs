using System.CommandLine;

namespace Yolov5.Cli.Commands.Train;

/// <summary>Options of the reference's train.py that cannot be done here. They are known so that the reason can be given.</summary>
internal sealed class RefusedOptions
{
    private const int NoRank = -1;

    private readonly Option<string> _bucket = new("--bucket") { Description = "Refused: nothing is sent to cloud storage.", DefaultValueFactory = _ => "" };
    private readonly Option<bool> _syncBatchNorm = new("--sync-bn") { Description = "Refused: a training is one process." };
    private readonly Option<int> _localRank = new("--local_rank") { Description = "-1; ranks are refused: a training is one process.", DefaultValueFactory = _ => NoRank };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_bucket, _syncBatchNorm, _localRank];

    /// <summary>Refuses those that were given.</summary>
    /// <exception cref="InvalidInputException">One was given.</exception>
    public void Check(ParseResult parsed)
    {
        if (parsed.GetValue(_bucket) is { Length: > 0 } bucket)
            throw new InvalidInputException($"--bucket {bucket}: results are not sent to cloud storage; copy the run's folder, for example with 'gsutil cp -r'.");
        if (parsed.GetValue(_syncBatchNorm))
            throw new InvalidInputException("--sync-bn: a training is one process on one device, whose batch norm sees the whole batch already; leave it out.");
        if (parsed.GetValue(_localRank) != NoRank)
            throw new InvalidInputException($"--local_rank {parsed.GetValue(_localRank)}: a training is one process on one device; start it without torchrun.");
    }
}
