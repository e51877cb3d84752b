using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Events.Fred;

namespace Yolov5.Data;

/// <summary>Turns the YAML of a data set into its description, and reports precisely what does not fit.</summary>
internal sealed class DatasetDescriptionReader
{
    private const int MaximumClasses = 65_536;
    private const int MaximumSources = 10_000;

    /// <summary>Keys that YOLOv5 and the tools around it write; those without a meaning here pass in silence.</summary>
    private static readonly ImmutableHashSet<string> KnownKeys = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "path", "layout", "train", "val", "test", "names", "nc", "download", "yaml_file", "roboflow", "author", "license", "version");

    private readonly string _file;
    private readonly Dictionary<string, object> _map;

    private DatasetDescriptionReader(string file, Dictionary<string, object> map)
    {
        _file = file;
        _map = map;
    }

    public static DatasetDescription Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string file = Path.GetFullPath(path);
        if (FredDataset.IsAt(file))
            return new DatasetDescription { File = file, Root = file, Train = [file], Val = [file], Test = [file], Names = ["drone"], IsPaired = true };
        return new DatasetDescriptionReader(file, DatasetYaml.Read(ReadText(file, path), path)).Read();
    }

    private static string ReadText(string file, string shown)
    {
        try
        {
            if (Directory.Exists(file))
                throw new InvalidInputException($"{shown} is a folder; the YAML file that describes the data set is wanted.");
            using FileStream stream = System.IO.File.OpenRead(file);
            if (stream.Length > DatasetYaml.MaximumBytes)
                throw new InvalidInputException($"{shown} has {stream.Length} bytes; a data set's description has at most {DatasetYaml.MaximumBytes}.");
            using StreamReader reader = new(stream, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException($"{shown} does not exist; a data set is named by its YAML file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{shown} cannot be read: {exception.Message}", exception);
        }
    }

    private DatasetDescription Read()
    {
        ImmutableArray<string> names = Names();
        CheckClassCount(names.Length);
        string root = Root();
        bool isPaired = IsPaired();
        return new DatasetDescription
        {
            File = _file,
            Root = root,
            IsPaired = isPaired,
            Train = isPaired ? [root] : Sources("train", root, required: true),
            Val = isPaired ? [root] : Sources("val", root, required: true),
            Test = isPaired ? [root] : Sources("test", root, required: false),
            Names = names,
            Warnings = [.. _map.Keys.Where(key => !KnownKeys.Contains(key)).Order(StringComparer.Ordinal)
                .Select(key => $"{_file}: unknown key '{Quote.Of(key)}' is ignored.")],
        };
    }

    private ImmutableArray<string> Names()
    {
        ImmutableArray<string> names = Required("names") switch
        {
            List<object> list => [.. list.Select((name, index) => Name(name, index))],
            Dictionary<string, object> map => Names(map),
            object other => throw Wrong("names", other, "a list of names, or a map from 0, 1, 2 ... to names"),
        };
        if (names.IsEmpty)
            throw new InvalidInputException($"{_file}: key 'names' is empty; at least one class is needed.");
        if (names.Length > MaximumClasses)
            throw new InvalidInputException($"{_file}: key 'names' has {names.Length} classes; at most {MaximumClasses} are possible.");
        return names;
    }

    private ImmutableArray<string> Names(Dictionary<string, object> map)
    {
        SortedDictionary<int, string> byIndex = [];
        foreach ((string key, object name) in map)
        {
            if (!int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int index) || index < 0)
                throw new InvalidInputException($"{_file}: key 'names': '{Quote.Of(key)}' is not a class index; indices are whole numbers from 0.");
            if (!byIndex.TryAdd(index, Name(name, index)))
                throw new InvalidInputException($"{_file}: key 'names': class {index} is given twice.");
        }

        int expected = 0;
        foreach (int index in byIndex.Keys)
        {
            if (index != expected)
                throw new InvalidInputException($"{_file}: key 'names': class {expected} is missing before {index}; indices run from 0 without a gap.");
            expected++;
        }

        return [.. byIndex.Values];
    }

    private string Name(object name, int index) => name as string is { } text && !string.IsNullOrWhiteSpace(text)
        ? text
        : throw new InvalidInputException($"{_file}: key 'names': class {index} has no name; a text is wanted.");

    private void CheckClassCount(int count)
    {
        if (!_map.TryGetValue("nc", out object? value))
            return;
        if (value is not string text || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int given))
            throw Wrong("nc", value, "the number of classes, or nothing");
        if (given != count)
            throw new InvalidInputException($"{_file}: key 'nc' is {given}, but 'names' has {count}; make them agree or leave 'nc' out.");
    }

    private bool IsPaired()
    {
        if (!_map.TryGetValue("layout", out object? value))
            return false;
        if (value is not "fred")
            throw Wrong("layout", value, "fred (sequences of RGB and event frames), or nothing");
        foreach (string key in (string[])["train", "val", "test"])
        {
            if (_map.TryGetValue(key, out object? given))
                throw Wrong(key, given, "nothing with 'layout: fred': the lists train.txt, val.txt and test.txt beside the sequences are the splits");
        }

        return true;
    }

    private string Root()
    {
        string folder = Path.GetDirectoryName(_file)!;
        if (!_map.TryGetValue("path", out object? value) || IsNull(value))
            return folder;
        if (value is not string path)
            throw Wrong("path", value, "a folder");
        CheckPath("path", path);
        string[] candidates =
        [
            Path.GetFullPath(path, folder),
            Path.GetFullPath(path),
            Path.GetFullPath(Path.Combine("datasets", path)),
        ];

        // If none exists, the error about the first is the most helpful.
        return candidates.FirstOrDefault(Directory.Exists) ?? candidates[0];
    }

    private ImmutableArray<string> Sources(string key, string root, bool required)
    {
        object value = required ? Required(key) : _map.GetValueOrDefault(key, "");
        if (IsNull(value))
            return required ? throw Wrong(key, value, "a folder, a .txt list, or a list of these") : [];
        List<object> items = value as List<object> ?? [value];
        if (items.Count == 0 || items.Count > MaximumSources)
            throw new InvalidInputException($"{_file}: key '{key}' has {items.Count} entries; 1 to {MaximumSources} are possible.");
        return [.. items.Select(item => Source(key, item, root))];
    }

    private string Source(string key, object item, string root)
    {
        if (item is not string text || string.IsNullOrWhiteSpace(text))
            throw Wrong(key, item, "a folder, a .txt list, or a list of these");
        CheckPath(key, text);
        string path = Path.GetFullPath(text, root);

        // Exports of annotation tools write ../train although the folder lies beside the file.
        if (!Path.Exists(path) && text.StartsWith("../", StringComparison.Ordinal) && Path.GetFullPath(text[3..], root) is { } beside && Path.Exists(beside))
            return beside;
        return path;
    }

    private void CheckPath(string key, string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal) || path.Length > 4096)
            throw Wrong(key, path, "a path");
    }

    private object Required(string key) => _map.GetValueOrDefault(key)
        ?? throw new InvalidInputException($"{_file}: key '{key}' is missing; a data set's description has the keys train, val and names.");

    private InvalidInputException Wrong(string key, object value, string allowed)
    {
        string shown = value switch
        {
            List<object> => "a list",
            Dictionary<string, object> => "a map",
            string text => $"'{Quote.Of(text)}'",
            _ => "nothing",
        };
        return new InvalidInputException($"{_file}: key '{key}' is {shown}; allowed is {allowed}.");
    }

    private static bool IsNull(object value) => value is "" or "~" or "null" or "Null" or "NULL";
}
