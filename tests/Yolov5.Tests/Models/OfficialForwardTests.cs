using Support;
using Yolov5.Models;
using Yolov5.Tests.Golden;
using static TorchSharp.torch;

namespace Yolov5.Tests.Models;

public class OfficialForwardTests
{
    [SharedFact("golden/forward")]
    public void Predictions_and_maps_of_photographs_are_the_references()
    {
        using DetectionModel model = OfficialModel.Load();
        using Tensor input = OfficialModel.Input();
        model.eval();
        using IDisposable noGrad = no_grad();
        using DetectOutput output = model.call(input);
        for (int level = 0; level < 3; level++)
            OfficialModel.Near($"forward/raw{level}", output.Maps[level], 0, 2e-4);

        float[] expected = OfficialModel.Read("forward/pred").Single();
        float[] actual = output.Predictions!.Values();
        for (int i = 0; i < expected.Length; i++)
            FigureAssert.Near(expected[i], actual[i], 0, $"prediction {i}", i % 85 < 4 ? 1e-2 : 5e-5);
    }

    [SharedFact("golden/forward")]
    public void A_training_pass_and_the_statistics_it_leaves_are_the_references()
    {
        using DetectionModel model = OfficialModel.Load();
        using Tensor input = OfficialModel.Input();
        model.train();
        using DetectOutput output = model.call(input);
        for (int level = 0; level < 3; level++)
            OfficialModel.Near($"forward/train{level}", output.Maps[level], 0, 2e-4);
        foreach (string module in new[] { "model.0.bn", "model.23.cv3.bn", "model.23.m.0.cv2.bn" })
        {
            foreach (string statistic in new[] { "running_mean", "running_var" })
                OfficialModel.Near($"forward/bn_after.{module}.{statistic}", model.get_buffer($"{module}.{statistic}")!, 1e-4, 1e-5);
        }
    }
}
