namespace Yolov5.Losses;

/// <summary>
/// Assigns labels to cells and anchors, as YOLOv5 v7.0 does: every anchor that differs from the box
/// by less than a factor in both sides, in the cell of the centre and in the two neighbours nearest to it.
/// </summary>
/// <remarks>
/// Runs on the host, where the labels come from, so that there is never a wait for the device. The arithmetic is float32
/// throughout: centres on a cell's corner or middle fall differently in double precision.
/// </remarks>
public sealed class BuildTargets
{
    private const float HalfCell = 0.5f;

    // The cell itself, then its neighbours to the left, above, to the right and below; what is subtracted from the
    // centre before truncating.
    private static readonly (float X, float Y)[] Offsets =
        [(0, 0), (HalfCell, 0), (0, HalfCell), (-HalfCell, 0), (0, -HalfCell)];

    private readonly float[][] _anchors;
    private readonly int _classCount;
    private readonly float _threshold;

    /// <summary>Creates a matcher for one head.</summary>
    /// <param name="anchors">Per level width, height, width, height ... in cells of that level.</param>
    /// <param name="classCount">Classes are 0 up to this, exclusive.</param>
    /// <param name="anchorThreshold">The factor that width and height may differ by from an anchor.</param>
    public BuildTargets(float[][] anchors, int classCount, double anchorThreshold)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        _anchors = anchors;
        _classCount = classCount;
        _threshold = (float)anchorThreshold;
    }

    /// <summary>Matches labels with the cells of all levels.</summary>
    /// <param name="targets">Six values a label: image, class, centre x, centre y, width, height; lengths as shares of the image.</param>
    /// <param name="images">Images of the batch.</param>
    /// <param name="grids">Rows and columns of each level.</param>
    /// <returns>
    /// The matches of each level: first those in the cells of the centres (anchor by anchor, in the order of the labels),
    /// then those to the left, above, to the right and below.
    /// </returns>
    /// <exception cref="InvalidInputException">A label names an image or a class that does not exist.</exception>
    public LevelTargets[] Match(ReadOnlySpan<float> targets, int images, IReadOnlyList<(int Rows, int Columns)> grids)
    {
        ArgumentNullException.ThrowIfNull(grids);
        if (targets.Length % 6 != 0)
            throw new ArgumentException($"{targets.Length} values are not a whole number of labels with six values each.", nameof(targets));
        if (grids.Count != _anchors.Length)
            throw new ArgumentException($"{grids.Count} grids for {_anchors.Length} levels.", nameof(grids));
        for (int i = 0; i < targets.Length; i += 6)
        {
            if (!(targets[i] >= 0 && targets[i] < images))
                throw new InvalidInputException($"Label {i / 6} belongs to image {targets[i]} of a batch of {images}.");
            if (!(targets[i + 1] >= 0 && targets[i + 1] < _classCount))
                throw new InvalidInputException($"Label {i / 6} has class {targets[i + 1]}; the model has the classes 0 to {_classCount - 1}.");
        }

        LevelTargets[] levels = new LevelTargets[grids.Count];
        List<LevelTargets.Candidate> candidates = [];
        for (int level = 0; level < levels.Length; level++)
        {
            FindCandidates(targets, _anchors[level], grids[level], candidates);
            levels[level] = Spread(candidates, _anchors[level], grids[level]);
        }

        return levels;
    }

    private void FindCandidates(ReadOnlySpan<float> targets, float[] anchors, (int Rows, int Columns) grid, List<LevelTargets.Candidate> candidates)
    {
        candidates.Clear();
        for (int anchor = 0; anchor < anchors.Length / 2; anchor++)
        {
            for (int i = 0; i < targets.Length; i += 6)
            {
                float width = targets[i + 4] * grid.Columns;
                float height = targets[i + 5] * grid.Rows;
                if (Differs(width, anchors[anchor * 2]) < _threshold && Differs(height, anchors[(anchor * 2) + 1]) < _threshold)
                {
                    candidates.Add(new(
                        (int)targets[i], (int)targets[i + 1], anchor, targets[i + 2] * grid.Columns, targets[i + 3] * grid.Rows, width, height));
                }
            }
        }
    }

    private static LevelTargets Spread(List<LevelTargets.Candidate> candidates, float[] anchors, (int Rows, int Columns) grid)
    {
        LevelTargets level = new();
        for (int side = 0; side < Offsets.Length; side++)
        {
            foreach (LevelTargets.Candidate candidate in candidates)
            {
                if (!Reaches(side, candidate, grid))
                    continue;
                int column = Cell(candidate.X - Offsets[side].X, grid.Columns);
                int row = Cell(candidate.Y - Offsets[side].Y, grid.Rows);
                level.Add(candidate, column, row, anchors[candidate.Anchor * 2], anchors[(candidate.Anchor * 2) + 1]);
            }
        }

        return level;
    }

    // A neighbour matches too if it exists and the centre lies in the half of its cell towards it.
    private static bool Reaches(int side, in LevelTargets.Candidate candidate, (int Rows, int Columns) grid) => side switch
    {
        0 => true,
        1 => InNearHalf(candidate.X),
        2 => InNearHalf(candidate.Y),
        3 => InNearHalf(grid.Columns - candidate.X),
        _ => InNearHalf(grid.Rows - candidate.Y),
    };

    private static bool InNearHalf(float distance) => distance > 1 && distance % 1 < HalfCell;

    private static float Differs(float side, float anchor)
    {
        float ratio = side / anchor;
        return MathF.Max(ratio, 1 / ratio);
    }

    private static int Cell(float position, int count) => (int)Math.Clamp((long)position, 0, count - 1);
}
