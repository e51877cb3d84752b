using System.Globalization;

namespace Yolov5.Datasets;

/// <summary>Gathers what a reader of annotations finds, and checks it in one place for all formats.</summary>
/// <param name="names">Class names; null takes the names as they are found, in ordinal order.</param>
internal sealed class AnnotationCollector(IReadOnlyList<string>? names)
{
    private readonly List<string> _names = [.. names ?? []];
    private readonly List<AnnotatedImage> _images = [];
    private readonly List<DatasetFinding> _findings = [];
    private readonly List<DatasetFinding> _dropped = [];
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly HashSet<string> _labelNames = new(StringComparer.Ordinal);
    private readonly List<DatasetFinding> _unwantedClasses = [];
    private int _regions;
    private int _unwantedObjects;

    /// <summary>Number of images so far.</summary>
    public int Count => _images.Count;

    /// <summary>Adds a file, row or object that cannot be read.</summary>
    public void Unusable(string file, int? line, string reason) => _findings.Add(new DatasetFinding(file, line, reason));

    /// <summary>Adds a region that is no single object.</summary>
    public void Region() => _regions++;

    /// <summary>The index of a class; null, after a note, for one that is not among the given names.</summary>
    public int? Class(string name, string file, int? line)
    {
        int index = _names.IndexOf(name);
        if (index >= 0)
            return index;
        if (names is null)
        {
            _names.Add(name);
            return _names.Count - 1;
        }

        _unwantedObjects++;
        if (_unknown.Add(name))
            _unwantedClasses.Add(new DatasetFinding(file, line, $"class '{name}' is none of {string.Join(", ", _names)}; its objects, of which this is the first, are left out"));
        return null;
    }

    /// <summary>The object within the image; null, after a note, if nothing of it is there.</summary>
    public AnnotatedObject? Within(AnnotatedObject item, int width, int height, string file, int? line)
    {
        double[] sides = [item.Left, item.Top, item.Right, item.Bottom];
        AnnotatedObject? inside = sides.All(double.IsFinite) ? item.Within(width, height) : null;
        if (inside is null)
        {
            _dropped.Add(new DatasetFinding(file, line, string.Create(CultureInfo.InvariantCulture,
                $"the box from ({item.Left:G6}, {item.Top:G6}) to ({item.Right:G6}, {item.Bottom:G6}) has no area in an image of {width}x{height} pixels; left out")));
        }

        return inside;
    }

    /// <summary>Adds an image.</summary>
    public void Add(AnnotatedImage image, string file)
    {
        if (image.Width < 1 || image.Height < 1)
            Unusable(file, null, $"the image {image.Name} has {image.Width}x{image.Height} pixels; at least 1x1 is expected");
        else if (!_labelNames.Add(Path.ChangeExtension(image.Name, ".txt")))
            Unusable(file, null, $"there is another image named {Path.GetFileNameWithoutExtension(image.Name)}; their labels would be one file");
        else
            _images.Add(image);
    }

    /// <summary>Everything that was added.</summary>
    public AnnotationSet Finish()
    {
        // Names that were found get the same numbers whatever the order of the files.
        string[] sorted = names is null ? [.. _names.Order(StringComparer.Ordinal)] : [.. _names];
        int[] places = [.. _names.Select(name => Array.IndexOf(sorted, name))];
        return new AnnotationSet(sorted,
        [
            .. _images.OrderBy(image => image.Name, StringComparer.Ordinal)
                .Select(image => image with { Objects = [.. image.Objects.Select(each => each with { Class = places[each.Class] })] }),
        ])
        {
            Findings = _findings,
            Dropped = _dropped,
            UnwantedClasses = _unwantedClasses,
            UnwantedObjects = _unwantedObjects,
            Regions = _regions,
        };
    }

    /// <summary>A name that stays below the folder that it is put in.</summary>
    public static string SafeName(string name)
    {
        string local = name.Replace('\\', '/');
        bool leaves = local.StartsWith('/') || local.Split('/').Any(static part => part is ".." or "" or ".") || local.Contains('\0', StringComparison.Ordinal) || (local.Length > 1 && local[1] == ':');
        return leaves ? Path.GetFileName(local.Replace("\0", "", StringComparison.Ordinal)) : local;
    }
}
