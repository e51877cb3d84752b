using System.CommandLine;
using System.CommandLine.Help;

namespace CommandLines;

/// <summary>The command line of a program that has verbs.</summary>
/// <param name="root">The program with its verbs.</param>
/// <param name="program">Command that starts it, for errors.</param>
/// <param name="takesAbbreviations">Takes the beginning of an option's name for the name, as Python's argparse does.</param>
public sealed class ProgramCommandLine(RootCommand root, string program, bool takesAbbreviations = false)
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

        Command verb = root.Subcommands.FirstOrDefault(each => each.Name == arguments[0])
            ?? throw new InvalidInputException($"'{arguments[0]}' is no verb.{NearNames.Question(arguments[0], Verbs)} A verb is expected: {string.Join(", ", Verbs)}.");
        if (arguments.Any(IsHelp))
            return root.Parse([verb.Name, "--help"]);
        ArgumentReader reader = new([.. verb.Options.Select(KnownOption.Of)], $"{program} {verb.Name} --help")
        {
            MostWords = verb.Arguments.Aggregate(0, (sum, each) => (int)Math.Min(int.MaxValue, (long)sum + each.Arity.MaximumNumberOfValues)),
            TakesAbbreviations = takesAbbreviations,
        };
        string[] read = [.. ArgumentReader.Arguments(reader.Read([.. arguments.Skip(1)]))];
        ParseResult parsed = root.Parse([verb.Name, .. read], new ParserConfiguration { ResponseFileTokenReplacer = null });
        return parsed.Action is HelpAction || parsed.Errors.Count == 0
            ? parsed
            : throw new InvalidInputException($"{parsed.Errors[0].Message} '{program} {verb.Name} --help' says what is allowed.");
    }

    /// <summary>True for an argument that asks for help.</summary>
    public static bool IsHelp(string argument) => argument is "--help" or "-h" or "-?" or "/?" or "/h";
}
