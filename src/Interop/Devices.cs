using System.Text;

namespace Interop;

/// <summary>The devices of this machine, named by libtorch's numbers: type 0 CPU, 1 CUDA.</summary>
public static unsafe class Devices
{
    /// <summary>How many CUDA devices answer.</summary>
    public static int CudaCount
    {
        get
        {
            Check.Status(Native.bridge_cuda_device_count(out int count));
            return count;
        }
    }

    /// <summary>What a device is called by its maker.</summary>
    public static string Name(int deviceType, int deviceIndex)
    {
        const int Capacity = 256;
        byte* name = stackalloc byte[Capacity];
        Check.Status(Native.bridge_device_name(deviceType, deviceIndex, name, Capacity));
        return Text(name, Capacity);
    }

    /// <summary>Where a CUDA device is on the bus: <c>0000:3b:00.0</c>.</summary>
    public static string CudaBusId(int deviceIndex)
    {
        const int Capacity = 32;
        byte* id = stackalloc byte[Capacity];
        Check.Status(Native.bridge_cuda_bus_id(deviceIndex, id, Capacity));
        return Text(id, Capacity);
    }

    /// <summary>Waits until everything queued on the device is done.</summary>
    public static void Synchronize(int deviceType, int deviceIndex) =>
        Check.Status(Native.bridge_synchronize(deviceType, deviceIndex));

    private static string Text(byte* text, int capacity) =>
        Encoding.UTF8.GetString(text, new ReadOnlySpan<byte>(text, capacity).IndexOf((byte)0));
}
