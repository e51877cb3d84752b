namespace Yolov5.Optimization;

/// <summary>Settings in force during one iteration of training.</summary>
/// <param name="BiasLearningRate">Learning rate of the biases.</param>
/// <param name="WeightLearningRate">Learning rate of all other parameters.</param>
/// <param name="Momentum">Momentum of SGD.</param>
/// <param name="Accumulate">Iterations whose gradients are summed for one step.</param>
public readonly record struct IterationSettings(double BiasLearningRate, double WeightLearningRate, double Momentum, int Accumulate)
{
    /// <summary>Puts learning rates and momentum into the groups that <see cref="ModelParameters.Groups"/> made.</summary>
    public void Apply(IReadOnlyList<Schemes.Optimizers.ParameterGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        for (int i = 0; i < groups.Count; i++)
        {
            groups[i].LearningRate = i == ModelParameters.Biases ? BiasLearningRate : WeightLearningRate;
            groups[i].Momentum = Momentum;
        }
    }
}
