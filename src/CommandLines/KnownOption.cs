using System.Collections;
using System.CommandLine;
using System.Globalization;

namespace CommandLines;

/// <summary>An option that a program reads.</summary>
public sealed record KnownOption
{
    /// <summary>Name that it is handed on by, such as <c>--batch</c>.</summary>
    public required string Name { get; init; }

    /// <summary>All of its names, the first included.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Fewest values: 0 or 1.</summary>
    public required int Fewest { get; init; }

    /// <summary>Most values behind one name.</summary>
    public required int Most { get; init; }

    /// <summary>Type of a value.</summary>
    public Type ValueType { get; init; } = typeof(string);

    /// <summary>True if values of a repeated option are added to the earlier ones; otherwise the last one counts.</summary>
    public bool Accumulates { get; init; }

    /// <summary>True if one value may hold several, separated by commas.</summary>
    public bool TakesCommas { get; init; }

    /// <summary>True for a switch.</summary>
    public bool IsSwitch => ValueType == typeof(bool);

    /// <summary>The option of a System.CommandLine command.</summary>
    public static KnownOption Of(Option option)
    {
        ArgumentNullException.ThrowIfNull(option);
        Type type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        bool several = type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);
        bool none = type == typeof(bool) || type == typeof(void) || option.Arity.MaximumNumberOfValues == 0;
        return new KnownOption
        {
            Name = option.Name,
            Names = [option.Name, .. option.Aliases],
            Fewest = none ? 0 : option.Arity.MinimumNumberOfValues == 0 && !several ? 0 : 1,
            Most = none ? 0 : several && option.AllowMultipleArgumentsPerToken ? int.MaxValue : 1,
            ValueType = none ? typeof(bool) : type,
            Accumulates = several,
            TakesCommas = option.Description?.Contains("separated by commas", StringComparison.Ordinal) == true,
        };
    }

    /// <summary>Checks a value of a type that has few texts: whole numbers, numbers, names.</summary>
    /// <exception cref="InvalidInputException">The value is none of them.</exception>
    internal void Check(string value)
    {
        if ((ValueType == typeof(int) && !int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            || (ValueType == typeof(long) && !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
            throw new InvalidInputException($"{Name} {value}: a whole number is expected.");
        if (ValueType.IsEnum && (!Enum.TryParse(ValueType, value, ignoreCase: true, out _) || char.IsAsciiDigit(value[0]) || value[0] == '-'))
            throw new InvalidInputException($"{Name} {value}: {string.Join(", ", Enum.GetNames(ValueType))} is expected.{NearNames.Question(value, Enum.GetNames(ValueType))}");
    }
}
