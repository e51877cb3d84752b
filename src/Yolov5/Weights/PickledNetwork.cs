using System.Diagnostics.CodeAnalysis;

namespace Yolov5.Weights;

/// <summary>
/// A network that was pickled whole: a tree of <c>torch.nn.Module</c> objects, each with <c>_parameters</c>,
/// <c>_buffers</c> and <c>_modules</c>. Its state dict is put together as PyTorch's <c>Module.state_dict</c> does.
/// </summary>
internal sealed class PickledNetwork
{
    // The largest YOLOv5 is 7 modules deep and has about 1,000 of them.
    private const int MaximumDepth = 64;
    private const int MaximumModules = 100_000;
    private const int MaximumTensors = 100_000;
    private const int MaximumMembers = 4_000_000;
    private const int MaximumNameLength = 1024;

    private readonly List<StoredTensor> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int _modules;

    // Modules may share their dictionaries, so that a walk can be far longer than the file.
    private long _members;

    private PickledNetwork(PickleObject module, CheckpointDictionary state)
    {
        Visit(module, prefix: "", depth: 0);
        if (_tensors.Count == 0)
            throw new InvalidDataException($"The network {Quote.Of(module.ClassName)} has no weights.");
        StateDict = new StateDict(_tensors);
        var attributes = new CheckpointDictionary(ordered: false);
        foreach ((CheckpointValue key, CheckpointValue value) in state)
        {
            if (key.TryGetString(out string? name) && !name.StartsWith('_'))
                attributes.Set(key, value);
        }

        Attributes = attributes;
    }

    public StateDict StateDict { get; }

    /// <summary>The root module's attributes that do not belong to PyTorch's module implementation.</summary>
    public CheckpointDictionary Attributes { get; }

    /// <summary>Reads a value that is a module.</summary>
    /// <exception cref="InvalidDataException">The value is a network, but damaged.</exception>
    public static bool TryRead(CheckpointValue value, [NotNullWhen(true)] out PickledNetwork? network)
    {
        network = value is PickleObject { State: CheckpointDictionary state } module && state["_modules"] is not null ? new PickledNetwork(module, state) : null;
        return network is not null;
    }

    private void Visit(PickleObject module, string prefix, int depth)
    {
        if (depth > MaximumDepth || ++_modules > MaximumModules)
            throw new InvalidDataException($"The network has more than {MaximumDepth} levels or {MaximumModules} modules.");
        if (module.State is not CheckpointDictionary state)
            throw new InvalidDataException($"The module '{Quote.Of(prefix)}' ({Quote.Of(module.ClassName)}) has no attributes.");
        AddTensors(state["_parameters"], prefix, except: null);
        AddTensors(state["_buffers"], prefix, state["_non_persistent_buffers_set"] as CheckpointList);
        foreach ((string name, CheckpointValue value) in Members(state["_modules"], prefix))
        {
            if (value is not PickleObject child)
                throw new InvalidDataException($"The module '{Quote.Of(prefix + name)}' is {value.Kind}.");
            Visit(child, $"{prefix}{name}.", depth + 1);
        }
    }

    private void AddTensors(CheckpointValue? members, string prefix, CheckpointList? except)
    {
        CountMembers(except?.Count ?? 0);
        HashSet<string>? skipped = except is { Count: > 0 } ? [.. except.Select(item => item.TryGetString(out string? name) && name.Length <= MaximumNameLength ? name : "")] : null;
        foreach ((string name, CheckpointValue value) in Members(members, prefix))
        {
            if (skipped is not null && skipped.Contains(name))
                continue;
            if (value is not CheckpointTensor { Tensor: var tensor })
                throw new InvalidDataException($"The weight '{Quote.Of(prefix + name)}' is {value.Kind}, not a tensor of a supported type.");
            if (!_names.Add(prefix + name))
                throw new InvalidDataException($"The network has two weights named '{Quote.Of(prefix + name)}'.");
            _tensors.Add(tensor with { Name = prefix + name });
            if (_tensors.Count > MaximumTensors)
                throw new InvalidDataException($"The network has more than {MaximumTensors} weights.");
        }
    }

    /// <summary>The named members that are there; PyTorch keeps None for those that a module could have but does not.</summary>
    private IEnumerable<(string Name, CheckpointValue Value)> Members(CheckpointValue? members, string prefix)
    {
        if (members is null || members.IsNull)
            yield break;
        if (members is not CheckpointDictionary dictionary)
            throw new InvalidDataException($"The members of the module '{Quote.Of(prefix)}' are {members.Kind}, not a dictionary.");
        CountMembers(dictionary.Count);
        foreach ((CheckpointValue key, CheckpointValue value) in dictionary)
        {
            if (!key.TryGetString(out string? name) || name.Length + prefix.Length > MaximumNameLength)
                throw new InvalidDataException($"A member of the module '{Quote.Of(prefix)}' has {key.Kind} as its name, not a string of at most {MaximumNameLength} characters with those of the modules around it.");
            if (!value.IsNull)
                yield return (name, value);
        }
    }

    private void CountMembers(int count)
    {
        _members += count;
        if (_members > MaximumMembers)
            throw new InvalidDataException($"The network has more than {MaximumMembers} parts.");
    }
}
