using Schemes.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// The anchor-based detection head: per level a 1x1 convolution to [N, anchors, ny, nx, 5 + classes], and in evaluation
/// mode the decoding of YOLOv5 v7.0: xy = (2 sigmoid(t) + cell - 0.5) * stride, wh = (2 sigmoid(t))^2 * anchor.
/// </summary>
public sealed class Detect : nn.Module<Tensor[], DetectOutput>
{
    // Order of objects in a 640 pixel image, and the first guess of a class's share, for the initial biases
    // (Lin et al., Focal Loss, section 3.3).
    private const double InitialObjects = 8;
    private const double InitialClassShare = 0.6;

    private readonly ModuleList<Conv2d> m;
    private readonly DetectionGrid[] _grids;
    private readonly double[] _strides;

    internal Detect(int classCount, IReadOnlyList<IReadOnlyList<double>> anchorPixels, IReadOnlyList<int> channels, IReadOnlyList<double> strides)
        : base(nameof(Detect))
    {
        ClassCount = classCount;
        AnchorsPerLevel = anchorPixels[0].Count / 2;
        _strides = [.. strides];
        _grids = [.. strides.Select(_ => new DetectionGrid())];
        register_buffer("anchors", InStrides(InOrderOfStrides(anchorPixels)));
        m = new ModuleList<Conv2d>([.. channels.Select(count => nn.Conv2d(count, OutputsPerAnchor * AnchorsPerLevel, 1))]);
        RegisterComponents();
        InitializeBiases();
    }

    /// <summary>Number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>Anchors of each level.</summary>
    public int AnchorsPerLevel { get; }

    /// <summary>Number of detection levels.</summary>
    public int Levels => _strides.Length;

    /// <summary>Values for each anchor of a cell: box, objectness, classes.</summary>
    public int OutputsPerAnchor => 5 + ClassCount;

    /// <summary>Pixels of the input for each cell, by level.</summary>
    public IReadOnlyList<double> Strides => _strides;

    /// <summary>The stride of which image sides must be multiples.</summary>
    internal static int LargestStride(IReadOnlyList<double> strides) => (int)Math.Max(strides.Max(), 1);

    /// <summary>The buffer [levels, anchors, 2]: widths and heights in cells of their level. It stays the module's.</summary>
    public Tensor Anchors => get_buffer("anchors")!;

    /// <summary>Runs the head on one map for each level, [N, C, ny, nx].</summary>
    public override DetectOutput forward(Tensor[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Tensor[] maps = new Tensor[Levels];
        for (int level = 0; level < Levels; level++)
        {
            using Tensor convolved = PointwiseConvolution.Run(m[level], input[level]);
            long[] shape = convolved.shape;
            using Tensor split = convolved.view(shape[0], AnchorsPerLevel, OutputsPerAnchor, shape[2], shape[3]);
            using Tensor permuted = split.permute(0, 1, 3, 4, 2);
            maps[level] = training ? permuted.alias() : permuted.contiguous();
        }

        return new DetectOutput(training ? null : Decode(maps), maps);
    }

    /// <summary>Decodes the maps of all levels into <see cref="DetectOutput.Predictions"/>; the result is owned by the caller.</summary>
    public Tensor Decode(IReadOnlyList<Tensor> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        Tensor[] levels = new Tensor[Levels];
        for (int level = 0; level < Levels; level++)
            levels[level] = DecodeLevel(maps[level], level);
        try
        {
            return cat(levels, 1);
        }
        finally
        {
            foreach (Tensor level in levels)
                level.Dispose();
        }
    }

    /// <summary>Anchors [levels][2 * anchors] in cells of their level, copied to the host (waits for the device).</summary>
    public float[][] AnchorsInCells()
    {
        using Tensor anchors = Anchors.detach();
        using Tensor host = anchors.to(ScalarType.Float32, CPU);
        float[] all = host.data<float>().ToArray();
        int perLevel = AnchorsPerLevel * 2;
        return [.. Enumerable.Range(0, Levels).Select(level => all[(level * perLevel)..((level + 1) * perLevel)])];
    }

    /// <summary>Replaces the anchors.</summary>
    /// <param name="pixels">Per level width, height, width, height ... in pixels of the network's input, as many as before.</param>
    internal void SetAnchors(IReadOnlyList<IReadOnlyList<double>> pixels)
    {
        using IDisposable noGrad = no_grad();
        using Tensor cells = InStrides(InOrderOfStrides(pixels));
        Anchors.copy_(cells);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (DetectionGrid grid in _grids)
                grid.Dispose();
        }

        base.Dispose(disposing);
    }

    // Always in float32: half precision could not even tell neighbouring pixels of a large image apart.
    private Tensor DecodeLevel(Tensor map, int level)
    {
        long[] shape = map.shape;
        using Tensor single = map.to(ScalarType.Float32);
        using Tensor probabilities = single.sigmoid();
        using Tensor values = is_grad_enabled() ? probabilities.clone() : probabilities.alias();
        using Tensor xy = values.narrow(-1, 0, 2);
        using Tensor wh = values.narrow(-1, 2, 2);
        using Tensor own = Anchors.select(0, level);
        using Tensor pixels = own.mul(_strides[level]);
        using Tensor anchors = pixels.view(1, AnchorsPerLevel, 1, 1, 2);
        xy.mul_(2).add_(_grids[level].For(shape[2], shape[3], map.device)).mul_(_strides[level]);
        wh.mul_(2).pow_(2).mul_(anchors);
        return values.view(shape[0], -1, shape[4]);
    }

    private Tensor InStrides(IReadOnlyList<IReadOnlyList<double>> pixels)
    {
        float[] cells = [.. pixels.SelectMany((level, i) => level.Select(side => (float)side / (float)_strides[i]))];
        return tensor(cells, [Levels, AnchorsPerLevel, 2]).DetachFromDisposeScope();
    }

    // Anchors given from large to small, for strides from small to large, are turned around.
    private IReadOnlyList<IReadOnlyList<double>> InOrderOfStrides(IReadOnlyList<IReadOnlyList<double>> anchors)
    {
        static double Area(IReadOnlyList<double> level)
        {
            double sum = 0;
            for (int i = 0; i < level.Count; i += 2)
                sum += level[i] * level[i + 1];
            return sum;
        }

        double areas = Area(anchors[^1]) - Area(anchors[0]);
        return areas != 0 && Math.Sign(areas) != Math.Sign(_strides[^1] - _strides[0]) ? [.. anchors.Reverse()] : anchors;
    }

    private void InitializeBiases()
    {
        using IDisposable noGrad = no_grad();
        for (int level = 0; level < Levels; level++)
        {
            using Tensor bias = m[level].bias!.view(AnchorsPerLevel, OutputsPerAnchor);
            using Tensor objectness = bias.narrow(1, 4, 1);
            using Tensor classes = bias.narrow(1, 5, ClassCount);
            objectness.add_(Math.Log(InitialObjects / Math.Pow(640 / _strides[level], 2)));
            classes.add_(Math.Log(InitialClassShare / (ClassCount - 0.99999)));
        }
    }
}
