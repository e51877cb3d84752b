using Support;
using Yolov5.Weights;

namespace Yolov5.Tests.Weights;

/// <summary>Files that would run a command, or take the machine's time or memory, where Python loads them.</summary>
public sealed class HostilePickleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("hostile.pt");

    private string Witness => _folder.File("witness");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("subprocess", "Popen")]
    [InlineData("builtins", "eval")]
    [InlineData("__builtin__", "exec")]
    [InlineData("System.Diagnostics.Process", "Start")]
    [InlineData("Yolov5.Weights.StateDictFile, Yolov5", "Write")]
    public void A_call_beside_the_weights_stays_a_record_of_what_the_file_says(string module, string name)
    {
        byte[] pickle = new PickleScript().EmptyDictionary().Mark()
            .Text("payload").Global(module, name).Mark().Text($"touch {Witness}").Tuple().Reduce()
            .Text("model").EmptyDictionary().Mark().Text("w").Tensor("FloatStorage", "0", 1, 0, [1], [1]).SetItems().SetItems().Stop();
        PickleScript.WriteFile(Path, pickle, [new byte[4]]);

        Checkpoint checkpoint = Checkpoint.Read(Path);

        var payload = Assert.IsType<PickleObject>(checkpoint.Entries["payload"]);
        Assert.Equal($"{module.Replace("__builtin__", "builtins", StringComparison.Ordinal)}.{name}", payload.ClassName);
        Assert.Equal($"touch {Witness}", payload.Arguments![0].AsString("argument"));
        Assert.False(File.Exists(Witness));
    }

    [Fact]
    public void A_call_in_place_of_the_file_or_of_a_weight_is_an_error()
    {
        PickleScript.WriteFile(Path, new PickleScript().Global("os", "system").Mark().Text($"touch {Witness}").Tuple().Reduce().Stop());
        Assert.Contains("os.system", Assert.Throws<CheckpointFormatException>(() => Checkpoint.Read(Path)).Message, StringComparison.Ordinal);

        PickleScript.WriteFile(Path, new PickleScript().EmptyDictionary().Mark().Text("model")
            .EmptyDictionary().Mark().Text("w").Global("os", "system").Mark().Text($"touch {Witness}").Tuple().Reduce().SetItems().SetItems().Stop());
        Assert.Throws<CheckpointFormatException>(() => Checkpoint.Read(Path));
        Assert.False(File.Exists(Witness));
    }

    [Fact]
    public void Calls_of_calls_and_every_other_way_to_make_an_object_are_inert()
    {
        byte[] pickle = new PickleScript(4).EmptyDictionary().Mark()
            // getattr(__import__('os'), 'system')('touch ...')
            .Text("chain").Global("builtins", "getattr").Mark().Global("builtins", "__import__").Text("os").Raw(0x85).Reduce().Text("system").Tuple().Reduce()
                .Text($"touch {Witness}").Raw(0x85).Reduce()
            .Text("stack global").Text("os").Text("system").Raw(0x93).Text($"touch {Witness}").Raw(0x85).Reduce()
            .Text("inst").Mark().Text($"touch {Witness}").Op('i').Raw("os\nsystem\n"u8.ToArray())
            .Text("obj").Mark().Global("os", "system").Text($"touch {Witness}").Op('o')
            .Text("newobj_ex").Global("os", "system").Text($"touch {Witness}").Raw(0x85).EmptyDictionary().Raw(0x92)
            .Text("build").Global("os", "environ").NewObject().EmptyDictionary().Mark().Text("__setstate__").Global("os", "system").SetItems().Build()
            .Text("inline storage").Global("torch.storage", "_load_from_bytes").Text("x").Raw(0x85).Reduce()
            .Text("model").EmptyDictionary().Mark().Text("w").Tensor("FloatStorage", "0", 1, 0, [1], [1]).SetItems().SetItems().Stop();
        PickleScript.WriteFile(Path, pickle, [new byte[4]]);

        Checkpoint checkpoint = Checkpoint.Read(Path);

        Assert.All(checkpoint.Entries, entry => Assert.IsType<PickleObject>(entry.Value));
        Assert.Equal("builtins.getattr()", Assert.IsType<PickleObject>(checkpoint.Entries["chain"]).ClassName);
        Assert.False(File.Exists(Witness));
    }

    [Fact]
    public void A_small_file_cannot_claim_much_memory()
    {
        // One storage of 4 bytes; a thousand views of a million elements each.
        var script = new PickleScript().EmptyDictionary().Mark();
        for (int i = 0; i < 1000; i++)
            script.Text($"w{i}").Tensor("FloatStorage", "0", 1, 0, [1_000_000], [0]);
        PickleScript.WriteFile(Path, script.SetItems().Stop(), [new byte[4]]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<CheckpointFormatException>(() => Checkpoint.Read(Path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 128L << 20);
    }

    [Fact]
    public void An_archive_that_unpacks_to_a_thousand_times_its_length_is_refused()
    {
        PickleScript.WriteFile(Path, PickleScript.OneTensor("ByteStorage", 300 << 20, 0, [300 << 20], [1]), [new byte[300 << 20]], deflated: true);

        Assert.Contains("unpack", Assert.Throws<CheckpointFormatException>(() => Checkpoint.Read(Path)).Message, StringComparison.Ordinal);
    }

    /// <summary>Short instructions, each of which refers to something long that was written once.</summary>
    [Theory]
    [InlineData("key")]
    [InlineData("name")]
    [InlineData("call of a call")]
    [InlineData("copy")]
    [InlineData("shared modules")]
    [InlineData("shared lists in the description")]
    public void Repetition_ends_in_an_error_before_it_costs_much(string what)
    {
        var script = new PickleScript();
        switch (what)
        {
            case "key":
                script.Text(new string('k', 1_000_000)).Put(0).EmptyDictionary();
                Repeat(100_000, () => script.Get(0).Op('N').Op('s'));
                break;
            case "name":
                script.Text(new string('m', 1000)).Put(0);
                Repeat(100_000, () => script.Get(0).Get(0).Raw(0x93));
                break;
            case "call of a call":
                script.Global("a", new string('b', 1000)).Op(')').Put(0).Reduce();
                Repeat(100_000, () => script.Get(0).Reduce());
                break;
            case "copy":
                script.Op(']').Mark();
                Repeat(10_000, () => script.Op('N'));
                script.Op('e').Put(0);
                Repeat(10_000, () => script.Global("builtins", "list").Get(0).Raw(0x85).Reduce());
                break;
            case "shared modules":
                script.Global("m", "Net").NewObject().EmptyDictionary().Mark().Text("_parameters").EmptyDictionary().Mark();
                for (int i = 0; i < 10_000; i++)
                    script.Text($"{i}").Op('N');
                script.SetItems().Text("_modules").EmptyDictionary().SetItems().Build();
                Repeat(50, () => script.Put(0).Global("m", "Net").NewObject().EmptyDictionary().Mark()
                    .Text("_modules").EmptyDictionary().Mark().Text("a").Get(0).Text("b").Get(0).SetItems().SetItems().Build());
                break;
            default:
                script.EmptyDictionary().Mark().Text("model").EmptyDictionary().Mark().Text("w").Tensor("FloatStorage", "0", 1, 0, [1], [1]).SetItems().Text("yaml").Op(']');
                Repeat(60, () => script.Op('2').Raw(0x86));
                script.SetItems();
                break;
        }

        PickleScript.WriteFile(Path, script.Stop(), [new byte[4]]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Matches("more|longer", Assert.Throws<CheckpointFormatException>(() => Checkpoint.Read(Path)).Message);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L << 20);
    }

    private static void Repeat(int count, Action action)
    {
        for (int i = 0; i < count; i++)
            action();
    }

    [Theory]
    [InlineData(".")]
    [InlineData("(")]
    [InlineData("R.")]
    [InlineData("NR.")]
    [InlineData("Ne.")]
    [InlineData("(t")]
    [InlineData("h\u0005.")]
    [InlineData("r\u00FF\u00FF\u00FF\u00FF.")]
    [InlineData("NQ.")]
    [InlineData("(tQ.")]
    [InlineData("X\u00FF\u00FF\u00FF\u007F.")]
    [InlineData("\u008B\u00FF\u00FF\u00FF\u007F.")]
    [InlineData("cos\nsystem")]
    [InlineData("I1\n.")]
    [InlineData("\u0082\u0001.")]
    [InlineData("\u0080\u0009N.")]
    [InlineData("}(NNN u.")]
    [InlineData("(o.")]
    public void Broken_instructions_are_the_files_error(string instructions)
    {
        PickleScript.WriteFile(Path, new PickleScript().Raw(System.Text.Encoding.Latin1.GetBytes(instructions)).Bytes);

        Assert.Throws<CheckpointFormatException>(() => Checkpoint.Read(Path));
    }

    [Fact]
    public void A_network_that_contains_itself_is_refused()
    {
        byte[] pickle = new PickleScript().Global("m", "Net").NewObject().Put(0).EmptyDictionary().Mark()
            .Text("_modules").EmptyDictionary().Mark().Text("self").Get(0).SetItems().SetItems().Build().Stop();
        PickleScript.WriteFile(Path, pickle);

        Assert.Contains("levels", Assert.Throws<CheckpointFormatException>(() => Checkpoint.Read(Path)).Message, StringComparison.Ordinal);
    }
}
