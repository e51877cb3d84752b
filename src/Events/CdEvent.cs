namespace Events;

/// <summary>An event of change detection: the brightness of a pixel rose or fell by the sensor's threshold.</summary>
/// <param name="Time">Time stamp in microseconds, 0 to <see cref="MostTime"/>.</param>
/// <param name="X">Column, 0 at the left.</param>
/// <param name="Y">Row, 0 at the top.</param>
/// <param name="IsOn">True if the pixel became brighter (polarity 1), false if it became darker (polarity 0).</param>
public readonly record struct CdEvent(long Time, ushort X, ushort Y, bool IsOn)
{
    /// <summary>Latest time that is read and written: the largest number of 18 digits (31,700 years).</summary>
    public const long MostTime = 999_999_999_999_999_999;
}
