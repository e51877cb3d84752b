using Schemes.Optimizers;
using Schemes.Zero;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Schemes.Tests.Zero;

/// <summary>A small network of four segments, with difficult cases for partitioning: views that a graph saves (the transposed weight of a matrix product), vectors, an odd bias, a segment without parameters.</summary>
internal sealed class SegmentedNetwork : IDisposable
{
    public const int Classes = 5;
    private const int Side = 4;

    private readonly Dictionary<string, Parameter> _parameters = [];

    public SegmentedNetwork(int seed)
    {
        using DisposeScope scope = NewDisposeScope();
        Random random = new(seed);
        Add("0.weight", Noise(random, 8, 3, 3, 3) * 0.5);
        Add("0.bias", zeros(8));
        Add("1.scale", ones(8));
        Add("1.weight", Noise(random, 16, 8, 3, 3) * 0.25);
        Add("3.weight", Noise(random, Classes, 16 * Side * Side) * 0.1);
        Add("3.bias", zeros(Classes));
        Units =
        [
            new ZeroUnit("0", ["0.weight", "0.bias"]),
            new ZeroUnit("1", ["1.scale", "1.weight"]),
            new ZeroUnit("2", []),
            new ZeroUnit("3", ["3.weight", "3.bias"]),
        ];
        Groups = [.. Grouped()];
    }

    public IReadOnlyList<ZeroUnit> Units { get; }

    public IReadOnlyList<ParameterGroup> Groups { get; }

    public IReadOnlyDictionary<string, Parameter> Parameters => _parameters;

    public IReadOnlyList<Func<Tensor[], Tensor[]>> Segments =>
    [
        inputs =>
        {
            using Tensor made = nn.functional.conv2d(inputs[0], this["0.weight"], this["0.bias"], padding: [1, 1]);
            return [nn.functional.silu(made)];
        },
        inputs =>
        {
            using Tensor shape = this["1.scale"].view(1, -1, 1, 1);
            using Tensor scaled = inputs[0] * shape;
            return [nn.functional.conv2d(scaled, this["1.weight"], null, padding: [1, 1])];
        },
        inputs => [nn.functional.silu(inputs[0])],
        inputs =>
        {
            using Tensor flat = inputs[0].flatten(1);
            return [nn.functional.linear(flat, this["3.weight"], this["3.bias"])];
        },
    ];

    /// <summary>A batch: images and wanted outputs.</summary>
    public static (Tensor Images, Tensor Wanted) Batch(int seed, int count = 4)
    {
        Random random = new(seed);
        return (Noise(random, count, 3, Side, Side), Noise(random, count, Classes));
    }

    /// <summary>The mean square error, segment by segment through <paramref name="run"/>.</summary>
    public Tensor Loss(Tensor images, Tensor wanted, Func<int, Func<Tensor[], Tensor[]>, Tensor[], Tensor[]> run)
    {
        Tensor[] current = [images];
        for (int i = 0; i < Segments.Count; i++)
            current = run(i, Segments[i], current);
        return nn.functional.mse_loss(current[0].to(ScalarType.Float32), wanted);
    }

    public Dictionary<string, float[]> Weights() => _parameters.ToDictionary(entry => entry.Key, entry => entry.Value.data<float>().ToArray());

    public void Dispose()
    {
        foreach (Parameter parameter in _parameters.Values)
            parameter.Dispose();
    }

    private static Tensor Noise(Random random, params long[] shape)
    {
        float[] values = new float[shape.Aggregate((x, y) => x * y)];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)((2 * random.NextDouble()) - 1);
        return tensor(values, shape);
    }

    private Parameter this[string name] => _parameters[name];

    private void Add(string name, Tensor values) => _parameters.Add(name, (Parameter)nn.Parameter(values).DetachFromDisposeScope());

    private IEnumerable<ParameterGroup> Grouped()
    {
        yield return new ParameterGroup("vectors", Named(parameter => parameter.ndim == 1), 0.05, momentum: 0.9);
        yield return new ParameterGroup("weights", Named(parameter => parameter.ndim > 1), 0.05, momentum: 0.9, weightDecay: 0.01);
    }

    private IEnumerable<NamedParameter> Named(Func<Tensor, bool> which) =>
        _parameters.Where(entry => which(entry.Value)).Select(entry => new NamedParameter(entry.Key, entry.Value));
}
