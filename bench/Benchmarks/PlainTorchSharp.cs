using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Benchmarks.Measurement;
using Reports.Model;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// The peer of all schemes: the same network, loss and step as a user of TorchSharp would write them, over the system's allocator,
/// whose memory is not counted.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls CleanUp.")]
public class PlainTorchSharp : BatchBenchmarks
{
    private PlainStep? _step;
    private Tensor? _images;
    private float[] _targets = [];

    /// <summary>Creates the network and reads one batch of the data set.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        SuiteOptions options = SuiteOptions.FromEnvironment();
        set_num_threads(options.Threads);
        TrainingConfig config = options.Training(Schemes.SchemeCatalog.Baseline, BatchSize);
        TrainingData data = TrainingData.Load(options.Data);
        _step = new PlainStep(config, data.Description.ClassCount);
        (_images, _targets) = TrainingCase.FirstBatch(data, config);
        CaseRecordFile.Write(new CaseRecord
        {
            Scheme = new SchemeDescription { Id = "plain_torchsharp", Name = "Plain TorchSharp", Precision = "fp32", MemoryFormat = "contiguous", Offload = "none" },
        });
    }

    /// <summary>A step.</summary>
    [Benchmark]
    public void Step() => _step!.Run(_images!, _targets);

    /// <summary>Releases everything.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        _images?.Dispose();
        _step?.Dispose();
    }
}
