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
        int length = new ReadOnlySpan<byte>(name, Capacity).IndexOf((byte)0);
        return Encoding.UTF8.GetString(name, length);
    }

    /// <summary>Waits until everything queued on the device is done.</summary>
    public static void Synchronize(int deviceType, int deviceIndex) =>
        Check.Status(Native.bridge_synchronize(deviceType, deviceIndex));
}
