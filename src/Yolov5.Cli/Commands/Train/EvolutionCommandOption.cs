using System.CommandLine;

namespace Yolov5.Cli.Commands.Train;

/// <summary><c>--evolve</c> of <c>yolo5 train</c>.</summary>
internal sealed class EvolutionCommandOption
{
    private const int UsualGenerations = 300;

    private readonly Option<int?> _evolve = new("--evolve")
    {
        Description = $"Evolve hyper-parameters for so many generations, {UsualGenerations} without a number, each a training of --epochs; the best are written to runs/evolve/exp/hyp_evolve.yaml. --resume adds to the evolve.csv of --name.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>The option.</summary>
    public Option Option => _evolve;

    /// <summary>Number of generations to train; null for an ordinary training.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="run">Options of the run's course.</param>
    /// <exception cref="InvalidInputException">The number is too small, or another option excludes evolution.</exception>
    public int? Generations(ParseResult parsed, RunCommandOptions run)
    {
        if (parsed.GetResult(_evolve) is not { Implicit: false } given)
            return null;
        if (run.NotWithEvolution.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } other)
            throw new InvalidInputException($"{other.Name}: each training of --evolve is validated and saved once, at its end; leave it out.");
        return given.Tokens.Count == 0 ? UsualGenerations : CommonOptions.AtLeast("--evolve", parsed.GetValue(_evolve)!.Value, 1);
    }
}
