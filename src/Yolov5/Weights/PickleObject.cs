using System.Diagnostics.CodeAnalysis;
using Yolov5.Weights.Pickle;

namespace Yolov5.Weights;

/// <summary>
/// A Python object or class that a checkpoint names. It is a record of what the file says and nothing else: no name in
/// a file is ever looked up or called.
/// </summary>
public sealed class PickleObject : CheckpointValue
{
    internal PickleObject(string className, CheckpointList? arguments)
    {
        ClassName = className;
        Arguments = arguments;
    }

    /// <summary>Module and name, such as <c>models.yolo.Model</c>; of the class or function that would make the object.</summary>
    public string ClassName { get; }

    /// <summary>Arguments that the class or function would be called with; null if this is the class or function itself.</summary>
    public CheckpointList? Arguments { get; }

    /// <summary>The attributes the object would be given, mostly a dictionary; null if there are none.</summary>
    public CheckpointValue? State { get; internal set; }

    /// <summary>The entries of an object that is a dictionary too; null if it has none.</summary>
    public CheckpointDictionary? Items { get; private set; }

    /// <summary>The elements of an object that is a list too; null if it has none.</summary>
    public CheckpointList? Elements { get; private set; }

    /// <inheritdoc/>
    public override string Kind => Arguments is null ? $"the Python name {Quote.Of(ClassName)}" : $"a Python object of {Quote.Of(ClassName)}";

    /// <inheritdoc/>
    public override bool TryGetTensor([NotNullWhen(true)] out StoredTensor? tensor) => Numpy.TryReadArray(this, out tensor);

    internal CheckpointDictionary MakeItems() => Items ??= new CheckpointDictionary(ordered: false);

    internal CheckpointList MakeElements() => Elements ??= new CheckpointList(tuple: false, []);
}
