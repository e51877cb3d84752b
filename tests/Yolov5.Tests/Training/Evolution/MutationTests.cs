using System.Collections.Immutable;
using Yolov5.Training.Evolution;

namespace Yolov5.Tests.Training.Evolution;

public class MutationTests
{
    private static readonly ImmutableArray<EvolvedParameter> Parameters = EvolvedParameter.All;

    [Fact]
    public void Mutations_stay_within_the_limits_and_change_what_may_change()
    {
        List<Generation> generations = [Start(fitness: 0)];
        for (int i = 0; i < 500; i++)
            generations.Add(Of(fitness: 0, Mutation.Next(generations, Parameters, seed: 1)));

        foreach ((int i, EvolvedParameter parameter) in Parameters.Index())
        {
            double[] values = [.. generations.Select(generation => generation.Values[i])];
            Assert.All(values, value => Assert.InRange(value, parameter.Least, parameter.Most));
            Assert.Equal(values, Array.ConvertAll(values, value => Mutation.Limited(parameter, value)));
            bool changes = parameter.Gain > 0 && values[0] != 0;
            Assert.True(changes == values.Distinct().Count() > 1, $"{parameter.Key}: {values.Min()} to {values.Max()}");
        }
    }

    [Fact]
    public void About_four_of_five_parameters_change_by_factors_around_one()
    {
        Generation start = Start(fitness: 0.5);
        int[] open = [.. Enumerable.Range(0, Parameters.Length).Where(i => Parameters[i].Gain == 1 && start.Values[i] > 0.01)];

        double[] factors = [.. Enumerable.Range(0, 200).SelectMany(seed => Mutation.Next([start], Parameters, seed) is var next ? open.Select(i => next[i] / start.Values[i]) : [])];

        Assert.InRange(factors.Count(factor => factor != 1) / (double)factors.Length, 0.7, 0.82);
        Assert.All(factors, factor => Assert.InRange(factor, 0.29, 3.01));
    }

    [Fact]
    public void The_same_seed_and_generation_give_the_same_values_and_others_give_others()
    {
        Generation[] one = [Start(fitness: 0.5)], two = [one[0], one[0]];

        Assert.Equal(Mutation.Next(one, Parameters, seed: 7), Mutation.Next(one, Parameters, seed: 7));
        Assert.NotEqual(Mutation.Next(one, Parameters, seed: 7), Mutation.Next(one, Parameters, seed: 8));
        Assert.NotEqual(Mutation.Next(one, Parameters, seed: 7), Mutation.Next(two, Parameters, seed: 7));
    }

    [Fact]
    public void One_of_the_five_best_is_the_parent_and_the_best_the_most_often()
    {
        // fl_gamma is handed on unchanged, and names the parent here.
        int mark = Parameters.Index().First(each => each.Item.Key == "fl_gamma").Index;
        Generation[] generations = [.. Enumerable.Range(0, 8).Select(i => Of(fitness: i / 10.0, Start(0).Values.SetItem(mark, i / 10.0)))];

        int[] parents = [.. Enumerable.Range(0, 400).Select(seed => (int)Math.Round(Mutation.Next(generations, Parameters, seed)[mark] * 10))];

        Assert.Equal([4, 5, 6, 7], parents.Distinct().Order());
        Assert.InRange(parents.Count(parent => parent == 7), 130, 190);
    }

    private static Generation Start(double fitness) => Of(fitness, [.. Parameters.Select(parameter => Mutation.Limited(parameter, parameter.Start(new())))]);

    private static Generation Of(double fitness, ImmutableArray<double> values) => new([0, 0, fitness, fitness, 0, 0, 0], values);
}
