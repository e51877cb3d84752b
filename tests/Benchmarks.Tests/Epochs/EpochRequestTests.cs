using System.Text.Json;
using Benchmarks.Epochs;
using Schemes;
using Yolov5.Data;
using Yolov5.Training;

namespace Benchmarks.Tests.Epochs;

public class EpochRequestTests
{
    [Fact]
    public void A_request_arrives_as_it_was_sent()
    {
        EpochRequest sent = new()
        {
            Config = new TrainingConfig { Data = "my.yaml", Scheme = SchemeCatalog.AmpFusedChannelsLast, Cache = ImageCaching.Ram, Workers = 3, Run = new RunOptions { EvalPeriod = 5 } },
            Folder = "runs",
            TrainImages = 64,
            ReadBytesPerSecond = 1e6,
            MemoryBudget = 1 << 30,
        };
        EpochRequest arrived = EpochRequest.FromJson(sent.ToJson());

        Assert.Equal(sent.ToJson(), arrived.ToJson());
        Assert.Equal((sent.Config.Scheme.Id, sent.Config.Cache, sent.Config.Workers, 5), (arrived.Config.Scheme.Id, arrived.Config.Cache, arrived.Config.Workers, arrived.Config.Run.EvalPeriod));
        Assert.Equal((64, int.MaxValue, 1e6, 1 << 30), (arrived.TrainImages, arrived.ValidationImages, arrived.ReadBytesPerSecond, arrived.MemoryBudget));
    }

    [Fact]
    public void An_answer_without_times_can_be_sent() =>
        Assert.True(JsonSerializer.Deserialize<RateRecord>(JsonSerializer.Serialize(new RateRecord([], 0, 16, OutOfMemory: true)))!.OutOfMemory);
}
