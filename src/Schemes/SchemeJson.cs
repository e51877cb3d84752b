using System.Text.Json.Nodes;

namespace Schemes;

/// <summary>
/// Schemes as JSON, with the names that a run's JSON has for the same things:
/// <c>{ "id": "mine", "precision": "mixed", "checkpoint_interval": 3, "memory_format": "channels_last" }</c>.
/// A key that is absent, <c>id</c> apart, keeps its default, which is off.
/// </summary>
public static class SchemeJson
{
    /// <summary>Reads a scheme.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Names the text in errors.</param>
    /// <exception cref="InvalidInputException">A key is unknown, a value is not allowed, or two exclude each other.</exception>
    public static Scheme Parse(string json, string source) => Checked(StrictJson.Parse<Scheme>(json, source), source);

    /// <summary>Reads a file of the catalog, which also names its benchmark method.</summary>
    internal static Scheme ParseBuiltIn(string json, string source)
    {
        JsonObject content = JsonNode.Parse(json)!.AsObject();
        string method = content["method"]!.GetValue<string>();
        content.Remove("method");
        return Parse(content.ToJsonString(), source) with { Method = method };
    }

    /// <summary>Returns a scheme whose parts fit together.</summary>
    /// <exception cref="InvalidInputException">Two parts exclude each other.</exception>
    public static Scheme Checked(Scheme scheme, string source)
    {
        ArgumentNullException.ThrowIfNull(scheme);
        try
        {
            return scheme.Validated();
        }
        catch (ArgumentException exception)
        {
            throw new InvalidInputException($"{source}: {exception.Message}", exception);
        }
    }
}
