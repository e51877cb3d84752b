using System.Runtime.InteropServices;

namespace Interop;

/// <summary>What a tensor is, without its data.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct TensorInfo
{
    private readonly long _numel;
    private readonly long _elementSize;
    private readonly long _storageBytes;
    private readonly long _storageOffset;
    private readonly int _dimensions;
    private readonly int _scalarType;
    private readonly int _deviceType;
    private readonly int _deviceIndex;
    private readonly int _requiresGrad;
    private readonly int _isLeaf;
    private readonly int _isContiguous;
    private readonly int _isChannelsLast;

    /// <summary>Number of elements.</summary>
    public long Numel => _numel;

    /// <summary>Bytes of one element.</summary>
    public long ElementSize => _elementSize;

    /// <summary>Bytes of the storage, which several tensors may share; 0 where there is none.</summary>
    public long StorageBytes => _storageBytes;

    /// <summary>Where in the storage the first element lies, in elements.</summary>
    public long StorageOffset => _storageOffset;

    /// <summary>Number of dimensions.</summary>
    public int Dimensions => _dimensions;

    /// <summary>libtorch's number of the element type.</summary>
    public int ScalarType => _scalarType;

    /// <summary>libtorch's number of the device's kind: 0 CPU, 1 CUDA.</summary>
    public int DeviceType => _deviceType;

    /// <summary>Which device of that kind; -1 on the CPU.</summary>
    public int DeviceIndex => _deviceIndex;

    /// <summary>Whether gradients are recorded for it.</summary>
    public bool RequiresGrad => _requiresGrad != 0;

    /// <summary>Whether it was made by hand rather than by an operator that recorded a graph.</summary>
    public bool IsLeaf => _isLeaf != 0;

    /// <summary>Whether it is dense in row-major order.</summary>
    public bool IsContiguous => _isContiguous != 0;

    /// <summary>Whether it is dense in channels-last order.</summary>
    public bool IsChannelsLast => _isChannelsLast != 0;
}
