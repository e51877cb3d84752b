using Events.Fred;

namespace Yolov5.Data.Pairs;

/// <summary>Frames of two cameras to detect objects in.</summary>
public static class PairSources
{
    /// <summary>Finds the frames of a sequence, or of all sequences of a data set in FRED's layout, and pairs them.</summary>
    /// <param name="folder">Folder of the sequence or of the data set.</param>
    /// <param name="options">Options of the pairing.</param>
    /// <returns>Paths of the RGB frame and of the event frame of each moment, in the order of time; one of them may be null.</returns>
    /// <exception cref="InvalidInputException">The folder holds no frames, or none with a partner where those alone are wanted.</exception>
    public static IReadOnlyList<(string? Rgb, string? Events)> Find(string folder, PairOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (!Directory.Exists(folder))
            throw new InvalidInputException($"{folder}: the weights are of two cameras; the folder of a sequence in FRED's layout is expected, or one of several sequences.");
        IReadOnlyList<PairedSample> all = FredDataset.ReadSamples(folder, options.ToFred());
        (string? Rgb, string? Events)[] found = [.. all.Where(sample => sample.IsDual || options.Unpaired == UnpairedSamples.Zero).Select(static sample => (sample.RgbPath, sample.EventPath))];
        return found.Length > 0 ? found : throw new InvalidInputException($"{folder}: none of its {all.Count} frames has a partner; another --pair-tolerance or --clock-offset may find some.");
    }
}
