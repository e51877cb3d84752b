using System.Collections.Immutable;
using Yolov5.Data;

namespace Yolov5.Training.Evolution;

/// <summary>Mutates the hyper-parameters of the best generations, as YOLOv5 v7.0 does.</summary>
public static class Mutation
{
    private const int MostParents = 5, Decimals = 5;
    private const double Probability = 0.8, Spread = 0.2, LeastFactor = 0.3, MostFactor = 3;

    // Added to a parent's weight, so that the last of the best may be drawn too.
    private const double LeastWeight = 1e-6;

    /// <summary>The values of the next generation.</summary>
    /// <param name="earlier">Generations so far, at least one.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="seed">Seed; the draws depend on it and on the number of generations alone.</param>
    public static ImmutableArray<double> Next(IReadOnlyList<Generation> earlier, IReadOnlyList<EvolvedParameter> parameters, long seed)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        ArgumentNullException.ThrowIfNull(parameters);
        RandomStream random = new(seed, earlier.Count);
        Generation parent = Parent(earlier, random);
        double[] factors = new double[parameters.Count];
        do
        {
            // All share a strength, so that small and large steps are taken.
            double strength = random.NextDouble() * Spread;
            for (int i = 0; i < factors.Length; i++)
                factors[i] = random.Chance(Probability) ? Math.Clamp(1 + (parameters[i].Gain * random.NextNormal() * strength), LeastFactor, MostFactor) : 1;
        }
        while (factors.All(factor => factor == 1));
        return [.. parameters.Select((parameter, i) => Limited(parameter, parent.Values[i] * factors[i]))];
    }

    /// <summary>A value within the parameter's limits, in the digits that are kept.</summary>
    public static double Limited(EvolvedParameter parameter, double value)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return Generation.Kept(Math.Round(Math.Clamp(value, parameter.Least, parameter.Most), Decimals));
    }

    // One of the best, the more often the fitter it is.
    private static Generation Parent(IReadOnlyList<Generation> earlier, RandomStream random)
    {
        Generation[] best = [.. earlier.OrderByDescending(generation => generation.Fitness).Take(MostParents)];
        double[] weights = Array.ConvertAll(best, generation => generation.Fitness - best[^1].Fitness + LeastWeight);
        double drawn = random.NextDouble() * weights.Sum();
        for (int i = 0; i < best.Length - 1; i++)
        {
            drawn -= weights[i];
            if (drawn < 0)
                return best[i];
        }

        return best[^1];
    }
}
