using System.Globalization;
using System.Text;

namespace Yolov5.Data;

/// <summary>
/// Reads YOLO label files: one object a row, <c>class x y width height</c>, centre and size in shares of the image.
/// A row with more than six columns is an outline, <c>class x1 y1 x2 y2 x3 y3 ...</c>, and gives the box around it.
/// </summary>
/// <remarks>
/// The rules are YOLOv5's (<c>verify_image_label</c>): a negative value, a coordinate above 1, a wrong number of columns
/// or a class that is not a whole number below the class count makes the whole file unusable; repeated rows are removed,
/// which also sorts the rest. Unlike there, a box row among outlines stays a box.
/// </remarks>
public static class LabelFile
{
    /// <summary>Largest file that is read, in bytes: about a hundred thousand objects.</summary>
    public const int MaximumBytes = 16 << 20;

    /// <summary>Largest class that a data set may have: as many as its description may name, less one.</summary>
    private const int LargestClass = 65_535;

    private const int BoxColumns = 5;
    private const int FewRows = 24;
    private const int RowLength = 32;

    /// <summary>Reads a label file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classCount">Number of classes; every class must be below it.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static LabelFileContent Read(string path, int classCount) =>
        ReadIfThere(path, classCount) ?? throw new FileNotFoundException($"{path} does not exist.", path);

    /// <summary>Reads a label file; null if there is none.</summary>
    /// <inheritdoc cref="Read"/>
    internal static LabelFileContent? ReadIfThere(string path, int classCount) =>
        !TryReadBytes(path, out byte[] content, out string? error) ? null : error is not null ? LabelFileContent.Invalid(error) : Parse(content, classCount);

    /// <summary>Reads the content of a label file.</summary>
    /// <param name="content">UTF-8 text.</param>
    /// <param name="classCount">Number of classes; every class must be below it.</param>
    public static LabelFileContent Parse(ReadOnlySpan<byte> content, int classCount)
    {
        List<LabelRow> rows = Rows(content, classCount, toTheEnd: false);
        if (rows.Count > 0 && rows[^1] is { Error: { } error } last)
            return LabelFileContent.Invalid($"row {last.Number}: {error}") with { ClassTooLarge = last.ClassTooLarge };
        List<BoxLabel> labels = rows.ConvertAll(static row => row.Label);
        int duplicates = RemoveDuplicates(labels);
        return new LabelFileContent(labels.ToArray(), duplicates, null) { Outlines = OutlinesOf(labels, rows) };
    }

    /// <summary>Reads the rows of a label file, the wrong ones with their errors.</summary>
    /// <param name="content">UTF-8 text.</param>
    /// <param name="classCount">Number of classes; every class must be below it.</param>
    /// <param name="toTheEnd">True for every row; false to end with the first wrong one.</param>
    internal static List<LabelRow> Rows(ReadOnlySpan<byte> content, int classCount, bool toTheEnd)
    {
        if (content.StartsWith("\uFEFF"u8))
            content = content[3..];
        List<LabelRow> rows = new(content.Length / RowLength);
        if (content is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, ..] or [not 0, 0, ..])
            return [new LabelRow(1, default, "the text is in UTF-16; UTF-8 is expected")];
        List<float> points = [];
        int number = 0;
        while (!content.IsEmpty)
        {
            int end = content.IndexOfAny((byte)'\n', (byte)'\r');
            ReadOnlySpan<byte> line = end < 0 ? content : content[..end];
            int next = end + 1;
            if (end >= 0 && content[end] == '\r' && next < content.Length && content[next] == '\n')
                next++;
            content = end < 0 ? default : content[next..];
            number++;
            if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0)
                continue;
            LabelRow row = ParseRow(line, classCount, points) with { Number = number };
            rows.Add(row);
            if (row.Error is not null && !toTheEnd)
                break;
        }

        return rows;
    }

    /// <summary>Reads the bytes of a label file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="error">Reason that they are not read; null if they are.</param>
    /// <returns>False if there is no such file.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    internal static bool TryReadBytes(string path, out byte[] content, out string? error)
    {
        // Pipes and devices, which would be waited for, have no length. A scan opens a hundred thousand of these files: no
        // call to the system is made twice.
        FileInfo info = new(path);
        content = [];
        error = null;
        if (!info.Exists)
            return false;
        if (info.Length > MaximumBytes)
            error = $"the label file has {info.Length} bytes, at most {MaximumBytes} are read";
        if (info.Length == 0 || error is not null)
            return true;
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path);
        content = GC.AllocateUninitializedArray<byte>((int)info.Length);
        int read = 0;
        while (read < content.Length && RandomAccess.Read(file, content.AsSpan(read), read) is > 0 and int part)
            read += part;
        if (read < content.Length)
            content = content[..read];
        return true;
    }

    /// <summary>The outline of each label, found by its box since repeated rows were removed; null if there are boxes alone.</summary>
    private static float[]?[]? OutlinesOf(List<BoxLabel> labels, List<LabelRow> rows)
    {
        if (!rows.Exists(static row => row.Outline is not null))
            return null;
        Dictionary<BoxLabel, float[]> outlines = [];
        foreach (LabelRow row in rows)
        {
            if (row.Outline is not null)
                outlines.TryAdd(row.Label, row.Outline);
        }

        return [.. labels.Select(label => outlines.GetValueOrDefault(label))];
    }

    private static LabelRow ParseRow(ReadOnlySpan<byte> line, int classCount, List<float> points)
    {
        points.Clear();
        Span<float> box = stackalloc float[BoxColumns];
        float left = float.PositiveInfinity, top = float.PositiveInfinity;
        float right = float.NegativeInfinity, bottom = float.NegativeInfinity;
        int columns = 0;
        while (NextField(ref line, out ReadOnlySpan<byte> field))
        {
            // Through double, then to single, as NumPy reads text: the last bit is then the reference's.
            if (!LabelNumber.TryParse(field, out double number))
                return Wrong($"'{Quote.Of(field)}' is not a number");
            float value = (float)number;
            if (float.IsNaN(value))
                return Wrong($"'{Quote.Of(field)}' is not a number");
            if (columns < BoxColumns)
                box[columns] = value;
            if (columns > 0)
            {
                points.Add(value);
                if (columns % 2 == 1)
                    (left, right) = (Math.Min(left, value), Math.Max(right, value));
                else
                    (top, bottom) = (Math.Min(top, value), Math.Max(bottom, value));
            }

            columns++;
        }

        if (columns != BoxColumns && (columns <= BoxColumns + 1 || columns % 2 == 0))
            return Wrong($"{columns} columns; a box has 5 (class x y width height), an outline 1 + 2 for each of 3 points or more");
        if (columns > BoxColumns)
        {
            box[1] = (left + right) / 2;
            box[2] = (top + bottom) / 2;
            box[3] = right - left;
            box[4] = bottom - top;
        }

        return Check(box, classCount) with { Outline = columns > BoxColumns ? points.ToArray() : null };
    }

    private static LabelRow Check(ReadOnlySpan<float> box, int classCount)
    {
        float label = box[0];
        if (label < 0 || label != MathF.Floor(label))
            return Wrong($"class {Text(label)} is not a whole number from 0 to {classCount - 1}");
        for (int i = 1; i < BoxColumns; i++)
        {
            if (!(box[i] >= 0))
                return Wrong($"negative value {Text(box[i])}; coordinates lie from 0 to 1");
            if (box[i] > 1)
                return Wrong($"{Text(box[i])} is out of bounds; coordinates are shares of the image, from 0 to 1");
        }

        // A number that no data set has as a class is a damaged file, not a wrong number of classes.
        return label < classCount ? new LabelRow(0, new BoxLabel((int)label, box[1], box[2], box[3], box[4]), null)
            : Wrong($"class {Text(label)} is too large: the data set has {classCount} classes, 0 to {classCount - 1}") with { ClassTooLarge = label <= LargestClass ? (int)label : null };
    }

    private static LabelRow Wrong(string error) => new(0, default, error);

    private static bool NextField(ref ReadOnlySpan<byte> line, out ReadOnlySpan<byte> field)
    {
        int start = line.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (start < 0)
        {
            field = default;
            return false;
        }

        line = line[start..];
        int end = line.IndexOfAny((byte)' ', (byte)'\t');
        field = end < 0 ? line : line[..end];
        line = end < 0 ? default : line[end..];
        return true;
    }

    /// <summary>Removes repeated rows; if there are any, the rest is in ascending order, as NumPy's unique leaves it.</summary>
    private static int RemoveDuplicates(List<BoxLabel> labels)
    {
        if (labels.Count <= FewRows && !HasDuplicates(labels))
            return 0;
        HashSet<BoxLabel> unique = [.. labels];
        int duplicates = labels.Count - unique.Count;
        if (duplicates == 0)
            return 0;
        labels.Clear();
        labels.AddRange(unique);
        labels.Sort(Compare);
        return duplicates;
    }

    // Without a table that most files would need once and find nothing with.
    private static bool HasDuplicates(List<BoxLabel> labels)
    {
        for (int i = 1; i < labels.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (labels[i] == labels[j])
                    return true;
            }
        }

        return false;
    }

    private static int Compare(BoxLabel a, BoxLabel b)
    {
        int order = a.Class.CompareTo(b.Class);
        if (order == 0)
            order = a.X.CompareTo(b.X);
        if (order == 0)
            order = a.Y.CompareTo(b.Y);
        if (order == 0)
            order = a.Width.CompareTo(b.Width);
        return order != 0 ? order : a.Height.CompareTo(b.Height);
    }

    private static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
}
