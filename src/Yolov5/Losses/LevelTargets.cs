namespace Yolov5.Losses;

/// <summary>
/// The matches of one detection level, as parallel lists: the cell and anchor that are to find each box. Several matches may
/// fall on one cell and anchor.
/// </summary>
public sealed class LevelTargets
{
    private readonly List<int> _image = [];
    private readonly List<int> _anchor = [];
    private readonly List<int> _row = [];
    private readonly List<int> _column = [];
    private readonly List<int> _class = [];
    private readonly List<float> _box = [];
    private readonly List<float> _anchorSize = [];

    /// <summary>Number of matches.</summary>
    public int Count => _image.Count;

    /// <summary>Image of the batch.</summary>
    public IReadOnlyList<int> Image => _image;

    /// <summary>Anchor of the level.</summary>
    public IReadOnlyList<int> Anchor => _anchor;

    /// <summary>Row of the cell.</summary>
    public IReadOnlyList<int> Row => _row;

    /// <summary>Column of the cell.</summary>
    public IReadOnlyList<int> Column => _column;

    /// <summary>Class of the box.</summary>
    public IReadOnlyList<int> Class => _class;

    /// <summary>Four values a match: centre relative to the cell's corner, width and height, all in cells.</summary>
    public IReadOnlyList<float> Box => _box;

    /// <summary>Two values a match: the anchor's width and height in cells.</summary>
    public IReadOnlyList<float> AnchorSize => _anchorSize;

    internal void Add(in Candidate candidate, int column, int row, float anchorWidth, float anchorHeight)
    {
        _image.Add(candidate.Image);
        _anchor.Add(candidate.Anchor);
        _row.Add(row);
        _column.Add(column);
        _class.Add(candidate.Class);
        _box.Add(candidate.X - column);
        _box.Add(candidate.Y - row);
        _box.Add(candidate.Width);
        _box.Add(candidate.Height);
        _anchorSize.Add(anchorWidth);
        _anchorSize.Add(anchorHeight);
    }

    /// <summary>A label whose shape suits an anchor; lengths in cells.</summary>
    internal readonly record struct Candidate(int Image, int Class, int Anchor, float X, float Y, float Width, float Height);
}
