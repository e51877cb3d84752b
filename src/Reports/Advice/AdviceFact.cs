namespace Reports.Advice;

/// <summary>A measurement of the machine.</summary>
/// <param name="Name">Quantity that was measured.</param>
/// <param name="Value">Its value with its unit.</param>
public sealed record AdviceFact(string Name, string Value);
