using TorchSharp;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>The x and y of every cell of a map, less the half cell that decoding begins with; kept between calls.</summary>
internal sealed class DetectionGrid : IDisposable
{
    private Tensor? _cells;
    private (long Rows, long Columns, DeviceType Type, int Device) _key;

    /// <summary>[1, 1, rows, columns, 2] in float32; it stays this object's.</summary>
    public Tensor For(long rows, long columns, Device device)
    {
        var key = (rows, columns, device.type, device.index);
        if (_cells is { } cells && key == _key)
            return cells;
        _cells?.Dispose();
        _cells = Make((int)rows, (int)columns, device);
        _key = key;
        return _cells;
    }

    public void Dispose()
    {
        _cells?.Dispose();
        _cells = null;
    }

    private static Tensor Make(int rows, int columns, Device device)
    {
        float[] values = new float[rows * columns * 2];
        for (int i = 0; i < values.Length; i += 2)
        {
            values[i] = (i / 2 % columns) - 0.5f;
            values[i + 1] = (i / 2 / columns) - 0.5f;
        }

        return tensor(values, [1, 1, rows, columns, 2], device: device).DetachFromDisposeScope();
    }
}
