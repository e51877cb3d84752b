using System.Runtime.InteropServices;

namespace Interop;

/// <summary>bridge.h's <c>BridgeValue</c>: one argument or result on its way across.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Value
{
    public Tag Tag;
    public int Length;
    public long Payload;
}
