using Support;
using Yolov5.Data;
using Yolov5.Imaging;
using Yolov5.Tests.Imaging;

namespace Yolov5.Tests.Data;

/// <summary>A folder with images and labels of one split, for tests that scan it.</summary>
internal sealed class ScannedFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ScannedFolder()
    {
        Directory.CreateDirectory(File("images/train/more"));
        Directory.CreateDirectory(File("labels/train/more"));
    }

    public string Path => _folder.Path;

    public string Images => File("images/train");

    public string Cache => File("labels/train.yolo5.cache");

    public string File(string name) => _folder.File(name);

    public DatasetScan Scan(int classCount = 3) => new DatasetScanner { Workers = 2 }.Scan([Images], classCount);

    /// <summary>A scan for which the last changes of the labels lie a minute back, so that they are kept.</summary>
    public DatasetScan ScanLater(int classCount = 3) => new DatasetScanner { Workers = 2, Clock = new LaterClock() }.Scan([Images], classCount);

    /// <summary>Adds an image of noise; no label file if <paramref name="labels"/> is null.</summary>
    public void Add(string name, string? labels, int width = 32, int height = 24)
    {
        ImageFile.Write(File($"images/train/{name}"), Pictures.Noise(width, height, seed: name.Length));
        if (labels is not null)
            System.IO.File.WriteAllText(File($"labels/train/{System.IO.Path.ChangeExtension(name, ".txt")}"), labels);
    }

    /// <summary>Replaces the bytes of an image.</summary>
    public void Change(string name, Func<byte[], byte[]> change)
    {
        string path = File($"images/train/{name}");
        System.IO.File.WriteAllBytes(path, change(System.IO.File.ReadAllBytes(path)));
    }

    public void Dispose() => _folder.Dispose();

    private sealed class LaterClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddMinutes(1);
    }
}
