namespace CommandLines;

/// <summary>Spelling of options: <c>--batch-size</c>, <c>--batch_size</c> and <c>--batchSize</c> are one name.</summary>
public static class OptionNames
{
    /// <summary>The letters and digits of a name in lower case, by which names are compared.</summary>
    public static string Key(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new string([.. name.Where(character => character is not ('-' or '_')).Select(char.ToLowerInvariant)]);
    }

    /// <summary>True for an argument that names an option: a dash with something behind it that is not a number.</summary>
    public static bool IsOption(string argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        return argument.Length > 1 && argument[0] == '-' && !char.IsAsciiDigit(argument[1]) && argument[1] != '.';
    }
}
