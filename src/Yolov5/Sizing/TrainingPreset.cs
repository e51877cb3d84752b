namespace Yolov5.Sizing;

/// <summary>Share of a machine that a recommended configuration takes.</summary>
public enum TrainingPreset
{
    /// <summary>
    /// 80% of the memory, at most the nominal batch of 64 that the hyper-parameters are made for, the fastest scheme (on a
    /// CPU a fused one, in mixed precision if that is faster), up to 8 workers.
    /// </summary>
    Balanced,

    /// <summary>90% of the memory and the largest batch that fits in it, the fastest scheme, a worker for each core.</summary>
    HighPerformance,

    /// <summary>60% of the memory, at most the nominal batch, float32, workers for half of the cores: beside other work.</summary>
    Conservative,
}
