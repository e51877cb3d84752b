using System.Runtime.InteropServices;

namespace Interop;

/// <summary>Turns a status of the bridge into an exception.</summary>
internal static class Check
{
    /// <exception cref="ExternalException">The first line of libtorch's own message.</exception>
    public static void Status(int status)
    {
        if (status != 0)
            throw LastError();
    }

    private static ExternalException LastError()
    {
        string message = Marshal.PtrToStringUTF8(Native.bridge_last_error()) ?? "libtorch failed without a message";
        int end = message.AsSpan().IndexOfAny('\n', '\r');
        return new ExternalException(end < 0 ? message : message[..end]);
    }
}
