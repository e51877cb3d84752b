using System.CommandLine;
using System.CommandLine.Help;

namespace CommandLines;

/// <summary>The command line of a program that has verbs.</summary>
/// <param name="root">The program with its verbs.</param>
/// <param name="program">Command that starts it, for errors.</param>
/// <param name="readsAsArgparse">True to read as Python's argparse does: an option's name may be abbreviated, and of an option given twice the last values count.</param>
public sealed class ProgramCommandLine(RootCommand root, string program, bool readsAsArgparse = false)
{
    /// <summary>Names of the verbs that a user may type.</summary>
    public IEnumerable<string> Verbs => root.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name);

    /// <summary>Reads a command line that begins with a verb, or asks for help or the version.</summary>
    /// <exception cref="InvalidInputException">Something in it would be read by nobody, or has a wrong value; the message is one line.</exception>
    public ParseResult Parse(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments.Count == 0)
            throw new InvalidInputException($"A verb is expected: {string.Join(", ", Verbs)}. '{program} --help' describes them.");
        if (OptionNames.IsOption(arguments[0]))
        {
            IReadOnlyList<GivenOption> given = new ArgumentReader([.. root.Options.Select(KnownOption.Of)], $"{program} --help").Read(arguments);
            return root.Parse([.. ArgumentReader.Arguments(given)]);
        }

        (Command verb, string[] path) = VerbOf(arguments);
        if (arguments.Any(IsHelp))
            return root.Parse([.. path, "--help"]);
        string help = $"{program} {string.Join(' ', path)} --help";
        ArgumentReader reader = new([.. verb.Options.Select(KnownOption.Of).Select(option => readsAsArgparse ? option with { Accumulates = false } : option)], help)
        {
            MostWords = verb.Arguments.Aggregate(0, (sum, each) => (int)Math.Min(int.MaxValue, (long)sum + each.Arity.MaximumNumberOfValues)),
            TakesAbbreviations = readsAsArgparse,
        };
        string[] read = [.. ArgumentReader.Arguments(reader.Read([.. arguments.Skip(path.Length)]))];
        ParseResult parsed = root.Parse([.. path, .. read], new ParserConfiguration { ResponseFileTokenReplacer = null });
        return parsed.Action is HelpAction || parsed.Errors.Count == 0
            ? parsed
            : throw new InvalidInputException($"{parsed.Errors[0].Message} '{help}' says what is allowed.");
    }

    /// <summary>The verb that arguments begin with, and the words that name it: some verbs have verbs of their own.</summary>
    private (Command Verb, string[] Path) VerbOf(IReadOnlyList<string> arguments)
    {
        Command verb = root;
        List<string> path = [];
        while (verb.Subcommands.Count > 0)
        {
            string[] known = [.. verb.Subcommands.Where(each => !each.Hidden).Select(each => each.Name)];
            if (path.Count == arguments.Count || (path.Count > 0 && OptionNames.IsOption(arguments[path.Count])))
            {
                return arguments.Any(IsHelp) ? (verb, [.. path])
                    : throw new InvalidInputException($"{string.Join(' ', path)}: a verb is expected: {string.Join(", ", known)}. '{program} {string.Join(' ', path)} --help' describes them.");
            }

            string word = arguments[path.Count];
            verb = verb.Subcommands.FirstOrDefault(each => each.Name == word)
                ?? throw new InvalidInputException($"'{string.Join(' ', [.. path, word])}' is no verb.{NearNames.Question(word, known)} A verb is expected: {string.Join(", ", known)}.");
            path.Add(word);
        }

        return (verb, [.. path]);
    }

    /// <summary>True for an argument that asks for help.</summary>
    public static bool IsHelp(string argument) => argument is "--help" or "-h" or "-?" or "/?" or "/h";
}
