namespace Yolov5.Weights;

/// <summary>A weights file is damaged, is of another format, or holds something else than weights.</summary>
public sealed class CheckpointFormatException : InvalidInputException
{
    /// <summary>Creates the exception for a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">Description of the problem and its remedy, without the file's name.</param>
    public CheckpointFormatException(string path, string problem)
        : base($"{path}: {problem}")
    {
        Path = path;
    }

    /// <summary>Creates the exception for a file with the failure behind it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">Description of the problem and its remedy, without the file's name.</param>
    /// <param name="innerException">The failure behind it.</param>
    public CheckpointFormatException(string path, string problem, Exception innerException)
        : base($"{path}: {problem}", innerException)
    {
        Path = path;
    }

    /// <summary>The file.</summary>
    public string Path { get; }
}
