using System.Globalization;
using Schemes.Memory;
using Yolov5.Configuration;

namespace Yolov5.Data;

/// <summary>Checks that decoded images fit into memory or on the disk before they are kept there.</summary>
/// <param name="Caching">Caching that is possible.</param>
/// <param name="Notice">Reason that it is not the wanted one; null if it is.</param>
public sealed record CacheBudget(ImageCaching Caching, string? Notice)
{
    // Kept free for everything else, as in the reference.
    private const double Margin = 0.1;

    /// <summary>Decides for a data set.</summary>
    /// <param name="wanted">Caching that was asked for.</param>
    /// <param name="entries">The images.</param>
    /// <param name="imageSize">Long side of the kept images in pixels.</param>
    /// <param name="copies">Processes that share the machine's memory, each with all images in its own.</param>
    /// <param name="modality">Cameras whose frames are kept; null for images of one camera.</param>
    /// <exception cref="InvalidInputException">The folder beside the images cannot be written.</exception>
    public static CacheBudget Of(ImageCaching wanted, IReadOnlyList<DatasetEntry> entries, int imageSize, int copies = 1, Modality? modality = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (wanted == ImageCaching.None || entries.Count == 0)
            return new CacheBudget(wanted, null);
        long available = wanted == ImageCaching.Ram ? FreeMemory() : FreeSpace(entries[0].ImagePath);
        return Decide(wanted, Needed(entries, imageSize, modality) * (wanted == ImageCaching.Ram ? copies : 1), available);
    }

    /// <summary>Bytes of all images at an image size.</summary>
    internal static long Needed(IReadOnlyList<DatasetEntry> entries, int imageSize, Modality? modality = null)
    {
        long bytes = 0;
        foreach (DatasetEntry entry in entries)
        {
            if (entry.Frames is null)
                Add(entry.Width, entry.Height);
            else if (modality != Modality.Event && entry.Frames.Rgb is { } rgb)
                Add(rgb.Width, rgb.Height);
            if (modality != Modality.Rgb && entry.Frames?.Event is { } events)
                Add(events.Width, events.Height);
        }

        return bytes;

        void Add(int width, int height)
        {
            Imaging.ImageSize size = ImageStore.Resized(width, height, imageSize);
            bytes += 3L * size.Width * size.Height;
        }
    }

    internal static CacheBudget Decide(ImageCaching wanted, long needed, long available)
    {
        if (needed * (1 + Margin) <= available)
            return new CacheBudget(wanted, null);
        (string option, string place) = wanted == ImageCaching.Ram ? ("ram", "memory") : ("disk", "space");
        return new CacheBudget(ImageCaching.None, string.Create(
            CultureInfo.InvariantCulture,
            $"--cache {option}: the images need {Gibibytes(needed)} and {Margin:P0} more, but only {Gibibytes(available)} of {place} are free; they are decoded anew every epoch."));
    }

    private static string Gibibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024 * 1024):F2} GiB");

    private static long FreeMemory() => new HostMemory().Read() is { Total: > 0, Free: var free } ? free : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes - Environment.WorkingSet;

    private static long FreeSpace(string imagePath)
    {
        string folder = DiskImageCache.FolderOf(imagePath);
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, ".writable");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"--cache disk: {folder} cannot be written: {exception.Message}", exception);
        }
    }
}
