namespace Yolov5.Data;

/// <summary>One thing found wrong with a data set, and what was done about it.</summary>
/// <param name="File">The image or label file.</param>
/// <param name="Reason">What is wrong, with the value.</param>
/// <param name="Action">What is done: "image ignored", "2 duplicate rows removed", "read as it is".</param>
public sealed record DatasetProblem(string File, string Reason, string Action)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}: {Reason}; {Action}";
}
