namespace Yolov5.Imaging;

/// <summary>A file or block of bytes is not a picture that can be read. The message names the file, if there is one, and the reason.</summary>
public sealed class ImageFormatException : InvalidInputException
{
    /// <summary>Creates the exception for bytes that come from no named file.</summary>
    /// <param name="reason">Description of what is wrong.</param>
    public ImageFormatException(string reason)
        : base(reason)
    {
        Reason = reason;
    }

    /// <summary>Creates the exception for a file.</summary>
    /// <param name="file">The file's path.</param>
    /// <param name="reason">Description of what is wrong with it.</param>
    /// <param name="innerException">The failure behind it.</param>
    public ImageFormatException(string file, string reason, Exception? innerException = null)
        : base($"{file}: {reason}", innerException!)
    {
        File = file;
        Reason = reason;
    }

    /// <summary>The file, or null if the bytes came from elsewhere.</summary>
    public string? File { get; }

    /// <summary>Description of what is wrong, without the file's name.</summary>
    public string Reason { get; }
}
