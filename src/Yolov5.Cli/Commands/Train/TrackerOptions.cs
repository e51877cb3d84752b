using System.CommandLine;

namespace Yolov5.Cli.Commands.Train;

/// <summary>Options of the reference's train.py for Weights &amp; Biases, ClearML and Comet, which are not part of this program. They are known so that the reason can be given.</summary>
internal sealed class TrackerOptions
{
    private const string Reason = "Refused: nothing is sent to Weights & Biases, ClearML or Comet; the run's folder has results.csv, plots and events for TensorBoard.";

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All { get; } =
        [.. ((string[])["--entity", "--upload_dataset", "--bbox_interval", "--artifact_alias"]).Select(name => new Option<string?>(name) { Description = Reason, Arity = ArgumentArity.ZeroOrOne })];

    /// <summary>Refuses those that were given.</summary>
    /// <exception cref="InvalidInputException">One was given.</exception>
    public void Check(ParseResult parsed)
    {
        if (All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new InvalidInputException($"{given.Name}: {given.Description!["Refused: ".Length..]}");
    }
}
