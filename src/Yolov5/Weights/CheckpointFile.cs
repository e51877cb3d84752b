using System.Globalization;
using System.IO.Compression;
using Yolov5.Weights.Pickle;

namespace Yolov5.Weights;

/// <summary>
/// Writes checkpoints of the training program: files that <see cref="Checkpoint.Read"/> and Python's
/// <c>torch.load</c> read, the latter with <c>weights_only=True</c> too (PyTorch 1.13 refuses floating point numbers
/// there, as in every file; 2.0 and newer accept them).
/// </summary>
public static class CheckpointFile
{
    private const int Alignment = 64;

    // Of a ZIP entry, before its name (PKWARE's APPNOTE, section 4.3.7).
    private const int LocalHeaderBytes = 30;

    // The earliest date that the format has: the same contents give the same bytes.
    private static readonly DateTimeOffset FirstDay = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

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
        using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        Add("archive/data.pkl", pickle);
        Add("archive/byteorder", "little"u8);
        for (int i = 0; i < storages.Count; i++)
            Add("archive/data/" + i.ToString(CultureInfo.InvariantCulture), storages[i].Data.Span);
        Add("archive/version", "3\n"u8);

        void Add(string name, ReadOnlySpan<byte> content)
        {
            // Contents begin at multiples of 64 bytes, as in PyTorch's own files, so that they can be mapped into memory.
            // The archive's directory says where an entry begins; what lies before it is passed over. The first entry
            // has to begin the file.
            if (stream.Position > 0)
                stream.Write(new byte[-(stream.Position + LocalHeaderBytes + name.Length) & (Alignment - 1)]);
            ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
            entry.LastWriteTime = FirstDay;
            using Stream target = entry.Open();
            target.Write(content);
        }
    }
}
