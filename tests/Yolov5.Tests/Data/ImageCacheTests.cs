using Support;
using Yolov5.Data;
using Yolov5.Imaging;
using Yolov5.Tests.Imaging;

namespace Yolov5.Tests.Data;

public sealed class ImageCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_on_the_disk_are_read_once_until_their_file_changes()
    {
        string path = Write("images/a.png", seed: 1);
        int reads = 0;
        DetectionDataset Create(int size) => new(Scan(path), new DetectionDatasetOptions
        {
            ImageSize = size,
            Cache = ImageCaching.Disk,
            ReadImage = file =>
            {
                reads++;
                return ImageFile.Read(file);
            },
        });
        byte[] first = Load(Create(64)), second = Load(Create(64));
        Assert.Equal(first, second);
        Assert.Equal(1, reads);

        // NumPy reads the file: its header says what is in it.
        string kept = Assert.Single(Directory.GetFiles(_folder.File("images.yolo5.images")));
        byte[] file = File.ReadAllBytes(kept);
        Assert.Equal(0, (10 + file[8] + (file[9] << 8)) % 64);
        Assert.Contains("'shape': (48, 64, 3)", System.Text.Encoding.ASCII.GetString(file, 10, 80), StringComparison.Ordinal);

        Load(Create(32));
        Assert.Equal(2, reads);
        Write("images/a.png", seed: 2);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-5));
        Assert.NotEqual(first, Load(Create(64)));
        Assert.Equal(3, reads);

        File.WriteAllBytes(kept, file[..100]);
        File.SetLastWriteTimeUtc(kept, File.GetLastWriteTimeUtc(path));
        Load(Create(64));
        Assert.Equal(4, reads);
    }

    [Fact]
    public void What_does_not_fit_is_not_kept_and_the_reason_is_told()
    {
        const long Gibibyte = 1L << 30;
        Assert.Equal(new CacheBudget(ImageCaching.Ram, null), CacheBudget.Decide(ImageCaching.Ram, Gibibyte, 2 * Gibibyte));
        CacheBudget refused = CacheBudget.Decide(ImageCaching.Disk, 2 * Gibibyte, 2 * Gibibyte);
        Assert.Equal(ImageCaching.None, refused.Caching);
        Assert.Contains("--cache disk: the images need 2.00 GiB", refused.Notice, StringComparison.Ordinal);

        DatasetEntry[] entries = [new("a", "", 1280, 960, false, []), new("b", "", 100, 640, false, [])];
        Assert.Equal(3 * ((640 * 480) + (100 * 640)), CacheBudget.Needed(entries, 640));
    }

    private string Write(string name, int seed)
    {
        string path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ImageFile.Write(path, Pictures.Noise(80, 60, seed));
        return path;
    }

    private static DatasetScan Scan(string path) => new([new DatasetEntry(path, "", 80, 60, false, [])], [], 1);

    private static byte[] Load(DetectionDataset dataset)
    {
        int size = dataset.ImageSize;
        byte[] planes = new byte[3 * size * size];
        dataset.Load(0, new PlannedBatch([0], size, size), new Sample(), new RandomStream(), planes);
        return planes;
    }
}
