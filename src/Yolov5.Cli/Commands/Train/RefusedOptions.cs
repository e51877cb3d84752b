using System.CommandLine;

namespace Yolov5.Cli.Commands.Train;

/// <summary>Options of the reference's train.py that cannot be done here. They are known so that the reason can be given.</summary>
internal sealed class RefusedOptions
{
    private readonly Option<string> _bucket = new("--bucket") { Description = "Refused: nothing is sent to cloud storage.", DefaultValueFactory = _ => "" };
    private readonly Option<string?> _evolve = new("--evolve") { Description = "Refused: hyper-parameters are not evolved.", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_bucket, _evolve];

    /// <summary>Refuses those that were given.</summary>
    /// <exception cref="InvalidInputException">One was given.</exception>
    public void Check(ParseResult parsed)
    {
        if (parsed.GetValue(_bucket) is { Length: > 0 } bucket)
            throw new InvalidInputException($"--bucket {bucket}: results are not sent to cloud storage; copy the run's folder, for example with 'gsutil cp -r'.");
        if (parsed.GetResult(_evolve) is { Implicit: false })
            throw new InvalidInputException("--evolve: hyper-parameters are not evolved by this program; change the file of --hyp and compare runs.");
    }
}
