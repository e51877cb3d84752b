using System.Globalization;
using System.Text.RegularExpressions;
using Yolov5.Configuration;

namespace Yolov5.Models;

/// <summary>Reads the Python expression under <c>activation:</c> of a model file, such as <c>nn.LeakyReLU(0.1, inplace=True)</c>.</summary>
internal static partial class ActivationText
{
    // PyTorch's own defaults of the one parameter that a function has.
    private static readonly Dictionary<ActivationKind, (string Name, double Default)> Parameters = new()
    {
        [ActivationKind.LeakyReLU] = ("negative_slope", 0.01),
        [ActivationKind.ELU] = ("alpha", 1.0),
    };

    public static Activation Read(YamlValue value)
    {
        string allowed = $"one of {string.Join(", ", Enum.GetNames<ActivationKind>().Select(name => $"nn.{name}()"))}";
        Match call = Call().Match(value.Text(allowed));
        if (!call.Success || !Enum.TryParse(call.Groups["name"].Value, out ActivationKind kind))
            throw value.Wrong(allowed);
        bool takesParameter = Parameters.TryGetValue(kind, out (string Name, double Default) parameter);
        double number = parameter.Default;
        foreach (string argument in call.Groups["arguments"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = argument.Split('=', 2, StringSplitOptions.TrimEntries);
            string name = parts.Length == 2 ? parts[0] : "";

            // The result is the same in place or not: that is decided here by what the backward pass needs.
            if (parts[^1] is "True" or "False" && name is "" or "inplace")
                continue;
            if (!takesParameter || (name.Length > 0 && name != parameter.Name) || !double.TryParse(parts[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out number) || !double.IsFinite(number))
                throw value.Wrong(takesParameter ? $"nn.{kind}({parameter.Name}) with a number" : $"nn.{kind}()");
        }

        return new Activation(kind, number);
    }

    [GeneratedRegex(@"^\s*(torch\.)?nn\.(?<name>[A-Za-z]\w*)\s*\((?<arguments>[^()]*)\)\s*$")]
    private static partial Regex Call();
}
