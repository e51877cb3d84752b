using System.Globalization;

namespace Yolov5.Datasets;

/// <summary>Something wrong in a data set.</summary>
/// <param name="File">The image, label or annotation file.</param>
/// <param name="Line">Line of the file, from 1; null if it concerns the file as a whole.</param>
/// <param name="Reason">Description, with the value that is wrong.</param>
public sealed record DatasetFinding(string File, int? Line, string Reason)
{
    /// <summary>One line: <c>file:line: reason</c>. Control characters, which names of files may have, are shown as '?'.</summary>
    public override string ToString() =>
        Quote.Printable(Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"{File}:{line}: {Reason}") : $"{File}: {Reason}");
}
