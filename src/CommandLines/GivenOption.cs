namespace CommandLines;

/// <summary>An option of a command line with its values, or words that belong to no option.</summary>
/// <param name="Option">The option; null for words.</param>
/// <param name="Values">Its values, or the words.</param>
public sealed record GivenOption(KnownOption? Option, IReadOnlyList<string> Values);
