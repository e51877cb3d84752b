using System.Text;
using Yolov5.Weights.Pickle;

namespace Yolov5.Weights;

/// <summary>
/// A file of <c>torch.save</c>: a ZIP archive with one folder that holds <c>data.pkl</c>, the storages
/// <c>data/0</c>, <c>data/1</c>, ..., <c>version</c> and perhaps <c>byteorder</c>.
/// </summary>
internal sealed class TorchArchive : IDisposable
{
    private readonly BoundedZip _zip;
    private readonly string _root;
    private readonly Dictionary<string, byte[]> _storages = new(StringComparer.Ordinal);

    private TorchArchive(BoundedZip zip)
    {
        _zip = zip;
        _root = FindRoot(zip);
        if (zip.Names.Contains(_root + "constants.pkl"))
            throw new InvalidDataException("This is a TorchScript program, not a checkpoint. Take the .pt file that it was exported from.");
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidDataException">The file is not such an archive; the message says what it seems to be.</exception>
    public static TorchArchive Open(string path)
    {
        FileStream file = File.OpenRead(path);
        try
        {
            FileKind.RequireZip(file.SafeFileHandle);
            return new TorchArchive(new BoundedZip(file));
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
        byte[] pickle = _zip.Read(_root + "data.pkl", PickleBudget.PickleBytes)!;
        var budget = new PickleBudget(_zip.StoredBytes);
        var tensors = new TensorRebuilder(ReadStorage, IsBigEndian(), budget);
        return new PickleMachine(pickle, new PickleCalls(tensors, budget), budget).Run();
    }

    public void Dispose() => _zip.Dispose();

    private static string FindRoot(BoundedZip zip)
    {
        string[] pickles = [.. zip.Names.Where(name => name == "data.pkl" || (name.EndsWith("/data.pkl", StringComparison.Ordinal) && name.Count(c => c == '/') == 1))];
        return pickles.Length switch
        {
            1 => pickles[0][..^"data.pkl".Length],
            0 => throw new InvalidDataException("This ZIP archive holds no data.pkl, so torch.save did not write it."),
            _ => throw new InvalidDataException($"This ZIP archive holds several checkpoints: {Quote.List(pickles)}."),
        };
    }

    private bool IsBigEndian()
    {
        if (_zip.Read(_root + "byteorder", mostBytes: 64) is not { } content)
            return false;
        string order = Encoding.UTF8.GetString(content).Trim();
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
        storage = _zip.Read($"{_root}data/{key}", Array.MaxLength)
            ?? throw new InvalidDataException($"The storage '{Quote.Of(key)}' that a tensor needs is not in the file.");
        _storages.Add(key, storage);
        return storage;
    }
}
