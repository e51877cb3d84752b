using Yolov5.Configuration;
using Yolov5.Data.Pairs;
using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>
/// The images that samples are made of: one for each three planes. Images of one camera are one group of planes; of the frames of two
/// cameras the network may take those of either, or both. Safe for several threads.
/// </summary>
internal sealed class SampleImages
{
    private readonly IReadOnlyList<DatasetEntry> _entries;
    private readonly Group[] _groups;

    /// <param name="entries">The samples.</param>
    /// <param name="options">Options by which images become samples.</param>
    /// <param name="modality">Cameras whose frames are taken; null if the samples are images of one camera.</param>
    public SampleImages(IReadOnlyList<DatasetEntry> entries, DetectionDatasetOptions options, Modality? modality)
    {
        _entries = entries;
        _groups = modality switch
        {
            null => [new Group(entries, options, static _ => true, isPhotographed: true)],
            Modality.Rgb => [Of(static frames => frames.Rgb, true)],
            Modality.Event => [Of(static frames => frames.Event, false)],
            _ => [Of(static frames => frames.Rgb, true), Of(static frames => frames.Event, false)],
        };

        Group Of(Func<PairedFrames, CameraFrame?> camera, bool isPhotographed) => new(
            [.. entries.Select(entry => camera(entry.Frames!) is { } frame ? entry with { ImagePath = frame.Path, Width = frame.Width, Height = frame.Height } : entry)],
            options,
            entry => camera(entry.Frames!) is not null,
            isPhotographed);
    }

    /// <summary>Groups of three planes of a sample.</summary>
    public int Groups => _groups.Length;

    /// <summary>Number of images kept in memory.</summary>
    public int Kept => _groups.Sum(static group => group.Store.Kept);

    /// <summary>Reason that no more images are kept on the disk; null as long as they are.</summary>
    public DatasetProblem? CacheFailure => _groups.Select(static group => group.Store.CacheFailure).FirstOrDefault(static failure => failure is not null);

    /// <summary>Number of images around one in an epoch's order that mosaics are made of.</summary>
    public int Neighbours => _groups[0].Store.Neighbours;

    /// <summary>Size that a sample's image has after it is resized. If it has two frames, both are brought to this one size.</summary>
    public ImageSize SizeOf(int index) => ImageStore.Resized(_entries[index].Width, _entries[index].Height, _groups[0].Store.ImageSize);

    /// <summary>True if a group has photographs, whose colours may be varied; false for pictures of counted events.</summary>
    public bool IsPhotographed(int group) => _groups[group].IsPhotographed;

    /// <summary>Path and size of the file of a sample's image.</summary>
    public DatasetEntry FileOf(int group, int index) => _groups[group].Entries[index];

    /// <summary>Reads a sample's image; null if the sample has no frame of this camera.</summary>
    /// <exception cref="InvalidInputException">The image cannot be decoded.</exception>
    /// <exception cref="IOException">The image cannot be read.</exception>
    public ResizedImage? Read(int group, int index) => _groups[group].Has(_entries[index]) ? _groups[group].Store.Read(index) : null;

    private sealed class Group(IReadOnlyList<DatasetEntry> entries, DetectionDatasetOptions options, Func<DatasetEntry, bool> has, bool isPhotographed)
    {
        public IReadOnlyList<DatasetEntry> Entries => entries;

        public ImageStore Store { get; } = new(entries, options);

        public Func<DatasetEntry, bool> Has => has;

        public bool IsPhotographed => isPhotographed;
    }
}
