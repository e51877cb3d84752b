namespace Monitoring;

/// <summary>A reading and its time.</summary>
/// <param name="Time">Time since sampling began, at the end of the interval that the reading stands for.</param>
/// <param name="Reading">The reading.</param>
public sealed record TimedReading(TimeSpan Time, DeviceReading Reading);
