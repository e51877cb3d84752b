using Schemes.Optimizers;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Schemes.Tests.Optimizers;

public class OptimizerTests
{
    private static readonly long[][] Shapes = [[3, 4], [7], [1], [2, 3, 2, 2]];

    public static TheoryData<string> Kinds => ["sgd", "nesterov", "plain", "adam", "adamw"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Updates_are_those_of_the_papers(string kind)
    {
        using Problem problem = new(1);
        using Optimizer optimizer = Make(kind, problem);
        double[][] weights = [.. problem.Parameters.Select(parameter => Values(parameter.Value))];
        double[][] first = [.. weights.Select(values => new double[values.Length])];
        double[][] second = [.. weights.Select(values => new double[values.Length])];
        for (int step = 1; step <= 20; step++)
        {
            // Settings may move between steps, as schedules do.
            foreach (ParameterGroup group in optimizer.Groups)
                group.LearningRate = 0.02 / step;
            double[][] gradients = problem.SetGradients(step);
            optimizer.Step();
            for (int i = 0; i < weights.Length; i++)
            {
                ParameterGroup group = optimizer.Groups[i / 2];
                for (int j = 0; j < weights[i].Length; j++)
                    weights[i][j] = Update(kind, group, step, weights[i][j], gradients[i][j], ref first[i][j], ref second[i][j]);
                AssertNear(weights[i], Values(problem.Parameters[i].Value), 1e-6);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_saved_state_continues_exactly(string kind)
    {
        using Problem straight = new(2);
        using Problem resumed = new(2);
        using Optimizer uninterrupted = Make(kind, straight);
        Optimizer before = Make(kind, resumed);
        for (int step = 1; step <= 6; step++)
        {
            straight.SetGradients(step);
            uninterrupted.Step();
        }

        for (int step = 1; step <= 3; step++)
        {
            resumed.SetGradients(step);
            before.Step();
        }

        using TorchSharp.DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> state = before.StateDict();
        before.Dispose();
        using Optimizer after = Make(kind, resumed);
        after.LoadStateDict(state);
        for (int step = 4; step <= 6; step++)
        {
            resumed.SetGradients(step);
            after.Step();
        }

        foreach ((NamedParameter expected, NamedParameter actual) in straight.Parameters.Zip(resumed.Parameters))
            Assert.Equal(Values(expected.Value), Values(actual.Value));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Parameters_without_a_gradient_wait_for_theirs(string kind)
    {
        using Problem problem = new(3);
        using Optimizer optimizer = Make(kind, problem);
        problem.SetGradients(1);
        problem.Parameters[1].Value.grad = null;
        double[] untouched = Values(problem.Parameters[1].Value);
        optimizer.Step();
        Assert.Equal(untouched, Values(problem.Parameters[1].Value));
        Assert.DoesNotContain(optimizer.StateDict().Keys, key => key.StartsWith("p1.", StringComparison.Ordinal));

        problem.SetGradients(2);
        optimizer.Step();
        Assert.NotEqual(untouched, Values(problem.Parameters[1].Value));
    }

    [Fact]
    public void A_state_of_other_parameters_is_refused_and_changes_nothing()
    {
        using Problem problem = new(4);
        using Optimizer optimizer = Make("adam", problem);
        problem.SetGradients(1);
        optimizer.Step();
        using TorchSharp.DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> state = optimizer.StateDict();
        double[] before = Values(state["p0.exp_avg"]);

        state["p9.exp_avg"] = zeros(1);
        Assert.Contains("p9.exp_avg", Assert.Throws<ArgumentException>(() => optimizer.LoadStateDict(state)).Message, StringComparison.Ordinal);
        state.Remove("p9.exp_avg");
        state["p0.exp_avg"] = zeros(5);
        Assert.Contains("[5]", Assert.Throws<ArgumentException>(() => optimizer.LoadStateDict(state)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Values(optimizer.StateDict()["p0.exp_avg"]));
    }

    [Fact]
    public void Gradients_can_be_forgotten_or_zeroed()
    {
        using Problem problem = new(5);
        using Optimizer optimizer = Make("sgd", problem);
        problem.SetGradients(1);
        optimizer.ZeroGrad(setToNone: false);
        Assert.All(problem.Parameters, parameter => Assert.All(Values(parameter.Value.grad!), value => Assert.Equal(0, value)));
        optimizer.ZeroGrad();
        Assert.All(problem.Parameters, parameter => Assert.Null(parameter.Value.grad));
    }

    [Fact]
    public void A_name_that_appears_twice_is_refused()
    {
        using Tensor value = zeros(1);
        Assert.Throws<ArgumentException>(() => new Sgd([new ParameterGroup("one", [new("w", value), new("w", value)], 0.1)]));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1e9)]
    public void Clipping_limits_the_norm_of_all_gradients_together(double limit)
    {
        using Problem problem = new(6);
        double[][] before = problem.SetGradients(1);
        double norm = Math.Sqrt(before.Sum(values => values.Sum(value => value * value)));
        Assert.Equal(norm, GradientClipping.ClipNorm([.. problem.Parameters.Select(parameter => (Parameter)parameter.Value)], limit), norm * 1e-6);
        double factor = Math.Min(1, limit / (norm + 1e-6));
        for (int i = 0; i < before.Length; i++)
            AssertNear([.. before[i].Select(value => value * factor)], Values(problem.Parameters[i].Value.grad!), 1e-6);
    }

    [Fact]
    public void Clipping_without_gradients_gives_zero()
    {
        using Parameter lonely = new(zeros(3));
        Assert.Equal(0, GradientClipping.ClipNorm([lonely], 1));
    }

    private static Optimizer Make(string kind, Problem problem)
    {
        double momentum = kind == "plain" ? 0 : 0.9;
        ParameterGroup[] groups =
        [
            new("plain", problem.Parameters[..2], 0.02, momentum),
            new("decayed", problem.Parameters[2..], 0.02, momentum, weightDecay: 0.01),
        ];
        return kind switch
        {
            "adam" => new Adam(groups, 0.9, 0.99),
            "adamw" => new AdamW(groups, 0.9, 0.99),
            _ => new Sgd(groups, nesterov: kind == "nesterov"),
        };
    }

    private static double Update(string kind, ParameterGroup group, int step, double weight, double gradient, ref double first, ref double second)
    {
        double rate = group.LearningRate;
        if (kind == "adamw")
            weight *= 1 - (rate * group.WeightDecay);
        else
            gradient += group.WeightDecay * weight;
        if (kind is "adam" or "adamw")
        {
            first = (0.9 * first) + (0.1 * gradient);
            second = (0.99 * second) + (0.01 * gradient * gradient);
            return weight - (rate / (1 - Math.Pow(0.9, step)) * first / ((Math.Sqrt(second) / Math.Sqrt(1 - Math.Pow(0.99, step))) + 1e-8));
        }

        first = (group.Momentum * first) + gradient;
        return weight - (rate * (kind == "nesterov" ? gradient + (group.Momentum * first) : first));
    }

    private static void AssertNear(double[] expected, double[] actual, double tolerance)
    {
        foreach ((double one, double other) in expected.Zip(actual))
            Assert.InRange(other, one - (tolerance * (1 + Math.Abs(one))), one + (tolerance * (1 + Math.Abs(one))));
    }

    private static double[] Values(Tensor tensor)
    {
        using Tensor host = tensor.detach().to(ScalarType.Float64);
        return host.data<double>().ToArray();
    }

    private sealed class Problem : IDisposable
    {
        private readonly int _seed;

        public Problem(int seed)
        {
            _seed = seed;
            Parameters = [.. Shapes.Select((shape, i) => new NamedParameter($"p{i}", new Parameter(Random(shape, seed + i))))];
        }

        public NamedParameter[] Parameters { get; }

        public double[][] SetGradients(int step)
        {
            foreach ((NamedParameter parameter, int i) in Parameters.Select((parameter, i) => (parameter, i)))
            {
                using Tensor gradient = Random(Shapes[i], (_seed * 1000) + (step * 10) + i);
                parameter.Value.grad = gradient;
            }

            return [.. Parameters.Select(parameter => Values(parameter.Value.grad!))];
        }

        public void Dispose()
        {
            foreach (NamedParameter parameter in Parameters)
                parameter.Value.Dispose();
        }

        private static Tensor Random(long[] shape, int seed)
        {
            Random random = new(seed);
            return tensor([.. Enumerable.Range(0, (int)shape.Aggregate(1L, (product, side) => product * side)).Select(_ => (random.NextSingle() * 2) - 1)], shape);
        }
    }
}
