namespace CommandLines;

/// <summary>Finds the known names that a misspelt one was meant to be.</summary>
public static class NearNames
{
    private const int Most = 3;

    /// <summary>The known names nearest to a given one, the nearest first; none if all are far from it. At most three.</summary>
    /// <param name="given">The misspelt name.</param>
    /// <param name="known">Names that are allowed. Case, dashes and underscores are not compared.</param>
    public static IReadOnlyList<string> Of(string given, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(known);
        string key = OptionNames.Key(given);
        return key.Length == 0 ? [] :
            [.. known.Distinct(StringComparer.Ordinal)
                .Select(name => (Name: name, Distance: Distance(key, OptionNames.Key(name))))
                .Where(each => each.Distance <= Math.Max(1, key.Length / 3))
                .OrderBy(each => each.Distance).ThenBy(each => each.Name, StringComparer.Ordinal)
                .Take(Most).Select(each => each.Name)];
    }

    /// <summary>A question for the end of an error, such as <c>" Did you mean --filter?"</c>; empty if there is no near name.</summary>
    /// <inheritdoc cref="Of"/>
    public static string Question(string given, IEnumerable<string> known) =>
        Of(given, known) is { Count: > 0 } near ? $" Did you mean {string.Join(" or ", near)}?" : "";

    /// <summary>Number of letters to insert, remove, replace or swap with their neighbour (optimal string alignment); 1 where a text of three letters or more begins the other.</summary>
    private static int Distance(string a, string b)
    {
        if (Math.Min(a.Length, b.Length) >= 3 && (a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal)))
            return a.Length == b.Length ? 0 : 1;
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int replaced = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
