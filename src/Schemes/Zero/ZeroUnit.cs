namespace Schemes.Zero;

/// <summary>
/// Parameters that are used together: gathered, reduced and released together. Usually those of a few consecutive
/// modules.
/// </summary>
/// <param name="Name">Name for messages.</param>
/// <param name="ParameterNames">Names of the parameters in the optimizer's groups, in the order of the modules.</param>
public sealed record ZeroUnit(string Name, IReadOnlyList<string> ParameterNames);
