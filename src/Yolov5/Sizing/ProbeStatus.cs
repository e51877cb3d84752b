namespace Yolov5.Sizing;

/// <summary>How a probe ended.</summary>
public enum ProbeStatus
{
    /// <summary>All steps ran.</summary>
    Completed,

    /// <summary>The device had no memory left. A finding, not an error.</summary>
    OutOfMemory,

    /// <summary>Something else went wrong.</summary>
    Failed,
}
