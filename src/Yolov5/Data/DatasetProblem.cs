namespace Yolov5.Data;

/// <summary>A problem of a data set, and the action taken.</summary>
/// <param name="File">The image or label file.</param>
/// <param name="Reason">Description of the problem, with the value.</param>
/// <param name="Action">Action that is taken: "image ignored", "2 duplicate rows removed", "read as it is".</param>
public sealed record DatasetProblem(string File, string Reason, string Action)
{
    /// <summary>Action for an image with damage that the decoder could overlook.</summary>
    internal const string Used = "image used as it can be read";

    /// <summary>The problem of an image that could not be read when it was its turn.</summary>
    internal static DatasetProblem LeftOut(string file, Exception exception) =>
        new(file, exception is Imaging.ImageFormatException format ? format.Reason : exception.Message, "image left out");

    /// <summary>One line: <c>file: reason; action</c>. Control characters, which names of files may have, are shown as '?'.</summary>
    public override string ToString() => Quote.Printable($"{File}: {Reason}; {Action}");
}
