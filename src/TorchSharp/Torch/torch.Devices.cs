using Interop;

namespace TorchSharp;

public static partial class torch
{
    public static string __version__ => Library.TorchVersion;

    public static int get_num_threads() => Library.Threads;

    public static void set_num_threads(int num) => Library.Threads = num;

    public static bool cuda_is_available() => cuda.is_available();

    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => Devices.CudaCount;

        public static void manual_seed(long seed) => Library.ManualSeed(seed);

        public static void manual_seed_all(long seed) => Library.ManualSeed(seed);

        public static void synchronize(Device? device = null)
        {
            Device place = device ?? CUDA;
            if (place.type != DeviceType.CUDA)
                throw new ArgumentException($"'{place}' is not a CUDA device.", nameof(device));
            Devices.Synchronize((int)DeviceType.CUDA, place.index);
        }
    }
}
