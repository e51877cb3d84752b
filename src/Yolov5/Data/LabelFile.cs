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

    private const int BoxColumns = 5;
    private const int MaximumQuoted = 40;

    /// <summary>Reads a label file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classCount">Number of classes; every class must be below it.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static LabelFileContent Read(string path, int classCount)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        if (file.Length > MaximumBytes)
            return LabelFileContent.Invalid($"the label file has {file.Length} bytes, at most {MaximumBytes} are read");
        byte[] content = new byte[(int)file.Length];
        int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return Parse(content.AsSpan(0, length), classCount);
    }

    /// <summary>Reads the content of a label file.</summary>
    /// <param name="content">UTF-8 text.</param>
    /// <param name="classCount">Number of classes; every class must be below it.</param>
    public static LabelFileContent Parse(ReadOnlySpan<byte> content, int classCount)
    {
        if (content.StartsWith("\uFEFF"u8))
            content = content[3..];
        List<BoxLabel> labels = [];
        Dictionary<BoxLabel, float[]> outlines = [];
        int row = 0;
        while (!content.IsEmpty)
        {
            int end = content.IndexOfAny((byte)'\n', (byte)'\r');
            ReadOnlySpan<byte> line = end < 0 ? content : content[..end];
            int next = end + 1;
            if (end >= 0 && content[end] == '\r' && next < content.Length && content[next] == '\n')
                next++;
            content = end < 0 ? default : content[next..];
            row++;
            if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0)
                continue;
            if (ParseRow(line, classCount, labels, outlines) is { } error)
                return LabelFileContent.Invalid($"row {row}: {error}");
        }

        int duplicates = RemoveDuplicates(labels);
        return new LabelFileContent(labels.ToArray(), duplicates, null)
        {
            Outlines = outlines.Count == 0 ? null : [.. labels.Select(label => outlines.GetValueOrDefault(label))],
        };
    }

    private static string? ParseRow(ReadOnlySpan<byte> line, int classCount, List<BoxLabel> labels, Dictionary<BoxLabel, float[]> outlines)
    {
        List<float>? outline = null;
        Span<float> box = stackalloc float[BoxColumns];
        float left = float.PositiveInfinity, top = float.PositiveInfinity;
        float right = float.NegativeInfinity, bottom = float.NegativeInfinity;
        int columns = 0;
        while (NextField(ref line, out ReadOnlySpan<byte> field))
        {
            // Through double, then to single, as NumPy reads text: the last bit is then the reference's.
            if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
                return $"'{Quote(field)}' is not a number";
            float value = (float)number;
            if (float.IsNaN(value))
                return $"'{Quote(field)}' is not a number";
            if (columns < BoxColumns)
                box[columns] = value;
            else
                (outline ??= [.. box[1..]]).Add(value);
            if (columns > 0)
            {
                if (columns % 2 == 1)
                    (left, right) = (Math.Min(left, value), Math.Max(right, value));
                else
                    (top, bottom) = (Math.Min(top, value), Math.Max(bottom, value));
            }

            columns++;
        }

        if (columns != BoxColumns && (columns <= BoxColumns + 1 || columns % 2 == 0))
            return $"{columns} columns; a box has 5 (class x y width height), an outline 1 + 2 for each of 3 points or more";
        if (columns > BoxColumns)
        {
            box[1] = (left + right) / 2;
            box[2] = (top + bottom) / 2;
            box[3] = right - left;
            box[4] = bottom - top;
        }

        string? error = Check(box, classCount, labels);
        if (error is null && outline is not null)
            outlines.TryAdd(labels[^1], [.. outline]);
        return error;
    }

    private static string? Check(ReadOnlySpan<float> box, int classCount, List<BoxLabel> labels)
    {
        float label = box[0];
        if (label < 0 || label != MathF.Floor(label))
            return $"class {Text(label)} is not a whole number from 0 to {classCount - 1}";
        if (label >= classCount)
            return $"class {Text(label)} is too large: the data set has {classCount} classes, 0 to {classCount - 1}";
        for (int i = 1; i < BoxColumns; i++)
        {
            if (!(box[i] >= 0))
                return $"negative value {Text(box[i])}; coordinates lie from 0 to 1";
            if (box[i] > 1)
                return $"{Text(box[i])} is out of bounds; coordinates are shares of the image, from 0 to 1";
        }

        labels.Add(new BoxLabel((int)label, box[1], box[2], box[3], box[4]));
        return null;
    }

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
        HashSet<BoxLabel> unique = [.. labels];
        int duplicates = labels.Count - unique.Count;
        if (duplicates == 0)
            return 0;
        labels.Clear();
        labels.AddRange(unique);
        labels.Sort(Compare);
        return duplicates;
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

    private static string Quote(ReadOnlySpan<byte> field)
    {
        string text = Encoding.UTF8.GetString(field[..Math.Min(field.Length, MaximumQuoted)]);
        return new string([.. text.Select(letter => char.IsControl(letter) ? '?' : letter)]) + (field.Length > MaximumQuoted ? "..." : "");
    }
}
