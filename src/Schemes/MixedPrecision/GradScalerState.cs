namespace Schemes.MixedPrecision;

/// <summary>State that a <see cref="GradScaler"/> carries from one session of training to the next.</summary>
/// <param name="Scale">The scale in force.</param>
/// <param name="GrowthTracker">Steps without an overflow since it last moved.</param>
/// <param name="SkippedSteps">Steps skipped so far.</param>
public sealed record GradScalerState(double Scale, int GrowthTracker, long SkippedSteps);
