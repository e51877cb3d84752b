using Schemes;
using Schemes.Checkpointing;
using Yolov5.Losses;
using Yolov5.Models;
using Yolov5.Tests.Golden;
using static TorchSharp.torch;

namespace Yolov5.Tests.Models;

public class CheckpointedTrainingTests
{
    [Fact]
    public void Checkpointing_every_so_many_layers_changes_no_bit_of_gradients_and_statistics()
    {
        FormulaReference reference = FormulaReference.For("yolov5n_nc3");
        Dictionary<string, float[]> plain = Step(reference, interval: 0);
        for (int interval = 1; interval <= 25; interval++)
        {
            Dictionary<string, float[]> checkpointed = Step(reference, interval);
            Assert.Equal(plain.Keys, checkpointed.Keys);
            foreach ((string name, float[] values) in plain)
                Assert.True(values.AsSpan().SequenceEqual(checkpointed[name]), $"{name} differs at an interval of {interval}.");
        }
    }

    private static Dictionary<string, float[]> Step(FormulaReference reference, int interval)
    {
        using DetectionModel model = reference.Model();
        using ComputeLoss criterion = reference.Loss(model);
        using Tensor input = FormulaReference.Input();
        model.train();
        using DetectOutput output = interval == 0
            ? model.call(input)
            : model.Run(input, model.Segments(interval), (segment, inputs) => ActivationCheckpoint.Run(segment.Run, inputs, segment.RunningStatistics));
        using LossResult loss = criterion.Forward(output.Maps, reference.Targets);
        loss.Total.Backward();
        Dictionary<string, float[]> results = model.State().ToDictionary(entry => entry.Key, entry => entry.Value.Values());
        foreach ((string name, var parameter) in model.named_parameters())
            results.Add($"gradient of {name}", parameter.grad!.Values());
        return results;
    }
}
