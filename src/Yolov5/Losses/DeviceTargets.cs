using static TorchSharp.torch;

namespace Yolov5.Losses;

/// <summary>
/// The matches of all levels on the device, one after another in two tensors: the data that the loss needs is copied there in two
/// pieces, however many levels and labels there are.
/// </summary>
internal sealed class DeviceTargets
{
    private const int BoxAt = 0;
    private const int AnchorAt = 4;
    private const int DivisorAt = 6;
    private const int Columns = 7;
    private const int CellDimensions = 4;

    private readonly Tensor _values;
    private readonly Tensor _indices;
    private readonly LevelTargets[] _levels;
    private readonly int[] _unique;

    /// <summary>Copies the matches to a device, into the caller's dispose scope.</summary>
    /// <param name="levels">The matches.</param>
    /// <param name="divisors">Number that a mean over each level's matches divides by.</param>
    /// <param name="grids">Cells of each level.</param>
    /// <param name="anchors">Anchors of a level.</param>
    /// <param name="device">The device.</param>
    public DeviceTargets(LevelTargets[] levels, IReadOnlyList<double> divisors, IReadOnlyList<(int Rows, int Columns)> grids, int anchors, Device device)
    {
        _levels = levels;
        Count = levels.Sum(level => level.Count);
        float[] values = new float[Count * Columns];
        long[] images = new long[Count], anchorIndices = new long[Count], rows = new long[Count], columns = new long[Count];
        long[] classes = new long[Count];
        List<long> uniqueCells = [];
        List<long> lastMatches = [];
        _unique = new int[levels.Length];
        int at = 0;
        for (int i = 0; i < levels.Length; i++)
        {
            LevelTargets level = levels[i];
            Dictionary<long, long> last = [];
            for (int match = 0; match < level.Count; match++, at++)
            {
                (images[at], anchorIndices[at], rows[at], columns[at]) = (level.Image[match], level.Anchor[match], level.Row[match], level.Column[match]);
                classes[at] = level.Class[match];
                last[(((((images[at] * anchors) + anchorIndices[at]) * grids[i].Rows) + rows[at]) * grids[i].Columns) + columns[at]] = at;
                Fill(values.AsSpan(at * Columns, Columns), level, match, (float)divisors[i]);
            }

            _unique[i] = last.Count;
            uniqueCells.AddRange(last.Keys);
            lastMatches.AddRange(last.Values);
        }

        _values = tensor(values, [Count, Columns], device: device);
        _indices = tensor([.. images, .. anchorIndices, .. rows, .. columns, .. classes, .. uniqueCells, .. lastMatches], device: device);
    }

    /// <summary>Matches of all levels.</summary>
    public int Count { get; }

    /// <summary>True if a level has matches.</summary>
    public bool HasAny(int level) => _levels[level].Count > 0;

    /// <summary>[Count, 4]: the boxes to find.</summary>
    public Tensor Boxes => _values.narrow(1, BoxAt, 4);

    /// <summary>[Count, 2]: the anchors.</summary>
    public Tensor Anchors => _values.narrow(1, AnchorAt, 2);

    /// <summary>[Count, 1]: number that the mean over the match's level divides by.</summary>
    public Tensor Divisors => _values.narrow(1, DivisorAt, 1);

    /// <summary>The matches of each level that has any.</summary>
    public long[] CountsOfLevels => [.. _levels.Where(level => level.Count > 0).Select(level => (long)level.Count)];

    /// <summary>[Count, 1]: the classes.</summary>
    public Tensor Classes => _indices.narrow(0, CellDimensions * Count, Count).view(-1, 1);

    /// <summary>Image, anchor, row and column of a level's matches in its map.</summary>
    public Tensor[] Cells(int level) =>
        [.. Enumerable.Range(0, CellDimensions).Select(dimension => _indices.narrow(0, (dimension * Count) + Before(level), _levels[level].Count))];

    /// <summary>
    /// A level's cells that have a match, each once, as indices into its objectness laid out in one row; and for each the match that
    /// decides its objectness, as an index into all matches. Resolving this here gives the same result on every device; writing to one place twice would not.
    /// </summary>
    public (Tensor Cells, Tensor Matches) LastMatches(int level)
    {
        int before = _unique[..level].Sum();
        int first = ((CellDimensions + 1) * Count) + before;
        return (_indices.narrow(0, first, _unique[level]), _indices.narrow(0, first + _unique.Sum(), _unique[level]));
    }

    private static void Fill(Span<float> row, LevelTargets level, int match, float divisor)
    {
        for (int i = 0; i < 4; i++)
            row[BoxAt + i] = level.Box[(match * 4) + i];
        for (int i = 0; i < 2; i++)
            row[AnchorAt + i] = level.AnchorSize[(match * 2) + i];
        row[DivisorAt] = divisor;
    }

    private int Before(int level) => _levels.Take(level).Sum(earlier => earlier.Count);
}
