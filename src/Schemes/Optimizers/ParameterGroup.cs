namespace Schemes.Optimizers;

/// <summary>Parameters that are updated with the same settings, which a schedule may change between steps.</summary>
public sealed class ParameterGroup
{
    /// <summary>Creates a group.</summary>
    /// <param name="name">Name of its contents, for messages and tables.</param>
    /// <param name="parameters">Its parameters in order.</param>
    /// <param name="learningRate">The learning rate that schedules scale.</param>
    /// <param name="momentum">Momentum of <see cref="Sgd"/>; the Adam family takes its decay rates elsewhere.</param>
    /// <param name="weightDecay">Factor of the weights in the gradient.</param>
    public ParameterGroup(string name, IEnumerable<NamedParameter> parameters, double learningRate, double momentum = 0, double weightDecay = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegative(learningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(momentum);
        ArgumentOutOfRangeException.ThrowIfNegative(weightDecay);
        Name = name;
        Parameters = [.. parameters];
        InitialLearningRate = learningRate;
        LearningRate = learningRate;
        Momentum = momentum;
        WeightDecay = weightDecay;
    }

    /// <summary>Name of the group's contents.</summary>
    public string Name { get; }

    /// <summary>The parameters in order.</summary>
    public IReadOnlyList<NamedParameter> Parameters { get; }

    /// <summary>The learning rate that the group was made with.</summary>
    public double InitialLearningRate { get; }

    /// <summary>The learning rate of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>The momentum of the next step.</summary>
    public double Momentum { get; set; }

    /// <summary>The weight decay of the next step.</summary>
    public double WeightDecay { get; set; }
}
