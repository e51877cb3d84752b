using System.Diagnostics;
using Yolov5.Imaging;

namespace Benchmarks.Epochs;

/// <summary>
/// Pretends a slow disk: files are read one after the other, at a given rate. Safe for several threads, which share the disk as they would a real one.
/// </summary>
/// <param name="bytesPerSecond">Rate of the disk; null reads as fast as the machine does.</param>
internal sealed class ThrottledReader(double? bytesPerSecond)
{
    private readonly Lock _lock = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private TimeSpan _free;

    /// <summary>True while files are read at full speed, as when a cache is filled before something is measured.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Reads an image; the reader that training has by default if no disk is pretended.</summary>
    public Func<string, DecodedImage> Read => bytesPerSecond is null ? ImageFile.Read : ReadSlowly;

    private DecodedImage ReadSlowly(string path)
    {
        byte[] file = ImageFile.ReadBytes(path);
        if (!IsPaused)
            Thread.Sleep(Reserve(file.Length));
        return ImageFile.Decode(file);
    }

    // The disk is busy until it has read all that was asked of it before.
    private TimeSpan Reserve(long bytes)
    {
        lock (_lock)
        {
            TimeSpan now = Stopwatch.GetElapsedTime(_began);
            _free = (_free > now ? _free : now) + TimeSpan.FromSeconds(bytes / bytesPerSecond!.Value);
            return _free - now;
        }
    }
}
