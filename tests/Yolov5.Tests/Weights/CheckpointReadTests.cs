using Support;
using Yolov5.Weights;

namespace Yolov5.Tests.Weights;

public sealed class CheckpointReadTests : IDisposable
{
    private static readonly byte[] Ramp = [.. Enumerable.Range(0, 12).SelectMany(value => BitConverter.GetBytes((float)value))];
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("w.pt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_pickled_network_becomes_a_state_dict()
    {
        PickleScript.WriteFile(Path, PickleScript.Network(), [Ramp[..24], BitConverter.GetBytes(42L)]);

        Checkpoint checkpoint = Checkpoint.Read(Path);

        Assert.Equal(CheckpointLayout.Network, checkpoint.Layout);
        // "scratch" is a buffer that PyTorch does not save; "bias" is None.
        Assert.Equal(["model.0.weight", "model.0.steps"], checkpoint.StateDict.Select(tensor => tensor.Name));
        Assert.Equal([0f, 1, 2, 3, 4, 5], checkpoint.StateDict["model.0.weight"].ToSingle());
        Assert.Equal([42f], checkpoint.StateDict["model.0.steps"].ToSingle());
        Assert.Equal(["a", "b"], checkpoint.Names);
        Assert.Equal(2, checkpoint.ClassCount);
        Assert.Equal(7, checkpoint.Epoch);
        Assert.Equal(0.25, checkpoint.BestFitness);
        Assert.Equal("{\"nc\": 2, \"head\": []}", checkpoint.ModelYamlText);
    }

    [Theory]
    [InlineData("archive", false)]
    [InlineData("best", false)]
    [InlineData("weights of mine", true)]
    public void Any_root_name_stored_or_deflated(string root, bool deflated)
    {
        PickleScript.WriteFile(Path, PickleScript.OneTensor("FloatStorage", 12, 0, [3, 4], [4, 1]), [Ramp], root, deflated);

        Assert.Equal(12, Checkpoint.Read(Path).StateDict["w"].ElementCount);
    }

    [Fact]
    public void Views_are_gathered_in_row_major_order()
    {
        float[] Read(long offset, long[] shape, long[] strides)
        {
            PickleScript.WriteFile(Path, PickleScript.OneTensor("FloatStorage", 12, offset, shape, strides), [Ramp]);
            return Checkpoint.Read(Path).StateDict["w"].ToSingle();
        }

        Assert.Equal([0f, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11], Read(0, [4, 3], [1, 4]));
        Assert.Equal([5f, 6, 9, 10], Read(5, [2, 2], [4, 1]));
        Assert.Equal([7f, 7, 7], Read(7, [3], [0]));
        Assert.Equal([11f], Read(11, [], []));
        Assert.Equal([11f], Read(11, [1, 1], [900, long.MaxValue]));
        Assert.Equal([2f, 3, 4], Read(2, [1, 3], [77, 1]));
        Assert.Empty(Read(0, [0, 4], [4, 1]));
    }

    [Theory]
    [InlineData(12, 0, new long[] { 13 }, new long[] { 1 })]
    [InlineData(12, 1, new long[] { 3, 4 }, new long[] { 4, 1 })]
    [InlineData(13, 0, new long[] { 3, 4 }, new long[] { 4, 1 })]
    [InlineData(12, -1, new long[] { 1 }, new long[] { 1 })]
    [InlineData(12, 0, new long[] { -1 }, new long[] { 1 })]
    [InlineData(12, 4, new long[] { 2 }, new long[] { -1 })]
    [InlineData(12, 0, new long[] { 3, 4 }, new long[] { 1 })]
    [InlineData(12, 0, new long[] { 2 }, new long[] { long.MaxValue })]
    [InlineData(12, long.MaxValue, new long[] { 2 }, new long[] { 1 })]
    [InlineData(long.MaxValue, 0, new long[] { 1 }, new long[] { 1 })]
    [InlineData(12, 0, new long[] { 1L << 32, 1L << 32, 1L << 32 }, new long[] { 0, 0, 0 })]
    [InlineData(12, 0, new long[] { 1L << 30 }, new long[] { 0 })]
    public void Views_that_leave_their_storage_are_refused(long elements, long offset, long[] shape, long[] strides)
    {
        PickleScript.WriteFile(Path, PickleScript.OneTensor("FloatStorage", elements, offset, shape, strides), [Ramp]);

        var refused = Assert.Throws<CheckpointFormatException>(() => Checkpoint.Read(Path));
        Assert.StartsWith(Path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Big_endian_storages_are_turned_around()
    {
        byte[] reversed = [.. Ramp.Chunk(4).SelectMany(element => element.Reverse())];
        PickleScript.WriteFile(Path, PickleScript.OneTensor("FloatStorage", 12, 3, [2], [1]), [reversed], byteOrder: "big");

        Assert.Equal([3f, 4], Checkpoint.Read(Path).StateDict["w"].ToSingle());
    }

    [Fact]
    public void Storages_may_be_shared()
    {
        byte[] pickle = new PickleScript().OrderedDictionary().Mark()
            .Text("a").Tensor("FloatStorage", "0", 12, 0, [2], [1])
            .Text("b").Tensor("FloatStorage", "0", 12, 1, [2], [1]).SetItems().Stop();
        PickleScript.WriteFile(Path, pickle, [Ramp]);

        StateDict state = Checkpoint.Read(Path).StateDict;

        Assert.Equal([0f, 1], state["a"].ToSingle());
        Assert.Equal([1f, 2], state["b"].ToSingle());
    }

    [Fact]
    public void Numpy_values_are_numbers()
    {
        var script = new PickleScript().EmptyDictionary().Mark().Text("best_fitness");
        PickleScript.NumpyScalar(script, 0.75);
        script.Text("state_dict").EmptyDictionary().Mark().Text("w").Tensor("FloatStorage", "0", 12, 0, [12], [1]).SetItems().SetItems();
        PickleScript.WriteFile(Path, script.Stop(), [Ramp]);

        Checkpoint checkpoint = Checkpoint.Read(Path);

        Assert.Equal(CheckpointLayout.TrainingState, checkpoint.Layout);
        Assert.Equal(0.75, checkpoint.BestFitness);
    }

    [Fact]
    public void The_moving_average_is_preferred()
    {
        byte[] pickle = new PickleScript().EmptyDictionary().Mark()
            .Text("model").EmptyDictionary().Mark().Text("w").Tensor("FloatStorage", "0", 12, 1, [1], [1]).SetItems()
            .Text("ema").EmptyDictionary().Mark().Text("w").Tensor("FloatStorage", "0", 12, 2, [1], [1]).SetItems().SetItems().Stop();
        PickleScript.WriteFile(Path, pickle, [Ramp]);

        Checkpoint checkpoint = Checkpoint.Read(Path);

        Assert.Equal([2f], checkpoint.StateDict["w"].ToSingle());
        Assert.Equal([1f], checkpoint.ModelStateDict!["w"].ToSingle());
    }

    [Fact]
    public void Values_that_contain_themselves_or_nest_without_end_are_refused()
    {
        byte[] State(PickleScript script) => script.Text("model").EmptyDictionary().Mark().Text("w").Tensor("FloatStorage", "0", 12, 0, [1], [1]).SetItems().SetItems().Stop();

        PickleScript.WriteFile(Path, State(new PickleScript().EmptyDictionary().Mark().Text("x").Op(']').Put(1).Get(1).Op('a')), [Ramp]);
        Assert.Contains("contains itself", Assert.Throws<CheckpointFormatException>(() => Checkpoint.Read(Path)).Message, StringComparison.Ordinal);

        var deep = new PickleScript().EmptyDictionary().Mark().Text("x").Op(']');
        for (int i = 0; i < 100_000; i++)
            deep.Raw(0x85);
        PickleScript.WriteFile(Path, State(deep), [Ramp]);
        Assert.Contains("nested", Assert.Throws<CheckpointFormatException>(() => Checkpoint.Read(Path)).Message, StringComparison.Ordinal);

        // A million million references, but 40 values.
        var wide = new PickleScript().EmptyDictionary().Mark().Text("x").Op(']');
        for (int i = 0; i < 40; i++)
            wide.Op('2').Raw(0x86);
        PickleScript.WriteFile(Path, State(wide), [Ramp]);
        Assert.Single(Checkpoint.Read(Path).StateDict);
    }

    [Theory]
    [InlineData(new byte[0], "empty")]
    [InlineData(new byte[] { 0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E }, "save it again")]
    [InlineData(new byte[] { 0x80, 0x04, 0x95 }, "pickle")]
    [InlineData(new byte[] { (byte)'<', (byte)'!', (byte)'D' }, "web page")]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 0, 0, 0 }, "cut off")]
    [InlineData(new byte[] { 1, 2, 3 }, "not a checkpoint")]
    public void Other_files_are_named_for_what_they_are(byte[] content, string expected)
    {
        File.WriteAllBytes(Path, content);

        Assert.Contains(expected, Assert.Throws<CheckpointFormatException>(() => Checkpoint.Read(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_the_users_error() =>
        Assert.Contains("no such file", Assert.Throws<InvalidInputException>(() => Checkpoint.Read(Path)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_folder_is_the_users_error() =>
        Assert.Throws<InvalidInputException>(() => Checkpoint.Read(_folder.Path));

    [Fact]
    public void A_file_without_weights_says_what_it_holds()
    {
        PickleScript.WriteFile(Path, new PickleScript().EmptyDictionary().Mark().Text("lr").Float(0.1).SetItems().Stop());

        Assert.Contains("lr", Assert.Throws<CheckpointFormatException>(() => Checkpoint.Read(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flipped_bit_in_a_tensor_is_found_by_its_checksum()
    {
        StateDictFile.Write(Path, [StoredTensor.FromSingle("w", [4], [1, 2, 3, 4])]);
        byte[] bytes = File.ReadAllBytes(Path);
        int place = bytes.AsSpan().IndexOf(BitConverter.GetBytes(3f));
        bytes[place] ^= 1;
        File.WriteAllBytes(Path, bytes);

        Assert.Contains("checksum", Assert.Throws<CheckpointFormatException>(() => Checkpoint.Read(Path)).Message, StringComparison.Ordinal);
    }
}
