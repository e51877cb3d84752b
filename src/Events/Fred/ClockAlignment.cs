namespace Events.Fred;

/// <summary>Relation of the clocks of the two cameras of a sequence.</summary>
public enum ClockAlignment
{
    /// <summary>
    /// The clocks are the same if both cameras stamp in microseconds. If the RGB camera stamps with the time of day, the first
    /// frames of both are taken for simultaneous.
    /// </summary>
    Automatic,

    /// <summary>The first frames of both cameras are simultaneous.</summary>
    FirstFrames,

    /// <summary>Both clocks began at the same time; a time of day counts from midnight.</summary>
    Same,
}
