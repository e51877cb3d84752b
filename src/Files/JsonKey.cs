using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization.Metadata;

namespace Files;

/// <summary>A key that a type has in JSON.</summary>
/// <param name="Property">Its name, and how its value is read, set and got.</param>
/// <param name="Limits">The attributes that limit its value.</param>
internal sealed record JsonKey(JsonPropertyInfo Property, IReadOnlyList<ValidationAttribute> Limits)
{
    private static readonly ConcurrentDictionary<JsonTypeInfo, JsonKey[]> Known = new();

    /// <summary>The name in JSON.</summary>
    public string Name => Property.Name;

    /// <summary>Lists the keys of a type that can be set, in the order of their declaration.</summary>
    public static IReadOnlyList<JsonKey> Of(JsonTypeInfo type) =>
        Known.GetOrAdd(type, static type => [.. type.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null).Select(property => new JsonKey(property, LimitsOf(property)))]);

    private static ValidationAttribute[] LimitsOf(JsonPropertyInfo property) =>
        [.. property.AttributeProvider?.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Cast<ValidationAttribute>() ?? []];
}
