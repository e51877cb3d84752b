using Schemes.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Optimization;

/// <summary>Sorts a network's parameters into the three groups that YOLOv5 treats differently.</summary>
public static class ModelParameters
{
    /// <summary>Index of the group with the biases, whose learning rate warms up from above.</summary>
    public const int Biases = 0;

    /// <summary>Index of the group with the weights that decay.</summary>
    public const int DecayedWeights = 1;

    /// <summary>Index of the group with the weights of normalisation layers, which do not decay.</summary>
    public const int NormWeights = 2;

    /// <summary>The groups, in the order of the constants; within a group in the order of the modules.</summary>
    /// <param name="model">Only its parameters that are trained are taken.</param>
    /// <param name="learningRate">Initial learning rate of all groups.</param>
    /// <param name="momentum">Momentum of all groups.</param>
    /// <param name="weightDecay">Decay of the second group.</param>
    public static IReadOnlyList<ParameterGroup> Groups(nn.Module model, double learningRate, double momentum, double weightDecay)
    {
        ArgumentNullException.ThrowIfNull(model);
        List<NamedParameter>[] sorted = [[], [], []];
        Sort(model, "", sorted);
        return
        [
            new("biases", sorted[Biases], learningRate, momentum),
            new("weights", sorted[DecayedWeights], learningRate, momentum, weightDecay),
            new("norm weights", sorted[NormWeights], learningRate, momentum),
        ];
    }

    private static void Sort(nn.Module module, string prefix, List<NamedParameter>[] sorted)
    {
        foreach ((string name, Parameter parameter) in module.named_parameters(recurse: false))
        {
            if (!parameter.requires_grad)
                continue;
            int group = name == "bias" ? Biases : name == "weight" && module is NormBase ? NormWeights : DecayedWeights;
            sorted[group].Add(new NamedParameter(prefix + name, parameter));
        }

        foreach ((string name, nn.Module child) in module.named_children())
            Sort(child, $"{prefix}{name}.", sorted);
    }
}
