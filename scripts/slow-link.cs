// A link with a delay and losses, where the kernel has no netem: two virtual cards (TUN), and this process carries the packets between them.
// What goes from the first to the second comes late and some of it never; the way back is immediate, as netem on one card does it.
//
//   dotnet run scripts/slow-link.cs -- FIRST SECOND DELAY-MS LOSS-PERCENT      needs root
//
// Prints "ready" when both cards exist; they may then be moved to other network namespaces. A line of input is answered with the packets so
// far; the link ends with its input.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

if (args.Length != 4 || !double.TryParse(args[2], CultureInfo.InvariantCulture, out double delay) || !double.TryParse(args[3], CultureInfo.InvariantCulture, out double loss) || delay < 0 || loss is < 0 or > 100)
{
    Console.Error.WriteLine("usage: slow-link FIRST SECOND DELAY-MS LOSS-PERCENT");
    return 2;
}

int first = Tun.Open(args[0]), second = Tun.Open(args[1]);
long carried = 0, lost = 0;
Start(() => Carry(second, first, 0, 0));
Start(() => Carry(first, second, delay, loss / 100));
Console.WriteLine("ready");
while (Console.ReadLine() is not null)
    Console.WriteLine($"{Interlocked.Read(ref carried)} packets carried, {Interlocked.Read(ref lost)} lost");
return 0;

static void Start(ThreadStart body) => new Thread(body) { IsBackground = true }.Start();

void Carry(int from, int to, double milliseconds, double share)
{
    using BlockingCollection<(long Due, byte[] Packet)> late = [];
    Start(() =>
    {
        foreach ((long due, byte[] packet) in late.GetConsumingEnumerable())
        {
            for (TimeSpan left; (left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due)) > TimeSpan.Zero;)
                Thread.Sleep(left);
            _ = Tun.Write(to, packet, packet.Length);
            _ = Interlocked.Increment(ref carried);
        }
    });
    Random random = new(1);
    long wait = (long)(milliseconds / 1000 * Stopwatch.Frequency);
    byte[] buffer = new byte[1 << 16];
    for (nint length; (length = Tun.Read(from, buffer, buffer.Length)) > 0 || Marshal.GetLastPInvokeError() is Tun.TryAgain or Tun.Interrupted or Tun.IsDown;)
    {
        if (length <= 0)
            Thread.Sleep(1);
        else if (random.NextDouble() < share)
            _ = Interlocked.Increment(ref lost);
        else
            late.Add((Stopwatch.GetTimestamp() + wait, buffer[..(int)length]));
    }
}

internal static partial class Tun
{
    public const int TryAgain = 11;
    public const int Interrupted = 4;
    public const int IsDown = 77; // EBADFD: the card is not up yet.
    private const int ReadWrite = 2;
    private const nuint SetInterface = 0x400454CA;
    private const short TunWithoutHeader = 0x1001;

    /// <summary>Makes a card; it lasts as long as this process.</summary>
    public static int Open(string name)
    {
        int file = Open("/dev/net/tun", ReadWrite);
        byte[] request = new byte[40];
        Encoding.ASCII.GetBytes(name, request);
        BitConverter.TryWriteBytes(request.AsSpan(16), TunWithoutHeader);
        if (file < 0 || Control(file, SetInterface, request) < 0)
            throw new InvalidOperationException($"{name}: no virtual card, {Marshal.GetLastPInvokeErrorMessage()}");
        return file;
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int file, [Out] byte[] buffer, nint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int file, byte[] buffer, nint length);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int file, nuint request, byte[] argument);
}
