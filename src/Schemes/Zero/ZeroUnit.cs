namespace Schemes.Zero;

/// <summary>
/// Parameters that are used together: gathered, reduced and let go of in one piece. Usually those of a few consecutive
/// modules.
/// </summary>
/// <param name="Name">For messages.</param>
/// <param name="ParameterNames">Their names in the optimizer's groups, in the order of the modules.</param>
public sealed record ZeroUnit(string Name, IReadOnlyList<string> ParameterNames);
