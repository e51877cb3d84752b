using System.Collections.Immutable;
using Yolov5.Optimization;

namespace Yolov5.Training.Evolution;

/// <summary>
/// Evolves hyper-parameters, as <c>--evolve</c> of YOLOv5's train.py does: each generation mutates one of the best before it, trains, and is
/// added to <c>evolve.csv</c>. An evolution goes on where the file of its folder ends.
/// </summary>
public sealed class HyperparameterEvolution
{
    private readonly Hyperparameters _start;
    private readonly long _seed;
    private readonly ImmutableArray<EvolvedParameter> _parameters;
    private readonly EvolutionFiles _files;
    private readonly List<Generation> _generations;

    /// <summary>Begins an evolution, or reads the one that its folder has.</summary>
    /// <param name="folder">Folder of the run, which need not exist.</param>
    /// <param name="start">Hyper-parameters of the first generation, and of all others those that do not evolve.</param>
    /// <param name="evolvesAnchors">True to evolve the number of anchors too, which are then fitted in each generation.</param>
    /// <param name="seed">Seed of the mutations.</param>
    /// <exception cref="InvalidInputException">The folder's file cannot be read.</exception>
    public HyperparameterEvolution(string folder, Hyperparameters start, bool evolvesAnchors, long seed)
    {
        _start = start;
        _seed = seed;
        _parameters = EvolvedParameter.Of(evolvesAnchors);
        _files = new EvolutionFiles(folder, _parameters);
        _generations = [.. _files.Read()];
    }

    /// <summary>Called after each generation, once it has been written.</summary>
    public Action<HyperparameterEvolution>? Ended { get; init; }

    /// <summary>Receives the reason if a generation cannot be trained.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>True to draw <c>evolve.png</c> at the end.</summary>
    public bool Plots { get; init; } = true;

    /// <summary>Generations so far, those of earlier runs included.</summary>
    public IReadOnlyList<Generation> Generations => _generations;

    /// <summary>Place of the best generation.</summary>
    public int Best => BestOf(_generations);

    /// <summary>Path of the best hyper-parameters.</summary>
    public string BestFile => _files.Best;

    /// <summary>Trains further generations. What has ended is on disk, also when a training ends with an exception.</summary>
    /// <param name="count">Number of generations, at least 1.</param>
    /// <param name="train">Trains with hyper-parameters and returns the figures of the last epoch, which has been validated.</param>
    public void Run(int count, Func<Hyperparameters, EpochFigures> train)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int before = _generations.Count;
        try
        {
            for (int i = 0; i < count; i++)
            {
                ImmutableArray<double> values = _generations.Count > 0
                    ? Mutation.Next(_generations, _parameters, _seed)
                    : [.. _parameters.Select(parameter => Mutation.Limited(parameter, parameter.Start(_start)))];
                _generations.Add(new Generation(ResultsOf(values, train), values));
                _files.Write(_generations, _start);
                Ended?.Invoke(this);
            }
        }
        finally
        {
            if (Plots && _generations.Count > before)
                _files.Draw(_generations);
        }
    }

    /// <summary>The first of the generations with the best fitness.</summary>
    internal static int BestOf(IReadOnlyList<Generation> generations) => Enumerable.Range(0, generations.Count).MaxBy(i => generations[i].Fitness);

    /// <summary>Hyper-parameters with the values of a generation.</summary>
    internal static Hyperparameters Apply(Hyperparameters start, ImmutableArray<EvolvedParameter> parameters, ImmutableArray<double> values) =>
        parameters.Zip(values).Aggregate(start, (hyp, pair) => HyperparameterFile.With(hyp, pair.First.Key, pair.Second));

    // A mutation too bold to be trained is the worst of all, and must not end the evolution.
    private ImmutableArray<double> ResultsOf(ImmutableArray<double> values, Func<Hyperparameters, EpochFigures> train)
    {
        try
        {
            return Generation.ResultsOf(train(Apply(_start, _parameters, values)));
        }
        catch (NonFiniteLossException exception)
        {
            Notice?.Invoke($"Generation {_generations.Count + 1} cannot be trained and counts as the worst: {exception.Message}");
            return Generation.Failed;
        }
    }
}
