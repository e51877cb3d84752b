namespace Yolov5.Sizing;

/// <summary>Status that a probe ended with.</summary>
public enum ProbeStatus
{
    /// <summary>All steps ran.</summary>
    Completed,

    /// <summary>The device had no memory left. A finding, not an error.</summary>
    OutOfMemory,

    /// <summary>Something else went wrong.</summary>
    Failed,
}
