using System.Text.Json;
using Support;
using Yolov5.Optimization;
using Yolov5.Tests.Golden;

namespace Yolov5.Tests.Optimization;

public class TrainingScheduleTests
{
    [SharedTheory("golden/schedule.json")]
    [InlineData("linear")]
    [InlineData("cosine")]
    public void Every_stored_iteration_is_the_references(string curve)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Repository.SharedPath("golden/schedule.json")));
        JsonElement expected = document.RootElement.GetProperty(curve);
        TrainingSchedule schedule = new(new Hyperparameters(), epochs: 50, iterationsPerEpoch: 100, batchSize: 16, cosine: curve == "cosine");
        Assert.Equal(expected.GetProperty("warmup_iterations").GetInt64(), schedule.WarmupIterations);

        List<long> steps = [];
        long last = -1;
        for (long iteration = 0; iteration < 5000; iteration++)
        {
            if (schedule.StepsAfter(iteration, last))
                steps.Add(last = iteration);
            JsonElement stored = expected.GetProperty("iterations").EnumerateArray().FirstOrDefault(entry => entry.GetProperty("iteration").GetInt64() == iteration);
            if (stored.ValueKind == JsonValueKind.Undefined)
                continue;
            IterationSettings settings = schedule.At(iteration);
            Assert.Equal(stored.GetProperty("accumulate").GetInt32(), settings.Accumulate);
            FigureAssert.Near(stored.GetProperty("momentum").GetDouble(), settings.Momentum, 1e-12, $"momentum at {iteration}");
            CheckRates(stored.GetProperty("lr"), settings, $"iteration {iteration}");
            Assert.Equal(stored.GetProperty("optimizer_step").GetBoolean(), last == iteration);
            Assert.Equal(stored.GetProperty("optimizer_steps_so_far").GetInt32(), steps.Count);
        }

        Assert.Equal(expected.GetProperty("optimizer_steps_total").GetInt32(), steps.Count);
        Assert.Equal(
            expected.GetProperty("first_40_iterations_with_an_optimizer_step").EnumerateArray().Select(entry => entry.GetInt64()), steps.Take(40));
        int epoch = 0;
        foreach (JsonElement rates in expected.GetProperty("lr_at_end_of_each_epoch").EnumerateArray())
            CheckRates(rates, schedule.At((++epoch * 100) - 1), $"end of epoch {epoch - 1}");
    }

    [SharedFact("golden/schedule.json")]
    public void Warm_up_lasts_as_long_as_the_references()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Repository.SharedPath("golden/schedule.json")));
        foreach (JsonElement example in document.RootElement.GetProperty("warmup_iterations_examples").EnumerateArray())
        {
            Hyperparameters hyp = new() { WarmupEpochs = example.GetProperty("warmup_epochs").GetDouble() };
            TrainingSchedule schedule = new(hyp, 100, example.GetProperty("batches_per_epoch").GetInt32(), 16);
            Assert.Equal(example.GetProperty("iterations").GetInt64(), schedule.WarmupIterations);
        }
    }

    [Theory]
    [InlineData(1, 64, 64)]
    [InlineData(16, 4, 64)]
    [InlineData(24, 3, 72)]
    [InlineData(64, 1, 64)]
    [InlineData(100, 1, 100)]
    public void Accumulation_and_decay_follow_the_images_of_a_step(int batch, int accumulate, int images)
    {
        TrainingSchedule schedule = new(new Hyperparameters(), 10, 1000, batch);
        Assert.Equal(accumulate, schedule.Accumulate);
        Assert.Equal(accumulate, schedule.At(9999).Accumulate);
        Assert.Equal(0.0005 * images / 64, schedule.WeightDecay, 12);
    }

    private static void CheckRates(JsonElement expected, IterationSettings settings, string where)
    {
        double[] rates = [.. expected.EnumerateArray().Select(rate => rate.GetDouble())];
        FigureAssert.Near(rates[0], settings.BiasLearningRate, 1e-12, $"biases, {where}");
        FigureAssert.Near(rates[1], settings.WeightLearningRate, 1e-12, $"weights, {where}");
        FigureAssert.Near(rates[2], settings.WeightLearningRate, 1e-12, $"norm weights, {where}");
    }
}
