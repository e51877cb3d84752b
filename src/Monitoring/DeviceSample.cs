namespace Monitoring;

/// <summary>A reading and its time.</summary>
/// <param name="Time">Since sampling began, at the end of the stretch that the reading stands for.</param>
/// <param name="Reading">The reading.</param>
public sealed record DeviceSample(TimeSpan Time, DeviceReading Reading);
