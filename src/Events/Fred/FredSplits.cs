using System.IO.Hashing;
using System.Text;

namespace Events.Fred;

/// <summary>The split that each sequence belongs to.</summary>
internal static class FredSplits
{
    private const long LongestList = 1 << 24;

    public static string NameOf(FredSplit split) => split.ToString().ToLowerInvariant();

    /// <summary>
    /// Reads the lists train.txt, val.txt and test.txt of the data set's folder, a sequence a line; without them the folders
    /// train, val and test decide, and without these the hash of the names.
    /// </summary>
    /// <returns>The split of each sequence that has one, by name.</returns>
    /// <exception cref="InvalidInputException">A list names a sequence that is not there, or a second time.</exception>
    public static Dictionary<string, FredSplit> Of(string dataset, IReadOnlyList<(string Folder, FredSplit? Split)> sequences, double validationShare)
    {
        string[] names = [.. sequences.Select(static each => Path.GetFileName(each.Folder))];
        (string Path, FredSplit Split)[] lists = [.. Enum.GetValues<FredSplit>().Select(split => (Path.Combine(dataset, NameOf(split) + ".txt"), split)).Where(static list => File.Exists(list.Item1))];
        if (lists.Length > 0)
            return FromLists(lists, [.. names]);
        if (sequences.Any(static each => each.Split is not null))
            return sequences.Where(static each => each.Split is not null).ToDictionary(static each => Path.GetFileName(each.Folder), static each => each.Split!.Value);

        int validation = (int)Math.Round(validationShare * names.Length);
        if (names.Length >= 2 && validationShare is > 0 and < 1)
            validation = Math.Clamp(validation, 1, names.Length - 1);
        HashSet<string> chosen = [.. names.OrderBy(static name => Crc32.HashToUInt32(Encoding.UTF8.GetBytes(name))).ThenBy(static name => name, StringComparer.Ordinal).Take(validation)];
        return names.ToDictionary(static name => name, name => chosen.Contains(name) ? FredSplit.Val : FredSplit.Train);
    }

    private static Dictionary<string, FredSplit> FromLists((string Path, FredSplit Split)[] lists, HashSet<string> names)
    {
        Dictionary<string, FredSplit> splits = [];
        foreach ((string path, FredSplit split) in lists)
        {
            string[] lines = Encoding.UTF8.GetString(TextFile.ReadUtf8(path, LongestList)).Split('\n', StringSplitOptions.TrimEntries);
            for (int i = 0; i < lines.Length; i++)
            {
                // Some lists have the folder before the name.
                string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(lines[i]));
                if (lines[i].Length == 0)
                    continue;
                if (!names.Contains(name))
                    throw new InvalidInputException($"{path}, line {i + 1}: there is no sequence '{Quote.Of(name)}' in the data set.");
                if (!splits.TryAdd(name, split))
                    throw new InvalidInputException($"{path}, line {i + 1}: the sequence '{Quote.Of(name)}' is listed a second time; its frames would be in {NameOf(splits[name])} and in {NameOf(split)}.");
            }
        }

        return splits;
    }
}
