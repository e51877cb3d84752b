using Yolov5;

namespace SyntheticData;

/// <summary>
/// The default data set, drawn on first use: photograph-like scenes with balls, crates, cones and tyres as JPEG files with
/// YOLO labels. Version, options and the JPEG encoder alone decide the bytes; the number of processors does not.
/// </summary>
public static class SyntheticDataset
{
    /// <summary>Changes with every change of the drawings or of the JPEG encoder, so that older folders are drawn again.</summary>
    public const int Version = 2;

    /// <summary>Name of the file that describes the data set inside its folder.</summary>
    public const string YamlName = "synthetic.yaml";

    /// <summary>Creates the default data set unless it is already there, whole and of this version.</summary>
    /// <param name="folder">Folder of the data set; everything in it belongs to the generator.</param>
    /// <param name="progress">Receives the progress after every image; not called if there is nothing to do.</param>
    /// <param name="cancellation">Stops the drawing; nothing is left behind.</param>
    /// <returns>The full path of the YAML file that describes it.</returns>
    /// <exception cref="InvalidInputException">The folder holds something else or cannot be written.</exception>
    public static string Ensure(string folder, IProgress<SyntheticProgress>? progress = null, CancellationToken cancellation = default) =>
        Ensure(folder, new SyntheticDatasetOptions(), progress, cancellation);

    /// <summary>Creates a data set unless it is already there, whole and made with the same version and options.</summary>
    /// <param name="folder">Folder of the data set; everything in it belongs to the generator.</param>
    /// <param name="options">Options of the data set.</param>
    /// <param name="progress">Receives the progress after every image; not called if there is nothing to do.</param>
    /// <param name="cancellation">Stops the drawing; nothing is left behind.</param>
    /// <returns>The full path of the YAML file that describes it.</returns>
    /// <remarks>
    /// The folder is created under a temporary name beside its place and renamed when it is complete, so it is whole or not
    /// there. If there are several processes, one creates it and the others wait.
    /// </remarks>
    /// <exception cref="InvalidInputException">An option is out of range, or the folder holds something else or cannot be written.</exception>
    public static string Ensure(string folder, SyntheticDatasetOptions options, IProgress<SyntheticProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        folder = CompleteFolder.Ensure(folder, Version, options, making => SyntheticDatasetWriter.Write(making, options, progress, cancellation), cancellation);
        return Path.Combine(folder, YamlName);
    }
}
