namespace Yolov5.Training;

/// <summary>The phases of a training step, in order.</summary>
public enum TrainingPhase
{
    /// <summary>Copy to the device, normalise, run the network.</summary>
    Forward,

    /// <summary>Match the labels, compute the loss.</summary>
    Loss,

    /// <summary>Compute the gradients.</summary>
    Backward,

    /// <summary>Unscale, clip, update weights and moving average.</summary>
    Optimizer,
}
