namespace CommandLines;

/// <summary>
/// Reads the arguments of a program or of one of its verbs, and refuses by name everything that nobody would read: unknown options, words
/// that belong to no option, options without their values.
/// </summary>
/// <param name="options">Options that are known.</param>
/// <param name="help">Command that lists them, for errors.</param>
public sealed class ArgumentReader(IReadOnlyList<KnownOption> options, string help)
{
    /// <summary>Most words that belong to no option.</summary>
    public int MostWords { get; init; }

    /// <summary>Takes the beginning of a name for the name if there is only one such, as Python's argparse does.</summary>
    public bool TakesAbbreviations { get; init; }

    /// <summary>Text for the error of a word too many; null leaves it to the reader.</summary>
    public Func<string, string?>? WordAdvice { get; init; }

    /// <summary>Splits arguments into options with their values. An option that is given several times is there once: with its last values, or with all of them if it accumulates.</summary>
    /// <exception cref="InvalidInputException">An argument would be read by nobody.</exception>
    public IReadOnlyList<GivenOption> Read(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        List<GivenOption> given = [];
        List<string> words = [];
        for (int next = 0; next < arguments.Count;)
        {
            string argument = arguments[next++];
            if (!OptionNames.IsOption(argument) || argument == "--")
            {
                if (words.Count == MostWords)
                    throw new InvalidInputException(Word(argument, given.LastOrDefault()));
                words.Add(argument);
                continue;
            }

            int end = argument.IndexOfAny(['=', ':']);
            KnownOption option = Find(end < 0 ? argument : argument[..end]);
            List<string> values = end < 0 ? [] : [argument[(end + 1)..]];
            while (next < arguments.Count && Takes(option, values.Count, arguments[next]))
                values.Add(arguments[next++]);
            Add(given, option, values, withEquals: end >= 0);
        }

        return words.Count == 0 ? given : [new GivenOption(null, words), .. given];
    }

    /// <summary>The arguments of options that were read, each with its own name: <c>--name value</c>.</summary>
    public static IEnumerable<string> Arguments(IEnumerable<GivenOption> given)
    {
        ArgumentNullException.ThrowIfNull(given);
        foreach ((KnownOption? option, IReadOnlyList<string> values) in given)
        {
            // A value that looks like an option is kept with its name.
            if (option is not null && values.Any(OptionNames.IsOption))
            {
                foreach (string value in values)
                    yield return $"{option.Name}={value}";
                continue;
            }

            if (option is not null)
                yield return option.Name;
            foreach (string value in values)
                yield return value;
        }
    }

    private static bool Takes(KnownOption option, int count, string argument) => option.IsSwitch
        ? count == 0 && bool.TryParse(argument, out _)
        : count < option.Most && !OptionNames.IsOption(argument);

    private static void Add(List<GivenOption> given, KnownOption option, List<string> values, bool withEquals)
    {
        if (option.IsSwitch && values.Count > 0 && !bool.TryParse(values[0], out _))
            throw new InvalidInputException($"{option.Name}{(withEquals ? "=" : " ")}{values[0]}: the option takes no value.");
        if (values.Count < option.Fewest)
            throw new InvalidInputException($"{option.Name}: a value is expected after it.");
        foreach (string value in option.IsSwitch ? [] : values)
            option.Check(value);
        int earlier = given.FindIndex(each => each.Option == option);
        if (earlier < 0)
        {
            given.Add(new GivenOption(option, values));
            return;
        }

        // At the end, so that an error of a word behind it names this one.
        if (option.Accumulates)
            values.InsertRange(0, given[earlier].Values);
        given.RemoveAt(earlier);
        given.Add(new GivenOption(option, values));
    }

    private KnownOption Find(string name)
    {
        string key = OptionNames.Key(name);
        bool isLong = name.StartsWith("--", StringComparison.Ordinal);
        KnownOption[] found = [.. options.Where(option => option.Names.Any(each => OptionNames.Key(each) == key && each.StartsWith("--", StringComparison.Ordinal) == isLong))];
        if (found.Length == 0 && isLong && TakesAbbreviations)
            found = [.. options.Where(option => option.Names.Any(each => each.StartsWith("--", StringComparison.Ordinal) && OptionNames.Key(each).StartsWith(key, StringComparison.Ordinal)))];
        if (found.Length == 1)
            return found[0];
        if (found.Length > 1)
            throw new InvalidInputException($"{name}: {string.Join(", ", found.Select(option => option.Name))} all begin like this; a whole name is expected.");
        IEnumerable<string> known = options.SelectMany(option => option.Names).Where(each => each.StartsWith("--", StringComparison.Ordinal));
        throw new InvalidInputException($"{name}: there is no such option.{NearNames.Question(name, known)} '{help}' lists them.");
    }

    private string Word(string word, GivenOption? before)
    {
        if (before?.Option is { TakesCommas: true } list)
            return $"{list.Name} {string.Join(' ', before.Values)} {word}: '{word}' is read by no option. Several values are separated by commas: {list.Name} {string.Join(',', [.. before.Values, word])}.";
        string place = before?.Option is { } option ? $" behind {option.Name}{string.Concat(before.Values.Select(value => $" {value}"))}" : "";
        return $"'{word}'{place} is read by no option.{WordAdvice?.Invoke(word) ?? ""} '{help}' lists what is.";
    }
}
