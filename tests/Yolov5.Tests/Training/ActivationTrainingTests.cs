using Schemes;
using TorchSharp;
using Yolov5.Models;
using Yolov5.Tests.Golden;
using static TorchSharp.torch;

namespace Yolov5.Tests.Training;

/// <summary>Compares networks that begin with the same random weights, so nothing may run beside it.</summary>
[Collection(nameof(TrainingStepTests))]
public class ActivationTrainingTests
{
    private static readonly float[] Targets = [0, 0, 0.5f, 0.5f, 0.3f, 0.4f, 1, 1, 0.25f, 0.7f, 0.2f, 0.2f];

    public static TheoryData<ActivationKind> Kinds => [.. Enum.GetValues<ActivationKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_activation_trains_under_every_scheme(ActivationKind kind)
    {
        Activation activation = new(kind, kind is ActivationKind.LeakyReLU or ActivationKind.ELU ? 0.1 : 0);
        using Tensor images = randint(0, 256, [2, 3, 64, 64], ScalarType.Byte);
        float[]? plain = null;
        foreach (Scheme scheme in SchemeCatalog.All)
        {
            using TinyTraining training = new(scheme, activation: activation);
            float[] before = Weight(training);
            using DisposeScope scope = NewDisposeScope();
            float[] first = training.Step.Run(images, Targets).data<float>().ToArray();

            plain ??= first;
            Assert.All(first.Zip(plain), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 0.05 * Math.Abs(pair.Second) + 0.01, $"{scheme.Id}: {pair.First} instead of {pair.Second}"));
            Assert.All(Weight(training), value => Assert.True(float.IsFinite(value), scheme.Id));
            Assert.NotEqual(before, Weight(training));
        }
    }

    private static float[] Weight(TinyTraining training) => training.Ema.Model.parameters().First().Values()[..4];
}
