namespace Yolov5.Sizing;

/// <summary>Kind of steps that a probe runs.</summary>
public enum ProbeMode
{
    /// <summary>Training steps: forward, loss, backward, optimizer, moving average.</summary>
    Training,

    /// <summary>Forward passes in evaluation mode, batch norm folded in, without gradients.</summary>
    Inference,
}
