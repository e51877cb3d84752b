using Yolov5;

namespace SyntheticData.Fusion;

/// <summary>
/// A data set of RGB and event frames in FRED's layout, drawn: drones before a backdrop that does not move. By day some stand
/// still, and are in the RGB frames alone, because an event camera sees change; others fly, and are in both. At night all fly,
/// and are in the event frames alone: the light of the scene is far below the RGB sensor's first step. Every frame is labelled
/// with all drones, so neither camera can find all of them, and both together can. Version and options, and the encoders of
/// JPEG and PNG, alone decide the bytes.
/// </summary>
public static class FusionDataset
{
    /// <summary>Changes with every change of what is drawn.</summary>
    public const int Version = 1;

    /// <summary>Creates a data set unless it is already there, whole and made with the same version and options.</summary>
    /// <param name="folder">Folder of the data set; everything in it belongs to the generator.</param>
    /// <param name="options">Options of the data set; null for the defaults.</param>
    /// <param name="progress">Receives the progress after every sequence; not called if there is nothing to do.</param>
    /// <param name="cancellation">Stops the drawing; nothing is left behind.</param>
    /// <returns>The full path of the folder.</returns>
    /// <exception cref="InvalidInputException">An option is out of range, or the folder holds something else or cannot be written.</exception>
    public static string Ensure(string folder, FusionDatasetOptions? options = null, IProgress<SyntheticProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        options ??= new FusionDatasetOptions();
        options.Validate();
        return CompleteFolder.Ensure(folder, Version, options, making => FusionDatasetWriter.Write(making, options, progress, cancellation), cancellation);
    }
}
