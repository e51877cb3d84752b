namespace Yolov5.Weights;

/// <summary>Finds weights and facts in the value that a checkpoint file holds.</summary>
internal static class CheckpointLayoutReader
{
    private static readonly string[] ModelKeys = ["model", "state_dict", "model_state_dict"];

    /// <exception cref="InvalidDataException">The value holds no weights.</exception>
    public static Checkpoint Read(string path, CheckpointValue root)
    {
        if (PickledNetwork.TryRead(root, out PickledNetwork? network))
            return Facts(new Checkpoint { Path = path, Layout = CheckpointLayout.Network, ModelStateDict = network.StateDict }, new CheckpointDictionary(), network);
        if (root is not CheckpointDictionary dictionary)
            throw new InvalidDataException($"The file holds {root.Kind}, not a checkpoint or a state dict.");
        if (dictionary.TryGetStateDict(out StateDict? state))
            return Facts(new Checkpoint { Path = path, Layout = CheckpointLayout.StateDict, ModelStateDict = NamePrefix.Removed(state) }, new CheckpointDictionary(), null);

        string? modelKey = ModelKeys.FirstOrDefault(key => dictionary[key] is { IsNull: false });
        Weights? model = modelKey is null ? null : ReadWeights(dictionary[modelKey], modelKey);
        Weights? ema = ReadWeights(dictionary["ema"], "ema");
        Weights preferred = ema ?? model ?? throw new InvalidDataException(
            $"The file holds no weights: it is not a state dict and has none under 'ema', {string.Join(" or ", ModelKeys.Select(key => $"'{key}'"))}. Its entries are: {Quote.List(dictionary.StringKeys.DefaultIfEmpty("none"))}.");
        var checkpoint = new Checkpoint
        {
            Path = path,
            Layout = preferred.Network is null ? CheckpointLayout.TrainingState : CheckpointLayout.Network,
            ModelStateDict = model?.State,
            EmaStateDict = ema?.State,
        };
        return Facts(checkpoint, Rest(dictionary, modelKey), preferred.Network);
    }

    private static Weights? ReadWeights(CheckpointValue? value, string key)
    {
        if (value is null || value.IsNull)
            return null;
        if (PickledNetwork.TryRead(value, out PickledNetwork? network))
            return new Weights(network.StateDict, network);
        if (value is CheckpointDictionary dictionary && dictionary.TryGetStateDict(out StateDict? state))
            return new Weights(NamePrefix.Removed(state), null);
        throw new InvalidDataException($"The entry '{key}' is {value.Kind}, not a network or a state dict.");
    }

    private static CheckpointDictionary Rest(CheckpointDictionary dictionary, string? modelKey)
    {
        var rest = new CheckpointDictionary(ordered: false);
        foreach ((CheckpointValue key, CheckpointValue value) in dictionary)
        {
            if (!key.TryGetString(out string? name) || (name != modelKey && name != "ema"))
                rest.Set(key, value);
        }

        TreeShape.Require(rest);
        return rest;
    }

    private static Checkpoint Facts(Checkpoint checkpoint, CheckpointDictionary entries, PickledNetwork? network)
    {
        CheckpointDictionary attributes = network?.Attributes ?? new CheckpointDictionary();
        TreeShape.Require(attributes);
        CheckpointValue? yaml = Present(entries["yaml"]) ?? Present(attributes["yaml"]);
        CheckpointValue? names = Present(entries["names"]) ?? Present(attributes["names"]);
        string[] classNames = names is null ? [] : ReadNames(names);
        return checkpoint with
        {
            Entries = entries,
            ModelAttributes = attributes,
            Names = classNames,
            ClassCount = Count(entries["nc"]) ?? Count(attributes["nc"]) ?? Count((yaml as CheckpointDictionary)?["nc"])
                ?? (classNames.Length > 0 ? classNames.Length : HeadShape.ClassCount(checkpoint.StateDict)),
            ModelYaml = yaml,
            ModelYamlText = yaml is null ? null : yaml.TryGetString(out string? text) ? text : YamlText.Of(yaml),
            Strides = ReadStrides(Present(entries["stride"]) ?? Present(attributes["stride"])),
            Anchors = checkpoint.StateDict.LastOrDefault(tensor => tensor.Name.EndsWith(".anchors", StringComparison.Ordinal)),
            Epoch = Integer(entries["epoch"]),
            BestFitness = entries["best_fitness"] is { } fitness && fitness.TryGetDouble(out double number) ? number : null,
            Updates = Integer(entries["updates"]),
            Date = entries["date"] is { } date && date.TryGetString(out string? dateText) ? dateText : null,
        };
    }

    /// <summary>A list, or a dictionary from class id to name as newer versions of the reference write it.</summary>
    private static string[] ReadNames(CheckpointValue names)
    {
        var found = new SortedDictionary<long, string>();
        switch (names)
        {
            case CheckpointList list:
                for (int i = 0; i < list.Count; i++)
                    found[i] = ClassName(list[i]);
                break;
            case CheckpointDictionary dictionary:
                foreach ((CheckpointValue key, CheckpointValue value) in dictionary)
                {
                    if (!key.TryGetInt64(out long id))
                        throw new InvalidDataException($"The class names have {key.Kind} as a key; class ids are needed.");
                    found[id] = ClassName(value);
                }

                break;
            default:
                throw new InvalidDataException($"The class names are {names.Kind}, not a list or a dictionary.");
        }

        if (found.Count > 0 && (found.First().Key != 0 || found.Last().Key != found.Count - 1))
            throw new InvalidDataException($"The class ids of the names are not 0 to {found.Count - 1}.");
        return [.. found.Values];
    }

    private static string ClassName(CheckpointValue value) =>
        value.TryGetString(out string? name) ? name : throw new InvalidDataException($"A class name is {value.Kind}, not a string.");

    private static double[] ReadStrides(CheckpointValue? value)
    {
        if (value is null)
            return [];
        if (value is CheckpointList list)
            return list.All(item => item.TryGetDouble(out _)) ? [.. list.Select(item => item.AsDouble("stride"))] : [];
        return value.TryGetTensor(out StoredTensor? tensor) && tensor.ElementCount <= 16 ? [.. tensor.ToSingle().Select(stride => (double)stride)] : [];
    }

    private static CheckpointValue? Present(CheckpointValue? value) => value is null || value.IsNull ? null : value;

    private static long? Integer(CheckpointValue? value) => value is not null && value.TryGetInt64(out long number) ? number : null;

    private static int? Count(CheckpointValue? value) => Integer(value) is >= 0 and <= int.MaxValue and var count ? (int)count : null;

    private sealed record Weights(StateDict State, PickledNetwork? Network);
}
