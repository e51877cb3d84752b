using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Benchmarks.Commands;

/// <summary>Options whose value is a share, as a percentage (<c>5%</c>) or a plain number (<c>0.05</c>).</summary>
internal static class FractionOption
{
    /// <summary>Creates such an option.</summary>
    /// <param name="name">Its name with dashes.</param>
    /// <param name="description">Purpose of the option.</param>
    /// <param name="value">Default value.</param>
    public static Option<double> Create(string name, string description, double value) => new(name)
    {
        Description = description,
        HelpName = "SHARE",
        DefaultValueFactory = _ => value,
        CustomParser = Parse,
    };

    private static double Parse(ArgumentResult result)
    {
        string text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value.Trim();
        bool percent = text.EndsWith('%');
        if (double.TryParse(percent ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
            return percent ? number / 100 : number;
        result.AddError($"{(result.Parent as OptionResult)?.IdentifierToken?.Value} {text}: a percentage such as 5% or a number such as 0.05 is expected.");
        return 0;
    }
}
