using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text;

namespace LibTorch.Loading;

/// <summary>The symbol table of a 64-bit ELF file, in which functions stand that a library does not export.</summary>
/// <remarks>Layout: System V Application Binary Interface, "Object Files"; only what is read here is declared.</remarks>
internal static unsafe class SymbolTable
{
    private const uint SymbolTableSection = 2;

    /// <summary>Returns the values of symbols, in the order of the names; 0 for those that the file does not name.</summary>
    /// <param name="path">An ELF file. Every value is 0 if it is none, or is cut short.</param>
    /// <param name="names">Names as the linker writes them, mangled if they are C++.</param>
    public static long[] Values(string path, params string[] names)
    {
        long[] values = new long[names.Length];
        long length = new FileInfo(path).Length;
        if (length < sizeof(Header))
            return values;
        using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using MemoryMappedViewAccessor view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            Header* header = (Header*)start;
            if (header->Magic != 0x464c457f || header->Class != 2 || !Within(header->SectionOffset, (ulong)header->SectionCount * (ulong)sizeof(Section), length))
                return values;
            Span<Section> sections = new(start + header->SectionOffset, header->SectionCount);
            foreach (Section section in sections)
            {
                if (section.Type != SymbolTableSection || section.Link >= sections.Length || !Within(section.Offset, section.Size, length))
                    continue;
                Section strings = sections[(int)section.Link];
                if (!Within(strings.Offset, strings.Size, length) || strings.Size > int.MaxValue)
                    continue;
                ReadOnlySpan<byte> text = new(start + strings.Offset, (int)strings.Size);
                ReadOnlySpan<Symbol> symbols = new(start + section.Offset, (int)(section.Size / (ulong)sizeof(Symbol)));
                for (int i = 0; i < names.Length; i++)
                    values[i] = Value(symbols, text, names[i]);
            }

            return values;
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private static long Value(ReadOnlySpan<Symbol> symbols, ReadOnlySpan<byte> text, string name)
    {
        // A name lies between two zeros. The text is searched once, which is much faster than to compare every symbol's name.
        int at = text.IndexOf(Encoding.ASCII.GetBytes($"\0{name}\0"));
        foreach (Symbol symbol in symbols)
        {
            if (at >= 0 && symbol.Name == at + 1)
                return (long)symbol.Value;
        }

        return 0;
    }

    private static bool Within(ulong offset, ulong size, long length) => offset <= (ulong)length && size <= (ulong)length - offset;

    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Header
    {
        [FieldOffset(0)]
        public uint Magic;
        [FieldOffset(4)]
        public byte Class;
        [FieldOffset(0x28)]
        public ulong SectionOffset;
        [FieldOffset(0x3c)]
        public ushort SectionCount;
    }

    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct Section
    {
        [FieldOffset(4)]
        public uint Type;
        [FieldOffset(0x18)]
        public ulong Offset;
        [FieldOffset(0x20)]
        public ulong Size;
        [FieldOffset(0x28)]
        public uint Link;
    }

    [StructLayout(LayoutKind.Explicit, Size = 24)]
    private struct Symbol
    {
        [FieldOffset(0)]
        public uint Name;
        [FieldOffset(8)]
        public ulong Value;
    }
}
