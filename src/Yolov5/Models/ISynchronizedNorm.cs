using Schemes.Distributed;

namespace Yolov5.Models;

/// <summary>A block with a batch norm that can be computed over the elements of all ranks.</summary>
internal interface ISynchronizedNorm
{
    /// <summary>Ranks over whose elements together the batch norm is computed in training; null for this rank's alone.</summary>
    ProcessGroup? Ranks { get; set; }
}
