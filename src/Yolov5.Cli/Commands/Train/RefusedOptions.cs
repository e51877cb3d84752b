using System.CommandLine;

namespace Yolov5.Cli.Commands.Train;

/// <summary>Options of the reference's train.py that cannot be done here. They are known so that the reason can be given.</summary>
internal sealed class RefusedOptions
{
    private readonly Option<string> _bucket = new("--bucket") { Description = "Refused: nothing is sent to cloud storage.", DefaultValueFactory = _ => "" };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_bucket];

    /// <summary>Refuses those that were given.</summary>
    /// <exception cref="InvalidInputException">One was given.</exception>
    public void Check(ParseResult parsed)
    {
        if (parsed.GetValue(_bucket) is { Length: > 0 } bucket)
            throw new InvalidInputException($"--bucket {bucket}: results are not sent to cloud storage; copy the run's folder, for example with 'gsutil cp -r'.");
    }
}
