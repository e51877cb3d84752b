namespace Yolov5.Cli.Commands.EventFiles;

/// <summary>Kinds of frames that events are accumulated into.</summary>
internal enum FrameKind
{
    /// <summary>Pictures of the numbers of events.</summary>
    Counts,

    /// <summary>Pictures of the age of the latest events.</summary>
    Surface,

    /// <summary>Arrays of sums in bins of time.</summary>
    Voxels,
}
