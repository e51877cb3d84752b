using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>The images of a data set at the image size: decoded, resized, and kept if that is asked for. Safe for several threads.</summary>
internal sealed class ImageStore
{
    private const int FewestNeighbours = 16;

    private readonly IReadOnlyList<DatasetEntry> _entries;
    private readonly DetectionDatasetOptions _options;
    private readonly ResizedImage?[] _kept;
    private readonly DiskImageCache? _disk;
    private readonly RecentImages? _recent;
    private readonly Func<string, DecodedImage> _readAgain;
    private readonly long[] _checked;

    public ImageStore(IReadOnlyList<DatasetEntry> entries, DetectionDatasetOptions options)
    {
        _entries = entries;
        _options = options;
        _kept = options.Cache == ImageCaching.Ram ? new ResizedImage?[entries.Count] : [];
        _recent = options.Augmentation is { Mosaic: > 0 } ? new RecentImages(DetectionDataset.RecentBytes, ReadNow) : null;
        _checked = new long[entries.Count];
        _readAgain = options.ReadImage == ImageFile.Read ? ImageFile.ReadChecked : options.ReadImage;
        _disk = options.Cache == ImageCaching.Disk ? new DiskImageCache(options.ImageSize, options.Augmentation is not null) : null;
    }

    /// <summary>Long side of the images in pixels.</summary>
    public int ImageSize => _options.ImageSize;

    /// <summary>Number of images kept in memory.</summary>
    public int Kept => _kept.Count(image => image is not null);

    /// <summary>Reason that no more images are kept on the disk; null as long as they are.</summary>
    public DatasetProblem? CacheFailure { get; private set; }

    /// <summary>Number of images around one in an epoch's order that mosaics are made of: half of those that are kept.</summary>
    public int Neighbours => (int)Math.Max(FewestNeighbours, DetectionDataset.RecentBytes / 2 / (3L * _options.ImageSize * _options.ImageSize));

    private bool IsTraining => _options.Augmentation is not null;

    /// <summary>Size that an image has after it is resized, from the sides that the scan found.</summary>
    public ImageSize SizeOf(int index) => Resized(_entries[index].Width, _entries[index].Height, _options.ImageSize);

    /// <summary>The sides at an image size: the long one as long as that, both cut, not rounded, to whole pixels.</summary>
    public static ImageSize Resized(int width, int height, int imageSize)
    {
        double ratio = (double)imageSize / Math.Max(width, height);
        return new ImageSize(Math.Max(1, (int)(width * ratio)), Math.Max(1, (int)(height * ratio)));
    }

    /// <summary>Reads an image.</summary>
    /// <exception cref="InvalidInputException">The image cannot be decoded.</exception>
    /// <exception cref="IOException">The image cannot be read.</exception>
    public ResizedImage Read(int index)
    {
        if (_kept.Length > 0 && Volatile.Read(ref _kept[index]) is { } kept)
            return kept;
        if (_recent is null)
            return ReadNow(index);
        ImageSize size = SizeOf(index);
        return _recent.Get(index, 3L * size.Width * size.Height);
    }

    private ResizedImage ReadNow(int index)
    {
        string path = _entries[index].ImagePath;
        if (_disk?.TryRead(path) is { } stored)
            return stored;
        DecodedImage decoded = Decode(index, path);
        Image image = decoded.Image;
        string? damage = decoded.Reason;
        ResizedImage resized = new(Resize(image), image.Width, image.Height, damage);
        if (_kept.Length > 0)
            Volatile.Write(ref _kept[index], resized);
        Store(path, resized);
        return resized;
    }

    // The data of a JPEG file is checked once, and again if the file has changed since.
    private DecodedImage Decode(int index, string path)
    {
        FileInfo file = new(path);
        long stamp = file.Exists ? (uint)HashCode.Combine(file.Length, file.LastWriteTimeUtc) | (1L << 32) : 0;
        if (stamp != 0 && Volatile.Read(ref _checked[index]) == stamp)
            return _readAgain(path);
        DecodedImage decoded = _options.ReadImage(path);
        if (decoded.Damage == ImageDamage.None)
            Volatile.Write(ref _checked[index], stamp);
        return decoded;
    }

    // A full disk takes no image from the training: it goes on without the rest of the cache.
    private void Store(string path, ResizedImage resized)
    {
        if (_disk is null || CacheFailure is not null)
            return;
        try
        {
            _disk.Write(path, resized);
        }
        catch (InvalidInputException failed)
        {
            CacheFailure = new DatasetProblem(DiskImageCache.FolderOf(path), failed.Message, "images that are not in it are read from their files");
        }
    }

    private Image Resize(Image image)
    {
        ImageSize size = Resized(image.Width, image.Height, _options.ImageSize);
        bool grows = Math.Max(image.Width, image.Height) < _options.ImageSize;
        return IsTraining || grows
            ? Data.Resize.Bilinear(image, size.Width, size.Height)
            : Data.Resize.Area(image, size.Width, size.Height);
    }
}
