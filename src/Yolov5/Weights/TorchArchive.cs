using System.Text;
using Microsoft.Win32.SafeHandles;
using Yolov5.Weights.Pickle;
using Yolov5.Weights.Zip;

namespace Yolov5.Weights;

/// <summary>
/// A file of <c>torch.save</c>: a ZIP archive with one folder that holds <c>data.pkl</c>, the storages
/// <c>data/0</c>, <c>data/1</c>, ..., <c>version</c> and perhaps <c>byteorder</c>.
/// </summary>
internal sealed class TorchArchive : IDisposable
{
    private readonly ZipReader _zip;
    private readonly string _root;
    private readonly Dictionary<string, byte[]> _storages = new(StringComparer.Ordinal);

    private TorchArchive(ZipReader zip)
    {
        _zip = zip;
        _root = FindRoot(zip);
        if (zip.Entries.ContainsKey(_root + "constants.pkl"))
            throw new InvalidDataException("This is a TorchScript program, not a checkpoint. Take the .pt file that it was exported from.");
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidDataException">It is no such archive; the message says what it seems to be.</exception>
    public static TorchArchive Open(string path)
    {
        SafeFileHandle file = File.OpenHandle(path);
        try
        {
            FileKind.RequireZip(file);
            return new TorchArchive(new ZipReader(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The value that was saved.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public CheckpointValue ReadValue()
    {
        byte[] pickle = _zip.Read(_zip.Entries[_root + "data.pkl"], PickleBudget.PickleBytes);
        var budget = new PickleBudget(_zip.Entries.Values.Where(entry => !entry.IsDeflated).Sum(entry => entry.Length));
        var tensors = new TensorRebuilder(ReadStorage, IsBigEndian(), budget);
        return new PickleMachine(pickle, new PickleCalls(tensors, budget), budget).Run();
    }

    public void Dispose() => _zip.Dispose();

    private static string FindRoot(ZipReader zip)
    {
        string[] pickles = [.. zip.Entries.Keys.Where(name => name == "data.pkl" || (name.EndsWith("/data.pkl", StringComparison.Ordinal) && name.Count(c => c == '/') == 1))];
        return pickles.Length switch
        {
            1 => pickles[0][..^"data.pkl".Length],
            0 => throw new InvalidDataException("This ZIP archive holds no data.pkl, so torch.save did not write it."),
            _ => throw new InvalidDataException($"This ZIP archive holds several checkpoints: {Quote.List(pickles)}."),
        };
    }

    private bool IsBigEndian()
    {
        if (!_zip.Entries.TryGetValue(_root + "byteorder", out ZipEntry? entry))
            return false;
        string order = Encoding.UTF8.GetString(_zip.Read(entry, maximumLength: 64)).Trim();
        return order switch
        {
            "little" => false,
            "big" => true,
            _ => throw new InvalidDataException($"The byte order is '{Quote.Of(order)}'; 'little' and 'big' are known."),
        };
    }

    private ReadOnlyMemory<byte> ReadStorage(string key)
    {
        if (_storages.TryGetValue(key, out byte[]? storage))
            return storage;
        if (!_zip.Entries.TryGetValue($"{_root}data/{key}", out ZipEntry? entry))
            throw new InvalidDataException($"The storage '{Quote.Of(key)}' that a tensor needs is not in the file.");
        storage = _zip.Read(entry, Array.MaxLength);
        _storages.Add(key, storage);
        return storage;
    }
}
