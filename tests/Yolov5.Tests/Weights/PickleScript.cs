using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Yolov5.Tests.Weights;

/// <summary>Writes pickles instruction by instruction, also such as no program would write, and files around them.</summary>
public sealed class PickleScript
{
    private readonly List<byte> _output = [];

    public PickleScript(byte protocol = 2) => Raw(0x80, protocol);

    public byte[] Bytes => [.. _output];

    public PickleScript Raw(params byte[] bytes)
    {
        _output.AddRange(bytes);
        return this;
    }

    public PickleScript Op(char opcode) => Raw((byte)opcode);

    public PickleScript Mark() => Op('(');

    public PickleScript Tuple() => Op('t');

    public PickleScript Reduce() => Op('R');

    public PickleScript EmptyDictionary() => Op('}');

    public PickleScript SetItems() => Op('u');

    public PickleScript Build() => Op('b');

    public PickleScript NewObject() => Op(')').Raw(0x81);

    public PickleScript Put(byte place) => Op('q').Raw(place);

    public PickleScript Get(byte place) => Op('h').Raw(place);

    public PickleScript Global(string module, string name) => Op('c').Raw(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    public PickleScript Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        return Op('X').Raw(length).Raw(bytes);
    }

    public PickleScript Integer(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Raw(0x8A, 8).Raw(bytes);
    }

    public PickleScript Float(double value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        return Op('G').Raw(bytes);
    }

    public PickleScript Integers(params long[] values)
    {
        Mark();
        foreach (long value in values)
            Integer(value);
        return Tuple();
    }

    public PickleScript OrderedDictionary() => Global("collections", "OrderedDict").Op(')').Reduce();

    public PickleScript Tensor(string storageClass, string key, long elements, long offset, long[] shape, long[] strides) =>
        Global("torch._utils", "_rebuild_tensor_v2").Mark()
            .Mark().Text("storage").Global("torch", storageClass).Text(key).Text("cpu").Integer(elements).Tuple().Op('Q')
            .Integer(offset).Integers(shape).Integers(strides).Raw(0x89).OrderedDictionary().Tuple().Reduce();

    public byte[] Stop()
    {
        Op('.');
        return Bytes;
    }

    /// <summary>A file with a pickle and storages, written by the framework's own ZIP writer.</summary>
    public static void WriteFile(string path, byte[] pickle, byte[][]? storages = null, string root = "archive", bool deflated = false, string? byteOrder = null)
    {
        using ZipArchive zip = new(File.Create(path), ZipArchiveMode.Create);
        Add($"{root}/data.pkl", pickle);
        for (int i = 0; i < storages?.Length; i++)
            Add($"{root}/data/{i.ToString(CultureInfo.InvariantCulture)}", storages[i]);
        if (byteOrder is not null)
            Add($"{root}/byteorder", Encoding.ASCII.GetBytes(byteOrder));
        Add($"{root}/version", "3\n"u8.ToArray());

        void Add(string name, byte[] content)
        {
            using Stream stream = zip.CreateEntry(name, deflated ? CompressionLevel.Fastest : CompressionLevel.NoCompression).Open();
            stream.Write(content);
        }
    }

    /// <summary>A dictionary {"w": tensor} around one tensor.</summary>
    public static byte[] OneTensor(string storageClass, long elements, long offset, long[] shape, long[] strides) =>
        new PickleScript().EmptyDictionary().Mark().Text("w").Tensor(storageClass, "0", elements, offset, shape, strides).SetItems().Stop();

    /// <summary>A pickled network in the manner of official checkpoints: Model(Sequential(Conv2d)) with a tensor, a buffer and a description.</summary>
    public static byte[] Network()
    {
        var script = new PickleScript();
        script.EmptyDictionary().Mark().Text("epoch").Integer(7).Text("best_fitness");
        NumpyArrayOfOne(script, 0.25);
        script.Text("ema").Op('N').Text("model");
        Module(script, "models.yolo", "Model", () => { }, () => { }, () =>
        {
            script.Text("model");
            Module(script, "torch.nn.modules.container", "Sequential", () => { }, () => { }, () =>
            {
                script.Text("0");
                Module(
                    script,
                    "torch.nn.modules.conv",
                    "Conv2d",
                    () =>
                    {
                        script.Text("weight").Global("torch._utils", "_rebuild_parameter").Mark()
                            .Tensor("FloatStorage", "0", 6, 0, [2, 3], [3, 1]).Raw(0x88).OrderedDictionary().Tuple().Reduce();
                        script.Text("bias").Op('N');
                    },
                    () => script.Text("steps").Tensor("LongStorage", "1", 1, 0, [], []).Text("scratch").Tensor("LongStorage", "1", 1, 0, [], []),
                    () => { });
            });
        });
        script.SetItems();
        return script.Stop();
    }

    /// <summary>numpy.array([value]), as the reference's trainer leaves its fitness.</summary>
    public static void NumpyArrayOfOne(PickleScript script, double value)
    {
        string bytes = Encoding.Latin1.GetString(BitConverter.GetBytes(value));
        script.Global("numpy.core.multiarray", "_reconstruct").Mark().Global("numpy", "ndarray").Integers(0).Text("b").Tuple().Reduce();
        script.Mark().Integer(1).Integers(1);
        NumpyType(script);
        script.Raw(0x89).Global("_codecs", "encode").Mark().Text(bytes).Text("latin1").Tuple().Reduce().Tuple().Build();
    }

    /// <summary>numpy.float64(value).</summary>
    public static void NumpyScalar(PickleScript script, double value)
    {
        script.Global("numpy.core.multiarray", "scalar").Mark();
        NumpyType(script);
        script.Global("_codecs", "encode").Mark().Text(Encoding.Latin1.GetString(BitConverter.GetBytes(value))).Text("latin1").Tuple().Reduce().Tuple().Reduce();
    }

    private static void NumpyType(PickleScript script) =>
        script.Global("numpy", "dtype").Mark().Text("f8").Raw(0x89, 0x88).Tuple().Reduce()
            .Mark().Integer(3).Text("<").Op('N').Op('N').Op('N').Integer(-1).Integer(-1).Integer(0).Tuple().Build();

    private static void Module(PickleScript script, string module, string name, Action parameters, Action buffers, Action modules)
    {
        script.Global(module, name).NewObject().EmptyDictionary().Mark();
        script.Text("training").Raw(0x89);
        script.Text("_parameters").OrderedDictionary().Mark();
        parameters();
        script.SetItems().Text("_buffers").OrderedDictionary().Mark();
        buffers();
        script.SetItems().Text("_non_persistent_buffers_set").Global("__builtin__", "set").Op(']').Mark().Text("scratch").Op('e').Raw(0x85).Reduce();
        script.Text("_modules").OrderedDictionary().Mark();
        modules();
        script.SetItems();
        if (name == "Model")
        {
            script.Text("yaml").EmptyDictionary().Mark().Text("nc").Integer(2).Text("head").Op(']').SetItems()
                .Text("names").EmptyDictionary().Mark().Integer(0).Text("a").Integer(1).Text("b").SetItems();
        }

        script.SetItems().Build();
    }
}
