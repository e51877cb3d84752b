namespace Yolov5.Weights;

/// <summary>Form in which a checkpoint holds its network.</summary>
public enum CheckpointLayout
{
    /// <summary>The file is a state dict: names and tensors, nothing else.</summary>
    StateDict,

    /// <summary>The file is a dictionary with a state dict under <c>ema</c>, <c>model</c> or <c>state_dict</c>.</summary>
    TrainingState,

    /// <summary>The file holds pickled Python network objects, as official YOLOv5 checkpoints do.</summary>
    Network,
}
