namespace Yolov5.Weights.Pickle;

/// <summary>Reference of a pickle to a storage that lies beside it: its key, element type and length.</summary>
/// <param name="className">The storage class, such as <c>torch.FloatStorage</c>.</param>
/// <param name="key">Name of the entry below <c>data/</c>.</param>
/// <param name="elementCount">Number of elements; bytes for an untyped storage.</param>
internal sealed class StorageReference(string className, string key, long elementCount) : CheckpointValue
{
    public string Key { get; } = key;

    public long ElementCount { get; } = elementCount;

    /// <summary>Null for an untyped storage and for types that have no counterpart here, such as complex numbers.</summary>
    public StoredType? Type { get; } = StoredTypeExtensions.FromStorageClass(className.AsSpan(className.LastIndexOf('.') + 1));

    public bool IsUntyped { get; } = className is "torch.UntypedStorage" or "torch.storage.UntypedStorage";

    public override string Kind => "a tensor storage";
}
