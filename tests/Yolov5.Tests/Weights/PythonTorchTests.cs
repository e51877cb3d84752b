using System.IO.Compression;
using Support;
using Yolov5.Weights;

namespace Yolov5.Tests.Weights;

/// <summary>Both directions between this program and PyTorch itself.</summary>
public sealed class PythonTorchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("file.pt");

    public void Dispose() => _folder.Dispose();

    [PythonTorchFact]
    public void PyTorch_loads_our_state_dict_with_weights_only()
    {
        StateDictFile.Write(Path, CheckpointFileTests.Tensors());

        string printed = PythonTorch.Run(
            """
            import sys, torch, collections
            s = torch.load(sys.argv[1], weights_only=True)
            assert type(s) is collections.OrderedDict
            for k, v in s.items():
                print(k, v.dtype, list(v.shape), v.is_contiguous(), v.tolist())
            """,
            Path);

        Assert.Equal(
            """
            a.weight torch.float32 [2, 2] True [[1.0, -2.0], [0.5, 4.0]]
            half torch.float16 [2, 2] True [[1.0, -2.0], [0.5, 4.0]]
            bfloat16 torch.bfloat16 [2, 2] True [[1.0, -2.0], [0.5, 4.0]]
            double torch.float64 [2, 2] True [[1.0, -2.0], [0.5, 4.0]]
            long torch.int64 [] True 1099511627776
            bytes torch.uint8 [2] True [0, 255]
            int8 torch.int8 [2] True [1, -1]
            int16 torch.int16 [1] True [-2]
            int32 torch.int32 [1, 1] True [[-3]]
            bool torch.bool [3] True [True, False, True]
            empty torch.float32 [0, 3] True []
            """,
            printed);
    }

    [PythonTorchFact]
    public void PyTorch_loads_our_training_state()
    {
        CheckpointFile.Write(Path, CheckpointFileTests.TrainingState());

        // Version 1.13 has no floating point numbers in its restricted loader.
        string printed = PythonTorch.Run(
            """
            import sys, torch
            c = torch.load(sys.argv[1], weights_only=int(torch.__version__.split('.')[0]) >= 2)
            print(list(c))
            print(c['epoch'], c['best_fitness'], c['updates'], c['names'], repr(c['yaml']), c['nothing'], c['numbers'])
            print(c['optimizer'], c['rng'], c['ema']['a.weight'].tolist(), len(c['model']))
            """,
            Path);

        Assert.Equal(
            """
            ['epoch', 'best_fitness', 'model', 'ema', 'updates', 'optimizer', 'names', 'nc', 'yaml', 'date', 'rng', 'numbers', 'nothing']
            4 0.375 70000 ['red', 'grün', '蓝'] 'nc: 3\n' None [0, 255, 256, 65535, 65536, -1, 2147483647, -2147483648, 2147483648, 9223372036854775807, -9223372036854775808, nan, -inf]
            {'state': {0: {'momentum_buffer': tensor([0.5000])}}, 'param_groups': [{'lr': 0.01, 'nesterov': True, 'params': [0, 1, 2]}]} tensor([1, 2, 3], dtype=torch.uint8) [[5.0, 6.0], [7.0, 8.0]] 11
            """,
            printed);
    }

    [PythonTorchFact]
    public void Without_floating_point_numbers_every_version_loads_with_weights_only()
    {
        CheckpointFile.Write(Path, new CheckpointDictionary(
            ("epoch", -1), ("updates", 1L << 40), ("names", new CheckpointDictionary((0, "a"), (1, "b"))), ("model", CheckpointDictionary.FromStateDict(CheckpointFileTests.Tensors()))));

        Assert.Equal("-1 1099511627776 {0: 'a', 1: 'b'} 11", PythonTorch.Run("import sys, torch; c = torch.load(sys.argv[1], weights_only=True); print(c['epoch'], c['updates'], c['names'], len(c['model']))", Path));
    }

    [PythonTorchFact]
    public void Files_of_PyTorch_in_every_protocol_are_read()
    {
        PythonTorch.Run(
            """
            import sys, torch, collections, datetime, pathlib
            torch.manual_seed(0)
            class Net(torch.nn.Module):
                def __init__(self):
                    super().__init__()
                    self.model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 2), torch.nn.BatchNorm2d(4))
                    self.register_buffer('grid', torch.zeros(2), persistent=False)
                    self.register_parameter('none', None)
                    self.names = {0: 'a', 1: 'b'}
                    self.yaml = {'nc': 2, 'depth_multiple': 0.33, 'head': [[-1, 1, 'Detect', ['nc', 'anchors']]]}
                    self.stride = torch.tensor([8., 16., 32.])
            net = Net()
            base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
            state = collections.OrderedDict(t=base.t(), row=base[2], part=base[1:3, 2:4], wide=base[:1].expand(5, 6),
                                            cl=torch.arange(24.).reshape(1, 2, 3, 4).to(memory_format=torch.channels_last),
                                            bf=torch.tensor([1.5, -2.0]).to(torch.bfloat16), flag=torch.tensor([True, False]),
                                            p=torch.nn.Parameter(torch.ones(2)), none=torch.zeros(0, 3))
            for protocol in range(2, 6):
                optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
                sum(p.sum() for p in net.parameters()).backward()
                optimizer.step()
                torch.save({'epoch': 3, 'model': net, 'ema': None, 'optimizer': optimizer.state_dict(), 'where': pathlib.Path('x/y'),
                            'when': datetime.datetime(2024, 1, 2), 'set': {1, 2}, 'size': torch.Size([1, 2]), 'type': torch.float16,
                            'device': torch.device('cpu'), 'big': 1 << 100, 'bytes': b'abc', 'complex': torch.zeros(2, dtype=torch.complex64),
                            'args': collections.defaultdict(list, {'k': [1]})},
                           f'{sys.argv[1]}/network{protocol}.pt', pickle_protocol=protocol)
                torch.save(state, f'{sys.argv[1]}/state{protocol}.pt', pickle_protocol=protocol)
                torch.save(net.state_dict(), f'{sys.argv[1]}/reference{protocol}.pt', pickle_protocol=protocol)
            """,
            _folder.Path);

        for (int protocol = 2; protocol <= 5; protocol++)
        {
            StateDict state = Checkpoint.Read(_folder.File($"state{protocol}.pt")).StateDict;
            Assert.Equal([0f, 6, 12, 18, 1, 7, 13, 19], state["t"].ToSingle()[..8]);
            Assert.Equal([12f, 13, 14, 15, 16, 17], state["row"].ToSingle());
            Assert.Equal([8f, 9, 14, 15], state["part"].ToSingle());
            Assert.Equal(Enumerable.Repeat(new[] { 0f, 1, 2, 3, 4, 5 }, 5).SelectMany(row => row), state["wide"].ToSingle());
            Assert.Equal(Enumerable.Range(0, 24).Select(value => (float)value), state["cl"].ToSingle());
            Assert.Equal([1.5f, -2], state["bf"].ToSingle());
            Assert.Equal([1f, 0], state["flag"].ToSingle());
            Assert.Equal([1f, 1], state["p"].ToSingle());
            Assert.Equal([0, 3], state["none"].Shape);

            Checkpoint network = Checkpoint.Read(_folder.File($"network{protocol}.pt"));
            StateDict reference = Checkpoint.Read(_folder.File($"reference{protocol}.pt")).StateDict;
            Assert.Equal(reference.Select(tensor => tensor.Name), network.StateDict.Select(tensor => tensor.Name));
            Assert.All(reference.Zip(network.StateDict), pair => Assert.True(pair.First.Data.Span.SequenceEqual(pair.Second.Data.Span)));
            Assert.Equal(["a", "b"], network.Names);
            Assert.Equal([8.0, 16, 32], network.Strides);
            Assert.Equal("{\"nc\": 2, \"depth_multiple\": 0.33, \"head\": [[-1, 1, \"Detect\", [\"nc\", \"anchors\"]]]}", network.ModelYamlText);
            CheckpointDictionary momenta = network.Entries.Required("optimizer").AsDictionary("optimizer").Required("state").AsDictionary("state");
            Assert.Equal(4, momenta.Count);
            Assert.Equal([4, 3, 2, 2], momenta[0]!.AsDictionary("0").Required("momentum_buffer").AsTensor("momentum_buffer").Shape);
            Assert.IsType<PickleObject>(network.Entries["complex"]);
        }
    }

    [PythonTorchFact]
    public void The_format_before_1_6_is_refused_with_advice()
    {
        PythonTorch.Run("import sys, torch; torch.save({'w': torch.zeros(2)}, sys.argv[1], _use_new_zipfile_serialization=False)", Path);

        Assert.Contains("save it again", Assert.Throws<CheckpointFormatException>(() => Checkpoint.Read(Path)).Message, StringComparison.Ordinal);
    }

    [PythonTorchFact]
    public void A_TorchScript_program_is_refused_with_advice()
    {
        PythonTorch.Run("import sys, torch; torch.jit.script(torch.nn.Linear(2, 2)).save(sys.argv[1])", Path);

        Assert.Contains("TorchScript", Assert.Throws<CheckpointFormatException>(() => Checkpoint.Read(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_frameworks_ZIP_reader_opens_our_files()
    {
        StateDictFile.Write(Path, CheckpointFileTests.Tensors());

        using ZipArchive zip = ZipFile.OpenRead(Path);

        Assert.Equal("archive/data.pkl", zip.Entries[0].FullName);
        using var version = new StreamReader(zip.GetEntry("archive/version")!.Open());
        Assert.Equal("3\n", version.ReadToEnd());
    }
}
