using System.Runtime.InteropServices;
using System.Text;
using LibTorch.Loading;

namespace LibTorch.Unstable;

/// <summary>The few functions of the CUDA runtime that TorchSharp does not offer, from the runtime that libtorch has loaded.</summary>
public static unsafe class CudaRuntime
{
    private const int Capacity = 256;

    /// <summary>Free and total bytes of a device.</summary>
    public static (long Free, long Total) Memory(int device)
    {
        int before;
        Check(((delegate* unmanaged<int*, int>)Find("cudaGetDevice"))(&before), "cudaGetDevice");
        Check(((delegate* unmanaged<int, int>)Find("cudaSetDevice"))(device), "cudaSetDevice");
        nuint free, total;
        int status = ((delegate* unmanaged<nuint*, nuint*, int>)Find("cudaMemGetInfo"))(&free, &total);
        Check(((delegate* unmanaged<int, int>)Find("cudaSetDevice"))(before), "cudaSetDevice");
        Check(status, "cudaMemGetInfo");
        return ((long)free, (long)total);
    }

    /// <summary>Place of a device on the bus: <c>0000:3B:00.0</c>.</summary>
    public static string BusId(int device)
    {
        byte* text = stackalloc byte[Capacity];
        Check(((delegate* unmanaged<byte*, int, int, int>)Find("cudaDeviceGetPCIBusId"))(text, Capacity, device), "cudaDeviceGetPCIBusId");
        return Text(text);
    }

    /// <summary>Name that the maker gave a device: <c>NVIDIA H100</c>.</summary>
    /// <remarks>The name stands first in <c>cudaDeviceProp</c>, whose length differs between versions: below 4 KiB in all.</remarks>
    public static string Name(int device)
    {
        byte* properties = stackalloc byte[4096];
        string function = Engine.Has("torch_cuda", "cudaGetDeviceProperties_v2") ? "cudaGetDeviceProperties_v2" : "cudaGetDeviceProperties";
        Check(((delegate* unmanaged<byte*, int, int>)Find(function))(properties, device), function);
        return Text(properties);
    }

    private static nint Find(string symbol) => Engine.Symbol("torch_cuda", symbol);

    private static void Check(int status, string function)
    {
        if (status != 0)
            throw new ExternalException($"{function} failed with CUDA's error {status}.");
    }

    private static string Text(byte* text) => Encoding.UTF8.GetString(text, new ReadOnlySpan<byte>(text, Capacity).IndexOf((byte)0));
}
