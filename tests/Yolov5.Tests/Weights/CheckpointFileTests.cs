using System.IO.Compression;
using Support;
using Yolov5.Weights;

namespace Yolov5.Tests.Weights;

public sealed class CheckpointFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("last.pt");

    public void Dispose() => _folder.Dispose();

    /// <summary>Content that a trainer saves: every kind of value, integers of every width, every element type.</summary>
    internal static CheckpointDictionary TrainingState() => new(
        ("epoch", 4),
        ("best_fitness", 0.375),
        ("model", CheckpointDictionary.FromStateDict(Tensors())),
        ("ema", CheckpointDictionary.FromStateDict([StoredTensor.FromSingle("a.weight", [2, 2], [5, 6, 7, 8])])),
        ("updates", 70_000),
        ("optimizer", new CheckpointDictionary(
            ("state", new CheckpointDictionary((0, new CheckpointDictionary(("momentum_buffer", StoredTensor.FromSingle("", [1], [0.5f])))))),
            ("param_groups", new CheckpointList(new CheckpointDictionary(("lr", 0.01), ("nesterov", true), ("params", new CheckpointList(0, 1, 2))))))),
        ("names", new CheckpointList("red", "grün", "蓝")),
        ("nc", 3),
        ("yaml", "nc: 3\n"),
        ("date", "2024-01-02T03:04:05"),
        ("rng", StoredTensor.FromBytes("", [1, 2, 3])),
        ("numbers", new CheckpointList(0, 255, 256, 65535, 65536, -1, int.MaxValue, int.MinValue, 1L << 31, long.MaxValue, long.MinValue, double.NaN, double.NegativeInfinity)),
        ("nothing", CheckpointValue.Null));

    [Fact]
    public void A_written_checkpoint_is_read_back()
    {
        CheckpointFile.Write(Path, TrainingState());

        Checkpoint checkpoint = Checkpoint.Read(Path);

        Assert.Equal(CheckpointLayout.TrainingState, checkpoint.Layout);
        Assert.Equal(4, checkpoint.Epoch);
        Assert.Equal(0.375, checkpoint.BestFitness);
        Assert.Equal(70_000, checkpoint.Updates);
        Assert.Equal(["red", "grün", "蓝"], checkpoint.Names);
        Assert.Equal(3, checkpoint.ClassCount);
        Assert.Equal("nc: 3\n", checkpoint.ModelYamlText);
        Assert.Equal("2024-01-02T03:04:05", checkpoint.Date);
        Assert.Equal([5f, 6, 7, 8], checkpoint.StateDict["a.weight"].ToSingle());
        Assert.Equal(Tensors().Select(tensor => (tensor.Name, tensor.Describe())), checkpoint.ModelStateDict!.Select(tensor => (tensor.Name, tensor.Describe())));
        Assert.All(Tensors().Zip(checkpoint.ModelStateDict!), pair => Assert.True(pair.First.Data.Span.SequenceEqual(pair.Second.Data.Span)));

        CheckpointDictionary optimizer = checkpoint.Entries.Required("optimizer").AsDictionary("optimizer");
        CheckpointDictionary first = optimizer.Required("state").AsDictionary("state")[0]!.AsDictionary("0");
        Assert.Equal([0.5f], first.Required("momentum_buffer").AsTensor("momentum_buffer").ToSingle());
        CheckpointDictionary group = optimizer.Required("param_groups").AsList("param_groups")[0].AsDictionary("group");
        Assert.Equal(0.01, group.Required("lr").AsDouble("lr"));
        Assert.True(group.Required("nesterov").AsBoolean("nesterov"));
        CheckpointList numbers = checkpoint.Entries.Required("numbers").AsList("numbers");
        Assert.Equal(
            [0, 255, 256, 65535, 65536, -1, int.MaxValue, int.MinValue, 1L << 31, long.MaxValue, long.MinValue],
            numbers.Take(11).Select(number => number.AsInt64("number")));
        Assert.True(double.IsNaN(numbers[11].AsDouble("number")));
        Assert.Equal(double.NegativeInfinity, numbers[12].AsDouble("number"));
        Assert.Equal([1, 2, 3], checkpoint.Entries.Required("rng").AsTensor("rng").Data.ToArray());
        Assert.True(checkpoint.Entries.Required("nothing").IsNull);
    }

    [Fact]
    public void A_value_of_another_kind_is_an_error_that_names_it()
    {
        CheckpointDictionary state = TrainingState();

        Assert.Equal("epoch is an integer, but a string is needed.", Assert.Throws<InvalidInputException>(() => state.Required("epoch").AsString("epoch")).Message);
        Assert.Contains("no entry 'scaler'", Assert.Throws<InvalidInputException>(() => state.Required("scaler")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_value_gives_the_same_bytes_and_contents_are_aligned()
    {
        CheckpointFile.Write(Path, TrainingState());
        CheckpointFile.Write(_folder.File("again.pt"), TrainingState());
        byte[] bytes = File.ReadAllBytes(Path);

        Assert.Equal(bytes, File.ReadAllBytes(_folder.File("again.pt")));
        using ZipArchive zip = ZipFile.OpenRead(Path);
        for (int i = 0, header = 0; i < zip.Entries.Count; i++)
        {
            header += bytes.AsSpan(header).IndexOf("PK\x03\x04"u8);
            int start = header + 30 + BitConverter.ToUInt16(bytes, header + 26) + BitConverter.ToUInt16(bytes, header + 28);
            Assert.True(start % 64 == 0 || i == 0, zip.Entries[i].FullName);
            Assert.Equal(zip.Entries[i].Length, zip.Entries[i].CompressedLength);
            header = start + (int)zip.Entries[i].Length;
        }
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        CheckpointFile.Write(Path, TrainingState());
        byte[] before = File.ReadAllBytes(Path);
        var unwritable = new CheckpointDictionary(("model", CheckpointDictionary.FromStateDict(Tensors())), ("key", new CheckpointDictionary((new CheckpointList(), 1))));

        Assert.Throws<ArgumentException>(() => CheckpointFile.Write(Path, unwritable));
        Assert.Throws<InvalidInputException>(() => CheckpointFile.Write(_folder.File("none/last.pt"), TrainingState()));
        Directory.CreateDirectory(_folder.File("folder.pt"));
        Assert.Throws<InvalidInputException>(() => CheckpointFile.Write(_folder.File("folder.pt"), TrainingState()));

        Assert.Equal(before, File.ReadAllBytes(Path));
        Assert.Equal(["folder.pt", "last.pt"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(System.IO.Path.GetFileName).Order());
    }

    [Fact]
    public void A_state_dict_needs_tensors_with_names_of_their_own()
    {
        Assert.Throws<ArgumentException>(() => StateDictFile.Write(Path, []));
        Assert.Throws<ArgumentException>(() => StateDictFile.Write(Path, [StoredTensor.FromInt64("a", [], [1]), StoredTensor.FromInt64("a", [], [2])]));
        Assert.False(File.Exists(Path));
    }

    internal static StoredTensor[] Tensors()
    {
        StoredTensor values = StoredTensor.FromSingle("a.weight", [2, 2], [1, -2, 0.5f, 4]);
        return
        [
            values,
            values.To(StoredType.Float16) with { Name = "half" },
            values.To(StoredType.BFloat16) with { Name = "bfloat16" },
            values.To(StoredType.Float64) with { Name = "double" },
            StoredTensor.FromInt64("long", [], [1L << 40]),
            StoredTensor.FromBytes("bytes", [0, 255]),
            new StoredTensor("int8", StoredType.Int8, [2], new byte[] { 1, 255 }),
            new StoredTensor("int16", StoredType.Int16, [1], new byte[] { 254, 255 }),
            new StoredTensor("int32", StoredType.Int32, [1, 1], new byte[] { 253, 255, 255, 255 }),
            new StoredTensor("bool", StoredType.Bool, [3], new byte[] { 1, 0, 1 }),
            new StoredTensor("empty", StoredType.Float32, [0, 3], default),
        ];
    }
}
