using System.Text;

namespace Yolov5.Weights.Pickle;

/// <summary>
/// The few names of Python, PyTorch and NumPy whose meaning is needed to read weights. A call of one of them is
/// replaced by the value it stands for; a call of any other name becomes an opaque <see cref="PickleObject"/>.
/// </summary>
internal sealed class PickleCalls(TensorRebuilder tensors, PickleBudget budget)
{
    /// <summary>A class or function as the pickle names it, with modules that were renamed under their present name.</summary>
    public PickleObject Name(string module, string name)
    {
        if (module.Length > PickleBudget.NameLength || name.Length > PickleBudget.NameLength)
            throw new InvalidDataException("The pickle names a class of more than a thousand characters.");
        // One string can be named many times over.
        budget.Copy(module.Length + name.Length);
        module = module switch
        {
            "__builtin__" => "builtins",
            "copy_reg" => "copyreg",
            "numpy._core.multiarray" => "numpy.core.multiarray",
            _ => module,
        };
        return new PickleObject($"{module}.{name}", arguments: null);
    }

    /// <summary>Resolves a persistent id: in a PyTorch file always a storage.</summary>
    public static StorageReference Storage(CheckpointValue id)
    {
        if (id is CheckpointList { Count: >= 5 } tuple
            && tuple[0].TryGetString(out string? kind) && kind == "storage"
            && tuple[1] is PickleObject { Arguments: null } storageClass
            && tuple[2].TryGetString(out string? key) && key.Length <= PickleBudget.StorageKeyLength
            && tuple[4] is CheckpointScalar { Value: long and >= 0 and var count })
        {
            return new StorageReference(storageClass.ClassName, key, count);
        }

        throw new InvalidDataException("The pickle refers to something outside itself that is not a tensor storage.");
    }

    /// <summary>The value that a call stands for.</summary>
    public CheckpointValue Call(CheckpointValue callee, CheckpointValue arguments)
    {
        if (arguments is not CheckpointList list)
            throw new InvalidDataException($"The pickle calls {callee.Kind} with {arguments.Kind} instead of a tuple.");
        if (callee is not PickleObject named)
            throw new InvalidDataException($"The pickle calls {callee.Kind}, which is not a function.");
        if (named.Arguments is not null)
        {
            // Once: a chain of calls would make names of ever more characters.
            budget.Copy(named.ClassName.Length);
            return new PickleObject(named.ClassName.EndsWith("()", StringComparison.Ordinal) ? named.ClassName : $"{named.ClassName}()", list);
        }

        return Known(named.ClassName, list) ?? new PickleObject(named.ClassName, list);
    }

    private CheckpointValue? Known(string name, CheckpointList arguments) => name switch
    {
        "collections.OrderedDict" => Dictionary(arguments, 0, ordered: true),
        "builtins.dict" or "collections.Counter" => Dictionary(arguments, 0, ordered: false),
        "collections.defaultdict" => Dictionary(arguments, 1, ordered: false),
        "builtins.set" or "builtins.frozenset" or "builtins.list" => List(arguments, tuple: false),
        "builtins.tuple" or "torch.Size" => List(arguments, tuple: true),
        "_codecs.encode" => Encode(arguments),
        "numpy.core.multiarray.scalar" => Numpy.ReadScalar(arguments),
        "copyreg._reconstructor" => arguments is [PickleObject { Arguments: null } type, ..] ? new PickleObject(type.ClassName, new CheckpointList(tuple: true, [])) : null,
        "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor" => tensors.Rebuild(arguments, typed: false),
        "torch._utils._rebuild_tensor_v3" => tensors.Rebuild(arguments, typed: true),
        "torch._tensor._rebuild_from_type_v2" => Rebuild(arguments),
        "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state" or "torch.nn.parameter.Parameter" =>
            arguments.Count > 0 ? arguments[0] as CheckpointTensor : null,
        _ => null,
    };

    /// <summary>A tensor with attributes of its own: (function, class, arguments, attributes).</summary>
    private CheckpointTensor? Rebuild(CheckpointList arguments)
    {
        if (arguments.Count < 3 || arguments[0] is not PickleObject { Arguments: null } function || arguments[2] is not CheckpointList inner)
            return null;
        return function.ClassName switch
        {
            "torch._utils._rebuild_tensor_v2" => tensors.Rebuild(inner, typed: false),
            "torch._utils._rebuild_tensor_v3" => tensors.Rebuild(inner, typed: true),
            _ => null,
        };
    }

    /// <summary>Empty, a copy of a dictionary, or made of pairs.</summary>
    private CheckpointDictionary? Dictionary(CheckpointList arguments, int position, bool ordered)
    {
        var dictionary = new CheckpointDictionary(ordered);
        if (arguments.Count <= position)
            return dictionary;
        switch (arguments[position])
        {
            case CheckpointDictionary source:
                foreach ((CheckpointValue key, CheckpointValue value) in source)
                {
                    budget.Key(key);
                    dictionary.Set(key, value);
                }

                return dictionary;
            case CheckpointList pairs:
                foreach (CheckpointValue pair in pairs)
                {
                    if (pair is not CheckpointList { Count: 2 } entry)
                        return null;
                    budget.Key(entry[0]);
                    dictionary.Set(entry[0], entry[1]);
                }

                return dictionary;
            default:
                return null;
        }
    }

    private CheckpointList? List(CheckpointList arguments, bool tuple)
    {
        if (arguments.Count == 0)
            return new CheckpointList(tuple, []);
        if (arguments[0] is not CheckpointList source)
            return null;
        budget.Copy(source.Count);
        return source.Copy(tuple);
    }

    /// <summary>Encodes text as bytes, which is how Python 3 writes a byte string in protocol 2.</summary>
    private CheckpointScalar? Encode(CheckpointList arguments)
    {
        if (arguments.Count != 2 || !arguments[0].TryGetString(out string? text) || !arguments[1].TryGetString(out string? encoding) || encoding is not "latin1")
            return null;
        budget.Copy(text.Length);
        return new CheckpointScalar(Encoding.Latin1.GetBytes(text));
    }
}
