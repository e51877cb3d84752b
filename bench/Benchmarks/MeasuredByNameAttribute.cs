namespace Benchmarks;

/// <summary>
/// Marks benchmarks that are no schemes of the suite's own network, and have no accuracy: they run only where an argument has a word of their name.
/// </summary>
/// <param name="word">The word, in any case.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class MeasuredByNameAttribute(string word) : Attribute
{
    /// <summary>True if one of the arguments names the benchmarks.</summary>
    public bool IsNamed(IEnumerable<string> arguments) => arguments.Any(argument => argument.Contains(word, StringComparison.OrdinalIgnoreCase));
}
