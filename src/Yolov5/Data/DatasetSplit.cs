namespace Yolov5.Data;

/// <summary>The part of a data set that a key of its description names.</summary>
public enum DatasetSplit
{
    /// <summary>Images to train on; key <c>train</c>.</summary>
    Train,

    /// <summary>Images to validate on while training; key <c>val</c>.</summary>
    Val,

    /// <summary>Images kept for the end; key <c>test</c>.</summary>
    Test,
}
