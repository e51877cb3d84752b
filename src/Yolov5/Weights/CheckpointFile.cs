using System.Globalization;
using Yolov5.Weights.Pickle;
using Yolov5.Weights.Zip;

namespace Yolov5.Weights;

/// <summary>
/// Writes checkpoints of the training program: files that <see cref="Checkpoint.Read"/> and Python's
/// <c>torch.load</c> read, the latter with <c>weights_only=True</c> too (PyTorch 1.13 refuses floating point numbers
/// there, as in every file; 2.0 and newer accept them).
/// </summary>
public static class CheckpointFile
{
    /// <summary>
    /// Writes a dictionary of numbers, strings, lists, dictionaries and tensors. By custom it has <c>epoch</c>,
    /// <c>best_fitness</c>, <c>model</c> and <c>ema</c> (state dicts), <c>updates</c>, <c>optimizer</c>, <c>names</c>,
    /// <c>yaml</c>, <c>date</c>. The same value gives the same bytes; the file appears whole or not at all.
    /// </summary>
    /// <exception cref="ArgumentException">The value holds a Python object, a byte string, or is nested too deep.</exception>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(string path, CheckpointDictionary value)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(value);
        var pickle = new PickleWriter();
        byte[] data = pickle.Write(value);
        AtomicFile.Write(path, stream => WriteArchive(stream, data, pickle.Storages));
    }

    private static void WriteArchive(Stream stream, byte[] pickle, IReadOnlyList<StoredTensor> storages)
    {
        var zip = new ZipWriter(stream);
        zip.Add("archive/data.pkl", pickle);
        zip.Add("archive/byteorder", "little"u8);
        for (int i = 0; i < storages.Count; i++)
            zip.Add("archive/data/" + i.ToString(CultureInfo.InvariantCulture), storages[i].Data.Span);
        zip.Add("archive/version", "3\n"u8);
        zip.Finish();
    }
}
