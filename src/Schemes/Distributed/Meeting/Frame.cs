using System.Buffers.Binary;
using System.Text;

namespace Schemes.Distributed.Meeting;

/// <summary>Message of the rendezvous protocol: its length in four bytes, then its content.</summary>
internal static class Frame
{
    /// <summary>Far more than a rank sends. The first bytes of other protocols, read as a length, exceed it.</summary>
    private const int MaxLength = 1 << 20;

    public static void Send(Stream stream, Action<BinaryWriter> write)
    {
        using MemoryStream frame = new();
        using BinaryWriter writer = new(frame, Encoding.UTF8);
        writer.Write(0);
        write(writer);
        writer.Flush();
        byte[] bytes = frame.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - sizeof(int));
        stream.Write(bytes);
    }

    /// <exception cref="IOException">The other side has closed the connection, or is another program.</exception>
    public static BinaryReader Receive(Stream stream)
    {
        Span<byte> head = stackalloc byte[sizeof(int)];
        stream.ReadExactly(head);
        int length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length is < 1 or > MaxLength)
            throw new IOException($"A message of {length} bytes does not belong to a rendezvous of ranks.");
        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        return new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
    }

    public static void WriteBytes(this BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    public static byte[] ReadBytes(this BinaryReader reader) => reader.ReadBytes(Math.Clamp(reader.ReadInt32(), 0, MaxLength));
}
